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
	WRITER_LINGER_MS = 400,        /* at the end, for something to get through, where somebody must read it */
	WRITER_MOMENT_MS = 100,        /* for who has not read anything for that long already */
	WRITER_LINGER_MOST_MS = 20000, /* for all of it; for something to a file, too: a disk may be busy */
};

struct writer;

struct writer *writer_new(int fd); /* its thread begins with the first text */
/* 0; -EAGAIN: there is no room; else -errno of the write that failed: all else is refused until writer_switch. */
int writer_put(struct writer *writer, struct str text);
/* From now on what finds no room waits for it, unless nothing gets through any more: the end has nobody to hold up. */
void writer_await(struct writer *writer);
/* What was put goes to the old descriptor, which is closed, the rest to fd. -EBUSY: somebody does not read, nothing is changed. */
int writer_switch(struct writer *writer, int fd);
/* The rest is written, as far as that can be done soon; closes the descriptor. 0 or -errno, -ETIMEDOUT: somebody does not read. */
int writer_close(struct writer *writer);

#endif
