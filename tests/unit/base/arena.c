/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/arena.h"

#include "tests/test.h"

static bool is_zero(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i])
			return false;
	return true;
}

TEST(blocks_are_zeroed_aligned_and_apart)
{
	struct arena arena = {0};
	char *before = NULL;

	for (size_t n = 0; n < 3000; n++) {
		char *block = arena_alloc(&arena, n);

		EXPECT((uintptr_t)block % 8 == 0);
		EXPECT(is_zero(block, n));
		memset(block, 0xff, n);
		EXPECT(n < 2 || before[n - 2] == (char)0xff);
		before = block;
	}
	arena_done(&arena);
}

TEST(a_block_may_be_larger_than_any_chunk)
{
	struct arena arena = {0};
	char *large = arena_alloc(&arena, 1000000), *small = arena_alloc(&arena, 1);

	EXPECT(is_zero(large, 1000000));
	memset(large, 1, 1000000);
	EXPECT_INT(0, *small);
	EXPECT(arena.used >= 1000000);
	arena_done(&arena);
}

TEST(copies_do_not_need_the_original)
{
	struct arena arena = {0};
	char text[] = "abc";
	struct str copy = arena_str(&arena, str_of(text)), none = arena_str(&arena, STR_NONE);
	const char *terminated = arena_text(&arena, (struct str){text, 2});

	text[0] = 'x';
	EXPECT_STR("abc", copy);
	EXPECT_STR("ab", str_of(terminated));
	EXPECT_STR("", none);
	arena_done(&arena);
}

TEST(text_ends_before_the_next_block)
{
	struct arena arena = {0};
	const char *text = arena_text(&arena, STR("0123456789abcdef"));

	memset(arena_alloc(&arena, 16), 0xff, 16);
	EXPECT_STR("0123456789abcdef", str_of(text));
	arena_done(&arena);
}

TEST(text_may_be_put_together_in_it)
{
	struct arena arena = {0};
	char *long_text = memset(arena_alloc(&arena, 5001), 'x', 5000);
	const char *text = arena_printf(&arena, "%s, %u of %s", "frame", 15u, long_text);

	memset(arena_alloc(&arena, 16), 0xff, 16);
	EXPECT_INT(5000 + 13, strlen(text));
	EXPECT(strncmp(text, "frame, 15 of xxx", 16) == 0);
	EXPECT_STR("", str_of(arena_printf(&arena, "%s", "")));
	arena_done(&arena);
}

TEST(used_tells_what_the_heap_gave)
{
	struct arena arena = {0};

	EXPECT_INT(0, arena.used);
	arena_alloc(&arena, 1);
	EXPECT(arena.used >= 16 && arena.used < 4096);
	for (int i = 0; i < 100000; i++)
		arena_alloc(&arena, 100);
	EXPECT(arena.used >= 100000 * 100 && arena.used < 100000 * 130);
	arena_done(&arena);
	EXPECT_INT(0, arena.used);
}

TEST(after_reset_blocks_are_zeroed_again_and_memory_does_not_add_up)
{
	struct arena arena = {0};

	for (int round = 0; round < 50; round++) {
		for (int i = 0; i < 100; i++) {
			char *block = arena_alloc(&arena, 500);

			EXPECT(is_zero(block, 500));
			memset(block, 0xff, 500);
		}
		arena_reset(&arena);
		EXPECT(arena.used < 100000);
	}
	arena_done(&arena);
}

TEST(reset_keeps_no_giant_chunk)
{
	struct arena arena = {0};

	arena_alloc(&arena, 100);
	arena_alloc(&arena, 10000000);
	arena_reset(&arena);
	EXPECT(arena.used < 100000);
	EXPECT(is_zero(arena_alloc(&arena, 100), 100));
	arena_done(&arena);
}

TEST(a_block_of_no_bytes_is_somewhere)
{
	struct arena arena = {0};

	EXPECT(arena_alloc(&arena, 0) != NULL);
	arena_done(&arena);
}

TEST(an_arena_never_used_can_be_reset_and_done)
{
	struct arena arena = {0};

	arena_reset(&arena);
	arena_done(&arena);
	arena_done(&arena);
	EXPECT(!arena.chunks);
}

TEST_MAIN
