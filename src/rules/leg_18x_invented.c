/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/leg.h"

/* A 183 with SDP may be an announcement of the element's own, as of a queue. */
static const struct event *find_claim(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (attempt_is_early(attempt, event) && (event->code == 180 || (event->code == 183 && !event->sdp)))
			return event;
	}
	return NULL;
}

/* Every leg shows all that came, and its times compare. */
static bool are_legs_whole(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->leg_count; i++) {
		const struct leg *leg = &attempt->legs[i];

		/* A proxy does not ring by itself: what it passed on was not captured behind it. */
		if (leg->onward &&
		    (leg->tie == TIE_CALL_ID || !leg_keeps_time(attempt, leg) || !absence_shows(leg->attempt)))
			return false;
	}
	return has_onward(attempt) && legs_are_all(attempt);
}

static const struct leg *first_onward(const struct attempt *attempt)
{
	const struct leg *leg = attempt->legs;

	while (!leg->onward)
		leg++;
	return leg;
}

static void tell(const struct attempt *attempt, const struct event *claim, struct finding *out)
{
	const char *told = word_event(out, claim), *reported;
	struct progress first;

	if (progress_first(attempt, &first)) {
		reported = word_event(out, first.event);
		finding_printf(out,
		               _("the caller was told of progress that the callee's side had not reported: the %s came "
		                 "%s before the %s, the first from the callee's side"),
		               told, word_seconds(out, first.event->time - claim->time), reported);
		return;
	}
	finding_printf(out,
	               _("the caller was told of progress that the callee's side had not reported: the %s rests on "
	                 "nothing: no leg towards the callee had any 18x"),
	               told);
	finding_proof(out, first_onward(attempt)->attempt->invite);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *claim = find_claim(attempt);

	if (!claim || !are_legs_whole(attempt) || progress_by(attempt, 0, claim->time + LEG_SLACK))
		return false;
	tell(attempt, claim, out);
	finding_leg(out, attempt, first_onward(attempt));
	return true;
}

const struct rule rule_leg_18x_invented = {
	.id = "leg-18x-invented",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_LEGS,
	.title = N_("Progress that the callee's side had not reported"),
	.explain =
		N_("The caller was told of progress before the element between the two legs had any from the callee's "
                   "side. Some B2BUAs and gateways ring at once so that callers do not hang up; when the call then "
                   "fails, the caller heard ringing of a phone that never rang, and times measured from the 180 mean "
                   "nothing."),
	.refs = "RFC 3261 21.1.2",
	.next = N_(
		"Nothing, if this is wanted. Otherwise look for early or fake ringing in the element between the two "
		"legs. A leg that is not in this capture may also have rung."),
	.fires = "0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.010  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.100  P > A  180     tag=p1\n"
		 "0.900  B > P  180     tag=b1  call=2\n"
		 "9.000  B > P  200     sdp  tag=b1  call=2\n"
		 "9.010  P > A  200     sdp  tag=p1\n"
		 "9.020  A > P  ACK     tag=p1\n"
		 "9.030  P > B  ACK     tag=b1  call=2\n",
	.silent = "0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		  "0.010  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		  "0.900  B > P  180     tag=b1  call=2\n"
		  "0.910  P > A  180     tag=p1\n"
		  "9.000  B > P  200     sdp  tag=b1  call=2\n"
		  "9.010  P > A  200     sdp  tag=p1\n"
		  "9.020  A > P  ACK     tag=p1\n"
		  "9.030  P > B  ACK     tag=b1  call=2\n",
	.check = check,
};
