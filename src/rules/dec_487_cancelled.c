/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *final = attempt->final, *cancel = attempt->cancel, *ringing = attempt_first(attempt, 180);
	const char *gave_up, *ended, *rang;

	if (!final || final->code != 487 || !cancel || cancel->time > final->time || attempt->final_elsewhere ||
	    attempt->mid_call || !attempt->invite || attempt->times_odd || event_is_answered_elsewhere(cancel))
		return false;
	gave_up = word_event(out, cancel);
	ended = word_event(out, final);
	rang = ringing && ringing->time < cancel->time ? word_seconds(out, cancel->time - ringing->time) : NULL;
	if (rang)
		finding_printf(
			out,
			_("the caller's side gave up after %s, %s of them ringing: the %s was confirmed by the %s"),
			word_seconds(out, cancel->time - attempt->invite->time), rang, gave_up, ended);
	else
		finding_printf(out,
		               _("the caller's side gave up after %s, without any 180: the %s was confirmed by the %s"),
		               word_seconds(out, cancel->time - attempt->invite->time), gave_up, ended);
	return true;
}

const struct rule rule_dec_487_cancelled = {
	.id = "dec-487-cancelled",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("487: the caller's side gave up"),
	.explain = N_(
		"The call was ended by a CANCEL from the caller's side, and the 487 only confirms it: nobody at the called side "
		"refused. A person hung up, or a device or PBX there stopped waiting. A CANCEL that says that another "
		"destination answered is no such case and not told here."),
	.refs = "RFC 3261 9.1, RFC 3261 21.4.25, RFC 3326",
	.next = "",
	.fires = "0.000   A > B  INVITE  sdp\n"
		 "0.900   B > A  180     tag=b1\n"
		 "9.000   A > B  CANCEL\n"
		 "9.010   B > A  200     of=CANCEL\n"
		 "9.020   B > A  487     tag=b1\n"
		 "9.030   A > B  ACK     tag=b1\n",
	.silent = "0.000   A > B  INVITE  sdp\n"
		  "0.900   B > A  180     tag=b1\n"
		  "9.000   A > B  CANCEL  Reason: SIP;cause=200;text=\"Call completed elsewhere\"\n"
		  "9.010   B > A  200     of=CANCEL\n"
		  "9.020   B > A  487     tag=b1\n"
		  "9.030   A > B  ACK     tag=b1\n",
	.check = check,
};
