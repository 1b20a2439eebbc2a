/* SPDX-License-Identifier: BSD-2-Clause */
#include "live.h"

#include <time.h>

enum {
	READY = 64, /* frames taken at a time */
};

/* How often time passes while frames come one after the other. */
#define PASS_EVERY (50 * MILLISECOND)

static ns now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec * SECOND + t.tv_nsec;
}

/* The frame numbers of all interfaces are one sequence: source_next has given them. */
static bool hand_on(struct source *source, struct live_ear *ear, struct frame frames[READY], struct frame *last)
{
	unsigned count = 1 + source_ready(source, frames + 1, READY - 1);

	*last = frames[count - 1];
	return ear->frames(ear->arg, frames, count);
}

enum source_state live_read(struct source *source, struct live_ear ear)
{
	struct frame frames[READY], last = {0};
	struct live_event event;
	enum source_state state;
	bool wanted = true;
	ns pass_at = 0;
	uint64_t lost;

	while ((state = source_next(source, frames)) == SOURCE_FRAME || state == SOURCE_IDLE) {
		ns time = now();

		if (state == SOURCE_FRAME && live_told(source, &lost))
			ear.lost(ear.arg, lost, frames);
		/* What is not wanted any more is still taken, so that its losses are counted to the end. */
		if (state == SOURCE_FRAME && wanted && !hand_on(source, &ear, frames, &last)) {
			wanted = false;
			source_stop(source);
		}
		if (live_happened(source, &event))
			ear.happened(ear.arg, &event);
		if (state == SOURCE_FRAME && time < pass_at)
			continue;
		ear.passed(ear.arg, time);
		pass_at = time + PASS_EVERY;
	}
	if (live_told(source, &lost) && last.number)
		ear.lost(ear.arg, lost, &last);
	return state;
}
