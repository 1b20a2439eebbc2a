/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/reading.h"

/* One early dialog, as far as its responses tell where requests in it are to go. */
struct target {
	bool known, unreadable;
	const struct event *reliable; /* the first one that is; NULL: none */
};

static struct target target_of(const struct attempt *attempt, const struct dialog *dialog)
{
	struct target target = {.known = false};

	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		/* RFC 6228: a 199 ends the dialog; nothing is sent in it any more. */
		if (!attempt_is_early(attempt, event) || event->code == 199 || !str_eq(event->to_tag, dialog->to_tag))
			continue;
		target.known = target.known || event->has_contact;
		target.unreadable = target.unreadable || !is_readable(attempt, event);
		if (!target.reliable && event_is_reliable(event))
			target.reliable = event;
	}
	return target;
}

static const struct event *prack_in(const struct attempt *attempt, struct str to_tag)
{
	for (unsigned i = 0; i < attempt->reliable_count; i++)
		if (attempt->reliables[i].prack && str_eq(attempt->reliables[i].response->to_tag, to_tag))
			return attempt->reliables[i].prack;
	return NULL;
}

static bool is_lost(const struct attempt *attempt, const struct dialog *dialog)
{
	struct target target;

	if (!dialog->of_last_try || !dialog_was_early(dialog) || !dialog->to_tag.n || dialog->first->code == 199)
		return false;
	target = target_of(attempt, dialog);
	/* Ringing asks for no request, and many phones leave Contact out of such a 180: RFC 3261 20 table 2 lets them. */
	return !target.known && !target.unreadable && (target.reliable || dialog->first_sdp);
}

/* A dialog that cannot do without matters more than one that asks for nothing. */
static const struct dialog *worst_lost(const struct attempt *attempt)
{
	const struct dialog *found = NULL;

	for (unsigned i = 0; i < attempt->dialog_count; i++) {
		const struct dialog *dialog = &attempt->dialogs[i];

		if (is_lost(attempt, dialog) &&
		    (!found || (!target_of(attempt, found).reliable && target_of(attempt, dialog).reliable)))
			found = dialog;
	}
	return found;
}

static void tell_reliable(const struct event *response, const struct event *prack, struct finding *out)
{
	const char *guessed = prack ? word_event(out, prack) : NULL, *reliable = word_event(out, response);

	if (prack) {
		/* TRANSLATORS: the first %s is the PRACK */
		finding_printf(out, _("the caller had to guess where to send its %s: the reliable %s has no Contact"),
		               guessed, reliable);
		out->severity = SEVERITY_NOTICE;
	} else {
		finding_printf(out, _("the caller cannot know where to send its PRACK: the reliable %s has no Contact"),
		               reliable);
		out->severity = SEVERITY_ERROR;
	}
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct dialog *dialog = worst_lost(attempt);
	const struct event *reliable;

	if (!dialog)
		return false;
	reliable = target_of(attempt, dialog).reliable;
	if (reliable) {
		tell_reliable(reliable, prack_in(attempt, dialog->to_tag), out);
		return true;
	}
	finding_printf(
		out,
		_("the caller cannot send anything within the early dialog: the %s that makes it has no Contact, so "
	          "its SDP cannot be changed before the answer"),
		word_event(out, dialog->first));
	return true;
}

const struct rule rule_msg_contact_missing_18x = {
	.id = "msg-contact-missing-18x",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_MESSAGE,
	.title = N_("Provisional response without Contact"),
	.explain = N_(
		"A response that makes a dialog has to say in Contact where requests of that dialog go. Without it a PRACK or "
		"an UPDATE has no address: a reliable response then stays unacknowledged and the call fails after half a "
		"minute. A bare 180 without Contact does no harm and is not reported."),
	.refs = "RFC 3261 12.1.1, RFC 3261 12.1.2, RFC 3262 4",
	.next = N_("Find out whether the callee leaves Contact out or an element on the way takes it out, and mend "
                   "that; until then turn 100rel off on this path."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  rel  without=Contact\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1  rel\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
