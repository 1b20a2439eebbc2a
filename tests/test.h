/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The whole test framework. A test program is a file of
 *
 *	TEST(a_sentence_about_what_holds) { EXPECT(condition); EXPECT_STR("abc", got); }
 *
 * and one TEST_MAIN at its end. It prints TAP, one line a test, and exits 1 when any failed.
 */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct test {
	const char *name;
	void (*run)(void);
	struct test *next;
};

static struct test *test_first, **test_last = &test_first;
static bool test_failed;

#define TEST(test_name)                                                                                                \
	static void test_run_##test_name(void);                                                                        \
	static struct test test_##test_name = {#test_name, test_run_##test_name, NULL};                                \
	__attribute__((constructor)) static void test_register_##test_name(void)                                       \
	{                                                                                                              \
		*test_last = &test_##test_name;                                                                        \
		test_last = &test_##test_name.next;                                                                    \
	}                                                                                                              \
	static void test_run_##test_name(void)

#define EXPECT(condition)                                                                                              \
	do {                                                                                                           \
		if (!(condition)) {                                                                                    \
			printf("# %s:%d: %s\n", __FILE__, __LINE__, #condition);                                       \
			test_failed = true;                                                                            \
		}                                                                                                      \
	} while (0)

#define EXPECT_INT(want, got)                                                                                          \
	do {                                                                                                           \
		long long test_want = (long long)(want), test_got = (long long)(got);                                  \
		if (test_want != test_got) {                                                                           \
			printf("# %s:%d: %s is %lld, not %lld\n", __FILE__, __LINE__, #got, test_got, test_want);      \
			test_failed = true;                                                                            \
		}                                                                                                      \
	} while (0)

/* got is a struct str; want a string literal or any C string. */
#define EXPECT_STR(want, got)                                                                                          \
	do {                                                                                                           \
		struct str test_got = (got);                                                                           \
		const char *test_want = (want);                                                                        \
		if (test_got.n != strlen(test_want) || (test_got.n && memcmp(test_got.p, test_want, test_got.n))) {    \
			printf("# %s:%d: %s is \"%.*s\", not \"%s\"\n", __FILE__, __LINE__, #got, (int)test_got.n,     \
			       test_got.p ? test_got.p : "", test_want);                                               \
			test_failed = true;                                                                            \
		}                                                                                                      \
	} while (0)

#define TEST_MAIN                                                                                                      \
	int main(void)                                                                                                 \
	{                                                                                                              \
		int n = 0, failures = 0;                                                                               \
		for (struct test *test = test_first; test; test = test->next) {                                        \
			test_failed = false;                                                                           \
			test->run();                                                                                   \
			printf("%sok %d - %s\n", test_failed ? "not " : "", ++n, test->name);                          \
			failures += test_failed;                                                                       \
		}                                                                                                      \
		printf("1..%d\n", n);                                                                                  \
		return failures ? 1 : 0;                                                                               \
	}

#endif
