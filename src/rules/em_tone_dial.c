/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/content.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	return finding_tone(out, attempt, TONE_DIAL);
}

const struct rule rule_em_tone_dial = {
	.id = "em-tone-dial",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("Dial tone in the early audio"),
	.explain = N_(
		"The caller hears dial tone before the answer: the call ended up at an exchange or gateway that waits "
		"for a number to be dialled (two-stage dialling), instead of at the callee."),
	.refs = "ITU-T E.180",
	.next = N_("Have the gateway dial the called number itself once it has the line (one-stage dialling), or tell "
                   "the caller to dial on."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     tone=425  for 8.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     tone=425:1-4  for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
