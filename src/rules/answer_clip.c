/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/talk.h"

/* Within this the first word is not yet said. */
#define UNNOTICED (500 * MILLISECOND)
/* What begins later than this was not delayed by the answer. */
#define LONGEST (10 * SECOND)

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct audio *audio = &attempt->backward;
	const char *answer, *first;
	struct talk talk;

	if (attempt->metrics.answer_clip == NEVER || attempt->metrics.answer_clip <= UNNOTICED)
		return false;
	/* Who need not send while silent may have been. */
	if (!talk_of(attempt, &talk) || !talk.backward || pauses_allowed(attempt))
		return false;
	if (audio->late_first >= talk.until || audio->late_first - talk.from <= UNNOTICED ||
	    audio->late_first - talk.from > LONGEST)
		return false;
	answer = word_event(out, attempt->final);
	first = word_frame(out, audio->late_first_frame, audio->late_first);
	finding_printf(out,
	               _("the caller did not hear the first %s after the answer: none flowed when the %s came, and the "
	                 "first packet came in %s"),
	               word_seconds(out, audio->late_first - talk.from), answer, first);
	/* Until ICE has chosen, audio may come by a pair of addresses that nothing here names. */
	if (talk.chosen || attempt->outside)
		out->confidence = attempt->outside ? CONFIDENCE_LOW : CONFIDENCE_MEDIUM;
	return true;
}

const struct rule rule_answer_clip = {
	.id = "answer-clip",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("Audio begins late after the answer"),
	.explain =
		N_("More than half a second passed between the answer and the first RTP packet to the caller. People "
                   "say \"hello\" as they pick up: the caller hears silence, or the end of a word, and may think that "
                   "nobody is there. An audio path that is set up only at the answer (a DTLS handshake, ICE checks, a "
                   "relay that learns addresses, a switch between media servers) takes that long."),
	.refs = "RFC 3264 6, RFC 5763",
	.next = N_(
		"Look at what passes on the media ports in that time: STUN or DTLS are a handshake that early media would "
		"have brought forward; nothing at all is the callee's gateway or phone opening its audio late."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  180     tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n"
		 "9.700  B > A  rtp     for 3.0s\n"
		 "13.000  A > B  BYE    tag=b1\n"
		 "13.010  B > A  200    of=BYE  tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n"
		  "9.300  B > A  rtp     for 3.4s\n"
		  "13.000  A > B  BYE    tag=b1\n"
		  "13.010  B > A  200    of=BYE  tag=b1\n",
	.check = check,
};
