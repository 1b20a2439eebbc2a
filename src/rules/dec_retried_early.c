/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* RFC 3261 21.4.18, 21.4.24, 21.5.4: below 600 it is one server that speaks for itself, and the called person may be there by another. */
static bool speaks_for(const struct refused_call *before, const struct endpoint *server)
{
	return before->code >= 600 || address_same(&before->server.address, &server->address);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct refused_call *before = attempt->call->refused_before;
	const struct event *invite = attempt->first_invite;
	const char *refused, *again;
	ns waited;

	if (!before || !before->retry_after || !invite || attempt->mid_call || attempt->times_odd)
		return false;
	waited = invite->time - before->time;
	if (waited >= before->retry_after * SECOND || !speaks_for(before, &attempt->hop[0]->server))
		return false;
	refused = word_frame(out, before->frame, before->time);
	again = word_event(out, invite);
	/* TRANSLATORS: "... frame 8 is a 480 that asked to wait for 120 s, and the INVITE (frame 10) came after 4.0 s" */
	finding_printf(
		out,
		_("the same number was called again too early: %s is a %u that asked to wait for %u s, and the %s came "
	          "after %s"),
		refused, before->code, before->retry_after, again, word_seconds(out, waited));
	return true;
}

const struct rule rule_dec_retried_early = {
	.id = "dec-retried-early",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Called again before the time that Retry-After names"),
	.explain = N_(
		"The same caller had called the same number before, was refused with a Retry-After, and calls again before that time "
		"is over. Such calls are likely to be refused again, and a server that is overloaded gets more to do. Below "
		"600 only calls to the same server count: by another route somebody may well answer."),
	.refs = "RFC 3261 20.33, RFC 3261 21.4.18, RFC 3261 21.5.4",
	.next = N_("Let the dialer or the PBX keep to Retry-After."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  480     tag=b1  Retry-After: 120\n"
		 "0.920  A > B  ACK     tag=b1\n"
		 "9.000  A > B  INVITE  sdp  call=2\n"
		 "9.900  B > A  480     tag=b2  call=2\n"
		 "9.920  A > B  ACK     tag=b2  call=2\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  480     tag=b1  Retry-After: 5\n"
		  "0.920  A > B  ACK     tag=b1\n"
		  "9.000  A > B  INVITE  sdp  call=2\n"
		  "9.900  B > A  480     tag=b2  call=2\n"
		  "9.920  A > B  ACK     tag=b2  call=2\n",
	.check = check,
};
