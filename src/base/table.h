/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A hash table of pointers: open addressing, linear probing, no tombstones. The owner of the items
 * hashes them (base/hash.h) and compares them; the table only remembers where they are.
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
};

typedef bool table_same_fn(const void *item, const void *key);

/* NULL: not there. Here, so that same becomes part of the loop: each packet comes through it. */
static inline void *table_find(const struct table *table, uint64_t hash, table_same_fn *same, const void *key)
{
	if (!table->slots)
		return NULL;
	for (uint32_t i = (uint32_t)hash & table->mask; table->slots[i].item; i = (i + 1) & table->mask)
		if (table->slots[i].hash == hash && same(table->slots[i].item, key))
			return table->slots[i].item;
	return NULL;
}

void table_put(struct table *table, uint64_t hash, void *item); /* the caller knows it is not there yet */
void table_drop(struct table *table, uint64_t hash, const void *item);
void table_done(struct table *table); /* the items are the owner's business */

#endif
