/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/breakdown.h"

#include "tests/test.h"

static struct attempt attempt_of_hosts(uint8_t caller, uint8_t callee, enum outcome outcome)
{
	return (struct attempt){
		.caller.address = address_of_ipv4((const uint8_t[]){10, 0, 0, caller}),
		.callee.address = address_of_ipv4((const uint8_t[]){10, 0, 1, callee}),
		.outcome = outcome,
		.metrics.post_dial = NEVER,
	};
}

static void count(struct breakdown *breakdown, uint8_t caller, uint8_t callee, enum outcome outcome)
{
	struct attempt attempt = attempt_of_hosts(caller, callee, outcome);

	breakdown_count(breakdown, &attempt);
}

TEST(the_host_with_most_calls_is_first)
{
	struct breakdown *by = breakdown_new(BREAKDOWN_CALLEE, (struct budget){0});

	count(by, 1, 9, OUTCOME_ANSWERED);
	count(by, 1, 7, OUTCOME_BUSY);
	count(by, 2, 7, OUTCOME_ANSWERED);
	EXPECT_INT(2, breakdown_sort(by));
	EXPECT_INT(2, breakdown_at(by, 0)->calls);
	EXPECT_INT(7, breakdown_at(by, 0)->to.bytes[15]);
	EXPECT_INT(1, breakdown_at(by, 0)->outcomes[OUTCOME_BUSY]);
	EXPECT_INT(1, breakdown_at(by, 0)->outcomes[OUTCOME_ANSWERED]);
	EXPECT_INT(1, breakdown_at(by, 1)->calls);
	breakdown_free(by);
}

TEST(a_trunk_is_two_hosts_in_that_order)
{
	struct breakdown *by = breakdown_new(BREAKDOWN_TRUNK, (struct budget){0});

	count(by, 1, 7, OUTCOME_ANSWERED);
	count(by, 2, 7, OUTCOME_ANSWERED);
	count(by, 1, 7, OUTCOME_ANSWERED);
	EXPECT_INT(2, breakdown_sort(by));
	EXPECT_INT(1, breakdown_at(by, 0)->from.bytes[15]);
	EXPECT_INT(2, breakdown_at(by, 1)->from.bytes[15]);
	breakdown_free(by);
}

TEST(only_calls_with_a_final_and_their_invite_count_for_the_ratios)
{
	struct breakdown *by = breakdown_new(BREAKDOWN_CALLEE, (struct budget){0});
	struct attempt attempt = attempt_of_hosts(1, 7, OUTCOME_ANSWERED);
	const struct event answer = {.code = 200}, busy = {.code = 486}, moved = {.code = 302};

	attempt.final = &answer;
	attempt.metrics.post_dial = 2 * SECOND;
	breakdown_count(by, &attempt);
	attempt.final = &busy;
	breakdown_count(by, &attempt);
	attempt.final = &moved;
	breakdown_count(by, &attempt);
	attempt.mid_call = true;
	breakdown_count(by, &attempt);
	count(by, 1, 7, OUTCOME_PENDING);
	EXPECT_INT(1, breakdown_sort(by));
	EXPECT_INT(5, breakdown_at(by, 0)->calls);
	EXPECT_INT(3, breakdown_at(by, 0)->effectiveness.attempts);
	EXPECT_INT(1, breakdown_at(by, 0)->effectiveness.answered);
	EXPECT_INT(2, breakdown_at(by, 0)->effectiveness.effective);
	EXPECT_INT(1, breakdown_at(by, 0)->effectiveness.redirected);
	EXPECT_INT(4, breakdown_at(by, 0)->delays.count);
	breakdown_free(by);
}

TEST(calls_of_hosts_beyond_the_table_are_counted)
{
	struct breakdown *by = breakdown_new(BREAKDOWN_TRUNK, (struct budget){0});

	for (unsigned i = 0; i < BREAKDOWN_MAX + 10; i++)
		count(by, (uint8_t)(i >> 8), (uint8_t)i, OUTCOME_ANSWERED);
	count(by, 0, 1, OUTCOME_ANSWERED);
	EXPECT_INT(BREAKDOWN_MAX, breakdown_sort(by));
	EXPECT_INT(10, breakdown_unlisted(by));
	EXPECT_INT(2, breakdown_at(by, 0)->calls);
	breakdown_free(by);
}

TEST(with_less_memory_there_are_fewer_rows)
{
	struct breakdown *by = breakdown_new(BREAKDOWN_TRUNK, (struct budget){BUDGET_WHOLE / 4});

	for (unsigned i = 0; i < BREAKDOWN_MAX; i++)
		count(by, (uint8_t)(i >> 8), (uint8_t)i, OUTCOME_ANSWERED);
	EXPECT_INT(BREAKDOWN_MAX / 4, breakdown_sort(by));
	EXPECT_INT(BREAKDOWN_MAX - BREAKDOWN_MAX / 4, breakdown_unlisted(by));
	breakdown_free(by);
}

TEST_MAIN
