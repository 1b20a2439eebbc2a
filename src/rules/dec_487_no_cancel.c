/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* RFC 3261 15.1.2: a BYE in an early dialog ends the INVITE with 487 just so. */
static bool has_bye(const struct attempt *attempt)
{
	return attempt->call->bye && attempt->call->bye->time <= attempt->final->time;
}

/* A CANCEL of any hop shows that one was sent, though not on this one. */
static bool has_cancel(const struct attempt *attempt)
{
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (event->method == METHOD_CANCEL)
			return true;
	return false;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *final = attempt->final;
	const char *ended;

	if (!final || final->code != 487 || attempt->final_elsewhere || has_cancel(attempt) || has_bye(attempt) ||
	    !absence_shows(attempt))
		return false;
	ended = word_event(out, final);
	finding_printf(
		out,
		_("the call was ended as if the caller had given up, but no CANCEL was captured: the %s came %s after the "
	          "INVITE"),
		ended, word_seconds(out, final->time - attempt->invite->time));
	return true;
}

const struct rule rule_dec_487_no_cancel = {
	.id = "dec-487-no-cancel",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_MEDIUM,
	.step = STEP_NEVER,
	.title = N_("487 without a CANCEL"),
	.explain = N_(
		"A 487 says that the INVITE was ended by a CANCEL or a BYE, and the capture shows neither from the caller. Somebody "
		"behind ended it: a proxy or PBX whose timer ran out, an INVITE whose Expires was over, a call picked up from another "
		"phone. Or the CANCEL took another path than the capture looks at."),
	.refs = "RFC 3261 21.4.25, RFC 3261 13.3.1, RFC 3261 15.1.2",
	.next = N_(
		"Look into the log of the element that sent the 487, or capture one hop further on, for who ended the call and when."),
	.fires = "0.000   A > B  INVITE  sdp\n"
		 "0.900   B > A  180     tag=b1\n"
		 "30.00   B > A  487     tag=b1\n"
		 "30.02   A > B  ACK     tag=b1\n",
	.silent = "0.000   A > B  INVITE  sdp\n"
		  "0.900   B > A  180     tag=b1\n"
		  "29.98   A > B  CANCEL\n"
		  "30.00   B > A  487     tag=b1\n"
		  "30.02   A > B  ACK     tag=b1\n",
	.check = check,
};
