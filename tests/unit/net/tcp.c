/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/net/wire.h"

#include "base/memory.h"
#include "net/tcp.h"

enum {
	HEADER_BYTES = 40,
	LARGEST = 60000,
};

/* Towards 10.0.0.2 or back; client ports tell connections apart. */
struct way {
	uint16_t port;
	bool back;
};

static const struct way there = {5060, false}, back = {5060, true};

static uint8_t segment_bytes[HEADER_BYTES + LARGEST];

static void write_segment(struct way way, uint32_t sequence, uint32_t acknowledged, unsigned flags, const void *data,
                          size_t size)
{
	unsigned source = way.back ? 5061 : way.port, destination = way.back ? way.port : 5061;
	const uint8_t headers[HEADER_BYTES] = {
		IPV4(HEADER_BYTES + size, 1, 0, 6),
		U16(source),
		U16(destination),
		U32(sequence),
		U32(acknowledged),
		0x50,
		(uint8_t)flags,
		U16(8192),
		0,
		0,
		0,
		0,
	};

	memcpy(segment_bytes, headers, HEADER_BYTES);
	if (way.back) {
		segment_bytes[15] = 2;
		segment_bytes[19] = 1;
	}
	if (size)
		memcpy(segment_bytes + HEADER_BYTES, data, size);
}

static enum net_verdict send_bytes(struct wire *wire, struct way way, uint32_t sequence, unsigned flags,
                                   const void *data, size_t size)
{
	write_segment(way, sequence, 0, flags, data, size);
	return wire_cut(wire, LINKTYPE_RAW, segment_bytes, HEADER_BYTES + size, HEADER_BYTES + size);
}

static enum net_verdict send_text(struct wire *wire, struct way way, uint32_t sequence, unsigned flags,
                                  const char *text)
{
	return send_bytes(wire, way, sequence, flags, text, strlen(text));
}

static enum net_verdict acknowledge(struct wire *wire, struct way way, uint32_t acknowledged)
{
	write_segment(way, 1, acknowledged, TCP_ACK, NULL, 0);
	return wire_cut(wire, LINKTYPE_RAW, segment_bytes, HEADER_BYTES, HEADER_BYTES);
}

/* An end without data. */
#define EXPECT_END(wire)                                                                                               \
	do {                                                                                                           \
		EXPECT(wire_next(wire));                                                                               \
		EXPECT((wire)->payload.end);                                                                           \
		EXPECT_INT(0, (wire)->payload.size);                                                                   \
	} while (0)

TEST(segments_in_order_are_payloads_of_one_stream)
{
	struct wire wire = wire_new();
	uint64_t stream;

	EXPECT_INT(NET_TCP_EMPTY, send_text(&wire, there, 999, TCP_SYN, ""));
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1000, TCP_ACK, "INVITE "));
	EXPECT_PAYLOAD("INVITE ", &wire);
	EXPECT_INT(TRANSPORT_TCP, wire.payload.flow.transport);
	EXPECT_INT(5060, wire.payload.flow.source.port);
	EXPECT(!wire.payload.gap && !wire.payload.end);
	EXPECT_INT(2, wire.payload.frame);
	stream = wire.payload.stream;
	EXPECT(stream);
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1007, TCP_ACK, "sip:"));
	EXPECT_PAYLOAD("sip:", &wire);
	EXPECT_INT(stream, wire.payload.stream);
	EXPECT(!wire.payload.gap);
	EXPECT_INT(NET_TCP_EMPTY, acknowledge(&wire, back, 1011));
	EXPECT(!wire_next(&wire));
	wire_done(&wire);
}

TEST(each_direction_is_a_stream)
{
	struct wire wire = wire_new();
	uint64_t stream;

	send_text(&wire, there, 1000, TCP_ACK, "a");
	EXPECT_PAYLOAD("a", &wire);
	stream = wire.payload.stream;
	send_text(&wire, back, 1000, TCP_ACK, "b");
	EXPECT_PAYLOAD("b", &wire);
	EXPECT(wire.payload.stream != stream);
	EXPECT_INT(5061, wire.payload.flow.source.port);
	wire_done(&wire);
}

TEST(a_connection_joined_midway_starts_with_a_gap)
{
	struct wire wire = wire_new();

	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1000, TCP_ACK, "abc"));
	EXPECT_PAYLOAD("abc", &wire);
	EXPECT(wire.payload.gap);
	send_text(&wire, there, 1003, TCP_ACK, "def");
	EXPECT_PAYLOAD("def", &wire);
	EXPECT(!wire.payload.gap);
	EXPECT_INT(0, net_counters(wire.net)->tcp_gaps);
	wire_done(&wire);
}

TEST(data_in_the_syn_counts_from_behind_it)
{
	struct wire wire = wire_new();

	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 999, TCP_SYN, "abc"));
	EXPECT_PAYLOAD("abc", &wire);
	EXPECT(!wire.payload.gap);
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1003, TCP_ACK, "def"));
	EXPECT_PAYLOAD("def", &wire);
	wire_done(&wire);
}

TEST(what_is_sent_again_is_not_delivered_again)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	EXPECT_INT(NET_TCP_REPEATED, send_text(&wire, there, 1000, TCP_ACK, "abc"));
	EXPECT(!wire_next(&wire));
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1001, TCP_ACK, "bcde"));
	EXPECT_PAYLOAD("de", &wire);
	EXPECT_INT(NET_TCP_REPEATED, send_text(&wire, there, 1004, TCP_ACK, "e")); /* as keep-alives do */
	wire_done(&wire);
}

TEST(segments_ahead_wait_and_come_out_with_the_frame_that_fills_the_hole)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	EXPECT_INT(NET_TCP_AHEAD, send_text(&wire, there, 1009, TCP_ACK, "jkl"));
	EXPECT_INT(NET_TCP_AHEAD, send_text(&wire, there, 1006, TCP_ACK, "ghi"));
	EXPECT_INT(NET_TCP_REPEATED, send_text(&wire, there, 1006, TCP_ACK, "ghi"));
	EXPECT(!wire_next(&wire));
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1003, TCP_ACK, "def"));
	EXPECT(wire_next(&wire));
	EXPECT_STR("def", payload_text(&wire.payload));
	EXPECT(wire_next(&wire));
	EXPECT_STR("ghi", payload_text(&wire.payload));
	EXPECT_INT(5, wire.payload.frame);
	EXPECT_INT(wire.time, wire.payload.time);
	EXPECT_PAYLOAD("jkl", &wire);
	EXPECT(!wire.payload.gap);
	EXPECT_INT(0, net_counters(wire.net)->tcp_gaps);
	wire_done(&wire);
}

TEST(after_a_syn_even_the_first_segments_may_come_in_any_order)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 999, TCP_SYN, "");
	EXPECT_INT(NET_TCP_AHEAD, send_text(&wire, there, 1003, TCP_ACK, "def"));
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1000, TCP_ACK, "abc"));
	EXPECT(wire_next(&wire));
	EXPECT_STR("abc", payload_text(&wire.payload));
	EXPECT(!wire.payload.gap);
	EXPECT_PAYLOAD("def", &wire);
	wire_done(&wire);
}

TEST(joined_midway_bytes_from_before_are_a_stream_of_their_own)
{
	struct wire wire = wire_new();
	uint64_t stream;

	send_text(&wire, there, 1003, TCP_ACK, "def");
	EXPECT_PAYLOAD("def", &wire);
	stream = wire.payload.stream;
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1000, TCP_ACK, "abcde"));
	EXPECT_PAYLOAD("abc", &wire);
	EXPECT(wire.payload.gap && wire.payload.end);
	EXPECT(wire.payload.stream != stream);
	EXPECT_INT(NET_TCP_REPEATED, send_text(&wire, there, 1000, TCP_ACK, "abc"));
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1006, TCP_ACK, "ghi"));
	EXPECT_PAYLOAD("ghi", &wire);
	EXPECT_INT(stream, wire.payload.stream);
	EXPECT(!wire.payload.gap);
	wire_done(&wire);
}

TEST(the_first_bytes_win_where_segments_differ_and_it_is_counted)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	send_text(&wire, there, 1006, TCP_ACK, "ghi");
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1003, TCP_ACK, "defXYZjkl"));
	EXPECT(wire_next(&wire));
	EXPECT_STR("def", payload_text(&wire.payload));
	EXPECT(wire_next(&wire));
	EXPECT_STR("ghi", payload_text(&wire.payload));
	EXPECT_PAYLOAD("jkl", &wire);
	EXPECT_INT(1, net_counters(wire.net)->tcp_conflicts);
	wire_done(&wire);
}

TEST(sequence_numbers_wrap)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 0xfffffffc, TCP_SYN, "");
	EXPECT_INT(NET_TCP_AHEAD, send_text(&wire, there, 4, TCP_ACK, "hij"));
	EXPECT_INT(NET_TCP_AHEAD, send_text(&wire, there, 0xffffffff, TCP_ACK, "cde"));
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 0xfffffffd, TCP_ACK, "ab"));
	EXPECT(wire_next(&wire) && wire_next(&wire));
	EXPECT_STR("cde", payload_text(&wire.payload));
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1, TCP_ACK, "efg"));
	EXPECT(wire_next(&wire));
	EXPECT_STR("fg", payload_text(&wire.payload));
	EXPECT_PAYLOAD("hij", &wire);
	wire_done(&wire);
}

TEST(a_hole_is_given_up_after_three_seconds)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	EXPECT_INT(NET_TCP_AHEAD, send_text(&wire, there, 1006, TCP_ACK, "ghi"));
	wire.time += SECOND * 29 / 10 / 2;
	EXPECT_INT(NET_TCP_AHEAD, send_text(&wire, there, 1009, TCP_ACK, "jkl"));
	wire.time += SECOND * 29 / 10 / 2;
	EXPECT_INT(NET_TCP_AHEAD, send_text(&wire, there, 1015, TCP_ACK, "pqr"));
	wire.time += SECOND / 10;
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1018, TCP_ACK, "stu"));
	EXPECT(wire_next(&wire));
	EXPECT_STR("ghi", payload_text(&wire.payload));
	EXPECT(wire.payload.gap);
	EXPECT_INT(2, wire.payload.frame); /* when the receiver had it, not when we stopped waiting */
	EXPECT_INT(1700000000 * SECOND + 2 * MILLISECOND, wire.payload.time);
	EXPECT_PAYLOAD("jkl", &wire);
	EXPECT(!wire.payload.gap);
	EXPECT_INT(1, net_counters(wire.net)->tcp_gaps);
	EXPECT_INT(NET_TCP_REPEATED, send_text(&wire, there, 1003, TCP_ACK, "def"));
	wire_done(&wire);
}

TEST(a_hole_that_the_receiver_acknowledged_is_given_up_soon_but_not_at_once)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	send_text(&wire, there, 1006, TCP_ACK, "ghi");
	EXPECT_INT(NET_TCP_EMPTY, acknowledge(&wire, back, 1003));
	wire.time += SECOND;
	EXPECT_INT(NET_TCP_EMPTY, acknowledge(&wire, back, 1009));
	EXPECT_INT(NET_TCP_EMPTY, acknowledge(&wire, back, 1009));
	wire.time += 190 * MILLISECOND;
	EXPECT_INT(NET_TCP_EMPTY, acknowledge(&wire, back, 1009));
	wire.time += 60 * MILLISECOND;
	EXPECT_INT(NET_PAYLOAD, acknowledge(&wire, back, 1009));
	EXPECT_PAYLOAD("ghi", &wire);
	EXPECT(wire.payload.gap);
	EXPECT_INT(5060, wire.payload.flow.source.port);
	wire_done(&wire);
}

TEST(what_comes_late_but_before_that_closes_the_hole)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	send_text(&wire, there, 1006, TCP_ACK, "ghi");
	acknowledge(&wire, back, 1009);
	wire.time += 150 * MILLISECOND;
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1003, TCP_ACK, "def"));
	EXPECT(wire_next(&wire));
	EXPECT_PAYLOAD("ghi", &wire);
	EXPECT(!wire.payload.gap);
	wire.time += SECOND;
	EXPECT_INT(NET_TCP_EMPTY, acknowledge(&wire, back, 1009));
	EXPECT_INT(0, net_counters(wire.net)->tcp_gaps);
	wire_done(&wire);
}

TEST(a_udp_frame_lets_time_pass_for_holes_too)
{
	static const uint8_t udp[] = {ETHERNET(0x0800), IPV4_UDP};
	struct wire wire = wire_new();

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	send_text(&wire, there, 1006, TCP_ACK, "ghi");
	for (int i = 0; i < 2; i++) {
		wire.time += 2 * SECOND;
		EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_ETHERNET, udp, sizeof(udp), sizeof(udp)));
	}
	EXPECT(wire_next(&wire));
	EXPECT_STR("ghi", payload_text(&wire.payload));
	EXPECT_PAYLOAD("sip!", &wire);
	wire_done(&wire);
}

TEST(end_of_input_brings_out_what_waits)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	send_text(&wire, there, 1006, TCP_ACK, "ghi");
	send_text(&wire, there, 1012, TCP_ACK, "mno");
	net_flush(wire.net, wire.time);
	EXPECT(wire_next(&wire));
	EXPECT_STR("ghi", payload_text(&wire.payload));
	EXPECT(wire.payload.gap);
	EXPECT_PAYLOAD("mno", &wire);
	EXPECT(wire.payload.gap);
	EXPECT_INT(3, wire.payload.frame);
	EXPECT_INT(2, net_counters(wire.net)->tcp_gaps);
	wire_done(&wire);
}

TEST(a_fin_ends_the_stream_with_its_data_or_without)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1003, TCP_ACK | TCP_FIN, "def"));
	EXPECT_PAYLOAD("def", &wire);
	EXPECT(wire.payload.end);
	send_text(&wire, back, 1000, TCP_ACK, "abc");
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, back, 1003, TCP_ACK | TCP_FIN, ""));
	EXPECT_END(&wire);
	EXPECT(!wire_next(&wire));
	EXPECT_INT(5061, wire.payload.flow.source.port);
	EXPECT_INT(NET_TCP_EMPTY, send_text(&wire, back, 1003, TCP_ACK | TCP_FIN, ""));
	EXPECT_INT(NET_TCP_REPEATED, send_text(&wire, there, 1003, TCP_ACK | TCP_FIN, "def"));
	EXPECT_INT(NET_TCP_EMPTY, send_text(&wire, there, 1007, TCP_RST, ""));
	EXPECT(!wire_next(&wire));
	wire_done(&wire);
}

TEST(a_fin_that_overtook_data_waits_for_it)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	EXPECT_INT(NET_TCP_EMPTY, send_text(&wire, there, 1006, TCP_ACK | TCP_FIN, ""));
	EXPECT(!wire_next(&wire));
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1003, TCP_ACK, "def"));
	EXPECT_PAYLOAD("def", &wire);
	EXPECT(wire.payload.end && !wire.payload.gap);
	EXPECT_INT(0, net_counters(wire.net)->tcp_gaps);
	wire_done(&wire);
}

TEST(a_fin_behind_a_hole_ends_the_stream_when_the_hole_is_given_up)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	send_text(&wire, there, 1006, TCP_ACK | TCP_FIN, "");
	acknowledge(&wire, back, 1007);
	wire.time += 300 * MILLISECOND;
	EXPECT_INT(NET_PAYLOAD, acknowledge(&wire, back, 1007));
	EXPECT_END(&wire);
	EXPECT_INT(1, net_counters(wire.net)->tcp_gaps);
	wire_done(&wire);
}

TEST(a_reset_ends_the_stream_at_once_and_frees_what_waits)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	send_text(&wire, there, 1006, TCP_ACK, "ghi");
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1003, TCP_RST, ""));
	EXPECT_PAYLOAD("ghi", &wire);
	EXPECT(wire.payload.gap && wire.payload.end);
	EXPECT_INT(NET_TCP_EMPTY, send_text(&wire, back, 1, TCP_RST, ""));
	wire_done(&wire);
}

TEST(a_reset_far_from_the_data_ends_nothing)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	EXPECT_INT(NET_TCP_EMPTY, send_text(&wire, there, 0x40000000, TCP_RST, ""));
	EXPECT_INT(NET_TCP_EMPTY, send_text(&wire, there, 0x40000000, TCP_FIN, ""));
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1003, TCP_ACK, "def"));
	EXPECT_PAYLOAD("def", &wire);
	EXPECT(!wire.payload.gap);
	wire_done(&wire);
}

TEST(ports_used_again_are_a_new_stream)
{
	struct wire wire = wire_new();
	uint64_t stream;

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	EXPECT_PAYLOAD("abc", &wire);
	stream = wire.payload.stream;
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1500, TCP_SYN, ""));
	EXPECT_END(&wire);
	EXPECT_INT(stream, wire.payload.stream);
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1501, TCP_ACK, "def"));
	EXPECT_PAYLOAD("def", &wire);
	EXPECT(!wire.payload.gap);
	EXPECT(wire.payload.stream != stream);
	wire_done(&wire);
}

TEST(a_repeated_syn_is_not_a_new_connection)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 999, TCP_SYN, "");
	send_text(&wire, there, 999, TCP_SYN, "");
	send_text(&wire, there, 1000, TCP_ACK, "abc");
	EXPECT_INT(NET_TCP_EMPTY, send_text(&wire, there, 999, TCP_SYN, ""));
	EXPECT_INT(NET_TCP_REPEATED, send_text(&wire, there, 1000, TCP_ACK, "abc"));
	wire_done(&wire);
}

TEST(a_device_that_always_starts_with_the_same_number_is_heard_each_time)
{
	struct wire wire = wire_new();

	for (int i = 0; i < 3; i++) {
		send_text(&wire, there, 999, TCP_SYN, "");
		EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1000, TCP_ACK, "abc"));
		EXPECT_PAYLOAD("abc", &wire);
		if (i == 0)
			send_text(&wire, there, 1003, TCP_FIN, "");
		else
			wire.time +=
				60 * SECOND; /* it lost power: no FIN, and the clock of one frame moves 2 s at most */
		for (int frame = 0; frame < 3; frame++) {
			wire.time += SECOND;
			acknowledge(&wire, back, 1003);
		}
	}
	wire_done(&wire);
}

TEST(data_after_the_end_without_a_syn_is_a_new_stream_joined_midway)
{
	struct wire wire = wire_new();
	uint64_t stream;

	send_text(&wire, there, 1000, TCP_ACK | TCP_FIN, "abc");
	EXPECT_PAYLOAD("abc", &wire);
	stream = wire.payload.stream;
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 0x70000000, TCP_ACK, "def"));
	EXPECT_PAYLOAD("def", &wire);
	EXPECT(wire.payload.gap && wire.payload.stream != stream);
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 0x70000003, TCP_FIN, ""));
	EXPECT_END(&wire);
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 0x10000000, TCP_RST, "ghi"));
	EXPECT_PAYLOAD("ghi", &wire);
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 0x10000003, TCP_ACK, "jkl")); /* the RST was forged, say */
	EXPECT_PAYLOAD("jkl", &wire);
	EXPECT(wire.payload.gap);
	wire_done(&wire);
}

TEST(data_after_a_forged_reset_goes_on_at_once_although_the_syn_was_seen)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 999, TCP_SYN, "");
	send_text(&wire, there, 1000, TCP_ACK, "abc");
	send_text(&wire, there, 1003, TCP_RST, "");
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1003, TCP_ACK, "def"));
	EXPECT_PAYLOAD("def", &wire);
	wire_done(&wire);
}

TEST(a_connection_that_follows_its_equal_at_once_is_heard)
{
	struct wire wire = wire_new();

	for (int i = 0; i < 2; i++) {
		send_text(&wire, there, 999, TCP_SYN, "");
		EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1000, TCP_ACK | TCP_FIN, "abc"));
		EXPECT_PAYLOAD("abc", &wire);
	}
	wire_done(&wire);
}

TEST(the_end_of_a_direction_ends_what_was_seen_elsewhere_too)
{
	struct wire wire = wire_new();
	uint64_t stream;

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	EXPECT_PAYLOAD("abc", &wire);
	stream = wire.payload.stream;
	send_text(&wire, there, 0x40000000, TCP_ACK, "xyz");
	EXPECT_PAYLOAD("xyz", &wire);
	send_text(&wire, there, 1003, TCP_ACK | TCP_FIN, "");
	EXPECT_END(&wire);
	EXPECT_INT(stream, wire.payload.stream);
	EXPECT_END(&wire);
	EXPECT(stream != wire.payload.stream);
	EXPECT(!wire_next(&wire));
	wire_done(&wire);
}

TEST(a_single_segment_from_elsewhere_is_heard_and_disturbs_nothing)
{
	struct wire wire = wire_new();
	uint64_t stream;

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	EXPECT_PAYLOAD("abc", &wire);
	stream = wire.payload.stream;
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 0x40000000, TCP_ACK, "xyz"));
	EXPECT_PAYLOAD("xyz", &wire);
	EXPECT(wire.payload.gap && wire.payload.stream != stream);
	EXPECT_INT(NET_TCP_REPEATED, send_text(&wire, there, 0x40000000, TCP_ACK, "xyz"));
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1003, TCP_ACK, "def"));
	EXPECT_PAYLOAD("def", &wire);
	EXPECT(!wire.payload.gap);
	EXPECT_INT(stream, wire.payload.stream);
	wire_done(&wire);
}

TEST(a_connection_goes_on_elsewhere_when_two_segments_do)
{
	struct wire wire = wire_new();
	uint64_t stream, elsewhere;

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	EXPECT_PAYLOAD("abc", &wire);
	stream = wire.payload.stream;
	send_text(&wire, there, 0xc0000000, TCP_ACK, "uvw");
	EXPECT_PAYLOAD("uvw", &wire);
	elsewhere = wire.payload.stream;
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 0xc0000003, TCP_ACK, "xyz"));
	EXPECT_END(&wire);
	EXPECT_INT(stream, wire.payload.stream);
	EXPECT_PAYLOAD("xyz", &wire);
	EXPECT_INT(elsewhere, wire.payload.stream);
	EXPECT(!wire.payload.gap);
	EXPECT_INT(NET_TCP_REPEATED, send_text(&wire, there, 0xc0000000, TCP_ACK, "uvw"));
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 0xc0000006, TCP_ACK | TCP_FIN, "!"));
	EXPECT_PAYLOAD("!", &wire);
	EXPECT(wire.payload.end);
	wire_done(&wire);
}

TEST(a_connection_that_goes_on_elsewhere_ends_where_it_had_a_fin_behind_a_hole)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	send_text(&wire, there, 1006, TCP_ACK | TCP_FIN, "");
	send_text(&wire, there, 0xc0000000, TCP_ACK, "uvw");
	EXPECT_PAYLOAD("uvw", &wire);
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 0xc0000003, TCP_ACK, "xyz"));
	EXPECT_END(&wire);
	EXPECT_PAYLOAD("xyz", &wire);
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 0xc0000006, TCP_ACK | TCP_FIN, ""));
	EXPECT_END(&wire);
	wire_done(&wire);
}

TEST(what_a_snap_length_cut_elsewhere_is_a_gap_too)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	write_segment(there, 0xc0000000, 0, TCP_ACK, "uvw", 3);
	EXPECT_INT(NET_CUT, wire_cut(&wire, LINKTYPE_RAW, segment_bytes, HEADER_BYTES, HEADER_BYTES + 3));
	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_RAW, segment_bytes, HEADER_BYTES + 1, HEADER_BYTES + 3));
	EXPECT_PAYLOAD("u", &wire);
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 0xc0000003, TCP_ACK, "xyz"));
	EXPECT_END(&wire);
	EXPECT_PAYLOAD("xyz", &wire);
	EXPECT(wire.payload.gap);
	wire_done(&wire);
}

TEST(the_garbage_of_a_keep_alive_starts_nothing)
{
	struct wire wire = wire_new();

	EXPECT_INT(NET_TCP_REPEATED, send_bytes(&wire, there, 999, TCP_ACK, "", 1));
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1000, TCP_ACK, "abc"));
	EXPECT_PAYLOAD("abc", &wire);
	EXPECT_INT(NET_TCP_REPEATED, send_bytes(&wire, there, 1002, TCP_ACK, "", 1));
	wire_done(&wire);
}

TEST(a_keep_alive_before_the_first_data_starts_nothing_whatever_its_byte)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 999, TCP_SYN, "");
	EXPECT_INT(NET_TCP_REPEATED, send_text(&wire, there, 999, TCP_ACK, "?"));
	EXPECT_INT(NET_PAYLOAD, send_bytes(&wire, there, 1000, TCP_ACK, "", 1)); /* data, though it looks like one */
	EXPECT(wire_next(&wire));
	EXPECT(!wire.payload.gap);
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1001, TCP_ACK, "abc"));
	EXPECT_PAYLOAD("abc", &wire);
	EXPECT(!wire.payload.gap);
	wire_done(&wire);
}

/* RFC 9293 3.8.6.1: one byte of new data, which is sent again when the window opens. */
TEST(the_byte_of_a_zero_window_probe_comes_once)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1003, TCP_ACK, "d"));
	EXPECT_INT(NET_TCP_REPEATED, send_text(&wire, there, 1003, TCP_ACK, "d"));
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1003, TCP_ACK, "def"));
	EXPECT_PAYLOAD("ef", &wire);
	wire_done(&wire);
}

TEST(an_acknowledgement_captured_before_what_it_acknowledges_opens_no_gap)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	acknowledge(&wire, back, 1009);
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1003, TCP_ACK, "def"));
	EXPECT_PAYLOAD("def", &wire);
	EXPECT(!wire.payload.gap);
	acknowledge(&wire, back, 1015);
	EXPECT_INT(NET_TCP_AHEAD, send_text(&wire, there, 1009, TCP_ACK, "jkl"));
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1006, TCP_ACK, "ghi"));
	EXPECT(wire_next(&wire) && !wire.payload.gap);
	EXPECT_INT(0, net_counters(wire.net)->tcp_gaps);
	wire_done(&wire);
}

/* What the sender's own capture shows of a segment that its network card is still to cut into many. */
TEST(a_segment_far_beyond_the_mtu_is_one_payload)
{
	static uint8_t large[LARGEST];
	struct wire wire = wire_new();

	memset(large, 'x', sizeof(large));
	EXPECT_INT(NET_PAYLOAD, send_bytes(&wire, there, 1000, TCP_ACK, large, LARGEST));
	EXPECT(wire_next(&wire));
	EXPECT_INT(LARGEST, wire.payload.size);
	write_segment(there, 1000 + LARGEST, 0, TCP_ACK, large, LARGEST);
	segment_bytes[2] = segment_bytes[3] = 0; /* total length */
	EXPECT_INT(NET_PAYLOAD,
	           wire_cut(&wire, LINKTYPE_RAW, segment_bytes, HEADER_BYTES + LARGEST, HEADER_BYTES + LARGEST));
	EXPECT(wire_next(&wire));
	EXPECT_INT(LARGEST, wire.payload.size);
	EXPECT(!wire.payload.gap);
	wire_done(&wire);
}

TEST(a_syn_with_data_that_was_not_accepted_sends_it_again)
{
	struct wire wire = wire_new();

	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 999, TCP_SYN, "abc"));
	EXPECT_INT(NET_TCP_EMPTY, send_text(&wire, there, 999, TCP_SYN, ""));
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1000, TCP_ACK, "abcdef"));
	EXPECT_PAYLOAD("def", &wire);
	EXPECT(!wire.payload.gap);
	wire_done(&wire);
}

TEST(one_direction_waits_and_the_other_goes_on)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 999, TCP_SYN, "");
	send_text(&wire, back, 1999, TCP_SYN | TCP_ACK, "");
	EXPECT_INT(NET_TCP_AHEAD, send_text(&wire, there, 1003, TCP_ACK, "def"));
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, back, 2000, TCP_ACK, "ghi"));
	EXPECT_PAYLOAD("ghi", &wire);
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, back, 2003, TCP_RST, ""));
	EXPECT_END(&wire);
	EXPECT_INT(5061, wire.payload.flow.source.port);
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1000, TCP_ACK, "abc"));
	EXPECT(wire_next(&wire));
	EXPECT_STR("abc", payload_text(&wire.payload));
	wire_done(&wire);
}

TEST(what_a_snap_length_cut_off_a_segment_is_a_gap)
{
	struct wire wire = wire_new();

	send_text(&wire, there, 999, TCP_SYN, "");
	write_segment(there, 1000, 0, TCP_ACK, "abcdef", 6);
	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_RAW, segment_bytes, HEADER_BYTES + 2, HEADER_BYTES + 6));
	EXPECT_PAYLOAD("ab", &wire);
	EXPECT(!wire.payload.gap);
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1006, TCP_ACK, "ghi"));
	EXPECT_PAYLOAD("ghi", &wire);
	EXPECT(wire.payload.gap && wire.payload.snapped);
	EXPECT_INT(1, net_counters(wire.net)->tcp_gaps);
	write_segment(there, 1009, 0, TCP_ACK, "jkl", 3);
	EXPECT_INT(NET_CUT, wire_cut(&wire, LINKTYPE_RAW, segment_bytes, HEADER_BYTES, HEADER_BYTES + 3));
	write_segment((struct way){99, false}, 1009, 0, TCP_ACK, "jkl", 3);
	EXPECT_INT(NET_CUT, wire_cut(&wire, LINKTYPE_RAW, segment_bytes, HEADER_BYTES, HEADER_BYTES + 3));
	wire_done(&wire);
}

TEST(tcp_headers_that_do_not_fit_are_cut_or_malformed)
{
	struct wire wire = wire_new();

	write_segment(there, 1000, 0, TCP_ACK, "abcd", 4);
	for (size_t captured = 0; captured < HEADER_BYTES; captured++)
		EXPECT_INT(NET_CUT, wire_cut(&wire, LINKTYPE_RAW, segment_bytes, captured, HEADER_BYTES + 4));
	segment_bytes[32] = 0x40;
	EXPECT_INT(NET_MALFORMED, wire_cut(&wire, LINKTYPE_RAW, segment_bytes, HEADER_BYTES + 4, HEADER_BYTES + 4));
	segment_bytes[32] = 0x70;
	EXPECT_INT(NET_MALFORMED, wire_cut(&wire, LINKTYPE_RAW, segment_bytes, HEADER_BYTES + 4, HEADER_BYTES + 4));
	segment_bytes[32] = 0x60;
	EXPECT_INT(NET_TCP_EMPTY, wire_cut(&wire, LINKTYPE_RAW, segment_bytes, HEADER_BYTES + 4, HEADER_BYTES + 4));
	wire_done(&wire);
}

TEST(tcp_within_ip_fragments_is_delivered)
{
	uint8_t fragment[20 + 24];
	struct wire wire = wire_new();

	write_segment(there, 1000, 0, TCP_ACK, "abcdef", 6);
	memcpy(fragment, (uint8_t[]){IPV4(44, 1, 0x2000, 6)}, 20);
	memcpy(fragment + 20, segment_bytes + 20, 24);
	EXPECT_INT(NET_FRAGMENT_HELD, wire_cut(&wire, LINKTYPE_RAW, fragment, 44, 44));
	memcpy(fragment, (uint8_t[]){IPV4(22, 1, 3, 6)}, 20);
	memcpy(fragment + 20, segment_bytes + 44, 2);
	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_RAW, fragment, 22, 22));
	EXPECT_PAYLOAD("abcdef", &wire);
	EXPECT(wire.payload.fragmented);
	wire_done(&wire);
}

static uint8_t filler[LARGEST];

TEST(a_direction_that_holds_too_much_gives_up_its_hole)
{
	struct wire wire = wire_new();
	uint32_t at = 2000;

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	while (at < 2000 + NET_MAX_TCP_AHEAD - 2 * LARGEST) {
		EXPECT_INT(NET_TCP_AHEAD, send_bytes(&wire, there, at, TCP_ACK, filler, LARGEST));
		at += LARGEST;
	}
	EXPECT_INT(NET_TCP_AHEAD, send_bytes(&wire, there, at, TCP_ACK, filler, LARGEST));
	EXPECT_INT(NET_PAYLOAD, send_bytes(&wire, there, at + LARGEST, TCP_ACK, filler, LARGEST));
	EXPECT(wire_next(&wire));
	EXPECT(wire.payload.gap);
	EXPECT_INT(1, net_counters(wire.net)->tcp_gaps);
	wire_done(&wire);
}

TEST(many_tiny_segments_ahead_are_too_much_too)
{
	struct wire wire = wire_new();
	uint32_t at = 2000;

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	while (send_text(&wire, there, at, TCP_ACK, "x") == NET_TCP_AHEAD && at < 20000)
		at += 2;
	EXPECT(at < 4000);
	wire_done(&wire);
}

TEST(all_directions_together_hold_no_more_than_their_budget)
{
	struct wire wire = wire_new();
	struct way way = {1, false};
	uint64_t delivered = 0, sent = 0;

	for (way.port = 1; way.port < 600; way.port++) {
		send_text(&wire, way, 1000, TCP_ACK, "abc");
		send_bytes(&wire, way, 2000, TCP_ACK, filler, LARGEST);
		for (sent += LARGEST; wire_next(&wire);)
			delivered += wire.payload.size;
	}
	EXPECT(delivered > 0);
	EXPECT(sent - delivered <= NET_MAX_TCP_AHEAD_ALL);
	EXPECT(sent - delivered > NET_MAX_TCP_AHEAD_ALL - 3 * LARGEST);
	wire_done(&wire);
}

TEST(one_direction_too_many_ends_the_longest_unused)
{
	struct wire wire = wire_new();
	struct way way = {0, false};

	for (way.port = 0; way.port < NET_MAX_TCP_FLOWS; way.port++)
		send_text(&wire, way, 1000, TCP_ACK, "abc");
	way.port = 0;
	send_text(&wire, way, 1003, TCP_ACK, "def");
	EXPECT_INT(0, net_counters(wire.net)->tcp_evicted);
	way.port = NET_MAX_TCP_FLOWS;
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, way, 1000, TCP_ACK, "abc"));
	EXPECT_END(&wire);
	EXPECT_INT(1, wire.payload.flow.source.port);
	EXPECT_PAYLOAD("abc", &wire);
	EXPECT_INT(1, net_counters(wire.net)->tcp_evicted);
	way.port = 0;
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, way, 1006, TCP_ACK, "ghi"));
	EXPECT_PAYLOAD("ghi", &wire);
	EXPECT(!wire.payload.gap);
	wire_done(&wire);
}

TEST(directions_that_are_over_make_room_first)
{
	struct wire wire = wire_new();
	struct way way = {0, false};

	for (way.port = 0; way.port < NET_MAX_TCP_FLOWS; way.port++)
		send_text(&wire, way, 1000, way.port == 77 ? TCP_FIN : TCP_ACK, "abc");
	way.port = NET_MAX_TCP_FLOWS;
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, way, 1000, TCP_ACK, "abc"));
	EXPECT_PAYLOAD("abc", &wire);
	EXPECT_INT(0, net_counters(wire.net)->tcp_evicted);
	wire_done(&wire);
}

TEST(a_flood_of_syns_costs_no_direction)
{
	struct wire wire = wire_new();
	struct way way = {0, false};

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	for (int i = 0; i < 100000; i++) {
		way.port = (uint16_t)(6000 + i % 50000);
		EXPECT_INT(NET_TCP_EMPTY, send_text(&wire, way, (uint32_t)i * 77777, TCP_SYN, ""));
	}
	EXPECT_INT(NET_PAYLOAD, send_text(&wire, there, 1003, TCP_ACK, "def"));
	EXPECT_PAYLOAD("def", &wire);
	EXPECT(!wire.payload.gap);
	EXPECT_INT(0, net_counters(wire.net)->tcp_evicted);
	wire_done(&wire);
}

TEST(a_direction_idle_for_long_is_ended)
{
	struct wire wire = wire_new();
	struct way other = {7, false};
	int ended = 0;

	send_text(&wire, there, 1000, TCP_ACK, "abc");
	for (int second = 0; second < NET_TCP_IDLE_SECONDS + 2; second++) {
		wire.time += SECOND;
		send_text(&wire, other, 1000u + (uint32_t)second, TCP_ACK, "x");
		while (wire_next(&wire))
			if (wire.payload.end) {
				ended = second + 1;
				EXPECT_INT(5060, wire.payload.flow.source.port);
			}
	}
	EXPECT(ended >= NET_TCP_IDLE_SECONDS - 1 && ended <= NET_TCP_IDLE_SECONDS + 1);
	EXPECT_INT(0, net_counters(wire.net)->tcp_evicted);
	wire_done(&wire);
}

/*
 * A stream of random bytes in random segments, shuffled within a window, some twice and some
 * overlapping the one before, from a sequence number near the wrap.
 */
enum {
	STREAM = 20000,
	WINDOW = 6
};

struct cut {
	uint32_t offset, length;
};

static int cut_up(uint64_t *random, struct cut *cuts)
{
	int n = 0;

	for (uint32_t offset = 0; offset < STREAM; n++) {
		uint32_t length = 1 + random_below(random, random_below(random, 4) ? 1460 : 8);
		uint32_t overlap = random_below(random, 3) ? 0 : random_below(random, 50);

		if (overlap > offset)
			overlap = offset;
		if (length > STREAM - offset)
			length = STREAM - offset;
		cuts[n] = (struct cut){offset - overlap, length + overlap};
		offset += length;
		if (random_below(random, 8) == 0 && n++ >= 0)
			cuts[n] = cuts[n - 1];
	}
	for (int i = 0; i < n; i++) {
		int other = i + (int)random_below(random, WINDOW);
		struct cut swap = cuts[i];

		if (other >= n)
			continue;
		cuts[i] = cuts[other];
		cuts[other] = swap;
	}
	return n;
}

TEST(whatever_the_cuts_and_their_order_the_stream_comes_out_whole_and_in_order)
{
	static uint8_t stream[STREAM], got[STREAM];
	static struct cut cuts[2 * STREAM];
	uint64_t random = 7;

	for (int round = 0; round < 200; round++) {
		uint32_t first = 0u - random_below(&random, STREAM + 100);
		struct wire wire = wire_new();
		size_t size = 0;
		bool ended = false;
		int n;

		for (size_t i = 0; i < STREAM; i++)
			stream[i] = (uint8_t)random_below(&random, 256);
		n = cut_up(&random, cuts);
		send_text(&wire, there, first - 1, TCP_SYN, "");
		for (int i = 0; i < n; i++) {
			bool last = cuts[i].offset + cuts[i].length == STREAM;

			send_bytes(&wire, there, first + cuts[i].offset, last ? TCP_FIN : TCP_ACK,
			           stream + cuts[i].offset, cuts[i].length);
			while (wire_next(&wire)) {
				EXPECT(!wire.payload.gap && !ended && size + wire.payload.size <= STREAM);
				memcpy(got + size, wire.payload.bytes, wire.payload.size);
				size += wire.payload.size;
				ended = wire.payload.end;
			}
		}
		EXPECT_INT(STREAM, size);
		EXPECT(memcmp(stream, got, STREAM) == 0);
		EXPECT(ended);
		EXPECT_INT(0, net_counters(wire.net)->tcp_conflicts);
		EXPECT_INT(0, net_counters(wire.net)->tcp_gaps);
		wire_done(&wire);
	}
}

TEST_MAIN
