/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where frames come from: a pcap or pcapng file (plain, gzip or zstd; "-" is stdin), or live
 * interfaces. A source reports trouble once, in one line a person can act on.
 */
#ifndef CAPTURE_SOURCE_H
#define CAPTURE_SOURCE_H

#include "base/buf.h"
#include "capture/frame.h"

struct source;

enum source_state {
	SOURCE_FRAME,   /* out holds a frame */
	SOURCE_IDLE,    /* live only: nothing arrived for a moment; ask again */
	SOURCE_END,     /* the input ended where it should */
	SOURCE_DAMAGED, /* the input ended early or turned to nonsense: source_trouble says where */
};

struct source_drops {
	uint64_t kernel, interface; /* packets lost before they reached us, as far as the input says */
};

/* 0, or -errno with one line about it in trouble (opening: not found, no permission, a directory, empty, not a capture). */
int source_open_file(struct source **out, const char *path, struct buf *trouble);
/* filter is of the pcap filter language; NULL: everything. */
int source_open_live(struct source **out, const char *interface, const char *filter, struct buf *trouble);
enum source_state source_next(struct source *source, struct frame *out);
const char *source_trouble(const struct source *source); /* "" while there is none */
/* Asks a source to end: a file does so at once, an interface when what the kernel already holds is out. Signal-safe. */
void source_stop(struct source *source);
struct source_drops source_drops(struct source *source);
void source_close(struct source *source); /* NULL is fine */

#endif
