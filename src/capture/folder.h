/* SPDX-License-Identifier: BSD-2-Clause */
/* The files in a folder and in the folders below it, in the order of their names. */
#ifndef CAPTURE_FOLDER_H
#define CAPTURE_FOLDER_H

#include "base/arena.h"
#include "base/buf.h"

#include <sys/stat.h>

enum {
	FOLDER_MAX_DEPTH = 16,
	FOLDER_MAX_FILES = 1 << 20,
	FOLDER_MAX_FOLDERS = 1 << 16,
};

struct folder_file {
	const char *path;
	struct str name; /* the path below the folder */
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec changed;
	bool link;
};

struct folder {
	struct folder_file *file;
	unsigned count, room;
	bool cut; /* there is more: deeper, or too many */
	struct arena arena;
};

bool is_folder(const char *path);
/*
 * Regular files, each once, however many names it has; those whose name begins with a dot are left out, as shells do.
 * A link to a file counts, a link to a folder does not. 0, or -errno with one line in trouble when the
 * folder itself cannot be read; one below it that cannot be read is told in trouble as well, and the rest is there.
 */
int folder_read(struct folder *out, const char *path, struct buf *trouble);
void folder_done(struct folder *folder);

#endif
