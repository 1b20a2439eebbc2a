/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* Agents that report by HEP have clocks of their own: only what was seen here is compared. */
static bool is_of_setup(const struct attempt *attempt, const struct event *event)
{
	return event->seen && attempt_on_hop(attempt, event) && !event->details->fragment_losses;
}

/* How much earlier the time of event is than that of the other. */
static const char *word_earlier(struct finding *out, const struct event *event, const struct event *than)
{
	return word_seconds(out, than->time - event->time);
}

/* More than a mirror swaps. */
static bool is_before(const struct event *event, const struct event *other)
{
	return event->time < other->time - MIRROR_SWAPS;
}

/* What a response answers, also where that was captured behind it. NULL: it was not. */
static const struct event *request_of(const struct attempt *attempt, const struct event *response)
{
	if (response->request || response->answers)
		return response->answers;
	for (const struct event *event = response->next; event; event = event->next)
		if (event->request && event->method == response->method && event->cseq == response->cseq &&
		    str_eq(event->branch, response->branch) && is_of_setup(attempt, event) &&
		    endpoint_same(&event->flow->source, &response->flow->destination))
			return event;
	return NULL;
}

static void tell_answer(const struct event *response, const struct event *request, struct finding *out)
{
	const char *answer = word_event(out, response), *asked = word_event(out, request);

	finding_printf(
		out, _("times of this call are doubtful: the %s has a time %s before that of the %s, which it answers"),
		answer, word_earlier(out, response, request), asked);
	/* Where a request is sent again its first copy may just not have been captured. */
	if (request->flow->transport == TRANSPORT_UDP) {
		finding_printf(out, _(", unless the capture lacks an earlier copy of that"));
		out->confidence = CONFIDENCE_MEDIUM;
	}
}

static void tell_behind(const struct event *event, const struct event *before, struct finding *out)
{
	const char *later = word_event(out, event), *sooner = word_event(out, before);

	finding_printf(out,
	               _("times of this call are doubtful: the %s has a time %s before that of the %s, which was "
	                 "captured before it"),
	               later, word_earlier(out, event, before), sooner);
}

static bool tell_swapped(const struct attempt *attempt, struct finding *out)
{
	const struct event *last = NULL;

	for (const struct event *event = attempt->call->first; event; event = event->next) {
		const struct event *request = is_of_setup(attempt, event) ? request_of(attempt, event) : NULL;

		if (request && order_shows(event, request) && is_before(event, request)) {
			tell_answer(event, request, out);
			return true;
		}
		if (!is_of_setup(attempt, event))
			continue;
		if (last && event->frame > last->frame && is_before(event, last)) {
			tell_behind(event, last, out);
			return true;
		}
		last = event;
	}
	return false;
}

static bool tell_skew(const struct attempt *attempt, struct finding *out)
{
	const struct event *event = attempt->call->first;
	const char *skew;

	if (!attempt->skew)
		return false;
	while (event && !event->details->skew)
		event = event->next;
	if (!event)
		return false;
	skew = word_seconds(out, attempt->skew < 0 ? -attempt->skew : attempt->skew);
	finding_printf(out,
	               attempt->skew < 0
	                       ? _("times of this call are those of a HEP agent, whose clock is %s behind that "
	                           "of this capture: see the %s")
	                       : _("times of this call are those of a HEP agent, whose clock is %s ahead of "
	                           "that of this capture: see the %s"),
	               skew, word_event(out, event));
	return true;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	return tell_swapped(attempt, out) || tell_skew(attempt, out);
}

const struct rule rule_cap_clock = {
	.id = "cap-clock",
	.severity = SEVERITY_NOTICE,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_NEVER,
	.title = N_("Time stamps contradict the order of the messages"),
	.explain =
		N_("A response has an earlier time than the request it answers, or a message an earlier one than the "
                   "message captured before it; or times come from an agent whose clock differs from that of the "
                   "capture. A clock was set during the call, or files of hosts whose clocks differ were merged. "
                   "Durations in this call may be wrong by as much as they differ."),
	.refs = "RFC 3261 17.1.1",
	.next = N_("Set the clocks of the capturing hosts by NTP, or capture at one place."),
	.fires = "0.000  B > A  183     sdp  tag=b1  branch=x\n"
		 "0.400  A > B  INVITE  sdp  branch=x\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  B > A  183     sdp  tag=b1  branch=x\n"
		  "0.004  A > B  INVITE  sdp  branch=x\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
