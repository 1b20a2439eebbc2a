/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* Audio that ended longer ago, or begins later, is not what the answer switched. */
#define NEAR (5 * SECOND)

/* One stretch of audio and where it came from. */
struct heard_run {
	const struct stream *stream;
	const struct run *run;
};

typedef bool better_fn(const struct run *run, const struct run *than);

static bool ends_later(const struct run *run, const struct run *than)
{
	return run->last > than->last;
}

/* What was on its way when the answer came is soon over; what goes on is the longest. */
static bool is_longer(const struct run *run, const struct run *than)
{
	return run->packets > than->packets;
}

/* The best of the runs that began in from..until-1; run NULL: none. */
static struct heard_run find_run(const struct attempt *attempt, ns from, ns until, better_fn *better)
{
	struct heard_run best = {NULL, NULL};

	for (unsigned i = 0; i < attempt->backward.stream_count; i++) {
		const struct stream *stream = attempt->backward.streams[i];

		for (unsigned n = 0; n < stream->run_count; n++) {
			const struct run *run = &stream->runs[n];

			if (attempt_has_run(attempt, run) && run->first >= from && run->first < until &&
			    (!best.run || better(run, best.run)))
				best = (struct heard_run){stream, run};
		}
	}
	return best;
}

/* Digits and comfort noise are sent in place of speech, not as another codec. */
static bool is_speech(struct str codec)
{
	return !str_ieq(codec, STR("telephone-event")) && !str_ieq(codec, STR("CN"));
}

static bool has_other_codec(const struct attempt *attempt, const struct run *a, const struct run *b)
{
	return a->payload_type != b->payload_type && is_speech(attempt_codec(attempt, true, a->payload_type)) &&
	       is_speech(attempt_codec(attempt, true, b->payload_type));
}

static void tell_run(const struct attempt *attempt, struct heard_run heard, struct finding *out)
{
	struct str codec = attempt_codec(attempt, true, heard.run->payload_type);

	finding_endpoint(out, &heard.stream->source);
	if (codec.n)
		finding_printf(out, " in " STR_FMT, STR_ARG(codec));
	else
		finding_printf(out, " in payload type %u", heard.run->payload_type);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	ns answer = attempt->end;
	struct heard_run early, late;
	bool moved;

	if (attempt->outcome != OUTCOME_ANSWERED || !attempt_had_early_audio(attempt) ||
	    attempt->visibility < VISIBILITY_PLAUSIBLE)
		return false;
	early = find_run(attempt, 0, answer, ends_later);
	late = find_run(attempt, answer, answer + NEAR, is_longer);
	if (!early.run || !late.run || early.run->last + NEAR < answer)
		return false;
	moved = !endpoint_same(&early.stream->source, &late.stream->source);
	if (!moved && !has_other_codec(attempt, early.run, late.run))
		return false;
	finding_printf(out, "the caller hears audio %s after the answer: before the ",
	               moved ? "from another place" : "in another codec");
	finding_event(out, attempt->final);
	finding_printf(out, " from ");
	tell_run(attempt, early, out);
	finding_printf(out, ", after it from ");
	tell_run(attempt, late, out);
	finding_printf(out, ", first heard ");
	finding_seconds(out, late.run->first - answer);
	finding_printf(out, " after it (frame %llu)", (unsigned long long)frame_number(late.run->first_frame));
	finding_frame(out, late.run->first_frame, late.run->first);
	return true;
}

const struct rule rule_em_answer_media_switch = {
	.id = "em-answer-media-switch",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("Audio moved at the answer"),
	.explain = N_(
		"The audio to the caller came from another address or in another codec after the answer than before it: an "
		"announcement server or gateway played the early part and the callee's phone speaks now. That is usual. A phone, "
		"SBC or firewall that locks on to the first source it hears lets the conversation begin late or one-way."),
	.refs = "RFC 3264 5.1, RFC 3960 3.1",
	.next = N_("If the first words are missing, compare when the answer came and when the new source began."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     for 8.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n"
		 "9.050  B > A  rtp     for 3.0s  from=40100  ssrc=2\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n"
		  "9.050  B > A  rtp     for 3.0s  ssrc=2\n",
	.check = check,
};
