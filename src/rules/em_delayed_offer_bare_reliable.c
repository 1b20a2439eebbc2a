/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* RFC 3262 5 asks it of the first one of each callee. A 199 ends what another response began: RFC 6228. */
static bool is_first(const struct attempt *attempt, const struct event *event)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *other = attempt->provisionals[i];

		if (other == event)
			return true;
		if (other->cseq == event->cseq && str_eq(other->to_tag, event->to_tag) &&
		    (event_is_reliable(other) || event_is_incomplete(other)))
			return false;
	}
	return true;
}

static const struct event *find_bare(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->reliable_count; i++) {
		const struct event *event = attempt->reliables[i].response;

		if (event->code != 199 && attempt_is_early(attempt, event) && event_lacks_sdp(event) &&
		    !response_may_be_missing(attempt, event->to_tag) && is_first(attempt, event))
			return event;
	}
	return NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = offer_is_delayed(attempt) ? find_bare(attempt) : NULL;
	const char *bare;

	if (!event)
		return false;
	bare = word_event(out, event);
	finding_printf(
		out,
		_("a strict caller gives the call up here, others hear no early audio: the %s is the first reliable "
	          "response and has no offer, which it must, since the %s has none"),
		bare, word_event(out, attempt->invite));
	/* An earlier one that was not captured may have made it. */
	if (!absence_shows(attempt))
		out->confidence = CONFIDENCE_LOW;
	return true;
}

const struct rule rule_em_delayed_offer_bare_reliable = {
	.id = "em-delayed-offer-bare-reliable",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_RELIABILITY,
	.title = N_("First reliable response without the offer it must make"),
	.explain = N_(
		"Without SDP in the INVITE the callee must make its offer in the first reliable message it sends: a reliable "
		"provisional response if there is one, else the 2xx. Here a reliable response came without. The caller has "
		"nothing to answer in its PRACK; some SBCs take this for a protocol error and release the call."),
	.refs = "RFC 3262 5, RFC 3261 13.2.1",
	.next = N_("Let the callee's side send 180 unreliably, or with its offer. B2BUAs that make every 18x reliable "
                   "often do this. Early offer on the caller's side avoids it."),
	.fires = "0.000  A > B  INVITE\n"
		 "0.900  B > A  180     tag=b1  rel\n"
		 "0.920  A > B  PRACK   tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     sdp  tag=b1\n",
	.silent = "0.000  A > B  INVITE\n"
		  "0.900  B > A  180     tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     sdp  tag=b1\n",
	.check = check,
};
