/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/ticks.h"

static uint64_t power_of_10(unsigned n)
{
	uint64_t power = 1;

	while (n--)
		power *= 10;
	return power;
}

struct ticks ticks_of(uint8_t unit, int64_t offset)
{
	const int64_t furthest = TICKS_LATEST / SECOND;
	unsigned exponent = unit & 0x7f;
	struct ticks ticks = {0};

	if (offset > furthest)
		offset = furthest;
	else if (offset < -furthest)
		offset = -furthest;
	ticks.offset = offset * SECOND;
	if (unit & 0x80) {
		ticks.binary = exponent;
	} else if (exponent <= 9) {
		ticks.multiply = power_of_10(9 - exponent);
		ticks.most = (uint64_t)TICKS_LATEST / ticks.multiply;
	} else {
		/* 10^19 is the last power in 64 bits; of finer ticks no stamp reaches a nanosecond but the very largest. */
		ticks.divide = power_of_10(exponent - 9 < 19 ? exponent - 9 : 19);
	}
	return ticks;
}

static uint64_t from_binary(unsigned binary, uint64_t stamp)
{
	uint64_t seconds = binary < 64 ? stamp >> binary : 0;
	uint64_t fraction = binary < 64 ? stamp - (seconds << binary) : stamp;

	if (seconds >= (uint64_t)(TICKS_LATEST / SECOND))
		return (uint64_t)TICKS_LATEST;
	/* 32 bits of the fraction are finer than a ns and leave room to multiply. */
	if (binary > 32) {
		fraction = binary - 32 < 64 ? fraction >> (binary - 32) : 0;
		binary = 32;
	}
	return seconds * (uint64_t)SECOND + (fraction * (uint64_t)SECOND >> binary);
}

/* Any clock, any stamp. */
ns ticks_far(const struct ticks *ticks, uint64_t stamp)
{
	uint64_t since;
	ns time;

	if (ticks->multiply)
		since = stamp <= ticks->most ? stamp * ticks->multiply : (uint64_t)TICKS_LATEST;
	else if (ticks->divide)
		since = stamp / ticks->divide;
	else
		since = from_binary(ticks->binary, stamp);
	if (since > (uint64_t)TICKS_LATEST)
		since = (uint64_t)TICKS_LATEST;
	/* Both are at most 2^62: the sum is at most 2^63 - 1, as the offset is whole seconds. */
	time = (ns)since + ticks->offset;
	if (time < 0)
		return 0;
	return time > TICKS_LATEST ? TICKS_LATEST : time;
}
