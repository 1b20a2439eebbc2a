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

static const char *word_heard(const struct attempt *attempt, struct heard_run heard, struct finding *out)
{
	struct str codec = attempt_codec(attempt, true, heard.run->payload_type);
	const char *source = word_endpoint(out, &heard.stream->source);

	if (codec.n)
		/* TRANSLATORS: an address and a codec: "from 10.0.0.2:4000 in PCMU" */
		return word_printf(out, _("from %s in %s"), source, word_str(out, codec));
	/* TRANSLATORS: an address: "from 10.0.0.2:4000 in payload type 97" */
	return word_printf(out, _("from %s in payload type %u"), source, heard.run->payload_type);
}

static void tell(const struct attempt *attempt, struct heard_run early, struct heard_run late, bool moved,
                 struct finding *out)
{
	const char *before = word_heard(attempt, early, out), *after = word_heard(attempt, late, out);
	const char *answer = word_event(out, attempt->final);
	const char *delay = word_seconds(out, late.run->first - attempt->end);

	finding_printf(
		out,
		/* TRANSLATORS: twice an address and a codec, "from 10.0.0.2:4000 in PCMU", then seconds and a frame */
		moved ? _("the caller hears audio from another place after the answer: before the %s %s, after "
	                  "it %s, first heard %s after it (%s)")
		      : _("the caller hears audio in another codec after the answer: before the %s %s, after "
	                  "it %s, first heard %s after it (%s)"),
		answer, before, after, delay, word_frame(out, late.run->first_frame, late.run->first));
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
	tell(attempt, early, late, moved, out);
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
