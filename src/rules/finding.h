/* SPDX-License-Identifier: BSD-2-Clause */
/* What a rule found in one call: a sentence that begins with the symptom, and the frames that prove it. */
#ifndef RULES_FINDING_H
#define RULES_FINDING_H

#include "base/language.h"
#include "call/attempt.h"

struct rule;

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

const char *severity_name(enum severity severity);
const char *confidence_name(enum confidence confidence);
const char *origin_name(enum origin origin); /* "network-analytics" ...; ORIGIN_NONE gives NULL */

enum {
	FINDING_MAX_FRAMES = 8
};

struct finding {
	const struct rule *rule;
	enum severity severity;     /* begins as the rule's own */
	enum confidence confidence; /* likewise */
	enum origin origin;         /* likewise */
	ns time;                    /* of the first proof */
	uint64_t frames[FINDING_MAX_FRAMES];
	unsigned frame_count;
	struct buf text;    /* one sentence: symptom, then proof */
	struct arena words; /* what is put into it */
	struct buf word;    /* in which the next of them is made */
};

void finding_begin(struct finding *finding); /* anew, whatever a rule that did not fire has left in it */
void finding_done(struct finding *finding);
void finding_proof(struct finding *finding, const struct event *event); /* NULL is passed over */
void finding_frame(struct finding *finding, uint64_t frame, ns time);
void finding_printf(struct finding *finding, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * What is put into a sentence with %s, so that a translation can order it as its language does. Each lives as long as the finding. Those
 * of an event make it a proof: call them one a statement, since C does not say which argument is worked out first.
 */
const char *word_event(struct finding *finding, const struct event *event); /* "183 (frame 15)" */
const char *word_frame(struct finding *finding, uint64_t frame, ns time);   /* "frame 15", and it is a proof */
/*
 * How the early phase ended: "the 200 (frame 31)", "the CANCEL (frame 29)", which is a proof then, or "the end of the capture"; where it
 * goes on "now".
 */
const char *word_end(struct finding *finding, const struct attempt *attempt);
const char *word_seconds(struct finding *finding, ns duration); /* "8.1 s" */
const char *word_endpoint(struct finding *finding, const struct endpoint *endpoint);
const char *word_address(struct finding *finding, const struct address *address);
const char *word_str(struct finding *finding, struct str text);
const char *word_begin(struct finding *finding, struct str text, size_t most); /* at most so many bytes of it */
const char *word_differences(struct finding *finding, unsigned differences);   /* of sdp_differs: "address, port" */
/* Where an SDP wants its audio, as written there. */
const char *word_audio(struct finding *finding, const struct sdp_media *audio);
const char *word_printf(struct finding *finding, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *word_buf(struct finding *finding, struct buf *text); /* takes it over */

#endif
