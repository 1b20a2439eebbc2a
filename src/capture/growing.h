/* SPDX-License-Identifier: BSD-2-Clause */
/* A capture file that is still written: where it ends for now its source is idle and goes on when it has grown. */
#ifndef CAPTURE_GROWING_H
#define CAPTURE_GROWING_H

#include "capture/source.h"

#include <sys/stat.h>

/* As source_open_file. The file may have no bytes yet; it must be a regular one and not compressed. */
int source_open_growing(struct source **out, const char *path, struct buf *trouble);
/* Of such a source: which file it is and how much of that was read. False: it cannot be told. */
bool growing_state(const struct source *source, struct stat *about, uint64_t *read);
/* Nothing more is written to it: it ends where it ends. */
void growing_end(struct source *source);

#endif
