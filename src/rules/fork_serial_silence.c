/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/fork.h"
#include "rules/stretch.h"

/* Audio of one destination, and the next that came after it was over, of another. */
struct change {
	struct stretch before, after;
	const struct dialog *from, *to;
};

static bool is_change(const struct attempt *attempt, struct change *change)
{
	if (change->after.from <= change->before.to + STREAM_PAUSE || !stretch_is_audio(attempt, &change->before) ||
	    !stretch_is_audio(attempt, &change->after))
		return false;
	change->from = attempt_dialog_of(attempt, change->before.stream);
	change->to = attempt_dialog_of(attempt, change->after.stream);
	return change->from && change->to && change->from != change->to;
}

static bool find_change(const struct attempt *attempt, struct change *change)
{
	struct stretches all;

	stretches_of(attempt, &attempt->backward, attempt->waiting, attempt->end, &all);
	for (unsigned i = 1, last = 0; i < all.count; i++) {
		*change = (struct change){.before = all.at[last], .after = all.at[i]};
		if (is_change(attempt, change))
			return true;
		if (all.at[i].to >= all.at[last].to)
			last = i;
	}
	return false;
}

/* A phone that follows RFC 3960 3.2 rings by itself where no audio comes; NULL: nothing told it to. */
static const struct event *ringing_by(const struct attempt *attempt, ns time)
{
	const struct event *ringing = attempt_first(attempt, 180);

	return ringing && ringing->time < time ? ringing : NULL;
}

static void tell(const struct change *change, struct finding *out)
{
	const struct run *before = change->before.run, *after = change->after.run;
	const char *last = word_frame(out, before->last_frame, before->last);
	const char *first = word_frame(out, after->first_frame, after->first);

	finding_printf(out,
	               _("no audio came for %s while the call moved on: that of tag %s ended with %s, that of tag %s "
	                 "began with %s"),
	               word_seconds(out, change->after.from - change->before.to), word_str(out, change->from->to_tag),
	               last, word_str(out, change->to->to_tag), first);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *ringing;
	struct change change;

	if (!attempt_had_early_audio(attempt) || !absence_shows(attempt) || !find_change(attempt, &change))
		return false;
	tell(&change, out);
	ringing = ringing_by(attempt, change.after.from);
	if (!ringing)
		return true;
	finding_printf(out, _("; some phones ring by themselves meanwhile, since there was a %s"),
	               word_event(out, ringing));
	out->severity = SEVERITY_INFO;
	return true;
}

const struct rule rule_fork_serial_silence = {
	.id = "fork-serial-silence",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_FORK,
	.title = N_("Silence while the call moves to the next destination"),
	.explain = N_("The early audio of one destination ended, and that of the next began more than a second later. "
                      "Between the two the caller heard nothing: the phone stopped ringing by itself long before. "
                      "Forwarding on no answer does this, and so does an announcement that is played before the call "
                      "rings elsewhere."),
	.refs = "RFC 3960 3.1, RFC 3261 16.7",
	.next = N_(
		"Let whoever forwards the call play ringback itself until the next destination sends audio, or anchor the media "
		"in an SBC that does."),
	.fires = "0.000  A > P  INVITE  sdp\n"
		 "0.900  P > A  183     sdp  tag=b1  host=10.0.0.2\n"
		 "1.000  B > A  rtp     for 3.0s\n"
		 "4.000  P > A  183     sdp  tag=c1  host=10.0.0.3\n"
		 "5.200  C > A  rtp     for 3.7s\n"
		 "9.000  P > A  200     sdp  tag=c1  host=10.0.0.3\n"
		 "9.020  A > P  ACK     tag=c1\n",
	.silent = "0.000  A > P  INVITE  sdp\n"
		  "0.900  P > A  183     sdp  tag=b1  host=10.0.0.2\n"
		  "1.000  B > A  rtp     for 3.0s\n"
		  "4.000  P > A  183     sdp  tag=c1  host=10.0.0.3\n"
		  "4.800  C > A  rtp     for 4.1s\n"
		  "9.000  P > A  200     sdp  tag=c1  host=10.0.0.3\n"
		  "9.020  A > P  ACK     tag=c1\n",
	.check = check,
};
