/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/clock.h"

#include "tests/test.h"

static struct buf buf;

static struct str utc(ns time)
{
	buf_clear(&buf);
	clock_utc(&buf, time);
	return buf_str(&buf);
}

static struct str seconds(ns duration, unsigned digits)
{
	buf_clear(&buf);
	clock_seconds(&buf, duration, digits);
	return buf_str(&buf);
}

TEST(times_are_utc_with_microseconds)
{
	EXPECT_STR("1970-01-01T00:00:00.000000Z", utc(0));
	EXPECT_STR("2023-11-14T22:13:20.123456Z", utc(1700000000 * SECOND + 123456789));
	EXPECT_STR("2024-02-29T23:59:59.999999Z", utc(1709251199 * SECOND + 999999999));
}

TEST(times_before_1970_are_times)
{
	EXPECT_STR("1969-12-31T23:59:59.999999Z", utc(-1));
	EXPECT_STR("1969-12-31T23:59:59.000000Z", utc(-SECOND));
	EXPECT_STR("1677-09-21T00:12:43.145224Z", utc(INT64_MIN));
	EXPECT_STR("2262-04-11T23:47:16.854775Z", utc(NEVER));
}

TEST(durations_are_cut_not_rounded)
{
	EXPECT_STR("0.899", seconds(899999999, 3));
	EXPECT_STR("8.1", seconds(8199999999, 1));
	EXPECT_STR("8", seconds(8999999999, 0));
	EXPECT_STR("0.000001", seconds(1999, 6));
	EXPECT_STR("12.050", seconds(12050 * MILLISECOND, 3));
}

TEST(six_digits_are_the_most)
{
	EXPECT_STR("1.000000", seconds(SECOND, 7));
	EXPECT_STR("1.000000", seconds(SECOND, 1000));
}

TEST(negative_durations_have_a_sign_unless_nothing_is_left)
{
	EXPECT_STR("-0.5", seconds(-500 * MILLISECOND, 1));
	EXPECT_STR("0.0", seconds(-MILLISECOND, 1));
	EXPECT_STR("0", seconds(-999999999, 0));
	EXPECT_STR("-9223372036.854775", seconds(INT64_MIN, 6));
	EXPECT_STR("9223372036.8", seconds(INT64_MAX, 1));
	buf_done(&buf);
}

TEST_MAIN
