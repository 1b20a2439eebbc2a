/* SPDX-License-Identifier: BSD-2-Clause */
/* The TLS key log: what it says already, and what is written to it while we read. */
#ifndef RUN_KEYS_H
#define RUN_KEYS_H

#include "run/program.h"

int keys_open(struct program *program); /* 0, also when none is asked for, or -errno, which has been said */
void keys_follow(struct program *program);
void keys_close(struct program *program);

#endif
