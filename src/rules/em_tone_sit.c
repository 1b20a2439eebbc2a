/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/content.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	return finding_tone(out, attempt, TONE_SIT);
}

const struct rule rule_em_tone_sit = {
	.id = "em-tone-sit",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("Special information tone in the early audio"),
	.explain = N_(
		"Three rising tones: an announcement follows that says why the call cannot be completed. In North "
		"America the pitch and length of the first two tell the reason: intercept (the number was changed or "
		"is out of service), vacant code (no such number), reorder (a failure of equipment) or no circuit."),
	.refs = "ITU-T E.180, RFC 3398 7.2.4.1",
	.next = N_("Listen to the announcement that follows it (-o wav:FOLDER). Where the called number is the cause, "
                   "take it from the list; otherwise ask the carrier that plays it."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     tone=950>1400>1800:0.33-0.33-0.33-1  for 5.0s\n"
		 "6.000  B > A  404     tag=b1\n"
		 "6.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     tone=425:0.5-0.5  for 5.0s\n"
		  "6.000  B > A  404     tag=b1\n"
		  "6.020  A > B  ACK     tag=b1\n",
	.check = check,
};
