/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The only place that meets an exhausted heap. Budgets keep input from ever getting here; when the
 * machine itself has nothing left, it says one line on standard error and ends the process with
 * status 2: callers never see NULL.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/* Zeroed; free with memory_free. */
void *memory_new(size_t bytes) __attribute__((returns_nonnull));
/* The added part is not zeroed. */
void *memory_grow(void *block, size_t bytes) __attribute__((returns_nonnull));
void memory_free(void *block); /* NULL is fine */

#endif
