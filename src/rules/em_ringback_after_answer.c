/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/content.h"

/* A media switch that takes longer is one that went wrong. */
#define SWITCHES SECOND

static ns cycle_of(const struct tone *tone)
{
	ns sum = 0;

	for (unsigned i = 0; i < TONE_MAX_CADENCE; i++)
		sum += tone->cadence[i] * MILLISECOND;
	return sum;
}

/* A stream of another source came after the answer: what it carries is the call, and the tone is of a leg that lost. */
static bool is_of_loser(const struct attempt *attempt, const struct carried_passage *heard)
{
	for (unsigned i = 0; i < attempt->backward.stream_count; i++) {
		const struct stream *stream = attempt->backward.streams[i];

		for (unsigned n = 0; stream != heard->stream && n < stream->run_count; n++)
			if (attempt_has_run(attempt, &stream->runs[n]) && stream->runs[n].last > attempt->end &&
			    stream->runs[n].first < heard->passage.to)
				return true;
	}
	return false;
}

/* So long behind the answer; 0: no whole cycle of which the pause is known. */
static ns goes_on(const struct attempt *attempt, const struct carried_passage *heard)
{
	const struct passage *passage = &heard->passage;
	ns cycle = cycle_of(&passage->tone);

	if (!heard->early || passage->content != CONTENT_TONE || passage->tone.class != TONE_RINGBACK ||
	    !passage->tone.cadence[1])
		return 0;
	return passage->to - attempt->end >= cycle && passage->to - attempt->end >= SWITCHES
	               ? passage->to - attempt->end
	               : 0;
}

static const struct carried_passage *find(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->carried.passage_count; i++)
		if (goes_on(attempt, &attempt->carried.passages[i]) &&
		    !is_of_loser(attempt, &attempt->carried.passages[i]))
			return &attempt->carried.passages[i];
	return NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct carried_passage *heard = NULL;
	const char *answer, *when;

	if (attempt->outcome == OUTCOME_ANSWERED && attempt->final)
		heard = find(attempt);
	if (!heard)
		return false;
	answer = word_event(out, attempt->final);
	when = word_when(out, attempt, heard);
	/* TRANSLATORS: 9.0 s; 200 (frame 460); from second 1.0 to 18.0 (frames 3 to 852); 425 Hz, 1.0 s on ... */
	finding_printf(out, _("ringback went on for %s and more after the %s, %s: %s"),
	               word_seconds(out, goes_on(attempt, heard)), answer, when, word_tone(out, &heard->passage.tone));
	doubt_outside(out, attempt);
	return true;
}

const struct rule rule_em_ringback_after_answer = {
	.id = "em-ringback-after-answer",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("Ringback tone goes on after the answer"),
	.explain =
		N_("The call was answered, and is charged from there on, but the caller goes on hearing ringback for a "
                   "whole cycle or more. Either nobody answered and an element on the way says so (false answer "
                   "supervision), or the callee speaks and is not heard, because the media server goes on playing. "
                   "PBXs and queues that answer at once and then ring their people do it on purpose."),
	.refs = "RFC 3261 13.3.1.4, ITU-T E.180",
	.next = N_("Ask who sent the 2xx (its Server header, the first hop it appears on) and what the callee's side "
                   "knows of the call. If it is a queue or PBX of your own, have it answer when a person does."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     tone=425:1-4  for 17.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     tone=425:1-4  for 8.05s\n"
		  "9.050  B > A  rtp     speech  for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
