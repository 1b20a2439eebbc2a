/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	if (!offer_is_delayed(attempt))
		return false;
	finding_printf(
		out,
		_("the caller can hear early audio only once it has answered an offer of the callee: the %s carries no "
	          "SDP, so the offer must come in a reliable 18x and be answered in PRACK"),
		word_event(out, attempt->invite));
	return true;
}

const struct rule rule_em_delayed_offer = {
	.id = "em-delayed-offer",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SIGNALLING,
	.title = N_("INVITE without SDP"),
	.explain = N_(
		"Without an offer in the INVITE the callee does not know where to send audio. Early media is then possible in one "
		"way only: the callee makes the offer in a reliable provisional response and the caller answers it in PRACK. "
		"Where either side does not do this, nothing can be played before the call is answered."),
	.refs = "RFC 3261 13.2.1, RFC 3262 5",
	.next = N_("Turn on early offer on the caller's side, or 100rel (PRACK) on both sides."),
	.fires = "0.000  A > B  INVITE\n"
		 "0.900  B > A  180     tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     sdp  tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
