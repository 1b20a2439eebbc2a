/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/writer.h"

#include "base/buf.h"
#include "base/memory.h"
#include "base/now.h"
#include "report/report.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	PIECE = 64 * 1024, /* written at a time: that it got through shows that somebody reads */
};

struct writer {
	pthread_mutex_t lock;
	pthread_cond_t more, done; /* for the thread; for who waits for it */
	pthread_t thread;
	bool begun;
	/* With the lock held: */
	bool closing;
	bool left; /* to the thread, which ends it */
	int fd;
	int error;          /* errno */
	struct buf waiting; /* to be written */
	bool writing;       /* something that is in waiting no more */
	bool patient;       /* who finds no room waits for it */
	uint64_t pieces;    /* written, or refused */
	ns moved;           /* when the last one was, or when it began to be waited for */
};

static void write_out(struct writer *writer)
{
	struct buf text = writer->waiting;
	struct str rest = buf_str(&text);
	int fd = writer->fd, r = 0;

	writer->waiting = (struct buf){0};
	writer->writing = true;
	while (r == 0 && rest.n) {
		size_t n = rest.n < PIECE ? rest.n : PIECE;

		pthread_mutex_unlock(&writer->lock);
		r = report_write(fd, (struct str){rest.p, n});
		pthread_mutex_lock(&writer->lock);
		rest = str_from(rest, n);
		writer->pieces++;
		writer->moved = monotonic();
		pthread_cond_signal(&writer->done);
	}
	buf_done(&text);
	writer->writing = false;
	if (r < 0 && !writer->error)
		writer->error = -r;
}

/* 0, or -errno of the last of its writes. */
static int dispose(struct writer *writer)
{
	int r = -writer->error;

	if (close(writer->fd) < 0 && r == 0)
		r = -errno;
	buf_done(&writer->waiting);
	pthread_cond_destroy(&writer->more);
	pthread_cond_destroy(&writer->done);
	pthread_mutex_destroy(&writer->lock);
	memory_free(writer);
	return r;
}

static void *run(void *arg)
{
	struct writer *writer = arg;
	bool left;

	pthread_mutex_lock(&writer->lock);
	while (!writer->closing || (writer->waiting.n && !writer->error)) {
		if (writer->waiting.n && !writer->error) {
			write_out(writer);
			continue;
		}
		pthread_cond_signal(&writer->done);
		pthread_cond_wait(&writer->more, &writer->lock);
	}
	pthread_cond_signal(&writer->done);
	left = writer->left;
	pthread_mutex_unlock(&writer->lock);
	if (left)
		dispose(writer);
	return NULL;
}

struct writer *writer_new(int fd)
{
	struct writer *writer = memory_new(sizeof(*writer));
	pthread_condattr_t attributes;

	pthread_mutex_init(&writer->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&writer->more, NULL);
	pthread_cond_init(&writer->done, &attributes);
	pthread_condattr_destroy(&attributes);
	writer->fd = fd;
	return writer;
}

/* Signals are for the thread that reads; but a pipe nobody reads any more ends the program, unless that is ignored. */
static int begin(struct writer *writer)
{
	sigset_t most, before;
	int r;

	if (writer->begun)
		return 0;
	sigfillset(&most);
	sigdelset(&most, SIGPIPE);
	pthread_sigmask(SIG_SETMASK, &most, &before);
	r = pthread_create(&writer->thread, NULL, run, writer);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	writer->begun = r == 0;
	return -r;
}

static bool is_file(const struct writer *writer)
{
	struct stat about;

	return fstat(writer->fd, &about) == 0 && S_ISREG(about.st_mode);
}

/* With the lock held, until a piece gets through. False: none did for too long, at the end of which there is a moment left. */
static bool wait_piece(struct writer *writer)
{
	const uint64_t before = writer->pieces;
	ns linger = (is_file(writer) ? WRITER_LINGER_MOST_MS : WRITER_LINGER_MS) * MILLISECOND;
	ns least = monotonic() + WRITER_MOMENT_MS * MILLISECOND, end = writer->moved + linger;
	struct timespec until;

	if (end < least)
		end = least;
	until = (struct timespec){end / SECOND, end % SECOND};
	while (writer->pieces == before)
		if (pthread_cond_timedwait(&writer->done, &writer->lock, &until) != 0)
			break;
	return writer->pieces != before;
}

static bool is_busy(const struct writer *writer)
{
	return writer->begun && (writer->writing || (writer->waiting.n && !writer->error));
}

static bool has_room(const struct writer *writer, size_t bytes)
{
	return writer->waiting.n + bytes <= WRITER_MOST;
}

static void add(struct writer *writer, struct str text)
{
	if (!is_busy(writer))
		writer->moved = monotonic();
	buf_add(&writer->waiting, text);
}

int writer_put(struct writer *writer, struct str text)
{
	int r = begin(writer);

	if (r < 0)
		return r;
	pthread_mutex_lock(&writer->lock);
	while (writer->patient && !writer->error && !has_room(writer, text.n))
		writer->patient = wait_piece(writer);
	if (writer->error)
		r = -writer->error;
	else if (!has_room(writer, text.n))
		r = -EAGAIN;
	else
		add(writer, text);
	pthread_cond_signal(&writer->more);
	pthread_mutex_unlock(&writer->lock);
	return r;
}

void writer_await(struct writer *writer)
{
	pthread_mutex_lock(&writer->lock);
	writer->patient = true;
	pthread_mutex_unlock(&writer->lock);
}

/* With the lock held. False: not soon. */
static bool wait_idle(struct writer *writer)
{
	ns end = monotonic() + WRITER_LINGER_MOST_MS * MILLISECOND;

	while (is_busy(writer) && monotonic() < end && wait_piece(writer))
		;
	return !is_busy(writer);
}

int writer_switch(struct writer *writer, int fd)
{
	int r = 0;

	pthread_mutex_lock(&writer->lock);
	if (wait_idle(writer)) {
		close(writer->fd);
		writer->fd = fd;
		writer->error = 0;
		buf_clear(&writer->waiting);
	} else {
		r = -EBUSY;
	}
	pthread_mutex_unlock(&writer->lock);
	return r;
}

/* One that hangs in a write is left to its thread, and to the end of the program. */
int writer_close(struct writer *writer)
{
	bool idle;

	pthread_mutex_lock(&writer->lock);
	idle = wait_idle(writer);
	writer->closing = true;
	writer->left = !idle;
	if (!idle)
		pthread_detach(writer->thread);
	pthread_cond_signal(&writer->more);
	pthread_mutex_unlock(&writer->lock);
	if (!idle)
		return -ETIMEDOUT;
	if (writer->begun)
		pthread_join(writer->thread, NULL);
	return dispose(writer);
}
