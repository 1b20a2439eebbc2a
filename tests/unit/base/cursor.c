/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/cursor.h"

#include "tests/test.h"

static const uint8_t bytes[] = {0x81, 0x92, 0xa3, 0xb4, 0xc5, 0xd6, 0xe7, 0xf8};

TEST(numbers_are_read_in_network_order)
{
	struct cursor c = cursor_of(bytes, sizeof(bytes));

	EXPECT_INT(0x81, cursor_u8(&c));
	EXPECT_INT(0x92a3, cursor_u16(&c));
	EXPECT_INT(0xb4c5, cursor_u16(&c));
	EXPECT_INT(3, cursor_left(&c));
	EXPECT_INT(0xd6, cursor_u8(&c));
	EXPECT_INT(2, cursor_left(&c));
	EXPECT(!c.bad);
}

TEST(past_the_end_there_are_zeroes_and_the_cursor_is_bad_for_good)
{
	struct cursor c = cursor_of(bytes, 1);

	EXPECT_INT(0, cursor_u16(&c));
	EXPECT(c.bad);
	EXPECT_INT(0, cursor_left(&c));
	EXPECT_INT(0, cursor_u8(&c));
	EXPECT_INT(0, cursor_u16(&c));
	EXPECT(!cursor_take(&c, 1));
	EXPECT(!cursor_take(&c, 0));
	EXPECT(c.bad);
}

TEST(each_width_needs_all_its_bytes)
{
	struct cursor one = cursor_of(bytes, 1), none = cursor_of(bytes, 0);

	EXPECT_INT(0, cursor_u16(&one));
	EXPECT(one.bad);
	EXPECT_INT(0, cursor_u8(&none));
	EXPECT(none.bad);
}

TEST(what_is_taken_is_passed_over)
{
	struct cursor c = cursor_of(bytes, sizeof(bytes));

	EXPECT(cursor_take(&c, 3) == bytes);
	EXPECT(cursor_take(&c, 0) == bytes + 3);
	cursor_skip(&c, 2);
	EXPECT_INT(0xd6, cursor_u8(&c));
	EXPECT(cursor_take(&c, 2) == bytes + 6);
	EXPECT(!c.bad);
	cursor_skip(&c, 1);
	EXPECT(c.bad);
}

TEST(a_length_that_cannot_be_is_refused)
{
	struct cursor c = cursor_of(bytes, sizeof(bytes));

	EXPECT(!cursor_take(&c, SIZE_MAX));
	EXPECT(c.bad);
}

TEST(a_limit_shortens_and_never_lengthens)
{
	struct cursor c = cursor_of(bytes, 4);

	cursor_limit(&c, SIZE_MAX);
	EXPECT_INT(4, cursor_left(&c));
	cursor_limit(&c, 4);
	EXPECT_INT(4, cursor_left(&c));
	cursor_u8(&c);
	cursor_limit(&c, 2);
	EXPECT_INT(2, cursor_left(&c));
	EXPECT_INT(0x92a3, cursor_u16(&c));
	EXPECT_INT(0, cursor_u8(&c));
	EXPECT(c.bad);
}

TEST(a_cursor_of_nothing_is_at_its_end)
{
	struct cursor c = cursor_of(NULL, 0);

	EXPECT_INT(0, cursor_left(&c));
	cursor_skip(&c, 0);
	cursor_limit(&c, 0);
	EXPECT(!c.bad);
	EXPECT_INT(0, cursor_u8(&c));
	EXPECT(c.bad);
}

TEST_MAIN
