/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/content.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct carried_passage *heard = carried_find(&attempt->carried, CONTENT_NOISE, TONE_NONE);
	const char *source;
	ns noise;

	if (!heard || !carries_only(attempt, CONTENT_NOISE))
		return false;
	noise = carried_time(&attempt->carried, CONTENT_NOISE);
	if (noise < CONTENT_SILENT_LEAST)
		return false;
	source = word_endpoint(out, &heard->stream->source);
	/* TRANSLATORS: the last %s is "from second 1.2 to 9.0 (frames 12 to 400)" */
	finding_printf(
		out,
		_("the caller heard a hiss at most: all RTP that came is comfort noise (payload type %u, %llu packets) from %s, %s"),
		heard->stream->runs[0].payload_type, (unsigned long long)attempt->backward.early_packets, source,
		word_when(out, attempt, heard));
	if (noise < CONTENT_SILENT_LONG)
		out->severity = SEVERITY_WARNING;
	/* Such a phone rings by itself until a message says otherwise: RFC 5009 8. */
	if (attempt_is_withheld(attempt))
		out->severity = SEVERITY_NOTICE;
	doubt_outside(out, attempt);
	return true;
}

const struct rule rule_em_cn_only = {
	.id = "em-cn-only",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_CONTENT,
	.title = N_("Early audio of nothing but comfort noise"),
	.explain = N_(
		"What reaches the caller before the answer is comfort noise alone: packets that tell a phone how loud "
		"to hiss while nobody speaks. Phones take them for audio and stop their own ringing, and the caller "
		"hears a faint hiss or nothing. An element that detects silence before it has anything to say sends "
		"them."),
	.refs = "RFC 3389 3, RFC 3960 3.2",
	.next = N_("Switch silence detection (VAD, comfort noise) off at the element that sends them until the call is "
                   "answered, or have it play ringback."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     cn  for 8.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     cn  for 2.0s\n"
		  "3.000  B > A  rtp     tone=425:1-4  for 6.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
