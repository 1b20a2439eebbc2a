/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* A CANCEL that finds the INVITE finished already finds nothing any more, and that is no fault. */
static bool is_too_late(const struct attempt *attempt, const struct event *refusal)
{
	const struct transaction *t = refusal->answers->transaction;
	const struct event *final = t ? t->final : attempt->final;

	return final && final->time <= refusal->time;
}

/* Where nothing but the hosts and the number tie it to an INVITE, too: that is what it may be refused for. */
static const struct event *find_refusal(const struct attempt *attempt)
{
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (event->code == 481 && event->method == METHOD_CANCEL && event->cseq == attempt->last->cseq &&
		    event->answers && attempt_on_hop(attempt, event) && !is_too_late(attempt, event))
			return event;
	return NULL;
}

/* NULL: it was not captured. */
static const struct event *invite_of(const struct attempt *attempt, const struct event *cancel)
{
	return cancel->transaction ? cancel->transaction->invite : attempt->invite;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *refusal = find_refusal(attempt), *cancel, *invite;
	const char *sent, *refused;

	if (!refusal)
		return false;
	cancel = refusal->answers;
	sent = word_event(out, cancel);
	refused = word_event(out, refusal);
	finding_printf(out,
	               _("hanging up did not end the call: the callee's side found no INVITE that fits the %s and "
	                 "refused it with the %s"),
	               sent, refused);
	invite = invite_of(attempt, cancel);
	if (invite && !str_eq(cancel->branch, invite->branch))
		/* TRANSLATORS: the branch of the CANCEL */
		finding_printf(out, _("; its branch is not that of the %s"), word_event(out, invite));
	return true;
}

const struct rule rule_cancel_481 = {
	.id = "cancel-481",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("CANCEL refused with 481"),
	.explain = N_(
		"The callee's side does not know the INVITE that this CANCEL is to end. The two must have the same Request-URI, "
		"Call-ID, To, From, CSeq number and top Via with its branch, and must arrive at the same server: one of these "
		"changed on the way, or a load balancer sent the CANCEL elsewhere. The callee goes on ringing after the caller has "
		"hung up."),
	.refs = "RFC 3261 9.1, RFC 3261 9.2",
	.next = N_(
		"Compare the INVITE and the CANCEL header by header where the 481 comes from, and see that both reach the same server."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  180     tag=b1\n"
		 "6.000  A > B  CANCEL\n"
		 "6.010  B > A  481     of=CANCEL\n"
		 "9.000  B > A  480     tag=b1\n"
		 "9.010  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     tag=b1\n"
		  "6.000  A > B  CANCEL\n"
		  "6.010  B > A  200     of=CANCEL\n"
		  "9.000  B > A  480     tag=b1\n"
		  "9.010  A > B  ACK     tag=b1\n",
	.check = check,
};
