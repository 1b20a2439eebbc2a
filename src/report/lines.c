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

/* "frame 12" is one word. */
static bool is_break(struct str text, size_t space)
{
	static const struct str frame = {"frame", 5};

	if (space < frame.n || space + 1 >= text.n || text.p[space + 1] < '0' || text.p[space + 1] > '9')
		return true;
	return !str_eq((struct str){text.p + space - frame.n, frame.n}, frame);
}

/* How many bytes of text fit into columns, cut at a space; a word that is too long stays whole. */
static size_t fit(struct str text, size_t columns)
{
	size_t used = 0, space = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == ' ' && is_break(text, i)) {
			if (used > columns)
				return space ? space : i;
			space = i;
		}
		used += ((uint8_t)text.p[i] & 0xc0) != 0x80;
	}
	return used > columns && space ? space : text.n;
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
