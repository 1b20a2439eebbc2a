/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/branch.h"

/* Whoever obeys a 6xx cancels the others at once. */
#define AT_ONCE (500 * MILLISECOND)

/* Of the CANCELs that came of a 6xx. */
struct killed {
	unsigned count;
	const struct event *cancel; /* the first */
};

static bool is_answered(const struct branches *branches, const struct branch *declined, ns time)
{
	for (unsigned i = 0; i < branches->count; i++) {
		const struct event *final = branches->at[i].transaction->final;

		if (final && final->code < 300 && final->time <= time && branch_is_sibling(&branches->at[i], declined))
			return true;
	}
	return false;
}

static bool is_killed(const struct attempt *attempt, const struct branch *branch, const struct event *declined)
{
	const struct event *cancel = branch->transaction->cancel;

	return cancel && branch_was_open(branch, declined->time - MIRROR_SWAPS) &&
	       cancel->time <= declined->time + AT_ONCE && !event_is_answered_elsewhere(cancel) &&
	       !branch_was_cancelled_by_caller(attempt, branch, cancel->time);
}

static struct killed killed_by(const struct attempt *attempt, const struct branches *branches,
                               const struct branch *declined)
{
	const struct event *final = declined->transaction->final;
	struct killed killed = {.count = 0};

	for (unsigned i = 0; i < branches->count; i++) {
		const struct branch *branch = &branches->at[i];
		const struct event *cancel = branch->transaction->cancel;

		if (!branch_is_sibling(branch, declined) || !is_killed(attempt, branch, final))
			continue;
		if (!killed.cancel || cancel->time < killed.cancel->time)
			killed.cancel = cancel;
		killed.count++;
	}
	return killed;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct branch *declined = NULL;
	struct branches branches;

	branches_of(attempt, &branches);
	while ((declined = branches_next_6xx(&branches, declined))) {
		struct killed killed = killed_by(attempt, &branches, declined);
		const char *refused, *cancel;

		if (!killed.count || is_answered(&branches, declined, killed.cancel->time))
			continue;
		refused = word_event(out, declined->transaction->final);
		cancel = word_event(out, killed.cancel);
		finding_printf(
			out,
			language_plural("one destination's refusal ended the call for another one as well: the %s of "
		                        "%s was followed by the %s to %u that was still open",
		                        "one destination's refusal ended the call for others as well: the %s of "
		                        "%s was followed by the %s to the first of %u that were still open",
		                        killed.count),
			refused, word_endpoint(out, &declined->transaction->server), cancel, killed.count);
		finding_branch(out, declined);
		return true;
	}
	return false;
}

const struct rule rule_dec_603_fork_kill = {
	.id = "dec-603-fork-kill",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("One refusal silenced all the other phones"),
	.explain = N_(
		"The call went to several destinations at once, one of them answered with a code of 600 or above, and the element "
		"in between cancelled all the others. That is what such a code asks for: it says that nobody anywhere wants the "
		"call. A phone that sends 603 for its reject button therefore stops the phones of everybody else in a "
		"group from ringing; with 486 only that phone stops."),
	.refs = "RFC 3261 16.7 (5, 10), RFC 3261 21.6.2",
	.next = N_(
		"Where the others should go on ringing, let that phone send 486 instead of 603 for a reject, or let the proxy "
		"treat a 6xx of one branch as a failure of that branch alone (Kamailio and OpenSIPS: disable_6xx_block)."),
	.fires = "0.000  A > P  INVITE  sdp\n"
		 "0.010  P > B  INVITE  sdp\n"
		 "0.011  P > C  INVITE  sdp\n"
		 "0.500  B > P  180     tag=b1\n"
		 "0.600  C > P  180     tag=c1\n"
		 "0.610  P > A  180     tag=c1\n"
		 "5.000  B > P  603     tag=b1\n"
		 "5.005  P > B  ACK     tag=b1\n"
		 "5.010  P > C  CANCEL\n"
		 "5.020  C > P  200     of=CANCEL\n"
		 "5.030  C > P  487     tag=c1\n"
		 "5.040  P > C  ACK     tag=c1\n"
		 "5.050  P > A  603     tag=b1\n"
		 "5.060  A > P  ACK     tag=b1\n",
	.silent = "0.000  A > P  INVITE  sdp\n"
		  "0.010  P > B  INVITE  sdp\n"
		  "0.011  P > C  INVITE  sdp\n"
		  "0.500  B > P  180     tag=b1\n"
		  "0.600  C > P  180     tag=c1\n"
		  "0.610  P > A  180     tag=c1\n"
		  "5.000  B > P  486     tag=b1\n"
		  "5.005  P > B  ACK     tag=b1\n"
		  "5.010  P > C  CANCEL\n"
		  "5.020  C > P  200     of=CANCEL\n"
		  "5.030  C > P  487     tag=c1\n"
		  "5.040  P > C  ACK     tag=c1\n"
		  "5.050  P > A  486     tag=b1\n"
		  "5.060  A > P  ACK     tag=b1\n",
	.check = check,
};
