/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/arena.h"

#include "base/memory.h"

#include <string.h>

enum {
	CHUNK_FIRST = 1024, /* a small call fits into one chunk */
	CHUNK_LARGEST = 65536,
	ALIGNMENT = 16,
};

struct arena_chunk {
	struct arena_chunk *next;
	size_t size;
	_Alignas(ALIGNMENT) char bytes[];
};

static void add_chunk(struct arena *arena, size_t wanted)
{
	size_t size = arena->chunks ? arena->chunks->size * 2 : CHUNK_FIRST;
	struct arena_chunk *chunk;

	if (size > CHUNK_LARGEST)
		size = CHUNK_LARGEST;
	if (size < wanted)
		size = wanted;
	chunk = memory_new(sizeof(*chunk) + size);
	chunk->size = size;
	chunk->next = arena->chunks;
	arena->chunks = chunk;
	arena->free = chunk->bytes;
	arena->left = size;
	arena->used += sizeof(*chunk) + size;
}

void *arena_alloc(struct arena *arena, size_t bytes)
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

struct str arena_str(struct arena *arena, struct str text)
{
	return (struct str){arena_text(arena, text), text.n};
}

const char *arena_text(struct arena *arena, struct str text)
{
	char *copy = arena_alloc(arena, text.n + 1);

	if (text.n)
		memcpy(copy, text.p, text.n);
	copy[text.n] = '\0';
	return copy;
}

static void free_chunks(struct arena_chunk *chunk)
{
	while (chunk) {
		struct arena_chunk *next = chunk->next;

		memory_free(chunk);
		chunk = next;
	}
}

/* The newest chunk is the largest: next time it holds all that this time took several, unless one giant block made it. */
void arena_reset(struct arena *arena)
{
	struct arena_chunk *kept = arena->chunks;

	if (!kept)
		return;
	if (kept->size > CHUNK_LARGEST) {
		arena_done(arena);
		return;
	}
	free_chunks(kept->next);
	kept->next = NULL;
	memset(kept->bytes, 0, kept->size - arena->left);
	arena->free = kept->bytes;
	arena->left = kept->size;
	arena->used = sizeof(*kept) + kept->size;
}

void arena_done(struct arena *arena)
{
	free_chunks(arena->chunks);
	memset(arena, 0, sizeof(*arena));
}
