/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames on their way from one thread to another, in order and of bounded size. Their bytes are copied once, when they are
 * put in. Exactly one thread puts, exactly one takes; neither ever waits for the other unless it asks to.
 */
#ifndef CAPTURE_RING_H
#define CAPTURE_RING_H

#include "capture/frame.h"

#include <stdbool.h>
#include <stddef.h>

struct ring;

/* What lies between frames: a number of its owner's, and what belongs to it. */
struct ring_item {
	unsigned note; /* 0: it is a frame */
	struct frame frame;
};

struct ring *ring_new(size_t bytes); /* rounded up to a power of two */
void ring_free(struct ring *ring);   /* NULL is fine */

/* The one side. False: there is no room now. What was put is seen from the next ring_publish on. */
bool ring_put(struct ring *ring, const struct ring_item *item);
void ring_publish(struct ring *ring);
void ring_wait_room(struct ring *ring, int timeout_ms); /* until something was taken, as long as that */

/* The other side. False: there is nothing now. The bytes live until the next ring_release. */
bool ring_peek(struct ring *ring, struct ring_item *out);
void ring_skip(struct ring *ring); /* what was looked at is taken */
void ring_release(struct ring *ring);
void ring_wait(struct ring *ring, int timeout_ms); /* until there is something, as long as that */

#endif
