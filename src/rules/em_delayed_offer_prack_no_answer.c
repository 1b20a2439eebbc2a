/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* The PRACK for the response that made this offer; NULL: the offer is another's, or a PRACK answered it. */
static const struct event *find_prack(const struct attempt *attempt, const struct offer *offer)
{
	if (!offer->initial || offer->from_caller || (offer->answer && offer->answer->method == METHOD_PRACK))
		return NULL;
	for (unsigned i = 0; i < attempt->reliable_count; i++)
		if (attempt->reliables[i].response == offer->offer)
			return attempt->reliables[i].prack;
	return NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	for (unsigned i = 0; i < attempt->offer_count; i++) {
		const struct event *prack = find_prack(attempt, &attempt->offers[i]);
		const char *bare;

		if (!prack || !event_lacks_sdp(prack))
			continue;
		bare = word_event(out, prack);
		finding_printf(
			out, _("no early audio can come: the %s has no SDP, though it must answer the offer in the %s"),
			bare, word_event(out, attempt->offers[i].offer));
		return true;
	}
	return false;
}

const struct rule rule_em_delayed_offer_prack_no_answer = {
	.id = "em-delayed-offer-prack-no-answer",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_RELIABILITY,
	.title = N_("PRACK without the answer it must bring"),
	.explain = N_(
		"When a reliable provisional response makes the offer, because the INVITE made none, the PRACK must bring the "
		"caller's answer. Without it the callee does not learn where the caller listens, so it can send no early "
		"audio; it may hold back the answer or end the call."),
	.refs = "RFC 3262 5",
	.next = N_(
		"A fault of the caller's stack or of a B2BUA that drops the body of the PRACK: compare the PRACK nearer to "
		"the caller. Early offer on the caller's side avoids it."),
	.fires = "0.000  A > B  INVITE\n"
		 "0.900  B > A  183     sdp  tag=b1  rel\n"
		 "0.920  A > B  PRACK   tag=b1\n"
		 "9.000  B > A  200     tag=b1\n"
		 "9.020  A > B  ACK     sdp  tag=b1\n",
	.silent = "0.000  A > B  INVITE\n"
		  "0.900  B > A  183     sdp  tag=b1  rel\n"
		  "0.920  A > B  PRACK   sdp  tag=b1\n"
		  "9.000  B > A  200     tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.early = true,
	.check = check,
};
