/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/leg.h"

/* Ringing of a leg that another leg's ringing did not precede; the leg and the caller went on waiting. */
static bool find_ringing(const struct attempt *attempt, struct progress *out)
{
	struct progress progress = {.leg = NULL};

	while (progress_next(attempt, &progress)) {
		const struct attempt *behind = progress.leg->attempt;
		ns until = progress.event->time + LEG_RELAY;

		if (progress.event->code != 180 || attempt->end < until ||
		    (behind->final && behind->final->time < until) ||
		    (attempt->cancel && attempt->cancel->time < until))
			continue;
		*out = progress;
		return true;
	}
	return false;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *before = attempt_first(attempt, 183);
	struct progress ringing;
	const char *came, *known;

	if (!before || attempt_first(attempt, 180) || !find_ringing(attempt, &ringing) ||
	    before->time >= ringing.event->time)
		return false;
	came = word_came(out, ringing.leg, ringing.event);
	known = word_event(out, before);
	finding_printf(out, _("the caller was not told that it rings: the %s was not passed on after the %s"), came,
	               known);
	/* Ringback that the network plays tells as much. */
	if (attempt_had_early_audio(attempt)) {
		finding_printf(out, _("; audio did come to the caller"));
		out->severity = SEVERITY_NOTICE;
	}
	finding_leg(out, attempt, ringing.leg);
	return true;
}

const struct rule rule_leg_180_suppressed = {
	.id = "leg-180-suppressed",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_LEGS,
	.title = N_("Ringing that the caller was not told of"),
	.explain = N_(
		"The callee's phone began to ring, and the element between the two legs kept that from the caller, who "
		"had got a 183 before. A phone that heard nothing on the early media path would ring by itself at a 180; "
		"without it the caller is left with whatever the 183 began. Several B2BUAs treat a 183 as the end of "
		"progress by design."),
	.refs = "RFC 3261 16.7, RFC 3960 3.2",
	.next = N_("Look for an option of the element between the two legs that lets a 180 follow a 183."),
	.fires = "0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.010  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.500  B > P  183     tag=b1  call=2\n"
		 "0.510  P > A  183     tag=p1\n"
		 "2.000  B > P  180     tag=b1  call=2\n"
		 "9.000  B > P  200     sdp  tag=b1  call=2\n"
		 "9.010  P > A  200     sdp  tag=p1\n"
		 "9.020  A > P  ACK     tag=p1\n"
		 "9.030  P > B  ACK     tag=b1  call=2\n",
	.silent = "0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		  "0.010  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		  "0.500  B > P  183     tag=b1  call=2\n"
		  "0.510  P > A  183     tag=p1\n"
		  "2.000  B > P  180     tag=b1  call=2\n"
		  "2.010  P > A  180     tag=p1\n"
		  "9.000  B > P  200     sdp  tag=b1  call=2\n"
		  "9.010  P > A  200     sdp  tag=p1\n"
		  "9.020  A > P  ACK     tag=p1\n"
		  "9.030  P > B  ACK     tag=b1  call=2\n",
	.check = check,
};
