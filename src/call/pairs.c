/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/pairs.h"

#include "base/memory.h"
#include "base/table.h"

#include <string.h>

struct pairs {
	struct hash_key key;
	struct budget budget;
	struct table table;
	struct list ages; /* the longest unused first */
	uint64_t forgotten;
};

struct pairs *pairs_new(const struct hash_key *key)
{
	struct pairs *pairs = memory_new(sizeof(*pairs));

	pairs->key = *key;
	list_init(&pairs->ages);
	return pairs;
}

void pairs_limit(struct pairs *pairs, struct budget budget)
{
	pairs->budget = budget;
}

void pairs_free(struct pairs *pairs)
{
	struct link *link;

	while ((link = list_first(&pairs->ages))) {
		list_remove(link);
		memory_free(LIST_OWNER(link, struct pair, age));
	}
	table_done(&pairs->table);
	memory_free(pairs);
}

static bool same_pair(const void *item, const void *key)
{
	const struct pair *a = item, *b = key;

	return address_same(&a->low, &b->low) && address_same(&a->high, &b->high);
}

static struct pair key_of(const struct address *a, const struct address *b)
{
	bool ordered = memcmp(a->bytes, b->bytes, sizeof(a->bytes)) <= 0;

	return (struct pair){.low = ordered ? *a : *b, .high = ordered ? *b : *a};
}

static uint64_t hash_of(const struct pairs *pairs, const struct pair *pair)
{
	return hash_words(&pairs->key, address_hash(&pairs->key, &pair->low), address_hash(&pairs->key, &pair->high),
	                  0);
}

static struct pair *find(const struct pairs *pairs, const struct address *a, const struct address *b)
{
	struct pair wanted = key_of(a, b);

	return table_find(&pairs->table, hash_of(pairs, &wanted), same_pair, &wanted);
}

const struct pair *pairs_find(const struct pairs *pairs, const struct address *a, const struct address *b)
{
	return find(pairs, a, b);
}

static struct pair *begin(struct pairs *pairs, const struct address *a, const struct address *b)
{
	bool full = pairs->table.count >= budget_of(pairs->budget, PAIRS_MAX);
	struct link *oldest = full ? list_first(&pairs->ages) : NULL;
	struct pair *pair;

	if (oldest) {
		pair = LIST_OWNER(oldest, struct pair, age);
		table_drop(&pairs->table, hash_of(pairs, pair), pair);
		list_remove(oldest);
		pairs->forgotten++;
	} else {
		pair = memory_new(sizeof(*pair));
	}
	*pair = key_of(a, b);
	table_put(&pairs->table, hash_of(pairs, pair), pair);
	return pair;
}

void pairs_note(struct pairs *pairs, const struct message *message, const struct flow *flow)
{
	const struct address *source = &flow->source.address, *destination = &flow->destination.address;
	struct pair *pair = find(pairs, source, destination);

	if (!pair)
		pair = begin(pairs, source, destination);
	list_remove(&pair->age);
	list_add(&pairs->ages, &pair->age);
	if (message->request)
		pair->requests++;
	else
		pair->responses++;
	if (address_same(source, &pair->low))
		pair->upward++;
	else
		pair->downward++;
}

bool pairs_note_lost(struct pairs *pairs, const struct flow *flow, ns time)
{
	struct pair *pair = find(pairs, &flow->source.address, &flow->destination.address);

	if (!pair)
		return false;
	if (pair->lost++ == 0)
		pair->lost_first = time;
	pair->lost_last = time;
	return true;
}

uint64_t pairs_forgotten(const struct pairs *pairs)
{
	return pairs->forgotten;
}

void pairs_usage(const struct pairs *pairs, struct usages *out)
{
	usages_count(out, "host-pairs", pairs->table.count, budget_of(pairs->budget, PAIRS_MAX));
}
