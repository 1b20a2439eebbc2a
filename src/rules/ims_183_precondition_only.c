/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* RFC 5009 8: the permission may also come in a later 18x, in an UPDATE or in the 2xx of a PRACK or UPDATE. */
static bool is_authorised_later(const struct attempt *attempt)
{
	for (const struct event *event = attempt->call->first; event; event = event->next) {
		bool permits = event->early_media == EARLY_MEDIA_SENDRECV || event->early_media == EARLY_MEDIA_SENDONLY;

		if (permits && attempt_is_before_final(attempt, event) &&
		    !attempt_is_caller(attempt, &event->flow.source))
			return true;
	}
	return false;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = attempt->preconditions_only ? attempt->opened : NULL;

	if (!event || is_authorised_later(attempt))
		return false;
	finding_printf(out, "no early audio was promised: the SDP of the ");
	finding_event(out, event);
	finding_printf(out, " reserves resources (a=curr, a=des), and no P-Early-Media allows audio before the answer");
	return true;
}

const struct rule rule_ims_183_precondition_only = {
	.id = "ims-183-precondition-only",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_IMS,
	.title = "SDP for resource reservation only",
	.explain =
		"Mobile networks exchange SDP in a 183 so that both sides can reserve radio bearers before anyone is "
		"alerted. Such SDP carries precondition lines. Unless P-Early-Media authorises it, nobody has to send "
		"audio on it before the answer; the caller's phone is expected to ring by itself once a 180 arrives.",
	.refs = "RFC 3312 6, RFC 5009 8",
	.next = "Nothing is wrong with this 183. If the caller heard silence, look for the 180 that should follow, and "
		"for phones or SBCs that stop ringing at any SDP.",
	.fires = "0.000  A > B  INVITE  sdp=qos\n"
		 "0.900  B > A  183     sdp=qos  tag=b1\n"
		 "2.500  B > A  180     tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n"
		 "9.030  B > A  rtp     for 1.0s\n",
	.silent = "0.000  A > B  INVITE  sdp=qos\n"
		  "0.900  B > A  183     sdp=qos  tag=b1  P-Early-Media: sendrecv\n"
		  "2.500  B > A  180     tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n"
		  "9.030  B > A  rtp     for 1.0s\n",
	.check = check,
};
