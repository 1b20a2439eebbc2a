/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/leg.h"

/* The leg whose 603 the caller got, where all legs are seen whole and their times compare. NULL: there is none. */
static const struct leg *find_refused(const struct attempt *attempt)
{
	const struct leg *refused = NULL;

	for (unsigned i = 0; i < attempt->leg_count; i++) {
		const struct leg *leg = &attempt->legs[i];

		if (!leg->onward)
			continue;
		if (leg->grade == GRADE_LOW || !leg_keeps_time(attempt, leg) || !absence_shows(leg->attempt) ||
		    leg->attempt->cut)
			return NULL;
		if (leg->attempt->final && leg->attempt->final->code >= 600)
			refused = leg;
	}
	return legs_are_all(attempt) ? refused : NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *ringing = attempt_first(attempt, 180);
	const struct leg *leg = ringing && attempt->outcome == OUTCOME_DECLINED ? find_refused(attempt) : NULL;
	const struct event *rang = leg ? attempt_first(leg->attempt, 180) : NULL;
	const char *told, *refused;

	/* A proxy does not ring by itself: what it passed on was not captured behind it. */
	if (!leg || leg->tie == TIE_CALL_ID || !attempt->final || attempt->final->code != 603 ||
	    progress_by(attempt, 0, ringing->time + LEG_SLACK))
		return false;
	told = word_event(out, ringing);
	refused = word_event(out, attempt->final);
	if (rang)
		finding_printf(
			out,
			_("the caller heard ringing before any phone rang, so nothing follows from the %s between the %s and "
		          "the %s: the callee's side rang only with the %s"),
			word_seconds(out, attempt->final->time - ringing->time), told, refused, word_event(out, rang));
	else
		finding_printf(
			out,
			_("the caller heard ringing though no phone is known to have rung, so nothing follows from the %s "
		          "between the %s and the %s: the callee's side sent the %s without any 180"),
			word_seconds(out, attempt->final->time - ringing->time), told, refused,
			word_event(out, leg->attempt->final));
	finding_leg(out, attempt, leg);
	return true;
}

const struct rule rule_dec_fake_ring_then_603 = {
	.id = "dec-fake-ring-then-603",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_NEVER,
	.title = N_("Ringing was invented before the 603"),
	.explain = N_(
		"The element between the two legs told the caller that it rings before the callee's side had said so, and the "
		"call was then declined. The time from the 180 to the 603 looks like a person who let it ring and pressed reject, "
		"but it is the element's own: the refusal may as well have come at once from a network or a device."),
	.refs = "RFC 3261 21.1.2, RFC 3261 21.6.2",
	.next = N_(
		"Judge who declined by the leg towards the callee, and turn early ringing off in the element between where callers "
		"must not be misled."),
	.fires = "0.000  A > P  INVITE  sdp  X-CID: one\n"
		 "0.010  P > B  INVITE  sdp  call=2  X-CID: one\n"
		 "0.100  P > A  180     tag=p1\n"
		 "7.000  B > P  603     tag=b1  call=2\n"
		 "7.005  P > B  ACK     tag=b1  call=2\n"
		 "7.010  P > A  603     tag=p1\n"
		 "7.020  A > P  ACK     tag=p1\n",
	.silent = "0.000  A > P  INVITE  sdp  X-CID: one\n"
		  "0.010  P > B  INVITE  sdp  call=2  X-CID: one\n"
		  "0.090  B > P  180     tag=b1  call=2\n"
		  "0.100  P > A  180     tag=p1\n"
		  "7.000  B > P  603     tag=b1  call=2\n"
		  "7.005  P > B  ACK     tag=b1  call=2\n"
		  "7.010  P > A  603     tag=p1\n"
		  "7.020  A > P  ACK     tag=p1\n",
	.check = check,
};
