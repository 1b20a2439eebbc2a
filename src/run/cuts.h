/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keeps the kernel's filter up with what is listened to. The payload of a stream comes whole until nothing more of it is to
 * be heard, and again as soon as somebody may want to: so that a file with the same packets tells the same.
 */
#ifndef RUN_CUTS_H
#define RUN_CUTS_H

#include "analyzer.h"
#include "capture/kernel.h"
#include "capture/source.h"

/* All zeroes is ready for use. */
struct cuts {
	struct kernel_cuts wanted, used;
	ns look_at, cut_at; /* by the clock of update's caller, not before */
};

void cuts_update(struct cuts *cuts, const struct analyzer *analyzer, struct source *source, ns now);

#endif
