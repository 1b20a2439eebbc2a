/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/content.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	return finding_sound(out, attempt, CONTENT_MUSIC);
}

const struct rule rule_em_audio_music_like = {
	.id = "em-audio-music-like",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_LOW,
	.step = STEP_NEVER,
	.title = N_("Early audio that sounds like music"),
	.explain =
		N_("The early audio holds tones of changing pitch: probably a ringback of the callee's own choice, or "
                   "music on hold. This is a guess from the shape of the sound."),
	.refs = "RFC 3960 1, 3GPP TS 24.182",
	.next = "",
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     music  for 8.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     tone=425:1-4  for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
