/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/ticks.h"

#include "tests/test.h"

static ns time_of(uint8_t unit, int64_t offset, uint64_t stamp)
{
	struct ticks ticks = ticks_of(unit, offset);

	return ticks_to_ns(&ticks, stamp);
}

TEST(decimal_units_are_exact)
{
	EXPECT_INT(1700000000 * SECOND, time_of(0, 0, 1700000000));
	EXPECT_INT(1700000000123 * MILLISECOND, time_of(3, 0, 1700000000123));
	EXPECT_INT(1700000000123456000, time_of(6, 0, 1700000000123456));
	EXPECT_INT(1700000000123456789, time_of(9, 0, 1700000000123456789));
	EXPECT_INT(1700000, time_of(12, 0, 1700000999));
	EXPECT_INT(18, time_of(27, 0, UINT64_MAX));
	EXPECT_INT(1, time_of(28, 0, UINT64_MAX));
	EXPECT_INT(1, time_of(127, 0, UINT64_MAX)); /* nonsense, but within bounds */
}

TEST(binary_units_are_exact_to_the_nanosecond)
{
	EXPECT_INT(1700000000 * SECOND, time_of(128, 0, 1700000000));
	EXPECT_INT(SECOND / 2, time_of(128 + 1, 0, 1));
	EXPECT_INT(953, time_of(128 + 20, 0, 1));
	EXPECT_INT(1700000000 * SECOND + 250 * MILLISECOND, time_of(128 + 20, 0, (uint64_t)1700000000 << 20 | 1 << 18));
	EXPECT_INT(SECOND + 999999999, time_of(128 + 32, 0, 0x1ffffffff));
	EXPECT_INT(3 * SECOND / 2, time_of(128 + 33, 0, (uint64_t)3 << 32));
	EXPECT_INT(SECOND / 2, time_of(128 + 64, 0, (uint64_t)1 << 63));
	EXPECT_INT(0, time_of(255, 0, UINT64_MAX));
}

TEST(an_offset_moves_the_clock)
{
	EXPECT_INT(5500 * MILLISECOND, time_of(3, 4, 1500));
	EXPECT_INT(500 * MILLISECOND, time_of(3, -1, 1500));
	EXPECT_INT(6 * SECOND, time_of(128 + 1, 1, 10));
}

TEST(times_beyond_the_bounds_are_held_there)
{
	static const uint8_t units[] = {0, 6, 9, 128, 128 + 20};

	for (size_t i = 0; i < sizeof(units); i++) {
		EXPECT_INT(TICKS_LATEST, time_of(units[i], 0, UINT64_MAX));
		EXPECT_INT(TICKS_LATEST, time_of(units[i], INT64_MAX, UINT64_MAX));
		EXPECT_INT(0, time_of(units[i], INT64_MIN, 0));
		EXPECT_INT(0, time_of(units[i], -10, 1));
	}
}

TEST_MAIN
