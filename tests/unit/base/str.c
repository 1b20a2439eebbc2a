/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/str.h"

#include "tests/test.h"

TEST(a_slice_of_nothing_is_empty)
{
	EXPECT_STR("", str_of(NULL));
	EXPECT_STR("", str_of(""));
	EXPECT_STR("abc", str_of("abc"));
	EXPECT(str_eq(STR_NONE, STR("")));
	EXPECT(str_ieq(STR_NONE, STR("")));
	EXPECT(!str_eq(STR_NONE, STR("a")));
	EXPECT(str_starts(STR_NONE, STR_NONE));
	EXPECT(str_has(STR_NONE, STR_NONE));
	EXPECT(str_ihas(STR_NONE, STR_NONE));
	EXPECT_STR("", str_trim(STR_NONE));
	EXPECT_STR("", str_from(STR_NONE, 0));
}

TEST(equality_needs_length_and_bytes)
{
	EXPECT(str_eq(STR("abc"), STR("abc")));
	EXPECT(!str_eq(STR("abc"), STR("abd")));
	EXPECT(!str_eq(STR("abc"), STR("ab")));
	EXPECT(!str_eq(STR("abc"), STR("ABC")));
	EXPECT(!str_eq(STR("a\0b"), STR("a\0c")));
}

TEST(only_letters_have_case)
{
	EXPECT(str_ieq(STR("Call-ID"), STR("CALL-id")));
	EXPECT(str_ieq(STR("az"), STR("AZ")));
	EXPECT(!str_ieq(STR("abc"), STR("abcd")));
	EXPECT(!str_ieq(STR("@"), STR("`")));
	EXPECT(!str_ieq(STR("["), STR("{")));
	EXPECT(!str_ieq(STR("\xc0"), STR("\xe0")));
}

TEST(a_slice_starts_with_a_prefix_no_longer_than_itself)
{
	EXPECT(str_starts(STR("sip:a"), STR("sip:")));
	EXPECT(!str_starts(STR("SIP:a"), STR("sip:")));
	EXPECT(!str_starts(STR("sip"), STR("sip:")));
	EXPECT(str_istarts(STR("SIP:a"), STR("sip:")));
	EXPECT(str_istarts(STR("sip:"), STR("SIP:")));
	EXPECT(!str_istarts(STR("sip"), STR("sip:")));
	EXPECT(!str_istarts(STR("sap:"), STR("sip:")));
}

TEST(a_part_is_found_at_both_ends_and_between)
{
	EXPECT(str_has(STR("abc"), STR("a")));
	EXPECT(str_has(STR("abc"), STR("b")));
	EXPECT(str_has(STR("abc"), STR("bc")));
	EXPECT(str_has(STR("abc"), STR("abc")));
	EXPECT(!str_has(STR("abc"), STR("abcd")));
	EXPECT(!str_has(STR("abc"), STR("ac")));
	EXPECT(str_ihas(STR("xAbC"), STR("aBc")));
	EXPECT(!str_ihas(STR("xAb"), STR("aBc")));
	EXPECT(!str_ihas(STR(""), STR("a")));
}

TEST(trim_takes_line_ends_and_blanks_only)
{
	EXPECT_STR("a b", str_trim(STR(" \t\r\na b\n\r\t ")));
	EXPECT_STR("", str_trim(STR(" \r\n")));
	EXPECT_STR("\v", str_trim(STR("\v")));
}

TEST(from_past_the_end_is_empty)
{
	EXPECT_STR("bc", str_from(STR("abc"), 1));
	EXPECT_STR("", str_from(STR("abc"), 3));
	EXPECT_STR("", str_from(STR("abc"), SIZE_MAX));
}

TEST(split_gives_each_piece_and_then_no_more)
{
	struct str rest = STR("a,,b,"), piece;

	EXPECT(str_split(&rest, ',', &piece));
	EXPECT_STR("a", piece);
	EXPECT(str_split(&rest, ',', &piece));
	EXPECT_STR("", piece);
	EXPECT(str_split(&rest, ',', &piece));
	EXPECT_STR("b", piece);
	EXPECT(str_split(&rest, ',', &piece));
	EXPECT_STR("", piece);
	EXPECT(!str_split(&rest, ',', &piece));
	EXPECT(!str_split(&rest, ',', &piece));
}

TEST(splitting_the_empty_slice_gives_one_empty_piece_and_nothing_gives_none)
{
	struct str empty = STR(""), none = STR_NONE, piece;

	EXPECT(str_split(&empty, ',', &piece));
	EXPECT_STR("", piece);
	EXPECT(!str_split(&empty, ',', &piece));
	EXPECT(!str_split(&none, ',', &piece));
	EXPECT(!str_split_quoted(&none, ',', &piece));
}

/* The first piece of text. */
static struct str first_quoted(const char *text)
{
	struct str rest = str_of(text), piece = STR_NONE;

	EXPECT(str_split_quoted(&rest, ',', &piece));
	return piece;
}

TEST(a_separator_in_quotes_or_brackets_does_not_count)
{
	EXPECT_STR("a", first_quoted("a,b"));
	EXPECT_STR("\"a,b\"", first_quoted("\"a,b\",c"));
	EXPECT_STR("\"a\\\",b\"", first_quoted("\"a\\\",b\",c"));
	EXPECT_STR("\"a\\\\\"", first_quoted("\"a\\\\\",b"));
	EXPECT_STR("<sip:a,b>;x", first_quoted("<sip:a,b>;x,c"));
	EXPECT_STR("\"<\"", first_quoted("\"<\",b>"));
	EXPECT_STR("\\", first_quoted("\\,b"));
}

TEST(quotes_and_brackets_left_open_reach_to_the_end)
{
	EXPECT_STR("\"a,b", first_quoted("\"a,b"));
	EXPECT_STR("<a,b", first_quoted("<a,b"));
	EXPECT_STR("\"a\\", first_quoted("\"a\\"));
}

TEST(a_number_is_digits_and_nothing_else)
{
	uint32_t small = 7;
	uint64_t large = 7;

	EXPECT(str_to_u32(STR("0"), &small));
	EXPECT_INT(0, small);
	EXPECT(str_to_u32(STR("0004294967295"), &small));
	EXPECT_INT(4294967295, small);
	EXPECT(str_to_u64(STR("18446744073709551615"), &large));
	EXPECT(large == UINT64_MAX);
	small = 7;
	EXPECT(!str_to_u32(STR(""), &small));
	EXPECT(!str_to_u32(STR_NONE, &small));
	EXPECT(!str_to_u32(STR("4294967296"), &small));
	EXPECT(!str_to_u32(STR("-1"), &small));
	EXPECT(!str_to_u32(STR("+1"), &small));
	EXPECT(!str_to_u32(STR("1 "), &small));
	EXPECT(!str_to_u32(STR("1\xb2"), &small));
	EXPECT_INT(7, small);
	large = 7;
	EXPECT(!str_to_u64(STR("18446744073709551616"), &large));
	EXPECT(!str_to_u64(STR("99999999999999999999"), &large));
	EXPECT(!str_to_u64(STR("18446744073709551620"), &large));
	EXPECT_INT(7, large);
}

TEST_MAIN
