/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/hearing.h"

#include "base/memory.h"
#include "tests/test.h"

#define PACKET (20 * MILLISECOND)

enum {
	SAMPLES = 160,
};

struct talk {
	struct hearings all;
	struct hearing *hearing;
	uint8_t payload[SAMPLES];
	uint8_t payload_type;
	uint16_t sequence;
	uint32_t timestamp;
	ns time;
	size_t size;
};

static struct talk talk_new(const struct formats *formats)
{
	struct talk talk = {.time = SECOND, .size = SAMPLES};

	hearings_init(&talk.all);
	talk.hearing = hearing_new(&talk.all, formats, talk.time);
	return talk;
}

static void talk_done(struct talk *talk)
{
	hearing_free(&talk->all, talk->hearing);
	hearings_done(&talk->all);
}

/* The list's head is in talk, which talk_new returned by value. */
static void settle(struct talk *talk)
{
	list_init(&talk->all.open);
	list_add(&talk->all.open, &talk->hearing->age);
}

static void send(struct talk *talk, unsigned packets, uint8_t code, bool cut)
{
	for (unsigned i = 0; i < packets; i++) {
		struct rtp rtp = {.payload_type = talk->payload_type,
		                  .sequence = talk->sequence++,
		                  .timestamp = talk->timestamp,
		                  .payload = talk->payload,
		                  .payload_size = talk->size};

		/* One code all over, or two in turn: a pitch of 1000 Hz. */
		for (unsigned n = 0; n < SAMPLES; n++)
			talk->payload[n] = code == 0xff ? 0xff : (uint8_t)(code ^ (n / 4 % 2 ? 0x80 : 0));
		hearing_take(&talk->all, talk->hearing, &rtp, cut, talk->time, talk->sequence);
		talk->timestamp += SAMPLES;
		talk->time += PACKET;
	}
}

static struct passage first_of(struct talk *talk, unsigned *count)
{
	struct passage passages[EAR_MAX_PASSAGES] = {{0}};

	*count = hearing_passages(talk->hearing, passages);
	return passages[0];
}

static void expect_all(struct talk *talk, enum content content)
{
	unsigned count;
	struct passage passage = first_of(talk, &count);

	EXPECT_INT(1, count);
	EXPECT_INT(content, passage.content);
}

TEST(one_code_all_over_is_silence)
{
	struct talk talk = talk_new(NULL);

	settle(&talk);
	send(&talk, 200, 0xff, false);
	expect_all(&talk, CONTENT_SILENCE);
	talk_done(&talk);
}

TEST(what_was_heard_stays_when_the_listener_goes)
{
	struct talk talk = talk_new(NULL);

	settle(&talk);
	send(&talk, 200, 0xff, false);
	hearing_close(&talk.all, talk.hearing);
	EXPECT(!talk.hearing->listener);
	EXPECT_INT(0, talk.all.open_count);
	expect_all(&talk, CONTENT_SILENCE);
	EXPECT(talk.all.kept > 0);
	hearing_free(&talk.all, talk.hearing);
	EXPECT_INT(0, talk.all.kept);
	hearings_done(&talk.all);
}

TEST(a_stream_that_comes_again_for_another_call_is_heard_again_and_what_it_was_stays)
{
	struct passage passages[EAR_MAX_PASSAGES];
	struct talk talk = talk_new(NULL);
	ns again;

	settle(&talk);
	send(&talk, 200, 0xff, false);
	again = talk.time += 20 * SECOND;
	talk.sequence = 1;
	talk.timestamp = 0;
	EXPECT(hearing_again(&talk.all, talk.hearing, NULL, again));
	EXPECT_INT(1, talk.all.open_count);
	send(&talk, 200, 0x90, false);
	EXPECT_INT(2, hearing_passages(talk.hearing, passages));
	EXPECT_INT(CONTENT_SILENCE, passages[0].content);
	EXPECT(passages[0].to < again && passages[1].from >= again && passages[1].content >= CONTENT_SOUND);
	hearing_close(&talk.all, talk.hearing);
	EXPECT_INT(2, hearing_passages(talk.hearing, passages));
	hearing_free(&talk.all, talk.hearing);
	EXPECT_INT(0, talk.all.kept);
	hearings_done(&talk.all);
}

/* G.722, whose decoder remembers: a pitch as it codes it, more or less. */
static void send_g722(struct talk *talk, unsigned packets, unsigned times)
{
	uint32_t chance = 1;

	for (unsigned i = 0; i < packets; i++) {
		struct rtp rtp = {.payload_type = 9,
		                  .sequence = talk->sequence++,
		                  .timestamp = talk->timestamp,
		                  .payload = talk->payload,
		                  .payload_size = talk->size};

		for (unsigned n = 0; n < SAMPLES; n++) {
			chance = chance * 1103515245 + 12345;
			talk->payload[n] = (uint8_t)(chance >> 24);
		}
		for (unsigned n = 0; n < times; n++)
			hearing_take(&talk->all, talk->hearing, &rtp, false, talk->time, talk->sequence);
		talk->timestamp += SAMPLES;
		talk->time += PACKET;
	}
}

TEST(a_packet_captured_twice_is_decoded_once)
{
	struct talk once = talk_new(NULL), twice = talk_new(NULL);
	struct passage a[EAR_MAX_PASSAGES], b[EAR_MAX_PASSAGES];

	settle(&once);
	settle(&twice);
	send_g722(&once, 100, 1);
	send_g722(&twice, 100, 2);
	EXPECT_INT(1, hearing_passages(once.hearing, a));
	EXPECT_INT(1, hearing_passages(twice.hearing, b));
	EXPECT_INT(a[0].content, b[0].content);
	EXPECT(a[0].level == b[0].level);
	talk_done(&once);
	talk_done(&twice);
}

TEST(what_is_encrypted_is_not_heard_into)
{
	struct formats *formats = formats_new(0);
	struct talk talk;

	formats->sealed = true;
	talk = talk_new(formats);
	memory_free(formats);
	settle(&talk);
	send(&talk, 100, 0xff, false);
	expect_all(&talk, CONTENT_UNKNOWN);
	talk_done(&talk);
}

TEST(beside_keys_the_tag_tells_what_is_encrypted)
{
	struct formats *formats = formats_new(0);
	struct talk talk;

	formats->maybe_sealed = true;
	talk = talk_new(formats);
	memory_free(formats);
	settle(&talk);
	talk.size = SAMPLES - 70; /* 80 and a tag of 10 */
	send(&talk, 100, 0xff, false);
	expect_all(&talk, CONTENT_UNKNOWN);
	talk_done(&talk);
}

TEST(what_the_snap_length_cut_is_not_heard_into)
{
	struct talk talk = talk_new(NULL);

	settle(&talk);
	send(&talk, 100, 0xff, true);
	expect_all(&talk, CONTENT_UNKNOWN);
	talk_done(&talk);
}

TEST(a_payload_type_by_its_number_alone_is_unknown)
{
	struct talk talk = talk_new(NULL);

	settle(&talk);
	talk.payload_type = 97;
	send(&talk, 100, 0xff, false);
	expect_all(&talk, CONTENT_UNKNOWN);
	talk_done(&talk);
}

TEST(a_lost_packet_leaves_sound_what_it_is)
{
	struct talk talk = talk_new(NULL);
	unsigned count;
	struct passage passage;

	settle(&talk);
	for (unsigned i = 0; i < 10; i++) {
		send(&talk, 19, 0x20, false);
		talk.sequence++;
		talk.timestamp += SAMPLES;
		talk.time += PACKET;
	}
	hearing_close(&talk.all, talk.hearing);
	passage = first_of(&talk, &count);
	EXPECT_INT(1, count);
	EXPECT(passage.content >= CONTENT_SOUND);
	EXPECT(passage.to - passage.from > 3900 * MILLISECOND);
	talk_done(&talk);
}

TEST(listeners_are_few_and_those_of_silent_streams_give_way)
{
	struct talk talk = talk_new(NULL);
	struct hearing *others[HEARINGS_MAX_OPEN] = {NULL};

	settle(&talk);
	for (unsigned i = 1; i < HEARINGS_MAX_OPEN; i++)
		others[i] = hearing_new(&talk.all, NULL, talk.time + SECOND);
	EXPECT(!hearing_new(&talk.all, NULL, talk.time + SECOND));
	EXPECT_INT(1, talk.all.unheard);
	others[0] = hearing_new(&talk.all, NULL, talk.time + HEARING_IDLE);
	EXPECT(others[0] && !talk.hearing->listener);
	for (unsigned i = 0; i < HEARINGS_MAX_OPEN; i++)
		hearing_free(&talk.all, others[i]);
	talk_done(&talk);
}

TEST_MAIN
