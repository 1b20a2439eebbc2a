/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/table.h"

#include "base/memory.h"

#include <string.h>

enum {
	SLOTS_FIRST = 64,
	/* Two would do: as many more are put before it grows again as there are items now, in four times as many old slots. */
	MOVED_AT_A_TIME = 8,
};

/* In an old slot: what was here has been dropped. */
static const char gone;

static void place(struct table *table, uint64_t hash, void *item)
{
	uint32_t i = (uint32_t)hash & table->mask;

	while (table->slots[i].item)
		i = (i + 1) & table->mask;
	table->slots[i] = (struct table_slot){hash, item};
}

/* Moved items stay where they were as well, since others lie behind them: no more is looked at than that they are there. */
static void move_some(struct table *table, uint32_t most)
{
	if (!table->old)
		return;
	for (; most && table->moved <= table->old_mask; most--) {
		const struct table_slot *slot = &table->old[table->moved++];

		if (slot->item && slot->item != &gone)
			place(table, slot->hash, slot->item);
	}
	if (table->moved <= table->old_mask)
		return;
	memory_free(table->old);
	table->old = NULL;
}

static void grow(struct table *table)
{
	uint32_t slots = table->slots ? (table->mask + 1) * 2 : SLOTS_FIRST;

	table_settle(table);
	table->old = table->slots;
	table->old_mask = table->mask;
	table->moved = 0;
	table->slots = memory_new(slots * sizeof(*table->slots));
	table->mask = slots - 1;
}

void table_settle(struct table *table)
{
	move_some(table, UINT32_MAX);
}

void table_put(struct table *table, uint64_t hash, void *item)
{
	if (!table->slots || table->count >= (table->mask + 1) / 2)
		grow(table);
	move_some(table, MOVED_AT_A_TIME);
	place(table, hash, item);
	table->count++;
}

void *table_find_old(const struct table *table, uint64_t hash, table_same_fn *same, const void *key)
{
	const struct table_slot *old = table->old;

	for (uint32_t i = (uint32_t)hash & table->old_mask; old[i].item; i = (i + 1) & table->old_mask)
		if (i >= table->moved && old[i].item != &gone && old[i].hash == hash && same(old[i].item, key))
			return old[i].item;
	return NULL;
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

static bool drop_new(struct table *table, uint64_t hash, const void *item)
{
	for (uint32_t i = (uint32_t)hash & table->mask; table->slots[i].item; i = (i + 1) & table->mask) {
		if (table->slots[i].item != item)
			continue;
		close_hole(table, i);
		return true;
	}
	return false;
}

/* A new item may lie in memory where one that was moved and dropped since had lain. */
static bool drop_old(struct table *table, uint64_t hash, const void *item)
{
	for (uint32_t i = (uint32_t)hash & table->old_mask; table->old[i].item; i = (i + 1) & table->old_mask) {
		if (i < table->moved || table->old[i].item != item)
			continue;
		table->old[i].item = (void *)&gone;
		return true;
	}
	return false;
}

void table_drop(struct table *table, uint64_t hash, const void *item)
{
	if (!table->slots)
		return;
	if (drop_new(table, hash, item) || (table->old && drop_old(table, hash, item)))
		table->count--;
	move_some(table, MOVED_AT_A_TIME);
}

void table_done(struct table *table)
{
	memory_free(table->slots);
	memory_free(table->old);
	memset(table, 0, sizeof(*table));
}
