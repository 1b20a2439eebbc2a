/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes that came out of order, each at its position in what they are part of: sorted, without
 * overlaps, the first to come wins. Positions are 32 bits and wrap, as TCP sequence numbers do; the
 * pieces of one thing lie within 2 GiB of each other.
 */
#ifndef NET_PIECES_H
#define NET_PIECES_H

#include "base/clock.h"
#include "base/list.h"

/* Borrowed bytes on their way in. */
struct span {
	uint32_t at;
	const uint8_t *bytes;
	size_t size, length; /* captured; as sent */
	ns time;
	uint64_t frame;
};

struct piece {
	struct link link;
	uint32_t at;
	size_t size, length;
	ns time;
	uint64_t frame;
	uint8_t bytes[];
};

struct pieces {
	struct list list;
	uint32_t count;
	size_t covered; /* bytes, as sent */
	size_t memory;  /* bytes of heap */
};

/* What pieces_add found in a span, all that apply. */
enum piece_news {
	PIECE_NEW = 1,      /* bytes that were not there yet */
	PIECE_REPEATED = 2, /* bytes that were */
	PIECE_CONFLICT = 4, /* and read differently then */
};

void pieces_init(struct pieces *pieces);
unsigned pieces_add(struct pieces *pieces, struct span span);
struct piece *pieces_first(struct pieces *pieces); /* NULL: none */
struct piece *pieces_last(struct pieces *pieces);
void pieces_remove(struct pieces *pieces, struct piece *piece); /* it is the caller's now: memory_free */
void pieces_done(struct pieces *pieces);
void span_skip(struct span *span, size_t n); /* n is at most its length */

static inline uint32_t piece_end(const struct piece *piece)
{
	return piece->at + (uint32_t)piece->length;
}

#endif
