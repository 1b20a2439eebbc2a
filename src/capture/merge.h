/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Several files as one source, merged by time: always the frame with the earliest time stamp of those
 * that come next in each file; of equals the file that was named first. Within a file the order stays,
 * so that a file with a wrong clock is read all the same. A file is open only while its time has come:
 * thousands of files that follow one another are read one by one.
 */
#ifndef CAPTURE_MERGE_H
#define CAPTURE_MERGE_H

#include "capture/inputs.h"
#include "capture/source.h"

enum {
	MERGE_MAX_OPEN = 128, /* files at a time; further ones wait until one of these ends. Pipes are not counted. */
};

enum input_event {
	INPUT_REFUSED, /* it cannot be opened, or is no capture: error is -errno as source_open_file has it */
	INPUT_DAMAGED, /* it ended early */
	INPUT_LATE,    /* too many are open; its frames come after others that are later. Once a merge. */
	INPUT_GREW, /* it is one of a followed folder and grew when a newer one had begun: that is not read. Text is its path. */
};

/* Is told of each file what there is to tell. Text is for people; of INPUT_REFUSED it begins with the path. */
struct input_ear {
	void (*hear)(void *arg, enum input_event event, unsigned file, int error, const char *text);
	void *arg;
};

/* Of the inputs from first on. Looks at each already: how many are refused is known when this returns. */
struct source *source_open_merged(const struct inputs *inputs, unsigned first, struct input_ear ear);

#endif
