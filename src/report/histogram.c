/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/histogram.h"

#define MICROSECOND ((ns)1000)
/* Longer ones are all the same: their sum must not overflow. */
#define LONGEST (3600 * SECOND)

/* Around what matters: a packet's way, a person's patience (4 s: more than any pause of ringback), timers of 30 and 60 s. */
const struct histogram_bound histogram_bounds[HISTOGRAM_BOUNDS] = {
	{20 * MILLISECOND, "0.02"}, {50 * MILLISECOND, "0.05"}, {100 * MILLISECOND, "0.1"}, {200 * MILLISECOND, "0.2"},
	{500 * MILLISECOND, "0.5"}, {1 * SECOND, "1"},          {2 * SECOND, "2"},          {3 * SECOND, "3"},
	{4 * SECOND, "4"},          {6 * SECOND, "6"},          {8 * SECOND, "8"},          {10 * SECOND, "10"},
	{15 * SECOND, "15"},        {20 * SECOND, "20"},        {30 * SECOND, "30"},        {60 * SECOND, "60"},
};

void histogram_add(struct histogram *histogram, ns delay)
{
	unsigned class = 0;

	if (delay < 0)
		delay = 0;
	if (delay > LONGEST)
		delay = LONGEST;
	while (class < HISTOGRAM_BOUNDS && delay > histogram_bounds[class].delay)
		class ++;
	histogram->counts[class]++;
	histogram->microseconds += (uint64_t)(delay / MICROSECOND);
}
