/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/lanes.h"

#include "tests/test.h"

#include <stdlib.h>

enum {
	PAYLOAD = 160,
	SIZE = NET_PLAIN_HEADERS + 12 + PAYLOAD,
	ROOM = SIZE + 20,
	FIRST = 100, /* sequence number */
};

#define MS(n) ((ns)(n)*MILLISECOND)

static const struct hash_key key = {1, 2};

/* A stream of 50 packets of PCMU, followed from there on, and its next frame. */
struct road {
	struct lanes *lanes;
	struct stream stream;
	struct frame frame;
	uint8_t bytes[ROOM];
};

static void put_u16(uint8_t *out, size_t value)
{
	out[0] = (uint8_t)(value >> 8);
	out[1] = (uint8_t)value;
}

static void put_u32(uint8_t *out, uint32_t value)
{
	put_u16(out, value >> 16);
	put_u16(out + 2, value & 0xffff);
}

/* Lengths and RTP header as for so much payload. */
static void write_frame(struct road *road, uint16_t sequence, uint32_t timestamp, size_t payload)
{
	static const uint8_t headers[NET_PLAIN_HEADERS] = {
		[12] = 8, [14] = 0x45, [20] = 0x40, [22] = 64, [23] = 17, [26] = 10, 0,    0,    1,
		10,       0,           0,           2,         0x9c,      0x40,      0x75, 0x30,
	};

	memcpy(road->bytes, headers, sizeof(headers));
	put_u16(road->bytes + 16, payload + 12 + 28);
	put_u16(road->bytes + 38, payload + 12 + 8);
	put_u16(road->bytes + 42, 0x8000);
	put_u16(road->bytes + 44, sequence);
	put_u32(road->bytes + 46, timestamp);
	put_u32(road->bytes + 50, 7);
	road->frame.captured = road->frame.length = (uint32_t)(NET_PLAIN_HEADERS + 12 + payload);
}

static const struct flow flow = {
	.source = {{{[10] = 0xff, 0xff, 10, 0, 0, 1}}, 40000},
	.destination = {{{[10] = 0xff, 0xff, 10, 0, 0, 2}}, 30000},
};

static void build(struct road *road, uint16_t first, bool settled, ns until)
{
	struct rtp rtp = {.sequence = first, .ssrc = 7, .payload_size = PAYLOAD, .payload_length = PAYLOAD};

	*road = (struct road){.lanes = lanes_new(&key)};
	stream_start(&road->stream, &flow, &rtp);
	road->stream.settled = settled;
	for (unsigned i = 0; i < 50; i++, rtp.sequence++, rtp.timestamp += 160)
		stream_add(&road->stream, &rtp, SECOND + MS(20 * i), i + 1);
	road->frame =
		(struct frame){.number = 51, .time = 2 * SECOND, .linktype = LINKTYPE_ETHERNET, .bytes = road->bytes};
	write_frame(road, rtp.sequence, rtp.timestamp, PAYLOAD);
	lanes_open(road->lanes, &road->stream, PAYLOAD, until);
}

static void tear_down(struct road *road)
{
	lanes_close(road->lanes, &road->stream);
	lanes_free(road->lanes);
	stream_done(&road->stream);
}

static unsigned drive(struct road *road)
{
	return lanes_follow(road->lanes, &road->frame, 1, 0, NEVER);
}

TEST(the_next_packet_is_counted)
{
	for (unsigned settled = 0; settled < 2; settled++) {
		struct road road;

		build(&road, FIRST, settled, NEVER);
		EXPECT_INT(1, drive(&road));
		EXPECT_INT(51, road.stream.runs[0].packets);
		EXPECT_INT(FIRST + 50, road.stream.runs[0].sequence_highest);
		EXPECT_INT(51, road.stream.runs[0].last_frame);
		EXPECT_INT(2 * SECOND, road.stream.runs[0].last);
		EXPECT_INT(0, drive(&road)); /* the same again is no next one */
		lanes_close(road.lanes, &road.stream);
		EXPECT_INT(FIRST + 50, road.stream.sequence_last);
		EXPECT_INT(50 * 160, road.stream.timestamp);
		write_frame(&road, FIRST + 51, 51 * 160, PAYLOAD);
		EXPECT_INT(0, drive(&road)); /* closed */
		tear_down(&road);
	}
}

/* Whether the next packet is followed with this byte changed. */
static bool passes(unsigned at, uint8_t change, bool settled)
{
	struct road road;
	bool followed;

	build(&road, FIRST, settled, NEVER);
	road.bytes[at] ^= change;
	followed = drive(&road);
	EXPECT_INT(followed ? 51 : 50, road.stream.runs[0].packets);
	tear_down(&road);
	return followed;
}

/* MAC addresses; type of service; identification; don't fragment; time to live; checksums; payload. */
static bool is_free(unsigned at, uint8_t change)
{
	return at < 12 || at == 15 || at == 18 || at == 19 || (at == 20 && (change == 0x40 || change == 0x80)) ||
	       at == 22 || at == 24 || at == 25 || at == 40 || at == 41 || at >= NET_PLAIN_HEADERS + 12;
}

TEST(a_bit_that_says_something_else_stops_it)
{
	for (unsigned settled = 0; settled < 2; settled++)
		for (unsigned at = 0; at < SIZE; at++)
			for (unsigned bit = 0; bit < 8; bit++)
				EXPECT(passes(at, (uint8_t)(1 << bit), settled) == is_free(at, (uint8_t)(1 << bit)));
}

/* Other ports of the same hosts share the lane, or the one beside it, now and then. */
TEST(the_same_packet_to_any_other_port_stops_it)
{
	for (unsigned settled = 0; settled < 2; settled++) {
		struct road road;

		build(&road, FIRST, settled, NEVER);
		for (unsigned port = 0; port <= UINT16_MAX; port++) {
			put_u16(road.bytes + 36, port);
			if (port != flow.destination.port && drive(&road))
				EXPECT_INT(flow.destination.port, port);
		}
		EXPECT_INT(50, road.stream.runs[0].packets);
		tear_down(&road);
	}
}

TEST(frames_that_are_no_plain_ones_stop_it)
{
	struct road road;

	build(&road, FIRST, true, NEVER);
	road.frame.linktype = LINKTYPE_RAW;
	EXPECT_INT(0, drive(&road));
	road.frame.linktype = LINKTYPE_ETHERNET;
	road.frame.length = SIZE - 1; /* shorter than its IP header says */
	EXPECT_INT(0, drive(&road));
	road.frame.length = SIZE + 4; /* with a trailer */
	EXPECT_INT(1, drive(&road));
	tear_down(&road);
}

TEST(what_a_snap_length_cut_is_followed_as_far_as_there_is_a_header)
{
	struct road road;

	build(&road, FIRST, true, NEVER);
	road.frame.captured = NET_PLAIN_HEADERS + 11;
	EXPECT_INT(0, drive(&road));
	road.frame.captured = NET_PLAIN_HEADERS + 12;
	EXPECT_INT(1, drive(&road));
	tear_down(&road);
}

TEST(sizes_that_were_seen_before_are_followed)
{
	struct rtp shorter = {.sequence = FIRST + 50, .timestamp = 50 * 160, .ssrc = 7, .payload_length = 100};
	struct road road;

	build(&road, FIRST, true, NEVER);
	lanes_close(road.lanes, &road.stream);
	stream_add(&road.stream, &shorter, 2 * SECOND, 51);
	lanes_open(road.lanes, &road.stream, 100, NEVER);
	road.frame.time += MS(20);
	write_frame(&road, FIRST + 51, 51 * 160, 161);
	EXPECT_INT(0, drive(&road));
	write_frame(&road, FIRST + 51, 51 * 160, 99);
	EXPECT_INT(0, drive(&road));
	write_frame(&road, FIRST + 51, 51 * 160, 120);
	EXPECT_INT(1, drive(&road));
	road.frame.time += MS(20);
	write_frame(&road, FIRST + 52, 52 * 160, 100);
	EXPECT_INT(1, drive(&road));
	tear_down(&road);
}

TEST(longer_gaps_than_before_and_times_in_the_past_stop_it)
{
	struct road road;

	build(&road, FIRST, true, NEVER);
	road.frame.time = 2 * SECOND + 1; /* the gap was 20 ms */
	EXPECT_INT(0, drive(&road));
	road.frame.time = SECOND + MS(980) - 1;
	EXPECT_INT(0, drive(&road));
	road.frame.time = SECOND + MS(980);
	EXPECT_INT(1, drive(&road));
	tear_down(&road);
}

TEST(packets_from_the_time_named_on_stop_it)
{
	struct road road;

	build(&road, FIRST, true, 2 * SECOND);
	EXPECT_INT(0, drive(&road));
	tear_down(&road);
	build(&road, FIRST, true, 2 * SECOND + 1);
	EXPECT_INT(1, drive(&road));
	tear_down(&road);
}

TEST(packets_behind_the_time_named_are_followed_for_less_than_a_second)
{
	struct road road;
	unsigned late = 0;

	build(&road, FIRST, true, 3 * SECOND);
	for (unsigned i = 51; drive(&road); road.frame.time += MS(20), i++) {
		late += road.frame.time >= 3 * SECOND;
		write_frame(&road, (uint16_t)(FIRST + i), i * 160, PAYLOAD);
	}
	EXPECT(road.frame.time > 3 * SECOND);
	EXPECT(late <= 32);
	tear_down(&road);
}

TEST(sequence_numbers_and_timestamps_go_round)
{
	for (unsigned settled = 0; settled < 2; settled++) {
		struct road road;

		build(&road, 65535 - 51, settled, NEVER);
		for (unsigned i = 0; i < 10; i++, road.frame.time += MS(20)) {
			write_frame(&road, (uint16_t)(65535 - 1 + i), (50 + i) * 160, PAYLOAD);
			EXPECT_INT(1, drive(&road));
		}
		EXPECT_INT(65535 + 8, road.stream.runs[0].sequence_highest);
		lanes_close(road.lanes, &road.stream);
		EXPECT_INT(65536, road.stream.wraps);
		EXPECT_INT(7, road.stream.sequence_last);
		EXPECT_INT(59 * 160, road.stream.timestamp);
		tear_down(&road);
	}
}

TEST(the_payload_type_stays_when_sequence_numbers_go_round)
{
	struct road road;

	build(&road, 65535 - 50, true, NEVER);
	EXPECT_INT(1, drive(&road));
	road.frame.time += MS(20);
	write_frame(&road, 0, 51 * 160, PAYLOAD);
	road.bytes[43] = 1;
	EXPECT_INT(0, drive(&road));
	road.bytes[43] = 0;
	EXPECT_INT(1, drive(&road));
	tear_down(&road);
}

TEST(frames_are_followed_up_to_one_that_is_out_of_time)
{
	struct road road;
	uint8_t bytes[4][SIZE];
	struct frame frames[4];

	build(&road, FIRST, true, NEVER);
	for (unsigned i = 0; i < 4; i++) {
		write_frame(&road, (uint16_t)(FIRST + 50 + i), (50 + i) * 160, PAYLOAD);
		memcpy(bytes[i], road.bytes, SIZE);
		frames[i] = road.frame;
		frames[i].bytes = bytes[i];
		frames[i].time += MS(i);
	}
	EXPECT_INT(0, lanes_follow(road.lanes, frames, 4, 2 * SECOND + 1, NEVER));
	EXPECT_INT(0, lanes_follow(road.lanes, frames, 4, 0, 2 * SECOND));
	EXPECT_INT(1, lanes_follow(road.lanes, frames, 4, 0, 2 * SECOND + MS(1)));
	frames[3].time = frames[1].time;
	EXPECT_INT(2, lanes_follow(road.lanes, frames + 1, 3, 0, NEVER));
	EXPECT_INT(53, road.stream.runs[0].packets);
	tear_down(&road);
}

TEST(a_stream_gives_way_to_another_of_its_lane)
{
	struct road road;
	struct stream other = {.source = flow.source, .destination = flow.destination, .ssrc = 8};
	struct run run = {.packets = 1, .step = 160};

	build(&road, FIRST, true, NEVER);
	EXPECT_INT(1, drive(&road));
	other.runs = &run;
	other.run_count = 1;
	lanes_open(road.lanes, &other, PAYLOAD, NEVER);
	EXPECT(!road.stream.followed);
	EXPECT_INT(FIRST + 50, road.stream.sequence_last);
	lanes_close(road.lanes, &other);
	tear_down(&road);
}

TEST(streams_do_not_push_each_other_aside)
{
	enum {
		STREAMS = 20000
	};
	struct lanes *lanes = lanes_new(&key);
	struct stream *streams = calloc(STREAMS, sizeof(*streams));
	struct run *runs = calloc(STREAMS, sizeof(*runs));
	unsigned followed = 0;

	for (unsigned round = 0; round < 2; round++)
		for (unsigned i = 0; i < STREAMS; i++) {
			struct stream *stream = &streams[i];

			runs[i] = (struct run){.packets = 1, .step = 160, .last = SECOND};
			stream->source = flow.source;
			stream->destination = flow.destination;
			stream->destination.port = (uint16_t)(2 * i);
			stream->runs = &runs[i];
			stream->run_count = 1;
			if (!stream->followed)
				lanes_open(lanes, stream, PAYLOAD, NEVER);
		}
	for (unsigned i = 0; i < STREAMS; i++)
		followed += streams[i].followed;
	EXPECT(followed > STREAMS * 3 / 4);
	lanes_free(lanes);
	free(streams);
	free(runs);
}

TEST(zeroes_go_no_way)
{
	struct lanes *lanes = lanes_new(&key);
	uint8_t bytes[SIZE] = {[12] = 8, [14] = 0x45, [23] = 17};
	struct frame frame = {.linktype = LINKTYPE_ETHERNET, .bytes = bytes, .captured = SIZE, .length = SIZE};

	EXPECT_INT(0, lanes_follow(lanes, &frame, 1, 0, NEVER));
	bytes[12] = bytes[14] = bytes[23] = 0;
	EXPECT_INT(0, lanes_follow(lanes, &frame, 1, 0, NEVER));
	lanes_free(lanes);
}

TEST_MAIN
