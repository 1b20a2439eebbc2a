/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* RFC 3261 9.1: after 64*T1 the caller may consider the cancelled INVITE over. */
#define OVERDUE (32 * SECOND)

static const struct transaction *find_hanging(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->hop_count; i++) {
		const struct transaction *t = attempt->hop[i];

		if (t->cseq == attempt->last->cseq && t->cancel && t->cancel_final && t->cancel_final->code < 300 &&
		    !t->final && !t->ack && attempt->read_until - t->cancel_final->time >= OVERDUE)
			return t;
	}
	return NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct transaction *t = find_hanging(attempt);
	const char *accepted, *cancel;

	if (!t || !absence_shows(attempt))
		return false;
	accepted = word_event(out, t->cancel_final);
	cancel = word_event(out, t->cancel);
	finding_printf(out,
	               _("the cancelled call was left hanging: the %s accepted the %s, and no final response to the "
	                 "INVITE came for %s"),
	               accepted, cancel, word_seconds(out, attempt->read_until - t->cancel_final->time));
	return true;
}

const struct rule rule_cancel_no_487 = {
	.id = "cancel-no-487",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("CANCEL accepted, but the INVITE never ended"),
	.explain = N_(
		"A 200 to a CANCEL only says that the CANCEL arrived. The INVITE itself must then be ended with a final response, "
		"487 as a rule. Without it the caller's side keeps the call for half a minute or more, with its line and its "
		"media ports, and the callee may go on ringing."),
	.refs = "RFC 3261 9.1, RFC 3261 9.2",
	.next = N_(
		"Report it to the maker of the callee's side, or look whether a proxy between the two loses the 487."),
	.fires = "0.000   A > B  INVITE  sdp\n"
		 "0.900   B > A  180     tag=b1\n"
		 "6.000   A > B  CANCEL\n"
		 "6.010   B > A  200     of=CANCEL\n"
		 "45.000  A > B  OPTIONS  call=2\n"
		 "45.010  B > A  200     of=OPTIONS  call=2\n",
	.silent = "0.000   A > B  INVITE  sdp\n"
		  "0.900   B > A  180     tag=b1\n"
		  "6.000   A > B  CANCEL\n"
		  "6.010   B > A  200     of=CANCEL\n"
		  "6.020   B > A  487     tag=b1\n"
		  "6.030   A > B  ACK     tag=b1\n"
		  "45.000  A > B  OPTIONS  call=2\n"
		  "45.010  B > A  200     of=OPTIONS  call=2\n",
	.check = check,
};
