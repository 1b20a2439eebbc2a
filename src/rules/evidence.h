/* SPDX-License-Identifier: BSD-2-Clause */
/* What the capture shows of a call, and what it would have shown: no rule accuses on less. */
#ifndef RULES_EVIDENCE_H
#define RULES_EVIDENCE_H

#include "rules/finding.h"

/* Whether early audio that was to come from since on would have been seen here, and did not come up to until. */
bool audio_is_missing(const struct attempt *attempt, ns since, ns until);

/* Would a message of the caller's hop that did not come have been seen, had it come? What claims of absence rest on. */
bool absence_shows(const struct attempt *attempt);
/* The same but for frames that the capture lost: a claim is then made with low confidence. */
bool absence_may_show(const struct attempt *attempt);
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
/* Of a 101..199 fragments are missing, or what tells which request it answers: it may have told the phone something. */
bool lost_18x(const struct attempt *attempt);
/*
 * How sure a claim about missing or late early audio may be: V4 high, V3 medium, V2 low; no more than medium where the
 * capture lost frames meanwhile.
 */
enum confidence confidence_in_audio(const struct attempt *attempt);
/* How sure a claim that the caller heard nothing may be: it rests on the responses, and on audio where some might have come. */
enum confidence confidence_in_silence(const struct attempt *attempt);

#endif
