/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* ITU-T E.721: 95 in 100 calls show a reaction within 6 s locally and 11 s internationally; half of the former is noticed. */
#define NOTICED (3 * SECOND)
#define LOCAL (6 * SECOND)
#define INTERNATIONAL (11 * SECOND)

static enum severity severity_of(ns delay)
{
	return delay > INTERNATIONAL ? SEVERITY_ERROR : delay > LOCAL ? SEVERITY_WARNING : SEVERITY_NOTICE;
}

/* 100 is no sign to the caller, but it shows that the INVITE arrived and this capture shows what comes back. */
static const struct event *find_trying(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++)
		if (attempt->provisionals[i]->code == 100 && attempt_is_last_try(attempt, attempt->provisionals[i]))
			return attempt->provisionals[i];
	return NULL;
}

/* A final response without any of these before it is prov-none's. */
static bool is_waiting(const struct attempt *attempt)
{
	return attempt->first_18x || (!attempt->final && find_trying(attempt));
}

static void tell(const struct attempt *attempt, ns delay, struct finding *out)
{
	const struct event *first = attempt->first_18x, *trying = find_trying(attempt);
	const char *invite = word_event(out, attempt->invite), *waited = word_seconds(out, delay);
	/* TRANSLATORS: a message: "the 180 (frame 3)" */
	const char *end = first ? word_printf(out, _("the %s"), word_event(out, first)) : word_end(out, attempt);

	if (trying)
		finding_printf(
			out,
			/* TRANSLATORS: how long, the INVITE, how the wait ended ("the 180 (frame 3)") and the 100 */
			_("the caller waited %s for a sign of the callee: from the %s to %s came only the %s"), waited,
			invite, end, word_event(out, trying));
	else
		finding_printf(out, _("the caller waited %s for a sign of the callee: from the %s to %s came nothing"),
		               waited, invite, end);
}

/* The wait ends where a caller gives up, which no message shows. */
static void tell_given_up(const struct attempt *attempt, ns delay, struct finding *out)
{
	const char *invite = word_event(out, attempt->invite);

	finding_printf(
		out,
		/* TRANSLATORS: how long, the INVITE and the 100 */
		_("the caller waited %s for a sign of the callee, after which a caller gives up: behind the %s came "
	          "only the %s, and no final response was captured"),
		word_seconds(out, delay), invite, word_event(out, find_trying(attempt)));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *first = attempt->first_18x;
	ns delay;

	if (!absence_shows(attempt) || !is_waiting(attempt) || lost_18x(attempt))
		return false;
	delay = (first ? first->time : attempt->end) - attempt->invite->time;
	if (delay <= NOTICED)
		return false;
	if (first || !attempt->given_up)
		tell(attempt, delay, out);
	else
		tell_given_up(attempt, delay, out);
	out->severity = severity_of(delay);
	if (attempt->given_up)
		out->confidence = CONFIDENCE_LOW;
	return true;
}

const struct rule rule_prov_slow = {
	.id = "prov-slow",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SIGNALLING,
	.title = N_("Long wait for the first sign of the callee"),
	.explain = N_(
		"Between the INVITE and the first response that says more than Trying a phone has nothing to play. This post-dial "
		"delay was longer than callers are used to: above 3 s it is noticed, above 6 s too long for a local call and above "
		"11 s for an international one. Routes that are tried one after the other, number portability look-ups and gateways "
		"that wait for the telephone network take this time."),
	.refs = "RFC 6076 4.3.1, ITU-T E.721",
	.next = N_(
		"Follow the INVITE hop by hop and find the one where the time is spent; shorten the timers after which the next route "
		"is tried."),
	.fires = "0.000   A > B  INVITE  sdp\n"
		 "0.020   B > A  100\n"
		 "7.000   B > A  180     tag=b1\n"
		 "12.000  B > A  200     sdp  tag=b1\n"
		 "12.020  A > B  ACK     tag=b1\n",
	.silent = "0.000   A > B  INVITE  sdp\n"
		  "0.020   B > A  100\n"
		  "2.000   B > A  180     tag=b1\n"
		  "12.000  B > A  200     sdp  tag=b1\n"
		  "12.020  A > B  ACK     tag=b1\n",
	.check = check,
};
