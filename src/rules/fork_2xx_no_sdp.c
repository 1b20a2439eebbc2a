/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/fork.h"

/* Another early dialog, best one whose answer somebody may have thought enough. */
static const struct dialog *other_dialog(const struct attempt *attempt)
{
	const struct dialog *found = NULL;

	for (unsigned i = 0; i < attempt->dialog_count; i++) {
		const struct dialog *dialog = &attempt->dialogs[i];

		if (is_fork(dialog) && !str_eq(dialog->to_tag, attempt->final->to_tag) &&
		    (!found || (!found->first_sdp && dialog->first_sdp)))
			found = dialog;
	}
	return found;
}

/* RFC 3262 5, RFC 3311 5.1: PRACK and UPDATE may have settled the dialog's media before. */
static bool has_media(const struct attempt *attempt, struct str to_tag)
{
	const struct dialog *dialog = dialog_of(attempt, to_tag);

	if (dialog && dialog->first_sdp)
		return true;
	for (unsigned i = 0; i < attempt->offer_count; i++)
		if (attempt->offers[i].early && attempt->offers[i].answer && str_eq(attempt->offers[i].to_tag, to_tag))
			return true;
	return false;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *final = attempt->final;
	const struct dialog *other;
	const char *answer, *before;

	if (!final || final->code >= 300 || final->sdp || attempt->final_elsewhere || event_is_incomplete(final))
		return false;
	if (!attempt->invite || !attempt->invite->sdp || !final->to_tag.n || has_media(attempt, final->to_tag))
		return false;
	other = other_dialog(attempt);
	if (!other)
		return false;
	answer = word_event(out, final);
	before = word_event(out, other->first_sdp ? other->first_sdp : other->first);
	finding_printf(out,
	               other->first_sdp ? _("whoever answered gave the caller no address for audio: the %s with tag %s "
	                                    "has no SDP; what the %s said is of another dialog, with tag %s")
	                                : _("whoever answered gave the caller no address for audio: the %s with tag %s "
	                                    "has no SDP; what the %s said is of another dialog, with tag %s, and has "
	                                    "none either"),
	               answer, word_str(out, final->to_tag), before, word_str(out, other->to_tag));
	if (!absence_shows(attempt) || response_may_be_missing(attempt, final->to_tag))
		out->confidence = CONFIDENCE_LOW;
	return true;
}

const struct rule rule_fork_2xx_no_sdp = {
	.id = "fork-2xx-no-sdp",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_FORK,
	.title = N_("Answer of a new dialog without SDP"),
	.explain = N_(
		"Each To-tag is a dialog of its own and needs its own answer to the caller's offer. The 200 came with a new tag "
		"and without SDP, as if the answer another dialog had given were good for it. Phones that keep dialogs apart "
		"have nowhere to send audio and nothing to expect, and hang up or stay silent."),
	.refs = "RFC 3261 13.2.1, RFC 3261 13.2.2.4",
	.next = N_(
		"Have the element that joins the early dialogs (SBC, B2BUA, PBX) either keep one To-tag or put SDP into the "
		"200 of the new one."),
	.fires = "0.000  A > P  INVITE  sdp\n"
		 "0.900  P > A  183     sdp  tag=b1\n"
		 "9.000  P > A  200     tag=c1\n"
		 "9.020  A > P  ACK     tag=c1\n",
	.silent = "0.000  A > P  INVITE  sdp\n"
		  "0.900  P > A  183     sdp  tag=b1\n"
		  "9.000  P > A  200     sdp  tag=c1\n"
		  "9.020  A > P  ACK     tag=c1\n",
	.check = check,
};
