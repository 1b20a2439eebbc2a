/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/leg.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *relayed;
	struct progress progress;
	const char *came, *passed;

	if (!find_turned(attempt, 180, 183, &progress, &relayed))
		return false;
	came = word_came(out, progress.leg, progress.event);
	passed = word_event(out, relayed);
	finding_printf(out, _("the caller was not told that it rings: the %s was passed on as the %s"), came, passed);
	finding_leg(out, attempt, progress.leg);
	return true;
}

const struct rule rule_leg_180_to_183 = {
	.id = "leg-180-to-183",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_LEGS,
	.title = N_("180 turned into 183 on the way"),
	.explain = N_(
		"The callee's side said that it rings, the caller got 183. A 183 starts no local ringing, and one with "
		"SDP stops it on many phones: the caller hears something only if the element between the two legs plays "
		"ringback itself."),
	.refs = "RFC 3261 21.1.2, RFC 3261 21.1.5, RFC 3960 3.2",
	.next = N_(
		"See whether RTP came to the caller after the 183. If not, look for an option of the element between the "
		"two legs to send 180, such as inband_progress of Asterisk."),
	.fires = "0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.010  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.900  B > P  180     tag=b1  call=2\n"
		 "0.910  P > A  183     sdp  tag=p1\n"
		 "9.000  B > P  200     sdp  tag=b1  call=2\n"
		 "9.010  P > A  200     sdp  tag=p1\n"
		 "9.020  A > P  ACK     tag=p1\n"
		 "9.030  P > B  ACK     tag=b1  call=2\n",
	.silent = "0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		  "0.010  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		  "0.900  B > P  180     tag=b1  call=2\n"
		  "0.910  P > A  180     sdp  tag=p1\n"
		  "9.000  B > P  200     sdp  tag=b1  call=2\n"
		  "9.010  P > A  200     sdp  tag=p1\n"
		  "9.020  A > P  ACK     tag=p1\n"
		  "9.030  P > B  ACK     tag=b1  call=2\n",
	.check = check,
};
