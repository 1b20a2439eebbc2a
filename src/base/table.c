/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/table.h"

#include "base/memory.h"

#include <string.h>

enum {
	SLOTS_FIRST = 64
};

static void place(struct table *table, uint64_t hash, void *item)
{
	uint32_t i = (uint32_t)hash & table->mask;

	while (table->slots[i].item)
		i = (i + 1) & table->mask;
	table->slots[i] = (struct table_slot){hash, item};
}

static void grow(struct table *table)
{
	struct table old = *table;
	uint32_t slots = old.slots ? (old.mask + 1) * 2 : SLOTS_FIRST;

	table->slots = memory_new(slots * sizeof(*table->slots));
	table->mask = slots - 1;
	for (uint32_t i = 0; old.slots && i <= old.mask; i++)
		if (old.slots[i].item)
			place(table, old.slots[i].hash, old.slots[i].item);
	memory_free(old.slots);
}

void table_put(struct table *table, uint64_t hash, void *item)
{
	if (!table->slots || table->count >= (table->mask + 1) / 2)
		grow(table);
	place(table, hash, item);
	table->count++;
}

/* Items behind the hole move up to it unless that would put them before their home slot. */
static void close_hole(struct table *table, uint32_t hole)
{
	for (uint32_t i = (hole + 1) & table->mask; table->slots[i].item; i = (i + 1) & table->mask) {
		uint32_t home = (uint32_t)table->slots[i].hash & table->mask;

		if (((i - home) & table->mask) < ((i - hole) & table->mask))
			continue;
		table->slots[hole] = table->slots[i];
		hole = i;
	}
	table->slots[hole].item = NULL;
}

void table_drop(struct table *table, uint64_t hash, const void *item)
{
	if (!table->slots)
		return;
	for (uint32_t i = (uint32_t)hash & table->mask; table->slots[i].item; i = (i + 1) & table->mask) {
		if (table->slots[i].item != item)
			continue;
		close_hole(table, i);
		table->count--;
		return;
	}
}

void table_done(struct table *table)
{
	memory_free(table->slots);
	memset(table, 0, sizeof(*table));
}
