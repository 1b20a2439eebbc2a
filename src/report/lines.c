/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/lines.h"

#include "report/escape.h"

void lines_paint(const struct lines *lines, enum paint paint, const char *text)
{
	static const char *const codes[] = {[PAINT_RED] = "31",
	                                    [PAINT_YELLOW] = "33",
	                                    [PAINT_CYAN] = "36",
	                                    [PAINT_GREEN] = "32",
	                                    [PAINT_BOLD] = "1"};

	if (lines->colour && paint != PAINT_NONE)
		buf_printf(lines->out, "\x1b[%sm%s\x1b[0m", codes[paint], text);
	else
		buf_add(lines->out, str_of(text));
}

void lines_indent(const struct lines *lines, size_t column)
{
	buf_printf(lines->out, "%*s", (int)column, "");
}

size_t lines_label(struct buf *out, const char *word, size_t width)
{
	size_t columns = text_columns(str_of(word)), blanks = columns + 2 < width ? width - columns : 2;

	buf_printf(out, "%s%*s", word, (int)blanks, "");
	return columns + blanks;
}

static bool is_digit(uint32_t code)
{
	return code >= '0' && code <= '9';
}

/* Unicode Standard Annex 14, classes CL, CP, EX, IS, NS and CJ, as far as Japanese has them: these begin no line. */
static bool begins_no_line(uint32_t code)
{
	static const uint32_t codes[] = {
		'!',    ')',    ',',    '.',    ':',    ';',    '?',    ']',    '}',    '%',    '/',    '"',
		0x2019, 0x201d, 0x2026, 0x3001, 0x3002, 0x3005, 0x3009, 0x300b, 0x300d, 0x300f, 0x3011, 0x3015,
		0x3017, 0x3019, 0x301c, 0x3041, 0x3043, 0x3045, 0x3047, 0x3049, 0x3063, 0x3083, 0x3085, 0x3087,
		0x308e, 0x309d, 0x309e, 0x30a1, 0x30a3, 0x30a5, 0x30a7, 0x30a9, 0x30c3, 0x30e3, 0x30e5, 0x30e7,
		0x30ee, 0x30f5, 0x30f6, 0x30fb, 0x30fc, 0x30fd, 0x30fe, 0xff01, 0xff05, 0xff09, 0xff0c, 0xff0e,
		0xff0f, 0xff1a, 0xff1b, 0xff1f, 0xff3d, 0xff5d, 0xff5e,
	};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i] == code)
			return true;
	return false;
}

/* Class OP, and what may be one: these end no line. */
static bool ends_no_line(uint32_t code)
{
	static const uint32_t codes[] = {'"',    '(',    '[',    '{',    '/',    0x2018, 0x201c, 0x3008, 0x300a,
	                                 0x300c, 0x300e, 0x3010, 0x3014, 0x3016, 0x3018, 0xff08, 0xff3b, 0xff5b};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i] == code)
			return true;
	return false;
}

static bool is_wide(const struct character *character)
{
	return character_columns(character) > 1;
}

static bool is_hiragana(uint32_t code)
{
	return code >= 0x3041 && code <= 0x309f;
}

/* "frame 12" is one word, and in Japanese a number with the word before and behind it; a particle is no such word. */
static bool breaks_at_blank(struct str text, size_t blank, const struct character *before)
{
	static const struct str frame = {"frame", 5};
	struct str rest = str_from(text, blank + 1);
	struct character after;

	if (!character_next(&rest, &after))
		return true;
	if (is_digit(before->code) && is_wide(&after))
		return false;
	if (!is_digit(after.code) || is_hiragana(before->code))
		return true;
	return !is_wide(before) &&
	       !(blank >= frame.n && str_eq((struct str){text.p + blank - frame.n, frame.n}, frame));
}

static bool is_katakana(uint32_t code)
{
	return code >= 0x30a1 && code <= 0x30fc && code != 0x30fb;
}

/* Of what begins no line, punctuation and not kana. */
static bool is_closing(uint32_t code)
{
	return begins_no_line(code) && (code < 0x3041 || code > 0x30ff);
}

/* Words in katakana are read, and searched for, as one; Japanese may break them, but need not. */
static bool breaks_between(const struct character *before, const struct character *after)
{
	if (before->code == ' ' || (!is_wide(before) && !is_wide(after)) ||
	    (is_katakana(before->code) && is_katakana(after->code)))
		return false;
	/* Behind a comma a number may begin a line. */
	if (is_digit(before->code) || (is_digit(after->code) && !is_closing(before->code)))
		return false;
	return !ends_no_line(before->code) && !begins_no_line(after->code) && character_columns(after) > 0;
}

/* How many bytes of text fit into columns, cut where a line may end; a word that is too long stays whole. */
static size_t fit(struct str text, size_t columns)
{
	struct character before = {0}, at;
	struct str rest = text;
	size_t used = 0, end = 0;

	while (character_next(&rest, &at)) {
		size_t here = (size_t)(at.bytes.p - text.p);

		if (at.code == ' ' ? breaks_at_blank(text, here, &before) : here && breaks_between(&before, &at)) {
			if (used > columns)
				return end ? end : here;
			end = here;
		}
		used += character_columns(&at);
		before = at;
	}
	return used > columns && end ? end : text.n;
}

void lines_wrap(const struct lines *lines, size_t column, size_t hang, struct str text)
{
	struct buf escaped = {.ceiling = 64 * 1024};
	struct str rest;

	escape_terminal(&escaped, text, 8192);
	rest = str_trim(buf_str(&escaped));
	while (rest.n) {
		size_t n = fit(rest, column < LINE_COLUMNS ? LINE_COLUMNS - column : 0);

		buf_add(lines->out, (struct str){rest.p, n});
		rest = str_trim(str_from(rest, n));
		if (rest.n) {
			buf_byte(lines->out, '\n');
			lines_indent(lines, hang);
		}
		column = hang;
	}
	buf_byte(lines->out, '\n');
	buf_done(&escaped);
}
