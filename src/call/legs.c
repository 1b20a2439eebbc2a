/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/legs.h"

#include "call/attempt.h"
#include "call/ties.h"

const char *tie_name(enum tie tie)
{
	static const char *const names[] = {
		[TIE_CALL_ID] = "call-id", [TIE_SESSION_ID] = "session-id", [TIE_ICID] = "icid",
		[TIE_HEADER] = "header",   [TIE_MEDIA] = "media",           [TIE_NUMBERS] = "numbers",
		[TIE_CALLED] = "called",
	};

	return names[tie];
}

const char *grade_name(enum grade grade)
{
	static const char *const names[] = {"low", "high", "certain"};

	return names[grade];
}

static void add_onward(struct attempt *a, const struct attempt *onward, enum tie tie, enum grade grade)
{
	a->legs[a->leg_count++] = (struct leg){
		.call_id = onward->call->id,
		.number = onward->call->number,
		.client = onward->caller,
		.server = onward->callee,
		.attempt = onward,
		.onward = true,
		.tie = tie,
		.grade = grade,
	};
}

/* Hops of the same Call-ID */

static bool has(const struct attempt *a, const struct transaction *t)
{
	for (unsigned i = 0; i < a->hop_count; i++)
		if (a->hop[i] == t)
			return true;
	return false;
}

static bool is_known(const struct attempt *a, const struct transaction *t)
{
	for (unsigned i = 0; i < a->leg_count; i++)
		if (has(a->legs[i].attempt, t))
			return true;
	return has(a, t);
}

/* Sent by who got an INVITE of this hop. */
static bool follows(const struct attempt *a, const struct transaction *t)
{
	for (unsigned i = 0; i < a->hop_count; i++)
		if (address_same(&a->hop[i]->server.address, &t->client.address))
			return true;
	return false;
}

/* A proxy adds a Via; some that do not are told by their address. The same message seen inside and outside of a NAT is neither. */
static bool is_onward(const struct attempt *a, const struct transaction *t)
{
	if (t->vias != a->last->vias)
		return t->vias > a->last->vias;
	for (unsigned i = 0; i < a->leg_count; i++)
		if (follows(a->legs[i].attempt, t))
			return true;
	return follows(a, t);
}

static const struct transaction *nearest_behind(const struct attempt *a)
{
	const struct transaction *best = NULL;

	for (const struct transaction *t = a->call->transactions; t; t = t->next) {
		if (!t->initial || !t->invite || is_known(a, t) || !is_onward(a, t))
			continue;
		if (!best || t->vias < best->vias || (t->vias == best->vias && t->invite->time < best->invite->time))
			best = t;
	}
	return best;
}

static void add_hops(struct attempt *a, const struct store *store, const struct media *media, ns now,
                     struct arena *arena)
{
	const struct transaction *t;

	/* Most calls have one hop: nothing to look for. */
	if (a->mid_call || a->hop_count == a->call->transaction_count)
		return;
	while (a->leg_count < LEGS_MAX && (t = nearest_behind(a))) {
		struct attempt *attempt = arena_alloc(arena, sizeof(*attempt));

		attempt_of_hop(a->call, t, store, media, now, arena, attempt);
		add_onward(a, attempt, TIE_CALL_ID, GRADE_CERTAIN);
	}
}

/* Other calls */

static void add_back(struct attempt *a, const struct tied *tied)
{
	const struct call *call = tied->call;
	struct leg *leg = &a->legs[a->leg_count++];

	*leg = (struct leg){.tie = tied->tie, .grade = tied->grade};
	leg->call_id = call ? call->id : tied->past->call_id;
	leg->number = call ? call->number : tied->past->number;
	leg->client = call ? call->transactions->client : tied->past->client;
	leg->server = call ? call->transactions->server : tied->past->server;
}

static void add_tied(struct attempt *a, const struct store *store, const struct media *media, ns now,
                     struct arena *arena)
{
	struct tied tied;

	for (unsigned i = 0; a->leg_count < LEGS_MAX && (tied = ties_onward(a->call, i)).call; i++) {
		struct attempt *attempt = arena_alloc(arena, sizeof(*attempt));

		attempt_alone(tied.call, store, media, now, arena, attempt);
		add_onward(a, attempt, tied.tie, tied.grade);
	}
	tied = ties_back(a->call);
	if ((tied.call || tied.past) && a->leg_count < LEGS_MAX)
		add_back(a, &tied);
}

void legs_of(struct attempt *a, const struct store *store, const struct media *media, ns now, struct arena *arena)
{
	add_hops(a, store, media, now, arena);
	add_tied(a, store, media, now, arena);
}

/* Comparison */

bool leg_keeps_time(const struct attempt *a, const struct leg *leg)
{
	ns apart = a->skew - leg->attempt->skew;

	return (apart < 0 ? -apart : apart) <= LEGS_CLOCK;
}

bool legs_are_all(const struct attempt *a)
{
	return a->leg_count < LEGS_MAX;
}

/* A proxy picks the best response of its branches (RFC 3261 16.7), a B2BUA as it likes: one with the same code is it. */
const struct leg *leg_of_failure(const struct attempt *a)
{
	const struct leg *found = NULL;

	if (!a->final || a->final->code < 300 || a->final_elsewhere || a->cancel)
		return NULL;
	for (unsigned i = 0; i < a->leg_count; i++) {
		const struct leg *leg = &a->legs[i];
		const struct event *final = leg->onward ? leg->attempt->final : NULL;

		if (!final || leg->attempt->final_elsewhere || leg->attempt->cancel)
			continue;
		if (final->code < 300)
			return NULL;
		if (final->code == a->final->code)
			return leg;
		if (!found || final->time > found->attempt->final->time)
			found = leg;
	}
	return legs_are_all(a) ? found : NULL;
}
