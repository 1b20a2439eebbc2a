/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/writer.h"

#include "base/buf.h"
#include "base/memory.h"
#include "report/report.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct writer {
	pthread_mutex_t lock;
	pthread_cond_t more, done; /* for the thread; for who waits for it */
	pthread_t thread;
	bool begun, closing;
	/* With the lock held: */
	int fd;
	int error;          /* errno */
	struct buf waiting; /* to be written */
	bool writing;       /* something that is in waiting no more */
};

static void write_out(struct writer *writer)
{
	struct buf text = writer->waiting;
	int fd = writer->fd, r;

	writer->waiting = (struct buf){0};
	writer->writing = true;
	pthread_mutex_unlock(&writer->lock);
	r = report_write(fd, buf_str(&text));
	buf_done(&text);
	pthread_mutex_lock(&writer->lock);
	writer->writing = false;
	if (r < 0 && !writer->error)
		writer->error = -r;
}

static void *run(void *arg)
{
	struct writer *writer = arg;

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
	pthread_mutex_unlock(&writer->lock);
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

int writer_put(struct writer *writer, struct str text)
{
	int r = begin(writer);

	if (r < 0)
		return r;
	pthread_mutex_lock(&writer->lock);
	if (writer->error)
		r = -writer->error;
	else if (writer->waiting.n + text.n > WRITER_MOST)
		r = -EAGAIN;
	else
		buf_add(&writer->waiting, text);
	pthread_cond_signal(&writer->more);
	pthread_mutex_unlock(&writer->lock);
	return r;
}

/* With the lock held. False: not soon. */
static bool wait_idle(struct writer *writer)
{
	struct timespec until;
	struct stat about;
	long linger_ms = WRITER_LINGER_MS;

	if (fstat(writer->fd, &about) == 0 && S_ISREG(about.st_mode))
		linger_ms = WRITER_LINGER_FILE_MS;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += linger_ms % 1000 * 1000000L;
	until.tv_sec += linger_ms / 1000 + until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	while (writer->begun && (writer->writing || (writer->waiting.n && !writer->error)))
		if (pthread_cond_timedwait(&writer->done, &writer->lock, &until) != 0)
			return !writer->writing && (!writer->waiting.n || writer->error);
	return true;
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

/* One that hangs in a write is left to the end of the program, with what belongs to it. */
int writer_close(struct writer *writer)
{
	bool idle;
	int r;

	pthread_mutex_lock(&writer->lock);
	idle = wait_idle(writer);
	writer->closing = true;
	pthread_cond_signal(&writer->more);
	pthread_mutex_unlock(&writer->lock);
	if (!idle) {
		pthread_detach(writer->thread);
		return -ETIMEDOUT;
	}
	if (writer->begun)
		pthread_join(writer->thread, NULL);
	r = -writer->error;
	if (close(writer->fd) < 0 && r == 0)
		r = -errno;
	buf_done(&writer->waiting);
	pthread_cond_destroy(&writer->more);
	pthread_cond_destroy(&writer->done);
	pthread_mutex_destroy(&writer->lock);
	memory_free(writer);
	return r;
}
