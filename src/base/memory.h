/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The only place that meets an exhausted heap. Budgets keep input from ever getting here; when the
 * machine itself has nothing left, the handler says one line and leaves: callers never see NULL.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

typedef void memory_exhausted_fn(void *arg, size_t wanted);

void *memory_new(size_t bytes);               /* zeroed; free with memory_free */
void *memory_grow(void *block, size_t bytes); /* the added part is not zeroed */
void memory_free(void *block);                /* NULL is fine */
/* Default: "sipwhy: out of memory", exit 2. A handler must not return. */
void memory_on_exhausted(memory_exhausted_fn *fn, void *arg);

#endif
