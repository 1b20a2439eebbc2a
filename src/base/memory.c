/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>

static _Noreturn void leave(size_t wanted)
{
	fprintf(stderr, "sipwhy: out of memory (%zu bytes wanted)\n", wanted);
	_Exit(2);
}

void *memory_new(size_t bytes)
{
	void *block = calloc(1, bytes ? bytes : 1);

	if (!block)
		leave(bytes);
	return block;
}

void *memory_grow(void *block, size_t bytes)
{
	void *grown = realloc(block, bytes ? bytes : 1);

	if (!grown)
		leave(bytes);
	return grown;
}

void memory_free(void *block)
{
	free(block);
}
