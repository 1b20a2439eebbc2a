/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>

static void leave(void *arg, size_t wanted)
{
	(void)arg;
	fprintf(stderr, "sipwhy: out of memory (%zu bytes wanted)\n", wanted);
	_Exit(2);
}

static memory_exhausted_fn *exhausted = leave;
static void *exhausted_arg;

void memory_on_exhausted(memory_exhausted_fn *fn, void *arg)
{
	exhausted = fn ? fn : leave;
	exhausted_arg = arg;
}

void *memory_new(size_t bytes)
{
	void *block = calloc(1, bytes ? bytes : 1);

	if (!block) {
		exhausted(exhausted_arg, bytes);
		abort();
	}
	return block;
}

void *memory_grow(void *block, size_t bytes)
{
	void *grown = realloc(block, bytes ? bytes : 1);

	if (!grown) {
		exhausted(exhausted_arg, bytes);
		abort();
	}
	return grown;
}

void memory_free(void *block)
{
	free(block);
}
