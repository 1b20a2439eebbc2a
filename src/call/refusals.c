/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/refusals.h"

#include "base/memory.h"
#include "base/table.h"
#include "call/number.h"
#include "call/ties.h"

/* Who called whom, and the host that was told. */
struct parties_told {
	struct user caller, callee;
	struct address host;
};

struct entry {
	struct link age;
	uint64_t hash;
	struct parties_told parties;
	struct refused_call refusal;
};

struct refusals {
	struct hash_key key;
	struct budget budget;
	struct table table;
	struct list ages; /* the longest there first */
	uint64_t forgotten;
	struct advance advances[REFUSALS_MAX_ADVANCES]; /* a ring */
	uint64_t advance_count;
};

struct refusals *refusals_new(const struct hash_key *key)
{
	struct refusals *refusals = memory_new(sizeof(*refusals));

	refusals->key = *key;
	list_init(&refusals->ages);
	return refusals;
}

void refusals_limit(struct refusals *refusals, struct budget budget)
{
	refusals->budget = budget;
}

void refusals_free(struct refusals *refusals)
{
	struct link *link;

	while ((link = list_first(&refusals->ages))) {
		list_remove(link);
		memory_free(LIST_OWNER(link, struct entry, age));
	}
	table_done(&refusals->table);
	memory_free(refusals);
}

uint64_t refusals_forgotten(const struct refusals *refusals)
{
	return refusals->forgotten;
}

void refusals_usage(const struct refusals *refusals, struct usages *out)
{
	usages_count(out, "refusals", refusals->table.count, budget_of(refusals->budget, REFUSALS_MAX));
}

/* What a response says */

bool event_is_block(const struct event *final)
{
	if (final->code == 607 || final->code == 608)
		return true;
	if (final->code == 603 && str_ieq(str_trim(final->phrase), STR("Network Blocked")))
		return true;
	for (const struct reason *reason = final->reasons; reason; reason = reason->next) {
		struct redress redress = {.analytics = false};

		redress_parse(reason->text, &redress);
		if (redress.analytics)
			return true;
	}
	return false;
}

uint32_t event_retry_after(const struct event *final)
{
	struct str text = str_trim(final->details->retry_after);
	uint32_t seconds;

	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < '0' || text.p[i] > '9')
			text.n = i;
	return str_to_u32(text, &seconds) ? seconds : 0;
}

/* Refusals */

static bool find_parties(const struct refusals *refusals, const struct transaction *t, struct parties_told *out)
{
	*out = (struct parties_told){user_calling(t->from_uri, &refusals->key),
	                             user_called(t->request_uri, t->to_uri, &refusals->key), t->client.address};
	return out->caller.hash && out->callee.hash;
}

static uint64_t hash_of(const struct refusals *refusals, const struct parties_told *parties)
{
	return hash_words(&refusals->key, parties->caller.hash, parties->callee.hash,
	                  address_hash(&refusals->key, &parties->host));
}

/* Others with the same hash, as numbers have that differ in what is before their last digits. */
struct like {
	unsigned count;
	struct entry *oldest;
};

struct wanted {
	const struct parties_told *parties;
	struct like *like;
};

static bool has_parties(const void *item, const void *key)
{
	const struct wanted *wanted = key;
	struct entry *entry = (struct entry *)item;
	const struct parties_told *a = &entry->parties, *b = wanted->parties;
	struct like *like = wanted->like;

	if (address_same(&a->host, &b->host) && user_is_same(&a->caller, &b->caller) &&
	    user_is_same(&a->callee, &b->callee))
		return true;
	like->count++;
	if (!like->oldest || entry->refusal.frame < like->oldest->refusal.frame)
		like->oldest = entry;
	return false;
}

/* like tells of others where there is none. */
static struct entry *find(const struct refusals *refusals, const struct parties_told *parties, uint64_t hash,
                          struct like *like)
{
	*like = (struct like){.count = 0};
	return table_find(&refusals->table, hash, has_parties, &(struct wanted){parties, like});
}

static void forget(struct refusals *refusals, struct entry *entry)
{
	table_drop(&refusals->table, entry->hash, entry);
	list_remove(&entry->age);
	memory_free(entry);
	refusals->forgotten++;
}

/* One more: all with a like hash are looked at for each INVITE, and must stay few. */
static struct entry *begin(struct refusals *refusals, const struct parties_told *parties, uint64_t hash,
                           const struct like *like)
{
	struct entry *entry;

	if (like->count >= REFUSALS_MAX_LIKE)
		forget(refusals, like->oldest);
	else if (refusals->table.count >= budget_of(refusals->budget, REFUSALS_MAX))
		forget(refusals, LIST_OWNER(list_first(&refusals->ages), struct entry, age));
	entry = memory_new(sizeof(*entry));
	entry->hash = hash;
	entry->parties = *parties;
	table_put(&refusals->table, hash, entry);
	return entry;
}

void refusals_note(struct refusals *refusals, const struct event *final)
{
	const struct transaction *t = final->transaction;
	struct refused_call refusal = {final->time, final->frame, {{{0}}, 0}, 0, final->code, false};
	struct parties_told parties;
	struct entry *entry;
	struct like like;
	uint64_t hash;

	if (final->request || final->method != METHOD_INVITE || final->code < 300 || !t || !t->initial)
		return;
	refusal.blocked = event_is_block(final);
	refusal.retry_after = event_retry_after(final);
	if ((!refusal.blocked && !refusal.retry_after) || !find_parties(refusals, t, &parties))
		return;
	refusal.server = t->server;
	hash = hash_of(refusals, &parties);
	entry = find(refusals, &parties, hash, &like);
	if (!entry)
		entry = begin(refusals, &parties, hash, &like);
	list_remove(&entry->age);
	list_add(&refusals->ages, &entry->age);
	if (refusal.time >= entry->refusal.time)
		entry->refusal = refusal;
}

const struct refused_call *refusals_find(const struct refusals *refusals, const struct transaction *t)
{
	const struct entry *entry;
	struct parties_told parties;
	struct like like;

	if (!t->invite || refusals->table.count == 0 || !find_parties(refusals, t, &parties))
		return NULL;
	entry = find(refusals, &parties, hash_of(refusals, &parties), &like);
	return entry && entry->refusal.time < t->invite->time ? &entry->refusal : NULL;
}

/* Hosts that go on elsewhere */

/* The last of the legs before call that its element had been refused; NULL: it goes on after none. */
static const struct event *refused_before(const struct call *parent, const struct call *call, ns time)
{
	const struct event *refused = NULL;
	struct tied tied;

	for (unsigned i = 0; (tied = ties_onward(parent, i)).call && tied.call != call; i++) {
		const struct transaction *t = tied.call->last_transaction;

		if (t->initial && t->final && t->final->code >= 300 && !t->cancel && t->final->time < time)
			refused = t->final;
	}
	return refused;
}

void refusals_note_leg(struct refusals *refusals, const struct call *call)
{
	const struct tied back = ties_back(call);
	const struct transaction *t = call->transactions;
	const struct event *refused;

	if (!back.call || back.grade == GRADE_LOW || !t->invite)
		return;
	refused = refused_before(back.call, call, t->invite->time);
	if (!refused || !address_same(&refused->transaction->client.address, &t->client.address) ||
	    address_same(&refused->transaction->server.address, &t->server.address))
		return;
	refusals->advances[refusals->advance_count++ % REFUSALS_MAX_ADVANCES] = (struct advance){
		.host = t->client.address,
		.from = refused->transaction->server,
		.to = t->server,
		.time = t->invite->time,
		.frame = t->invite->frame,
		.code = refused->code,
	};
}

const struct advance *refusals_advance(const struct refusals *refusals, const struct transaction *t)
{
	for (uint64_t i = refusals->advance_count; i > 0 && i + REFUSALS_MAX_ADVANCES > refusals->advance_count; i--) {
		const struct advance *advance = &refusals->advances[(i - 1) % REFUSALS_MAX_ADVANCES];

		if (address_same(&advance->host, &t->client.address) &&
		    (!address_same(&advance->to.address, &t->server.address) ||
		     !address_same(&advance->from.address, &t->server.address)))
			return advance;
	}
	return NULL;
}
