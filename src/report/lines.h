/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines of text for people: wrapped at a fixed width, so that the same input gives the same bytes, and coloured on a terminal. */
#ifndef REPORT_LINES_H
#define REPORT_LINES_H

#include "base/buf.h"

enum {
	LINE_COLUMNS = 100,
};

enum paint {
	PAINT_NONE,
	PAINT_RED,
	PAINT_YELLOW,
	PAINT_CYAN,
	PAINT_GREEN,
	PAINT_BOLD,
};

struct lines {
	struct buf *out;
	bool colour;
};

void lines_paint(const struct lines *lines, enum paint paint, const char *text);
void lines_indent(const struct lines *lines, size_t column);
/* A word, and blanks behind it up to a width that many words fill; two at least. Gives the columns of both. */
size_t lines_label(struct buf *out, const char *word, size_t width);
/*
 * text from column on, where the line already is; further lines begin at hang. Ends the last line. Control characters are escaped.
 * Japanese breaks between any two characters but where its punctuation forbids that; everything else at blanks.
 */
void lines_wrap(const struct lines *lines, size_t column, size_t hang, struct str text);

#endif
