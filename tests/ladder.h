/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Plays a ladder (docs/ladder.md) as the frames a capture of that call would hold: Ethernet, IPv4,
 * UDP or TCP, in time order, numbered from 1. A ladder that cannot be read ends the program with
 * the line in question.
 */
#ifndef TESTS_LADDER_H
#define TESTS_LADDER_H

#include "capture/frame.h"

typedef void ladder_frame_fn(void *arg, const struct frame *frame); /* the frame lives until it returns */

void ladder_play(const char *text, ladder_frame_fn *frame, void *arg);

#endif
