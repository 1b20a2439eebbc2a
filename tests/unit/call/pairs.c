/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/pairs.h"

#include "tests/test.h"

static const struct hash_key key = {1, 2};

static struct address host(unsigned n)
{
	return address_of_ipv4((const uint8_t[]){10, (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n});
}

static struct flow between(unsigned from, unsigned to)
{
	return (struct flow){.source = {host(from), 5060}, .destination = {host(to), 5060}};
}

static void note(struct pairs *pairs, bool request, unsigned from, unsigned to)
{
	const struct message message = {.request = request};
	const struct flow flow = between(from, to);

	pairs_note(pairs, &message, &flow);
}

static const struct pair *find(const struct pairs *pairs, unsigned a, unsigned b)
{
	const struct address left = host(a), right = host(b);

	return pairs_find(pairs, &left, &right);
}

TEST(both_directions_of_two_hosts_are_one_pair)
{
	struct pairs *pairs = pairs_new(&key);
	const struct pair *pair;

	note(pairs, true, 2, 1);
	note(pairs, true, 2, 1);
	note(pairs, false, 1, 2);
	pair = find(pairs, 1, 2);
	EXPECT(pair && pair == find(pairs, 2, 1));
	EXPECT_INT(2, pair->requests);
	EXPECT_INT(1, pair->responses);
	EXPECT_INT(1, pair->upward);
	EXPECT_INT(2, pair->downward);
	EXPECT(!find(pairs, 1, 3));
	pairs_free(pairs);
}

TEST(what_is_lost_is_noted_of_hosts_that_exchange_sip_alone)
{
	struct pairs *pairs = pairs_new(&key);
	const struct flow known = between(1, 2), strange = between(1, 3);

	note(pairs, true, 2, 1);
	EXPECT(!pairs_note_lost(pairs, &strange, 5 * SECOND));
	EXPECT(pairs_note_lost(pairs, &known, 5 * SECOND));
	EXPECT(pairs_note_lost(pairs, &known, 7 * SECOND));
	EXPECT_INT(2, find(pairs, 1, 2)->lost);
	EXPECT_INT(5 * SECOND, find(pairs, 1, 2)->lost_first);
	EXPECT_INT(7 * SECOND, find(pairs, 1, 2)->lost_last);
	EXPECT(!find(pairs, 1, 3));
	pairs_free(pairs);
}

TEST(a_flood_of_hosts_does_not_hide_the_pairs_that_come_after_nor_one_in_use)
{
	struct pairs *pairs = pairs_new(&key);

	for (unsigned i = 2; i <= PAIRS_MAX + 10; i++) {
		note(pairs, true, i, 1);
		note(pairs, true, 3, 1);
	}
	EXPECT(find(pairs, 1, PAIRS_MAX + 10));
	EXPECT(!find(pairs, 1, 2));
	EXPECT(find(pairs, 1, 3));
	EXPECT_INT(9, pairs_forgotten(pairs));
	pairs_free(pairs);
}

TEST(a_smaller_budget_keeps_fewer)
{
	struct pairs *pairs = pairs_new(&key);

	pairs_limit(pairs, budget_for(64 << 20));
	for (unsigned i = 2; i <= PAIRS_MAX; i++)
		note(pairs, true, i, 1);
	EXPECT(!find(pairs, 1, 2));
	EXPECT(find(pairs, 1, PAIRS_MAX));
	pairs_free(pairs);
}

TEST_MAIN
