/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* The callee's tag of the dialog that event speaks in: of what its own side requests, the From-tag. */
static bool is_in_dialog(const struct event *event, struct str tag)
{
	return str_eq(event->request ? event->details->from_tag : event->to_tag, tag);
}

static bool is_of_callee(const struct attempt *attempt, const struct event *event, struct str tag)
{
	return event->sdp && !event_is_incomplete(event) && is_in_dialog(event, tag) &&
	       attempt_on_hop(attempt, event) && !attempt_is_caller(attempt, &event->flow->source);
}

/* Whether the callee's side said the same in this dialog before, in an answer, an UPDATE or what answers one. */
static bool was_said_before(const struct attempt *attempt, const struct event *event)
{
	for (const struct event *before = attempt->call->first; before && before != event; before = before->next)
		if (is_of_callee(attempt, before, event->to_tag) && sdp_same(before->sdp, event->sdp))
			return true;
	return false;
}

static bool is_late_answer(const struct attempt *attempt, const struct event *event)
{
	const struct dialog *dialog = dialog_of(attempt, event->to_tag);

	return attempt_is_last_try(attempt, event) && !event->request &&
	       (attempt_is_early(attempt, event) || (dialog && dialog->answered == event));
}

/* A response behind the exchange that offer began, in its dialog, with SDP that was never agreed. NULL: none. */
static const struct event *find_late(const struct attempt *attempt, const struct offer *offer)
{
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (event != offer->settled && event != offer->offer && event->time >= offer->settled->time &&
		    is_late_answer(attempt, event) && is_of_callee(attempt, event, offer->to_tag) &&
		    !was_said_before(attempt, event))
			return event;
	return NULL;
}

/* RFC 3262 5: agreed by a reliable provisional response, or by the PRACK that answers the offer in one. */
static bool is_agreed_early(const struct offer *offer)
{
	return offer->initial && offer->state == OFFER_AGREED && offer->settled && offer->settled->code < 200 &&
	       offer->to_tag.n;
}

static const struct event *agreed_by_callee(const struct offer *offer)
{
	return offer->from_caller ? offer->settled : offer->offer;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	for (unsigned i = 0; i < attempt->offer_count; i++) {
		const struct offer *offer = &attempt->offers[i];
		const struct event *late = is_agreed_early(offer) ? find_late(attempt, offer) : NULL;
		const char *changed;
		unsigned differences;

		if (!late)
			continue;
		differences = sdp_differs(agreed_by_callee(offer)->sdp, late->sdp);
		changed = word_event(out, late);
		/* TRANSLATORS: in the brackets stands what differs: "address, port" */
		finding_printf(
			out,
			_("the two sides may now disagree where audio goes: the %s brings other SDP (%s) than what the %s "
		          "had agreed, and callers must ignore it"),
			changed, word_differences(out, differences), word_event(out, offer->settled));
		if (!(differences & ~(unsigned)SDP_DIFFERS_OTHER))
			out->severity = SEVERITY_NOTICE;
		return true;
	}
	return false;
}

const struct rule rule_em_answer_after_agreed = {
	.id = "em-answer-after-agreed",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SDP,
	.title = N_("Other SDP after offer and answer were complete"),
	.explain =
		N_("A reliable provisional response had answered the caller's offer, or a PRACK the callee's: from "
                   "there on SDP changes only by a new offer, in an UPDATE or a re-INVITE. SDP in a later response to "
                   "the INVITE means nothing, and a caller that follows the RFC ignores it. When it differs, the "
                   "callee's side believes that audio moved and the caller's does not."),
	.refs = "RFC 3262 5, RFC 6337 3.1.2",
	.next = N_(
		"Have the callee's side send UPDATE when it moves the audio, and leave SDP out of the responses that follow a "
		"reliable answer."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  rel\n"
		 "0.920  A > B  PRACK   tag=b1  rack=1\n"
		 "0.930  B > A  200     tag=b1  of=PRACK\n"
		 "9.000  B > A  200     sdp  tag=b1  port=40100\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1  rel\n"
		  "0.920  A > B  PRACK   tag=b1  rack=1\n"
		  "0.930  B > A  200     tag=b1  of=PRACK\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
