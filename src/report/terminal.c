/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/terminal.h"

#include "base/buf.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	CLOSE_MS = 200, /* to wait for somebody who prints */
};

#define BEGIN_LINE "\r"
#define CLEAR_TO_END "\x1b[K"

/* As there is one standard error. */
static struct {
	pthread_mutex_t lock;
	atomic_bool open;
	/* With the lock held: */
	sigset_t mask; /* of who holds it, before */
	dev_t device;
	pid_t group; /* ours */
	struct buf line;
	size_t columns; /* of the terminal, when the line was made */
	volatile sig_atomic_t drawn;
} bottom = {.lock = PTHREAD_MUTEX_INITIALIZER};

static bool is_dumb(void)
{
	const char *terminal = getenv("TERM");

	return !terminal || !terminal[0] || strcmp(terminal, "dumb") == 0;
}

/* https://no-color.org: set and not empty means none, whatever it is set to. */
bool terminal_takes_colour(int fd)
{
	const char *no = getenv("NO_COLOR"), *terminal = getenv("TERM");

	return isatty(fd) && !(no && no[0]) && !(terminal && strcmp(terminal, "dumb") == 0);
}

size_t terminal_columns(void)
{
	struct winsize size;

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : TERMINAL_COLUMNS;
}

/*
 * Ctrl-Z waits while the lock is held: its handler would find it taken by its own thread. until: when to give up; NULL: never.
 * False: it was given up.
 */
static bool lock(const struct timespec *until)
{
	sigset_t stop, before;
	int r;

	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	pthread_sigmask(SIG_BLOCK, &stop, &before);
	r = until ? pthread_mutex_timedlock(&bottom.lock, until) : pthread_mutex_lock(&bottom.lock);
	if (r == 0)
		bottom.mask = before;
	else
		pthread_sigmask(SIG_SETMASK, &before, NULL);
	return r == 0;
}

static void unlock(void)
{
	sigset_t before = bottom.mask;

	pthread_mutex_unlock(&bottom.lock);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* The line */

/* A shell gives its terminal to one job at a time. Where it is nobody's, it is not kept from us. Signal-safe. */
static bool is_ours(void)
{
	pid_t group = tcgetpgrp(STDERR_FILENO);

	return group < 0 || group == bottom.group;
}

/* Whether some text can be written without having to wait. */
static bool has_room(void)
{
	struct pollfd terminal = {.fd = STDERR_FILENO, .events = POLLOUT};

	return poll(&terminal, 1, 0) > 0 && terminal.revents == POLLOUT;
}

/* What cannot be written there cannot be told there either. Signal-safe. */
static void put(struct str text)
{
	ssize_t n = write(STDERR_FILENO, text.p, text.n);

	(void)n;
}

/* In another job's time the line is lost in what that prints. Signal-safe. */
static void clear(void)
{
	if (bottom.drawn && is_ours())
		put(STR(BEGIN_LINE CLEAR_TO_END));
	bottom.drawn = false;
}

static void draw(void)
{
	struct buf text = {0};

	if (!bottom.open || !bottom.line.n || !is_ours() || !has_room())
		return;
	buf_add(&text, STR(BEGIN_LINE));
	buf_add(&text, buf_str(&bottom.line));
	buf_add(&text, STR(CLEAR_TO_END));
	bottom.drawn = true;
	put(buf_str(&text));
	buf_done(&text);
}

void terminal_show(struct str line)
{
	static const struct timespec now;

	/* Who prints draws it afterwards; the next one will do. */
	if (!lock(&now))
		return;
	buf_clear(&bottom.line);
	buf_add(&bottom.line, line);
	bottom.columns = terminal_columns();
	draw();
	unlock();
}

/* What is printed above it */

static bool is_terminal(int fd)
{
	struct stat about;

	return fd == STDERR_FILENO ||
	       (fstat(fd, &about) == 0 && S_ISCHR(about.st_mode) && about.st_rdev == bottom.device);
}

bool terminal_begin(int fd)
{
	if (!bottom.open || !is_terminal(fd))
		return false;
	lock(NULL);
	clear();
	return true;
}

void terminal_end(void)
{
	/* One made for a wider terminal would fill two rows: the next will fit. */
	if (terminal_columns() >= bottom.columns)
		draw();
	unlock();
}

/* Its begin and end */

void terminal_leave(void)
{
	if (pthread_mutex_trylock(&bottom.lock) != 0)
		return;
	clear();
	pthread_mutex_unlock(&bottom.lock);
}

static void catch_stop(void);

/* Ctrl-Z. The handler was reset when it was called, so that this time it stops us; then we go on. */
static void stop(int number)
{
	int error = errno;

	terminal_leave();
	raise(number);
	catch_stop();
	errno = error;
}

static void catch_stop(void)
{
	struct sigaction action = {.sa_handler = stop, .sa_flags = SA_RESTART | SA_NODEFER | SA_RESETHAND}, before;

	/* Shells without job control ignore it. */
	if (sigaction(SIGTSTP, NULL, &before) == 0 && before.sa_handler == SIG_DFL)
		sigaction(SIGTSTP, &action, NULL);
}

bool terminal_open(void)
{
	struct stat about;

	if (!isatty(STDERR_FILENO) || is_dumb() || fstat(STDERR_FILENO, &about) < 0)
		return false;
	bottom.device = about.st_rdev;
	bottom.group = getpgrp();
	bottom.open = true;
	catch_stop();
	return true;
}

/* Who prints just now may hang in it; the line is not there meanwhile. */
void terminal_close(void)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += CLOSE_MS * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	if (!lock(&until))
		return;
	clear();
	bottom.open = false;
	buf_done(&bottom.line);
	unlock();
}
