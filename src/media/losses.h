/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stretches of time in which the capture itself lost frames: by its own account; because an interface was down; or because
 * streams that have no host in common lack packets at the same moment, which no network they share explains.
 */
#ifndef MEDIA_LOSSES_H
#define MEDIA_LOSSES_H

#include "net/flow.h"

#include "base/clock.h"

enum {
	LOSSES_MAX = 64,    /* stretches; then the nearest one swallows the next */
	LOSSES_RECENT = 32, /* gaps of streams looked at together: the latest */
	LOSSES_STREAMS = 3, /* streams that lack packets at the same moment */
};

struct loss {
	ns from, until;
	uint64_t frame;   /* the first one behind it; 0: not known */
	uint64_t told;    /* frames, by the account of the capture; 0: it says nothing */
	unsigned streams; /* most that lacked packets at one moment; 0: only told */
	bool down;        /* an interface was, so that nothing was captured there */
};

/* Packets that a stream lacks. */
struct loss_gap {
	struct address source, destination;
	ns from, until;
};

/* All zeroes is ready for use. */
struct losses {
	struct loss at[LOSSES_MAX]; /* by time, apart from each other */
	unsigned count;
	struct loss_gap recent[LOSSES_RECENT];
	uint64_t gaps;     /* all that ever were: the latest stands at (gaps - 1) % LOSSES_RECENT */
	struct loss whole; /* told without saying when: from the first frame to the last; told 0: there is none */
	unsigned down;     /* interfaces that are now: */
	struct loss open;  /* since the first of them was; until NEVER */
	uint32_t load;     /* about so many in the last LOSSES_MEMORY, times 16 */
	ns loaded;         /* as of then */
};

/* Where packets get lost all the time, some streams lack some at the same moment by chance. */
#define LOSSES_MEMORY (10 * SECOND)

void losses_note(struct losses *losses, const struct loss *loss);
/* An interface is down; one is up again, which had been down since. */
void losses_down(struct losses *losses, ns since);
void losses_up(struct losses *losses, ns since, ns until);
/* A stream of flow lacks what was sent between from and until; frame: where it goes on. */
void losses_gap(struct losses *losses, const struct flow *flow, ns from, ns until, uint64_t frame);
/* The first known to have been then, else the whole capture, in which it may have been; NULL: none. */
const struct loss *losses_within(const struct losses *losses, ns from, ns until);
const struct loss *losses_down_within(const struct losses *losses, ns from,
                                      ns until); /* of those when an interface was down */
bool losses_is_whole(const struct losses *losses, const struct loss *loss);

#endif
