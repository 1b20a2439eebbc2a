/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* A message of a dialog that this capture did not see begin. */
static void tell_orphan(const struct event *orphan, struct finding *out)
{
	const char *told = word_event(out, orphan);

	if (orphan->method == METHOD_ACK || orphan->method == METHOD_PRACK) {
		finding_printf(
			out,
			_("what seems missing in this call may just not have been captured: the %s acknowledges a "
		          "response that is not in the capture"),
			told);
		return;
	}
	/* RFC 3261 15: an early dialog may be ended so, too, and a message or two may just have been dropped. */
	finding_printf(out,
	               _("what seems missing in this call may just not have been captured: the %s is most likely of an "
	                 "answered call, and the answer is not in the capture"),
	               told);
	out->severity = SEVERITY_NOTICE;
	out->confidence = CONFIDENCE_MEDIUM;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	if (!attempt->half)
		return false;
	if (attempt->orphan) {
		tell_orphan(attempt->orphan, out);
		return true;
	}
	finding_printf(
		out,
		_("what seems missing in this call may just not have been captured: of the signalling between %s "
	          "and %s only one direction is there, from the %s on"),
		word_endpoint(out, &attempt->caller), word_endpoint(out, &attempt->callee),
		word_event(out, attempt->call->first));
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
