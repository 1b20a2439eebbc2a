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

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *first = attempt->first_18x, *trying;
	ns delay;

	if (!absence_shows(attempt) || !is_waiting(attempt) || lost_18x(attempt))
		return false;
	delay = (first ? first->time : attempt->end) - attempt->invite->time;
	if (delay <= NOTICED)
		return false;
	finding_printf(out, "the caller waited ");
	finding_seconds(out, delay);
	finding_printf(out, " for a sign of the callee: from the ");
	finding_event(out, attempt->invite);
	finding_printf(out, " to ");
	if (first) {
		finding_printf(out, "the ");
		finding_event(out, first);
	} else {
		finding_end(out, attempt);
	}
	trying = find_trying(attempt);
	if (trying) {
		finding_printf(out, " came only the ");
		finding_event(out, trying);
	} else {
		finding_printf(out, " came nothing");
	}
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
