/* SPDX-License-Identifier: BSD-2-Clause */
/* Delays by classes that stay the same, so that those of several programs and of other times can be added up. */
#ifndef REPORT_HISTOGRAM_H
#define REPORT_HISTOGRAM_H

#include "base/clock.h"

enum {
	HISTOGRAM_BOUNDS = 16,
};

struct histogram {
	uint64_t counts[HISTOGRAM_BOUNDS + 1]; /* the last: of those beyond every bound */
	uint64_t microseconds;                 /* of all of them */
};

/* Up to and with which delay a class goes; digits: the same in seconds. */
struct histogram_bound {
	ns delay;
	const char *digits;
};

extern const struct histogram_bound histogram_bounds[HISTOGRAM_BOUNDS];

void histogram_add(struct histogram *histogram, ns delay); /* a negative one counts as none */

#endif
