/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What of the capture is kept, in case a call turns out to be in trouble: the frames that brought SIP, on the trail of their
 * call, and those of early audio, on the trail of their stream, each kind in a ring of its own. Who wants those of an attempt
 * gets what is still there.
 */
#ifndef CALL_FOOTAGE_H
#define CALL_FOOTAGE_H

#include "base/budget.h"
#include "call/attempt.h"
#include "capture/history.h"
#include "sip/framing.h"

enum {
	FOOTAGE_MAX_SIGNALLING = 20 * 1024 * 1024, /* bytes */
	FOOTAGE_MAX_AUDIO = 36 * 1024 * 1024,
	FOOTAGE_STRANDS = 8192,              /* streams and datagrams in pieces, endpoints, told apart */
	FOOTAGE_MAX_FRAMES = 16384,          /* of one attempt */
	FOOTAGE_MAX_BYTES = 8 * 1024 * 1024, /* likewise */
	/* That a frame is given to: on one port, or in one segment, there may be thousands, and each would get megabytes. */
	FOOTAGE_MAX_ATTEMPTS = 32,
	FOOTAGE_WITNESS = 16, /* frames of another call's audio, where they prove that audio can be seen there */
};

struct footage;

/* How long frames stay just now, about; NEVER: none had to make room so far. */
struct reach {
	ns signalling, audio;
};

struct footage *footage_new(const struct hash_key *key, struct budget budget);
void footage_free(struct footage *footage); /* NULL is fine */

/*
 * The frame that is being taken apart; what is noted from now on was in it. Of a fragment or a segment flow says whose, and
 * datagram which (net_flow, net_datagram); they are looked at when such a frame is noted.
 */
void footage_begin(struct footage *footage, const struct frame *frame, const struct flow *flow, uint32_t datagram);
void footage_end(struct footage *footage); /* what is noted from now on was in none: time has passed */
/* A message of the call, as it came out of the payload: its frame, and those before that brought the beginning of it. */
void footage_message(struct footage *footage, struct call *call, const struct framed *framed,
                     const struct payload *payload);
void footage_error(struct footage *footage, struct call *call); /* an ICMP error about a message of it */
/* What may become part of a message, with what comes: of one direction of TCP or SCTP; or, a fragment, of a datagram. */
void footage_segment(struct footage *footage);
void footage_fragment(struct footage *footage);
void footage_audio(struct footage *footage, struct trail *stream);     /* a packet of it */
void footage_beside(struct footage *footage, const struct flow *flow); /* RTCP, STUN, DTLS, ICMP errors about RTP */

/* The frames of an attempt, its legs and its audio, in the order they came. */
struct reel {
	struct knot *knots;
	unsigned count, room;
	size_t bytes;
	uint64_t gone;   /* frames of its SIP that had to make room for later ones */
	bool audio_gone; /* so had some of its audio */
	bool shared;     /* frames were left out, which FOOTAGE_MAX_ATTEMPTS others got */
	bool full;       /* there were more than FOOTAGE_MAX_FRAMES or FOOTAGE_MAX_BYTES */
};

/* All zeroes is ready for use. The frames' bytes live until the next footage_begin. */
void footage_of(struct footage *footage, const struct attempt *attempt, const struct media *media, struct reel *out);
void reel_done(struct reel *reel);
struct reach footage_reach(const struct footage *footage, ns now);

#endif
