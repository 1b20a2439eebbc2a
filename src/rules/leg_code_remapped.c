/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/leg.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct leg *leg = leg_of_failure(attempt);
	const struct event *final = leg ? leg->attempt->final : NULL;
	const char *came, *passed;

	/* What asks for another try is between two neighbours. */
	if (!final || final->code == attempt->final->code || code_invites_retry(final->code) ||
	    code_invites_retry(attempt->final->code))
		return false;
	came = word_came(out, leg, final);
	passed = word_event(out, attempt->final);
	finding_printf(out, _("the caller was given another reason for the failure: the %s was passed on as the %s"),
	               came, passed);
	finding_leg(out, attempt, leg);
	return true;
}

const struct rule rule_leg_code_remapped = {
	.id = "leg-code-remapped",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_LEGS,
	.title = N_("Another final code than the callee's side sent"),
	.explain =
		N_("On the callee's side of the element between the two legs the call failed with one code, and the "
                   "caller was given another. B2BUAs translate a code into a cause and back, and what has no cause of "
                   "its own comes out as something else; proxies turn a 503 into a 500 and pick one response of "
                   "several branches. What the caller's side does next (try again, try another route, play busy) rests "
                   "on the code it got."),
	.refs = "RFC 3261 16.7, RFC 3398 8.2.6",
	.next = N_("Take the code of the callee's leg for the cause of the failure. If the caller should see it, look "
                   "for the table of codes and causes in the element between the two legs."),
	.fires = "0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.010  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.900  B > P  180     tag=b1  call=2\n"
		 "0.910  P > A  180     tag=p1\n"
		 "4.000  B > P  486     tag=b1  call=2\n"
		 "4.005  P > B  ACK     tag=b1  call=2\n"
		 "4.010  P > A  480     tag=p1\n"
		 "4.020  A > P  ACK     tag=p1\n",
	.silent = "0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		  "0.010  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		  "0.900  B > P  180     tag=b1  call=2\n"
		  "0.910  P > A  180     tag=p1\n"
		  "4.000  B > P  486     tag=b1  call=2\n"
		  "4.005  P > B  ACK     tag=b1  call=2\n"
		  "4.010  P > A  486     tag=p1\n"
		  "4.020  A > P  ACK     tag=p1\n",
	.check = check,
};
