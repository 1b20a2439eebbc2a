/* SPDX-License-Identifier: BSD-2-Clause */
/* How much of its ceilings everybody uses just now. */
#ifndef BASE_USAGE_H
#define BASE_USAGE_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	USAGES_MAX = 24,
};

struct usage {
	const char *of; /* "tcp-ahead" */
	bool bytes;     /* else they are counted */
	uint64_t used, limit;
};

struct usages {
	struct usage at[USAGES_MAX];
	unsigned count;
};

static inline void usages_count(struct usages *usages, const char *of, uint64_t used, uint64_t limit)
{
	assert(usages->count < USAGES_MAX);
	usages->at[usages->count++] = (struct usage){of, false, used, limit};
}

static inline void usages_bytes(struct usages *usages, const char *of, uint64_t used, uint64_t limit)
{
	assert(usages->count < USAGES_MAX);
	usages->at[usages->count++] = (struct usage){of, true, used, limit};
}

#endif
