/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/budget.h"

/* The program itself, the call being judged, and the room between what is kept. */
static const uint64_t own = UINT64_C(16) << 20;

struct budget budget_for(uint64_t memory)
{
	uint64_t share = memory > own ? (memory - own) / ((MEMORY_USUAL - own) / BUDGET_WHOLE) : 0;

	if (memory == 0)
		return (struct budget){0};
	if (share < BUDGET_LEAST)
		return (struct budget){BUDGET_LEAST};
	return (struct budget){share < BUDGET_MOST ? (uint32_t)share : BUDGET_MOST};
}
