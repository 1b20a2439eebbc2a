/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which streams are listened to, and what is left of it: the passages. Listeners are few and large, so that those of streams
 * that fell silent give way; what they heard stays.
 */
#ifndef MEDIA_HEARING_H
#define MEDIA_HEARING_H

#include "base/budget.h"
#include "base/list.h"
#include "base/usage.h"
#include "media/listener.h"
#include "net/flow.h"

enum {
	HEARINGS_MAX_OPEN = 1024,              /* listeners at a time, of some 12 KiB each */
	HEARINGS_MAX_BYTES = 16 * 1024 * 1024, /* of passages kept when their listener has gone */
};

/* A listener whose stream was silent for so long may give way to another. */
#define HEARING_IDLE (2 * SECOND)

/* Of one stream. */
struct hearing {
	struct listener *listener;   /* NULL: it has gone */
	struct recording *recording; /* NULL: none was wanted */
	struct passage *passages;    /* what it left */
	unsigned passage_count;
	ns used;
	struct endpoint destination; /* of the stream, as whoever had it begun says */
	struct link age;             /* among those with a listener, by the time of their last packet */
};

struct hearings {
	struct budget budget;
	struct list open;
	unsigned open_count;
	size_t kept; /* bytes */
	struct spectrum *spectrum;
	const struct plan *plan; /* NULL: of no country */
	bool records;
	struct recordings recordings;
	uint64_t unheard;   /* streams that found no listener free */
	uint64_t forgotten; /* whose passages were not kept */
};

void hearings_init(struct hearings *hearings);
void hearings_done(struct hearings *hearings); /* its hearings are gone */
void hearings_usage(const struct hearings *hearings, struct usages *out);
/* A stream begins to be listened to. NULL: no listener is free. formats may be NULL. */
struct hearing *hearing_new(struct hearings *hearings, const struct formats *formats, ns time);
/* Its stream is listened to once more, for another call; what was heard before stays. False: no listener is free. */
bool hearing_again(struct hearings *hearings, struct hearing *hearing, const struct formats *formats, ns time);
void hearing_free(struct hearings *hearings, struct hearing *hearing); /* NULL: nothing happens */
void hearing_take(struct hearings *hearings, struct hearing *hearing, const struct rtp *rtp, bool cut, ns time,
                  uint64_t frame);
/* The examined phase is over. */
void hearing_close(struct hearings *hearings, struct hearing *hearing);
/* In time order; as far as heard up to now while it goes on. hearing NULL: none. */
unsigned hearing_passages(const struct hearing *hearing, struct passage out[EAR_MAX_PASSAGES]);
bool hearing_has_tone(const struct hearing *hearing); /* NULL: no */

#endif
