/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/clock.h"

#include <time.h>

void clock_utc(struct buf *out, ns time)
{
	ns fraction = time % SECOND;
	time_t seconds = (time_t)(time / SECOND);
	struct tm tm;

	if (fraction < 0) {
		fraction += SECOND;
		seconds--;
	}
	gmtime_r(&seconds, &tm);
	buf_printf(out, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
	           tm.tm_min, tm.tm_sec, (int)(fraction / 1000));
}

void clock_seconds(struct buf *out, ns duration, unsigned digits)
{
	static const ns unit[] = {SECOND,         SECOND / 10,     SECOND / 100,    SECOND / 1000,
	                          SECOND / 10000, SECOND / 100000, SECOND / 1000000};
	uint64_t size, scale;

	if (digits > 6)
		digits = 6;
	size = duration < 0 ? 0 - (uint64_t)duration : (uint64_t)duration;
	size /= (uint64_t)unit[digits];
	scale = (uint64_t)(SECOND / unit[digits]);
	if (duration < 0 && size)
		buf_byte(out, '-');
	buf_number(out, size / scale, 1);
	if (digits == 0)
		return;
	buf_byte(out, '.');
	buf_number(out, size % scale, digits);
}
