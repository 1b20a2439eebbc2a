/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/stretch.h"

/* Less than this in one direction is no conversation with silence. */
#define LONG_ENOUGH SECOND

static bool is_one_way(const struct attempt *attempt)
{
	/* Where this capture shows only what the caller sends, it shows no absence. */
	if (attempt->visibility < VISIBILITY_LEARNED || attempt->forward.refused)
		return false;
	return audio_is_missing(attempt, attempt->promise->time, attempt->end);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct stretch first;
	const char *sent, *end;
	ns lasted;

	if (!attempt->promise || !is_one_way(attempt))
		return false;
	lasted = stretches_extent(attempt, &attempt->forward, attempt->promise->time, attempt->end, &first);
	if (lasted < LONG_ENOUGH)
		return false;
	sent = word_frame(out, first.run->first_frame, first.run->first);
	end = word_end(out, attempt);
	finding_printf(
		out,
		_("the caller's audio went out and none came back: it sent for %s from %s on, and up to %s nothing "
	          "came to %s, although the %s opened the path both ways"),
		word_seconds(out, lasted), sent, end, word_audio(out, sdp_audio(attempt->offer)),
		word_event(out, attempt->promise));
	out->confidence = event_is_incomplete(attempt->promise) ? CONFIDENCE_LOW : confidence_in_audio(attempt);
	return true;
}

const struct rule rule_em_rtp_forward_only = {
	.id = "em-rtp-forward-only",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_ABSENCE,
	.title = N_("Only the caller sends early audio"),
	.explain = N_(
		"After the provisional response opened an audio path the caller's phone sent RTP, and the callee's side sent "
		"none. So the SDP reached the caller and the phone believed it, and a relay that waits for a first packet had "
		"one. What is left is a sender that has nothing to play, or audio that is lost on its way back."),
	.refs = "RFC 3264 5.1, RFC 3960 3.2",
	.next = N_(
		"Trace at the callee's media address: the caller's packets should arrive there. If they do and none go "
		"back, its side plays nothing before the answer. If some go back, look for a firewall on the way."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "1.000  A > B  rtp     for 8.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n"
		 "9.050  B > A  rtp     for 3.0s\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n"
		  "9.050  B > A  rtp     for 3.0s\n",
	.early = true,
	.check = check,
};
