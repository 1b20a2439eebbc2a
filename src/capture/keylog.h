/* SPDX-License-Identifier: BSD-2-Clause */
/* A TLS key log that may still be written: hands out the lines that have come since it was read last. */
#ifndef CAPTURE_KEYLOG_H
#define CAPTURE_KEYLOG_H

#include "base/buf.h"

enum {
	KEYLOG_READ = 64 * 1024, /* bytes handed out at a time; a line that is longer is passed over */
};

struct keylog;

/* 0, or -errno with one line in trouble. It may be empty, or a pipe. */
int keylog_open(struct keylog **out, const char *path, struct buf *trouble);
/*
 * Whole lines, until the next call; false: there are none now. With all, what stands behind the last newline counts as one
 * too. A file that was cut off, or whose name another one has taken, is read from its beginning.
 */
bool keylog_next(struct keylog *keylog, bool all, struct str *out);
void keylog_close(struct keylog *keylog); /* NULL is fine */

#endif
