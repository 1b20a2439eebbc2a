/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/reliable.h"

#include "call/attempt.h"

/* The method that RAck names is kept only where it is not INVITE. */
static bool names_invite(const struct event *prack)
{
	return prack->details->rack_method == METHOD_UNKNOWN || prack->details->rack_method == METHOD_INVITE;
}

bool event_acknowledges(const struct event *prack, const struct event *response)
{
	return prack->method == METHOD_PRACK && prack->request && response->rseq &&
	       prack->rack_rseq == response->rseq && prack->rack_cseq == response->cseq && names_invite(prack) &&
	       (!prack->to_tag.n || !response->to_tag.n || str_eq(prack->to_tag, response->to_tag));
}

/* RFC 3262 3: 100 is never reliable, whatever it says. */
static bool is_reliable(const struct attempt *a, const struct event *event)
{
	return event->code > 100 && event->cseq == a->last->cseq && event_is_reliable(event);
}

/* One that was refused may have been sent again, with credentials say: the one that was accepted counts. */
static void hear(struct reliable *reliable, const struct event *prack, const struct event *event)
{
	if (!reliable->prack)
		reliable->prack = prack;
	if (event->code < 200 || (reliable->prack_final && reliable->prack_final->code < 300))
		return;
	reliable->prack = prack;
	reliable->prack_final = event;
}

static void find_prack(const struct attempt *a, struct reliable *reliable, bool on_hop)
{
	for (const struct event *event = a->call->first; event; event = event->next) {
		const struct event *prack = event->request ? event : event->answers;

		if (prack && event_acknowledges(prack, reliable->response) && (!on_hop || attempt_on_hop(a, event)))
			hear(reliable, prack, event);
	}
}

/* RFC 3262 7.2: what RAck names, on whatever hop of this call. */
static bool names_any(const struct attempt *a, const struct event *prack)
{
	for (const struct event *event = a->call->first; event; event = event->next)
		if (event->method == METHOD_INVITE && event->code > 100 && event->code < 200 &&
		    event_acknowledges(prack, event))
			return true;
	return false;
}

/* By its number, or, since that may be what is wrong, by its time: the PRACK of a re-INVITE comes behind the final. */
static bool is_of_last_try(const struct attempt *a, const struct event *prack)
{
	return prack->rack_cseq == a->last->cseq ||
	       (a->invite && prack->time >= a->invite->time && attempt_is_before_final(a, prack));
}

static bool is_stray(const struct attempt *a, const struct event *event)
{
	return event->method == METHOD_PRACK && event->request && attempt_is_caller(a, &event->flow->source) &&
	       is_of_last_try(a, event) && !names_any(a, event);
}

void reliables_follow(struct attempt *a, struct arena *arena)
{
	struct reliable *reliables = arena_alloc(arena, (a->provisional_count + 1) * sizeof(*reliables));
	const struct event **strays = arena_alloc(arena, (a->call->event_count + 1) * sizeof(*strays));
	unsigned count = 0;

	for (unsigned i = 0; i < a->provisional_count; i++) {
		struct reliable *reliable = &reliables[count];

		if (!is_reliable(a, a->provisionals[i]))
			continue;
		*reliable = (struct reliable){.response = a->provisionals[i]};
		find_prack(a, reliable, true);
		/* By another path than the response, which this capture shows elsewhere. */
		if (!reliable->prack)
			find_prack(a, reliable, false);
		count++;
	}
	a->reliables = reliables;
	a->reliable_count = count;
	count = 0;
	for (const struct event *event = a->call->first; event; event = event->next)
		if (is_stray(a, event))
			strays[count++] = event;
	a->stray_pracks = strays;
	a->stray_prack_count = count;
}

static const struct event *final_of(const struct attempt *a, const struct event *request)
{
	for (const struct event *event = a->call->first; event; event = event->next)
		if (event->answers == request && event->code >= 200)
			return event;
	return NULL;
}

/* The callee took for one what names no response that was captured: it had it, or it does not look at RAck. */
static bool has_accepted_stray(const struct attempt *a, struct str to_tag)
{
	for (unsigned i = 0; i < a->stray_prack_count; i++) {
		const struct event *final = final_of(a, a->stray_pracks[i]);

		if (final && final->code < 300 && str_eq(a->stray_pracks[i]->to_tag, to_tag))
			return true;
	}
	return false;
}

static bool names_reliable(const struct attempt *a, const struct event *prack)
{
	for (unsigned i = 0; i < a->reliable_count; i++)
		if (event_acknowledges(prack, a->reliables[i].response))
			return true;
	return false;
}

bool response_may_be_missing(const struct attempt *a, struct str to_tag)
{
	for (const struct event *event = a->call->first; event; event = event->next) {
		const struct event *final;

		if (event->method != METHOD_PRACK || !event->request || !attempt_is_caller(a, &event->flow->source) ||
		    !is_of_last_try(a, event) || !str_eq(event->to_tag, to_tag) || names_reliable(a, event))
			continue;
		final = final_of(a, event);
		if (!final || final->code < 300)
			return true;
	}
	return false;
}

bool prack_may_be_missing(const struct attempt *a, const struct reliable *reliable)
{
	for (const struct event *event = a->call->first; event; event = event->next) {
		if (event->method != METHOD_PRACK)
			continue;
		/* What was answered was sent. */
		if (!event->request && !event->answers &&
		    (!event->to_tag.n || str_eq(event->to_tag, reliable->response->to_tag)))
			return true;
		if (event->request && event_is_incomplete(event) && !event->rack_rseq)
			return true;
	}
	return has_accepted_stray(a, reliable->response->to_tag);
}
