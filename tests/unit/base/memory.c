/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/memory.h"

#include "tests/test.h"

#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

/* The address sanitizer stops a program that wants too much, unless asked to behave as malloc does. */
__attribute__((visibility("default"))) const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

/* A block that nobody could see need not be asked for: compilers leave it out. */
static void *volatile block_seen;

static void want_new(size_t bytes)
{
	block_seen = memory_new(bytes);
	memory_free(block_seen);
}

static void want_grown(size_t bytes)
{
	block_seen = memory_grow(NULL, bytes);
	memory_free(block_seen);
}

/* Wants it in a process of its own; what that says ends up in said. Its exit status. */
static int status_when(void (*want)(size_t), size_t bytes, char *said, size_t room)
{
	int ends[2], status = -1;
	size_t size = 0;
	ssize_t n;
	pid_t child;

	if (pipe(ends) != 0)
		return -1;
	fflush(stdout);
	child = fork();
	if (child == 0) {
		dup2(ends[1], STDERR_FILENO);
		want(bytes);
		_exit(0);
	}
	close(ends[1]);
	while ((n = read(ends[0], said + size, room - 1 - size)) > 0)
		size += (size_t)n;
	said[size] = '\0';
	close(ends[0]);
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
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

TEST(an_exhausted_heap_ends_the_process_and_never_gives_null)
{
	volatile size_t impossible = PTRDIFF_MAX;
	char said[4096], line[128];

	snprintf(line, sizeof(line), "sipwhy: out of memory (%zu bytes wanted)\n", (size_t)impossible);
	EXPECT_INT(2, status_when(want_new, impossible, said, sizeof(said)));
	EXPECT(strstr(said, line));
	EXPECT_INT(2, status_when(want_grown, impossible, said, sizeof(said)));
	EXPECT(strstr(said, line));
	EXPECT_INT(0, status_when(want_grown, 1, said, sizeof(said)));
}

TEST_MAIN
