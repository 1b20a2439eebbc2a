/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/reading.h"

static const struct event *first_hidden(const struct attempt *attempt)
{
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if ((event->deviations & DEVIATION_CONTENT_TYPE_MISSING) && event->code < 300 &&
		    is_readable(attempt, event))
			return event;
	return NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = first_hidden(attempt);

	if (!event)
		return false;
	finding_printf(
		out,
		/* TRANSLATORS: begins with "the caller's phone" or "the callee's side" */
		_("%s cannot use the audio path it was given: the body of the %s is SDP, but no Content-Type says so"),
		reader_of(attempt, event), word_event(out, event));
	tell_understood(attempt, event, out);
	return true;
}

const struct rule rule_msg_content_type_missing = {
	.id = "msg-content-type-missing",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_MESSAGE,
	.title = N_("SDP in a message without Content-Type"),
	.explain = N_("A message with a body must name the type of that body. Here the bytes are a session "
                      "description, yet nothing declares them as application/sdp. Most SIP stacks then treat the "
                      "message as having no SDP at all, so no early media is set up, however right the SDP itself is."),
	.refs = "RFC 3261 7.4.1, RFC 3261 20.15",
	.next = N_("Find the element that writes or rewrites this message (header manipulation rules of an SBC are "
                   "the usual place) and make it send Content-Type: application/sdp."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp=untyped  tag=b1\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
