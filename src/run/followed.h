/* SPDX-License-Identifier: BSD-2-Clause */
/* A capture that is still being written. */
#ifndef RUN_FOLLOWED_H
#define RUN_FOLLOWED_H

#include "run/program.h"

int followed_read(struct program *program); /* 0 or -errno, which has been said */

#endif
