/* SPDX-License-Identifier: BSD-2-Clause */
/* What a run as the command line asks for must still be able to open, and nothing else. */
#ifndef RUN_CONFINE_H
#define RUN_CONFINE_H

#include "capture/inputs.h"
#include "run/options.h"

/*
 * Once, before the first packet and the first thread: live when interfaces and outputs are open; of files, before
 * the first one is opened. As sandbox_enter.
 */
int confine(const struct options *options, const struct inputs *inputs, struct buf *told);

#endif
