/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/shelf.h"

#include "base/list.h"
#include "base/memory.h"
#include "report/report.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	LINGER_SECONDS = 20, /* at the end: a disk may be busy */
};

/* Behind the name of a file that is not complete. */
#define UNFINISHED ".part"

/* A file that stands there. */
struct standing {
	struct link age;
	uint64_t size;
	ns time; /* when it was last written */
	struct str name;
	char text[]; /* the name, with its NUL */
};

struct waiting {
	struct link link;
	struct buf bytes;
	struct standing *file;
};

struct shelf {
	struct shelf_settings settings;
	int folder;
	/* Of who writes: the thread, once there is one. */
	struct list standing; /* the oldest first */
	uint64_t bytes, files;
	/* With the lock held: */
	pthread_mutex_t lock;
	pthread_cond_t more, done; /* for the thread; for who waits for it */
	pthread_t thread;
	bool begun, closing, writing;
	struct list queue;
	size_t queued;
	int trouble; /* -errno */
	struct shelf_counters counters;
};

static struct standing *standing_new(struct str name, uint64_t size, ns time)
{
	struct standing *file = memory_new(sizeof(*file) + name.n + 1);

	memcpy(file->text, name.p, name.n);
	file->name = (struct str){file->text, name.n};
	file->size = size;
	file->time = time;
	return file;
}

static void stand(struct shelf *shelf, struct standing *file)
{
	list_add(&shelf->standing, &file->age);
	shelf->bytes += file->size;
	shelf->files++;
}

static void leave(struct shelf *shelf, struct standing *file)
{
	list_remove(&file->age);
	shelf->bytes -= file->size;
	shelf->files--;
	memory_free(file);
}

/* What is there at the beginning */

static int by_age(const void *a, const void *b)
{
	const struct standing *x = *(struct standing *const *)a, *y = *(struct standing *const *)b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return strcmp(x->text, y->text);
}

/* Left by a run that was ended in the middle. */
static bool is_unfinished(const struct shelf *shelf, struct str name)
{
	struct str end = STR(UNFINISHED);

	return name.n > end.n && str_eq(str_from(name, name.n - end.n), end) &&
	       shelf->settings.is_ours((struct str){name.p, name.n - end.n});
}

/* NULL: it is none of ours. */
static struct standing *look_at(const struct shelf *shelf, const char *name)
{
	struct stat about;

	if (is_unfinished(shelf, str_of(name)))
		unlinkat(shelf->folder, name, 0);
	if (!shelf->settings.is_ours(str_of(name)) || fstatat(shelf->folder, name, &about, AT_SYMLINK_NOFOLLOW) < 0 ||
	    !S_ISREG(about.st_mode))
		return NULL;
	return standing_new(str_of(name), (uint64_t)about.st_size,
	                    about.st_mtim.tv_sec * SECOND + about.st_mtim.tv_nsec);
}

static void find_standing(struct shelf *shelf)
{
	int fd = openat(shelf->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	struct standing **found = memory_new(SHELF_MAX_LISTED * sizeof(struct standing *)), *file;
	const struct dirent *entry;
	unsigned count = 0;

	while (folder && count < SHELF_MAX_LISTED && (entry = readdir(folder)))
		if ((file = look_at(shelf, entry->d_name)))
			found[count++] = file;
	if (folder)
		closedir(folder);
	else if (fd >= 0)
		close(fd);
	qsort(found, count, sizeof(struct standing *), by_age);
	for (unsigned i = 0; i < count; i++)
		stand(shelf, found[i]);
	memory_free(found);
}

/* Writing */

static void make_room(struct shelf *shelf, uint64_t size)
{
	struct link *link;

	while ((link = list_first(&shelf->standing)) &&
	       (shelf->files >= shelf->settings.most_files || shelf->bytes + size > shelf->settings.most_bytes)) {
		struct standing *oldest = LIST_OWNER(link, struct standing, age);

		if (unlinkat(shelf->folder, oldest->text, 0) == 0)
			shelf->counters.removed++;
		leave(shelf, oldest);
	}
}

/* The same call of the same capture, told again. */
static void forget_same(struct shelf *shelf, struct str name)
{
	for (struct link *link = list_first(&shelf->standing); link; link = list_next(&shelf->standing, link)) {
		struct standing *file = LIST_OWNER(link, struct standing, age);

		if (str_eq(file->name, name)) {
			leave(shelf, file);
			return;
		}
	}
}

static int write_unfinished(const struct shelf *shelf, const char *name, struct str bytes)
{
	int fd = openat(shelf->folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600), r;

	if (fd < 0)
		return -errno;
	r = report_write(fd, bytes);
	if (close(fd) < 0 && r == 0)
		r = -errno;
	return r;
}

static int write_file(struct shelf *shelf, const struct standing *file, struct str bytes)
{
	struct buf unfinished = {0};
	int r;

	/* Or all others would go for the sake of one that may not stay. */
	if (bytes.n > shelf->settings.most_bytes)
		return -EFBIG;
	make_room(shelf, bytes.n);
	buf_printf(&unfinished, "%s" UNFINISHED, file->text);
	r = write_unfinished(shelf, buf_text(&unfinished), bytes);
	if (r == 0 && renameat(shelf->folder, buf_text(&unfinished), shelf->folder, file->text) < 0)
		r = -errno;
	if (r < 0 && r != -EEXIST)
		unlinkat(shelf->folder, buf_text(&unfinished), 0);
	buf_done(&unfinished);
	return r;
}

/* Takes file over, and what is in bytes. Without the lock. */
static int add_file(struct shelf *shelf, struct standing *file, struct buf *bytes)
{
	int r = write_file(shelf, file, buf_str(bytes));

	buf_done(bytes);
	if (r < 0) {
		memory_free(file);
		return r;
	}
	forget_same(shelf, file->name);
	stand(shelf, file);
	return 0;
}

static void note(struct shelf *shelf, int r)
{
	shelf->counters.written += r == 0;
	shelf->counters.failed += r < 0;
	if (r < 0 && !shelf->trouble)
		shelf->trouble = r;
}

/* The thread */

static void write_next(struct shelf *shelf)
{
	struct waiting *next = LIST_OWNER(list_first(&shelf->queue), struct waiting, link);
	uint64_t size = next->file->size;
	int r;

	list_remove(&next->link);
	shelf->writing = true;
	pthread_mutex_unlock(&shelf->lock);
	r = add_file(shelf, next->file, &next->bytes);
	memory_free(next);
	pthread_mutex_lock(&shelf->lock);
	shelf->writing = false;
	shelf->queued -= size;
	note(shelf, r);
}

static void *run(void *arg)
{
	struct shelf *shelf = arg;

	pthread_mutex_lock(&shelf->lock);
	while (!shelf->closing || list_first(&shelf->queue)) {
		if (list_first(&shelf->queue)) {
			write_next(shelf);
			continue;
		}
		pthread_cond_signal(&shelf->done);
		pthread_cond_wait(&shelf->more, &shelf->lock);
	}
	pthread_cond_signal(&shelf->done);
	pthread_mutex_unlock(&shelf->lock);
	return NULL;
}

/* Signals are for the thread that reads. */
static int begin(struct shelf *shelf)
{
	sigset_t all, before;
	int r;

	if (shelf->begun)
		return 0;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	r = pthread_create(&shelf->thread, NULL, run, shelf);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	shelf->begun = r == 0;
	return -r;
}

struct shelf *shelf_new(int folder, const struct shelf_settings *settings)
{
	struct shelf *shelf = memory_new(sizeof(*shelf));
	pthread_condattr_t attributes;

	shelf->settings = *settings;
	shelf->folder = folder;
	list_init(&shelf->standing);
	list_init(&shelf->queue);
	pthread_mutex_init(&shelf->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&shelf->more, NULL);
	pthread_cond_init(&shelf->done, &attributes);
	pthread_condattr_destroy(&attributes);
	find_standing(shelf);
	return shelf;
}

/* With the lock held. */
static int queue(struct shelf *shelf, struct standing *file, struct buf *bytes)
{
	struct waiting *waiting;

	if (shelf->queued && shelf->queued + bytes->n > SHELF_MAX_WAITING) {
		shelf->counters.refused++;
		buf_done(bytes);
		memory_free(file);
		return -EAGAIN;
	}
	waiting = memory_new(sizeof(*waiting));
	waiting->file = file;
	waiting->bytes = *bytes;
	*bytes = (struct buf){0};
	shelf->queued += waiting->bytes.n;
	list_add(&shelf->queue, &waiting->link);
	pthread_cond_signal(&shelf->more);
	return 0;
}

int shelf_put(struct shelf *shelf, struct str name, struct buf *bytes)
{
	struct standing *file = standing_new(name, bytes->n, 0);
	int r;

	if (!shelf->settings.apart || begin(shelf) < 0) {
		r = add_file(shelf, file, bytes);
		note(shelf, r);
		return r;
	}
	pthread_mutex_lock(&shelf->lock);
	r = queue(shelf, file, bytes);
	pthread_mutex_unlock(&shelf->lock);
	return r;
}

int shelf_trouble(struct shelf *shelf)
{
	int r;

	pthread_mutex_lock(&shelf->lock);
	r = shelf->trouble;
	shelf->trouble = 0;
	pthread_mutex_unlock(&shelf->lock);
	return r;
}

/* With the lock held. False: the disk does not answer. */
static bool wait_idle(struct shelf *shelf)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += LINGER_SECONDS;
	while (shelf->begun && (shelf->writing || list_first(&shelf->queue)))
		if (pthread_cond_timedwait(&shelf->done, &shelf->lock, &until) != 0)
			return !shelf->writing && !list_first(&shelf->queue);
	return true;
}

static void free_all(struct shelf *shelf)
{
	struct link *link;

	while ((link = list_first(&shelf->standing)))
		leave(shelf, LIST_OWNER(link, struct standing, age));
	pthread_cond_destroy(&shelf->more);
	pthread_cond_destroy(&shelf->done);
	pthread_mutex_destroy(&shelf->lock);
	memory_free(shelf);
}

/* A thread that hangs in a write is left to the end of the program, with what belongs to it. */
struct shelf_counters shelf_close(struct shelf *shelf, int *trouble)
{
	struct shelf_counters counters;
	bool idle;

	pthread_mutex_lock(&shelf->lock);
	idle = wait_idle(shelf);
	shelf->closing = true;
	counters = shelf->counters;
	if (trouble)
		*trouble = -shelf->trouble;
	pthread_cond_signal(&shelf->more);
	pthread_mutex_unlock(&shelf->lock);
	if (!idle) {
		pthread_detach(shelf->thread);
		return counters;
	}
	if (shelf->begun)
		pthread_join(shelf->thread, NULL);
	free_all(shelf);
	return counters;
}
