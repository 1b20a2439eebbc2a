/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bytes of a capture file in their order, unpacked when the file is gzip or zstd. What is asked
 * for lies whole in one buffer; only what straddles two reads is ever moved.
 */
#ifndef CAPTURE_STREAM_H
#define CAPTURE_STREAM_H

#include "base/buf.h"

#include <signal.h>

enum {
	STREAM_READ = 128 * 1024,           /* bytes asked of the kernel at a time */
	STREAM_MAX_PEEK = 16 * 1024 * 1024, /* the largest piece that may be asked for */
};

struct unpacker;

struct stream {
	const uint8_t *p, *end; /* what was read and not yet taken */
	uint8_t *buffer;
	size_t room;
	uint64_t filled; /* bytes that have been in the buffer */
	int fd;
	bool waits; /* a pipe or the like: reading may have to wait */
	bool ended;
	volatile sig_atomic_t stopped;
	struct buf trouble; /* why the bytes ended early */

	const struct unpacker *unpacker; /* NULL: the file is not compressed */
	void *unpacker_state;
	uint8_t *packed; /* room for STREAM_READ */
	const uint8_t *packed_p;
	size_t packed_left;
};

/* 0, or -errno with one line in trouble. Has looked at the first bytes. "-" is stdin. */
int stream_open(struct stream *stream, const char *path, struct buf *trouble);
void stream_close(struct stream *stream);
const char *stream_name(const char *path); /* for people */

bool stream_fill(struct stream *stream, size_t n); /* the slow half of stream_peek */
/* Passes over n bytes, however many; false when the input ends before. */
bool stream_pass(struct stream *stream, uint64_t n);
const char *stream_trouble(const struct stream *stream); /* NULL while there is none */
void stream_stop(struct stream *stream);                 /* signal-safe: the bytes end here */

static inline size_t stream_left(const struct stream *stream)
{
	return (size_t)(stream->end - stream->p);
}

/* The next n bytes, valid until the next peek or pass; NULL when the input ends before, at stream_left bytes. */
static inline const uint8_t *stream_peek(struct stream *stream, size_t n)
{
	if (stream_left(stream) < n && !stream_fill(stream, n))
		return NULL;
	return stream->p;
}

/* Takes n bytes that were peeked. */
static inline void stream_take(struct stream *stream, size_t n)
{
	stream->p += n;
}

/* Of the next byte, counted in the unpacked file. */
static inline uint64_t stream_offset(const struct stream *stream)
{
	return stream->filled - stream_left(stream);
}

#endif
