/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/talk.h"

#define TRAILS (500 * MILLISECOND) /* what was on its way when the answer came */
#define MISSED (2 * SECOND)
#define MISSED_WITH_PAUSES (10 * SECOND) /* where a silent side sends nothing */
#define PLAYED SECOND                    /* less early audio than this was no audio */

static bool played(const struct attempt *attempt)
{
	const struct windows *audible = &attempt->carried.audible;
	ns sum = 0;

	for (unsigned i = 0; i < audible->count; i++)
		sum += audible->at[i].to - audible->at[i].from;
	return attempt_had_early_audio(attempt) && sum >= PLAYED;
}

static bool is_lost(const struct attempt *attempt, const struct talk *talk)
{
	ns missed = pauses_allowed(attempt) ? MISSED_WITH_PAUSES : MISSED;

	return talk->backward && !talk->chosen && talk->until - talk->from >= missed &&
	       talk_shows(attempt, talk, missed) &&
	       !stretches_any(attempt, &attempt->backward, talk->from + TRAILS, NEVER);
}

/* The early audio came from the host that is to send now: what it sends passes here. */
static bool comes_from_there(const struct attempt *attempt, const struct talk *talk)
{
	struct stretches early;

	stretches_of(attempt, &attempt->backward, attempt->waiting, attempt->end, &early);
	for (unsigned i = 0; i < early.count; i++)
		if (address_same(&early.at[i].stream->source.address, &talk->callee->address))
			return true;
	return false;
}

static bool goes_there(const struct attempt *attempt, const struct talk *talk)
{
	return stretches_any(attempt, &attempt->forward, talk->from + MISSED, talk->until);
}

static void tell(const struct attempt *attempt, const struct talk *talk, struct finding *out)
{
	const struct audio *audio = &attempt->backward;

	const char *until = word_frame(out, audio->early_last_frame, audio->early_last);
	const char *answer = word_event(out, attempt->final), *callee = word_audio(out, talk->callee);

	finding_printf(
		out,
		goes_there(attempt, talk)
			? _("the caller heard early audio, and nothing more from the answer on: up to %s audio came, "
	                    "the %s has the callee send from %s, and none came in the %s after it, while the caller sent")
			: _("the caller heard early audio, and nothing more from the answer on: up to %s audio came, "
	                    "the %s has the callee send from %s, and none came in the %s after it, in either direction"),
		until, answer, callee, word_seconds(out, talk->until - talk->from));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct talk talk;
	bool known_sender, sends;

	if (!played(attempt) || !talk_of(attempt, &talk) || !is_lost(attempt, &talk))
		return false;
	known_sender = comes_from_there(attempt, &talk);
	sends = goes_there(attempt, &talk);
	/* From another host than before, and with nothing sent to it here, it may pass elsewhere. */
	if (!known_sender && !sends)
		return false;
	if (!known_sender || !sends)
		out->confidence = CONFIDENCE_MEDIUM;
	tell(attempt, &talk, out);
	return true;
}

const struct rule rule_em_lost_at_answer = {
	.id = "em-lost-at-answer",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("Audio is lost at the answer"),
	.explain = N_(
		"Early audio reached the caller, and when the call was answered it ended and none took its place. The path "
		"worked until then, so something changed with the answer: another media server that cannot reach the "
		"caller, SDP in the 2xx that differs from that of the early dialog, a relay that closes the old stream and "
		"does not let the new one through."),
	.refs = "RFC 3261 13.2.1, RFC 3264 8",
	.next = N_(
		"Compare the SDP of the 18x with that of the 2xx (address, port, codecs, keys), and trace where the audio of "
		"the answered call leaves the callee."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     for 8.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n"
		 "9.050  A > B  rtp     for 4.0s\n"
		 "13.100  A > B  BYE    tag=b1\n"
		 "13.110  B > A  200    of=BYE  tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n"
		  "9.050  A > B  rtp     for 4.0s\n"
		  "9.060  B > A  rtp     for 4.0s\n"
		  "13.100  A > B  BYE    tag=b1\n"
		  "13.110  B > A  200    of=BYE  tag=b1\n",
	.check = check,
};
