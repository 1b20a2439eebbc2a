/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading live, for as long as it takes: frames come when they come, and time passes without them. */
#ifndef LIVE_H
#define LIVE_H

#include "capture/live.h"

/* Who is told. */
struct live_ear {
	void *arg;
	/* Frames next to each other. False: no more are wanted. */
	bool (*frames)(void *arg, struct frame *frames, unsigned count);
	void (*lost)(void *arg, uint64_t lost, const struct frame *before); /* in all, each second */
	void (*happened)(void *arg, const struct live_event *event);
	void (*passed)(void *arg, ns now); /* some time, with or without frames */
};

/* Until the source ends, which is left open. */
enum source_state live_read(struct source *source, struct live_ear ear);

#endif
