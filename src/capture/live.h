/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Live interfaces as one source. A thread of its own does nothing but bring frames from the kernel to a ring, so that
 * however long somebody looks at a frame, the kernel's own ring is emptied meanwhile. What the kernel lost is asked each
 * second and stands in the ring where it belongs.
 */
#ifndef CAPTURE_LIVE_H
#define CAPTURE_LIVE_H

#include "capture/interface.h"

enum {
	LIVE_MAX_INTERFACES = 16,
	LIVE_RING = 16 * 1024 * 1024, /* bytes of frames on their way to the analysis; more wait in the kernel */
};

/* What happened to an interface. */
enum live_happening {
	LIVE_DOWN,
	LIVE_UP,    /* again */
	LIVE_ENDED, /* it gave up, or is gone */
};

struct live_event {
	enum live_happening what;
	unsigned interface; /* its index */
	ns time;
	ns gap;             /* LIVE_UP, LIVE_ENDED: how long it was down */
	const char *reason; /* LIVE_ENDED */
};

/* 0, or -errno with one line in trouble. The thread begins with the first source_next: until then privileges may be dropped. */
int source_open_live(struct source **out, const char *const *names, unsigned count,
                     const struct interface_settings *settings, struct buf *trouble);

/* Of a source of source_open_live. */

/*
 * Whether the kernel was asked between the frame that source_next gave last and the one before, and how many frames it had lost
 * by then in all. True once for each time.
 */
bool live_told(struct source *source, uint64_t *lost);
bool live_happened(struct source *source, struct live_event *out); /* up to the last frame; false: nothing more */
/* Which streams need not come whole. Nothing is done when they are the same as before. */
void live_cut(struct source *source, const struct kernel_cuts *cuts);

#endif
