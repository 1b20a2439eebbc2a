/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* A pause this long after the audio of one dialog is more than a change of servers. */
#define PAUSE (2 * SECOND)

static const struct event *find_199(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++)
		if (attempt->provisionals[i]->code == 199 && attempt_is_early(attempt, attempt->provisionals[i]))
			return attempt->provisionals[i];
	return NULL;
}

/* RFC 4961: audio of a dialog comes from where its SDP wants to receive. */
static bool is_from(const struct sdp *sdp, const struct endpoint *source)
{
	const struct sdp_media *audio = sdp_audio(sdp);

	return audio && audio->has_address && audio->port == source->port &&
	       address_same(&audio->address, &source->address);
}

/* All audio up to here came from this dialog, and none came for a while after it. */
static bool had_all_audio(const struct attempt *attempt, const struct dialog *dialog, const struct event *end)
{
	bool some = false;

	for (unsigned i = 0; i < attempt->backward.stream_count; i++) {
		const struct stream *stream = attempt->backward.streams[i];

		for (unsigned n = 0; n < stream->run_count; n++) {
			const struct run *run = &stream->runs[n];

			if (!attempt_has_run(attempt, run) || run->first >= end->time + PAUSE)
				continue;
			if (!is_from(dialog->first_sdp->sdp, &stream->source) || run->last > end->time + PAUSE)
				return false;
			some = true;
		}
	}
	return some;
}

/* When audio came again; the end of the early phase: it did not. */
static ns audio_again(const struct attempt *attempt, const struct event *end)
{
	ns again = attempt->end;

	for (unsigned i = 0; i < attempt->backward.stream_count; i++) {
		const struct stream *stream = attempt->backward.streams[i];

		for (unsigned n = 0; n < stream->run_count; n++)
			if (attempt_has_run(attempt, &stream->runs[n]) && stream->runs[n].first >= end->time + PAUSE &&
			    stream->runs[n].first < again)
				again = stream->runs[n].first;
	}
	return again;
}

static bool ended_the_audio(const struct attempt *attempt, const struct event *end)
{
	const struct dialog *dialog = dialog_of(attempt, end->to_tag);

	return dialog && dialog->first_sdp && attempt->end - end->time >= PAUSE && attempt_had_early_audio(attempt) &&
	       had_all_audio(attempt, dialog, end);
}

/* A phone that goes by RFC 3960 3.2 rings by itself at the 180 of another dialog that follows at once. */
static const struct event *rings_again(const struct attempt *attempt, const struct event *end)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (event->code == 180 && attempt_is_early(attempt, event) && event->time >= end->time &&
		    event->time < end->time + PAUSE)
			return event;
	}
	return NULL;
}

static bool has_others(const struct attempt *attempt, const struct event *end)
{
	for (unsigned i = 0; i < attempt->dialog_count; i++)
		if (attempt->dialogs[i].of_last_try && !str_eq(attempt->dialogs[i].to_tag, end->to_tag))
			return true;
	return false;
}

static void tell(const struct attempt *attempt, const struct event *event, struct finding *out)
{
	const char *end = word_event(out, event), *dialog = word_str(out, event->to_tag);

	/* TRANSLATORS: the last %s is the tag that names the dialog */
	finding_printf(
		out,
		has_others(attempt, event)
			? _("one destination of several gave up, and the call went on without it: the %s ends the "
	                    "early dialog %s")
			: _("the destination gave up, and nothing but the final response is due: the %s ends the "
	                    "early dialog %s"),
		end, dialog);
}

static void tell_ended(const struct attempt *attempt, const struct event *event, struct finding *out)
{
	const struct event *ringing = rings_again(attempt, event);
	const char *gap = word_seconds(out, audio_again(attempt, event) - event->time);

	finding_printf(out,
	               /* TRANSLATORS: the last %s is the tag that names the dialog */
	               _("the audio that the caller heard ended, and none took its place for %s: the %s ends the early "
	                 "dialog %s"),
	               gap, word_event(out, event), word_str(out, event->to_tag));
	if (ringing)
		finding_printf(
			out, _("; at the %s phones ring by themselves, unless they stopped for good at the first SDP"),
			word_event(out, ringing));
	out->severity = ringing ? SEVERITY_NOTICE : SEVERITY_WARNING;
	out->confidence = CONFIDENCE_HIGH;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = find_199(attempt);

	if (!event)
		return false;
	if (ended_the_audio(attempt, event))
		tell_ended(attempt, event, out);
	else
		tell(attempt, event, out);
	return true;
}

const struct rule rule_em_199 = {
	.id = "em-199",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("199 Early Dialog Terminated"),
	.explain = N_(
		"A proxy that forked the call says with 199 that one of the destinations failed while others are still tried. "
		"The early dialog is over, and with it the audio it brought. When that was the only audio, the caller "
		"hears nothing until another dialog brings some."),
	.refs = "RFC 6228",
	.next = N_("See whether the next early dialog says ringing or opens an audio path soon after."),
	.fires = "0.000  A > P  INVITE  sdp\n"
		 "0.900  P > A  180     tag=b1\n"
		 "1.500  P > A  180     tag=c1\n"
		 "4.000  P > A  199     tag=b1\n"
		 "9.000  P > A  200     sdp  tag=c1\n"
		 "9.020  A > P  ACK     tag=c1\n",
	.silent = "0.000  A > P  INVITE  sdp\n"
		  "0.900  P > A  180     tag=b1\n"
		  "1.500  P > A  180     tag=c1\n"
		  "4.000  P > A  183     tag=b1\n"
		  "9.000  P > A  200     sdp  tag=c1\n"
		  "9.020  A > P  ACK     tag=c1\n",
	.check = check,
};
