/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* RFC 3261 13.3.1.1: each minute; RFC 3262 3: two and a half minutes where they are reliable. And some seconds for the path. */
#define REFRESH (65 * SECOND)
#define REFRESH_RELIABLE (155 * SECOND)

static ns wanted_after(const struct event *event)
{
	return event_is_reliable(event) ? REFRESH_RELIABLE : REFRESH;
}

/* Of the repeats of one response only the last is remembered: they cannot all have come in time if they are too few. */
static bool is_sparse(const struct event *event)
{
	return event->last_time - event->time > wanted_after(event) * (event->retransmissions + 1);
}

/* Until the next response after the last repeat of this one; 0 where another one was still being repeated then. */
static ns gap_after(const struct attempt *attempt, const struct event *event)
{
	ns until = attempt->end;

	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *other = attempt->provisionals[i];

		if (!attempt_is_early(attempt, other) || other->last_time <= event->last_time)
			continue;
		if (other->time <= event->last_time)
			return 0;
		if (other->time < until)
			until = other->time;
	}
	return until - event->last_time;
}

static bool is_blind(const struct attempt *attempt)
{
	return !absence_shows(attempt) || attempt->given_up || !attempt->first_18x;
}

/* The response after which the wait was too long, and how long; NULL: none. */
static const struct event *find_gap(const struct attempt *attempt, ns *gap)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (!attempt_is_early(attempt, event))
			continue;
		*gap = is_sparse(event) ? event->last_time - event->time : gap_after(attempt, event);
		if (*gap > wanted_after(event))
			return event;
	}
	return NULL;
}

static void tell_sparse(const struct event *event, ns gap, struct finding *out)
{
	finding_printf(out,
	               event_is_reliable(event)
	                       ? _("proxies on the way may give up on this call: after the %s too few provisional "
	                           "responses came in %s, though one is due each two and a half minutes")
	                       : _("proxies on the way may give up on this call: after the %s too few provisional "
	                           "responses came in %s, though one is due each minute"),
	               word_event(out, event), word_seconds(out, gap));
}

static void tell_gap(const struct event *event, ns gap, struct finding *out)
{
	finding_printf(out,
	               event_is_reliable(event)
	                       ? _("proxies on the way may give up on this call: after the %s no provisional response "
	                           "came for %s, though one is due each two and a half minutes")
	                       : _("proxies on the way may give up on this call: after the %s no provisional response "
	                           "came for %s, though one is due each minute"),
	               word_event(out, event), word_seconds(out, gap));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event;
	ns gap = 0;

	if (is_blind(attempt))
		return false;
	event = find_gap(attempt, &gap);
	if (!event)
		return false;
	if (is_sparse(event))
		tell_sparse(event, gap, out);
	else
		tell_gap(event, gap, out);
	return true;
}

const struct rule rule_prov_refresh_missing = {
	.id = "prov-refresh-missing",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SIGNALLING,
	.title = N_("Provisional response not repeated each minute"),
	.explain = N_("A callee that needs more than a minute has to send a provisional response each minute, so that "
                      "proxies do not believe that the call is dead and cancel it. Calls that wait in a queue, or ring "
                      "for long, break off after two or three minutes without it."),
	.refs = "RFC 3261 13.3.1.1, RFC 3262 3, RFC 3261 16.8",
	.next = N_(
		"Switch on the repetition of 180 or 183 in the queue, gateway or application that lets the caller wait."),
	.fires = "0.000   A > B  INVITE  sdp\n"
		 "0.900   B > A  180     tag=b1\n"
		 "90.000  B > A  200     sdp  tag=b1\n"
		 "90.020  A > B  ACK     tag=b1\n",
	.silent = "0.000   A > B  INVITE  sdp\n"
		  "0.900   B > A  180     tag=b1\n"
		  "60.900  B > A  180     tag=b1\n"
		  "90.000  B > A  200     sdp  tag=b1\n"
		  "90.020  A > B  ACK     tag=b1\n",
	.check = check,
};
