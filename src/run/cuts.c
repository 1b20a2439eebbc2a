/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/cuts.h"

#include "capture/live.h"

#include <string.h>

/* Whom to listen to is decided soon; to be spared some bytes can wait. */
#define LOOK_EVERY (100 * MILLISECOND)
#define CUT_EVERY SECOND

static void take_sound(void *arg, const struct endpoint *destination, bool heard)
{
	struct kernel_cuts *wanted = arg;
	const uint8_t *last = destination->address.bytes + 12;
	uint32_t address = (uint32_t)last[0] << 24 | (uint32_t)last[1] << 16 | (uint32_t)last[2] << 8 | last[3];
	unsigned slot = kernel_slot(address, destination->port);

	if (heard)
		kernel_keep(wanted, slot);
	else
		kernel_cut(wanted, slot);
}

/* Something is cut that should not be. */
static bool is_missing(const struct cuts *cuts)
{
	uint32_t missing = 0;

	for (unsigned i = 0; i < KERNEL_SLOTS / 32; i++)
		missing |= cuts->used.slots[i] & ~cuts->wanted.slots[i];
	return missing != 0;
}

void cuts_update(struct cuts *cuts, const struct analyzer *analyzer, struct source *source, ns now)
{
	if (now < cuts->look_at)
		return;
	cuts->look_at = now + LOOK_EVERY;
	memset(&cuts->wanted, 0, sizeof(cuts->wanted));
	analyzer_sounds(analyzer, take_sound, &cuts->wanted);
	if (now < cuts->cut_at && !is_missing(cuts))
		return;
	cuts->cut_at = now + CUT_EVERY;
	cuts->used = cuts->wanted;
	live_cut(source, &cuts->used);
}
