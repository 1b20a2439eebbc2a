/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/buf.h"

#include "tests/test.h"

TEST(text_is_added_at_the_end)
{
	struct buf buf = {0};

	buf_add(&buf, STR("ab"));
	buf_byte(&buf, 'c');
	buf_printf(&buf, "%d-%s", 4, "e");
	buf_add(&buf, STR_NONE);
	EXPECT_STR("abc4-e", buf_str(&buf));
	EXPECT_STR("abc4-e", str_of(buf_text(&buf)));
	EXPECT(!buf.cut);
	buf_done(&buf);
	EXPECT(!buf.p && !buf.n && !buf.room);
}

static struct str number(uint64_t value, unsigned digits)
{
	static struct buf buf;

	buf_done(&buf);
	buf_number(&buf, value, digits);
	return buf_str(&buf);
}

TEST(numbers_are_decimal_with_as_many_digits_as_asked)
{
	EXPECT_STR("0", number(0, 0));
	EXPECT_STR("0", number(0, 1));
	EXPECT_STR("000", number(0, 3));
	EXPECT_STR("042", number(42, 3));
	EXPECT_STR("1234", number(1234, 3));
	EXPECT_STR("18446744073709551615", number(UINT64_MAX, 1));
	EXPECT_STR("00000000000000000007", number(7, 99)); /* 20 are the most */
}

TEST(an_empty_buf_is_empty_text)
{
	struct buf buf = {0};

	EXPECT_STR("", buf_str(&buf));
	EXPECT_STR("", str_of(buf_text(&buf)));
	buf_done(&buf);
	buf_done(&buf);
}

TEST(it_grows_as_needed_whatever_adds)
{
	struct buf buf = {0};

	for (int i = 0; i < 1000; i++) {
		buf_byte(&buf, 'x');
		buf_add(&buf, STR("yyy"));
		buf_printf(&buf, "%04d", i);
	}
	EXPECT_INT(8000, buf.n);
	EXPECT_STR("xyyy0999", str_from(buf_str(&buf), 7992));
	EXPECT_INT(8000, strlen(buf_text(&buf)));
	buf_done(&buf);
}

TEST(one_addition_may_be_longer_than_the_room)
{
	struct buf buf = {0};

	buf_printf(&buf, "%5000d", 1);
	EXPECT_INT(5000, buf.n);
	EXPECT_INT(5000, strlen(buf_text(&buf)));
	buf_done(&buf);
}

TEST(the_ceiling_is_reached_but_not_passed)
{
	struct buf buf = {.ceiling = 4};

	buf_add(&buf, STR("abc"));
	buf_byte(&buf, 'd');
	EXPECT(!buf.cut);
	buf_byte(&buf, 'e');
	EXPECT(buf.cut);
	EXPECT_STR("abcd", buf_str(&buf));
	EXPECT_STR("abcd", str_of(buf_text(&buf)));
	buf_done(&buf);
}

TEST(what_does_not_fit_is_left_out_whole)
{
	struct buf buf = {.ceiling = 4};

	buf_add(&buf, STR("abc"));
	buf_add(&buf, STR("de"));
	EXPECT(buf.cut);
	buf_printf(&buf, "%s", "de");
	EXPECT_STR("abc", buf_str(&buf));
	EXPECT_STR("abc", str_of(buf_text(&buf)));
	buf_done(&buf);
}

TEST(the_default_ceiling_holds)
{
	static char block[1 << 20];
	struct buf buf = {0};

	for (int i = 0; i < 70; i++)
		buf_add(&buf, (struct str){block, sizeof(block)});
	EXPECT_INT(BUF_CEILING, buf.n);
	EXPECT(buf.cut);
	EXPECT_INT(0, buf_text(&buf)[buf.n]);
	buf_done(&buf);
}

TEST(clear_keeps_the_memory_and_forgets_the_cut)
{
	struct buf buf = {.ceiling = 4};

	buf_add(&buf, STR("abcde"));
	buf_add(&buf, STR("abc"));
	buf_clear(&buf);
	EXPECT(!buf.cut && buf.p && buf.room);
	EXPECT_STR("", str_of(buf_text(&buf)));
	buf_add(&buf, STR("xyz"));
	EXPECT_STR("xyz", buf_str(&buf));
	EXPECT_INT(4, buf.ceiling);
	buf_done(&buf);
}

TEST_MAIN
