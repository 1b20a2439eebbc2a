/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

#define LONG_ENOUGH SECOND

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct audio *audio = &attempt->backward;
	const char *first;

	if (attempt->early_sdp || !audio->early_packets || audio->early_last - audio->early_first < LONG_ENOUGH)
		return false;
	/* The 18x that opened the path may be among what this capture lacks. */
	if (!absence_shows(attempt) || attempt->cut)
		return false;
	first = word_frame(out, audio->early_first_frame, audio->early_first);
	finding_printf(
		out,
		/* TRANSLATORS: before the 200 (frame 31), from frame 5 on */
		_("audio came for %s before %s, from %s on, but no 18x with SDP told the caller's phone to play it"),
		word_seconds(out, audio->early_last - audio->early_first), word_end(out, attempt), first);
	finding_proof(out, attempt->first_18x);
	return true;
}

const struct rule rule_em_rtp_no_18x = {
	.id = "em-rtp-no-18x",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_PATH,
	.title = N_("Early audio that no 18x announced"),
	.explain = N_(
		"RTP reached the caller before the answer although no provisional response carried SDP. A phone must be ready "
		"to receive as soon as it has offered, but many play nothing before they have seen an answer. So one phone "
		"lets the caller hear the announcement, another stays silent. A PBX application that plays audio without "
		"first signalling progress does this."),
	.refs = "RFC 3264 5.1, RFC 3960 3.2",
	.next = N_("Have the element that sends the audio send 183 with SDP first (in Asterisk: Progress() before the "
                   "application that plays)."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.100  B > A  100\n"
		 "0.950  B > A  rtp     for 8.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.100  B > A  100\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
