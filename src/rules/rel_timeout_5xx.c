/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* RFC 3262 3: 64*T1 after the response was sent, with some time for the way. */
#define SOONEST (30 * SECOND)
#define LATEST (34 * SECOND)

/* pjproject gives up at its seventh timer and words it so (pjsip-ua/sip_100rel.c). */
static bool says_so(const struct event *final)
{
	return str_ihas(final->phrase, STR("Reliable response timed out"));
}

static bool runs_out(const struct attempt *attempt, const struct reliable *reliable)
{
	ns waited = attempt->final->time - reliable->response->time;

	return ((waited >= SOONEST && waited <= LATEST) || says_so(attempt->final)) &&
	       is_unacknowledged(attempt, reliable);
}

static const struct event *find_cause(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->reliable_count; i++)
		if (runs_out(attempt, &attempt->reliables[i]))
			return attempt->reliables[i].response;
	return NULL;
}

static void tell(const struct event *final, const struct event *cause, struct finding *out)
{
	const char *failure = word_event(out, final), *waited = word_seconds(out, final->time - cause->time);

	if (says_so(final))
		finding_printf(
			out,
			/* TRANSLATORS: at the end the phrase of the final response, as it was sent */
			_("the call failed because the callee's side had no PRACK: the %s came %s after the reliable "
		          "%s and says so itself: \"%s\""),
			failure, waited, word_event(out, cause), word_str(out, final->phrase));
	else
		finding_printf(
			out,
			_("the call failed because the callee's side had no PRACK: the %s came %s after the reliable "
		          "%s, when its time for that runs out"),
			failure, waited, word_event(out, cause));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *cause;

	if (!attempt->final || attempt->final->code < 500 || attempt->final->code > 599)
		return false;
	cause = find_cause(attempt);
	if (!cause)
		return false;
	tell(attempt->final, cause, out);
	if (says_so(attempt->final))
		out->confidence = CONFIDENCE_CERTAIN;
	return true;
}

const struct rule rule_rel_timeout_5xx = {
	.id = "rel-timeout-5xx",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_RELIABILITY,
	.title = N_("Failed because no PRACK came"),
	.explain = N_(
		"A callee whose reliable provisional response is not acknowledged within 64*T1, which is 32 seconds, should "
		"refuse the INVITE with a 5xx. This failure came at that very time, so the code says nothing about the callee "
		"or its network: the missing PRACK is the reason."),
	.refs = "RFC 3262 3",
	.next = N_(
		"See rel-no-prack for why the PRACK did not come. Until that is solved, turn 100rel off between the two."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  rel  x7  backoff\n"
		 "32.90  B > A  504     tag=b1\n"
		 "32.92  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1  rel\n"
		  "0.920  A > B  PRACK   tag=b1\n"
		  "32.90  B > A  504     tag=b1\n"
		  "32.92  A > B  ACK     tag=b1\n",
	.check = check,
};
