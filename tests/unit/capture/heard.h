/* SPDX-License-Identifier: BSD-2-Clause */
/* What a source over several files tells of them, and helpers to make these files. */
#ifndef TESTS_CAPTURE_HEARD_H
#define TESTS_CAPTURE_HEARD_H

#include "capture/merge.h"
#include "tests/unit/capture/shelf.h"

struct heard {
	unsigned count[INPUT_GREW + 1];
	unsigned file; /* of the last event */
	int error;
	struct buf text;
};

static inline void hear(void *arg, enum input_event event, unsigned file, int error, const char *text)
{
	struct heard *heard = arg;

	heard->count[event]++;
	heard->file = file;
	heard->error = error;
	buf_clear(&heard->text);
	buf_add(&heard->text, str_of(text));
}

/* A capture of frames with these letters, at these seconds. */
static inline void shelf_capture(struct shelf *shelf, const char *name, const char *letters, const unsigned *seconds)
{
	struct made made = {0};

	made_pcap(&made, 0xa1b2c3d4, 65535, 1);
	for (unsigned i = 0; letters[i]; i++)
		made_record(&made, seconds[i], 0, (char[]){letters[i], 0}, 1);
	shelf_file(shelf, name, made.bytes.p, made.bytes.n);
	buf_done(&made.bytes);
}

/* The letters of the frames until the source ends or is idle, with a digit for the file where it changes. */
static inline enum source_state read_letters(struct source *source, struct buf *out)
{
	enum source_state state;
	struct frame frame;
	unsigned file = FRAME_FILES;

	while ((state = source_next(source, &frame)) == SOURCE_FRAME) {
		if (frame_file(frame.number) != file)
			buf_printf(out, "%u", frame_file(frame.number));
		file = frame_file(frame.number);
		buf_byte(out, (char)frame.bytes[0]);
	}
	return state;
}

#endif
