/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/signals.h"

#include "base/now.h"
#include "report/terminal.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

/* A signal handler can reach nothing but globals. */
static struct source *volatile reading;
static volatile sig_atomic_t stopping, state_wanted, reopening_wanted, ends_by_hangup;
static ns stopped_at; /* of the handler, which nothing interrupts */

/* timeout(1) sends each twice: to the program, and to its group. */
#define SAME (300 * MILLISECOND)

enum {
	STATUS_SIGNALLED = 128, /* and the signal's number, as shells have it */
};

static void stop(int number)
{
	const ns now = monotonic();

	if (stopping && now - stopped_at < SAME)
		return;
	if (stopping) {
		terminal_leave();
		_exit(STATUS_SIGNALLED + number);
	}
	stopped_at = now;
	stopping = 1;
	if (reading)
		source_stop(reading);
}

static void take(int number)
{
	if (number == SIGUSR1)
		state_wanted = 1;
	else if (number == SIGHUP && !ends_by_hangup)
		reopening_wanted = 1;
	else
		stop(number);
}

void signals_catch(struct source *source, bool hangup_ends)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1};
	struct sigaction action = {.sa_handler = take, .sa_flags = SA_RESTART}, before;

	sigfillset(&action.sa_mask);
	reading = source;
	ends_by_hangup = hangup_ends;
	/* What nohup had ignored stays ignored; a shell's "&" ignores SIGINT too, but whoever sends that means it. */
	for (size_t i = 0; source && i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (sigaction(numbers[i], NULL, &before) == 0 && (numbers[i] != SIGHUP || before.sa_handler != SIG_IGN))
			sigaction(numbers[i], &action, NULL);
	if (source && stopping)
		source_stop(source);
}

void signals_outlive_pipes(void)
{
	signal(SIGPIPE, SIG_IGN);
}

static bool ask(volatile sig_atomic_t *wanted)
{
	bool was = *wanted;

	if (was)
		*wanted = 0;
	return was;
}

bool signals_ask_state(void)
{
	return ask(&state_wanted);
}

bool signals_ask_reopen(void)
{
	return ask(&reopening_wanted);
}
