/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/payloads.h"

#include "base/memory.h"

enum {
	ROOM_FIRST = 16
};

void payloads_grow(struct payloads *payloads)
{
	payloads->room = payloads->room ? payloads->room * 2 : ROOM_FIRST;
	payloads->items = memory_grow(payloads->items, payloads->room * sizeof(*payloads->items));
}

void payloads_keep(struct payloads *payloads, void *block)
{
	if (payloads->kept_count == payloads->kept_room) {
		payloads->kept_room = payloads->kept_room ? payloads->kept_room * 2 : ROOM_FIRST;
		payloads->kept = memory_grow(payloads->kept, payloads->kept_room * sizeof(*payloads->kept));
	}
	payloads->kept[payloads->kept_count++] = block;
}

void payloads_free_kept(struct payloads *payloads)
{
	while (payloads->kept_count)
		memory_free(payloads->kept[--payloads->kept_count]);
}

void payloads_done(struct payloads *payloads)
{
	payloads_free_kept(payloads);
	memory_free(payloads->kept);
	memory_free(payloads->items);
	memset(payloads, 0, sizeof(*payloads));
}
