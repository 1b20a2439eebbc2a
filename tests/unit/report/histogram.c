/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/histogram.h"

#include "tests/test.h"

static unsigned class_of(ns delay)
{
	struct histogram histogram = {.microseconds = 0};
	unsigned class = 0;

	histogram_add(&histogram, delay);
	while (!histogram.counts[class])
		class ++;
	return class;
}

TEST(a_class_holds_its_bound)
{
	for (unsigned i = 0; i < HISTOGRAM_BOUNDS; i++) {
		EXPECT_INT(i, class_of(histogram_bounds[i].delay));
		EXPECT_INT(i + 1, class_of(histogram_bounds[i].delay + 1));
	}
}

TEST(bounds_rise_and_their_digits_are_their_seconds)
{
	for (unsigned i = 0; i < HISTOGRAM_BOUNDS; i++) {
		struct buf digits = {0};

		buf_printf(&digits, "%g", (double)histogram_bounds[i].delay / SECOND);
		EXPECT_STR(histogram_bounds[i].digits, buf_str(&digits));
		EXPECT(i == 0 || histogram_bounds[i].delay > histogram_bounds[i - 1].delay);
		buf_done(&digits);
	}
}

TEST(the_sum_is_of_all_and_never_shrinks)
{
	struct histogram histogram = {.microseconds = 0};

	histogram_add(&histogram, 1500 * MILLISECOND);
	histogram_add(&histogram, 250 * MILLISECOND);
	EXPECT_INT(1750000, histogram.microseconds);
	histogram_add(&histogram, -SECOND);
	EXPECT_INT(1750000, histogram.microseconds);
	EXPECT_INT(1, histogram.counts[0]);
}

TEST(an_absurd_delay_counts_as_an_hour)
{
	struct histogram histogram = {.microseconds = 0};

	histogram_add(&histogram, NEVER - 1);
	EXPECT_INT(1, histogram.counts[HISTOGRAM_BOUNDS]);
	EXPECT_INT(3600000000, histogram.microseconds);
}

TEST_MAIN
