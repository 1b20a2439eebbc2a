/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/hop.h"

#include <assert.h>

/* Transactions */

/* The time a transaction began as far as it was captured. */
static ns began(const struct call *call, const struct transaction *t)
{
	if (t->invite)
		return t->invite->time;
	for (const struct event *event = call->first; event; event = event->next)
		if (event->transaction == t)
			return event->time;
	return NEVER;
}

/* The capture missed the INVITE of a retry, often the biggest message of all: its responses show that there was one. */
static bool is_lost_retry(const struct call *call, const struct transaction *t, const struct transaction *hop)
{
	const struct transaction *before = NULL;

	if (t->invite || t->cseq <= hop->cseq || t->vias != hop->vias ||
	    !address_same(&t->client.address, &hop->client.address))
		return false;
	for (const struct transaction *other = call->transactions; other; other = other->next)
		if (other->cseq < t->cseq && other->vias == hop->vias && (!before || other->cseq > before->cseq) &&
		    address_same(&other->client.address, &hop->client.address))
			before = other;
	return before && before->final && code_invites_retry(before->final->code) &&
	       before->final->time <= began(call, t);
}

/* An INVITE transaction that opens the call; where its INVITE is missing, one that may. */
static bool opens(const struct transaction *t, bool invite_captured)
{
	return invite_captured ? t->initial && t->invite : !t->invite;
}

static bool initial_captured(const struct call *call)
{
	for (const struct transaction *t = call->transactions; t; t = t->next)
		if (t->initial && t->invite)
			return true;
	return false;
}

/* The fewest Vias stand nearest the caller; then the earliest, whatever its place in the file. */
static const struct transaction *nearest_caller(const struct call *call, bool captured)
{
	const struct transaction *best = NULL;

	for (const struct transaction *t = call->transactions; t; t = t->next) {
		if (!opens(t, captured))
			continue;
		if (!best || t->vias < best->vias || (t->vias == best->vias && began(call, t) < began(call, best)))
			best = t;
	}
	if (best || captured)
		return best;
	/* Only re-INVITEs of a call that began before the capture: the first one stands in. */
	return call->transactions;
}

/* All fork legs and tries that leave the same sender with as many Vias are one hop. */
bool hop_has(const struct hop *hop, const struct transaction *t)
{
	const struct transaction *first = hop->first;

	if (t == first)
		return true;
	if (!opens(t, hop->captured) && !is_lost_retry(hop->call, t, first))
		return false;
	if (t->vias != first->vias || !address_same(&t->client.address, &first->client.address))
		return false;
	return t->client.port == first->client.port || t->transport != TRANSPORT_UDP ||
	       str_eq(t->sent_by, first->sent_by);
}

bool hop_has_event(const struct hop *hop, const struct event *event)
{
	return event->transaction && hop_has(hop, event->transaction);
}

/* Tries */

const struct transaction *hop_last_try(const struct hop *hop)
{
	const struct transaction *last = hop->first;

	for (const struct transaction *t = hop->call->transactions; t; t = t->next)
		if (hop_has(hop, t) && t->cseq > last->cseq)
			last = t;
	return last;
}

static const struct event *better_final(const struct event *a, const struct event *b)
{
	if (!a || !b)
		return a ? a : b;
	if (a->code < 300 || b->code < 300)
		return a->code < 300 && (b->code >= 300 || a->time <= b->time) ? a : b;
	return b->time >= a->time ? b : a;
}

const struct event *hop_final(const struct hop *hop, uint32_t cseq)
{
	const struct event *final = NULL;

	for (const struct transaction *t = hop->call->transactions; t; t = t->next)
		if (t->cseq == cseq && hop_has(hop, t))
			final = better_final(final, t->final);
	return final;
}

static unsigned distance(const struct transaction *t, const struct transaction *hop)
{
	return t->vias > hop->vias ? t->vias - hop->vias : hop->vias - t->vias;
}

/* The capture may miss the last stretch towards the caller: the nearest hop that shows a final then speaks for it. */
const struct event *hop_final_elsewhere(const struct hop *hop)
{
	const struct transaction *best = NULL;

	for (const struct transaction *t = hop->call->transactions; t; t = t->next) {
		if (!t->final || !opens(t, hop->captured) || hop_has(hop, t))
			continue;
		if (!best || distance(t, hop->first) < distance(best, hop->first) ||
		    (distance(t, hop->first) == distance(best, hop->first) &&
		     better_final(best->final, t->final) == t->final))
			best = t;
	}
	return best ? best->final : NULL;
}

ns hop_try_began(const struct hop *hop, uint32_t cseq)
{
	ns first = NEVER;

	for (const struct transaction *t = hop->call->transactions; t; t = t->next)
		if (t->cseq == cseq && t->invite && t->invite->time < first && hop_has(hop, t))
			first = t->invite->time;
	return first;
}

bool hop_try_before(const struct hop *hop, uint32_t cseq, uint32_t *before)
{
	bool found = false;

	for (const struct transaction *t = hop->call->transactions; t; t = t->next)
		if (t->cseq < cseq && (!found || t->cseq > *before) && hop_has(hop, t)) {
			*before = t->cseq;
			found = true;
		}
	return found;
}

/* A hop nearer to the caller shows responses and no INVITE: this capture begins behind the caller's. */
bool hop_hides_caller(const struct hop *hop, uint32_t cseq)
{
	for (const struct transaction *t = hop->call->transactions; t; t = t->next)
		if (!t->invite && t->cseq == cseq && t->vias && t->vias < hop->first->vias)
			return true;
	return false;
}

struct hop hop_of_caller(const struct call *call)
{
	struct hop hop = {.call = call, .captured = initial_captured(call)};

	hop.first = nearest_caller(call, hop.captured);
	assert(hop.first); /* a call begins with a message of an INVITE transaction */
	return hop;
}
