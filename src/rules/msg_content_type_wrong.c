/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/reading.h"

/* A 4xx with a description of what would have been accepted opens no audio path. */
static bool is_mistyped(const struct attempt *attempt, const struct event *event)
{
	return (event->deviations & DEVIATION_CONTENT_TYPE_WRONG) && event->code < 300 && is_readable(attempt, event);
}

static const struct event *first_mistyped(const struct attempt *attempt)
{
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (is_mistyped(attempt, event))
			return event;
	return NULL;
}

/* RFC 3261 20.12: a receiver that cannot decode the body cannot know what it describes. */
static bool is_encoded(const struct event *event)
{
	return event->details->content_encoding.n && !str_ieq(event->details->content_encoding, STR("identity"));
}

static void tell(const char *reader, const struct event *event, struct finding *out)
{
	const char *message = word_event(out, event);

	if (event->sdp && event->details->content_type.n) {
		finding_printf(out,
		               /* TRANSLATORS: begins with "the caller's phone" or "the callee's side" */
		               _("%s cannot use the audio path it was given: the body of the %s is SDP, but its "
		                 "Content-Type says %s"),
		               reader, message, word_str(out, event->details->content_type));
	} else if (is_encoded(event)) {
		finding_printf(out,
		               _("%s cannot use the audio path it was given: the body of the %s is encoded "
		                 "(Content-Encoding: %s), which hardly any SIP stack can undo"),
		               reader, message, word_str(out, event->details->content_encoding));
		out->confidence = CONFIDENCE_HIGH;
	} else {
		finding_printf(out,
		               _("%s cannot use the audio path it was given: the body of the %s is no SDP, though its "
		                 "Content-Type says application/sdp"),
		               reader, message);
	}
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = first_mistyped(attempt);

	if (!event)
		return false;
	tell(reader_of(attempt, event), event, out);
	if (event->sdp)
		tell_understood(attempt, event, out);
	return true;
}

const struct rule rule_msg_content_type_wrong = {
	.id = "msg-content-type-wrong",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_MESSAGE,
	.title = N_("Content-Type that does not fit the body"),
	.explain =
		N_("A receiver decides by Content-Type how to read a body. A session description that is announced as "
                   "anything but application/sdp is passed over, and so is a body that is announced as SDP but is "
                   "something else, or is encoded (compressed). Either way the message has no SDP for its receiver, "
                   "and the audio path it was to open does not exist."),
	.refs = "RFC 3261 20.15, RFC 3261 7.4.1, RFC 3261 20.12",
	.next = N_(
		"Find out which element writes the Content-Type (header manipulation of an SBC, a script of a proxy, a "
		"gateway that takes an ISUP body apart) and have it say what the body is."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  type=text/plain\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
