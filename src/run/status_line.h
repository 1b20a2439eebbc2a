/* SPDX-License-Identifier: BSD-2-Clause */
/* How it stands, in one line that fits a terminal. Numbers in, text out. */
#ifndef RUN_STATUS_LINE_H
#define RUN_STATUS_LINE_H

#include "analyzer.h"

struct status_line {
	bool endless; /* live, or a file that grows; else files are read to their end */
	ns running;
	uint64_t frame_rate, message_rate, byte_rate; /* a second, lately */
	uint64_t drops;
	uint64_t up, ended;           /* calls */
	const uint64_t *verdicts;     /* LABELS of them: of the calls ended */
	uint64_t memory, memory_most; /* bytes; 0: not known */
	uint64_t read, size;          /* of the files, bytes; size 0: nobody knows where they end */
};

/*
 * What matters most comes first: what is wider than columns is cut, and ends with "...". colour: drops are red.
 */
void status_line_print(struct buf *out, const struct status_line *line, size_t columns, bool colour);

#endif
