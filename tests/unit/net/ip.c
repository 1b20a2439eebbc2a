/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/net/wire.h"

TEST(a_udp_payload_has_its_flow_frame_and_time)
{
	static const uint8_t bytes[] = {ETHERNET(0x0800), IPV4_UDP};
	struct wire wire = wire_new();
	struct buf text = {0};

	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_ETHERNET, bytes, sizeof(bytes), sizeof(bytes)));
	EXPECT_PAYLOAD("sip!", &wire);
	EXPECT_INT(1, wire.payload.frame);
	EXPECT_INT(wire.time, wire.payload.time);
	EXPECT_INT(TRANSPORT_UDP, wire.payload.flow.transport);
	EXPECT_INT(4, wire.payload.length);
	EXPECT_INT(0, wire.payload.stream);
	EXPECT(!wire.payload.gap && !wire.payload.end && !wire.payload.fragmented);
	endpoint_format(&text, &wire.payload.flow.source);
	buf_byte(&text, ' ');
	endpoint_format(&text, &wire.payload.flow.destination);
	EXPECT_STR("10.0.0.1:5060 10.0.0.2:5061", buf_str(&text));
	buf_done(&text);
	wire_done(&wire);
}

TEST(the_short_way_for_plain_frames_and_the_layers_agree)
{
	static const uint8_t bytes[] = {ETHERNET(0x0800), IPV4_UDP, 0, 0, 0};
	struct wire plain = wire_new(), raw = wire_new();

	/* The first frame always goes through the layers: the holes of TCP are due to be looked at. */
	EXPECT_INT(NET_PAYLOAD, wire_cut(&plain, LINKTYPE_ETHERNET, bytes, sizeof(bytes), sizeof(bytes)));
	EXPECT_INT(NET_PAYLOAD, wire_cut(&plain, LINKTYPE_ETHERNET, bytes, sizeof(bytes), sizeof(bytes)));
	EXPECT_INT(NET_PAYLOAD, wire_cut(&raw, LINKTYPE_RAW, bytes + 14, sizeof(bytes) - 14, sizeof(bytes) - 14));
	EXPECT_PAYLOAD("sip!", &plain);
	EXPECT_PAYLOAD("sip!", &raw);
	EXPECT(flow_same(&plain.payload.flow, &raw.payload.flow));
	EXPECT_INT(raw.payload.size, plain.payload.size);
	EXPECT_INT(raw.payload.length, plain.payload.length);
	EXPECT_INT(2, plain.payload.frame);
	EXPECT_INT(plain.time, plain.payload.time);
	EXPECT(!plain.payload.gap && !plain.payload.end && !plain.payload.fragmented && !plain.payload.stream);
	wire_done(&plain);
	wire_done(&raw);
}

TEST(ipv4_options_are_skipped)
{
	EXPECT_DECODES(LINKTYPE_RAW, 0x46, 0, 0, 36, 0, 1, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 1, 1, 1, 0,
	               UDP(12), TEXT);
}

TEST(ethernet_padding_is_not_payload)
{
	EXPECT_DECODES(LINKTYPE_ETHERNET, ETHERNET(0x0800), IPV4_UDP, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}

TEST(bytes_behind_what_udp_counts_are_not_payload)
{
	EXPECT_DECODES(LINKTYPE_RAW, IPV4(35, 1, 0, 17), UDP(12), TEXT, 1, 2, 3);
}

TEST(a_total_length_of_zero_takes_what_was_captured)
{
	EXPECT_DECODES(LINKTYPE_RAW, IPV4(0, 1, 0, 17), UDP(12), TEXT);
	EXPECT_DECODES(LINKTYPE_RAW, IPV6(0, 17), UDP(12), TEXT);
}

TEST(a_udp_length_of_zero_takes_what_ip_brought)
{
	EXPECT_DECODES(LINKTYPE_RAW, IPV4(32, 1, 0, 17), UDP(0), TEXT);
}

TEST(headers_that_contradict_themselves_are_malformed)
{
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_RAW, 0x44, 0, 0, 32, 0, 1, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2,
	               UDP(12), TEXT);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_RAW, IPV4(19, 1, 0, 17), UDP(12), TEXT);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_RAW, IPV4(27, 1, 0, 17), UDP(12), TEXT);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_RAW, IPV4(32, 1, 0, 17), UDP(13), TEXT);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_RAW, IPV4(32, 1, 0, 17), UDP(7), TEXT);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_RAW, 0x4f, 0, 0, 32, 0, 1, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2,
	               UDP(12), TEXT);
}

TEST(plain_frames_with_a_bad_udp_length_are_malformed_too)
{
	struct wire wire = wire_new();

	DECODE(&wire, LINKTYPE_ETHERNET, ETHERNET(0x0800), IPV4_UDP);
	EXPECT_INT(NET_MALFORMED,
	           DECODE(&wire, LINKTYPE_ETHERNET, ETHERNET(0x0800), IPV4(32, 1, 0, 17), UDP(13), TEXT));
	EXPECT_INT(NET_MALFORMED, DECODE(&wire, LINKTYPE_ETHERNET, ETHERNET(0x0800), IPV4(32, 1, 0, 17), UDP(7), TEXT));
	EXPECT_INT(NET_OTHER_IP, DECODE(&wire, LINKTYPE_ETHERNET, ETHERNET(0x0800), IPV4(32, 1, 0, 1), UDP(12), TEXT));
	EXPECT_INT(NET_FRAGMENT_HELD,
	           DECODE(&wire, LINKTYPE_ETHERNET, ETHERNET(0x0800), IPV4(36, 1, 0x2000, 17), UDP(16), TEXT, TEXT));
	wire_done(&wire);
}

TEST(wherever_a_snap_length_cuts_the_headers_the_verdict_is_cut)
{
	static const uint8_t v4[] = {ETHERNET(0x0800), IPV4_UDP}, v6[] = {ETHERNET(0x86dd), IPV6_UDP};
	struct wire wire = wire_new();

	for (size_t captured = 0; captured < sizeof(v4) - 4; captured++)
		EXPECT_INT(NET_CUT, wire_cut(&wire, LINKTYPE_ETHERNET, v4, captured, sizeof(v4)));
	for (size_t captured = 0; captured < sizeof(v6) - 4; captured++)
		EXPECT_INT(NET_CUT, wire_cut(&wire, LINKTYPE_ETHERNET, v6, captured, sizeof(v6)));
	wire_done(&wire);
}

TEST(a_cut_payload_keeps_the_length_it_was_sent_with)
{
	static const uint8_t bytes[] = {ETHERNET(0x0800), IPV4_UDP};
	struct wire wire = wire_new();

	for (size_t missing = 1; missing <= 4; missing++) {
		EXPECT_INT(NET_PAYLOAD,
		           wire_cut(&wire, LINKTYPE_ETHERNET, bytes, sizeof(bytes) - missing, sizeof(bytes)));
		EXPECT(wire_next(&wire));
		EXPECT_INT(4 - missing, wire.payload.size);
		EXPECT_INT(4, wire.payload.length);
	}
	wire_done(&wire);
}

TEST(a_frame_shortened_by_a_tool_that_forgot_to_say_so_counts_as_cut)
{
	static const uint8_t bytes[] = {ETHERNET(0x0800), IPV4_UDP};
	struct wire wire = wire_new();

	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_ETHERNET, bytes, sizeof(bytes) - 1, sizeof(bytes) - 1));
	EXPECT_PAYLOAD("sip", &wire);
	EXPECT_INT(4, wire.payload.length);
	wire_done(&wire);
}

TEST(ipv6_extension_headers_are_skipped_in_any_order)
{
	EXPECT_DECODES(LINKTYPE_RAW, IPV6(20, 0), 17, 0, 1, 4, 0, 0, 0, 0, UDP(12), TEXT);
	EXPECT_DECODES(LINKTYPE_RAW, IPV6(44, 0), 43, 0, 1, 4, 0, 0, 0, 0, 60, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	               0, 17, 0, 1, 4, 0, 0, 0, 0, UDP(12), TEXT);
	/* An authentication header counts four-byte words less two: 4 + 2 make 24 bytes. */
	EXPECT_DECODES(LINKTYPE_RAW, IPV6(36, 51), 17, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
	               11, 12, UDP(12), TEXT);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_RAW, IPV6(8, 0), 17, 1, 1, 4, 0, 0, 0, 0);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_RAW, IPV6(4, 0), 17, 0, 1, 4);
}

TEST(an_authentication_header_is_skipped_in_ipv4_too)
{
	EXPECT_DECODES(LINKTYPE_RAW, IPV4(56, 1, 0, 51), 17, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9,
	               10, 11, 12, UDP(12), TEXT);
}

TEST(ip_within_ip_gives_the_inner_flow)
{
	EXPECT_DECODES(LINKTYPE_RAW, IPV4(52, 1, 0, 4), IPV4_UDP);
	EXPECT_DECODES(LINKTYPE_RAW, IPV4(72, 1, 0, 41), IPV6_UDP);
	EXPECT_DECODES(LINKTYPE_RAW, IPV6(32, 4), IPV4_UDP);
	EXPECT_DECODES(LINKTYPE_RAW, IPV6(52, 41), IPV6_UDP);
}

TEST(a_tunnel_in_a_tunnel_without_end_is_left)
{
	uint8_t bytes[20 * (NET_MAX_LAYERS + 8)];
	static const uint8_t header[] = {IPV4(0, 1, 0, 4)};
	struct wire wire = wire_new();

	for (size_t i = 0; i < sizeof(bytes); i += 20)
		memcpy(bytes + i, header, 20);
	EXPECT_INT(NET_OTHER_IP, wire_cut(&wire, LINKTYPE_RAW, bytes, sizeof(bytes), sizeof(bytes)));
	wire_done(&wire);
}

TEST(ip_that_is_neither_udp_nor_tcp_is_other)
{
	EXPECT_VERDICT(NET_OTHER_IP, LINKTYPE_RAW, IPV4(28, 1, 0, 1), 8, 0, 0, 0, 0, 0, 0, 0);
	EXPECT_VERDICT(NET_OTHER_IP, LINKTYPE_RAW, IPV6(8, 58), 128, 0, 0, 0, 0, 0, 0, 0);
	EXPECT_VERDICT(NET_OTHER_IP, LINKTYPE_RAW, IPV6(0, 59));
}

TEST(a_udp_datagram_without_data_is_an_empty_payload)
{
	struct wire wire = wire_new();

	EXPECT_INT(NET_PAYLOAD, DECODE(&wire, LINKTYPE_RAW, IPV4(28, 1, 0, 17), UDP(8)));
	EXPECT(wire_next(&wire));
	EXPECT_INT(0, wire.payload.size);
	EXPECT_INT(0, wire.payload.length);
	wire_done(&wire);
}

TEST(each_verdict_has_a_name)
{
	for (int verdict = 0; verdict < NET_VERDICTS; verdict++)
		EXPECT(net_verdict_name((enum net_verdict)verdict));
	EXPECT_STR("tcp-empty", str_of(net_verdict_name(NET_TCP_EMPTY)));
}

TEST_MAIN
