/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/listener.h"

#include "base/memory.h"
#include "media/spectrum.h"

#include "tests/test.h"
#include "tests/wave.h"

#define PACKET (20 * MILLISECOND)

enum {
	SAMPLES = 160,
	HALF = 25, /* packets: half a second */
	PT_KEYS = 101,
	PT_CN = 13,
};

/* Half a second on and off again and again is busy tone: what bends the time line bends the cadence. */
struct talk {
	struct spectrum *spectrum;
	struct listener *listener;
	uint64_t sample;
	uint16_t sequence;
	uint32_t timestamp;
	ns time;
};

static struct talk talk_new(const struct formats *formats)
{
	struct talk talk = {.spectrum = spectrum_new(), .time = SECOND};

	talk.listener = listener_new(formats, talk.spectrum, NULL, NULL);
	return talk;
}

static void talk_done(struct talk *talk)
{
	listener_free(talk->listener);
	spectrum_free(talk->spectrum);
}

static void take(struct talk *talk, uint8_t payload_type, const uint8_t *payload, size_t size)
{
	struct rtp rtp = {.payload_type = payload_type,
	                  .sequence = talk->sequence,
	                  .timestamp = talk->timestamp,
	                  .payload = payload,
	                  .payload_size = size,
	                  .payload_length = size};

	listener_take(talk->listener, &rtp, false, talk->time, talk->sequence);
}

static void pass(struct talk *talk)
{
	talk->sequence++;
	talk->timestamp += SAMPLES;
	talk->sample += SAMPLES;
	talk->time += PACKET;
}

static void send(struct talk *talk, const char *tone)
{
	uint8_t payload[SAMPLES];
	struct wave wave = {.kind = WAVE_SILENCE};

	if (tone) {
		wave.level = -10;
		EXPECT(wave_read_tone(str_of(tone), &wave));
	}
	wave_encode(&wave, LAW_MU, talk->sample, SAMPLES, payload);
	take(talk, 0, payload, SAMPLES);
}

static void send_half(struct talk *talk, const char *tone)
{
	for (unsigned i = 0; i < HALF; i++) {
		send(talk, tone);
		pass(talk);
	}
}

static void expect_busy(struct talk *talk, unsigned line)
{
	struct passage passages[EAR_MAX_PASSAGES] = {0};

	listener_end(talk->listener, talk->time);
	listener_passages(talk->listener, passages);
	if (passages[0].content != CONTENT_TONE || passages[0].tone.class != TONE_BUSY)
		printf("# line %u: content %d, class %d, %u ms on, %u ms off\n", line, passages[0].content,
		       passages[0].tone.class, passages[0].tone.cadence[0], passages[0].tone.cadence[1]);
	EXPECT_INT(CONTENT_TONE, passages[0].content);
	EXPECT_INT(TONE_BUSY, passages[0].tone.class);
	EXPECT(passages[0].tone.cadence[0] >= 480 && passages[0].tone.cadence[0] <= 520);
	EXPECT(passages[0].tone.cadence[1] >= 480 && passages[0].tone.cadence[1] <= 520);
}

TEST(a_cadence_is_heard_as_it_was_sent)
{
	struct talk talk = talk_new(NULL);

	for (unsigned i = 0; i < 6; i++) {
		send_half(&talk, "425");
		send_half(&talk, NULL);
	}
	expect_busy(&talk, __LINE__);
	talk_done(&talk);
}

TEST(a_packet_that_comes_twice_is_heard_once)
{
	struct talk talk = talk_new(NULL);

	for (unsigned i = 0; i < 6; i++) {
		for (unsigned n = 0; n < HALF; n++) {
			send(&talk, "425");
			send(&talk, "425");
			pass(&talk);
		}
		send_half(&talk, NULL);
	}
	expect_busy(&talk, __LINE__);
	talk_done(&talk);
}

TEST(lost_packets_do_not_shorten_a_cadence)
{
	struct talk talk = talk_new(NULL);

	for (unsigned i = 0; i < 6; i++) {
		for (unsigned n = 0; n < HALF; n++) {
			if (n % 8 != 3)
				send(&talk, "425");
			pass(&talk);
		}
		send_half(&talk, NULL);
	}
	expect_busy(&talk, __LINE__);
	talk_done(&talk);
}

TEST(a_pause_that_is_not_sent_is_counted_by_the_timestamps)
{
	struct talk talk = talk_new(NULL);

	for (unsigned i = 0; i < 6; i++) {
		send_half(&talk, "425");
		talk.timestamp += HALF * SAMPLES;
		talk.time += HALF * PACKET;
	}
	expect_busy(&talk, __LINE__);
	talk_done(&talk);
}

TEST(where_timestamps_begin_anew_the_time_of_arrival_counts)
{
	struct talk talk = talk_new(NULL);

	for (unsigned i = 0; i < 6; i++) {
		send_half(&talk, "425");
		talk.timestamp += 1000000000;
		talk.time += HALF * PACKET;
	}
	expect_busy(&talk, __LINE__);
	talk_done(&talk);
}

TEST(jitter_does_not_bend_a_cadence)
{
	struct talk talk = talk_new(NULL);

	for (unsigned i = 0; i < 6; i++) {
		for (unsigned n = 0; n < 2 * HALF; n++) {
			ns late = n % 5 * 15 * MILLISECOND;

			talk.time += late;
			send(&talk, n < HALF ? "425" : NULL);
			talk.time -= late;
			pass(&talk);
		}
	}
	expect_busy(&talk, __LINE__);
	talk_done(&talk);
}

/* All packets of a telephone event have the timestamp of its beginning: RFC 4733 2.5.1.2. */
TEST(telephone_events_are_told_and_take_no_time)
{
	static const uint8_t event[] = {5, 10, 0, 160};
	struct passage passages[EAR_MAX_PASSAGES] = {0};
	struct formats *formats = formats_new(1);
	struct talk talk;
	unsigned count;
	bool keys = false;

	formats->row[formats->count++] =
		(struct format_row){.payload_type = PT_KEYS, .codec = CODEC_KEYS, .clock = 8000};
	talk = talk_new(formats);
	memory_free(formats);
	for (unsigned i = 0; i < HALF; i++) {
		talk.timestamp = 0;
		take(&talk, PT_KEYS, event, sizeof(event));
		pass(&talk);
	}
	talk.timestamp = HALF * SAMPLES;
	for (unsigned i = 0; i < 6; i++) {
		send_half(&talk, "425");
		send_half(&talk, NULL);
	}
	listener_end(talk.listener, talk.time);
	count = listener_passages(talk.listener, passages);
	for (unsigned i = 0; i < count; i++)
		keys |= passages[i].content == CONTENT_KEYS;
	EXPECT(keys);
	EXPECT_INT(CONTENT_TONE, passages[count - 1].content);
	EXPECT_INT(TONE_BUSY, passages[count - 1].tone.class);
	talk_done(&talk);
}

TEST(comfort_noise_alone_is_noise_and_no_silence)
{
	static const uint8_t level[] = {70};
	struct passage passages[EAR_MAX_PASSAGES] = {0};
	struct talk talk = talk_new(NULL);

	for (unsigned i = 0; i < 20; i++) {
		take(&talk, PT_CN, level, sizeof(level));
		talk.sequence++;
		talk.timestamp += 10 * SAMPLES;
		talk.time += 10 * PACKET;
	}
	listener_end(talk.listener, talk.time);
	EXPECT_INT(1, listener_passages(talk.listener, passages));
	EXPECT_INT(CONTENT_NOISE, passages[0].content);
	EXPECT(passages[0].to - passages[0].from >= 3 * SECOND);
	talk_done(&talk);
}

TEST_MAIN
