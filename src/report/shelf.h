/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A folder to which whole files are added without end: when it holds too many, or too much, the oldest go. Only files whose
 * names are of one kind are counted and removed; whatever else lies there is somebody else's. A file stands under its name
 * when it is complete, and not before.
 */
#ifndef REPORT_SHELF_H
#define REPORT_SHELF_H

#include "base/buf.h"

enum {
	SHELF_MAX_WAITING = 8 * 1024 * 1024, /* bytes that wait to be written, where nobody can wait for them */
	SHELF_MAX_LISTED = 65536,            /* files found there at the beginning */
};

struct shelf_settings {
	uint64_t most_bytes; /* of all its files */
	unsigned most_files;
	bool (*is_ours)(struct str name);
	bool apart; /* files are written by a thread: whoever adds one does not wait */
};

struct shelf;

/* On an open folder, which stays its owner's. */
struct shelf *shelf_new(int folder, const struct shelf_settings *settings);
/* Takes over what is in bytes. 0; -EAGAIN: there is no room for what waits; else -errno. What is refused is counted. */
int shelf_put(struct shelf *shelf, struct str name, struct buf *bytes);
/* -errno of a file that could not be written since the last time this was asked; 0: there was none. */
int shelf_trouble(struct shelf *shelf);

struct shelf_counters {
	uint64_t written, failed, refused; /* files; refused: there was no room for what waits */
	uint64_t removed;                  /* to make room for later ones */
};

/* When all that was put is written, or cannot be soon. trouble: of the files since shelf_trouble, errno or 0; NULL: unwanted. Frees shelf. */
struct shelf_counters shelf_close(struct shelf *shelf, int *trouble);

#endif
