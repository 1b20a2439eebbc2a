/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A hash table of pointers: open addressing, linear probing, no tombstones. The owner of the items
 * hashes them (base/hash.h) and compares them; the table only remembers where they are. It grows little by
 * little, so that no single item of many has to wait until all others were put elsewhere.
 */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct table_slot {
	uint64_t hash;
	void *item; /* NULL: free */
};

/* All zeroes is ready for use. */
struct table {
	struct table_slot *slots;
	uint32_t mask, count;
	struct table_slot *old;   /* while it grows: the slots before; NULL: it does not */
	uint32_t old_mask, moved; /* of the old slots these are in the new ones, or were dropped since */
};

typedef bool table_same_fn(const void *item, const void *key);

void *table_find_old(const struct table *table, uint64_t hash, table_same_fn *same, const void *key);

/* NULL: not there. Here, so that same becomes part of the loop: each packet comes through it. */
static inline void *table_find(const struct table *table, uint64_t hash, table_same_fn *same, const void *key)
{
	if (!table->slots)
		return NULL;
	for (uint32_t i = (uint32_t)hash & table->mask; table->slots[i].item; i = (i + 1) & table->mask)
		if (table->slots[i].hash == hash && same(table->slots[i].item, key))
			return table->slots[i].item;
	return table->old ? table_find_old(table, hash, same, key) : NULL;
}

void table_put(struct table *table, uint64_t hash, void *item); /* the caller knows it is not there yet */
void table_drop(struct table *table, uint64_t hash, const void *item);
void table_settle(struct table *table); /* all items are in the slots, for who wants to go through them */
void table_done(struct table *table);   /* the items are the owner's business */

#endif
