/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/decline_text.h"

/* A network that knows better than the time: busy, absent, no such number. */
static bool is_otherwise(const struct reason *network)
{
	static const uint8_t unanswered[] = {16, 19, 31, 102}; /* that it rang too long, or nothing definite (Q.850) */

	if (!network || !network->has_cause)
		return false;
	for (size_t i = 0; i < sizeof(unanswered); i++)
		if (unanswered[i] == network->cause)
			return false;
	return true;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct decline decline;

	if (!decline_of(attempt, &decline) || decline.partial || decline.complete ||
	    decline.timing != TIMING_RING_TIMER || is_otherwise(decline.network))
		return false;
	out->origin = decline_by_name(&decline);
	finding_printf(
		out,
		_("most likely nobody answered, and a timer ended the call: %s came when a usual no-answer timer runs out"),
		word_final(out, decline.final));
	finding_features(out, &decline);
	return true;
}

const struct rule rule_dec_603_noanswer_timer = {
	.id = "dec-603-noanswer-timer",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_MEDIUM,
	.step = STEP_NEVER,
	.origin = ORIGIN_PROVIDER,
	.title = N_("603 on a no-answer timer"),
	.explain = N_(
		"The 603 came when a usual no-answer timer runs out (10, 12, 15, 20, 30 ... seconds). Some providers and servers send 603 "
		"for a call that nobody answered, where 480 or 408 would say so. A person may press reject at just that "
		"second, but calls that end on a timer again and again are not declined."),
	.refs = "RFC 3261 21.6.2, somleng/somleng-switch issue 15",
	.next = N_("Compare other calls to this number: if they end after the same time, count them as not answered."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  180     tag=b1\n"
		 "20.90  B > A  603     tag=b1\n"
		 "20.92  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  180     tag=b1\n"
		  "23.40  B > A  603     tag=b1\n"
		  "23.42  A > B  ACK     tag=b1\n",
	.check = check,
};
