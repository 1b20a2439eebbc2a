/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loaded before the program (LD_PRELOAD): a chosen allocation fails, or a signal comes with it, or signals interrupt all
 * the time, or a file tells only when it is closed that its disk is full. FAULT_ALLOCATION=N, FAULT_SIGNAL=N (with
 * FAULT_NUMBER, the signal), FAULT_STORM=MICROSECONDS, FAULT_CLOSE=INODE; FAULT_COUNT=FILE is where the number of
 * allocations is written at the end.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

static unsigned long allocations, failing, signalling, full;
static int number, counted = -1; /* counted: opened before the program shuts itself in */

static unsigned long setting(const char *name)
{
	const char *value = getenv(name);

	return value ? strtoul(value, NULL, 10) : 0;
}

static void nothing(int signal_number)
{
}

__attribute__((constructor)) static void begin(void)
{
	struct sigaction action = {.sa_handler = nothing}; /* no SA_RESTART */
	unsigned long storm = setting("FAULT_STORM");
	struct itimerval often = {{0, (suseconds_t)storm}, {0, (suseconds_t)storm}};

	number = (int)setting("FAULT_NUMBER");
	failing = setting("FAULT_ALLOCATION");
	signalling = setting("FAULT_SIGNAL");
	full = setting("FAULT_CLOSE");
	if (getenv("FAULT_COUNT"))
		counted = open(getenv("FAULT_COUNT"), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	allocations = 0;
	if (storm) {
		sigaction(SIGALRM, &action, NULL);
		setitimer(ITIMER_REAL, &often, NULL);
	}
}

__attribute__((destructor)) static void end(void)
{
	if (counted >= 0)
		dprintf(counted, "%lu\n", allocations);
}

/* A place for a debugger to stop at. */
__attribute__((noinline)) static void fault_here(void)
{
	errno = ENOMEM;
}

static int fails(void)
{
	unsigned long which = __atomic_add_fetch(&allocations, 1, __ATOMIC_RELAXED);

	if (signalling && which == signalling)
		raise(number);
	if (!failing || which != failing)
		return 0;
	fault_here();
	return 1;
}

__attribute__((visibility("default"))) void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

__attribute__((visibility("default"))) void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

__attribute__((visibility("default"))) void *realloc(void *block, size_t size)
{
	return fails() ? NULL : __libc_realloc(block, size);
}

__attribute__((visibility("default"))) int close(int fd)
{
	struct stat about;
	int late = full && fstat(fd, &about) == 0 && about.st_ino == full;
	int r = (int)syscall(SYS_close, fd);

	if (!late || r < 0)
		return r;
	errno = ENOSPC;
	return -1;
}
