/* SPDX-License-Identifier: BSD-2-Clause */
/* The files a run reads: those named, and those found in folders. Frames tell theirs by its place here (frame_file). */
#ifndef CAPTURE_INPUTS_H
#define CAPTURE_INPUTS_H

#include "base/arena.h"
#include "capture/frame.h"

struct input {
	const char *path;   /* to open it by */
	struct str name;    /* for people: the base name; of a file found in a folder, its path below that */
	const char *folder; /* it was found there and may be no capture; NULL: it was named */
	bool refused;       /* it cannot be read */
	bool passed;        /* it is no capture, in a folder */
	uint64_t frames;    /* read so far */
	uint64_t first_frame, last_frame;
};

struct inputs {
	struct input *file;
	unsigned count, room;
	bool several; /* names are worth printing */
	struct arena arena;
};

/* Copies both. Its index, or -E2BIG when there are FRAME_FILES already. */
int inputs_add(struct inputs *inputs, const char *path, struct str name);
void inputs_done(struct inputs *inputs);

/* The file a frame came from; empty when there is only one, or it came from an interface. */
struct str inputs_name(const struct inputs *inputs, uint64_t frame);
void inputs_count(struct inputs *inputs, uint64_t frame); /* it was read */

/* What follows the last slash. */
struct str inputs_base_name(const char *path);

#endif
