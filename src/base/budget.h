/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How much of what a stranger can make grow is kept. The ceilings named in the headers hold where 256 MiB may be used; all of them grow
 * and shrink with what the user grants (--memory), so that together they stay within it.
 */
#ifndef BASE_BUDGET_H
#define BASE_BUDGET_H

#include <stddef.h>
#include <stdint.h>

/* All zeroes: the ceilings as they are named. */
struct budget {
	uint32_t share; /* of BUDGET_WHOLE */
};

enum {
	MEMORY_USUAL = 256 << 20,
	MEMORY_LEAST = 24 << 20, /* with less, a flood of calls pushes out those that take a moment to go on */
	BUDGET_WHOLE = 1024,
	BUDGET_LEAST = BUDGET_WHOLE / 64, /* with less nothing would be seen any more */
	BUDGET_MOST = BUDGET_WHOLE * 64,
};

struct budget budget_for(uint64_t memory); /* bytes; 0: the usual */

static inline size_t budget_of(struct budget budget, size_t ceiling)
{
	return budget.share ? (size_t)((uint64_t)ceiling * budget.share / BUDGET_WHOLE) : ceiling;
}

#endif
