/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes by a thread of its own, so that whoever reads slowly, or a disk that is busy, holds up nobody. What waits to be
 * written is bounded: beyond that it is refused, as a whole.
 */
#ifndef REPORT_WRITER_H
#define REPORT_WRITER_H

#include "base/str.h"

enum {
	WRITER_MOST = 8 * 1024 * 1024, /* bytes that wait */
	WRITER_LINGER_MS = 800,        /* to get rid of the rest at the end, where somebody must read it */
	WRITER_LINGER_FILE_MS = 20000, /* of a file: a disk may be busy */
};

struct writer;

struct writer *writer_new(int fd); /* its thread begins with the first text */
/* 0; -EAGAIN: there is no room; else -errno of the write that failed: all else is refused until writer_switch. */
int writer_put(struct writer *writer, struct str text);
/* What was put goes to the old descriptor, which is closed, the rest to fd. -EBUSY: somebody does not read, nothing is changed. */
int writer_switch(struct writer *writer, int fd);
/* The rest is written, as far as that can be done soon; closes the descriptor. 0 or -errno, -ETIMEDOUT: somebody does not read. */
int writer_close(struct writer *writer);

#endif
