/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/memory.h"

#include "tests/test.h"

#include <setjmp.h>
#include <stdint.h>

/* The address sanitizer stops a program that wants too much, unless asked to behave as malloc does. */
__attribute__((visibility("default"))) const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static jmp_buf out;
static size_t wanted_bytes;

/* A handler must not return: a test leaves it sideways. */
static void note_exhausted(void *arg, size_t wanted)
{
	*(size_t *)arg = wanted;
	longjmp(out, 1);
}

TEST(new_blocks_are_zeroed_even_of_no_bytes)
{
	char *block = memory_new(1000), *none = memory_new(0);
	bool zero = true;

	for (int i = 0; i < 1000; i++)
		zero = zero && block[i] == 0;
	EXPECT(zero && none);
	memory_free(block);
	memory_free(none);
	memory_free(NULL);
}

TEST(a_block_that_grows_keeps_its_bytes)
{
	char *block = memory_grow(NULL, 4);

	memcpy(block, "abc", 4);
	block = memory_grow(block, 100000);
	EXPECT(strcmp(block, "abc") == 0);
	memory_free(block);
}

TEST(an_exhausted_heap_meets_the_handler_and_never_gives_null)
{
	volatile bool returned = false;
	volatile size_t impossible = PTRDIFF_MAX;

	memory_on_exhausted(note_exhausted, &wanted_bytes);
	if (setjmp(out) == 0) {
		memory_free(memory_grow(NULL, impossible));
		returned = true;
	}
	EXPECT(!returned);
	EXPECT_INT(impossible, wanted_bytes);
	wanted_bytes = 0;
	if (setjmp(out) == 0) {
		memory_free(memory_new(impossible));
		returned = true;
	}
	EXPECT(!returned);
	EXPECT_INT(impossible, wanted_bytes);
	memory_on_exhausted(NULL, NULL);
}

TEST_MAIN
