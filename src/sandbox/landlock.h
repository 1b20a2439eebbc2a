/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel's Landlock lets a process that has renounced the rest still do: open beneath the folders granted, and
 * nothing else with names; no TCP connection of its own, no socket of another name space, no signal to others.
 */
#ifndef SANDBOX_LANDLOCK_H
#define SANDBOX_LANDLOCK_H

#include <stdbool.h>

struct landlock {
	int version; /* of the kernel's interface; 0: it has none */
	int fd;      /* of the rules; -1: there are none */
};

void landlock_open(struct landlock *out);
/* A file, or a folder and all beneath it. One that is not there cannot be opened later, either, unless its folder is granted. */
void landlock_grant(const struct landlock *landlock, const char *path, bool writing);
/* From here on, for this thread and those it starts. False: the kernel would not. */
bool landlock_close(struct landlock *landlock);

#endif
