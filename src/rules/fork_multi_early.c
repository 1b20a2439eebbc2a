/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* Of the last try: the phone that is asked again forgets the dialogs of the try before. */
static bool is_early(const struct attempt *attempt, const struct dialog *dialog)
{
	return dialog->to_tag.n && attempt_is_early(attempt, dialog->first);
}

static unsigned count_early(const struct attempt *attempt)
{
	unsigned count = 0;

	for (unsigned i = 0; i < attempt->dialog_count; i++)
		count += is_early(attempt, &attempt->dialogs[i]);
	return count;
}

static void tell_dialog(const struct dialog *dialog, struct finding *out)
{
	const struct sdp_media *audio = dialog->sdp_event ? attempt_audio(dialog->sdp_event->sdp) : NULL;

	finding_printf(out, STR_FMT ": ", STR_ARG(dialog->to_tag));
	finding_event(out, dialog->first);
	if (!audio) {
		finding_printf(out, ", no audio path");
		return;
	}
	finding_printf(out, ", audio at " STR_FMT ":%u", STR_ARG(audio->address_text), audio->port);
	finding_proof(out, dialog->sdp_event);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	unsigned count = count_early(attempt);
	const char *between = " (";

	if (count < 2)
		return false;
	finding_printf(out, "%u destinations answered before the end, and the phone chooses which one the caller hears",
	               count);
	for (unsigned i = 0; i < attempt->dialog_count && out->frame_count < FINDING_MAX_FRAMES; i++) {
		if (!is_early(attempt, &attempt->dialogs[i]))
			continue;
		finding_printf(out, "%s", between);
		tell_dialog(&attempt->dialogs[i], out);
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
	.title = "Several early dialogs",
	.explain =
		"Provisional responses with different To-tags are different early dialogs: the call was forked, forwarded, or "
		"handed to a server that plays ringback. Each may bring audio of its own. No rule says which one a phone "
		"plays; one that stays with the first answer misses what the others send.",
	.refs = "RFC 3261 12.1, RFC 3960 3.1",
	.next = "If the caller heard silence or a mixture, see which dialog sent audio and which one the phone followed.",
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
