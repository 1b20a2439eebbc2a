/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where frames come from: a pcap or pcapng file (plain or compressed; "-" is stdin), or live
 * interfaces. A source reports trouble once, in one line a person can act on.
 */
#ifndef CAPTURE_SOURCE_H
#define CAPTURE_SOURCE_H

#include "base/arena.h"
#include "base/buf.h"
#include "capture/frame.h"

struct source;

enum source_state {
	SOURCE_FRAME,   /* out holds a frame */
	SOURCE_IDLE,    /* live, or a file that is still written: there is nothing for now; ask again */
	SOURCE_END,     /* the input ended where it should */
	SOURCE_DAMAGED, /* the input ended early or turned to nonsense: source_trouble says where */
};

struct source_drops {
	uint64_t kernel, interface; /* packets lost before they reached us, as far as the input says */
	uint64_t timely;            /* of both: told when they were lost, not only how many were in all */
};

/* Of the input as it lies there, packed or not. */
struct source_progress {
	uint64_t read, size; /* bytes; size 0: nobody knows where it ends */
};

enum {
	SOURCE_MAX_INTERFACES = 64, /* that are told by name; the others only add to the sum */
};

/* One of those the frames came from; those of one name are one. */
struct source_interface {
	struct str name; /* the source's; may come from a stranger */
	struct source_drops drops;
};

/* 0, or -errno with one line about it in trouble (opening: not found, no permission, a directory, empty, not a capture). */
int source_open_file(struct source **out, const char *path, struct buf *trouble);
enum source_state source_next(struct source *source, struct frame *out);
/*
 * The frames that lie ready behind the last one, in out, up to room; 0 is always a fair answer. Their bytes, and those of
 * the last one, live until the next source_next. None is of LINKTYPE_SECRETS.
 */
unsigned source_ready(struct source *source, struct frame *out, unsigned room);
const char *source_trouble(const struct source *source); /* "" while there is none */
/* Asks a source to end: a file does so at once, an interface when what the kernel already holds is out. Signal-safe. */
void source_stop(struct source *source);
struct source_drops source_drops(struct source *source);
/* False: there is none at that index, counted from 0, or the input does not name any. */
bool source_interface(struct source *source, unsigned index, struct source_interface *out);
struct source_progress source_progress(struct source *source); /* of an interface, and of what is followed, nothing */
void source_close(struct source *source);                      /* NULL is fine */

/* What several sources lost, one after the other. */
struct tally {
	struct source_drops drops;
	struct source_interface named[SOURCE_MAX_INTERFACES];
	unsigned count;
};

/* The names are copied to names, or as long as source lives when that is NULL. */
void tally_add(struct tally *tally, struct source *source, struct arena *names);

#endif
