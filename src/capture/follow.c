/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/follow.h"

#include "base/memory.h"
#include "base/now.h"
#include "capture/folder.h"
#include "capture/growing.h"
#include "capture/source_kind.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
	POLL_MS = 100,
	LOOK_SHARE = 20, /* looking through a large folder takes no more than one part in so many of the time */
};

/* After a stop what has been written by then is read, but a writer that is faster than we are is not followed for ever. */
#define DRAIN_TIME (2 * SECOND)

enum beginning {
	BEGINS_NOT_YET,
	BEGINS_WITH_FRAME,
	BEGINS_OTHERWISE, /* it is compressed, damaged, or no capture at all */
};

/* A file of the folder, as it was when we last looked. */
struct seen {
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec changed;
	enum beginning beginning;
	ns began;   /* time of its first frame: with another one it is another capture */
	bool taken; /* it was read, or is being read */
	bool told;  /* that it grew when its turn was over */
};

struct follow {
	struct source source;
	const char *path;
	bool folder;
	struct inputs *inputs;
	struct input_ear ear;
	struct source *volatile merged; /* files that are complete, before the current one */
	struct source *current;         /* NULL: there is none yet, or not any more */
	const char *next_path;          /* of the one that is current once the merged ones are read; NULL: none */
	struct arena next;              /* where that is kept */
	unsigned file, next_file;       /* of the inputs */
	dev_t device;
	ino_t inode;
	struct seen *seen; /* in the order of device and inode */
	unsigned seen_count;
	ns look_at;     /* not sooner */
	ns stopped_at;  /* when we noticed */
	bool begun;     /* the folder was looked through once */
	bool caught_up; /* has been idle */
	bool refusal_told;
	bool damaged;  /* the last current one was: */
	uint64_t read; /* so far */
	struct tally ended;
	struct arena names; /* of interfaces */
	volatile sig_atomic_t stopped;
};

static int by_inode(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;

	if (x->device != y->device)
		return x->device < y->device ? -1 : 1;
	return (x->inode > y->inode) - (x->inode < y->inode);
}

static struct seen *find_seen(const struct follow *follow, dev_t device, ino_t inode)
{
	const struct seen key = {.device = device, .inode = inode};

	return follow->seen_count ? bsearch(&key, follow->seen, follow->seen_count, sizeof(*follow->seen), by_inode)
	                          : NULL;
}

/* What was read from */

static void close_current(struct follow *follow)
{
	struct seen *seen = find_seen(follow, follow->device, follow->inode);
	struct stat about;

	growing_state(follow->current, &about, &follow->read);
	if (seen)
		seen->size = (off_t)follow->read;
	tally_add(&follow->ended, follow->current, &follow->names);
	source_close(follow->current);
	follow->current = NULL;
}

static void close_merged(struct follow *follow)
{
	struct source *merged = follow->merged;

	follow->merged = NULL;
	tally_add(&follow->ended, merged, &follow->names);
	source_close(merged);
}

/* A new input. The reports know so many files apart; of more, the last ones share a place. */
static unsigned add_input(struct follow *follow, const char *path, struct str name)
{
	int r = inputs_add(follow->inputs, path, name);

	if (r < 0) {
		follow->inputs->count--;
		r = inputs_add(follow->inputs, path, name);
	}
	follow->inputs->file[r].folder = follow->folder ? follow->path : NULL;
	return (unsigned)r;
}

static void hear(const struct follow *follow, enum input_event event, int error, const char *text)
{
	follow->ear.hear(follow->ear.arg, event, follow->file, error, text);
}

/* Opening; what fails now may be there the next time: it is told once. */
static int open_current(struct follow *follow, const char *path)
{
	struct buf trouble = {0};
	struct stat about;
	uint64_t read;
	int r = source_open_growing(&follow->current, path, &trouble);

	if (r < 0 && r != -ENOENT && !follow->refusal_told) {
		hear(follow, INPUT_REFUSED, r, buf_text(&trouble));
		follow->refusal_told = true;
	}
	buf_done(&trouble);
	if (r < 0)
		return r;
	follow->refusal_told = follow->damaged = false;
	if (growing_state(follow->current, &about, &read)) {
		follow->device = about.st_dev;
		follow->inode = about.st_ino;
	}
	return 0;
}

/* A file */

static bool is_current(const struct follow *follow, dev_t device, ino_t inode)
{
	return follow->current && device == follow->device && inode == follow->inode;
}

/* It was cut off and begins anew. */
static bool is_truncated(const struct follow *follow)
{
	struct stat about;
	uint64_t read;

	return growing_state(follow->current, &about, &read) && (uint64_t)about.st_size < read;
}

/* Another file has its name, and there is something in it: whoever wrote the old one is done with it. */
static bool is_replaced(const struct follow *follow)
{
	struct stat about;

	return stat(follow->path, &about) == 0 && !is_current(follow, about.st_dev, about.st_ino) && about.st_size > 0;
}

/* It made no sense from somewhere on, and is still there. */
static bool is_damaged_still(const struct follow *follow)
{
	struct stat about;

	return follow->damaged && stat(follow->path, &about) == 0 && about.st_dev == follow->device &&
	       about.st_ino == follow->inode && (uint64_t)about.st_size >= follow->read;
}

/* True: there is something else to read now. */
static bool look_at_file(struct follow *follow)
{
	if (!follow->current)
		return !is_damaged_still(follow) && open_current(follow, follow->path) == 0;
	if (is_truncated(follow)) {
		close_current(follow);
		return open_current(follow, follow->path) == 0;
	}
	if (!is_replaced(follow))
		return false;
	growing_end(follow->current);
	return true;
}

/* A folder */

/* What a file that may be written just now begins with, and the time of its first frame. */
static enum beginning look_at_beginning(const char *path, ns *time)
{
	struct buf trouble = {0};
	struct source *source = NULL;
	enum source_state state = SOURCE_DAMAGED;
	struct frame frame = {0};

	if (source_open_growing(&source, path, &trouble) == 0)
		while ((state = source_next(source, &frame)) == SOURCE_FRAME && frame.linktype == LINKTYPE_SECRETS)
			; /* they have no time of their own */
	if (state == SOURCE_FRAME)
		*time = frame.time;
	source_close(source);
	buf_done(&trouble);
	if (state == SOURCE_IDLE)
		return BEGINS_NOT_YET;
	return state == SOURCE_FRAME ? BEGINS_WITH_FRAME : BEGINS_OTHERWISE;
}

static void tell_grown(struct follow *follow, const struct folder_file *file, struct seen *seen)
{
	struct buf text = {0};

	if (seen->told || file->size <= seen->size)
		return;
	seen->told = true;
	buf_printf(&text, "%s", file->path);
	hear(follow, INPUT_GREW, 0, buf_text(&text));
	buf_done(&text);
}

/* What there is to know of a file that is new or has changed. */
static void examine(struct follow *follow, const struct folder_file *file, struct seen *seen)
{
	enum beginning before = seen->beginning;
	ns began = 0;

	seen->beginning = look_at_beginning(file->path, &began);
	if (seen->beginning == BEGINS_WITH_FRAME) {
		if (before != BEGINS_WITH_FRAME || seen->began != began)
			seen->taken = seen->told = false;
		seen->began = began;
	}
	if (seen->taken)
		tell_grown(follow, file, seen);
}

static bool is_same(const struct seen *seen, const struct folder_file *file)
{
	return seen->size == file->size && seen->changed.tv_sec == file->changed.tv_sec &&
	       seen->changed.tv_nsec == file->changed.tv_nsec;
}

/* What we know of files that are gone is forgotten: rings of files use inodes again. */
static void remember(struct follow *follow, const struct folder *folder)
{
	struct seen *fresh = memory_new(folder->count * sizeof(*fresh));

	for (unsigned i = 0; i < folder->count; i++) {
		const struct folder_file *file = &folder->file[i];
		const struct seen *before = find_seen(follow, file->device, file->inode);

		fresh[i] = before ? *before : (struct seen){file->device, file->inode, .size = -1};
		if (!is_current(follow, file->device, file->inode) && !is_same(&fresh[i], file))
			examine(follow, file, &fresh[i]);
		fresh[i].size = file->size;
		fresh[i].changed = file->changed;
	}
	memory_free(follow->seen);
	follow->seen = fresh;
	follow->seen_count = folder->count;
	if (folder->count)
		qsort(fresh, folder->count, sizeof(*fresh), by_inode);
}

static bool is_waiting(const struct seen *seen)
{
	return seen->beginning == BEGINS_WITH_FRAME && !seen->taken;
}

/* Of the files nobody has read the one that began last: it is the one that is still written. NULL: there is none. */
static const struct folder_file *newest(const struct follow *follow, const struct folder *folder)
{
	const struct folder_file *found = NULL;
	ns latest = 0;

	for (unsigned i = 0; i < folder->count; i++) {
		const struct seen *seen = find_seen(follow, folder->file[i].device, folder->file[i].inode);

		if (!is_waiting(seen) || (found && seen->began < latest))
			continue;
		found = &folder->file[i];
		latest = seen->began;
	}
	return found;
}

/* The others of them become inputs. Compressed ones only at first: later they are what was read already. */
static void add_others(struct follow *follow, const struct folder *folder, const struct folder_file *last)
{
	for (unsigned i = 0; i < folder->count && follow->inputs->count < FRAME_FILES; i++) {
		const struct folder_file *file = &folder->file[i];
		struct seen *seen = find_seen(follow, file->device, file->inode);

		if (file == last || (!is_waiting(seen) && (follow->begun || seen->beginning != BEGINS_OTHERWISE)))
			continue;
		add_input(follow, file->path, file->name);
		seen->taken = true;
	}
}

/* True: there are files to read now. */
static bool take_new(struct follow *follow, const struct folder *folder)
{
	const struct folder_file *last = newest(follow, folder);
	unsigned first = follow->inputs->count;

	if (!last && follow->begun)
		return false;
	add_others(follow, folder, last);
	follow->begun = true;
	if (follow->inputs->count > first)
		follow->merged = source_open_merged(follow->inputs, first, follow->ear);
	if (follow->merged && follow->stopped) /* by a signal that did not see it yet */
		source_stop(follow->merged);
	if (!last)
		return follow->merged != NULL;
	find_seen(follow, last->device, last->inode)->taken = true;
	arena_reset(&follow->next);
	follow->next_path = arena_text(&follow->next, str_of(last->path));
	follow->next_file = add_input(follow, last->path, last->name);
	if (follow->current)
		growing_end(follow->current);
	return true;
}

static bool look_into_folder(struct follow *follow)
{
	struct folder folder;
	struct buf trouble = {0};
	bool found = false;

	if (follow->current && is_truncated(follow))
		close_current(follow);
	if (folder_read(&folder, follow->path, &trouble) == 0) {
		remember(follow, &folder);
		found = take_new(follow, &folder);
	}
	folder_done(&folder);
	buf_done(&trouble);
	return found;
}

/* Both */

static bool look(struct follow *follow)
{
	ns start = monotonic(), took;
	bool found;

	if (start < follow->look_at)
		return false;
	found = follow->folder ? look_into_folder(follow) : look_at_file(follow);
	took = monotonic() - start;
	follow->look_at = start + took + (took * LOOK_SHARE < POLL_MS * MILLISECOND ? 0 : took * LOOK_SHARE);
	return found;
}

static enum source_state read_current(struct follow *follow, struct frame *out)
{
	enum source_state state = source_next(follow->current, out);

	if (state == SOURCE_FRAME)
		follow->source.file = follow->file;
	if (state == SOURCE_FRAME || state == SOURCE_IDLE)
		return state;
	follow->damaged = state == SOURCE_DAMAGED;
	if (follow->damaged)
		hear(follow, INPUT_DAMAGED, 0, source_trouble(follow->current));
	close_current(follow);
	return state;
}

static enum source_state read_merged(struct follow *follow, struct frame *out)
{
	enum source_state state = source_next(follow->merged, out);

	if (state == SOURCE_FRAME)
		follow->source.file = frame_file(out->number);
	else
		close_merged(follow);
	return state;
}

static enum source_state open_next(struct follow *follow)
{
	follow->file = follow->next_file;
	open_current(follow, follow->next_path);
	follow->next_path = NULL;
	return SOURCE_END;
}

/* A frame; idle: there is none now; any other state: look again, the files have changed. */
static enum source_state read_some(struct follow *follow, struct frame *out)
{
	if (follow->current)
		return read_current(follow, out);
	if (follow->merged)
		return read_merged(follow, out);
	return follow->next_path ? open_next(follow) : SOURCE_IDLE;
}

/* While there is much to catch up with a stop is one at once, as for a file; else what came before it is read. */
static bool is_over(struct follow *follow)
{
	if (!follow->stopped)
		return false;
	if (!follow->stopped_at)
		follow->stopped_at = monotonic();
	return !follow->caught_up || monotonic() - follow->stopped_at > DRAIN_TIME;
}

static enum source_state next(struct source *source, struct frame *out)
{
	struct follow *follow = (struct follow *)source;

	while (!is_over(follow)) {
		enum source_state state = read_some(follow, out);

		if (state == SOURCE_FRAME)
			return state;
		if (state != SOURCE_IDLE || (!follow->stopped && look(follow)))
			continue;
		if (follow->stopped)
			return SOURCE_END;
		follow->caught_up = true;
		poll(NULL, 0, POLL_MS);
		return SOURCE_IDLE;
	}
	return SOURCE_END;
}

static void stop(struct source *source)
{
	struct follow *follow = (struct follow *)source;
	struct source *merged = follow->merged;

	follow->stopped = 1;
	if (merged)
		source_stop(merged);
}

static struct tally sum(const struct follow *follow)
{
	struct tally tally = follow->ended;

	if (follow->merged)
		tally_add(&tally, follow->merged, NULL);
	if (follow->current)
		tally_add(&tally, follow->current, NULL);
	return tally;
}

static struct source_drops drops(struct source *source)
{
	return sum((struct follow *)source).drops;
}

static bool interface(struct source *source, unsigned index, struct source_interface *out)
{
	struct tally tally = sum((struct follow *)source);

	if (index < tally.count)
		*out = tally.named[index];
	return index < tally.count;
}

static void close_follow(struct source *source)
{
	struct follow *follow = (struct follow *)source;

	source_close(follow->merged);
	source_close(follow->current);
	arena_done(&follow->next);
	arena_done(&follow->names);
	memory_free(follow->seen);
}

static const struct source_kind kind = {
	.next = next,
	.stop = stop,
	.drops = drops,
	.interface = interface,
	.close = close_follow,
};

/* The file must be there and be one that can be followed; a folder may be empty yet. */
static int open_file(struct follow *follow, struct buf *trouble)
{
	struct stat about;
	uint64_t read;
	int r = source_open_growing(&follow->current, follow->path, trouble);

	if (r < 0)
		return r;
	follow->file = add_input(follow, follow->path, inputs_base_name(follow->path));
	growing_state(follow->current, &about, &read);
	follow->device = about.st_dev;
	follow->inode = about.st_ino;
	return 0;
}

int source_open_followed(struct source **out, const char *path, struct inputs *inputs, struct input_ear ear,
                         struct buf *trouble)
{
	struct follow *follow = memory_new(sizeof(*follow));
	int r = 0;

	follow->source.kind = &kind;
	follow->path = path;
	follow->inputs = inputs;
	follow->ear = ear;
	follow->folder = is_folder(path);
	inputs->several = follow->folder;
	if (!follow->folder)
		r = open_file(follow, trouble);
	if (r < 0) {
		source_close(&follow->source);
		return r;
	}
	*out = &follow->source;
	return 0;
}
