/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/wait.h"

/* Retries that follow this soon are one wait to the caller; what comes later waited for a person, to type a password say. */
#define SAME_WAIT (2 * SECOND)
/* How long a caller waits: without any response Timer B (RFC 3261 17.1.1.2), after a provisional one Timer C (16.6). */
#define PATIENCE_UNANSWERED (32 * SECOND)
#define PATIENCE_PROCEEDING (180 * SECOND)
#define FIRST_REPEAT (500 * MILLISECOND) /* T1 */
/* No call attempt is silent on the wire for so long: 13.3.1.1 wants a provisional response each minute. */
#define LONGEST_GAP (600 * SECOND)
/* Two capture points may be this far apart; more than that is no order of events. */
#define CLOCKS_DIFFER SECOND

static bool is_of_answered(const struct attempt *a, const struct event *event)
{
	bool again =
		event->method == METHOD_INVITE && event->transaction && !event->transaction->initial && event->to_tag.n;

	return event->request && (again || event->method == METHOD_BYE) && a->invite && event->time > a->invite->time &&
	       attempt_on_hop(a, event);
}

const struct event *attempt_aftermath(const struct attempt *a)
{
	const struct event *found = NULL;

	if (a->final || a->ack)
		return a->final ? NULL : a->ack;
	for (const struct event *event = a->call->first; event; event = event->next) {
		if (event->code > 100 && event->code < 200 && attempt_is_last_try(a, event))
			found = NULL; /* the call went on all the same */
		else if (!found && is_of_answered(a, event))
			found = event;
	}
	return found;
}

static ns waits_since(const struct attempt *a, const struct hop *hop)
{
	uint32_t cseq = a->last->cseq, before = 0;
	ns waiting = hop_try_began(hop, cseq);

	while (hop_try_before(hop, cseq, &before)) {
		const struct event *final = hop_final(hop, before);
		ns began_at = hop_try_began(hop, before);

		if (!final || began_at == NEVER || (waiting != NEVER && waiting - final->time > SAME_WAIT))
			break;
		waiting = began_at;
		cseq = before;
	}
	return waiting == NEVER ? a->start : waiting;
}

/* Where no final response was captured: the caller waited no longer than this. */
static ns gives_up(const struct attempt *a)
{
	ns last = NEVER;

	for (unsigned i = 0; i < a->provisional_count; i++)
		if (a->provisionals[i]->cseq == a->last->cseq)
			last = a->provisionals[i]->last_time;
	if (last != NEVER)
		return last + PATIENCE_PROCEEDING;
	/* RFC 3261 18.4: an ICMP error ends the transaction, where the caller's stack is told of it. */
	if (attempt_refused(a) && a->invite && !a->invite->retransmissions)
		return attempt_refused(a)->time;
	/* Who does not repeat the INVITE had a response, which the capture lacks. */
	if (a->transport == TRANSPORT_UDP && a->invite && !a->invite->retransmissions)
		return a->invite->time + FIRST_REPEAT;
	return a->waiting + PATIENCE_UNANSWERED;
}

static void find_end(struct attempt *a, ns now)
{
	a->read_until = now > a->call->last_time ? now : a->call->last_time;
	if (a->final) {
		a->end = a->final->time;
	} else if (a->cancel) {
		a->end = a->cancel->time;
	} else if (attempt_aftermath(a)) {
		a->end = attempt_aftermath(a)->time; /* of a final response that was not captured */
	} else {
		a->end = gives_up(a);
		a->given_up = a->read_until > a->end;
		if (!a->given_up)
			a->end = a->read_until;
	}
	if (a->end < a->start)
		a->end = a->start;
}

static bool are_times_odd(const struct attempt *a, const struct hop *hop)
{
	ns last = a->waiting;

	for (const struct event *event = hop->call->first; event; event = event->next) {
		if (!hop_has_event(hop, event) || event->cseq != a->last->cseq || !attempt_is_before_final(a, event))
			continue;
		if (event->time < a->waiting - CLOCKS_DIFFER || event->time - last > LONGEST_GAP)
			return true;
		last = event->last_time < a->end ? event->last_time : a->end;
	}
	return false;
}

void attempt_wait(struct attempt *a, const struct hop *hop, ns now)
{
	a->start = a->first_invite ? a->first_invite->time : a->call->first_time;
	a->waiting = waits_since(a, hop);
	find_end(a, now);
	a->times_odd = are_times_odd(a, hop);
	if (a->waiting > a->end)
		a->waiting = a->end;
}
