/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/history.h"

#include "tests/test.h"

#include <stdlib.h>

enum {
	ROOM = 64 * 1024,
	SIZE = 1000, /* of a frame */
};

static struct frame frame_of(uint64_t number, uint8_t *bytes)
{
	memset(bytes, (int)(number & 0xff), SIZE);
	return (struct frame){.number = number,
	                      .time = (ns)number * SECOND,
	                      .linktype = LINKTYPE_ETHERNET,
	                      .bytes = bytes,
	                      .captured = SIZE,
	                      .length = SIZE + 7};
}

static uint64_t keep(struct history *history, uint64_t number)
{
	uint8_t bytes[SIZE];
	struct frame frame = frame_of(number, bytes);

	return history_keep(history, &frame);
}

TEST(a_trail_is_walked_from_the_newest_frame_to_the_oldest)
{
	struct history *history = history_new(ROOM);
	struct trail odd = {0}, even = {0};
	struct knot knot;
	uint64_t at;

	for (uint64_t i = 1; i <= 6; i++)
		history_add(history, i % 2 ? &odd : &even, keep(history, i));
	at = odd.last;
	for (uint64_t i = 5; i <= 5; i -= 2) {
		EXPECT(history_find(history, at, &knot));
		EXPECT_INT(i, knot.frame.number);
		EXPECT_INT((ns)i * SECOND, knot.frame.time);
		EXPECT_INT(SIZE, knot.frame.captured);
		EXPECT_INT(SIZE + 7, knot.frame.length);
		EXPECT_INT(LINKTYPE_ETHERNET, knot.frame.linktype);
		EXPECT_INT(i, knot.frame.bytes[SIZE - 1]);
		at = knot.previous;
	}
	EXPECT(!history_find(history, at, &knot));
	EXPECT_INT(3, odd.frames);
	history_free(history);
}

TEST(a_frame_goes_to_so_many_and_again_to_the_last_of_them)
{
	struct history *history = history_new(ROOM);
	struct trail trail = {0};
	struct knot knot;

	history_add(history, &trail, keep(history, 1));
	EXPECT(history_find(history, trail.last, &knot));
	EXPECT(history_take(history, &knot, 1, 2));
	EXPECT(history_take(history, &knot, 1, 2));
	EXPECT(history_take(history, &knot, 2, 2));
	EXPECT(!history_take(history, &knot, 3, 2));
	EXPECT(history_take(history, &knot, 2, 2));
	EXPECT(history_find(history, trail.last, &knot));
	EXPECT_INT(1, knot.frame.number);
	EXPECT_INT(1, knot.frame.bytes[SIZE - 1]);
	history_free(history);
}

TEST(a_frame_may_be_on_several_trails_and_is_kept_once)
{
	struct history *history = history_new(ROOM);
	struct trail one = {0}, other = {0};
	uint64_t at = keep(history, 1);
	struct knot first, second;

	history_add(history, &one, at);
	history_add(history, &other, at);
	EXPECT(history_find(history, one.last, &first));
	EXPECT(history_find(history, other.last, &second));
	EXPECT(first.frame.bytes == second.frame.bytes);
	history_free(history);
}

TEST(the_oldest_frames_make_room_and_what_is_left_is_whole)
{
	struct history *history = history_new(ROOM);
	struct trail trail = {0};
	struct knot knot;
	uint64_t at, number = 1000;

	EXPECT(history_since(history) == INT64_MIN);
	for (uint64_t i = 1; i <= number; i++)
		history_add(history, &trail, keep(history, i));
	EXPECT_INT(number, trail.frames);
	for (at = trail.last; history_find(history, at, &knot); at = knot.previous) {
		EXPECT_INT(number, knot.frame.number);
		EXPECT_INT(number & 0xff, knot.frame.bytes[0]);
		EXPECT_INT(number & 0xff, knot.frame.bytes[SIZE - 1]);
		number--;
	}
	EXPECT(number > 1000 - ROOM / SIZE);
	EXPECT(number < 1000 - ROOM / SIZE / 2);
	/* About when that was. */
	EXPECT(history_since(history) >= (ns)(number - 4) * SECOND);
	EXPECT(history_since(history) <= (ns)(number + 4) * SECOND);
	history_free(history);
}

TEST(a_frame_too_large_for_the_ring_is_missing_and_counted)
{
	struct history *history = history_new(ROOM);
	uint8_t *bytes = calloc(1, ROOM);
	const struct frame frame = {.number = 1, .bytes = bytes, .captured = ROOM, .length = ROOM};
	struct trail trail = {0};
	struct knot knot;

	EXPECT_INT(0, history_keep(history, &frame));
	history_add(history, &trail, history_keep(history, &frame));
	EXPECT_INT(1, trail.frames);
	EXPECT(!history_find(history, trail.last, &knot));
	free(bytes);
	history_free(history);
}

TEST_MAIN
