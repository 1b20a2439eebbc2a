/* SPDX-License-Identifier: BSD-2-Clause */
/* An expression of the pcap filter language, compiled for frames of one link type. */
#ifndef CAPTURE_PROGRAM_H
#define CAPTURE_PROGRAM_H

#include "base/buf.h"
#include "capture/frame.h"

struct program;

/* NULL: it cannot be compiled for that link type; the compiler's words are in trouble. */
struct program *program_new(const char *expression, int linktype, struct buf *trouble);
bool program_passes(const struct program *program, const struct frame *frame);
void program_free(struct program *program); /* NULL is fine */

#endif
