/* SPDX-License-Identifier: BSD-2-Clause */
/* A folder of a test's own, with files and links in it. */
#ifndef TESTS_CAPTURE_SHELF_H
#define TESTS_CAPTURE_SHELF_H

#include "tests/unit/capture/made.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>

struct shelf {
	char path[32];
	char name[1024]; /* what shelf_path said last */
};

static inline struct shelf shelf_new(void)
{
	struct shelf shelf = {.path = "/tmp/sipwhy-test-XXXXXX"};

	if (!mkdtemp(shelf.path))
		abort();
	return shelf;
}

static inline const char *shelf_path(struct shelf *shelf, const char *name)
{
	snprintf(shelf->name, sizeof(shelf->name), "%s/%s", shelf->path, name);
	return shelf->name;
}

static inline void shelf_folder(struct shelf *shelf, const char *name)
{
	if (mkdir(shelf_path(shelf, name), 0700) < 0)
		abort();
}

static inline void shelf_link(struct shelf *shelf, const char *to, const char *name)
{
	if (symlink(to, shelf_path(shelf, name)) < 0)
		abort();
}

static inline void shelf_write(struct shelf *shelf, const char *name, int flags, const void *bytes, size_t n)
{
	int fd = open(shelf_path(shelf, name), O_WRONLY | O_CREAT | flags, 0600);

	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n)
		abort();
	close(fd);
}

/* Anew, in the same inode if there is one. */
static inline void shelf_file(struct shelf *shelf, const char *name, const void *bytes, size_t n)
{
	shelf_write(shelf, name, O_TRUNC, bytes, n);
}

static inline void shelf_append(struct shelf *shelf, const char *name, const void *bytes, size_t n)
{
	shelf_write(shelf, name, O_APPEND, bytes, n);
}

static inline int shelf_remove(const char *path, const struct stat *about, int type, struct FTW *at)
{
	return remove(path);
}

static inline void shelf_done(struct shelf *shelf)
{
	nftw(shelf->path, shelf_remove, 8, FTW_DEPTH | FTW_PHYS);
}

#endif
