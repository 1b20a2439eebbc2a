/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/reading.h"

static const struct event *first_shortened(const struct attempt *attempt)
{
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if ((event->deviations & DEVIATION_CONTENT_LENGTH_SHORT) && event->sdp && event->code < 300 &&
		    is_readable(attempt, event))
			return event;
	return NULL;
}

/* What is left ends with a whole line and still says where audio goes: most stacks make do with it. */
static bool is_enough(const struct sdp *sdp)
{
	const struct sdp_media *audio = sdp_audio(sdp);

	return audio && audio->formats && !sdp_lacks(sdp) && !(sdp->deviations & SDP_NO_FINAL_CRLF);
}

static void tell_rest(const struct event *event, struct finding *out)
{
	if (!sdp_audio(event->sdp)) {
		finding_printf(out, _(", and what is left of the SDP has no audio line"));
	} else if (is_enough(event->sdp)) {
		finding_printf(out, _(", and the last lines of the SDP are lost"));
		out->severity = SEVERITY_WARNING;
	} else {
		finding_printf(out, _(", and the SDP breaks off before its end"));
	}
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = first_shortened(attempt);

	if (!event)
		return false;
	finding_printf(
		out,
		/* TRANSLATORS: begins with "the caller's phone" or "the callee's side" */
		_("%s does not get all of the SDP: Content-Length of the %s says %u, but %zu bytes of body follow"),
		reader_of(attempt, event), word_event(out, event), event->details->content_length,
		event->details->body_size);
	tell_rest(event, out);
	tell_understood(attempt, event, out);
	return true;
}

const struct rule rule_msg_content_length_short = {
	.id = "msg-content-length-short",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_MESSAGE,
	.title = N_("Content-Length cuts the SDP short"),
	.explain =
		N_("The receiver takes as much body as Content-Length says and drops the rest of the datagram. The "
                   "part that is dropped may hold codecs, the direction or the whole audio line. The usual cause is a "
                   "firewall or home router that writes another address into the SDP and leaves the length as it was."),
	.refs = "RFC 3261 18.3, RFC 3261 20.14",
	.next = N_(
		"Switch off the SIP helper (ALG) of routers and firewalls on the way. If there is none, compare this message "
		"with the one its sender wrote, hop by hop, to see who changed the body."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  length=-30\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
