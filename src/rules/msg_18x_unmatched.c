/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/reading.h"

/* Later than this after the response, a repeated INVITE is no longer one that crossed it. */
#define CROSSING SECOND

/* The caller sent something under this branch: then it is its own, and this capture lacks the INVITE. */
static bool is_known(const struct attempt *attempt, const struct event *response)
{
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (event->request && attempt_is_caller(attempt, &event->flow->source) &&
		    str_ieq(event->branch, response->branch))
			return true;
	return false;
}

/* The caller speaks in the dialog that the answer made. */
static bool is_used(const struct attempt *attempt, struct str tag)
{
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (event->request && tag.n && event->time > attempt->final->time && str_eq(event->to_tag, tag) &&
		    attempt_is_caller(attempt, &event->flow->source))
			return true;
	return false;
}

/* It cannot have dropped what it acknowledged. */
static bool was_taken(const struct attempt *attempt, const struct event *response)
{
	for (unsigned i = 0; i < attempt->reliable_count; i++)
		if (attempt->reliables[i].response == response && attempt->reliables[i].prack)
			return true;
	if (!attempt->final || !str_ieq(attempt->final->branch, response->branch))
		return false;
	return attempt->ack || is_used(attempt, attempt->final->to_tag);
}

/* On one host only the ports tell which hop a response is of. */
static bool is_back(const struct event *response)
{
	const struct flow *there = response->answers->flow, *back = response->flow;

	if (!address_same(&there->source.address, &there->destination.address))
		return address_same(&there->source.address, &back->destination.address);
	return endpoint_same(&there->source, &back->destination) && endpoint_same(&there->destination, &back->source);
}

static bool is_unmatched(const struct attempt *attempt, const struct event *event)
{
	if (!attempt_is_early(attempt, event) || !event->answers || event_fits(event) || !is_readable(attempt, event))
		return false;
	/* RFC 2543 stacks write no branch, and RFC 3261 7.3.1 leaves the case of tokens open. */
	if (!event->answers->branch.n || str_ieq(event->branch, event->answers->branch))
		return false;
	return is_back(event) && !is_known(attempt, event) && !was_taken(attempt, event);
}

static const struct event *first_unmatched(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++)
		if (is_unmatched(attempt, attempt->provisionals[i]))
			return attempt->provisionals[i];
	return NULL;
}

/* The same news in a response that does fit. */
static const struct event *told_otherwise(const struct attempt *attempt, const struct event *unmatched)
{
	for (unsigned i = 0; i < attempt->provisional_count; i++) {
		const struct event *event = attempt->provisionals[i];

		if (attempt_is_early(attempt, event) && event_fits(event) && event->code == unmatched->code &&
		    !event->sdp == !unmatched->sdp)
			return event;
	}
	return NULL;
}

static void tell_branch(const struct event *event, struct finding *out)
{
	const struct event *answered = event->answers;
	const char *response = word_event(out, event), *invite = word_event(out, answered);
	const char *branch = word_str(out, answered->branch);

	if (event->branch.n)
		finding_printf(
			out,
			_("the caller drops a response that fits none of its INVITEs: the %s has the branch %s in its "
		          "top Via, and the %s has %s"),
			response, word_str(out, event->branch), invite, branch);
	else
		finding_printf(
			out,
			_("the caller drops a response that fits none of its INVITEs: the %s has no branch in its top "
		          "Via, and the %s has %s"),
			response, invite, branch);
	if (event->details->via_sent_by.n)
		/* TRANSLATORS: a host and its port, whose Via stands on top of the response */
		finding_printf(out, _("; that Via is of %s"), word_str(out, event->details->via_sent_by));
}

/* A caller that forks sends several INVITEs, and the capture may lack one. */
static bool is_single(const struct attempt *attempt)
{
	unsigned count = 0;

	for (unsigned i = 0; i < attempt->hop_count; i++)
		count += attempt->hop[i]->cseq == attempt->last->cseq;
	return count == 1;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = first_unmatched(attempt), *other;

	if (!event)
		return false;
	other = told_otherwise(attempt, event);
	tell_branch(event, out);
	if (other) {
		finding_printf(out, _("; the same came rightly in the %s"), word_event(out, other));
		out->severity = SEVERITY_WARNING;
	} else if (event->answers->last_time - event->time > CROSSING) {
		/* TRANSLATORS: "frame 12" */
		finding_printf(out, _("; the INVITE was repeated afterwards (%s), as if nothing had come"),
		               word_frame(out, event->answers->last_frame, event->answers->last_time));
	}
	/* Without the end of the call, or with one that fits as little and was not refused, nothing shows that it was dropped. */
	if (!absence_shows(attempt) || !is_single(attempt) ||
	    ((!attempt->final || str_ieq(attempt->final->branch, event->branch)) &&
	     event->answers->last_time - event->time <= CROSSING))
		out->confidence = CONFIDENCE_LOW;
	return true;
}

const struct rule rule_msg_18x_unmatched = {
	.id = "msg-18x-unmatched",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_MESSAGE,
	.title = N_("Provisional response that fits no INVITE"),
	.explain = N_(
		"A caller finds the INVITE that a response belongs to by the branch of the top Via and by CSeq. A response with "
		"another branch is nobody's: it is dropped, and with it the ringing or the audio path it was to bring. A proxy "
		"that leaves its own Via on top, or a B2BUA that mixes up its two sides, sends such responses."),
	.refs = "RFC 3261 17.1.3, RFC 3261 8.1.3.3, RFC 3261 16.7",
	.next = N_("Look at the same response before the last proxy, and see who wrote its top Via."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  branch=other\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
