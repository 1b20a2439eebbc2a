/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A call in ladder notation (docs/ladder.md): all its messages on all hops in time order, and the
 * audio between them. What is left out of a long call is said in lines that begin with #, which
 * the notation passes over: a printed ladder can be played.
 */
#ifndef REPORT_LADDER_H
#define REPORT_LADDER_H

#include "call/attempt.h"
#include "capture/inputs.h"

struct ladder_settings {
	unsigned indent;             /* columns */
	bool whole;                  /* everything; else up to the answer, and of a long early phase the two ends */
	const struct inputs *inputs; /* several: a line is set before the entries of each file. NULL: none */
};

void ladder_print(struct buf *out, const struct attempt *attempt, struct ladder_settings settings);

#endif
