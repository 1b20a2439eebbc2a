/* SPDX-License-Identifier: BSD-2-Clause */
/* This machine's own clocks, for what is done every so often. What is said of calls goes by the time of the frames. */
#ifndef BASE_NOW_H
#define BASE_NOW_H

#include "base/clock.h"

#include <time.h>

static inline ns now_by(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (ns)now.tv_sec * SECOND + now.tv_nsec;
}

static inline ns monotonic(void)
{
	return now_by(CLOCK_MONOTONIC);
}

static inline ns wall_clock(void)
{
	return now_by(CLOCK_REALTIME);
}

#endif
