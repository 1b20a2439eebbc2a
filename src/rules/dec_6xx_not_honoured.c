/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/branch.h"

/* A proxy that obeys needs no longer to cancel the others. */
#define LINGERS SECOND

/* What shows that a branch was still alive at a time: that it rang, ended or was cancelled later. NULL: nothing does. */
static const struct event *sign_of_life(const struct attempt *attempt, const struct branch *branch, ns time)
{
	const struct transaction *t = branch->transaction;

	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (event->transaction == t && event->time > time && (event->code > 100 || event == t->cancel))
			return event;
	return NULL;
}

/* RFC 3261 9.1: before a provisional response no CANCEL may be sent. */
static bool could_be_cancelled(const struct attempt *attempt, const struct branch *branch, ns time)
{
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (event->transaction == branch->transaction && event->time < time && event->code >= 100 &&
		    event->code < 200)
			return true;
	return false;
}

/* The sign of a branch that was left to itself. NULL: none was. */
static const struct event *find_left(const struct attempt *attempt, const struct branches *branches,
                                     const struct branch *declined)
{
	const struct event *final = declined->transaction->final;

	for (unsigned i = 0; i < branches->count; i++) {
		const struct branch *branch = &branches->at[i];
		const struct event *cancel = branch->transaction->cancel, *sign;

		if (!branch_is_sibling(branch, declined) || !branch_was_open(branch, final->time) ||
		    !could_be_cancelled(attempt, branch, final->time) ||
		    (cancel && cancel->time <= final->time + LINGERS))
			continue;
		sign = sign_of_life(attempt, branch, final->time + LINGERS);
		if (sign)
			return sign;
	}
	return NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct branch *declined = NULL;
	struct branches branches;

	if (!absence_shows(attempt))
		return false;
	branches_of(attempt, &branches);
	while ((declined = branches_next_6xx(&branches, declined))) {
		const struct event *sign = NULL;
		const char *refused, *life;

		if (branch_is_of_proxy(declined))
			sign = find_left(attempt, &branches, declined);
		if (!sign)
			continue;
		refused = word_event(out, declined->transaction->final);
		life = word_event(out, sign);
		/* TRANSLATORS: "... no CANCEL went to them within 1.0 s of the 603 (frame 8), and the 180 (frame 9) came 4.2 s after it" */
		finding_printf(
			out,
			_("the call went on at other destinations after one had refused it for all: no CANCEL went to them "
		          "within %s of the %s, and the %s came %s after it"),
			word_seconds(out, LINGERS), refused, life,
			word_seconds(out, sign->time - declined->transaction->final->time));
		return true;
	}
	return false;
}

const struct rule rule_dec_6xx_not_honoured = {
	.id = "dec-6xx-not-honoured",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("A 6xx did not end the other branches"),
	.explain = N_(
		"One destination of a forked call refused with a code of 600 or above, which speaks for all of them, and the proxy let "
		"the others ring on instead of cancelling them. Standards only recommend the CANCEL, and in a ring group this may "
		"be just what is wanted: a reject on one phone then is no reject for everybody."),
	.refs = "RFC 3261 16.7 (5, 10)",
	.next = N_(
		"Nothing, if a group is to ring on. Otherwise look for the setting with which the proxy takes a 6xx for a failure of one "
		"branch (Kamailio and OpenSIPS: disable_6xx_block)."),
	.fires = "0.000  A > P  INVITE  sdp\n"
		 "0.010  P > B  INVITE  sdp\n"
		 "0.011  P > C  INVITE  sdp\n"
		 "0.500  B > P  180     tag=b1\n"
		 "0.600  C > P  180     tag=c1\n"
		 "0.610  P > A  180     tag=c1\n"
		 "5.000  B > P  603     tag=b1\n"
		 "5.005  P > B  ACK     tag=b1\n"
		 "9.000  C > P  486     tag=c1\n"
		 "9.010  P > C  ACK     tag=c1\n"
		 "9.020  P > A  603     tag=b1\n"
		 "9.030  A > P  ACK     tag=b1\n",
	.silent = "0.000  A > P  INVITE  sdp\n"
		  "0.010  P > B  INVITE  sdp\n"
		  "0.011  P > C  INVITE  sdp\n"
		  "0.500  B > P  180     tag=b1\n"
		  "0.600  C > P  180     tag=c1\n"
		  "0.610  P > A  180     tag=c1\n"
		  "5.000  B > P  603     tag=b1\n"
		  "5.005  P > B  ACK     tag=b1\n"
		  "5.010  P > C  CANCEL\n"
		  "5.020  C > P  200     of=CANCEL\n"
		  "9.000  C > P  487     tag=c1\n"
		  "9.010  P > C  ACK     tag=c1\n"
		  "9.020  P > A  603     tag=b1\n"
		  "9.030  A > P  ACK     tag=b1\n",
	.check = check,
};
