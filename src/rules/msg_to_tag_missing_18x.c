/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/reading.h"

static bool is_untagged(const struct attempt *attempt, const struct event *event)
{
	return attempt_is_early(attempt, event) && event->to_tag.n == 0 && is_readable(attempt, event);
}

/* Of several, the one that would matter most to the caller. */
static const struct event *worst_untagged(const struct attempt *attempt)
{
	const struct event *found = NULL;

	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (!is_untagged(attempt, event))
			continue;
		if (!found || (!found->sdp && event->sdp))
			found = event;
	}
	return found;
}

/* RFC 3262 3: reliable responses are acknowledged within the dialog they make. */
static bool is_needed(const struct event *event)
{
	return event->sdp || event_is_reliable(event);
}

static const char *symptom(const struct event *event)
{
	if (event->sdp)
		return _("the caller's phone may not use the audio path it was given");
	if (is_needed(event))
		return _("the caller's phone cannot acknowledge what it was told");
	return _("the caller's phone may ring, but has no early dialog");
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = worst_untagged(attempt);

	if (!event)
		return false;
	if (!is_needed(event))
		out->severity = SEVERITY_NOTICE;
	finding_printf(
		out,
		event->deviations & DEVIATION_NO_TO
			/* TRANSLATORS: begins with a sentence: "the caller's phone may ring, but has no early dialog" */
			? _("%s: the %s has no To")
			: _("%s: the %s has no To-tag"),
		symptom(event), word_event(out, event));
	if (event->sdp)
		finding_printf(out, _(", so its SDP belongs to no early dialog"));
	if (event_is_reliable(event))
		finding_printf(out, _(", and no PRACK can be sent within a dialog"));
	if (event->sdp)
		tell_understood(attempt, event, out);
	return true;
}

const struct rule rule_msg_to_tag_missing_18x = {
	.id = "msg-to-tag-missing-18x",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_MESSAGE,
	.title = N_("Provisional response without To-tag"),
	.explain = N_(
		"The To-tag of a provisional response names the early dialog it makes; every response but 100 must have one. "
		"Without it a strict phone keeps no dialog, so it has nothing to attach the SDP to, cannot send PRACK or "
		"UPDATE, and plays no early audio. Tolerant phones take the SDP all the same."),
	.refs = "RFC 3261 8.2.6.2, RFC 3261 12.1, RFC 3262 4",
	.next = N_("Find out who wrote this response: a phone or gateway older than RFC 3261, or a proxy script that "
                   "answers by itself. It has to add a To-tag and keep it for all responses of that dialog."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
