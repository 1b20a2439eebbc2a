/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/reading.h"

static const struct event *first_overlong(const struct attempt *attempt)
{
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if ((event->deviations & DEVIATION_CONTENT_LENGTH_LONG) && is_readable(attempt, event))
			return event;
	return NULL;
}

/* What shows that a message arrived does not show that it was understood when it says that it was not. */
static const struct event *accepted_by(const struct attempt *attempt, const struct event *event)
{
	const struct event *answer = attempt_answered(attempt, event);

	return answer && answer->code != 400 ? answer : NULL;
}

/* RFC 3261 18.3: over UDP a response is discarded, a request is refused; a stream is read on beyond the end. */
static void tell_effect(const struct attempt *attempt, const struct event *event, struct finding *out)
{
	const struct event *refusal = event->request ? attempt_answered(attempt, event) : NULL;

	if (event->flow->transport != TRANSPORT_UDP) {
		finding_printf(out, _(", so over a stream the messages behind it are taken for the rest of its body"));
		if (refusal)
			finding_printf(out, _("; it was refused: the %s"), word_event(out, refusal));
	} else if (!event->request) {
		finding_printf(out, _(", and such a response is to be discarded"));
	} else if (refusal) {
		finding_printf(out, _(", and it was refused: the %s"), word_event(out, refusal));
	} else {
		finding_printf(out, _(", and such a request is to be refused or dropped"));
	}
}

static void tell_accepted(const struct attempt *attempt, const struct event *event, const struct event *answer,
                          struct finding *out)
{
	const char *reader = reader_of(attempt, event), *overlong = word_event(out, event);

	finding_printf(
		out,
		/* TRANSLATORS: begins with "the caller's phone" or "the callee's side" */
		_("%s was given a message that is too short for its Content-Length: the %s announces %u bytes of "
	          "body, and %zu follow; it was taken all the same, as the %s shows"),
		reader, overlong, event->details->content_length, event->details->body_size, word_event(out, answer));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = first_overlong(attempt), *answer;

	if (!event)
		return false;
	answer = accepted_by(attempt, event);
	if (answer) {
		tell_accepted(attempt, event, answer, out);
		out->severity = SEVERITY_NOTICE;
		return true;
	}
	finding_printf(out,
	               /* TRANSLATORS: begins with "the caller's phone" or "the callee's side" */
	               _("%s may not have taken the %s: its Content-Length says %u, but only %zu bytes of body follow"),
	               reader_of(attempt, event), word_event(out, event), event->details->content_length,
	               event->details->body_size);
	tell_effect(attempt, event, out);
	if (event->sdp)
		tell_understood(attempt, event, out);
	return true;
}

const struct rule rule_msg_content_length_long = {
	.id = "msg-content-length-long",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_MESSAGE,
	.title = N_("Content-Length says more than there is"),
	.explain = N_(
		"A datagram that ends before the body its Content-Length announces is an error: a response is to be thrown away "
		"as if it had never come, a request to be answered with 400. Over TCP the receiver waits for the missing bytes "
		"and takes them from the message behind. A firewall that shortens an address in the SDP without correcting the "
		"length causes this, and so does whatever drops the end of a message."),
	.refs = "RFC 3261 18.3, RFC 3261 20.14",
	.next = N_(
		"Switch off the SIP helper (ALG) of routers and firewalls on the way, and compare the message with the one "
		"its sender wrote."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  length=+5\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
