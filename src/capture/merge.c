/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/merge.h"

#include "base/memory.h"
#include "capture/source_kind.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>

/* A file with frames to come. */
struct entry {
	unsigned file;
	bool regular;                   /* else a pipe, that cannot be opened twice */
	struct source *volatile source; /* NULL: not open now */
	struct frame frame;             /* the next one; while the file is not open, only its time */
};

struct merge {
	struct source source;
	const struct inputs *inputs;
	struct input_ear ear;
	struct entry *entries;
	unsigned count;
	struct entry **heap; /* by the time of the next frame */
	unsigned in_heap;
	struct entry **late; /* their time came when too many were open */
	unsigned first_late, late_count;
	unsigned open;
	bool taken;                  /* the first frame of the heap was handed out */
	struct source_progress done; /* bytes of files that were read to their end; of all */
	bool endless;                /* one of them is a pipe */
	struct tally ended;
	struct arena names; /* of interfaces */
	volatile sig_atomic_t stopped;
};

/* The heap */

static bool is_before(const struct entry *x, const struct entry *y)
{
	return x->frame.time != y->frame.time ? x->frame.time < y->frame.time : x->file < y->file;
}

/* The first entry's time has become later. */
static void sink(struct merge *merge)
{
	struct entry **heap = merge->heap, *entry = heap[0];
	unsigned i = 0, child;

	while ((child = 2 * i + 1) < merge->in_heap) {
		if (child + 1 < merge->in_heap && is_before(heap[child + 1], heap[child]))
			child++;
		if (!is_before(heap[child], entry))
			break;
		heap[i] = heap[child];
		i = child;
	}
	heap[i] = entry;
}

static void push(struct merge *merge, struct entry *entry)
{
	struct entry **heap = merge->heap;
	unsigned i = merge->in_heap++;

	while (i && is_before(entry, heap[(i - 1) / 2])) {
		heap[i] = heap[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	heap[i] = entry;
}

static void pop(struct merge *merge)
{
	merge->heap[0] = merge->heap[--merge->in_heap];
	if (merge->in_heap)
		sink(merge);
}

/* Files */

static void hear(const struct merge *merge, enum input_event event, const struct entry *entry, int error,
                 const char *text)
{
	merge->ear.hear(merge->ear.arg, event, entry->file, error, text);
}

static bool open_entry(struct merge *merge, struct entry *entry)
{
	struct buf trouble = {0};
	struct source *source;
	int r = source_open_file(&source, merge->inputs->file[entry->file].path, &trouble);

	if (r < 0)
		hear(merge, INPUT_REFUSED, entry, r, buf_text(&trouble));
	buf_done(&trouble);
	if (r < 0)
		return false;
	entry->source = source;
	merge->open += entry->regular;
	if (merge->stopped) /* by a signal that did not see this source yet */
		source_stop(source);
	return true;
}

static void close_entry(struct merge *merge, struct entry *entry)
{
	struct source *source = entry->source;

	entry->source = NULL;
	merge->open -= entry->regular;
	source_close(source);
}

/* What was lost before the frames of a file is known when it was read to its end. */
static void end_entry(struct merge *merge, struct entry *entry)
{
	struct source_progress progress = source_progress(entry->source);

	/* Of a damaged one the rest is never read, and need not be. */
	merge->done.read += entry->regular ? progress.size : progress.read;
	tally_add(&merge->ended, entry->source, &merge->names);
	close_entry(merge, entry);
}

/* The next frame of an open file; false, and the file is closed, when there is none. */
static bool read_entry(struct merge *merge, struct entry *entry)
{
	enum source_state state = source_next(entry->source, &entry->frame);

	if (state == SOURCE_FRAME)
		return true;
	if (state == SOURCE_DAMAGED)
		hear(merge, INPUT_DAMAGED, entry, 0, source_trouble(entry->source));
	end_entry(merge, entry);
	return false;
}

static bool is_regular(const char *path)
{
	struct stat about;

	return strcmp(path, "-") != 0 && stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

/* Finds out when the file begins. Secrets have no time of their own: a file of nothing else comes first. */
static void look(struct merge *merge, struct entry *entry)
{
	bool secrets = false, frame;

	entry->regular = is_regular(merge->inputs->file[entry->file].path);
	if (!open_entry(merge, entry))
		return;
	merge->done.size += source_progress(entry->source).size;
	merge->endless |= !entry->regular;
	while ((frame = read_entry(merge, entry)) && entry->regular && entry->frame.linktype == LINKTYPE_SECRETS)
		secrets = true;
	if (!frame && !secrets)
		return;
	if (!frame)
		entry->frame.time = 0;
	else if (entry->regular)
		close_entry(merge, entry);
	push(merge, entry);
}

static void put_off(struct merge *merge, struct entry *entry)
{
	if (merge->late_count == 0)
		hear(merge, INPUT_LATE, entry, 0, "");
	merge->late[merge->late_count++] = entry;
	pop(merge);
}

/* There is room again: what waits longest has its turn. */
static void resume_late(struct merge *merge)
{
	while (merge->first_late < merge->late_count && merge->open < MERGE_MAX_OPEN) {
		struct entry *entry = merge->late[merge->first_late++];

		if (open_entry(merge, entry) && read_entry(merge, entry))
			push(merge, entry);
	}
}

/* The first of the heap, open and with a frame; NULL: nothing is left. */
static struct entry *first(struct merge *merge)
{
	for (;;) {
		struct entry *entry;

		resume_late(merge);
		if (merge->in_heap == 0)
			return NULL;
		entry = merge->heap[0];
		if (entry->source)
			return entry;
		if (entry->regular && merge->open == MERGE_MAX_OPEN)
			put_off(merge, entry);
		else if (!open_entry(merge, entry) || !read_entry(merge, entry))
			pop(merge);
		else
			sink(merge);
	}
}

static enum source_state next(struct source *source, struct frame *out)
{
	struct merge *merge = (struct merge *)source;
	struct entry *entry;

	if (merge->taken && !read_entry(merge, merge->heap[0]))
		pop(merge);
	else if (merge->taken)
		sink(merge);
	merge->taken = false;
	entry = merge->stopped ? NULL : first(merge);
	if (!entry)
		return SOURCE_END;
	merge->taken = true;
	*out = entry->frame;
	source->file = entry->file;
	return SOURCE_FRAME;
}

static void stop(struct source *source)
{
	struct merge *merge = (struct merge *)source;

	merge->stopped = 1;
	for (unsigned i = 0; i < merge->count; i++) {
		struct source *open = merge->entries[i].source;

		if (open)
			source_stop(open);
	}
}

/* With what the files that are open have lost so far. */
static struct tally sum(const struct merge *merge)
{
	struct tally tally = merge->ended;

	for (unsigned i = 0; i < merge->in_heap; i++)
		if (merge->heap[i]->source)
			tally_add(&tally, merge->heap[i]->source, NULL);
	return tally;
}

static struct source_drops drops(struct source *source)
{
	return sum((struct merge *)source).drops;
}

static bool interface(struct source *source, unsigned index, struct source_interface *out)
{
	struct tally tally = sum((struct merge *)source);

	if (index < tally.count)
		*out = tally.named[index];
	return index < tally.count;
}

static struct source_progress progress(struct source *source)
{
	const struct merge *merge = (const struct merge *)source;
	struct source_progress sum = merge->done;

	for (unsigned i = 0; i < merge->in_heap; i++)
		if (merge->heap[i]->source)
			sum.read += source_progress(merge->heap[i]->source).read;
	if (merge->endless)
		sum.size = 0;
	return sum;
}

static void close_merge(struct source *source)
{
	struct merge *merge = (struct merge *)source;

	for (unsigned i = 0; i < merge->count; i++)
		source_close(merge->entries[i].source);
	memory_free(merge->entries);
	memory_free(merge->heap);
	memory_free(merge->late);
	arena_done(&merge->names);
}

static const struct source_kind kind = {
	.next = next,
	.stop = stop,
	.drops = drops,
	.interface = interface,
	.progress = progress,
	.close = close_merge,
};

struct source *source_open_merged(const struct inputs *inputs, unsigned first, struct input_ear ear)
{
	struct merge *merge = memory_new(sizeof(*merge));

	merge->source.kind = &kind;
	merge->inputs = inputs;
	merge->ear = ear;
	merge->count = inputs->count - first;
	merge->entries = memory_new(merge->count * sizeof(*merge->entries));
	merge->heap = memory_new(merge->count * sizeof(*merge->heap));
	merge->late = memory_new(merge->count * sizeof(*merge->late));
	for (unsigned i = 0; i < merge->count; i++) {
		merge->entries[i].file = first + i;
		look(merge, &merge->entries[i]);
	}
	return &merge->source;
}
