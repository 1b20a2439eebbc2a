/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The last line of the terminal that standard error is: it says how it stands, and is drawn anew again and again. Everything
 * else that is printed there, by whatever thread, goes above it. A process has one standard error, and so one such line.
 *
 * A terminal that takes nothing (Ctrl-S) holds up nobody for the line's sake; one that belongs to somebody else just now
 * (Ctrl-Z, &) is left alone.
 */
#ifndef REPORT_TERMINAL_H
#define REPORT_TERMINAL_H

#include "base/str.h"

enum {
	TERMINAL_COLUMNS = 80, /* of one that does not say */
};

/* Before there are threads: from here on there is a line. False: standard error is no terminal, or cannot clear a line. */
bool terminal_open(void);
void terminal_close(void); /* the line is gone */
size_t terminal_columns(void);
/* The line, no wider than terminal_columns; or nothing happens, for the terminal takes none now. */
void terminal_show(struct str line);

/*
 * Before and after something is printed on fd. False, and no end is needed: that is not this terminal. Between the two
 * nobody else prints there.
 */
bool terminal_begin(int fd);
void terminal_end(void);
void terminal_leave(void); /* signal-safe: clears the line where that can be done at once */

bool terminal_takes_colour(int fd); /* whatever fd is */

#endif
