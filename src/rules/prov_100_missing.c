/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* RFC 3261 17.2.1: who cannot answer an INVITE within this sends 100. */
#define TRYING_WITHIN (200 * MILLISECOND)
/* RFC 3261 17.1.1.2: T1, an estimate of the round trip, after which the INVITE is sent again. */
#define T1 (500 * MILLISECOND)

/* RFC 3261 17.1.1.1 lets T1 be larger where a round trip takes longer, as by satellite. */
#define LONG_ROUND_TRIP (2 * SECOND)

/* The first response of any kind to the last try; NULL: none. */
static const struct event *find_first(const struct attempt *attempt)
{
	const struct event *first = attempt->final;

	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (attempt_is_last_try(attempt, event) && (!first || event->time < first->time))
			first = event;
	}
	return first;
}

/* One that was sent in time but lost on its way to the caller is no missing one; a slow path may take a round trip of T1. */
static bool is_in_time(const struct attempt *attempt, const struct event *first)
{
	return first && first->time - attempt->invite->time <= TRYING_WITHIN + T1;
}

/* The capture ends while an answer may be on its way, or the repeats went on behind it. */
static bool ends_too_soon(const struct attempt *attempt, const struct event *first)
{
	return !first && attempt->read_until - attempt->invite->last_time < LONG_ROUND_TRIP;
}

static bool is_blind(const struct attempt *attempt)
{
	return !absence_shows(attempt) || lost_18x(attempt) || attempt_lost(attempt, attempt->invite) ||
	       attempt_refused(attempt) || attempt->final_elsewhere;
}

static void tell(const struct event *invite, const struct event *first, struct finding *out)
{
	const char *sent = word_event(out, invite), *repeating = word_seconds(out, invite->last_time - invite->time);

	finding_frame(out, invite->last_frame, invite->last_time);
	if (first)
		finding_printf(
			out,
			/* TRANSLATORS: how often in how long: "4 times in 3.5 s" */
			_("nothing told the caller's side that its INVITE arrived: the %s was sent %u times in %s, and "
		          "the first response, the %s, came after %s"),
			sent, invite->retransmissions + 1, repeating, word_event(out, first),
			word_seconds(out, first->time - invite->time));
	else
		finding_printf(
			out,
			_("nothing told the caller's side that its INVITE arrived: the %s was sent %u times in %s, and "
		          "no response came at all"),
			sent, invite->retransmissions + 1, repeating);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *invite = attempt->invite, *first;

	if (!invite || !invite->retransmissions || attempt->transport != TRANSPORT_UDP || is_blind(attempt))
		return false;
	first = find_first(attempt);
	if (is_in_time(attempt, first) || ends_too_soon(attempt, first))
		return false;
	tell(invite, first, out);
	return true;
}

const struct rule rule_prov_100_missing = {
	.id = "prov-100-missing",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SIGNALLING,
	.title = N_("INVITE repeated because no 100 Trying came"),
	.explain = N_(
		"Over UDP an INVITE is sent again, after half a second, one, two and so on, until some response arrives. Whoever cannot "
		"answer it at once has to send 100 Trying within 200 milliseconds to stop that. Here none came: the next hop is "
		"overloaded or does not run, a firewall drops the INVITE or what answers it, or it goes to the wrong address or port."),
	.refs = "RFC 3261 17.2.1, RFC 3261 17.1.1.2",
	.next = N_(
		"Capture at the next hop: does the INVITE arrive there, and does a response leave it? Check its load, the firewall and "
		"the address the INVITE is sent to."),
	.fires = "0.000  A > B  INVITE  sdp  x3\n"
		 "2.000  B > A  180     tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp  x3\n"
		  "0.150  B > A  100\n"
		  "2.000  B > A  180     tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
