/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/stretch.h"

#define TOGETHER (500 * MILLISECOND) /* longer than that and it is two audios at once: fork-em-concurrent */

static bool follows(const struct stretch *after, const struct stretch *before)
{
	return after->stream->ssrc != before->stream->ssrc && after->from >= before->to - TOGETHER &&
	       endpoint_same(&after->stream->source, &before->stream->source) &&
	       endpoint_same(&after->stream->destination, &before->stream->destination);
}

static bool find_change(const struct attempt *attempt, struct stretch *before, struct stretch *after)
{
	struct stretches all;

	before->run = NULL;
	stretches_of(attempt, &attempt->backward, attempt->waiting, attempt->end, &all);
	for (unsigned i = 0; i < all.count; i++) {
		if (!stretch_is_audio(attempt, &all.at[i]))
			continue;
		*after = all.at[i];
		if (before->run && follows(after, before) && attempt_dialog_of(attempt, after->stream))
			return true;
		*before = all.at[i];
	}
	return false;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct stretch before, after;
	const char *last;

	if (!attempt_had_early_audio(attempt) || attempt->half || attempt->mid_call ||
	    !find_change(attempt, &before, &after))
		return false;
	last = word_frame(out, before.run->last_frame, before.run->last);
	finding_printf(
		out,
		_("some phones lose the audio where the sender begins anew: early audio from %s went on under SSRC "
	          "%08x (%s) after %08x (up to %s), in the dialog with tag %s"),
		word_endpoint(out, &after.stream->source), after.stream->ssrc,
		word_frame(out, after.run->first_frame, after.run->first), before.stream->ssrc, last,
		word_str(out, attempt_dialog_of(attempt, after.stream)->to_tag));
	return true;
}

const struct rule rule_em_ssrc_change = {
	.id = "em-ssrc-change",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("The sender of early audio changed"),
	.explain = N_(
		"Within one early dialog, from and to the same port, the RTP took another SSRC: another source, with sequence "
		"numbers, time stamps and SRTP state of its own. A PBX that goes from an announcement to ringback does it. "
		"Receivers must cope, but some wait for their jitter buffer to run dry, and some drop the newcomer."),
	.refs = "RFC 3550 8, RFC 3550 5.1",
	.next = N_(
		"If the caller complains of a gap or of silence from that time on, look at how the phone treats a new SSRC, or "
		"let an SBC send all of it as one stream."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "1.000  B > A  rtp     for 3.0s\n"
		 "4.020  B > A  rtp     for 4.8s  ssrc=2\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "1.000  B > A  rtp     for 3.0s\n"
		  "4.020  B > A  rtp     for 4.8s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
