/* SPDX-License-Identifier: BSD-2-Clause */
/* What a rule found in one call: a sentence that begins with the symptom, and the frames that prove it. */
#ifndef RULES_FINDING_H
#define RULES_FINDING_H

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

const char *severity_name(enum severity severity);
const char *confidence_name(enum confidence confidence);

enum {
	FINDING_MAX_FRAMES = 8
};

struct finding {
	const struct rule *rule;
	enum severity severity;     /* begins as the rule's own */
	enum confidence confidence; /* likewise */
	ns time;                    /* of the first proof */
	uint64_t frames[FINDING_MAX_FRAMES];
	unsigned frame_count;
	struct buf text; /* one sentence: symptom, then proof */
};

void finding_begin(struct finding *finding); /* anew, whatever a rule that did not fire has left in it */
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

#endif
