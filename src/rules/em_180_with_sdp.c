/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (event->code != 180 || !event->sdp || !attempt_is_early(attempt, event))
			continue;
		finding_printf(
			out,
			_("phones differ in what they play here: the %s says ringing and opens an audio path at once"),
			word_event(out, event));
		return true;
	}
	return false;
}

const struct rule rule_em_180_with_sdp = {
	.id = "em-180-with-sdp",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("180 Ringing with SDP"),
	.explain = N_(
		"Early media is tied to the SDP, not to the number 183: a 180 with SDP opens the audio path just the same. "
		"Some phones and gateways nevertheless ring by themselves at any 180, others wait for audio."),
	.refs = "RFC 3261 13.2.1, RFC 3960 3.2",
	.next = "",
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  180     sdp  tag=b1\n"
		 "0.950  B > A  rtp     for 8.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
