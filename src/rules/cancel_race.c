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

	if (!cancel)
		return false;
	finding_printf(out, "the caller had hung up when the call was answered: the ");
	finding_event(out, attempt->final);
	finding_printf(out, " came ");
	finding_seconds(out, attempt->final->time - cancel->time);
	finding_printf(out, " after the ");
	finding_event(out, cancel);
	bye = attempt_bye(attempt);
	if (bye) {
		finding_printf(out, "; the ");
		finding_event(out, bye);
		finding_printf(out, " ended it");
	} else if (absence_shows(attempt) && attempt->read_until - attempt->final->time > ENDS_SOON) {
		finding_printf(out, "; no BYE followed, so that the callee may still be on the line");
	}
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
