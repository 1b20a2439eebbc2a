/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/leg.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *relayed;
	struct progress progress;
	const char *came, *passed;

	if (!find_fate(attempt, FATE_LATE, &progress, &relayed))
		return false;
	came = word_came(out, progress.leg, progress.event);
	passed = word_event(out, relayed);
	finding_printf(out, _("the caller was told of progress %s late: the %s was passed on only as the %s"),
	               word_seconds(out, relayed->time - progress.event->time), came, passed);
	finding_leg(out, attempt, progress.leg);
	return true;
}

const struct rule rule_leg_18x_delayed = {
	.id = "leg-18x-delayed",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_LEGS,
	.title = N_("Progress that reached the caller late"),
	.explain = N_(
		"The element between the two legs held a provisional response back before it passed it on. Until then the "
		"caller heard nothing. Some SBCs do so on purpose: they wait for RTP, for a reservation or for the answer "
		"of another leg."),
	.refs = "RFC 3261 16.7",
	.next = N_("If the silence is too long, look for an option of the element between the two legs that delays 18x "
                   "responses."),
	.fires = "0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.010  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.900  B > P  180     tag=b1  call=2\n"
		 "3.900  P > A  180     tag=p1\n"
		 "9.000  B > P  200     sdp  tag=b1  call=2\n"
		 "9.010  P > A  200     sdp  tag=p1\n"
		 "9.020  A > P  ACK     tag=p1\n"
		 "9.030  P > B  ACK     tag=b1  call=2\n",
	.silent = "0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		  "0.010  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		  "0.900  B > P  180     tag=b1  call=2\n"
		  "1.300  P > A  180     tag=p1\n"
		  "9.000  B > P  200     sdp  tag=b1  call=2\n"
		  "9.010  P > A  200     sdp  tag=p1\n"
		  "9.020  A > P  ACK     tag=p1\n"
		  "9.030  P > B  ACK     tag=b1  call=2\n",
	.check = check,
};
