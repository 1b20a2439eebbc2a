/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/folder.h"

#include "base/language.h"
#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A folder that is to be read. */
struct place {
	const char *path;
	unsigned depth;
};

struct walk {
	struct folder *folder;
	size_t prefix; /* bytes of a path before the name */
	struct place *places;
	unsigned count, room;
};

bool is_folder(const char *path)
{
	struct stat about;

	return strcmp(path, "-") != 0 && stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static void add_place(struct walk *walk, const char *path, unsigned depth)
{
	if (depth > FOLDER_MAX_DEPTH || walk->count == FOLDER_MAX_FOLDERS) {
		walk->folder->cut = true;
		return;
	}
	if (walk->count == walk->room) {
		walk->room = walk->room ? 2 * walk->room : 8;
		walk->places = memory_grow(walk->places, walk->room * sizeof(*walk->places));
	}
	walk->places[walk->count++] = (struct place){path, depth};
}

static void add_file(struct walk *walk, const char *path, const struct stat *about, bool link)
{
	struct folder *folder = walk->folder;

	if (folder->count == FOLDER_MAX_FILES) {
		folder->cut = true;
		return;
	}
	if (folder->count == folder->room) {
		folder->room = folder->room ? 2 * folder->room : 64;
		folder->file = memory_grow(folder->file, folder->room * sizeof(*folder->file));
	}
	folder->file[folder->count++] = (struct folder_file){
		.path = path,
		.name = str_from(str_of(path), walk->prefix),
		.device = about->st_dev,
		.inode = about->st_ino,
		.size = about->st_size,
		.changed = about->st_mtim,
		.link = link,
	};
}

/* One that vanished since its name was read is none of ours. */
static void add(struct walk *walk, const char *path, unsigned depth)
{
	struct stat about;
	bool link;

	if (lstat(path, &about) < 0)
		return;
	link = S_ISLNK(about.st_mode);
	if (link && stat(path, &about) < 0)
		return;
	if (S_ISREG(about.st_mode))
		add_file(walk, path, &about, link);
	else if (S_ISDIR(about.st_mode) && !link)
		add_place(walk, path, depth + 1);
}

static const char *join(struct arena *arena, const char *folder, const char *name)
{
	struct buf path = {0};
	const char *copy;

	buf_printf(&path, "%s/%s", folder, name);
	copy = arena_text(arena, buf_str(&path));
	buf_done(&path);
	return copy;
}

static int read_place(struct walk *walk, struct place place, struct buf *trouble)
{
	DIR *dir = opendir(place.path[0] ? place.path : "/");
	const struct dirent *entry;
	int r = -errno;

	if (!dir) {
		if (trouble->n == 0)
			buf_printf(trouble, _("%s: the folder cannot be read: %s"), place.path, language_error(-r));
		return r;
	}
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			add(walk, join(&walk->folder->arena, place.path, entry->d_name), place.depth);
	closedir(dir);
	return 0;
}

static int by_inode(const void *a, const void *b)
{
	const struct folder_file *x = a, *y = b;

	if (x->device != y->device)
		return x->device < y->device ? -1 : 1;
	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	return x->link != y->link ? x->link - y->link : strverscmp(x->path, y->path);
}

static int by_name(const void *a, const void *b)
{
	const struct folder_file *x = a, *y = b;

	return strverscmp(x->path, y->path);
}

/* Of links such as "latest.pcap" and what they point to only one is to be read. */
static void drop_repeated(struct folder *folder)
{
	unsigned kept = 0;

	qsort(folder->file, folder->count, sizeof(*folder->file), by_inode);
	for (unsigned i = 0; i < folder->count; i++) {
		const struct folder_file *last = kept ? &folder->file[kept - 1] : NULL, *file = &folder->file[i];

		if (!last || last->device != file->device || last->inode != file->inode)
			folder->file[kept++] = *file;
	}
	folder->count = kept;
}

int folder_read(struct folder *out, const char *path, struct buf *trouble)
{
	struct walk walk = {.folder = out};
	size_t n = strlen(path);
	int r;

	*out = (struct folder){0};
	while (n && path[n - 1] == '/')
		n--;
	walk.prefix = n + 1;
	add_place(&walk, arena_text(&out->arena, (struct str){path, n}), 0);
	r = read_place(&walk, walk.places[0], trouble);
	for (unsigned i = 1; r == 0 && i < walk.count; i++)
		read_place(&walk, walk.places[i], trouble);
	memory_free(walk.places);
	if (out->count) {
		drop_repeated(out);
		qsort(out->file, out->count, sizeof(*out->file), by_name);
	}
	return r;
}

void folder_done(struct folder *folder)
{
	memory_free(folder->file);
	arena_done(&folder->arena);
	*folder = (struct folder){0};
}
