/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/delays.h"

#include "tests/test.h"

static long percentile(const struct delays *delays, unsigned percent)
{
	ns delay = delays_percentile(delays, percent);

	return delay == NEVER ? -1 : (long)(delay / MILLISECOND);
}

TEST(no_delay_has_no_median)
{
	struct delays delays = {.count = 0};

	EXPECT_INT(-1, percentile(&delays, 50));
}

TEST(one_delay_is_its_own_median_to_the_millisecond)
{
	struct delays delays = {.count = 0};

	delays_add(&delays, 4321 * MILLISECOND);
	EXPECT_INT(4321, percentile(&delays, 50));
	EXPECT_INT(4321, percentile(&delays, 95));
}

TEST(quantiles_of_many_are_near_enough)
{
	struct delays delays = {.count = 0};

	for (unsigned i = 1; i <= 10000; i++)
		delays_add(&delays, i * MILLISECOND);
	EXPECT(percentile(&delays, 50) >= 4850 && percentile(&delays, 50) <= 5150);
	EXPECT(percentile(&delays, 95) >= 9215 && percentile(&delays, 95) <= 9785);
	EXPECT(percentile(&delays, 1) >= 97 && percentile(&delays, 1) <= 103);
}

TEST(a_quantile_is_a_value_that_so_many_do_not_exceed)
{
	struct delays delays = {.count = 0};

	for (unsigned i = 0; i < 19; i++)
		delays_add(&delays, SECOND);
	delays_add(&delays, 9 * SECOND);
	EXPECT_INT(1000, percentile(&delays, 95));
	EXPECT_INT(9000, percentile(&delays, 96));
}

TEST(what_is_out_of_range_is_counted_at_its_end)
{
	struct delays delays = {.count = 0};

	delays_add(&delays, -SECOND);
	EXPECT_INT(0, percentile(&delays, 50));
	delays_add(&delays, NEVER - 1);
	delays_add(&delays, 3000 * SECOND);
	EXPECT_INT(3, (long)delays.count);
	EXPECT_INT(3300000, percentile(&delays, 99));
}

TEST_MAIN
