/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/bearer.h"

/* What closed the gate again: another P-Early-Media of the same side, or the end of the dialog. NULL: nothing did. */
static const struct event *taken_back(const struct attempt *attempt, const struct event *authorised)
{
	for (const struct event *event = authorised->next; event; event = event->next) {
		if (!attempt_in_last_try(attempt, event) || !attempt_is_before_final(attempt, event) ||
		    attempt_is_caller(attempt, &event->flow->source))
			continue;
		if (event->early_media == EARLY_MEDIA_INACTIVE || event->early_media == EARLY_MEDIA_RECVONLY ||
		    (event->code == 199 && str_eq(event->to_tag, authorised->to_tag)))
			return event;
	}
	return NULL;
}

/* RFC 3312: without bearers there is nothing that audio could flow on. */
static bool lacks_bearers(const struct attempt *attempt, const struct event *authorised)
{
	const struct dialog *dialog = dialog_of(attempt, authorised->to_tag);
	struct precondition precondition;

	return dialog && precondition_of(attempt, dialog, NULL, &precondition) && precondition.caller_unmet;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = attempt_authorised(attempt), *end;
	const char *authorised, *ended;
	ns since, until;

	if (!event || !attempt->opened || lacks_bearers(attempt, event))
		return false;
	end = taken_back(attempt, event);
	since = event->time > attempt->opened->time ? event->time : attempt->opened->time;
	until = end ? end->time : attempt->end;
	if (!audio_is_missing(attempt, since, until))
		return false;
	authorised = word_event(out, event);
	ended = end ? word_printf(out, _("the %s"), word_event(out, end)) : word_end(out, attempt);
	finding_printf(out,
	               _("the caller's network let early audio in and none came for %s: the %s says P-Early-Media: %s, "
	                 "and up to %s no RTP reached the caller"),
	               word_seconds(out, until - since), authorised,
	               event->early_media == EARLY_MEDIA_SENDRECV ? "sendrecv" : "sendonly", ended);
	out->confidence = confidence_in_audio(attempt);
	return true;
}

const struct rule rule_ims_pem_authorised_no_rtp = {
	.id = "ims-pem-authorised-no-rtp",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_MEDIUM,
	.step = STEP_IMS,
	.title = N_("Early media authorised and none came"),
	.explain = N_(
		"P-Early-Media with sendrecv or sendonly is more than an open audio path: an element of the network says that it "
		"plays something itself, and phones stop ringing on their own because of it. No audio followed, so the caller "
		"heard nothing. The media server that should play was not connected, or its audio is lost on the way."),
	.refs = "RFC 5009 8, 3GPP TS 24.628 4.2",
	.next = N_(
		"Find the element that wrote the header (application server, MGCF) and follow the media it controls: is the "
		"announcement server allocated, does RTP leave it, does a gate on the way stay shut?"),
	.fires = "0.000  A > B  INVITE  sdp  P-Early-Media: supported\n"
		 "0.900  B > A  183     sdp  tag=b1  P-Early-Media: sendonly\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n"
		 "9.050  B > A  rtp     for 3.0s\n",
	.silent = "0.000  A > B  INVITE  sdp  P-Early-Media: supported\n"
		  "0.900  B > A  183     sdp  tag=b1  P-Early-Media: sendonly\n"
		  "0.950  B > A  rtp     for 8.0s\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n"
		  "9.050  B > A  rtp     for 3.0s\n",
	.early = true,
	.check = check,
};
