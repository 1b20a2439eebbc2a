/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/leg.h"

/* An answer may come late because the caller made no offer that an unreliable response could answer (RFC 3261 13.2.1). */
static bool could_carry_sdp(const struct attempt *attempt)
{
	return attempt->invite && attempt->invite->sdp && !attempt->early_sdp;
}

static bool has_tag(const struct attempt *attempt, struct str tag)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++)
		if (str_eq(attempt->provisionals[i]->to_tag, tag))
			return true;
	return false;
}

/* RFC 3261 16.7: a proxy leaves the To-tag alone, so a response with that of another branch was not made of the promise. */
static bool has_tag_of_other(const struct attempt *attempt, const struct leg *leg, const struct event *bare)
{
	if (!bare->to_tag.n || str_eq(bare->to_tag, leg->attempt->promise->to_tag))
		return false;
	for (unsigned i = 0; i < attempt->leg_count; i++) {
		const struct leg *other = &attempt->legs[i];

		if (other->onward && other->tie == TIE_CALL_ID && has_tag(other->attempt, bare->to_tag))
			return true;
	}
	return false;
}

static bool is_of_other(const struct attempt *attempt, const struct leg *leg, const struct event *bare)
{
	return leg->tie == TIE_CALL_ID ? has_tag_of_other(attempt, leg, bare) : may_be_of_other(attempt, leg, bare);
}

/* The bare response that the caller got for the promise; NULL: none, or another may have had SDP that was not captured. */
static const struct event *find_bare(const struct attempt *attempt, const struct leg *leg)
{
	const struct event *promise = leg->attempt->promise, *bare = NULL;

	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (!attempt_is_early(attempt, event))
			continue;
		if (event_is_incomplete(event))
			return NULL;
		if (!bare && (event->time >= promise->time - LEG_SLACK || !leg_keeps_time(attempt, leg)) &&
		    !is_of_other(attempt, leg, event))
			bare = event;
	}
	return bare;
}

static void tell(const struct attempt *attempt, const struct leg *leg, const struct event *bare, struct finding *out)
{
	const char *came = word_came(out, leg, leg->attempt->promise), *got = word_event(out, bare);

	finding_printf(
		out,
		_("the caller was given no early audio: the %s carries SDP, the %s that the caller got for it has none"),
		came, got);
	/* A phone that was told 180 rings by itself. */
	if (bare->code == 180)
		out->severity = SEVERITY_WARNING;
	finding_leg(out, attempt, leg);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	if (!could_carry_sdp(attempt))
		return false;
	for (unsigned i = 0; i < attempt->leg_count; i++) {
		const struct leg *leg = &attempt->legs[i];
		const struct event *bare = leg->onward && leg->attempt->promise ? find_bare(attempt, leg) : NULL;

		if (!bare)
			continue;
		tell(attempt, leg, bare, out);
		return true;
	}
	return false;
}

const struct rule rule_leg_sdp_stripped = {
	.id = "leg-sdp-stripped",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_LEGS,
	.title = N_("SDP lost between two legs"),
	.explain = N_(
		"The callee's side opened an audio path in its 18x, but the response that reached the caller carries no "
		"SDP: the element between the two legs took it out. The caller's phone is told of no early media, so an "
		"announcement or the network's own ringback is sent to nobody."),
	.refs = "RFC 3261 13.2.1, RFC 3960 3",
	.next = N_(
		"Look in the element between the two legs for what handles early media there: a rule that removes bodies, "
		"\"ignore early media\", a profile that sends its own progress. Let it pass the SDP on."),
	.fires = "0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.010  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.900  B > P  183     sdp  tag=b1  call=2\n"
		 "0.910  P > A  183     tag=p1\n"
		 "9.000  B > P  200     sdp  tag=b1  call=2\n"
		 "9.010  P > A  200     sdp  tag=p1\n"
		 "9.020  A > P  ACK     tag=p1\n"
		 "9.030  P > B  ACK     tag=b1  call=2\n",
	.silent = "0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		  "0.010  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		  "0.900  B > P  183     sdp  tag=b1  call=2\n"
		  "0.910  P > A  183     sdp  tag=p1\n"
		  "9.000  B > P  200     sdp  tag=b1  call=2\n"
		  "9.010  P > A  200     sdp  tag=p1\n"
		  "9.020  A > P  ACK     tag=p1\n"
		  "9.030  P > B  ACK     tag=b1  call=2\n",
	.check = check,
};
