/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* After a reliable offer of the same dialog its repeat does no harm. */
static bool is_offered_reliably(const struct attempt *attempt, const struct event *event)
{
	for (unsigned i = 0; i < attempt->reliable_count; i++)
		if (attempt->reliables[i].response->sdp &&
		    str_eq(attempt->reliables[i].response->to_tag, event->to_tag) &&
		    attempt->reliables[i].response->time <= event->time)
			return true;
	return false;
}

static const struct event *find_unreliable(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (attempt_is_early(attempt, event) && event->sdp && !event->has_rseq &&
		    !(event->required & OPTION_100REL) && !is_offered_reliably(attempt, event))
			return event;
	}
	return NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = offer_is_delayed(attempt) ? find_unreliable(attempt) : NULL;
	const char *unreliable;

	if (!event)
		return false;
	unreliable = word_event(out, event);
	finding_printf(
		out,
		_("no early audio can be agreed on: the SDP of the %s is an offer, since the %s has none, and without "
	          "Require: 100rel the caller cannot answer it before the ACK"),
		unreliable, word_event(out, attempt->invite));
	/* A caller that plays what comes to the port it will offer is nowhere forbidden. */
	if (attempt_had_early_audio(attempt))
		out->severity = SEVERITY_NOTICE;
	return true;
}

const struct rule rule_em_delayed_offer_unreliable_18x = {
	.id = "em-delayed-offer-unreliable-18x",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_RELIABILITY,
	.title = N_("Delayed offer in a response that cannot be answered"),
	.explain = N_(
		"Without SDP in the INVITE the callee makes the offer, and the caller tells where to send audio in its "
		"answer. An answer can go into a PRACK, which follows only a reliable response, or into the ACK, which "
		"follows the 2xx. SDP in an ordinary 18x can therefore not be answered in time: the callee does not know "
		"where the caller listens, and the caller hears nothing, though its phone may have stopped ringing because of "
		"the SDP."),
	.refs = "RFC 3261 13.2.1, RFC 3262 5",
	.next = N_(
		"Turn 100rel (PRACK) on at the callee's side, or early offer on the caller's. If neither is possible, let the "
		"callee send 180 without SDP and make its offer in the 200."),
	.fires = "0.000  A > B  INVITE\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     sdp  tag=b1\n",
	.silent = "0.000  A > B  INVITE\n"
		  "0.900  B > A  183     sdp  tag=b1  rel\n"
		  "0.920  A > B  PRACK   sdp  tag=b1\n"
		  "9.000  B > A  200     tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
