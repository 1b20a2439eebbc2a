/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/content.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	return finding_tone(out, attempt, TONE_BUSY) ||
	       (is_said_busy(attempt) && finding_tone(out, attempt, TONE_BUSY_OR_CONGESTION));
}

const struct rule rule_em_tone_busy = {
	.id = "em-tone-busy",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("Busy tone in the early audio"),
	.explain = N_(
		"The caller hears busy tone before any final response: the callee, or a line on the way, is busy, and "
		"the network says so in the audio. A machine that makes calls, or a router that would try another "
		"way, learns nothing from it."),
	.refs = "ITU-T E.180, RFC 3398 7.2.4.1",
	.next = N_("Where calls are to be routed or counted by their outcome, have the gateway turn the cause of the "
                   "release into a response (486, 600) instead of playing the tone."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     tone=480+620:0.5-0.5  for 5.0s\n"
		 "6.000  B > A  486     tag=b1\n"
		 "6.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     tone=425:1-4  for 5.0s\n"
		  "6.000  B > A  486     tag=b1\n"
		  "6.020  A > B  ACK     tag=b1\n",
	.check = check,
};
