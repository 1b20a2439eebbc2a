/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/bearer.h"

/* Radio networks need a second or two to set up a bearer. */
#define PATIENCE (2 * SECOND)
#define TOO_LONG (10 * SECOND)

/* One early dialog that waits for bearers. */
struct wait {
	const struct dialog *dialog;
	const struct event *began, *ended; /* NULL: it lasted to the end of the call */
	bool met;                          /* what ended it */
	ns lasted;
	struct precondition at_end;
};

/* RFC 3312 6: who rings or answers has all it needs, or does not care; and one that rings is enough for the caller. */
static bool goes_on(const struct event *event)
{
	return event->method == METHOD_INVITE && (event->code == 180 || (event->code >= 200 && event->code < 300));
}

static struct wait wait_of(const struct attempt *attempt, const struct dialog *dialog)
{
	struct wait wait = {.dialog = dialog, .began = dialog->first_sdp};
	bool begun = false;

	for (const struct event *event = attempt->call->first; event && !wait.ended; event = event->next) {
		bool known = precondition_hear(attempt, dialog, event, &wait.at_end);

		begun = begun || event == wait.began;
		if (!begun || !attempt_in_last_try(attempt, event))
			continue;
		wait.met = known && !precondition_is_unmet(&wait.at_end);
		if (wait.met || goes_on(event))
			wait.ended = event;
	}
	wait.lasted = (wait.ended ? wait.ended->time : attempt->end) - wait.began->time;
	return wait;
}

static bool is_long(const struct wait *wait)
{
	return wait->lasted >= (wait->ended ? TOO_LONG : PATIENCE);
}

static bool reserves(const struct dialog *dialog)
{
	const struct sdp_media *audio = dialog->first_sdp ? sdp_audio(dialog->first_sdp->sdp) : NULL;

	return dialog->of_last_try && dialog_was_early(dialog) && audio && audio->has_preconditions;
}

static bool longest_wait(const struct attempt *attempt, struct wait *longest)
{
	bool found = false;

	for (unsigned i = 0; i < attempt->dialog_count; i++) {
		struct wait wait;

		if (!reserves(&attempt->dialogs[i]))
			continue;
		wait = wait_of(attempt, &attempt->dialogs[i]);
		if (!is_long(&wait) || (found && wait.lasted <= longest->lasted))
			continue;
		*longest = wait;
		found = true;
	}
	return found;
}

static void tell_last_word(const struct attempt *attempt, const struct wait *wait, struct finding *out)
{
	const struct event *said = wait->at_end.caller_said;

	if (!wait->at_end.caller_unmet)
		return;
	if (!said || said == attempt->invite) {
		finding_printf(out, _("; no PRACK or UPDATE told the callee of the caller's bearer"));
		return;
	}
	finding_printf(out, _("; the last word the callee had of the caller's bearer is the %s"),
	               word_event(out, said));
}

static void tell(const struct attempt *attempt, const struct wait *wait, struct finding *out)
{
	const char *lasted = word_seconds(out, wait->lasted), *began = word_event(out, wait->began), *until;

	until = wait->ended ? word_printf(out, _("the %s"), word_event(out, wait->ended)) : word_end(out, attempt);
	if (wait->met) {
		/* TRANSLATORS: the last %s is a message: "the UPDATE (frame 12)" */
		finding_printf(out,
		               _("the callee did not ring for %s: the %s makes reserved bearers a condition, and only "
		                 "%s says that all are there"),
		               lasted, began, until);
		return;
	}
	finding_printf(out,
	               _("the callee did not ring for %s: the %s makes reserved bearers a condition, and by %s nobody "
	                 "had said that they are there on %s"),
	               lasted, began, until, word_unmet(out, &wait->at_end));
	tell_last_word(attempt, wait, out);
}

static bool is_answered(const struct event *request)
{
	for (const struct event *event = request->next; event; event = event->next)
		if (event->answers == request && event->code >= 200)
			return true;
	return false;
}

/* RFC 3261 17.1.2.2: over UDP who gets no answer asks again. The answer that this capture lacks may have said it. */
static bool lacks_answer(const struct attempt *attempt)
{
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (event->request && event->method == METHOD_UPDATE && event->sdp && !event->retransmissions &&
		    attempt_in_last_try(attempt, event) && !is_answered(event))
			return true;
	return false;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct wait wait;

	/* A 580 says by itself what failed. */
	if ((attempt->final && attempt->final->code == 580) || !longest_wait(attempt, &wait))
		return false;
	tell(attempt, &wait, out);
	if (wait.lasted >= TOO_LONG && !attempt_had_early_audio(attempt))
		out->severity = SEVERITY_ERROR;
	if (!absence_shows(attempt) || (!wait.met && lacks_answer(attempt)))
		out->confidence = CONFIDENCE_LOW;
	return true;
}

const struct rule rule_ims_precondition_unmet = {
	.id = "ims-precondition-unmet",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_IMS,
	.title = N_("Callee waits for reserved resources"),
	.explain = N_(
		"With mandatory preconditions the callee may not ring before both sides have said that their bearers are "
		"reserved. Each says so in an UPDATE, a PRACK or an answer to one. Until then nobody is alerted and nothing is "
		"played, so the caller hears silence; in the end the call is cancelled or fails with 580."),
	.refs = "RFC 3312 6, RFC 3312 5, RFC 4032 3.4",
	.next = N_("Look for the UPDATE that should report the bearer of the side named: was it never sent (no "
                   "dedicated bearer, QCI 1 or 5QI 1), or lost on the way with the PRACK before it? On the access side "
                   "SIP may be encrypted (ESP) and be missing from the capture for that reason."),
	.fires = "0.000  A > B  INVITE  sdp=qos\n"
		 "0.900  B > A  183     sdp=qos  tag=b1  rel\n"
		 "1.000  A > B  PRACK   tag=b1\n"
		 "1.010  B > A  200     of=PRACK  tag=b1\n"
		 "15.00  A > B  CANCEL\n"
		 "15.01  B > A  487     tag=b1\n",
	.silent =
		"0.000  A > B  INVITE  sdp=qos\n"
		"0.900  B > A  183     sdp=qos  tag=b1  rel\n"
		"1.000  A > B  PRACK   tag=b1\n"
		"1.010  B > A  200     of=PRACK  tag=b1\n"
		"2.000  A > B  UPDATE  tag=b1  sdp  a=curr:qos local sendrecv  a=curr:qos remote none  "
		"a=des:qos mandatory local sendrecv  a=des:qos mandatory remote sendrecv\n"
		"2.100  B > A  200     of=UPDATE  tag=b1  sdp  a=curr:qos local sendrecv  a=curr:qos remote sendrecv  "
		"a=des:qos mandatory local sendrecv  a=des:qos mandatory remote sendrecv\n"
		"15.00  A > B  CANCEL\n"
		"15.01  B > A  487     tag=b1\n",
	.check = check,
};
