/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	if (!attempt->mid_call || !attempt->call->first)
		return false;
	finding_printf(
		out,
		_("how this call began is not known: its INVITE was not captured, the first message seen is the %s"),
		word_event(out, attempt->call->first));
	return true;
}

const struct rule rule_cap_mid_call = {
	.id = "cap-mid-call",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("The capture began after the INVITE"),
	.explain = N_(
		"Without the INVITE neither the beginning of the call nor the address the caller offered for audio is known. Times "
		"count from the first message seen, and whether audio went to the right place cannot be checked."),
	.refs = "RFC 3261 13.2.1, RFC 3264 5.1",
	.next = "",
	.fires = "0.000  B > A  180     tag=b1\n"
		 "8.100  B > A  200     sdp  tag=b1\n"
		 "8.120  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
