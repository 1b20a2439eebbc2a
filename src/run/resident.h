/* SPDX-License-Identifier: BSD-2-Clause */
/* The memory this process has in use: what the kernel lends us for captured packets, and files that are mapped, aside. */
#ifndef RUN_RESIDENT_H
#define RUN_RESIDENT_H

#include <stdint.h>

/* A descriptor; -1: it cannot be told. Opened before rights are given up, it can be asked ever after. */
int resident_open(void);
uint64_t resident_bytes(int fd); /* 0: it cannot be told */
void resident_close(int fd);

#endif
