/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The shortest way to streams: for the packet that nearly every one of a capture is, the next of a stream and in nothing
 * unlike the one before, some words of the frame are compared and some numbers counted up. Where a stream is followed its
 * runs are always right; the rest of its state is only when its lane was closed.
 */
#ifndef MEDIA_LANES_H
#define MEDIA_LANES_H

#include "media/stream.h"

struct lanes;

struct lanes *lanes_new(const struct hash_key *key);
void lanes_free(struct lanes *lanes); /* NULL is fine */

/*
 * Follows a stream that is steady, whose last packet had so much payload; not those from until on, but for a second's worth
 * or less. It must be closed before anything of the stream or its runs is changed elsewhere; it may close another stream's.
 */
void lanes_open(struct lanes *lanes, struct stream *stream, size_t payload_length, ns until);
void lanes_close(struct lanes *lanes, struct stream *stream); /* nothing happens when it is not open */

/* How many frames, from the first on, were packets followed; each is not before the one before it, nor before from, and before until. */
unsigned lanes_follow(struct lanes *lanes, const struct frame *frames, unsigned count, ns from, ns until);

/* Where streams go that had a packet at or after since, and of which nothing more is to be heard. */
typedef void lanes_settled_fn(void *arg, const struct endpoint *destination);
void lanes_settled(const struct lanes *lanes, ns since, lanes_settled_fn *fn, void *arg);

#endif
