/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One direction of RTP: a 5-tuple and an SSRC. Its packets are kept as runs, stretches without a
 * pause of more than a second; a run also ends where a call asks for it (at a final response, or
 * when a new call takes over the port), so that "before" and "after" can be told exactly.
 */
#ifndef MEDIA_STREAM_H
#define MEDIA_STREAM_H

#include "base/list.h"
#include "capture/history.h"
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
/* From the first packet of a run on: more than one or two within this were kept back and sent at once. */
#define STREAM_BURST (20 * MILLISECOND)
/* By so much timestamp and arrival must disagree for a jump: networks make up for less. */
#define STREAM_JUMP (100 * MILLISECOND)

struct hearing;
struct receipt;

/*
 * What is said of steps is said of pairs: two packets next to each other in sequence, of one payload type, the second
 * without marker and of another timestamp than the first. Timestamps are in units of stream_clock.
 */
struct run {
	ns first, last;
	uint64_t first_frame, last_frame;
	uint32_t packets;
	uint32_t sequence_first, sequence_highest; /* extended by the wraps counted so far (RFC 3550 A.1) */
	uint32_t jitter;                           /* RFC 3550 A.8 at the end of the run, in timestamp units */
	uint32_t jitter_most;                      /* the greatest it was; both only while the call has no answer */
	uint32_t duplicates;                       /* packets the capture shows twice: counted nowhere else */
	uint32_t reordered;                        /* packets that came behind a later one */
	uint32_t burst;                            /* packets within STREAM_BURST of the first, which is one of them */
	uint32_t step;                             /* the usual one between the timestamps of a pair; 0: no pair */
	uint32_t off_step;                         /* pairs with another; run_pairs: all */
	uint32_t unpaired;                         /* packets that are not the second of a pair */
	uint32_t jumps; /* pairs whose timestamps differ from the usual step, and from their arrivals, by STREAM_JUMP */
	ns jump;        /* when the first of those arrived */
	uint64_t jump_frame;
	ns gap;                         /* the longest time without a packet within the run */
	uint64_t payload_types[2];      /* those seen: run_has_payload_type */
	uint16_t size_least, size_most; /* bytes of payload, without padding */
	uint8_t payload_type;           /* of its first packet */
	bool jumped;                    /* it began because the sequence numbers began elsewhere, not for a pause */
};

struct stream {
	struct endpoint source, destination;
	uint32_t ssrc;
	uint32_t timestamp; /* of the latest packet in sequence */
	uint16_t sequence_last;
	uint8_t payload_type; /* as timestamp */
	bool cut;             /* the next packet begins a new run */
	bool settled;         /* its call was answered: jitter is of no interest any more */
	bool listening;       /* each packet is examined: media_follow must not take any */
	bool followed;        /* media's: the shortest way is open to it */
	bool claimed;         /* packets came while a call watched the destination: it is that call's */
	bool valid;           /* enough packets in sequence to be RTP and no look-alike */
	uint32_t rate;        /* Hz, of the clock of its dynamic payload types; 0: not known */
	unsigned run_count, run_room;
	struct run *runs;     /* run_count of them */
	struct stream *next;  /* of the same destination */
	unsigned in_sequence; /* until it is valid */
	/* RFC 3550 A.1, A.8 */
	uint32_t wraps; /* shifted left by 16 */
	uint32_t transit;
	uint32_t jitter_scaled; /* times 16 */
	/* A step that is not the usual one but may become it. */
	uint32_t other_step, other_pairs;
	uint32_t lane;            /* media's: where the shortest way was opened */
	uint64_t layers;          /* what its packets were wrapped in: 1 << enum layer */
	uint16_t missed_up_to;    /* the highest sequence number that missed knows of */
	uint32_t missed_from;     /* and the lowest, extended */
	uint64_t missed[2];       /* of the last STREAM_WINDOW numbers: those that have not come */
	struct link from, to;     /* of the same source network, destination network */
	struct hearing *hearing;  /* what it carries; NULL: nobody listens nor did */
	bool to_hear;             /* with the next packet it is decided whether anybody listens */
	ns heard_until;           /* no packet later than that is listened to */
	struct receipt *receipts; /* what its receiver said of it, up to one final response and the next: receipt.h */
	struct trail trail;       /* of its early packets, where somebody keeps them: media_trail */
};

void stream_start(struct stream *stream, const struct flow *flow, const struct rtp *rtp);
void stream_add(struct stream *stream, const struct rtp *rtp, ns time, uint64_t frame);
void stream_jitter(struct stream *stream, struct run *run, uint8_t payload_type, uint32_t timestamp, ns time);

/* Its run is past its beginning: of a packet like those before it nothing is left to note but that it came, and when. */
static inline bool stream_is_steady(const struct stream *stream)
{
	const struct run *run;

	if (stream->cut || stream->run_count == 0)
		return false;
	run = &stream->runs[stream->run_count - 1];
	return run->last - run->first > STREAM_BURST;
}

void stream_done(struct stream *stream);     /* frees its runs */
ns stream_last(const struct stream *stream); /* when its last packet came */
/* Hz of the timestamps of this payload type: RFC 3551, else stream->rate; 0: not known. */
uint32_t stream_clock(const struct stream *stream, uint8_t payload_type);
/* Packets of run that the sequence numbers say are missing; 0 when more came than expected. */
uint32_t run_lost(const struct run *run);
/* Makes one run of run and the one behind it, without the pause between; what was lost stays the same. */
void run_join(struct run *run, const struct run *next);

static inline uint32_t run_pairs(const struct run *run)
{
	return run->packets - run->unpaired;
}

static inline bool run_has_payload_type(const struct run *run, uint8_t payload_type)
{
	return run->payload_types[payload_type / 64 % 2] >> (payload_type % 64) & 1;
}

/* RFC 3389 4 has 13 for comfort noise; drafts before it had 19. */
static inline bool run_has_noise(const struct run *run)
{
	return run_has_payload_type(run, 13) || run_has_payload_type(run, 19);
}

#endif
