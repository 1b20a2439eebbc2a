/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The latest calls of one number, or of one pair of hosts, by time, and the hour of them in which most were refused: a burst, where it has calls
 * enough, of enough others.
 */
#ifndef RULES_SERIES_H
#define RULES_SERIES_H

#include "rules/rule.h"

enum burst_kind {
	BURST_CALLER,
	BURST_CALLEE,
	BURST_TRUNK,
	BURST_KINDS
};

enum {
	BURST_CALLS = 64 /* the latest of each that are looked at */
};

#define BURST_WINDOW (3600 * SECOND)

struct sample {
	ns time;
	uint64_t frame;                 /* of the final response */
	uint32_t caller, callee, trunk; /* of their hashes */
	bool refused;
};

/* The calls of the hour that shows it best. */
struct burst {
	unsigned calls, refused, callers, callees;
	uint64_t frames[FINDING_MAX_FRAMES];
	ns times[FINDING_MAX_FRAMES];
	unsigned frame_count;
	uint32_t trunk; /* of all refused; 0: of several */
};

struct series {
	struct sample *samples; /* by time */
	unsigned count, room;
	struct burst burst; /* refused 0: none so far */
	bool settled;       /* burst is not looked for again */
};

void series_done(struct series *series);
/* One that is older than all, where there is no room for more, is passed over. True: now there are calls enough for a burst. */
bool series_add(struct series *series, enum burst_kind kind, const struct sample *sample);
/*
 * Calls that came or were judged later may have been answered in the same hour: then there was no burst. over: none will come. Else the first
 * sample is about to make room, and what is found now stands.
 */
void series_settle(struct series *series, enum burst_kind kind, bool over);

#endif
