/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/stream.h"

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
	STREAM_POLL_MS = 250
}; /* how soon a waiting read notices stream_stop when the signal came just before it */

static const struct unpacker *const unpackers[] = {&unpacker_gzip, &unpacker_zstd};

const char *stream_name(const char *path)
{
	return strcmp(path, "-") == 0 ? "standard input" : path;
}

/* Waits for a pipe to have something; false when stopped meanwhile. */
static bool wait_readable(struct stream *stream)
{
	struct pollfd pollfd = {.fd = stream->fd, .events = POLLIN};

	while (!stream->stopped) {
		if (poll(&pollfd, 1, STREAM_POLL_MS) > 0)
			return true;
	}
	return false;
}

/* As read(2), without its interruptions: 0 at the end, after an error (then there is trouble), or when stopped. */
static size_t read_some(struct stream *stream, uint8_t *out, size_t room)
{
	ssize_t n;

	do {
		if (stream->waits && !wait_readable(stream))
			return 0;
		n = read(stream->fd, out, room);
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	if (n >= 0)
		return (size_t)n;
	buf_printf(&stream->trouble, "reading failed: %s", strerror(errno));
	return 0;
}

/* Likewise, of the unpacked bytes. */
static size_t unpack_some(struct stream *stream, uint8_t *out, size_t room)
{
	for (;;) {
		struct unpacking step = {stream->packed_p, stream->packed_left, out, room, false, NULL};
		bool fine = stream->unpacker->run(stream->unpacker_state, &step);
		bool moved = step.in_left != stream->packed_left || step.out_left != room;

		stream->packed_p = step.in;
		stream->packed_left = step.in_left;
		if (!fine)
			buf_printf(&stream->trouble, "the %s data cannot be unpacked: %s", stream->unpacker->name,
			           step.trouble);
		if (!fine || step.out_left != room)
			return room - step.out_left;
		if (moved)
			continue;
		stream->packed_p = stream->packed;
		stream->packed_left = read_some(stream, stream->packed, STREAM_READ);
		if (stream->packed_left)
			continue;
		if (!step.whole && !stream_trouble(stream))
			buf_printf(&stream->trouble, "the %s data ends early", stream->unpacker->name);
		return 0;
	}
}

/* Room for n bytes from p on and for a whole read behind what there is. */
static void make_room(struct stream *stream, size_t n)
{
	size_t left = stream_left(stream);
	size_t wanted = (n > left ? n : left) + STREAM_READ;

	if (left)
		memmove(stream->buffer, stream->p, left);
	if (wanted > stream->room) {
		size_t room = stream->room ? stream->room : STREAM_READ;

		while (room < wanted)
			room *= 2;
		stream->buffer = memory_grow(stream->buffer, room);
		stream->room = room;
	}
	stream->p = stream->buffer;
	stream->end = stream->buffer + left;
}

/* Reads until n bytes from p on are there; false when the input ends before. */
bool stream_fill(struct stream *stream, size_t n)
{
	assert(n <= STREAM_MAX_PEEK);
	if (stream->ended)
		return false;
	make_room(stream, n);
	while (stream_left(stream) < n) {
		uint8_t *out = stream->buffer + stream_left(stream);
		size_t got =
			stream->unpacker ? unpack_some(stream, out, STREAM_READ) : read_some(stream, out, STREAM_READ);

		stream->end += got;
		stream->filled += got;
		if (got == 0 || stream->trouble.n) {
			stream->ended = true;
			return stream_left(stream) >= n;
		}
	}
	return true;
}

bool stream_pass(struct stream *stream, uint64_t n)
{
	while (n > stream_left(stream)) {
		n -= stream_left(stream);
		stream->p = stream->end;
		if (!stream_fill(stream, 1))
			return false;
	}
	stream_take(stream, (size_t)n);
	return true;
}

const char *stream_trouble(const struct stream *stream)
{
	return stream->trouble.n ? stream->trouble.p : NULL;
}

void stream_stop(struct stream *stream)
{
	stream->stopped = 1;
}

static int refuse_open(int error, const char *path, struct buf *trouble)
{
	if (error == ENOENT)
		buf_printf(trouble, "%s: there is no such file", path);
	else if (error == EACCES || error == EPERM)
		buf_printf(trouble, "%s: no permission to read it", path);
	else
		buf_printf(trouble, "%s: cannot be opened: %s", path, strerror(error));
	return -error;
}

/* Opens the file itself and says no to what cannot be read as one. */
static int open_fd(struct stream *stream, const char *path, struct buf *trouble)
{
	struct stat stat;

	stream->fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (stream->fd < 0 || fstat(stream->fd, &stat) < 0)
		return refuse_open(errno, stream_name(path), trouble);
	if (S_ISDIR(stat.st_mode)) {
		buf_printf(trouble, "%s: is a directory, not a capture file", stream_name(path));
		return -EISDIR;
	}
	if (isatty(stream->fd)) {
		buf_printf(trouble, "%s: is a terminal; feed it a capture, as in: tcpdump -w - | sipwhy -",
		           stream_name(path));
		return -EINVAL;
	}
	stream->waits = !S_ISREG(stat.st_mode);
	(void)posix_fadvise(stream->fd, 0, 0, POSIX_FADV_SEQUENTIAL); /* only a hint; pipes refuse it */
	return 0;
}

/* The bytes read so far turn out to be compressed: they become the unpacker's input. */
static int begin_unpacking(struct stream *stream, const struct unpacker *unpacker)
{
	stream->unpacker_state = unpacker->open();
	if (!stream->unpacker_state)
		return -ENOMEM;
	stream->unpacker = unpacker;
	stream->packed = stream->buffer;
	stream->packed_p = stream->p;
	stream->packed_left = stream_left(stream);
	stream->buffer = NULL;
	stream->room = 0;
	stream->p = stream->end = NULL;
	stream->filled = 0;
	stream->ended = false;
	return 0;
}

int stream_open(struct stream *stream, const char *path, struct buf *trouble)
{
	int r;

	*stream = (struct stream){.fd = -1};
	r = open_fd(stream, path, trouble);
	if (r < 0)
		return r;
	stream_fill(stream, 4);
	for (size_t i = 0; i < sizeof(unpackers) / sizeof(*unpackers); i++) {
		if (!unpackers[i]->recognizes(stream->p, stream_left(stream)))
			continue;
		r = begin_unpacking(stream, unpackers[i]);
		if (r < 0)
			return refuse_open(-r, stream_name(path), trouble);
	}
	return 0;
}

void stream_close(struct stream *stream)
{
	if (stream->unpacker)
		stream->unpacker->close(stream->unpacker_state);
	if (stream->fd > STDIN_FILENO)
		close(stream->fd);
	memory_free(stream->packed);
	memory_free(stream->buffer);
	buf_done(&stream->trouble);
}
