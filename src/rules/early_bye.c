/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static const struct dialog *find_ended(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->dialog_count; i++) {
		const struct dialog *dialog = &attempt->dialogs[i];
		const struct event *ended = dialog->ended;

		if (dialog->of_last_try && dialog_was_early(dialog) && ended && ended->request &&
		    ended->method == METHOD_BYE)
			return dialog;
	}
	return NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct dialog *dialog = find_ended(attempt);
	const char *ended, *first;
	bool by_caller;

	/* A 2xx that was not captured would make it an ordinary BYE. */
	if (!dialog || !absence_shows(attempt))
		return false;
	by_caller = attempt_is_caller(attempt, &dialog->ended->flow->source);
	ended = word_event(out, dialog->ended);
	first = word_event(out, dialog->first);
	finding_printf(out,
	               by_caller
	                       ? _("the caller's side ended one early dialog and not the call: the %s is of the dialog "
	                           "%s that the %s had begun")
	                       : _("the callee's side ended a call it had not answered yet, which it may not: the %s "
	                           "is of the dialog %s that the %s had begun"),
	               ended, word_str(out, dialog->to_tag), first);
	return true;
}

const struct rule rule_early_bye = {
	.id = "early-bye",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("BYE before the answer"),
	.explain = N_(
		"A BYE before any 2xx ends one early dialog. The caller may send it, to get rid of one of several destinations or of "
		"early media; to end the whole call CANCEL is the way. The callee may not: it has to send a final response. Stacks that do "
		"not expect a BYE here keep the INVITE waiting."),
	.refs = "RFC 3261 15",
	.next = N_("If the call was to end, use CANCEL on the caller's side and a final response on the callee's."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  180     tag=b1\n"
		 "1.500  B > A  180     tag=b2\n"
		 "4.000  A > B  BYE     tag=b1\n"
		 "4.010  B > A  200     tag=b1  of=BYE\n"
		 "9.000  B > A  200     sdp  tag=b2\n"
		 "9.020  A > B  ACK     tag=b2\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     tag=b1\n"
		  "1.500  B > A  180     tag=b2\n"
		  "9.000  B > A  200     sdp  tag=b2\n"
		  "9.020  A > B  ACK     tag=b2\n"
		  "14.00  A > B  BYE     tag=b2\n"
		  "14.01  B > A  200     tag=b2  of=BYE\n",
	.check = check,
};
