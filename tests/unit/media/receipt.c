/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/receipt.h"

#include "media/media.h"
#include "tests/test.h"

static const struct hash_key key = {0x0123456789abcdef, 0xfedcba9876543210};

enum {
	CALLEE = 2,
	CALLER = 1,
	RTP_PORT = 30000,
	CALLEE_PORT = 40000,
	SSRC = 0x11223344,
	FIRST = 1000, /* sequence number */
};

static struct endpoint at(uint8_t host, uint16_t port)
{
	const uint8_t bytes[4] = {10, 0, 0, host};

	return (struct endpoint){address_of_ipv4(bytes), port};
}

static uint64_t frames;

static enum media_kind take(struct media *media, struct flow flow, const uint8_t *bytes, size_t size, ns time)
{
	struct payload payload = {
		.flow = flow, .bytes = bytes, .size = size, .length = size, .time = time, .frame = ++frames};

	return media_take(media, &payload);
}

/* Audio from the callee to the caller from one time to another, a packet each 20 ms; the first one is FIRST at second 0. */
static void talk(struct media *media, ns from, ns until)
{
	const struct flow flow = {at(CALLEE, CALLEE_PORT), at(CALLER, RTP_PORT), TRANSPORT_UDP};

	for (ns time = from; time < until; time += 20 * MILLISECOND) {
		unsigned count = (unsigned)(time / (20 * MILLISECOND)), sequence = FIRST + count, stamp = 160 * count;
		uint8_t bytes[172] = {0x80,
		                      0,
		                      (uint8_t)(sequence >> 8),
		                      (uint8_t)sequence,
		                      (uint8_t)(stamp >> 24),
		                      (uint8_t)(stamp >> 16),
		                      (uint8_t)(stamp >> 8),
		                      (uint8_t)stamp,
		                      0x11,
		                      0x22,
		                      0x33,
		                      0x44};

		EXPECT_INT(MEDIA_RTP, take(media, flow, bytes, sizeof(bytes), time));
	}
}

/* The caller reports that it has packets up to highest; ssrc 0: a report without a block. */
static void report_at(struct media *media, uint16_t port, uint32_t ssrc, uint16_t highest, ns time)
{
	const struct flow flow = {at(CALLER, port), at(CALLEE, CALLEE_PORT + 1), TRANSPORT_UDP};
	const uint8_t bytes[32] = {ssrc ? 0x81 : 0x80,
	                           201,
	                           0,
	                           ssrc ? 7 : 1,
	                           9,
	                           9,
	                           9,
	                           9,
	                           (uint8_t)(ssrc >> 24),
	                           (uint8_t)(ssrc >> 16),
	                           (uint8_t)(ssrc >> 8),
	                           (uint8_t)ssrc,
	                           0,
	                           0,
	                           0,
	                           3,
	                           0,
	                           0,
	                           (uint8_t)(highest >> 8),
	                           (uint8_t)highest};

	EXPECT_INT(MEDIA_RTCP, take(media, flow, bytes, ssrc ? 32 : 8, time));
}

static void report(struct media *media, uint32_t ssrc, uint16_t highest, ns time)
{
	report_at(media, RTP_PORT + 1, ssrc, highest, time);
}

static struct media *begin(void)
{
	struct media *media = media_new(&key);
	const struct endpoint caller = at(CALLER, RTP_PORT);

	media_watch(media, &caller);
	return media;
}

static const struct receipt *receipts(const struct media *media)
{
	const struct endpoint caller = at(CALLER, RTP_PORT);
	const struct stream *stream = media_streams(media, &caller);

	return stream ? stream->receipts : NULL;
}

TEST(reports_with_growing_numbers_say_that_packets_arrive)
{
	struct media *media = begin();

	talk(media, 0, 3 * SECOND);
	report(media, SSRC, FIRST + 145, 3 * SECOND);
	talk(media, 3 * SECOND, 8 * SECOND);
	report(media, SSRC, FIRST + 390, 8 * SECOND);
	EXPECT(receipts(media));
	EXPECT_INT(2, receipts(media)->some.count);
	EXPECT_INT(0, receipts(media)->none.count);
	EXPECT_INT(FIRST + 390, receipts(media)->highest);
	EXPECT_INT(3, receipts(media)->lost);
	EXPECT(receipts(media)->names);
	media_free(media);
}

TEST(reports_from_the_port_of_the_audio_are_of_it_too)
{
	struct media *media = begin();

	talk(media, 0, 3 * SECOND);
	report_at(media, RTP_PORT, SSRC, FIRST + 145, 3 * SECOND);
	EXPECT_INT(1, receipts(media)->some.count);
	media_free(media);
}

TEST(reports_from_elsewhere_are_of_nothing)
{
	struct media *media = begin();

	talk(media, 0, 3 * SECOND);
	report_at(media, RTP_PORT + 2, SSRC, FIRST + 145, 3 * SECOND);
	EXPECT(!receipts(media));
	media_free(media);
}

TEST(a_number_that_stands_still_says_that_nothing_arrives)
{
	struct media *media = begin();

	talk(media, 0, 3 * SECOND);
	report(media, SSRC, FIRST + 145, 3 * SECOND);
	talk(media, 3 * SECOND, 8 * SECOND);
	report(media, SSRC, FIRST + 145, 8 * SECOND);
	EXPECT_INT(1, receipts(media)->some.count);
	EXPECT_INT(1, receipts(media)->none.count);
	EXPECT_INT(0, receipts(media)->unnamed);
	media_free(media);
}

/* sequence_last is right only when the lane was closed: media/lanes.h. */
TEST(of_a_stream_that_lanes_follow_the_run_tells_what_was_sent)
{
	struct media *media = begin();
	const struct endpoint caller = at(CALLER, RTP_PORT);
	struct stream *stream;

	talk(media, 0, 5 * SECOND);
	stream = (struct stream *)media_streams(media, &caller);
	stream->runs[0].packets += 500;
	stream->runs[0].sequence_highest += 500;
	stream->runs[0].last += 10 * SECOND;
	report(media, SSRC, FIRST + 700, 15 * SECOND);
	EXPECT(receipts(media) && receipts(media)->some.count == 1 && receipts(media)->none.count == 0);
	media_free(media);
}

TEST(a_number_that_was_never_sent_says_that_nothing_arrives)
{
	struct media *media = begin();

	talk(media, 0, 3 * SECOND);
	report(media, SSRC, 0, 3 * SECOND);
	EXPECT_INT(0, receipts(media)->some.count);
	EXPECT_INT(1, receipts(media)->none.count);
	media_free(media);
}

TEST(reports_without_a_block_say_that_nothing_arrives)
{
	struct media *media = begin();

	talk(media, 0, 3 * SECOND);
	report(media, 0, 0, 3 * SECOND);
	talk(media, 3 * SECOND, 8 * SECOND);
	report(media, 0, 0, 8 * SECOND);
	EXPECT_INT(2, receipts(media)->none.count);
	EXPECT_INT(2, receipts(media)->unnamed);
	EXPECT(!receipts(media)->names);
	talk(media, 8 * SECOND, 9 * SECOND);
	report(media, SSRC, FIRST + 430, 9 * SECOND);
	EXPECT(receipts(media)->names);
	media_free(media);
}

TEST(a_report_soon_after_the_first_packet_says_nothing)
{
	struct media *media = begin();

	talk(media, 0, 1900 * MILLISECOND);
	report(media, 0, 0, 1900 * MILLISECOND);
	EXPECT_INT(0, receipts(media)->none.count);
	EXPECT_INT(0, receipts(media)->some.count);
	media_free(media);
}

TEST(a_report_long_after_the_last_packet_says_nothing)
{
	struct media *media = begin();

	talk(media, 0, 3 * SECOND);
	report(media, 0, 0, 5 * SECOND);
	EXPECT_INT(0, receipts(media)->none.count);
	media_free(media);
}

TEST(a_report_that_follows_another_at_once_need_not_name_it)
{
	struct media *media = begin();

	talk(media, 0, 3 * SECOND);
	report(media, SSRC, FIRST + 145, 3 * SECOND);
	report(media, 0, 0, 3 * SECOND + MILLISECOND);
	report(media, SSRC, FIRST + 145, 3 * SECOND + 2 * MILLISECOND);
	EXPECT_INT(1, receipts(media)->some.count);
	EXPECT_INT(0, receipts(media)->none.count);
	media_free(media);
}

TEST(a_receiver_that_knows_the_stream_by_another_name_says_nothing)
{
	struct media *media = begin();

	talk(media, 0, 3 * SECOND);
	report(media, 77, 5, 3 * SECOND);
	EXPECT(!receipts(media));
	media_free(media);
}

TEST(what_is_said_behind_a_final_response_is_another_receipt)
{
	struct media *media = begin();
	const struct endpoint caller = at(CALLER, RTP_PORT);

	talk(media, 0, 3 * SECOND);
	report(media, 0, 0, 3 * SECOND);
	media_cut(media, &caller);
	talk(media, 3 * SECOND, 8 * SECOND);
	report(media, SSRC, FIRST + 390, 8 * SECOND);
	EXPECT_INT(0, receipts(media)->some.count);
	EXPECT_INT(1, receipts(media)->none.count);
	EXPECT(receipts(media)->next);
	EXPECT_INT(1, receipts(media)->next->some.count);
	EXPECT_INT(0, receipts(media)->next->none.count);
	media_free(media);
}

TEST(a_number_that_stands_still_over_a_final_response_is_known)
{
	struct media *media = begin();
	const struct endpoint caller = at(CALLER, RTP_PORT);

	talk(media, 0, 3 * SECOND);
	report(media, SSRC, FIRST + 145, 3 * SECOND);
	media_cut(media, &caller);
	talk(media, 3 * SECOND, 8 * SECOND);
	report(media, SSRC, FIRST + 145, 8 * SECOND);
	EXPECT(receipts(media)->next);
	EXPECT_INT(0, receipts(media)->next->some.count);
	EXPECT_INT(1, receipts(media)->next->none.count);
	media_free(media);
}

TEST(receipts_of_one_stream_have_a_ceiling)
{
	struct media *media = begin();
	const struct endpoint caller = at(CALLER, RTP_PORT);
	unsigned count = 0;

	for (unsigned i = 0; i < RECEIPT_MAX + 3; i++) {
		ns time = (ns)i * 3 * SECOND;

		talk(media, time, time + 3 * SECOND);
		report(media, SSRC, (uint16_t)(FIRST + 150 * i + 145), time + 3 * SECOND);
		media_cut(media, &caller);
	}
	for (const struct receipt *receipt = receipts(media); receipt; receipt = receipt->next)
		count++;
	EXPECT_INT(RECEIPT_MAX, count);
	media_free(media);
}

TEST(the_port_that_the_report_names_is_meant_where_two_might_be)
{
	struct media *media = begin();
	const struct endpoint other = at(CALLER, RTP_PORT + 1);

	media_watch(media, &other);
	talk(media, 0, 3 * SECOND);
	report(media, SSRC, FIRST + 145, 3 * SECOND);
	EXPECT_INT(1, receipts(media)->some.count);
	media_free(media);
}

TEST_MAIN
