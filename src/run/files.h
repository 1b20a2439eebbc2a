/* SPDX-License-Identifier: BSD-2-Clause */
/* Saved captures: one, several, whole folders. */
#ifndef RUN_FILES_H
#define RUN_FILES_H

#include "capture/merge.h"
#include "run/program.h"

int files_read(struct program *program); /* 0 or -errno, which has been said */
/* An input_fn; arg: the program. */
void files_hear(void *arg, enum input_event event, unsigned file, int error, const char *text);

#endif
