/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/ring.h"

#include "tests/test.h"

#include <pthread.h>

enum {
	SMALL = 4096,
	MANY = 200000,
};

static struct ring_item item_of(const uint8_t *bytes, uint32_t size)
{
	return (struct ring_item){0,
	                          {.time = size, .linktype = 1, .bytes = bytes, .captured = size, .length = size + 1}};
}

TEST(what_is_put_comes_out_in_order_and_whole)
{
	struct ring *ring = ring_new(SMALL);
	const uint8_t bytes[] = "INVITE sip:";
	struct ring_item in = item_of(bytes, sizeof(bytes)), out;

	EXPECT_INT(true, ring_put(ring, &in));
	EXPECT_INT(true, ring_put(ring, &(struct ring_item){7, {.time = 3}}));
	EXPECT_INT(false, ring_peek(ring, &out));
	ring_publish(ring);
	EXPECT_INT(true, ring_peek(ring, &out));
	EXPECT_INT(0, out.note);
	EXPECT_INT(sizeof(bytes), out.frame.captured);
	EXPECT_INT(sizeof(bytes) + 1, out.frame.length);
	EXPECT_INT(0, memcmp(bytes, out.frame.bytes, sizeof(bytes)));
	ring_skip(ring);
	EXPECT_INT(true, ring_peek(ring, &out));
	EXPECT_INT(7, out.note);
	EXPECT_INT(3, out.frame.time);
	ring_skip(ring);
	EXPECT_INT(false, ring_peek(ring, &out));
	ring_free(ring);
}

TEST(a_full_ring_refuses_and_has_room_again_only_when_something_was_released)
{
	static const uint8_t bytes[1000];
	struct ring *ring = ring_new(SMALL);
	struct ring_item in = item_of(bytes, sizeof(bytes)), out;
	int put = 0;

	while (ring_put(ring, &in))
		put++;
	EXPECT_INT(true, put >= 3);
	ring_publish(ring);
	EXPECT_INT(true, ring_peek(ring, &out));
	ring_skip(ring);
	EXPECT_INT(false, ring_put(ring, &in));
	ring_release(ring);
	EXPECT_INT(true, ring_put(ring, &in));
	ring_free(ring);
}

static uint32_t size_of(unsigned n)
{
	return n * 7919 % 1500;
}

static void *put_many(void *arg)
{
	struct ring *ring = arg;
	uint8_t bytes[1500];

	for (unsigned n = 0; n < MANY; n++) {
		struct ring_item in = item_of(bytes, size_of(n));

		memset(bytes, (int)(n & 0xff), in.frame.captured);
		in.frame.time = n;
		while (!ring_put(ring, &in)) {
			ring_publish(ring);
			ring_wait_room(ring, 1000);
		}
		if (n % 16 == 0)
			ring_publish(ring);
	}
	ring_publish(ring);
	return NULL;
}

static bool is_right(const struct frame *frame, unsigned n)
{
	const uint8_t *bytes = frame->bytes;

	return frame->time == n && frame->captured == size_of(n) &&
	       (frame->captured == 0 || (bytes[0] == (n & 0xff) && bytes[frame->captured - 1] == (n & 0xff)));
}

TEST(two_threads_hand_over_every_frame_once_through_a_ring_much_smaller_than_all_of_them)
{
	struct ring *ring = ring_new(16 * SMALL);
	struct ring_item out;
	unsigned n = 0, wrong = 0;
	pthread_t thread;

	pthread_create(&thread, NULL, put_many, ring);
	while (n < MANY) {
		ring_release(ring);
		if (!ring_peek(ring, &out)) {
			ring_wait(ring, 1000);
			continue;
		}
		wrong += !is_right(&out.frame, n++);
		ring_skip(ring);
	}
	pthread_join(thread, NULL);
	EXPECT_INT(0, wrong);
	EXPECT_INT(false, ring_peek(ring, &out));
	ring_free(ring);
}

TEST_MAIN
