/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/footage.h"

#include "tests/test.h"

enum {
	SIZE = 1000, /* of a frame */
};

/* A frame of early audio a second, each of the same stream. */
static void keep_audio(struct footage *footage, struct trail *stream, unsigned frames)
{
	static const uint8_t bytes[SIZE];
	const struct flow flow = {.transport = TRANSPORT_UDP};

	for (unsigned i = 1; i <= frames; i++) {
		struct frame frame = {
			.number = i, .time = i * SECOND, .bytes = bytes, .captured = SIZE, .length = SIZE};

		footage_begin(footage, &frame, &flow, 0);
		footage_audio(footage, stream);
	}
	footage_end(footage);
}

TEST(how_far_back_frames_reach_is_told_of_the_ring_that_overflowed)
{
	const struct budget budget = budget_for(MEMORY_LEAST);
	const unsigned room = (unsigned)(budget_of(budget, FOOTAGE_MAX_AUDIO) / SIZE), frames = 3 * room;
	struct footage *footage = footage_new(&(struct hash_key){1, 2}, budget);
	struct trail stream = {0};
	struct reach reach;

	keep_audio(footage, &stream, 10);
	EXPECT(footage_reach(footage, 10 * SECOND).audio == NEVER);
	keep_audio(footage, &stream, frames);
	reach = footage_reach(footage, frames * SECOND);
	EXPECT(reach.signalling == NEVER);
	EXPECT(reach.audio > room / 2 * SECOND && reach.audio <= room * SECOND);
	footage_free(footage);
}

TEST_MAIN
