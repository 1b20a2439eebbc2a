/* SPDX-License-Identifier: BSD-2-Clause */
/* How often something was seen, first and last when. All zeroes: never. */
#ifndef MEDIA_MOMENTS_H
#define MEDIA_MOMENTS_H

#include "base/clock.h"

#include <stdint.h>

struct moments {
	ns first, last;
	uint64_t first_frame, last_frame;
	uint32_t count;
};

static inline void moments_note(struct moments *moments, ns time, uint64_t frame)
{
	if (!moments->count) {
		moments->first = time;
		moments->first_frame = frame;
	}
	moments->last = time;
	moments->last_frame = frame;
	if (moments->count < UINT32_MAX)
		moments->count++;
}

#endif
