/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/fork.h"
#include "rules/stretch.h"

/* What is on its way, and the time that the message which ends the audio takes to its sender. */
#define TRAILS (300 * MILLISECOND)

/* RFC 6228 4, RFC 3261 13.2.2.4, 15: others go on. When the call failed all of them ended: em-rtp-after-failure. */
static bool was_ended(const struct dialog *dialog)
{
	return is_fork(dialog) && dialog->ended && !dialog->answered &&
	       (dialog->ended->code == 199 || dialog->ended->request || dialog->ended->code < 300);
}

static bool is_of_hosts(const struct sdp *sdp, const struct address *address)
{
	for (unsigned i = 0; sdp && i < sdp->media_count; i++)
		if (sdp->media[i].has_address && address_same(&sdp->media[i].address, address))
			return true;
	return false;
}

/* From then on another dialog, or a later offer, has its audio come from there, too. */
static bool is_used_again(const struct attempt *attempt, const struct dialog *dialog, const struct endpoint *source)
{
	bool exact = event_names(dialog->first_sdp, source);

	for (const struct event *event = attempt->call->first; event; event = event->next) {
		if (!event->sdp || event->time < dialog->ended->time ||
		    attempt_is_caller(attempt, &event->flow->source))
			continue;
		if (exact ? event_names(event, source) : is_of_hosts(event->sdp, &source->address))
			return true;
	}
	return false;
}

/* What was being sent when the dialog ended, and went on; NULL: nothing. */
static const struct run *trail_of(const struct attempt *attempt, const struct stream *stream, ns end)
{
	ns before = NEVER;

	for (unsigned i = 0; i < stream->run_count; i++) {
		const struct run *run = &stream->runs[i];

		if (!attempt_has_run(attempt, run) || run->first > end + TRAILS)
			continue;
		if (run->first <= end)
			before = run->last;
		if (before != NEVER && before >= end - STREAM_PAUSE && run->last > end + TRAILS)
			return run;
	}
	return NULL;
}

static struct stretch find_trail(const struct attempt *attempt, const struct dialog *dialog)
{
	const struct audio *audio = &attempt->backward;

	for (unsigned i = 0; i < audio->stream_count; i++) {
		const struct stream *stream = audio->streams[i];
		const struct run *run;

		if (attempt_dialog_of(attempt, stream) != dialog)
			continue;
		run = trail_of(attempt, stream, dialog->ended->time);
		if (run && !is_used_again(attempt, dialog, &stream->source))
			return (struct stretch){stream, run, run->first, run->last, true};
	}
	return (struct stretch){.run = NULL};
}

static void tell(const struct dialog *dialog, const struct stretch *trail, struct finding *out)
{
	const char *ended = word_event(out, dialog->ended);
	const char *last = word_frame(out, trail->run->last_frame, trail->run->last);

	finding_printf(
		out,
		dialog->ended->code >= 200
			? _("audio that should have ended went on to the caller for %s: that of tag %s, which the "
	                    "%s of another destination ended, came from %s up to %s")
			: _("audio that should have ended went on to the caller for %s: that of tag %s, which the "
	                    "%s ended, came from %s up to %s"),
		word_seconds(out, trail->to - dialog->ended->time), word_str(out, dialog->to_tag), ended,
		word_endpoint(out, &trail->stream->source), last);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	if (attempt->skew || attempt->times_odd || attempt->final_elsewhere)
		return false;
	for (unsigned i = 0; i < attempt->dialog_count; i++) {
		const struct dialog *dialog = &attempt->dialogs[i];
		struct stretch trail;

		if (!was_ended(dialog) || !dialog->first_sdp)
			continue;
		trail = find_trail(attempt, dialog);
		if (!trail.run)
			continue;
		tell(dialog, &trail, out);
		return true;
	}
	return false;
}

const struct rule rule_fork_em_wrong_winner = {
	.id = "fork-em-wrong-winner",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("Audio of an abandoned destination goes on"),
	.explain =
		N_("An early dialog was over, since another destination answered or a 199 ended it, but its media "
                   "server went on sending to the caller. A phone that plays whatever arrives, or that stays with the "
                   "first sender, lets the caller hear the old ringback or announcement over the conversation, or "
                   "instead of it."),
	.refs = "RFC 6228 4, RFC 3261 13.2.2.4, RFC 3960 3.1",
	.next = N_(
		"See whether that destination was told: the forking proxy cancels it when another answers, and its CANCEL "
		"must reach what plays the audio."),
	.fires = "0.000  A > P  INVITE  sdp\n"
		 "0.900  P > A  183     sdp  tag=b1  host=10.0.0.2\n"
		 "1.000  B > A  rtp     for 8.6s\n"
		 "1.500  P > A  180     tag=c1\n"
		 "9.000  P > A  200     sdp  tag=c1  host=10.0.0.3\n"
		 "9.020  A > P  ACK     tag=c1\n"
		 "9.050  C > A  rtp     for 3.0s\n",
	.silent = "0.000  A > P  INVITE  sdp\n"
		  "0.900  P > A  183     sdp  tag=b1  host=10.0.0.2\n"
		  "1.000  B > A  rtp     for 8.2s\n"
		  "1.500  P > A  180     tag=c1\n"
		  "9.000  P > A  200     sdp  tag=c1  host=10.0.0.3\n"
		  "9.020  A > P  ACK     tag=c1\n"
		  "9.050  C > A  rtp     for 3.0s\n",
	.check = check,
};
