/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/leg.h"

static void tell(const struct attempt *attempt, const struct progress *progress, const struct event *later,
                 struct finding *out)
{
	const struct event *event = progress->event;
	const char *came = word_came(out, progress->leg, event), *until;
	bool told = later || (attempt->first_18x && attempt->first_18x->time < event->time);

	if (event->sdp)
		/* TRANSLATORS: a response: "183 (frame 5) that came to 10.0.0.2 with SDP" */
		came = word_printf(out, _("%s with SDP"), came);
	until = later ? word_event(out, later) : word_end(out, attempt);
	if (later)
		/* TRANSLATORS: a response: "until the 180 (frame 9), which is of later progress" */
		until = word_printf(out, _("the %s, which is of later progress"), until);
	finding_printf(out,
	               told ? _("the caller was not told of all progress: the %s was not passed on in %s, until %s")
	                    : _("the caller was told of no progress: the %s was not passed on in %s, until %s"),
	               came, word_seconds(out, (later ? later->time : attempt->end) - event->time), until);
	finding_leg(out, attempt, progress->leg);
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	struct progress progress;
	const struct event *later;

	/* leg-180-suppressed tells of the others. */
	if (!find_fate(attempt, FATE_SWALLOWED, &progress, &later))
		return false;
	tell(attempt, &progress, later, out);
	return true;
}

const struct rule rule_leg_18x_swallowed = {
	.id = "leg-18x-swallowed",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_LEGS,
	.title = N_("Progress that never reached the caller"),
	.explain = N_(
		"The callee's side said that the call makes progress, and the element between the two legs told the "
		"caller nothing. The caller's phone goes on as if nobody had answered the INVITE: no ringing, or no early "
		"media. B2BUAs drop a response with another To-tag, one that repeats a code they sent before, or one for "
		"which they have no rule; a proxy must pass every 101 to 199 on at once."),
	.refs = "RFC 3261 16.7",
	.next = N_(
		"Look in the element between the two legs for a filter of duplicate or forked provisional responses, and "
		"for the log line about this one."),
	.fires = "0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.010  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
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
