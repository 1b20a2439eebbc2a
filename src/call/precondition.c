/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/precondition.h"

/* RFC 3312 4: directions are those of who writes them. */
static unsigned turned(unsigned ways)
{
	return ((ways & SDP_WAY_SEND) ? SDP_WAY_RECV : 0) | ((ways & SDP_WAY_RECV) ? SDP_WAY_SEND : 0);
}

static const struct sdp_media *reserving(const struct event *event)
{
	const struct sdp_media *audio = event ? sdp_audio(event->sdp) : NULL;

	return audio && audio->has_preconditions ? audio : NULL;
}

/* RFC 3311 5.2: an offer that is refused changes nothing. What ends the INVITE ends the call, and stood until then. */
static bool is_refused(const struct attempt *a, const struct event *event)
{
	if (event == a->invite)
		return false;
	for (unsigned i = 0; i < a->offer_count; i++)
		if (a->offers[i].offer == event &&
		    (a->offers[i].state == OFFER_REFUSED || a->offers[i].state == OFFER_GLARE))
			return true;
	return false;
}

/* In what the callee requests, its own tag is the From-tag. */
static bool is_of_dialog(const struct attempt *a, const struct event *event, struct str tag)
{
	const struct event *request = event->request ? event : event->answers;

	if (event == a->invite)
		return true;
	if (request && request->method != METHOD_INVITE && !attempt_is_caller(a, &request->flow->source))
		return str_eq(request->details->from_tag, tag);
	return str_eq(event->to_tag, tag);
}

static unsigned desired(const struct sdp_media *callee, enum sdp_status own, const struct sdp_media *caller,
                        enum sdp_status theirs)
{
	return sdp_desired(callee, own) | (caller ? turned(sdp_desired(caller, theirs)) : 0);
}

static unsigned unmet(const struct sdp_media *callee, enum sdp_status own, const struct sdp_media *caller,
                      enum sdp_status theirs)
{
	unsigned reached = sdp_current(callee, own) | (caller ? turned(sdp_current(caller, theirs)) : 0);

	return desired(callee, own, caller, theirs) & ~reached;
}

static void weigh(struct precondition *out)
{
	const struct sdp_media *callee = reserving(out->callee_said), *caller = reserving(out->caller_said);

	if (!callee)
		return;
	out->callee_unmet = unmet(callee, SDP_STATUS_LOCAL, caller, SDP_STATUS_REMOTE);
	out->caller_unmet = unmet(callee, SDP_STATUS_REMOTE, caller, SDP_STATUS_LOCAL);
	out->whole_unmet = unmet(callee, SDP_STATUS_E2E, caller, SDP_STATUS_E2E);
}

bool precondition_hear(const struct attempt *a, const struct dialog *dialog, const struct event *event,
                       struct precondition *out)
{
	if (reserving(event) && event->code < 300 && is_of_dialog(a, event, dialog->to_tag) &&
	    attempt_in_last_try(a, event) && !is_refused(a, event)) {
		if (attempt_is_caller(a, &event->flow->source))
			out->caller_said = event;
		else
			out->callee_said = event;
		weigh(out);
	}
	return out->callee_said != NULL;
}

bool precondition_of(const struct attempt *a, const struct dialog *dialog, const struct event *until,
                     struct precondition *out)
{
	*out = (struct precondition){0};
	for (const struct event *event = a->call->first; event; event = event->next) {
		if (until && event->time > until->time)
			break;
		precondition_hear(a, dialog, event, out);
		if (event == until)
			break;
	}
	return out->callee_said != NULL;
}

bool precondition_is_unmet(const struct precondition *precondition)
{
	return precondition->callee_unmet || precondition->caller_unmet || precondition->whole_unmet;
}
