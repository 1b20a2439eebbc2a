/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/content.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	return finding_tone(out, attempt, TONE_RINGBACK);
}

const struct rule rule_em_tone_ringback = {
	.id = "em-tone-ringback",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("Ringback tone in the early audio"),
	.explain = N_(
		"The network plays ringback to the caller itself. Its pitch and cadence are those of the country, or "
		"of the equipment, that makes the tone, and so tell how far the call has come."),
	.refs = "ITU-T E.180, RFC 3960 3.2",
	.next = "",
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     tone=425:1-4  for 8.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     speech  for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
