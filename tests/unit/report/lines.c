/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/lines.h"

#include "report/escape.h"

#include "test.h"

static struct buf out;

static struct str wrapped(struct str text, size_t column, size_t hang)
{
	buf_clear(&out);
	lines_wrap(&(struct lines){&out, false}, column, hang, text);
	return buf_str(&out);
}

/* So many times. */
static struct str many(struct buf *text, const char *word, unsigned times)
{
	buf_clear(text);
	for (unsigned i = 0; i < times; i++)
		buf_add(text, str_of(word));
	return buf_str(text);
}

static bool fits(struct str text)
{
	struct str line;

	while (str_split(&text, '\n', &line))
		if (text_columns(line) > LINE_COLUMNS)
			return false;
	return true;
}

/* The first character of each line behind the first, and the last of each before the last. */
static bool breaks_at(struct str text, const char *before, const char *after)
{
	struct str line, next;

	if (!str_split(&text, '\n', &line))
		return false;
	while (str_split(&text, '\n', &next) && next.n) {
		struct str begin = str_trim(next);
		size_t n = strlen(before);

		if (line.n < n || !str_eq(str_from(line, line.n - n), str_of(before)) ||
		    !str_starts(begin, str_of(after)))
			return false;
		line = next;
	}
	return true;
}

TEST(wide_characters_take_two_columns_and_combining_ones_none)
{
	EXPECT_INT(3, text_columns(STR("183")));
	EXPECT_INT(6, text_columns(STR("呼出音")));
	EXPECT_INT(9, text_columns(STR("（183）。")));
	EXPECT_INT(1, text_columns(STR("e\xcc\x81")));
	EXPECT_INT(1, text_columns(STR("é")));
	EXPECT_INT(1, text_columns(STR("…")));
	EXPECT_INT(2, text_columns(STR("か\xe3\x82\x99")));
}

TEST(a_label_fills_its_width_whatever_the_script)
{
	buf_clear(&out);
	EXPECT_INT(11, lines_label(&out, "calls", 11));
	EXPECT_INT(11, lines_label(&out, "", 11));
	EXPECT_INT(11, lines_label(&out, "無音", 11));
	EXPECT_STR("calls                 無音       ", buf_str(&out));
	buf_clear(&out);
	EXPECT_INT(14, lines_label(&out, "切断理由一覧", 11));
	EXPECT_STR("切断理由一覧  ", buf_str(&out));
}

TEST(latin_text_breaks_at_blanks_and_keeps_a_frame_and_its_number_together)
{
	struct buf text = {0};
	struct str lines = wrapped(many(&text, "frame 12 ", 30), 0, 4);

	EXPECT(fits(lines));
	EXPECT(breaks_at(lines, "12", "frame"));
	EXPECT_STR("a-word-that-is-too-long\n", wrapped(STR("a-word-that-is-too-long"), 99, 4));
	buf_done(&text);
}

TEST(japanese_breaks_between_characters_and_fills_the_line)
{
	struct buf text = {0};
	struct str lines = wrapped(many(&text, "呼", 75), 0, 4), first;

	EXPECT(fits(lines));
	EXPECT(str_split(&lines, '\n', &first));
	EXPECT_INT(LINE_COLUMNS, text_columns(first));
	EXPECT(str_starts(lines, STR("    呼呼")));
	buf_done(&text);
}

TEST(punctuation_that_closes_begins_no_line_and_what_opens_ends_none)
{
	static const char *const closing[] = {"、", "。", "）", "」", "』", "：", "；", "ー", "っ"};
	static const char *const opening[] = {"（", "「", "『"};
	struct buf text = {0};

	for (size_t i = 0; i < sizeof(closing) / sizeof(closing[0]); i++)
		for (size_t column = 0; column < 4; column++) {
			struct buf pair = {0};
			struct str lines;

			buf_printf(&pair, "呼%s", closing[i]);
			lines = wrapped(many(&text, buf_text(&pair), 60), column, column);
			EXPECT(fits(lines));
			EXPECT(breaks_at(lines, closing[i], "呼"));
			buf_done(&pair);
		}
	for (size_t i = 0; i < sizeof(opening) / sizeof(opening[0]); i++)
		for (size_t column = 0; column < 4; column++) {
			struct buf pair = {0};
			struct str lines;

			buf_printf(&pair, "%s呼", opening[i]);
			lines = wrapped(many(&text, buf_text(&pair), 60), column, column);
			EXPECT(fits(lines));
			EXPECT(breaks_at(lines, "呼", opening[i]));
			buf_done(&pair);
		}
	buf_done(&text);
}

TEST(no_word_of_latin_letters_or_number_within_japanese_is_torn)
{
	struct buf text = {0};

	for (size_t column = 0; column < 12; column++) {
		struct str lines = wrapped(many(&text, "応答INVITE", 30), column, column);

		EXPECT(fits(lines));
		EXPECT(!str_has(lines, STR("INV\n")));
		for (const char *at = lines.p; (at = memchr(at, '\n', lines.n - (size_t)(at - lines.p))); at++)
			EXPECT(at[-1] == 'E' || (uint8_t)at[-1] > 0x7f);
		lines = wrapped(many(&text, "無音は8.1秒、", 30), column, column);
		EXPECT(fits(lines));
		EXPECT(!str_has(lines, STR("8.1\n")) && !str_has(lines, STR("は\n")));
		lines = wrapped(many(&text, "、198.51.100.212:40404", 30), column, column);
		EXPECT(fits(lines));
		EXPECT(breaks_at(lines, "、", "198.51.100.212:40404、198"));
		lines = wrapped(many(&text, "フレーム 15 件、", 30), column, column);
		EXPECT(fits(lines));
		EXPECT(!str_has(lines, STR("ム\n")) && !str_has(lines, STR("15\n")) && !str_has(lines, STR(" \n")));
		EXPECT(!str_has(lines, STR("レー\n")) && !str_has(lines, STR("フレ\n")));
		lines = wrapped(many(&text, "SDP を含む", 30), column, column);
		EXPECT(fits(lines));
		EXPECT(!str_has(lines, STR(" \n")));
	}
	buf_done(&text);
}

TEST(a_particle_before_a_number_ends_a_line)
{
	struct buf text = {0};
	bool broken = false;

	for (size_t column = 0; column < 12; column++) {
		struct str lines = wrapped(many(&text, "最後の 15 件、", 30), column, 0);

		EXPECT(fits(lines));
		EXPECT(!str_has(lines, STR("15\n")) && !str_has(lines, STR(" \n")));
		broken |= str_has(lines, STR("の\n15 件"));
	}
	EXPECT(broken);
	buf_done(&text);
}

TEST(a_combining_character_stays_with_what_it_is_put_on)
{
	struct buf text = {0};

	for (size_t column = 0; column < 2; column++) {
		struct str lines = wrapped(many(&text, "か\xe3\x82\x99", 80), column, 0);

		EXPECT(fits(lines));
		EXPECT(breaks_at(lines, "\xe3\x82\x99", "か"));
	}
	buf_done(&text);
}

TEST_MAIN
