/* SPDX-License-Identifier: BSD-2-Clause */
/* The pipeline: frames in, judged calls out. One analyzer owns all state and is used by one thread. */
#ifndef ANALYZER_H
#define ANALYZER_H

#include "call/attempt.h"
#include "call/footage.h"
#include "rules/verdict.h"

enum {
	ANALYZER_MAX_PORTS = 32,
	TOTALS_MAX_COUNTERS = 32,
};

/* A call that is over. All of it lives until the function returns. */
typedef void analyzer_call_fn(void *arg, const struct attempt *attempt, const struct findings *findings,
                              const struct verdict *verdict);

/*
 * What is certain of a call that goes on; each rule once. Likewise. False: nobody was told, and it is asked again should it hold at the
 * next look.
 */
typedef bool analyzer_finding_fn(void *arg, const struct attempt *attempt, const struct finding *finding);

/* All zeroes mean the defaults. */
struct analyzer_settings {
	uint64_t memory;                    /* bytes that may be used: all ceilings but the next two follow from it */
	unsigned max_calls;                 /* at a time */
	size_t max_bytes;                   /* of all of them together */
	uint16_t ports[ANALYZER_MAX_PORTS]; /* only SIP from or to these */
	unsigned port_count;                /* 0: any port */
	struct header_names leg_headers;  /* fields with the same value in all legs of a call; none: X-CID, X-Call-ID */
	bool record;                      /* keep early audio, so that reports can write it */
	bool footage;                     /* keep frames of late: analyzer_footage */
	const struct plan *plan;          /* the country by which tones are told; NULL: none */
	const struct rule_setting *rules; /* one per rule of the catalogue, or NULL */
	analyzer_call_fn *call;
	analyzer_finding_fn *finding; /* NULL: a call is looked at only when it is over */
	void *arg;
};

/* A frame ends in exactly one of these: their values sum to frames. */
struct counter {
	const char *name;    /* a JSON key: "sip", "not-ip" ... */
	const char *meaning; /* for people */
	uint64_t value;
	bool understood; /* false: the summary names it under what was not understood */
};

struct totals {
	uint64_t frames, bytes;                    /* on the wire, also where a snap length kept some of them back */
	uint64_t sip_messages;                     /* every message framed, duplicates too */
	uint64_t messages_cut, messages_malformed; /* by the snap length; refused by the parser */
	uint64_t calls;                            /* reported */
	uint64_t outcomes[OUTCOMES];
	uint64_t verdicts[LABELS];
	uint64_t kernel_drops, interface_drops, evicted, legs_dropped, refusals_forgotten, bursts_forgotten,
		pairs_forgotten, tcp_gaps, fragments_lost;
	uint64_t time_backwards;        /* frames with an earlier time than the frame before */
	ns time_back_most;              /* the farthest of these steps */
	uint64_t looks, looks_left_out; /* at calls that went on */
	struct counter counters[TOTALS_MAX_COUNTERS];
	unsigned counter_count;
	struct effectiveness effectiveness;
	const struct findings *findings; /* what belongs to no call; the analyzer's, until analyzer_free */
	/* The stages' own counters; the analyzer's likewise. */
	const struct net_counters *net;
	const struct framing_counters *framing;
	const struct media_counters *media;
	const struct hearings *hearings; /* their budget, and what went beyond it */
	struct store_open open;
	struct usages usages;
	struct reach reach; /* of what is kept for evidence */
};

struct analyzer;
struct analyzer *analyzer_new(const struct analyzer_settings *settings);
void analyzer_feed(struct analyzer *analyzer, const struct frame *frame);
/* The same for several at once, which costs less. */
void analyzer_feed_all(struct analyzer *analyzer, const struct frame *frames, unsigned count);
/* Lines of a TLS key log. What waited for them is taken as if it came now, with its own time and frame. */
unsigned analyzer_secrets(struct analyzer *analyzer, struct str text); /* the number of new secrets */
/* When no frame comes for a while from where more are expected: calls that are over by now are judged. */
void analyzer_pass_time(struct analyzer *analyzer, ns now);
void analyzer_flush(struct analyzer *analyzer); /* end of input: judges what is still open */
/* Up to this frame so many were lost before they reached us, one way or another. To be told often, since then it is known when. */
void analyzer_lost(struct analyzer *analyzer, uint64_t lost, const struct frame *before);
/* Nothing is captured on an interface since it is down, or gone. It is up again, having been down since. */
void analyzer_down(struct analyzer *analyzer, ns since);
void analyzer_up(struct analyzer *analyzer, ns since, ns until);
void analyzer_drops(struct analyzer *analyzer, uint64_t kernel,
                    uint64_t interface); /* lost before we saw them, in all */
/* Where RTP goes, as media_sounds has it, lately. */
void analyzer_sounds(const struct analyzer *analyzer, media_sound_fn *fn, void *arg);
/* The frames of a call that is being reported, as far as they were kept: footage_of. Nothing unless settings have footage. */
void analyzer_footage(const struct analyzer *analyzer, const struct attempt *attempt, struct reel *out);
void analyzer_totals(const struct analyzer *analyzer, struct totals *out);
void analyzer_free(struct analyzer *analyzer);

#endif
