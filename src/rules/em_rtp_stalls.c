/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/stretch.h"

/* The longest pause of ringback in common use: a gateway that sends nothing while it is silent leaves as much. */
#define LONGEST_PAUSE (6 * SECOND)
#define LONG_TAIL (4 * SECOND)      /* without audio before the end: more than a pause of ringback */
#define NEAR (500 * MILLISECOND)    /* a message this near to the last packet may be why it was the last */
#define CLEAR (200 * MILLISECOND)   /* of the edges of a gap, where what the other side sent shows nothing */
#define SLOWEST (100 * MILLISECOND) /* between two packets of audio */
#define FASTEST (5 * MILLISECOND)

/* What happened between two packets. */
enum gap_kind {
	GAP_PAUSED,    /* the sender sent nothing: the sequence numbers go on */
	GAP_LOST,      /* it sent, and nothing came */
	GAP_RESTARTED, /* another source, or the same one anew */
	GAP_ENDED,     /* nothing came any more */
};

struct gap {
	enum gap_kind kind;
	ns from, to;
	struct stretch before, after; /* after.run is NULL: GAP_ENDED */
	const struct event *signal;   /* a message that may have caused it; NULL: none */
};

/* The caller's side ended it, or the final did. */
static ns stops_at(const struct attempt *attempt)
{
	const struct event *cancel = attempt->cancel;

	return cancel && cancel->time < attempt->end ? cancel->time : attempt->end;
}

static enum gap_kind kind_of(const struct stretch *before, const struct stretch *after)
{
	ns pause = after->from - before->to;
	uint32_t missing;

	if (after->stream != before->stream || after->run != before->run + 1 || after->run->jumped)
		return GAP_RESTARTED;
	missing = after->run->sequence_first - before->run->sequence_highest - 1;
	if (missing < STREAM_WINDOW && (ns)missing * SLOWEST < pause)
		return GAP_PAUSED;
	return missing <= pause / FASTEST ? GAP_LOST : GAP_RESTARTED;
}

/* A provisional response, or an UPDATE, about the time of the last packet. */
static const struct event *signal_near(const struct attempt *attempt, ns time)
{
	for (const struct event *event = attempt->call->first; event; event = event->next) {
		bool provisional = event->method == METHOD_INVITE && event->code > 100 && event->code < 200;

		if ((provisional || (event->method == METHOD_UPDATE && event->request)) &&
		    attempt_on_hop(attempt, event) && event->time >= time - NEAR && event->time <= time + NEAR)
			return event;
	}
	return NULL;
}

/* Told by other findings: ringback that is to be local from then on, a dialog taken back, the next destination. */
static bool is_told_elsewhere(const struct attempt *attempt, const struct gap *gap)
{
	const struct dialog *from = attempt_dialog_of(attempt, gap->before.stream);

	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (event->time >= gap->from - NEAR && event->time <= gap->from + SECOND &&
		    ((event->code == 180 && !event->sdp) || event->code == 199))
			return true;
	}
	return gap->after.run && from && attempt_dialog_of(attempt, gap->after.stream) &&
	       attempt_dialog_of(attempt, gap->after.stream) != from;
}

static bool is_stall(const struct attempt *attempt, const struct gap *gap)
{
	ns length = gap->to - gap->from;

	/* What only keeps a path open comes seldom. */
	if (!stretch_is_audio(attempt, &gap->before) || (gap->after.run && !stretch_is_audio(attempt, &gap->after)) ||
	    is_told_elsewhere(attempt, gap))
		return false;
	switch (gap->kind) {
	case GAP_PAUSED:
		return !pauses_allowed(attempt) && (length > LONGEST_PAUSE || gap->signal);
	case GAP_ENDED:
		return length > (pauses_allowed(attempt) ? 2 * LONGEST_PAUSE : LONG_TAIL);
	default:
		return true;
	}
}

/* The first stall; false: none. */
static bool find_stall(const struct attempt *attempt, struct gap *gap)
{
	struct stretches all;
	unsigned last = 0;

	stretches_of(attempt, &attempt->backward, attempt->waiting, stops_at(attempt), &all);
	for (unsigned i = 1; i <= all.count; i++) {
		bool ended = i == all.count;

		*gap = (struct gap){.kind = GAP_ENDED, .from = all.at[last].to, .before = all.at[last]};
		gap->to = ended ? stops_at(attempt) : all.at[i].from;
		if (!ended) {
			gap->after = all.at[i];
			gap->kind = kind_of(&gap->before, &gap->after);
		}
		if (gap->to - gap->from > STREAM_PAUSE) {
			gap->signal = signal_near(attempt, gap->from);
			if (is_stall(attempt, gap))
				return true;
		}
		if (!ended && all.at[i].to >= all.at[last].to)
			last = i;
	}
	return false;
}

/* RFC 3960 3.2: a phone that was told 180 rings by itself where no audio comes. */
static void note_ringing(const struct attempt *attempt, const struct gap *gap, struct finding *out)
{
	const struct event *ringing = attempt_first(attempt, 180);

	if (!ringing || ringing->time > gap->from)
		return;
	finding_printf(out, _("; some phones ring by themselves again, since there was a %s"),
	               word_event(out, ringing));
	out->severity = SEVERITY_NOTICE;
}

/* What was sent and did not come may as well have passed while the capture was not looking. */
static void grade(const struct attempt *attempt, const struct gap *gap, struct finding *out)
{
	note_ringing(attempt, gap, out);
	if (gap->kind != GAP_LOST || stretches_any(attempt, &attempt->forward, gap->from + CLEAR, gap->to - CLEAR))
		return;
	out->severity = SEVERITY_NOTICE;
	out->confidence = CONFIDENCE_LOW;
}

static void tell(const struct attempt *attempt, const struct gap *gap, struct finding *out)
{
	static const char *const reasons[] = {
		[GAP_PAUSED] = N_("; the sender sent none meanwhile"),
		[GAP_LOST] = N_("; by the sequence numbers packets were sent meanwhile, and lost"),
		[GAP_RESTARTED] = N_("; it is another source, or the same one begun anew"),
	};
	const char *lasted = word_seconds(out, gap->to - gap->from);
	const char *last = word_frame(out, gap->before.run->last_frame, gap->before.run->last);

	if (gap->kind == GAP_ENDED) {
		finding_printf(out,
		               _("early audio broke off for %s: the last packet is %s and none came any more until %s"),
		               lasted, last, word_end(out, attempt));
		return;
	}
	finding_printf(out, _("early audio broke off for %s: the last packet is %s, the next is %s"), lasted, last,
	               word_frame(out, gap->after.run->first_frame, gap->after.run->first));
	finding_printf(out, "%s", _(reasons[gap->kind]));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct gap gap;

	if (!attempt_had_early_audio(attempt) || attempt->backward.refusal || !absence_shows(attempt) || attempt->cut ||
	    attempt->skew)
		return false;
	if (!find_stall(attempt, &gap))
		return false;
	tell(attempt, &gap, out);
	if (gap.signal)
		finding_printf(out, _("; about that time came the %s"), word_event(out, gap.signal));
	grade(attempt, &gap, out);
	return true;
}

const struct rule rule_em_rtp_stalls = {
	.id = "em-rtp-stalls",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_ABSENCE,
	.title = N_("Early audio breaks off"),
	.explain = N_(
		"Early audio reached the caller, and then no packet came for more than a second, or none came any more. Most "
		"phones do not ring by themselves again, so the caller hears silence. A media server that stops when another response "
		"goes out, a relay that switches, an announcement that ends with nothing after it, and loss on the way look "
		"like this."),
	.refs = "RFC 3960 3.2, RFC 3550 A.1",
	.next = N_(
		"See what the callee's side did at that time: the message named, if there is one, tells which element acted. "
		"Where packets were sent and lost, trace nearer to the sender."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     for 3.0s\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
