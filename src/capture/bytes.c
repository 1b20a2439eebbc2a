/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/bytes.h"

#include "base/language.h"
#include "base/memory.h"
#include "capture/unpacker.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	BYTES_POLL_MS = 250, /* how soon a waiting read notices bytes_stop when the signal came just before it */
	BYTES_RECOGNIZE = 4, /* bytes by which every kind of file is recognized */
};

static const struct unpacker *const unpackers[] = {&unpacker_gzip, &unpacker_zstd, &unpacker_lz4, &unpacker_xz,
                                                   &unpacker_lzma};

const char *bytes_name(const char *path)
{
	return strcmp(path, "-") == 0 ? _("standard input") : path;
}

/* Waits for a pipe to have something; false when stopped meanwhile. */
static bool wait_readable(struct bytes *bytes)
{
	struct pollfd pollfd = {.fd = bytes->fd, .events = POLLIN};

	while (!bytes->stopped) {
		if (poll(&pollfd, 1, BYTES_POLL_MS) > 0)
			return true;
	}
	return false;
}

/* Whether reading may be tried. False: a pipe has nothing now, or was stopped. */
static bool may_read(struct bytes *bytes)
{
	struct pollfd pollfd = {.fd = bytes->fd, .events = POLLIN};

	if (!bytes->waits)
		return true;
	if (!bytes->follows)
		return wait_readable(bytes);
	bytes->dry = poll(&pollfd, 1, 0) <= 0;
	return !bytes->dry;
}

/*
 * As read(2), without its interruptions: 0 at the end, after an error (then there is trouble), when
 * stopped, or when the bytes are dry.
 */
static size_t read_some(struct bytes *bytes, uint8_t *out, size_t room)
{
	ssize_t n;

	bytes->dry = false;
	do {
		if (!may_read(bytes))
			return 0;
		n = read(bytes->fd, out, room);
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	/* A pipe that ends was closed: nothing follows. */
	bytes->dry = n == 0 && bytes->follows && !bytes->waits;
	bytes->read += n > 0 ? (uint64_t)n : 0;
	if (n >= 0)
		return (size_t)n;
	buf_printf(&bytes->trouble, _("reading failed: %s"), language_error(errno));
	return 0;
}

/* Likewise, of the unpacked bytes. */
static size_t unpack_some(struct bytes *bytes, uint8_t *out, size_t room)
{
	for (;;) {
		struct unpacking step = {bytes->packed_p, bytes->packed_left, out, room, false, NULL};
		bool fine = bytes->unpacker->run(bytes->unpacker_state, &step);
		bool moved = step.in_left != bytes->packed_left || step.out_left != room;

		bytes->packed_p = step.in;
		bytes->packed_left = step.in_left;
		if (!fine)
			/* TRANSLATORS: the first %s is "gzip", "xz" ... */
			buf_printf(&bytes->trouble, _("the %s data cannot be unpacked: %s"), bytes->unpacker->name,
			           step.trouble);
		if (!fine || step.out_left != room)
			return room - step.out_left;
		if (moved)
			continue;
		bytes->packed_p = bytes->packed;
		bytes->packed_left = read_some(bytes, bytes->packed, BYTES_READ);
		if (bytes->packed_left)
			continue;
		if (!step.whole && !bytes_trouble(bytes))
			buf_printf(&bytes->trouble, _("the %s data ends early"), bytes->unpacker->name);
		return 0;
	}
}

/* Room for n bytes from p on and for a whole read behind what there is. */
static void make_room(struct bytes *bytes, size_t n)
{
	size_t left = bytes_left(bytes);
	size_t wanted = (n > left ? n : left) + BYTES_READ;

	if (left)
		memmove(bytes->buffer, bytes->p, left);
	if (wanted > bytes->room) {
		size_t room = bytes->room ? bytes->room : BYTES_READ;

		while (room < wanted)
			room *= 2;
		bytes->buffer = memory_grow(bytes->buffer, room);
		bytes->room = room;
	}
	bytes->p = bytes->buffer;
	bytes->end = bytes->buffer + left;
}

/* Reads until n bytes from p on are there; false when the input ends, or is dry, before. */
bool bytes_fill(struct bytes *bytes, size_t n)
{
	assert(n <= BYTES_MAX_PEEK);
	if (bytes->ended)
		return false;
	make_room(bytes, n);
	while (bytes_left(bytes) < n) {
		uint8_t *out = bytes->buffer + bytes_left(bytes);
		size_t got = bytes->unpacker ? unpack_some(bytes, out, BYTES_READ) : read_some(bytes, out, BYTES_READ);

		bytes->end += got;
		bytes->filled += got;
		if (bytes->dry)
			return false;
		if (got == 0 || bytes->trouble.n) {
			bytes->ended = true;
			return bytes_left(bytes) >= n;
		}
	}
	return true;
}

uint64_t bytes_pass(struct bytes *bytes, uint64_t n)
{
	uint64_t to_pass = n;

	while (to_pass > bytes_left(bytes)) {
		to_pass -= bytes_left(bytes);
		bytes->p = bytes->end;
		if (!bytes_fill(bytes, 1))
			return n - to_pass;
	}
	bytes_take(bytes, (size_t)to_pass);
	return n;
}

const char *bytes_trouble(const struct bytes *bytes)
{
	return bytes->trouble.n ? bytes->trouble.p : NULL;
}

void bytes_stop(struct bytes *bytes)
{
	bytes->stopped = 1;
}

static int refuse_open(int error, const char *path, struct buf *trouble)
{
	if (error == ENOENT)
		buf_printf(trouble, _("%s: there is no such file"), path);
	else if (error == EACCES || error == EPERM)
		buf_printf(trouble, _("%s: no permission to read it"), path);
	else
		buf_printf(trouble, _("%s: cannot be opened: %s"), path, language_error(error));
	return -error;
}

/* Opens the file itself and says no to what cannot be read as one. */
static int open_fd(struct bytes *bytes, const char *path, struct buf *trouble)
{
	struct stat stat;

	bytes->fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (bytes->fd < 0 || fstat(bytes->fd, &stat) < 0)
		return refuse_open(errno, bytes_name(path), trouble);
	if (S_ISDIR(stat.st_mode)) {
		buf_printf(trouble, _("%s: is a directory, not a capture file"), bytes_name(path));
		return -EISDIR;
	}
	if (isatty(bytes->fd)) {
		buf_printf(trouble, _("%s: is a terminal; feed it a capture, as in: tcpdump -w - | sipwhy -"),
		           bytes_name(path));
		return -EINVAL;
	}
	bytes->waits = !S_ISREG(stat.st_mode);
	bytes->size = bytes->waits ? 0 : (uint64_t)stat.st_size;
	(void)posix_fadvise(bytes->fd, 0, 0, POSIX_FADV_SEQUENTIAL); /* only a hint; pipes refuse it */
	return 0;
}

/* The bytes read so far turn out to be compressed: they become the unpacker's input. */
static int begin_unpacking(struct bytes *bytes, const struct unpacker *unpacker)
{
	bytes->unpacker_state = unpacker->open();
	if (!bytes->unpacker_state)
		return -ENOMEM;
	bytes->unpacker = unpacker;
	bytes->packed = bytes->buffer;
	bytes->packed_p = bytes->p;
	bytes->packed_left = bytes_left(bytes);
	bytes->buffer = NULL;
	bytes->room = 0;
	bytes->p = bytes->end = NULL;
	bytes->filled = 0;
	bytes->ended = false;
	return 0;
}

static const struct unpacker *find_unpacker(const struct bytes *bytes)
{
	for (size_t i = 0; i < sizeof(unpackers) / sizeof(*unpackers); i++) {
		if (unpackers[i]->recognizes(bytes->p, bytes_left(bytes)))
			return unpackers[i];
	}
	return NULL;
}

int bytes_open(struct bytes *bytes, const char *path, struct buf *trouble)
{
	const struct unpacker *unpacker;
	int r;

	*bytes = (struct bytes){.fd = -1};
	r = open_fd(bytes, path, trouble);
	if (r < 0)
		return r;
	bytes_fill(bytes, BYTES_RECOGNIZE);
	unpacker = find_unpacker(bytes);
	r = unpacker ? begin_unpacking(bytes, unpacker) : 0;
	return r < 0 ? refuse_open(-r, bytes_name(path), trouble) : 0;
}

int bytes_open_followed(struct bytes *bytes, const char *path, struct buf *trouble)
{
	int r;

	*bytes = (struct bytes){.fd = -1, .follows = true};
	r = open_fd(bytes, path, trouble);
	if (r == 0)
		bytes_fill(bytes, BYTES_RECOGNIZE);
	return r;
}

const char *bytes_packing(const struct bytes *bytes)
{
	const struct unpacker *unpacker = find_unpacker(bytes);

	return unpacker ? unpacker->name : NULL;
}

void bytes_close(struct bytes *bytes)
{
	if (bytes->unpacker)
		bytes->unpacker->close(bytes->unpacker_state);
	if (bytes->fd > STDIN_FILENO)
		close(bytes->fd);
	memory_free(bytes->packed);
	memory_free(bytes->buffer);
	buf_done(&bytes->trouble);
}
