/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/arena.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
	CHUNK_FIRST = 1024, /* the smallest call fits into one chunk */
	CHUNK_LEAST = 512,
	CHUNK_LARGEST = 65536,
	ALIGNMENT = 8,
};

struct arena_chunk {
	struct arena_chunk *next;
	size_t size;
	_Alignas(ALIGNMENT) char bytes[];
};

/* A quarter as much again as there is: most arenas are of calls, which are many, and a doubled one is half empty. */
static size_t next_size(const struct arena *arena)
{
	size_t size = arena->used / 4;

	if (!arena->chunks)
		return CHUNK_FIRST;
	if (size < CHUNK_LEAST)
		return CHUNK_LEAST;
	return size < CHUNK_LARGEST ? size : CHUNK_LARGEST;
}

static void add_chunk(struct arena *arena, size_t wanted)
{
	size_t size = next_size(arena);
	struct arena_chunk *chunk;

	if (size < wanted)
		size = wanted;
	chunk = memory_grow(NULL, sizeof(*chunk) + size);
	chunk->size = size;
	chunk->next = arena->chunks;
	arena->chunks = chunk;
	arena->free = chunk->bytes;
	arena->left = size;
	arena->used += sizeof(*chunk) + size;
}

/* Not zeroed. */
static char *take(struct arena *arena, size_t bytes)
{
	char *start;

	bytes = (bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	if (!arena->chunks || bytes > arena->left)
		add_chunk(arena, bytes);
	start = arena->free;
	arena->free += bytes;
	arena->left -= bytes;
	return start;
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
	return memset(take(arena, bytes), 0, bytes);
}

struct str arena_str(struct arena *arena, struct str text)
{
	return (struct str){arena_text(arena, text), text.n};
}

const char *arena_text(struct arena *arena, struct str text)
{
	char *copy = take(arena, text.n + 1);

	if (text.n)
		memcpy(copy, text.p, text.n);
	copy[text.n] = '\0';
	return copy;
}

const char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0)
		return "";
	text = take(arena, (size_t)n + 1);
	va_start(args, format);
	vsnprintf(text, (size_t)n + 1, format, args);
	va_end(args);
	return text;
}

static void free_chunks(struct arena_chunk *chunk)
{
	while (chunk) {
		struct arena_chunk *next = chunk->next;

		memory_free(chunk);
		chunk = next;
	}
}

/* Next time one chunk holds all that this time took several, unless one giant block made it. */
void arena_reset(struct arena *arena)
{
	struct arena_chunk *kept = arena->chunks;
	size_t used = arena->used;

	if (!kept)
		return;
	if (kept->next || kept->size > CHUNK_LARGEST) {
		arena_done(arena);
		add_chunk(arena, used < CHUNK_LARGEST ? used : CHUNK_LARGEST);
		return;
	}
	arena->free = kept->bytes;
	arena->left = kept->size;
}

void arena_done(struct arena *arena)
{
	free_chunks(arena->chunks);
	memset(arena, 0, sizeof(*arena));
}
