/* SPDX-License-Identifier: BSD-2-Clause */
/* What every kind of source has in common. Only they and source.c include this; everybody else sees capture/source.h. */
#ifndef CAPTURE_SOURCE_KIND_H
#define CAPTURE_SOURCE_KIND_H

#include "base/arena.h"
#include "capture/source.h"

/* Each kind's own struct begins with a struct source, so that one pointer is both. */
struct source_kind {
	enum source_state (*next)(struct source *source,
	                          struct frame *out); /* all of out but its number; file, if it changes */
	unsigned (*ready)(struct source *source, struct frame *out,
	                  unsigned room);    /* as source_ready; NULL: never any */
	void (*stop)(struct source *source); /* signal-safe */
	struct source_drops (*drops)(struct source *source);
	bool (*interface)(struct source *source, unsigned index,
	                  struct source_interface *out);           /* NULL: none is known */
	struct source_progress (*progress)(struct source *source); /* NULL: it has no end */
	void (*close)(struct source *source);                      /* frees what is the kind's, not the source */
};

struct source {
	const struct source_kind *kind;
	uint64_t frames;
	unsigned file;          /* the input the last frame came from, where there are several */
	enum source_state over; /* SOURCE_END or SOURCE_DAMAGED once it is; neither says anything new after that */
	struct buf trouble;
};

#endif
