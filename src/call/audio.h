/* SPDX-License-Identifier: BSD-2-Clause */
/* The audio half of an attempt: which endpoints were promised, what reached them, and what this capture could have shown. */
#ifndef CALL_AUDIO_H
#define CALL_AUDIO_H

#include "call/call.h"

struct attempt;

/* Could this capture have shown the audio? What claims of absence rest on. */
enum visibility {
	VISIBILITY_NONE, /* V0: no RTP in the capture up to the end of the call */
	VISIBILITY_BYPASS, /* V1: there is RTP, or what may be, but none that can be told to be this call's: enum unseen */
	VISIBILITY_PLAUSIBLE, /* V2: there is RTP, and a media host of this call is seen */
	VISIBILITY_LEARNED, /* V3: RTP of other calls in the same direction at the same host or network, within ten minutes */
	VISIBILITY_PROVEN, /* V4: RTP in this direction of this call was seen, early or late */
};

/* Why the media of a call cannot be seen: what V1 rests on. */
enum unseen {
	UNSEEN_ELSEWHERE, /* its hosts never show: it passes elsewhere */
	UNSEEN_RELAYED,   /* a host of it is in TURN packets that do not show whose audio is in them */
	UNSEEN_SEALED,    /* its hosts exchange encrypted packets (ESP), and no audio passed there in the clear */
	UNSEEN_DOWN,      /* nothing was captured for most of the time, an interface was down */
	UNSEEN_CLOCK,     /* the times of the signalling are of another clock than those of the RTP */
};

const char *visibility_name(enum visibility visibility); /* "V0" ... */

#define ATTEMPT_LEARNED (600 * SECOND) /* how far V3 looks back */

/* One direction of a call's audio: what was sent to the endpoints one side offered. */
struct audio {
	const struct endpoint *endpoints; /* promised, in order of their SDP */
	unsigned endpoint_count;
	const struct stream **streams; /* to those endpoints, within the call's time */
	unsigned stream_count;
	uint64_t early_packets, late_packets; /* before, after the final */
	ns early_first, early_last;           /* NEVER: none */
	uint64_t early_first_frame, early_last_frame;
	ns late_first; /* NEVER: none */
	uint64_t late_first_frame;
	const struct refusal *refusal;     /* ICMP errors about early packets to one of the endpoints; NULL: none */
	const struct endpoint *refusal_at; /* which */
	bool overrun;                      /* some of it was not kept: media_overrun */
	bool refused;                      /* and hardly any early packet was spared */
};

/*
 * What one refusal stands for: a host says once a second or so that it refuses packets (RFC 4443 2.4 f), the first of a burst
 * at once.
 */
#define REFUSES_BEFORE (100 * MILLISECOND)
#define REFUSES_AFTER SECOND

/* RTP goes straight, the 2xx through proxies: audio of the answer may come this long before it. */
#define OVERTAKES (200 * MILLISECOND)

/* Fills backward, forward, elsewhere, witness and visibility; the signalling half must be done. */
void attempt_listen(struct attempt *attempt, const struct media *media, struct arena *arena);

#endif
