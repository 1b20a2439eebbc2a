/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One direction of RTP: a 5-tuple and an SSRC. Its packets are kept as runs, stretches without a
 * pause of more than a second; a run also ends where a call asks for it (at a final response, or
 * when a new call takes over the port), so that "before" and "after" can be told exactly.
 */
#ifndef MEDIA_STREAM_H
#define MEDIA_STREAM_H

#include "base/list.h"
#include "media/rtp.h"
#include "net/net.h"

enum {
	STREAM_MAX_RUNS = 12, /* then the last run swallows what follows */
	STREAM_WINDOW = 128,  /* sequence numbers within which a late packet is known from one that came before */
};

/* More than this without a packet ends a run: the early-media stall threshold, 50 lost packets at 20 ms. */
#define STREAM_PAUSE SECOND
/* The same packet again within this is a duplicate of the capture (mirrored ports, several interfaces). */
#define STREAM_DUPLICATE (60 * MILLISECOND)

struct run {
	ns first, last;
	uint64_t first_frame, last_frame;
	uint32_t packets;
	uint32_t sequence_first, sequence_highest; /* extended by the wraps counted so far (RFC 3550 A.1) */
	uint32_t jitter;                           /* RFC 3550 A.8 at the end of the run, in timestamp units */
	uint8_t payload_type;                      /* of its first packet */
	uint32_t duplicates;                       /* packets the capture shows twice: counted nowhere else */
};

/* What each packet touches stands first: it fits a cache line. */
struct stream {
	struct endpoint source, destination;
	uint32_t ssrc;
	uint16_t sequence_last;
	bool cut;      /* the next packet begins a new run */
	bool settled;  /* its call was answered: jitter is of no interest any more */
	bool followed; /* media's: the shortest way is open to it */
	bool claimed;  /* packets came while a call watched the destination: it is that call's */
	bool valid;    /* enough packets in sequence to be RTP and no look-alike */
	unsigned run_count;
	struct stream *next;  /* of the same destination */
	unsigned in_sequence; /* until it is valid */
	/* RFC 3550 A.1, A.8 */
	uint32_t wraps; /* shifted left by 16 */
	uint32_t transit;
	uint32_t jitter_scaled; /* times 16 */
	uint32_t lane;          /* media's: where the shortest way was opened */
	uint64_t layers;        /* what its packets were wrapped in: 1 << enum layer */
	uint16_t missed_up_to;  /* the highest sequence number that missed knows of */
	uint32_t missed_from;   /* and the lowest, extended */
	uint64_t missed[2];     /* of the last STREAM_WINDOW numbers: those that have not come */
	struct run runs[STREAM_MAX_RUNS];
	struct link from, to; /* of the same source network, destination network */
};

void stream_start(struct stream *stream, const struct flow *flow, const struct rtp *rtp);
void stream_add(struct stream *stream, const struct rtp *rtp, ns time, uint64_t frame);
void stream_jitter(struct stream *stream, struct run *run, const struct rtp *rtp, ns time);

/*
 * stream_add for the successor of the packet before, which nearly every packet is; run is the stream's last. False, and
 * nothing done: it is something else. Here, since each packet of a capture comes this way.
 */
static inline bool stream_follow(struct stream *stream, struct run *run, const struct rtp *rtp, ns time, uint64_t frame)
{
	if (stream->cut || rtp->sequence != stream->sequence_last + 1 || time < run->last ||
	    (uint64_t)time - (uint64_t)run->last > STREAM_PAUSE)
		return false;
	stream->sequence_last++;
	run->packets++;
	run->sequence_highest++;
	run->last = time;
	run->last_frame = frame;
	if (!stream->settled)
		stream_jitter(stream, run, rtp, time);
	return true;
}

ns stream_last(const struct stream *stream); /* when its last packet came */
/* Packets of run that the sequence numbers say are missing; 0 when more came than expected. */
uint32_t run_lost(const struct run *run);

#endif
