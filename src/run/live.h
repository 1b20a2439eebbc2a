/* SPDX-License-Identifier: BSD-2-Clause */
/* Interfaces, for as long as it takes: frames come when they come, and time passes without them. */
#ifndef RUN_LIVE_H
#define RUN_LIVE_H

#include "run/program.h"

int live_read(struct program *program); /* 0 or -errno, which has been said */

#endif
