/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/leg.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *relayed;
	struct progress progress;
	const char *came, *passed;

	if (!find_turned(attempt, 183, 180, &progress, &relayed))
		return false;
	came = word_came(out, progress.leg, progress.event);
	passed = word_event(out, relayed);
	finding_printf(out,
	               _("the caller was told that it rings when nobody had said so: the %s was passed on as the %s"),
	               came, passed);
	finding_leg(out, attempt, progress.leg);
	return true;
}

const struct rule rule_leg_183_to_180 = {
	.id = "leg-183-to-180",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_LEGS,
	.title = N_("183 turned into 180 on the way"),
	.explain = N_(
		"The callee's side sent 183, the caller got 180. Without SDP in it the caller's phone rings by itself and "
		"does not listen for audio: an announcement that the callee's side plays before the answer is not heard, "
		"and the caller believes that somebody's phone rings."),
	.refs = "RFC 3261 21.1.2, RFC 3261 21.1.5, RFC 3960 3.2",
	.next = N_(
		"Look for an option of the element between the two legs that ignores early media or maps progress to "
		"ringing."),
	.fires = "0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.010  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.900  B > P  183     sdp  tag=b1  call=2\n"
		 "0.910  P > A  180     tag=p1\n"
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
