/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/keylog.h"

#include "base/language.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct keylog {
	struct buf path;
	int fd;
	off_t read;   /* bytes of the file */
	bool passing; /* over a line that is too long, or was cut off */
	size_t given; /* of text: handed out, and over with the next call */
	size_t n;
	char text[KEYLOG_READ];
};

/* Not blocking: the other end of a pipe may come when it likes. */
static int open_path(const char *path)
{
	struct stat about;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int error = EISDIR;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &about) == 0 && !S_ISDIR(about.st_mode))
		return fd;
	close(fd);
	return -error;
}

int keylog_open(struct keylog **out, const char *path, struct buf *trouble)
{
	int fd = open_path(path);
	struct keylog *keylog;

	if (fd < 0) {
		buf_printf(trouble, _("%s: the key log cannot be read: %s"), path, language_error(-fd));
		return fd;
	}
	keylog = memory_new(sizeof(*keylog));
	buf_add(&keylog->path, str_of(path));
	keylog->fd = fd;
	*out = keylog;
	return 0;
}

/* Its end was reached: true when there is another to read from its beginning. */
static bool begin_anew(struct keylog *keylog)
{
	struct stat named, held;
	int fd;

	if (fstat(keylog->fd, &held) < 0 || !S_ISREG(held.st_mode) || stat(buf_text(&keylog->path), &named) < 0)
		return false;
	if (named.st_dev == held.st_dev && named.st_ino == held.st_ino && named.st_size >= keylog->read)
		return false;
	fd = open_path(buf_text(&keylog->path));
	if (fd < 0)
		return false;
	close(keylog->fd);
	keylog->fd = fd;
	keylog->read = 0;
	keylog->n = 0;
	keylog->passing = false;
	return true;
}

/* False: nothing has come. */
static bool fill(struct keylog *keylog)
{
	ssize_t n;

	do
		n = read(keylog->fd, keylog->text + keylog->n, sizeof(keylog->text) - keylog->n);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return false;
	keylog->n += (size_t)n;
	keylog->read += n;
	return true;
}

/* How much of the text is whole lines. */
static size_t whole_lines(const struct keylog *keylog)
{
	const char *last = keylog->n ? memrchr(keylog->text, '\n', keylog->n) : NULL;

	return last ? (size_t)(last - keylog->text) + 1 : 0;
}

static void drop_given(struct keylog *keylog)
{
	keylog->n -= keylog->given;
	memmove(keylog->text, keylog->text + keylog->given, keylog->n);
	keylog->given = 0;
}

/* The rest of a line whose beginning is gone says nothing. */
static void pass_line(struct keylog *keylog)
{
	const char *end = memchr(keylog->text, '\n', keylog->n);

	keylog->given = end ? (size_t)(end - keylog->text) + 1 : keylog->n;
	keylog->passing = !end;
	drop_given(keylog);
}

bool keylog_next(struct keylog *keylog, bool all, struct str *out)
{
	bool more = true;

	drop_given(keylog);
	while (more) {
		more = fill(keylog) || begin_anew(keylog);
		if (keylog->passing && keylog->n)
			pass_line(keylog);
		keylog->given = whole_lines(keylog);
		if (!keylog->given && keylog->n == sizeof(keylog->text)) {
			keylog->passing = true;
			keylog->n = 0;
		}
		if (!keylog->given && !more && all)
			keylog->given = keylog->n;
		if (keylog->given) {
			*out = (struct str){keylog->text, keylog->given};
			return true;
		}
	}
	return false;
}

void keylog_close(struct keylog *keylog)
{
	if (!keylog)
		return;
	close(keylog->fd);
	buf_done(&keylog->path);
	memory_free(keylog);
}
