/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/bearer.h"

/* Resources may all be there already, and still nobody said that audio may come before the answer. */
static void tell_status(const struct attempt *attempt, const struct event *event, struct finding *out)
{
	const struct dialog *dialog = dialog_of(attempt, event->to_tag);
	struct precondition precondition;

	if (!dialog || !precondition_of(attempt, dialog, event, &precondition))
		return;
	if (!precondition_is_unmet(&precondition)) {
		finding_printf(out, _("; all it asks for is reserved"));
		return;
	}
	finding_printf(out, _("; not reserved when it came: %s"), word_unmet(out, &precondition));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = attempt->preconditions_only ? attempt->opened : NULL;

	/* RFC 5009 8: the permission may also come in a later 18x, in an UPDATE or in the 2xx of a PRACK or UPDATE. */
	if (!event || attempt_authorised(attempt))
		return false;
	finding_printf(out,
	               _("no early audio was promised: the SDP of the %s reserves resources (a=curr, a=des), and no "
	                 "P-Early-Media allows audio before the answer"),
	               word_event(out, event));
	tell_status(attempt, event, out);
	return true;
}

const struct rule rule_ims_183_precondition_only = {
	.id = "ims-183-precondition-only",
	.severity = SEVERITY_INFO,
	.confidence = CONFIDENCE_HIGH,
	.step = STEP_IMS,
	.title = N_("SDP for resource reservation only"),
	.explain = N_(
		"Mobile networks exchange SDP in a 183 so that both sides can reserve radio bearers before anyone is "
		"alerted. Such SDP carries precondition lines. Unless P-Early-Media authorises it, nobody has to send "
		"audio on it before the answer; the caller's phone is expected to ring by itself once a 180 arrives."),
	.refs = "RFC 3312 6, RFC 5009 8",
	.next = N_(
		"Nothing is wrong with this 183. If the caller heard silence, look for the 180 that should follow, and "
		"for phones or SBCs that stop ringing at any SDP."),
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
