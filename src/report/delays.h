/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Delays, however many, in bounded room: counted by classes that are a millisecond wide below 64 ms and a thirty-second of
 * their octave above. A quantile is the mean of its class: right to the last digit when the class holds one value, else
 * within 3 %.
 */
#ifndef REPORT_DELAYS_H
#define REPORT_DELAYS_H

#include "base/clock.h"

enum {
	DELAYS_OCTAVE_CLASSES = 32,
	DELAYS_OCTAVES = 16, /* the last ends at 35 minutes; what is longer is counted there */
	DELAYS_CLASSES = DELAYS_OCTAVE_CLASSES * (DELAYS_OCTAVES + 1),
};

struct delays {
	struct {
		uint64_t count;
		uint64_t microseconds; /* of all of them */
	} classes[DELAYS_CLASSES];
	uint64_t count;
};

void delays_add(struct delays *delays, ns delay);
/* The delay that so many in a hundred do not exceed; NEVER: there are none. */
ns delays_percentile(const struct delays *delays, unsigned percent);

#endif
