/* SPDX-License-Identifier: BSD-2-Clause */
/* The payloads one frame completed, in order, and the memory their bytes are in: both live until the next frame. */
#ifndef NET_PAYLOADS_H
#define NET_PAYLOADS_H

#include "net/net.h"

/* Holds no more than the fragments and TCP pieces held before: net/net.h names their budgets. */
struct payloads {
	struct payload *items;
	size_t count, taken, room;
	void **kept;
	size_t kept_count, kept_room;
	size_t unpacked; /* bytes that were inflated, or tried to be */
};

void payloads_grow(struct payloads *payloads);
void payloads_keep(struct payloads *payloads, void *block); /* frees it when the next frame comes */
void payloads_free_kept(struct payloads *payloads);
void payloads_done(struct payloads *payloads);

static inline void payloads_clear(struct payloads *payloads)
{
	payloads->count = payloads->taken = payloads->unpacked = 0;
	if (payloads->kept_count)
		payloads_free_kept(payloads);
}

static inline struct payload *payloads_add(struct payloads *payloads) /* for the caller to fill in whole */
{
	if (payloads->count == payloads->room)
		payloads_grow(payloads);
	return &payloads->items[payloads->count++];
}

#endif
