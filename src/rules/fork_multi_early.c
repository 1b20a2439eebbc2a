/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/fork.h"

/* Audio that stopped this long before the next destination answered is over: STREAM_PAUSE. */
#define STOPPED SECOND

static unsigned count_forks(const struct attempt *attempt)
{
	unsigned count = 0;

	for (unsigned i = 0; i < attempt->dialog_count; i++)
		count += is_fork(&attempt->dialogs[i]);
	return count;
}

/* RFC 6228, RFC 3261 15: ended while others went on. */
static bool was_taken_back(const struct dialog *dialog)
{
	return dialog->ended && (dialog->ended->code == 199 || dialog->ended->request);
}

/* A response of dialog that came after time, other than the one that ends it. */
static bool goes_on(const struct attempt *attempt, const struct dialog *dialog, ns time)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (attempt_is_early(attempt, event) && event->code != 199 && event->time > time &&
		    str_eq(event->to_tag, dialog->to_tag))
			return true;
	}
	return false;
}

static bool is_over(const struct attempt *attempt, const struct dialog *dialog, ns time)
{
	struct sent sent = sent_by_dialog(attempt, dialog);

	if (was_taken_back(dialog))
		return dialog->ended->time <= time;
	return sent.packets && sent.last + STOPPED <= time && !goes_on(attempt, dialog, time);
}

/* How each dialog stood when the next began; where that cannot be told, nothing is said. */
static const char *order_of(const struct attempt *attempt)
{
	const struct dialog *before = NULL;
	unsigned serial = 0, pairs = 0;

	for (unsigned i = 0; i < attempt->dialog_count; i++) {
		const struct dialog *dialog = &attempt->dialogs[i];

		if (!is_fork(dialog))
			continue;
		if (before && goes_on(attempt, before, dialog->first->time))
			return " at the same time";
		serial += before && is_over(attempt, before, dialog->first->time);
		pairs += before != NULL;
		before = dialog;
	}
	return serial == pairs ? " one after the other" : "";
}

static void tell_codes(const struct attempt *attempt, const struct dialog *dialog, struct finding *out)
{
	uint16_t last = 0;

	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (!attempt_is_early(attempt, event) || !str_eq(event->to_tag, dialog->to_tag) || event->code == last)
			continue;
		if (last)
			finding_printf(out, ", %u", event->code);
		else
			finding_event(out, event);
		last = event->code;
	}
}

static void tell_audio(const struct attempt *attempt, const struct dialog *dialog, struct finding *out)
{
	const struct sdp_media *audio = dialog->sdp_event ? sdp_audio(dialog->sdp_event->sdp) : NULL;
	struct sent sent = sent_by_dialog(attempt, dialog);

	if (!audio) {
		finding_printf(out, ", no audio path");
		return;
	}
	finding_printf(out, ", audio at ");
	finding_audio(out, audio);
	finding_proof(out, dialog->sdp_event);
	if (sent.packets)
		finding_printf(out, ", %llu RTP packet%s", sent.packets, sent.packets == 1 ? "" : "s");
}

static void tell_end(const struct dialog *dialog, struct finding *out)
{
	if (dialog->answered) {
		finding_printf(out, ", answered by the ");
		finding_event(out, dialog->answered);
	} else if (was_taken_back(dialog)) {
		finding_printf(out, ", ended by the ");
		finding_event(out, dialog->ended);
	}
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	unsigned count = count_forks(attempt);
	const char *between = " (";

	if (count < 2)
		return false;
	finding_printf(out,
	               "%u destinations answered%s before the end, and the phone chooses which one the caller hears",
	               count, order_of(attempt));
	for (unsigned i = 0; i < attempt->dialog_count && out->frame_count < FINDING_MAX_FRAMES; i++) {
		const struct dialog *dialog = &attempt->dialogs[i];

		if (!is_fork(dialog))
			continue;
		finding_printf(out, "%s" STR_FMT ": ", between, STR_ARG(dialog->to_tag));
		tell_codes(attempt, dialog, out);
		tell_audio(attempt, dialog, out);
		tell_end(dialog, out);
		between = "; ";
	}
	finding_printf(out, ")");
	return true;
}

const struct rule rule_fork_multi_early = {
	.id = "fork-multi-early",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Several early dialogs"),
	.explain = N_(
		"Provisional responses with different To-tags are different early dialogs: the call was forked, forwarded, or "
		"handed to a server that plays ringback. Each may bring audio of its own. No rule says which one a phone "
		"plays; one that stays with the first answer misses what the others send."),
	.refs = "RFC 3261 12.1, RFC 3960 3.1",
	.next = N_(
		"If the caller heard silence or a mixture, see which dialog sent audio and which one the phone followed."),
	.fires = "0.000  A > P  INVITE  sdp\n"
		 "0.900  P > A  180     tag=b1\n"
		 "1.500  P > A  183     sdp  tag=c1\n"
		 "9.000  P > A  200     sdp  tag=c1\n"
		 "9.020  A > P  ACK     tag=c1\n",
	.silent = "0.000  A > P  INVITE  sdp\n"
		  "0.900  P > A  180     tag=c1\n"
		  "1.500  P > A  183     sdp  tag=c1\n"
		  "9.000  P > A  200     sdp  tag=c1\n"
		  "9.020  A > P  ACK     tag=c1\n",
	.check = check,
};
