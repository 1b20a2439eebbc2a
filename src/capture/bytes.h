/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bytes of a capture file in their order, unpacked when the file is compressed. What is asked
 * for lies whole in one buffer; only what straddles two reads is ever moved.
 */
#ifndef CAPTURE_BYTES_H
#define CAPTURE_BYTES_H

#include "base/buf.h"

#include <signal.h>

enum {
	BYTES_READ = 128 * 1024,           /* bytes asked of the kernel at a time */
	BYTES_MAX_PEEK = 16 * 1024 * 1024, /* the largest piece that may be asked for */
};

struct unpacker;

struct bytes {
	const uint8_t *p, *end; /* what was read and not yet taken */
	uint8_t *buffer;
	size_t room;
	uint64_t filled; /* bytes that have been in the buffer */
	uint64_t read;   /* bytes of the file itself */
	uint64_t size;   /* of the file, when it was opened; 0: it has none, it is a pipe */
	int fd;
	bool waits;   /* a pipe or the like: reading may have to wait */
	bool follows; /* never waits, and where a file ends for now it may grow; may be set and cleared at any time */
	bool dry;     /* follows: the last peek or pass failed only because the rest has not come yet */
	bool ended;
	volatile sig_atomic_t stopped;
	struct buf trouble; /* why the bytes ended early */

	const struct unpacker *unpacker; /* NULL: the file is not compressed */
	void *unpacker_state;
	uint8_t *packed; /* room for BYTES_READ */
	const uint8_t *packed_p;
	size_t packed_left;
};

/* 0, or -errno with one line in trouble. Has looked at the first bytes. "-" is stdin. */
int bytes_open(struct bytes *bytes, const char *path, struct buf *trouble);
/* The same for a file that is still written: it follows, may have no bytes yet, and is not unpacked. */
int bytes_open_followed(struct bytes *bytes, const char *path, struct buf *trouble);
void bytes_close(struct bytes *bytes);
const char *bytes_name(const char *path); /* for people */
/* How what comes next is compressed, "gzip" ..., or NULL: such a file cannot be followed. */
const char *bytes_packing(const struct bytes *bytes);

bool bytes_fill(struct bytes *bytes, size_t n); /* the slow half of bytes_peek */
/* Passes over n bytes, however many, and says over how many: fewer when the input ends, or is dry, before. */
uint64_t bytes_pass(struct bytes *bytes, uint64_t n);
const char *bytes_trouble(const struct bytes *bytes); /* NULL while there is none */
void bytes_stop(struct bytes *bytes);                 /* signal-safe: the bytes end here */

static inline size_t bytes_left(const struct bytes *bytes)
{
	return (size_t)(bytes->end - bytes->p);
}

/*
 * The next n bytes, valid until the next peek or pass; NULL when the input ends before, at bytes_left
 * bytes, or is dry: then nothing was taken, and the same may be asked again later.
 */
static inline const uint8_t *bytes_peek(struct bytes *bytes, size_t n)
{
	if (bytes_left(bytes) < n && !bytes_fill(bytes, n))
		return NULL;
	return bytes->p;
}

/* Takes n bytes that were peeked. */
static inline void bytes_take(struct bytes *bytes, size_t n)
{
	bytes->p += n;
}

/* Of the next byte, counted in the unpacked file. */
static inline uint64_t bytes_offset(const struct bytes *bytes)
{
	return bytes->filled - bytes_left(bytes);
}

#endif
