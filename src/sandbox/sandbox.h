/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Renouncing what is not needed to read packets of strangers: the user that opened the interfaces, its capabilities,
 * all that a program could gain by running another, and with Landlock and seccomp the rest of the machine.
 * A kernel without one of these refuses nothing: what is in force is told. Entered before threads are
 * started, which are bound by what binds the thread they come from.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdbool.h>

enum {
	SANDBOX_MAX_GRANTS = 1 << 17, /* of more no file can be opened */
};

/* What is still opened by its name, with the rights over files of who started us: a file, or a folder and all beneath it. */
struct sandbox_grant {
	const char *path;
	bool writing;
	bool public; /* anybody may read it: that takes no right of who started us */
};

struct sandbox_settings {
	const char *user; /* NULL: of root nobody is left, another user stays */
	bool off;
	bool captures; /* reads packet sockets */
	bool serves;   /* accepts connections on a socket that listens already */
	struct sandbox_grant *grants;
	unsigned grant_count, grant_room;
	struct arena paths;
};

/* Settings that are all zeroes grant nothing. The path is copied. */
void sandbox_grant(struct sandbox_settings *settings, const char *path, bool writing);
/* The folder that it is in, or will be. */
void sandbox_grant_folder_of(struct sandbox_settings *settings, const char *path, bool writing);
void sandbox_grant_public(struct sandbox_settings *settings, const char *path);
void sandbox_settings_done(struct sandbox_settings *settings);

/*
 * 0 and a line for each thing in force, name and number, in told; or -errno and one line for a person when the user that
 * was asked for cannot be had. Always off in builds with a sanitizer, which needs what would be refused.
 */
int sandbox_enter(const struct sandbox_settings *settings, struct buf *told);

#endif
