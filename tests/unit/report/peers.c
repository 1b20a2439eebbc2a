/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/peers.h"

#include "tests/test.h"

static void count(struct peers *peers, unsigned caller, unsigned callee)
{
	struct attempt attempt = {
		.caller.address = address_of_ipv4((const uint8_t[]){10, 0, (uint8_t)(caller >> 8), (uint8_t)caller}),
		.callee.address = address_of_ipv4((const uint8_t[]){10, 1, (uint8_t)(callee >> 8), (uint8_t)callee}),
		.outcome = OUTCOME_BUSY,
	};

	peers_count(peers, &attempt, LABEL_CLIPPED);
}

static uint64_t calls_in_all(const struct peers *peers)
{
	uint64_t sum = peers->others.outcomes[OUTCOME_BUSY];

	for (unsigned i = 0; i < peers->count; i++)
		sum += peers->at[i].outcomes[OUTCOME_BUSY];
	return sum;
}

static const struct peer *find(const struct peers *peers, unsigned callee)
{
	for (unsigned i = 0; i < peers->count; i++)
		if (peers->at[i].to.bytes[14] == callee >> 8 && peers->at[i].to.bytes[15] == (callee & 255))
			return &peers->at[i];
	return NULL;
}

TEST(calls_are_counted_by_the_host_they_went_to)
{
	struct peers peers = {0};

	count(&peers, 1, 7);
	count(&peers, 2, 7);
	count(&peers, 2, 8);
	EXPECT_INT(2, peers.count);
	EXPECT_INT(2, find(&peers, 7)->outcomes[OUTCOME_BUSY]);
	EXPECT_INT(2, find(&peers, 7)->verdicts[LABEL_CLIPPED]);
	EXPECT_INT(1, find(&peers, 8)->outcomes[OUTCOME_BUSY]);
}

TEST(a_trunk_is_two_hosts)
{
	struct peers peers = {.key = BREAKDOWN_TRUNK};

	count(&peers, 1, 7);
	count(&peers, 2, 7);
	EXPECT_INT(2, peers.count);
	EXPECT_INT(1, peers.at[0].from.bytes[15]);
}

TEST(of_any_number_of_hosts_no_call_is_lost)
{
	struct peers peers = {0};

	for (unsigned i = 0; i < 10000; i++)
		count(&peers, 1, i);
	EXPECT_INT(PEERS_MAX, peers.count);
	EXPECT_INT(10000, calls_in_all(&peers));
}

TEST(a_host_with_many_calls_stays_while_thousands_come_with_one)
{
	struct peers peers = {0};

	for (unsigned i = 0; i < 20000; i++) {
		count(&peers, 1, 1000 + i);
		if (i % 50 == 0)
			count(&peers, 1, 7);
	}
	EXPECT(find(&peers, 7) != NULL);
	EXPECT(find(&peers, 7) && find(&peers, 7)->outcomes[OUTCOME_BUSY] == 400);
}

TEST(who_comes_late_finds_a_place_all_the_same)
{
	struct peers peers = {0};

	for (unsigned i = 0; i < 20000; i++)
		count(&peers, 1, i % 1000);
	for (unsigned i = 0; i < 1000; i++) {
		count(&peers, 1, 5000);
		count(&peers, 1, i);
	}
	EXPECT(find(&peers, 5000) != NULL);
	EXPECT_INT(22000, calls_in_all(&peers));
}

TEST(what_is_told_of_others_never_shrinks)
{
	struct peers peers = {0};
	uint64_t before = 0;

	for (unsigned i = 0; i < 5000; i++) {
		count(&peers, 1, i * i % 1009);
		EXPECT(peers.others.outcomes[OUTCOME_BUSY] >= before);
		before = peers.others.outcomes[OUTCOME_BUSY];
	}
	EXPECT(before > 0);
}

TEST_MAIN
