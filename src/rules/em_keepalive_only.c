/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/content.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct carried *carried = &attempt->carried;
	const struct carried_passage *heard = carried_find(carried, CONTENT_KEEPALIVE, TONE_NONE);
	const char *waited, *opened, *source;

	if (!heard || !attempt->promise || !is_early_known(attempt) || carried->present.count || carried->unusable ||
	    attempt->backward.refused || attempt->end - attempt->promise->time < CONTENT_SILENT_LEAST)
		return false;
	waited = word_seconds(out, attempt->end - attempt->promise->time);
	opened = word_event(out, attempt->promise);
	source = word_endpoint(out, &heard->stream->source);
	/* TRANSLATORS: the last %s is "from second 1.2 to 9.0 (frames 12 to 400)" */
	finding_printf(
		out,
		language_plural("the caller heard nothing for %s: the %s opened an audio path, and only %llu packet "
	                        "without payload came from %s, %s",
	                        "the caller heard nothing for %s: the %s opened an audio path, and only %llu packets "
	                        "without payload came from %s, %s",
	                        attempt->backward.early_packets),
		waited, opened, (unsigned long long)attempt->backward.early_packets, source,
		word_when(out, attempt, heard));
	return true;
}

const struct rule rule_em_keepalive_only = {
	.id = "em-keepalive-only",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_CONTENT,
	.title = N_("Keep-alive packets and no early audio"),
	.explain = N_(
		"An audio path was opened before the answer, and all that came on it are packets without payload that "
		"only hold the path open through a NAT. They are no audio; a phone that stopped ringing for the path "
		"leaves the caller in silence."),
	.refs = "RFC 6263 4, RFC 3960 3.2",
	.next = N_("The element behind the path is there and has nothing to play. Have it play ringback, or let the "
                   "phone ring by itself (180 without SDP)."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     keepalive  for 8.0s  every=1s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
