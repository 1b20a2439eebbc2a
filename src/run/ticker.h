/* SPDX-License-Identifier: BSD-2-Clause */
/* Shows how it stands while we read: a line on the terminal, drawn a few times a second. Of files only when they take long. */
#ifndef RUN_TICKER_H
#define RUN_TICKER_H

#include "base/clock.h"

#include <stdbool.h>
#include <stdint.h>

struct program;

enum {
	TICKER_SAMPLES = 5,   /* rates are those between the first and the last of them: of a second */
	TICKER_FRAMES = 1024, /* of a file, before the clock is looked at */
};

struct ticker {
	bool shown; /* there is a terminal, and it is ours */
	bool colour;
	ns begun, due;
	unsigned frames, enough; /* since the clock was looked at; to do so again */
	int resident;
	struct ticker_sample {
		ns time;
		uint64_t frames, messages, bytes;
	} samples[TICKER_SAMPLES]; /* a ring */
	unsigned taken;
};

void ticker_open(struct program *program); /* before rights are given up */
void ticker_close(struct program *program);
void ticker_look(struct program *program);                   /* now and then */
void ticker_count(struct program *program, unsigned frames); /* so many of a file were taken */

#endif
