/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/branch.h"

/*
 * The requests that the proxy got: were there several, a branch may belong to another one (RFC 3261 16.6: each has a response context of
 * its own).
 */
static unsigned count_arrivals(const struct attempt *attempt, const struct branch *branch)
{
	unsigned count = 0;

	for (const struct transaction *t = attempt->call->transactions; t; t = t->next)
		count += t->invite && t->cseq == branch->transaction->cseq &&
		         address_same(&t->server.address, &branch->transaction->client.address);
	return count;
}

static const struct event *find_next(const struct branches *branches, const struct branch *declined)
{
	const struct event *final = declined->transaction->final, *next = NULL;

	for (unsigned i = 0; i < branches->count; i++) {
		const struct event *invite = branches->at[i].transaction->invite;

		if (branch_is_sibling(&branches->at[i], declined) && invite->time > final->time + MIRROR_SWAPS &&
		    order_shows(invite, final) && (!next || invite->time < next->time))
			next = invite;
	}
	return next;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct branch *declined = NULL;
	struct branches branches;

	branches_of(attempt, &branches);
	while ((declined = branches_next_6xx(&branches, declined))) {
		const struct event *next = NULL;
		const char *refused, *invite;

		if (branch_is_of_proxy(declined) && count_arrivals(attempt, declined) <= 1)
			next = find_next(&branches, declined);
		if (!next)
			continue;
		refused = word_event(out, declined->transaction->final);
		invite = word_event(out, next);
		finding_printf(
			out,
			_("the proxy went on hunting after a refusal that speaks for all destinations: %s after the %s it "
		          "sent the %s to %s"),
			word_seconds(out, next->time - declined->transaction->final->time), refused, invite,
			word_endpoint(out, &next->flow->destination));
		return true;
	}
	return false;
}

const struct rule rule_dec_6xx_serial_continued = {
	.id = "dec-6xx-serial-continued",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("A proxy tried the next destination after a 6xx"),
	.explain = N_(
		"A code of 600 or above says that nobody anywhere takes the call, and a proxy must not send it to further "
		"destinations then. This one did, under the same Call-ID. Where the code was a block by analytics, "
		"trying on may count against the caller. An element that makes calls of its own (a B2BUA, with another Call-ID) "
		"is free to go on, and nothing is said of one."),
	.refs = "RFC 3261 16.7 (5)",
	.next = N_(
		"Look into the failure route of the proxy: let it end the call on 6xx codes, or let the destination send 486 or 480 "
		"where others may be tried."),
	.fires = "0.000  A > P  INVITE  sdp\n"
		 "0.010  P > B  INVITE  sdp\n"
		 "0.500  B > P  180     tag=b1\n"
		 "0.510  P > A  180     tag=b1\n"
		 "5.000  B > P  603     tag=b1\n"
		 "5.005  P > B  ACK     tag=b1\n"
		 "5.050  P > C  INVITE  sdp\n"
		 "5.500  C > P  180     tag=c1\n"
		 "9.000  C > P  486     tag=c1\n"
		 "9.010  P > C  ACK     tag=c1\n"
		 "9.020  P > A  603     tag=b1\n"
		 "9.030  A > P  ACK     tag=b1\n",
	.silent = "0.000  A > P  INVITE  sdp\n"
		  "0.010  P > B  INVITE  sdp\n"
		  "0.500  B > P  180     tag=b1\n"
		  "0.510  P > A  180     tag=b1\n"
		  "5.000  B > P  480     tag=b1\n"
		  "5.005  P > B  ACK     tag=b1\n"
		  "5.050  P > C  INVITE  sdp\n"
		  "5.500  C > P  180     tag=c1\n"
		  "9.000  C > P  486     tag=c1\n"
		  "9.010  P > C  ACK     tag=c1\n"
		  "9.020  P > A  480     tag=b1\n"
		  "9.030  A > P  ACK     tag=b1\n",
	.check = check,
};
