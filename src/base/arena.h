/* SPDX-License-Identifier: BSD-2-Clause */
/* A bump allocator: many small things with one lifetime, freed whole. Allocation never fails (base/memory.h). */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

struct arena_chunk;

struct arena {
	struct arena_chunk *chunks;
	char *free;
	size_t left;
	size_t used; /* bytes taken from the heap, for budgets */
};

/* An arena that is all zeroes is ready for use. */
void *arena_alloc(struct arena *arena, size_t bytes);         /* zeroed, aligned for all but long double */
struct str arena_str(struct arena *arena, struct str text);   /* a copy that lives as long as the arena */
const char *arena_text(struct arena *arena, struct str text); /* the same with a NUL behind it */
const char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
void arena_reset(struct arena *arena); /* everything is gone, but some memory is kept for reuse */
void arena_done(struct arena *arena);  /* everything is gone; zeroes the arena */

#endif
