/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the lines of a ladder are about, in time order: the messages of a call on all its hops, the ICMP errors, and the stretches of
 * audio between them; of legs that are told with the call, too.
 */
#ifndef REPORT_RUNGS_H
#define REPORT_RUNGS_H

#include "call/attempt.h"

/* One of a message, an ICMP error, ICMP errors about audio, or a stretch of audio. */
struct rung {
	ns time;
	uint64_t frame;
	const struct event *event;     /* NULL: another line */
	const struct refused *refused; /* an ICMP error about a message; NULL: another line */
	const struct audio *audio;     /* ICMP errors about audio; NULL: another line */
	const struct stream *stream;
	bool backward;
	ns last; /* of audio */
	ns pace; /* of its packets; 0: the usual one */
	uint8_t payload_type;
	const struct attempt *attempt; /* of which it is: the one told, or a leg of it */
	unsigned call;                 /* 1: the one told */
	unsigned order;                /* as gathered: one frame over TCP may hold several messages */
};

struct rungs {
	struct rung *at;
	unsigned count;
	unsigned calls; /* the call, and the legs told with it */
};

void rungs_of(const struct attempt *attempt, struct rungs *out);
void rungs_done(struct rungs *rungs);
ns rung_played(const struct rung *rung); /* how long a stretch of audio is; its last packet plays, too */

#endif
