/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* How soon a phone whose user has hung up ends what was answered all the same. */
#define ENDS_SOON (10 * SECOND)

/* The CANCEL of the transaction that was answered: a proxy that forks cancels the others after the answer of one. */
static const struct event *crossed(const struct attempt *attempt)
{
	const struct event *final = attempt->final;
	const struct event *cancel = final && final->transaction ? final->transaction->cancel : NULL;

	if (!cancel || attempt->final_elsewhere || final->code >= 300 || cancel->time > final->time)
		return NULL;
	return cancel;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *cancel = crossed(attempt), *bye;
	const char *answered, *cancelled;

	if (!cancel)
		return false;
	answered = word_event(out, attempt->final);
	cancelled = word_event(out, cancel);
	finding_printf(out, _("the caller had hung up when the call was answered: the %s came %s after the %s"),
	               answered, word_seconds(out, attempt->final->time - cancel->time), cancelled);
	bye = attempt_bye(attempt);
	if (bye)
		/* TRANSLATORS: a BYE ended the call */
		finding_printf(out, _("; the %s ended it"), word_event(out, bye));
	else if (absence_shows(attempt) && attempt->read_until - attempt->final->time > ENDS_SOON)
		finding_printf(out, _("; no BYE followed, so that the callee may still be on the line"));
	return true;
}

const struct rule rule_cancel_race = {
	.id = "cancel-race",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("The answer crossed the CANCEL"),
	.explain = N_(
		"A CANCEL has no effect on a call that is being answered at that moment: the 2xx counts, the caller's phone has "
		"to acknowledge it and then end the call with BYE. A phone that forgets this leaves the callee talking to nobody, "
		"and the call is charged."),
	.refs = "RFC 3261 9.1, RFC 3261 15",
	.next = N_("See that ACK and BYE follow the 2xx."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  180     tag=b1\n"
		 "6.000  A > B  CANCEL\n"
		 "6.010  B > A  200     sdp  tag=b1\n"
		 "6.020  B > A  200     of=CANCEL\n"
		 "6.030  A > B  ACK     tag=b1\n"
		 "6.040  A > B  BYE     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     tag=b1\n"
		  "6.000  A > B  CANCEL\n"
		  "6.010  B > A  487     tag=b1\n"
		  "6.020  B > A  200     of=CANCEL\n"
		  "6.030  A > B  ACK     tag=b1\n",
	.check = check,
};
