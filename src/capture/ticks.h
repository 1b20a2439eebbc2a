/* SPDX-License-Identifier: BSD-2-Clause */
/* The clock of an interface in a pcapng file: from its ticks to nanoseconds since 1970, within 0 and TICKS_LATEST. */
#ifndef CAPTURE_TICKS_H
#define CAPTURE_TICKS_H

#include "base/clock.h"

/* Any two times may be subtracted, and years added to one, without a thought for overflow. pcap ends in 2106. */
#define TICKS_LATEST ((ns)1 << 62)

enum {
	TICKS_MICROSECONDS = 6, /* the unit of an interface that names none */
};

struct ticks {
	uint64_t multiply; /* ns a tick; 0: see below */
	uint64_t most;     /* ticks that still fit */
	uint64_t divide;   /* ticks a ns; 0: a tick is 2^-binary s */
	unsigned binary;
	ns offset;
};

/* unit is if_tsresol: n for 10^-n s, 128 + n for 2^-n s. offset is if_tsoffset, in seconds. */
struct ticks ticks_of(uint8_t unit, int64_t offset);
ns ticks_far(const struct ticks *ticks, uint64_t stamp);

static inline ns ticks_to_ns(const struct ticks *ticks, uint64_t stamp)
{
	if (stamp <= ticks->most && ticks->offset == 0)
		return (ns)(stamp * ticks->multiply);
	return ticks_far(ticks, stamp);
}

#endif
