/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* RFC 3261 20.33: with these it says when the called person may be reached, else when the service may be. */
static bool is_of_person(unsigned code)
{
	return code == 404 || code == 413 || code == 480 || code == 486 || code == 600 || code == 603;
}

static bool is_of_service(unsigned code)
{
	return code == 500 || code == 503;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *final = attempt->final;
	uint32_t seconds = final && final->code >= 300 ? event_retry_after(final) : 0;
	const char *refused;

	if (!seconds || attempt->final_elsewhere || !(is_of_person(final->code) || is_of_service(final->code)))
		return false;
	refused = word_event(out, final);
	finding_printf(
		out,
		is_of_person(final->code)
			? language_plural("the called side names a better time to call: in %u second, by the %s",
	                                  "the called side names a better time to call: in %u seconds, by the %s",
	                                  seconds)
			: language_plural("the server says when it expects to work again: in %u second, by the %s",
	                                  "the server says when it expects to work again: in %u seconds, by the %s",
	                                  seconds),
		seconds, refused);
	return true;
}

const struct rule rule_dec_603_retry_after = {
	.id = "dec-603-retry-after",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("The refusal names a time to call again"),
	.explain = N_(
		"The final response carries Retry-After: after that many seconds the called person, or with a 500 or 503 the server, is "
		"expected to be there again. Whoever calls before is likely to be refused again."),
	.refs = "RFC 3261 20.33",
	.next = N_("Let the caller, or its dialer, wait that long."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  603     tag=b1  Retry-After: 120\n"
		 "0.920  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  603     tag=b1\n"
		  "0.920  A > B  ACK     tag=b1\n",
	.check = check,
};
