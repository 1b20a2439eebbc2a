/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A timing wheel of one-second slots driven by packet time. Adding, moving and expiring cost the
 * same however many entries there are. Deadlines beyond the wheel's span wait in its last slot and
 * are looked at again there.
 */
#ifndef BASE_WHEEL_H
#define BASE_WHEEL_H

#include "base/clock.h"
#include "base/list.h"

enum {
	WHEEL_SLOTS = 2048
};

struct wheel_entry {
	struct link link;
	ns deadline;
};

struct wheel {
	struct list slots[WHEEL_SLOTS];
	int64_t second; /* the slot that is next to be emptied, in seconds since 1970 */
};

void wheel_init(struct wheel *wheel);
void wheel_set(struct wheel *wheel, struct wheel_entry *entry, ns deadline); /* adds or moves */
void wheel_remove(struct wheel_entry *entry);
struct wheel_entry *wheel_due(struct wheel *wheel, ns now); /* one whose deadline has passed, removed; NULL: none */

#endif
