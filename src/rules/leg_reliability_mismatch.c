/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/leg.h"

static bool check(const struct attempt *attempt, struct finding *out)
{
	for (unsigned i = 0; i < attempt->leg_count; i++) {
		const struct leg *leg = &attempt->legs[i];
		const struct attempt *behind = leg->onward ? leg->attempt : NULL;
		const struct reliable *reliable;
		const struct event *plain;
		const char *acknowledged, *bare;

		if (!behind || !attempt->first_18x || !behind->first_18x ||
		    !attempt->reliable_count == !behind->reliable_count)
			continue;
		reliable = attempt->reliable_count ? &attempt->reliables[0] : &behind->reliables[0];
		plain = attempt->reliable_count ? behind->first_18x : attempt->first_18x;
		if (event_is_incomplete(plain))
			continue;
		acknowledged = word_event(out, reliable->response);
		bare = word_event(out, plain);
		finding_printf(out,
		               attempt->reliable_count
		                       ? _("only the caller's leg asks for PRACK: the %s is reliable, the %s is not")
		                       : _("only the callee's leg asks for PRACK: the %s is reliable, the %s is not"),
		               acknowledged, bare);
		finding_leg(out, attempt, leg);
		return true;
	}
	return false;
}

const struct rule rule_leg_reliability_mismatch = {
	.id = "leg-reliability-mismatch",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_LEGS,
	.title = N_("Reliable provisional responses on one leg only"),
	.explain = N_(
		"One leg uses 100rel and PRACK, the other does not: the element between the two translates. It must "
		"answer the PRACK itself, and whatever it loses on the leg without 100rel is lost for good. An offer or "
		"answer that rests on PRACK cannot cross it."),
	.refs = "RFC 3262 3",
	.next = N_("Nothing, if the call worked. If SDP or a response was lost, offer 100rel on both legs or on none."),
	.fires = "0.000  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.010  P > B  INVITE  sdp  call=2  Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
		 "0.900  B > P  183     sdp  tag=b1  call=2  rel\n"
		 "0.905  P > B  PRACK   tag=b1  call=2\n"
		 "0.908  B > P  200     of=PRACK  tag=b1  call=2\n"
		 "0.910  P > A  183     sdp  tag=p1\n"
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
