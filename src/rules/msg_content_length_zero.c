/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/reading.h"

static const struct event *first_hidden(const struct attempt *attempt)
{
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if ((event->deviations & DEVIATION_CONTENT_LENGTH_ZERO) && event->sdp && event->code < 300 &&
		    is_readable(attempt, event))
			return event;
	return NULL;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = first_hidden(attempt);
	bool said = event && !(event->deviations & DEVIATION_CONTENT_LENGTH_NONE);

	if (!event)
		return false;
	finding_printf(
		out,
		said
			/* TRANSLATORS: begins with "the caller's phone" or "the callee's side" */
			? _("%s does not see the audio path it was given: the %s has Content-Length 0, but %zu bytes of SDP follow")
			: _("%s does not see the audio path it was given: the %s has no Content-Length, which over a stream means "
	                    "0, but %zu bytes of SDP follow"),
		reader_of(attempt, event), word_event(out, event), event->details->body_size);
	tell_understood(attempt, event, out);
	return true;
}

const struct rule rule_msg_content_length_zero = {
	.id = "msg-content-length-zero",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_MESSAGE,
	.title = N_("SDP that Content-Length hides"),
	.explain = N_(
		"A Content-Length of 0 says that the message ends with its header; over TCP and TLS no Content-Length says "
		"the same. The SDP behind it is there for everybody to see but the receiver, which is right to drop it, and "
		"no audio path opens."),
	.refs = "RFC 3261 20.14, RFC 3261 18.3",
	.next = N_(
		"Find the element that writes the length: one that adds SDP to a response that had none, or a SIP helper "
		"(ALG) of a router. Over TCP see to it that Content-Length is sent at all."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  length=0\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
