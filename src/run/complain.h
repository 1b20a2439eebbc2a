/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines on standard error. What they quote may come from a stranger: it is escaped. */
#ifndef RUN_COMPLAIN_H
#define RUN_COMPLAIN_H

#include "base/buf.h"

void complain(const char *text); /* one line */
void complain_of(const char *path, const char *what);
void complain_lines(const struct buf *lines); /* text whose lines end with \n */

#endif
