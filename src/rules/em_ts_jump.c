/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/content.h"

static bool is_early_run(const struct attempt *attempt, const struct run *run)
{
	return attempt_has_run(attempt, run) && run->first < attempt->end;
}

static bool tell_timestamps(struct finding *out, const struct attempt *attempt, const struct stream *stream,
                            const struct run *run)
{
	/* Some senders set the timestamps of comfort noise anyhow: nobody hears that. */
	if (!run->jumps || run->jump >= attempt->end || run_has_noise(run))
		return false;
	finding_printf(
		out,
		_("the timestamps jump, without marker and against the time that passed, in the audio from %s at %s"),
		word_endpoint(out, &stream->source), word_frame(out, run->jump_frame, run->jump));
	if (run->jumps > 1)
		finding_printf(out, language_plural(", and %u time more", ", and %u times more", run->jumps - 1),
		               run->jumps - 1);
	return true;
}

/* Of one stream without a pause: behind one the sender may have begun anew. */
static bool tell_sequence(struct finding *out, const struct stream *stream, unsigned n)
{
	const struct run *run = &stream->runs[n];

	if (n == 0 || !run->jumped || run->first - run[-1].last > STREAM_PAUSE)
		return false;
	finding_printf(out, _("the sequence numbers jump from %u to %u in the audio from %s at %s"),
	               run[-1].sequence_highest & UINT16_MAX, run->sequence_first & UINT16_MAX,
	               word_endpoint(out, &stream->source), word_frame(out, run->first_frame, run->first));
	return true;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	for (unsigned i = 0; i < attempt->backward.stream_count; i++) {
		const struct stream *stream = attempt->backward.streams[i];

		for (unsigned n = 0; n < stream->run_count; n++)
			if (is_early_run(attempt, &stream->runs[n]) &&
			    (tell_timestamps(out, attempt, stream, &stream->runs[n]) || tell_sequence(out, stream, n)))
				return true;
	}
	return false;
}

const struct rule rule_em_ts_jump = {
	.id = "em-ts-jump",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Timestamps or sequence numbers of early audio jump"),
	.explain =
		N_("Within one stream the timestamps, or the sequence numbers, go on from somewhere else than where "
                   "they were, without the marker bit that announces a new talkspurt. Phones may take the packets "
                   "after the jump for very late or very early ones and play nothing for a while. Media servers that "
                   "go from one prompt to the next, and relays that change the source without a new SSRC, do this."),
	.refs = "RFC 3550 5.1",
	.next = N_(
		"Have the element that sends the stream go on with its numbers across prompts, or begin a new SSRC."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     for 4.0s\n"
		 "5.000  B > A  rtp     ts=+80000  for 3.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     for 4.0s\n"
		  "5.000  B > A  rtp     marker  ts=+80000  for 3.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
