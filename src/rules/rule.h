/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A rule: one thing that can be wrong (or worth knowing) about a call, in one file. check is pure:
 * it reads an attempt and fills a finding; rules never talk to each other, never print, keep nothing.
 */
#ifndef RULES_RULE_H
#define RULES_RULE_H

#include "call/attempt.h"

enum severity {
	SEVERITY_INFO,
	SEVERITY_NOTICE,
	SEVERITY_WARNING,
	SEVERITY_ERROR,
};

enum confidence {
	CONFIDENCE_LOW,
	CONFIDENCE_MEDIUM,
	CONFIDENCE_HIGH,
	CONFIDENCE_CERTAIN,
};

const char *severity_name(enum severity severity);
const char *confidence_name(enum confidence confidence);

/* Who said no: what dec-* rules tell. */
enum origin {
	ORIGIN_NONE,
	ORIGIN_UNKNOWN,
	ORIGIN_NETWORK_ANALYTICS,
	ORIGIN_PROVIDER,
	ORIGIN_PBX,
	ORIGIN_GATEWAY,
	ORIGIN_DEVICE,
	ORIGIN_USER,
};

const char *origin_name(enum origin origin); /* "network-analytics" ...; ORIGIN_NONE gives NULL */

/* The order in which findings explain a verdict: the first step that has one gives `because`. */
enum step {
	STEP_NEVER, /* says something, explains no silence */
	STEP_CAPTURE,
	STEP_MESSAGE,
	STEP_RELIABILITY,
	STEP_IMS,
	STEP_SDP,
	STEP_PATH,
	STEP_CONTENT,
	STEP_FORK,
	STEP_ABSENCE,
	STEP_LEGS,
	STEP_SIGNALLING,
};

enum {
	FINDING_MAX_FRAMES = 8
};

struct rule;

struct finding {
	const struct rule *rule;
	enum severity severity;     /* begins as the rule's own */
	enum confidence confidence; /* likewise */
	ns time;                    /* of the first proof */
	uint64_t frames[FINDING_MAX_FRAMES];
	unsigned frame_count;
	struct buf text; /* one sentence: symptom, then proof */
};

struct rule {
	const char *id;
	enum severity severity;
	enum confidence confidence;
	enum step step;
	enum origin origin; /* of dec-* rules */
	const char *title;
	const char *explain; /* what it means, in a few sentences */
	const char *refs;
	const char *next;   /* what to do; "" when there is nothing to do */
	const char *fires;  /* a ladder (tests/ladder.h) that makes it fire */
	const char *silent; /* the nearest one that does not */
	/* NULL: it is of the capture as a whole, and analyzer.c finds it. */
	bool (*check)(const struct attempt *attempt, struct finding *out);
};

extern const struct rule *const rule_catalogue[]; /* ends with NULL */
const struct rule *rule_find(struct str id);      /* NULL: no such rule */

void finding_proof(struct finding *finding, const struct event *event); /* NULL is passed over */
void finding_frame(struct finding *finding, uint64_t frame, ns time);
void finding_printf(struct finding *finding, const char *format, ...) __attribute__((format(printf, 2, 3)));
void finding_event(struct finding *finding, const struct event *event); /* "183 (frame 15)", and it is a proof */
/* How the early phase ended: "the 200 (frame 31)", "the CANCEL (frame 29)", which is a proof then, or "the end of the capture". Where that is
 * long after, a caller has given up. */
void finding_end(struct finding *finding, const struct attempt *attempt);
void finding_seconds(struct finding *finding, ns duration); /* "8.1 s" */
void finding_endpoint(struct finding *finding, const struct endpoint *endpoint);
void finding_differences(struct finding *finding, unsigned differences); /* of sdp_differs: "address, port" */

/* Names where the audio line of an SDP is to be sent, as written there. */
void finding_audio(struct finding *finding, const struct sdp_media *audio);

/* Whether early audio that was to come from since on would have been seen here, and did not come up to until. */
bool audio_is_missing(const struct attempt *attempt, ns since, ns until);

/* Would a message of the caller's hop that did not come have been seen, had it come? What claims of absence rest on. */
bool absence_shows(const struct attempt *attempt);
/* A mirrored port may swap two messages that are so near to each other. */
#define MIRROR_SWAPS (5 * MILLISECOND)
/* Both were seen on the wire. What HEP reports has the clock of its agent, and there may be two. */
bool order_shows(const struct event *a, const struct event *b);
/* No PRACK for it was captured, and one that was sent would have been. */
bool is_unacknowledged(const struct attempt *attempt, const struct reliable *reliable);
enum {
	PRACK_RETRANSMISSIONS = 3 /* of the response; with fewer its PRACK may be on its way */
};
/* It was repeated so often, or waited so long, that its PRACK is no more on its way: RFC 3262 3. */
bool is_prack_overdue(const struct attempt *attempt, const struct reliable *reliable);
/* RFC 3326 2: a CANCEL because another destination answered. It is not the caller who gave up. */
bool is_answered_elsewhere(const struct event *cancel);
/* Fragments of a 101..199 are missing: it may have told the phone something. */
bool lost_18x(const struct attempt *attempt);
/* The response of the same early dialog that carried SDP before provisionals[index]; NULL: none. */
const struct event *opened_before(const struct attempt *attempt, unsigned index);
/* How sure a claim about missing or late audio may be: V4 high, V3 medium, V2 low. */
enum confidence confidence_of(enum visibility visibility);
/* How sure a claim that the caller heard nothing may be: it rests on the responses, and on audio where some might have come. */
enum confidence confidence_in_silence(const struct attempt *attempt);

enum {
	FINDINGS_MAX = 64
};

struct findings {
	struct finding found[FINDINGS_MAX];
	unsigned count;
};

/* What the user asked of a rule with -r. All zeroes: as the rule says. */
struct rule_setting {
	bool off;
	bool has_severity;
	enum severity severity;
};

/* Runs every rule on attempt, in catalogue order; the first of the dec-603 origins that fires silences the others. settings: one per rule, or NULL. */
void rules_run(const struct attempt *attempt, const struct rule_setting *settings, struct findings *out);
void findings_done(struct findings *findings);
const struct finding *findings_find(const struct findings *findings, const char *id);

#endif
