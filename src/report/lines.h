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
/* text from column on, where the line already is; further lines begin at hang. Ends the last line. Control characters are escaped. */
void lines_wrap(const struct lines *lines, size_t column, size_t hang, struct str text);

#endif
