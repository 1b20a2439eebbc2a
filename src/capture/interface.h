/* SPDX-License-Identifier: BSD-2-Clause */
/* One live interface, as the kernel shows it. Nothing here waits. capture/live.h makes a source of several. */
#ifndef CAPTURE_INTERFACE_H
#define CAPTURE_INTERFACE_H

#include "base/budget.h"
#include "capture/filter.h"
#include "capture/source.h"

enum {
	INTERFACE_SNAPLEN = 262144,               /* bytes of a frame, unless something else is wanted */
	INTERFACE_BUFFER = 64 * 1024 * 1024,      /* bytes of the kernel's ring, likewise */
	INTERFACE_LEAST_BUFFER = 2 * 1024 * 1024, /* when the kernel has no room for more */
	INTERFACE_BLOCK_MS = 100, /* the kernel hands over a block of its ring when it is full or this old */
};

/* All zeroes mean the defaults. */
struct interface_settings {
	const struct filter *filter; /* NULL: everything */
	bool modest;                 /* not promiscuous: only what is for this host */
	uint32_t snaplen;
	size_t buffer;
	struct budget budget; /* of what lies between the two threads */
};

struct interface;

/* 0, or -errno with one line in trouble: there is none of that name, no permission, a filter that makes no sense there. */
int interface_open(struct interface **out, const char *name, const struct interface_settings *settings,
                   struct buf *trouble);
void interface_close(struct interface *interface); /* NULL is fine */

/* 1: out holds a frame, whose bytes live until the next one; 0: there is none now; negative: it gave up. */
int interface_take(struct interface *interface, struct frame *out);
int interface_fd(const struct interface *interface);       /* to wait on */
const char *interface_reason(struct interface *interface); /* why it gave up */
const char *interface_name(const struct interface *interface);
struct source_drops interface_drops(struct interface *interface);
bool interface_is_up(const struct interface *interface); /* also when that cannot be told, as of "any" */
/* Packets that are SIP, fragments, or early audio come whole; of those of other streams only what is counted (kernel.h). */
struct kernel_cuts;
void interface_cut(struct interface *interface, const struct kernel_cuts *cuts);

#endif
