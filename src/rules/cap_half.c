/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	if (!attempt->half)
		return false;
	finding_printf(out, "what seems missing in this call may just not have been captured: ");
	if (attempt->orphan) {
		finding_printf(out, "the ");
		finding_event(out, attempt->orphan);
		if (attempt->orphan->method == METHOD_ACK || attempt->orphan->method == METHOD_PRACK) {
			finding_printf(out, " acknowledges a response that is not in the capture");
			return true;
		}
		/* RFC 3261 15: an early dialog may be ended so, too, and a message or two may just have been dropped. */
		finding_printf(out, " is most likely of an answered call, and the answer is not in the capture");
		out->severity = SEVERITY_NOTICE;
		out->confidence = CONFIDENCE_MEDIUM;
		return true;
	}
	finding_printf(out, "of the signalling between ");
	finding_endpoint(out, &attempt->caller);
	finding_printf(out, " and ");
	finding_endpoint(out, &attempt->callee);
	finding_printf(out, " only one direction is there, from the ");
	finding_event(out, attempt->call->first);
	finding_printf(out, " on");
	return true;
}

const struct rule rule_cap_half = {
	.id = "cap-half",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("Only one direction of the signalling was captured"),
	.explain = N_(
		"Requests without any response, responses without any request, or an ACK to an answer that is not there: the "
		"capture point sees one direction only. A mirror port that copies just one direction and routing that differs "
		"by direction do this. Findings about something missing are then worth little, and those that rest on it alone "
		"are withheld."),
	.refs = "RFC 3261 17.1.1, RFC 3261 13.2.2.4",
	.next = N_("Let the mirror port copy both directions, or capture on one of the two hosts."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "9.020  A > B  ACK     tag=b1\n"
		 "20.00  A > B  BYE     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n"
		  "20.00  A > B  BYE     tag=b1\n",
	.check = check,
};
