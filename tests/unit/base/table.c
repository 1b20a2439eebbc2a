/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/table.h"

#include "tests/test.h"

enum {
	THINGS = 3000
};

struct thing {
	unsigned number;
	uint64_t hash;
	bool in;
};

static struct thing things[THINGS];

static bool same_number(const void *item, const void *key)
{
	return ((const struct thing *)item)->number == *(const unsigned *)key;
}

/* Every thing is found if and only if it is in. */
static bool is_true_to_things(const struct table *table)
{
	unsigned count = 0;

	for (unsigned i = 0; i < THINGS; i++) {
		if (table_find(table, things[i].hash, same_number, &i) != (things[i].in ? &things[i] : NULL))
			return false;
		count += things[i].in;
	}
	return table->count == count;
}

static uint32_t random_state = 1;

static unsigned below(unsigned n)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 8) % n;
}

/* Puts and drops at random; spread: how many hashes there are. */
static void churn(unsigned spread)
{
	struct table table = {0};

	for (unsigned i = 0; i < THINGS; i++)
		things[i] = (struct thing){.number = i, .hash = below(spread)};
	for (unsigned round = 0; round < 30; round++) {
		unsigned wanted = below(101); /* percent in */

		for (unsigned n = 0; n < THINGS; n++) {
			struct thing *thing = &things[below(THINGS)];
			bool in = below(100) < wanted;

			if (in && !thing->in)
				table_put(&table, thing->hash, thing);
			else if (!in && thing->in)
				table_drop(&table, thing->hash, thing);
			thing->in = in;
		}
		EXPECT(is_true_to_things(&table));
	}
	table_done(&table);
}

TEST(a_table_never_used_finds_and_drops_nothing)
{
	struct table table = {0};
	unsigned key = 1;

	EXPECT(!table_find(&table, 5, same_number, &key));
	table_drop(&table, 5, &things[0]);
	table_done(&table);
}

TEST(what_is_put_is_found_until_it_is_dropped)
{
	churn(1u << 31);
}

TEST(things_of_few_hashes_are_kept_apart)
{
	churn(50);
}

TEST(things_of_neighbouring_slots_close_the_holes_rightly)
{
	churn(200);
}

TEST(holes_are_closed_around_the_end_of_the_slots)
{
	struct thing last[4] = {{.number = 0}, {.number = 1}, {.number = 2}, {.number = 3}};
	const uint64_t hashes[4] = {63, 63, 0, 63}; /* of 64 slots: 63, 0, 1, 2 */
	struct table table = {0};

	for (unsigned i = 0; i < 4; i++)
		table_put(&table, hashes[i], &last[i]);
	EXPECT_INT(63, table.mask);
	table_drop(&table, hashes[0], &last[0]);
	for (unsigned i = 1; i < 4; i++)
		EXPECT(table_find(&table, hashes[i], same_number, &i) == &last[i]);
	table_drop(&table, hashes[1], &last[1]);
	for (unsigned i = 2; i < 4; i++)
		EXPECT(table_find(&table, hashes[i], same_number, &i) == &last[i]);
	EXPECT_INT(2, table.count);
	table_done(&table);
}

TEST(dropping_what_is_not_there_changes_nothing)
{
	struct thing one = {.number = 1}, two = {.number = 2};
	struct table table = {0};

	table_put(&table, 7, &one);
	table_drop(&table, 7, &two);
	table_drop(&table, 8, &one);
	EXPECT_INT(1, table.count);
	EXPECT(table_find(&table, 7, same_number, &one.number) == &one);
	table_done(&table);
	EXPECT_INT(0, table.count);
}

TEST(at_most_half_of_the_slots_are_taken)
{
	struct table table = {0};

	for (unsigned i = 0; i < THINGS; i++) {
		table_put(&table, i * 2654435761u, &things[i]);
		EXPECT(table.count <= (table.mask + 1) / 2);
	}
	table_done(&table);
}

/* Of many thousands a single packet must not have to wait until all are moved. */
TEST(growing_moves_a_few_at_a_time_and_loses_none)
{
	const unsigned before = 2048;
	struct table table = {0};
	unsigned n = 0;

	for (unsigned i = 0; i < THINGS; i++)
		things[i] = (struct thing){.number = i, .hash = i * UINT64_C(2654435761)};
	for (; table.mask < 2 * before - 1; n++, things[n - 1].in = true)
		table_put(&table, things[n].hash, &things[n]);
	EXPECT_INT(before / 2 + 1, n);
	EXPECT(table.old && table.moved < 16);
	EXPECT(is_true_to_things(&table));
	for (unsigned i = 0; i < n; i += 7) {
		table_drop(&table, things[i].hash, &things[i]);
		things[i].in = false;
		EXPECT(is_true_to_things(&table));
	}
	table_settle(&table);
	EXPECT(!table.old && is_true_to_things(&table));
	table_done(&table);
}

TEST_MAIN
