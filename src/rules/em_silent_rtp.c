/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/content.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct carried_passage *heard = carried_find(&attempt->carried, CONTENT_SILENCE, TONE_NONE);
	struct str codec;
	ns silence;

	if (!heard || !carries_only(attempt, CONTENT_SILENCE))
		return false;
	silence = carried_time(&attempt->carried, CONTENT_SILENCE);
	if (silence < CONTENT_SILENT_LEAST)
		return false;
	codec = attempt_codec(attempt, true, heard->stream->runs[0].payload_type);
	finding_printf(
		out,
		/* TRANSLATORS: 8.0 s, PCMU from 10.0.0.2:40000, ... from second 1.2 to 9.0 (frames 12 to 400) */
		_("the caller heard nothing: %llu RTP packets came and carried silence for %s, %s from %s, never "
	          "louder than -50 dBm0, %s"),
		(unsigned long long)attempt->backward.early_packets, word_seconds(out, silence), word_str(out, codec),
		word_endpoint(out, &heard->stream->source), word_when(out, attempt, heard));
	if (silence < CONTENT_SILENT_LONG) {
		out->severity = SEVERITY_WARNING;
		out->confidence = CONFIDENCE_MEDIUM;
	}
	/* Such a phone rings by itself until a message says otherwise: RFC 5009 8. */
	if (attempt_is_withheld(attempt))
		out->severity = SEVERITY_NOTICE;
	doubt_outside(out, attempt);
	return true;
}

const struct rule rule_em_silent_rtp = {
	.id = "em-silent-rtp",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_CONTENT,
	.title = N_("Early audio packets that carry silence"),
	.explain = N_(
		"Packets of audio reach the caller before the answer, and there is nothing in them but silence. A "
		"phone stops its own ringing as soon as it has an audio path, or packets on it, so that the caller "
		"hears nothing at all although the media looks healthy. Media servers that open the path before they "
		"have anything to play, and gateways that were told to send no tones, do this. Silence of less than "
		"five seconds may still be a pause of a ringback tone."),
	.refs = "RFC 3960 3.2, ITU-T G.711",
	.next = N_(
		"Have the element that sends the packets play ringback or an announcement, or keep the SDP out of its "
		"18x (180 without SDP) until it has something to play: then the caller's phone rings by itself."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     silence  for 8.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     tone=425:1-4  for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
