/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/delays.h"

enum {
	OCTAVE_BITS = 5 /* DELAYS_OCTAVE_CLASSES is 1 << OCTAVE_BITS */
};

#define MICROSECOND ((ns)1000)
/* Longer ones are all the same: their sum must not overflow. */
#define LONGEST (3600 * SECOND)

static unsigned class_of(ns delay)
{
	uint64_t milliseconds = (uint64_t)(delay / MILLISECOND);
	unsigned octave = 0;

	while (milliseconds >= 2 * DELAYS_OCTAVE_CLASSES && octave < DELAYS_OCTAVES - 1) {
		milliseconds >>= 1;
		octave++;
	}
	if (milliseconds >= 2 * DELAYS_OCTAVE_CLASSES)
		return DELAYS_CLASSES - 1;
	return (octave << OCTAVE_BITS) + (unsigned)milliseconds;
}

void delays_add(struct delays *delays, ns delay)
{
	unsigned class;

	if (delay < 0)
		delay = 0;
	if (delay > LONGEST)
		delay = LONGEST;
	class = class_of(delay);
	delays->classes[class].count++;
	delays->classes[class].microseconds += (uint64_t)(delay / MICROSECOND);
	delays->count++;
}

ns delays_percentile(const struct delays *delays, unsigned percent)
{
	uint64_t rank = (delays->count * percent + 99) / 100, seen = 0;

	for (unsigned i = 0; i < DELAYS_CLASSES; i++) {
		seen += delays->classes[i].count;
		if (seen && seen >= rank)
			return (ns)(delays->classes[i].microseconds / delays->classes[i].count) * MICROSECOND;
	}
	return NEVER;
}
