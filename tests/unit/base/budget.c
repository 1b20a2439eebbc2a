/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/budget.h"

#include "tests/test.h"

#define MIB(n) ((uint64_t)(n) << 20)

TEST(what_is_usual_leaves_the_ceilings_as_they_are_named)
{
	EXPECT_INT(16384, budget_of(budget_for(MIB(256)), 16384));
	EXPECT_INT(16384, budget_of(budget_for(0), 16384));
	EXPECT_INT(16384, budget_of((struct budget){0}, 16384));
}

TEST(ceilings_follow_the_memory_that_the_program_leaves)
{
	EXPECT_INT(16384 / 4, budget_of(budget_for(MIB(76)), 16384));
	EXPECT_INT(2 * 16384, budget_of(budget_for(MIB(496)), 16384));
}

TEST(too_little_or_too_much_memory_has_an_end)
{
	EXPECT_INT(16384 / 64, budget_of(budget_for(1), 16384));
	EXPECT_INT(16384 / 64, budget_of(budget_for(MIB(18)), 16384));
	EXPECT_INT(64 * 16384, budget_of(budget_for(UINT64_MAX), 16384));
}

TEST_MAIN
