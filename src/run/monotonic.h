/* SPDX-License-Identifier: BSD-2-Clause */
/* Our own clock, for what is done every so often. What is said of calls goes by the time of the frames. */
#ifndef RUN_MONOTONIC_H
#define RUN_MONOTONIC_H

#include "base/clock.h"

#include <time.h>

static inline ns monotonic(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (ns)now.tv_sec * SECOND + now.tv_nsec;
}

#endif
