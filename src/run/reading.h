/* SPDX-License-Identifier: BSD-2-Clause */
/* What all ways to read have in common: frames go to the analyzer, until it is enough. */
#ifndef RUN_READING_H
#define RUN_READING_H

#include "run/program.h"

/* Rights that are not needed any more. Before the first frame and the first thread. 0 or -errno, which has been said. */
int reading_confine(struct program *program);
void reading_begin(struct program *program, struct source *source);
void reading_end(struct program *program); /* closes the source */
int reading_take(struct program *program, struct frame *frame);
/* The same for frames that lie side by side, none of them secrets: nearly all of a capture. */
int reading_take_all(struct program *program, struct frame *frames, unsigned count);
bool reading_is_enough(const struct program *program);
void reading_heed_signals(struct program *program);
/* name: as the summary says it, without folders */
void reading_note_damage(struct program *program, const char *path, struct str name, const char *trouble);
/* Nothing was taken that outputs were opened for. 0 or -errno, which has been said: a capture of nothing but a foreign link type is none. */
int reading_open_late(struct program *program);

#endif
