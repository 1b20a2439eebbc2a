/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/branch.h"

/* The 2xx of a branch that had been sent before another one's 6xx came. NULL: none. */
static const struct event *find_answer(const struct branches *branches, const struct branch *declined)
{
	const struct event *final = declined->transaction->final;

	for (unsigned i = 0; i < branches->count; i++) {
		const struct transaction *t = branches->at[i].transaction;

		if (branch_is_sibling(&branches->at[i], declined) && t->final && t->final->code < 300 &&
		    t->final->time > final->time && t->invite->time < final->time)
			return t->final;
	}
	return NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct branch *declined = NULL;
	struct branches branches;

	if (attempt->outcome != OUTCOME_ANSWERED || attempt->final_elsewhere)
		return false;
	branches_of(attempt, &branches);
	while ((declined = branches_next_6xx(&branches, declined))) {
		const struct event *answer = find_answer(&branches, declined);
		const char *refused, *answered;

		if (!answer)
			continue;
		refused = word_event(out, declined->transaction->final);
		answered = word_event(out, answer);
		finding_printf(
			out,
			_("the call was answered although one destination refused it for all: the %s came %s before the "
		          "%s of another, and was overruled"),
			refused, word_seconds(out, answer->time - declined->transaction->final->time), answered);
		finding_branch(out, declined);
		return true;
	}
	return false;
}

const struct rule rule_dec_6xx_then_2xx = {
	.id = "dec-6xx-then-2xx",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("A 6xx was overruled by an answer"),
	.explain = N_(
		"One destination of a forked call refused with a code of 600 or above, and another one answered all the same, because "
		"it had picked up already or was let ring on. A 2xx is always forwarded to the caller, so the call "
		"was connected, and the refusal shows nowhere at the caller's."),
	.refs = "RFC 3261 16.7 (5)",
	.next = "",
	.fires = "0.000  A > P  INVITE  sdp\n"
		 "0.010  P > B  INVITE  sdp\n"
		 "0.011  P > C  INVITE  sdp\n"
		 "0.500  B > P  180     tag=b1\n"
		 "0.600  C > P  180     tag=c1\n"
		 "0.610  P > A  180     tag=c1\n"
		 "5.000  B > P  603     tag=b1\n"
		 "5.005  P > B  ACK     tag=b1\n"
		 "5.008  C > P  200     sdp  tag=c1\n"
		 "5.020  P > A  200     sdp  tag=c1\n"
		 "5.030  A > P  ACK     tag=c1\n",
	.silent = "0.000  A > P  INVITE  sdp\n"
		  "0.010  P > B  INVITE  sdp\n"
		  "0.011  P > C  INVITE  sdp\n"
		  "0.500  B > P  180     tag=b1\n"
		  "0.600  C > P  180     tag=c1\n"
		  "0.610  P > A  180     tag=c1\n"
		  "5.000  B > P  486     tag=b1\n"
		  "5.005  P > B  ACK     tag=b1\n"
		  "5.008  C > P  200     sdp  tag=c1\n"
		  "5.020  P > A  200     sdp  tag=c1\n"
		  "5.030  A > P  ACK     tag=c1\n",
	.check = check,
};
