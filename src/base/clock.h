/* SPDX-License-Identifier: BSD-2-Clause */
/* Time is the capture's: nanoseconds since 1970-01-01T00:00:00Z. This formats time and never reads it. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/buf.h"

#include <stdint.h>

typedef int64_t ns;

#define MILLISECOND ((ns)1000000)
#define SECOND ((ns)1000000000)

/* Later than any packet: "has not happened". */
#define NEVER INT64_MAX

void clock_utc(struct buf *out, ns time);                          /* 2026-01-02T03:04:05.678901Z */
void clock_seconds(struct buf *out, ns duration, unsigned digits); /* truncated: 0.899999 s with 3 digits is 0.899 */

#endif
