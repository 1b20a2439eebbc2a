/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/wheel.h"

#include "tests/test.h"

enum {
	ENTRIES = 500
};

#define START (1700000000 * SECOND)

static struct wheel wheel;

static void begin(void)
{
	wheel_init(&wheel);
	EXPECT(!wheel_due(&wheel, START));
}

TEST(an_entry_is_due_within_a_second_after_its_deadline_and_once)
{
	struct wheel_entry entry = {0};

	begin();
	wheel_set(&wheel, &entry, START + 5 * SECOND + 1);
	EXPECT(!wheel_due(&wheel, START + 4 * SECOND));
	EXPECT(!wheel_due(&wheel, START + 5 * SECOND));
	EXPECT(wheel_due(&wheel, START + 6 * SECOND + 1) == &entry);
	EXPECT(!wheel_due(&wheel, START + 10 * SECOND));
	EXPECT(!wheel_due(&wheel, START + 10000 * SECOND));
}

TEST(what_is_set_before_anybody_asked_is_due_in_time_too)
{
	const ns starts[] = {0, 3 * SECOND, START};

	for (unsigned i = 0; i < 3; i++) {
		struct wheel_entry entry = {0};

		wheel_init(&wheel);
		wheel_set(&wheel, &entry, starts[i] + 32 * SECOND);
		EXPECT(!wheel_due(&wheel, starts[i] + SECOND));
		EXPECT(!wheel_due(&wheel, starts[i] + 31 * SECOND));
		EXPECT(wheel_due(&wheel, starts[i] + 33 * SECOND) == &entry);
	}
}

TEST(setting_again_moves_an_entry)
{
	struct wheel_entry entry = {0};

	begin();
	wheel_set(&wheel, &entry, START + 5 * SECOND);
	wheel_set(&wheel, &entry, START + 50 * SECOND);
	EXPECT(!wheel_due(&wheel, START + 49 * SECOND));
	wheel_set(&wheel, &entry, START + 10 * SECOND);
	EXPECT(wheel_due(&wheel, START + 50 * SECOND) == &entry);
	EXPECT_INT(START + 10 * SECOND, entry.deadline);
}

TEST(a_removed_entry_is_never_due)
{
	struct wheel_entry entry = {0};

	begin();
	wheel_set(&wheel, &entry, START + 5 * SECOND);
	wheel_remove(&entry);
	wheel_remove(&entry);
	EXPECT(!wheel_due(&wheel, START + 10000 * SECOND));
}

TEST(a_deadline_beyond_the_span_is_kept)
{
	struct wheel_entry far = {0}, never = {0};
	ns deadline = START + 10 * (ns)WHEEL_SLOTS * SECOND, due = 0;

	begin();
	wheel_set(&wheel, &far, deadline);
	wheel_set(&wheel, &never, NEVER);
	for (ns now = START; now < deadline + 100 * SECOND && !due; now += SECOND)
		if (wheel_due(&wheel, now) == &far)
			due = now;
	EXPECT(due > deadline && due <= deadline + SECOND);
	EXPECT(!wheel_due(&wheel, deadline + 100000 * SECOND));
}

TEST(a_deadline_in_the_past_is_due_next)
{
	struct wheel_entry entry = {0};

	begin();
	wheel_set(&wheel, &entry, START - 100 * SECOND);
	EXPECT(wheel_due(&wheel, START + SECOND) == &entry);
}

TEST(time_that_goes_back_makes_nothing_due)
{
	struct wheel_entry entry = {0};

	begin();
	EXPECT(!wheel_due(&wheel, START + 100 * SECOND));
	wheel_set(&wheel, &entry, START + 110 * SECOND);
	EXPECT(!wheel_due(&wheel, START));
	EXPECT(!wheel_due(&wheel, 0));
	EXPECT(wheel_due(&wheel, START + 111 * SECOND) == &entry);
}

TEST(a_leap_in_time_misses_nobody)
{
	static struct wheel_entry entries[ENTRIES];
	unsigned due = 0;

	begin();
	for (unsigned i = 0; i < ENTRIES; i++)
		wheel_set(&wheel, &entries[i], START + (ns)i * 17 * SECOND);
	while (wheel_due(&wheel, START + 1000000 * SECOND))
		due++;
	EXPECT_INT(ENTRIES, due);
}

static uint32_t random_state = 1;

static unsigned below(unsigned n)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 8) % n;
}

/* Time moves in steps of any size; entries are set, moved and taken out all the while. */
TEST(nobody_is_early_or_more_than_a_second_late)
{
	static struct wheel_entry entries[ENTRIES];
	ns now = START;

	begin();
	for (unsigned step = 0; step < 20000; step++) {
		struct wheel_entry *entry = &entries[below(ENTRIES)];
		ns before = now;

		if (below(10))
			wheel_set(&wheel, entry, now + (ns)below(below(2) ? 100 : 5000) * SECOND / 2);
		else
			wheel_remove(entry);
		now += (ns)below(below(100) ? 2000 : 3000000) * MILLISECOND;
		while ((entry = wheel_due(&wheel, now)))
			EXPECT(entry->deadline <= now && entry->deadline >= before / SECOND * SECOND - SECOND);
		for (unsigned i = 0; step % 100 == 0 && i < ENTRIES; i++)
			EXPECT(!entries[i].link.next || entries[i].deadline > now - SECOND);
	}
}

TEST_MAIN
