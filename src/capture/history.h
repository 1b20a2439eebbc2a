/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames as they were captured, kept for a while: a ring of bytes, in which the newest take the place of the oldest. Whoever
 * may want some of them back strings them on a trail as they come, and walks it from the newest to the oldest, as far as it is
 * still there. Keeping a frame is a copy of its bytes, whatever else is kept.
 */
#ifndef CAPTURE_HISTORY_H
#define CAPTURE_HISTORY_H

#include "capture/frame.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	HISTORY_TAKERS = (1 << 24) - 1, /* told apart */
	HISTORY_MOST = 255,             /* that can be counted of a frame */
};

struct history;

/* All zeroes: empty. Holds no memory of its own. */
struct trail {
	uint64_t last;   /* the newest knot; 0: none */
	uint64_t frames; /* ever added */
};

/* What a trail is made of: a frame may be on several. */
struct knot {
	uint64_t previous; /* the next older one of its trail */
	uint64_t at;       /* names the frame */
	struct frame frame;
};

struct history *history_new(size_t bytes);  /* of memory in all, within some */
void history_free(struct history *history); /* NULL is fine */
/* The frame's name, by which it can be put on trails; 0: it is too large to be kept. */
uint64_t history_keep(struct history *history, const struct frame *frame);
/* The frame named so, as far as it is still there, becomes the newest of the trail. */
void history_add(struct history *history, struct trail *trail, uint64_t at);
/* Frames that were kept up to this time may be gone, about. INT64_MIN: none is. */
ns history_since(const struct history *history);
/* False: it went to so many already. taker: whom it goes to now, up to HISTORY_TAKERS and not 0; to the same one it goes again. */
bool history_take(struct history *history, const struct knot *knot, uint32_t taker, unsigned most);
/* What is named so by a trail or a knot. False: it is no longer there, or never was. The bytes live until the next one is kept. */
bool history_find(const struct history *history, uint64_t knot, struct knot *out);

#endif
