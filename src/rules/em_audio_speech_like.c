/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/content.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	return finding_sound(out, attempt, CONTENT_SPEECH);
}

const struct rule rule_em_audio_speech_like = {
	.id = "em-audio-speech-like",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_LOW,
	.step = STEP_NEVER,
	.title = N_("Early audio that sounds like speech"),
	.explain = N_(
		"Level and pitch of the early audio go up and down as syllables do: probably an announcement. This is "
		"a guess from the shape of the sound; no word is understood."),
	.refs = "RFC 3960 1",
	.next = "",
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     speech  for 8.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     tone=425:1-4  for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
