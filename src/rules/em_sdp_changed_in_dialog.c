/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* How close to the change the audio must end, and how long it must stay away, before the two are called cause and effect. */
#define ENDS_WITHIN SECOND
#define STAYS_AWAY (3 * SECOND)

/* What decides where audio goes and whether it can be read. */
enum {
	OF_THE_PATH = SDP_DIFFERS_LINES | SDP_DIFFERS_ADDRESS | SDP_DIFFERS_PORT | SDP_DIFFERS_PROTO |
	              SDP_DIFFERS_CRYPTO | SDP_DIFFERS_FORMATS
};

/* Two descriptions of one dialog. */
struct change {
	const struct event *before, *after;
	unsigned differences;
};

static bool is_answer_of(const struct attempt *attempt, const struct dialog *dialog, const struct event *event)
{
	if (!event->sdp || event_is_incomplete(event) || !str_eq(event->to_tag, dialog->to_tag))
		return false;
	return attempt_is_last_try(attempt, event) && (attempt_is_early(attempt, event) || event == dialog->answered);
}

/* From the first answer on until one is binding: RFC 3261 13.2.1. After that, see em-answer-after-agreed. */
static bool find_change(const struct attempt *attempt, const struct dialog *dialog, struct change *out)
{
	const struct event *before = NULL;

	for (const struct event *event = attempt->call->first; event; event = event->next) {
		if (!is_answer_of(attempt, dialog, event))
			continue;
		if (before && sdp_differs(before->sdp, event->sdp)) {
			*out = (struct change){before, event, sdp_differs(before->sdp, event->sdp)};
			return true;
		}
		if (event->code >= 200 || event_is_reliable(event))
			return false;
		before = event;
	}
	return false;
}

/* Until when audio of this call would be seen. */
static ns call_end(const struct attempt *attempt)
{
	if (attempt->outcome != OUTCOME_ANSWERED)
		return attempt->end;
	return attempt_bye(attempt) ? attempt_bye(attempt)->time : attempt->read_until;
}

/* Backward audio flowed up to the change, ended with it, and stayed away. */
static bool broke(const struct attempt *attempt, ns time, ns *ended)
{
	ns last = 0;

	for (unsigned i = 0; i < attempt->backward.stream_count; i++) {
		const struct stream *stream = attempt->backward.streams[i];

		for (unsigned n = 0; n < stream->run_count; n++) {
			const struct run *run = &stream->runs[n];

			if (!attempt_has_run(attempt, run) || run->first > time + STAYS_AWAY)
				continue;
			if (run->last > last)
				last = run->last;
		}
	}
	*ended = last;
	return last + ENDS_WITHIN >= time && last <= time + ENDS_WITHIN && call_end(attempt) >= last + STAYS_AWAY;
}

/* Where the audio moved to another host, this capture may not see that one: the caller's packets to it show that it does. */
static bool is_in_sight(const struct attempt *attempt, const struct change *change)
{
	const struct sdp_media *audio = sdp_audio(change->after->sdp);

	if (!(change->differences & (SDP_DIFFERS_ADDRESS | SDP_DIFFERS_LINES)))
		return true;
	for (unsigned i = 0; audio && audio->has_address && i < attempt->forward.stream_count; i++)
		if (address_same(&attempt->forward.streams[i]->destination.address, &audio->address))
			return true;
	return false;
}

static bool is_breach(const struct attempt *attempt, const struct change *change, ns *ended)
{
	return (change->differences & OF_THE_PATH) && attempt->visibility >= VISIBILITY_PLAUSIBLE &&
	       is_in_sight(attempt, change) && broke(attempt, change->after->time, ended);
}

/* What moved nothing that could have been heard explains no silence; nor does a stream that was refused and opens. */
static bool is_idle(const struct attempt *attempt, const struct change *change)
{
	const struct sdp_media *audio = sdp_audio(change->before->sdp);

	if (audio && sdp_is_refused(audio))
		return true;
	return !(change->differences & OF_THE_PATH) || (attempt->visibility >= VISIBILITY_LEARNED &&
	                                                !attempt_had_early_audio(attempt) && change->after->code < 200);
}

/* off: how long the last packet came after the change; negative: before it. */
static void tell_breach(const struct change *change, ns off, struct finding *out)
{
	const char *after = word_event(out, change->after), *before = word_event(out, change->before);
	const char *differences = word_differences(out, change->differences);

	out->severity = SEVERITY_ERROR;
	out->confidence = CONFIDENCE_MEDIUM;
	finding_printf(
		out,
		/* TRANSLATORS: the 200 (frame 400) has other SDP than the 183 (frame 2) ... (address, port) */
		off > 0 ? _("the audio to the caller broke off when the callee's side moved it (last packet %s after "
	                    "that): the %s has other SDP than the %s of the same early dialog (%s)")
			: _("the audio to the caller broke off when the callee's side moved it (last packet %s before "
	                    "that): the %s has other SDP than the %s of the same early dialog (%s)"),
		word_seconds(out, off > 0 ? off : -off), after, before, differences);
}

static void tell(const struct attempt *attempt, const struct change *change, struct finding *out)
{
	const char *after, *before;
	ns ended = 0;

	if (is_breach(attempt, change, &ended)) {
		tell_breach(change, ended - change->after->time, out);
		return;
	}
	if (is_idle(attempt, change))
		out->severity = SEVERITY_INFO;
	after = word_event(out, change->after);
	before = word_event(out, change->before);
	finding_printf(
		out,
		_("phones that keep the first answer go on with what no longer holds: the %s has other SDP than the "
	          "%s of the same early dialog (%s)"),
		after, before, word_differences(out, change->differences));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct change change;

	/* To an INVITE without SDP these are no answers. */
	if (!attempt->invite || !attempt->invite->sdp)
		return false;
	for (unsigned i = 0; i < attempt->dialog_count; i++) {
		const struct dialog *dialog = &attempt->dialogs[i];

		if (!dialog->of_last_try || !dialog->to_tag.n || !find_change(attempt, dialog, &change))
			continue;
		tell(attempt, &change, out);
		return true;
	}
	return false;
}

const struct rule rule_em_sdp_changed_in_dialog = {
	.id = "em-sdp-changed-in-dialog",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_FORK,
	.title = N_("SDP changed within one early dialog"),
	.explain = N_(
		"The SDP in an unreliable provisional response is a preview of the answer: every later response with the same To-tag "
		"must repeat it unchanged up to the 2xx. Here it changes, as if audio could be moved without telling. Many phones read "
		"only the first one and go on sending to, and expecting audio from, a place that is no longer used. B2BUAs that put "
		"several destinations behind one To-tag, and hand-overs from an announcement to a phone or agent, do this."),
	.refs = "RFC 3261 13.2.1, RFC 6337 3.1.1",
	.next = N_(
		"Anchor the audio at the B2BUA so that its address stays, give each destination a To-tag of its own, or move the "
		"audio by UPDATE after a reliable answer."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1\n"
		 "0.950  B > A  rtp     for 8.0s\n"
		 "9.000  B > A  200     sdp  tag=b1  port=40100\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "0.950  B > A  rtp     for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
