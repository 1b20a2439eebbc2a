/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/wheel.h"

void wheel_init(struct wheel *wheel)
{
	for (int i = 0; i < WHEEL_SLOTS; i++)
		list_init(&wheel->slots[i]);
	wheel->second = 0;
}

static struct list *slot_of(struct wheel *wheel, ns deadline)
{
	int64_t second = deadline / SECOND;

	if (second < wheel->second)
		second = wheel->second;
	if (second >= wheel->second + WHEEL_SLOTS)
		second = wheel->second + WHEEL_SLOTS - 1;
	return &wheel->slots[(uint64_t)second % WHEEL_SLOTS];
}

void wheel_set(struct wheel *wheel, struct wheel_entry *entry, ns deadline)
{
	list_remove(&entry->link);
	entry->deadline = deadline;
	list_add(slot_of(wheel, deadline), &entry->link);
}

void wheel_remove(struct wheel_entry *entry)
{
	list_remove(&entry->link);
}

static struct wheel_entry *due_in_slot(struct wheel *wheel, struct list *slot, ns now)
{
	struct link *next;

	for (struct link *link = list_first(slot); link; link = next) {
		struct wheel_entry *entry = LIST_OWNER(link, struct wheel_entry, link);

		next = list_next(slot, link);
		if (entry->deadline <= now) {
			list_remove(link);
			return entry;
		}
		if (slot_of(wheel, entry->deadline) != slot)
			wheel_set(wheel, entry, entry->deadline);
	}
	return NULL;
}

struct wheel_entry *wheel_due(struct wheel *wheel, ns now)
{
	int64_t second = now / SECOND;

	/* Once round is enough to see every entry, however long nobody asked; so it also starts, from second 0. */
	if (second - wheel->second > WHEEL_SLOTS)
		wheel->second = second - WHEEL_SLOTS;
	for (; wheel->second < second; wheel->second++) {
		struct wheel_entry *entry =
			due_in_slot(wheel, &wheel->slots[(uint64_t)wheel->second % WHEEL_SLOTS], now);

		if (entry)
			return entry;
	}
	return NULL;
}
