/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/content.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	return finding_tone(out, attempt, TONE_CONGESTION) ||
	       (!is_said_busy(attempt) && finding_tone(out, attempt, TONE_BUSY_OR_CONGESTION));
}

const struct rule rule_em_tone_congestion = {
	.id = "em-tone-congestion",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("Congestion tone in the early audio"),
	.explain = N_(
		"The caller hears congestion tone, also called reorder or fast busy, before any final response: a "
		"network on the way has no free circuit, or failed the call for another reason, and says so in the "
		"audio only. Some cadences mean busy in one country and congestion in another; then both are named."),
	.refs = "ITU-T E.180, RFC 3398 7.2.4.1",
	.next = N_("Find the network that plays it: the pitch and cadence tell whose tone it is. Where calls are to be "
                   "routed by their outcome, have the gateway turn the cause into a response."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     tone=480+620:0.25-0.25  for 5.0s\n"
		 "6.000  B > A  503     tag=b1\n"
		 "6.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     tone=480+620:0.5-0.5  for 5.0s\n"
		  "6.000  B > A  503     tag=b1\n"
		  "6.020  A > B  ACK     tag=b1\n",
	.check = check,
};
