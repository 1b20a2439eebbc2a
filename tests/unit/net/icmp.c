/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/icmp.h"

#include "tests/unit/net/wire.h"

/* From 192.0.2.1; n bytes behind the ICMP header. */
#define ICMP4(n, type, code, ...) IN_IP(1, 8 + (n)), type, code, 0, 0, __VA_ARGS__
#define NOTHING 0, 0, 0, 0
#define QUOTED_UDP(length) IPV4(20 + (length), 1, 0, 17), UDP(length)

#define SEND(wire, ...) DECODE(wire, LINKTYPE_RAW, __VA_ARGS__)

static bool is_inner_flow(const struct payload *payload)
{
	struct payload copy = *payload;

	copy.bytes = (const uint8_t *)"sip!";
	copy.size = copy.length = 4;
	return wire_is_inner(&copy);
}

TEST(port_unreachable_quotes_the_datagram_that_did_not_arrive)
{
	static const uint8_t bytes[] = {ICMP4(32, 3, 3, NOTHING), IPV4_UDP};
	struct wire wire = wire_new();
	struct buf reporter = {0};

	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_RAW, bytes, sizeof(bytes), sizeof(bytes)));
	EXPECT_PAYLOAD("sip!", &wire);
	EXPECT(wire.payload.unreachable);
	EXPECT(is_inner_flow(&wire.payload));
	EXPECT_INT(3, wire.payload.icmp_type);
	EXPECT_INT(3, wire.payload.icmp_code);
	EXPECT_INT(4, wire.payload.length);
	EXPECT_INT(1, wire.payload.frame);
	EXPECT_INT(wire.time, wire.payload.time);
	address_format(&reporter, &wire.payload.reporter);
	EXPECT_STR("192.0.2.1", buf_str(&reporter));
	buf_done(&reporter);
	wire_done(&wire);
}

TEST(eight_bytes_behind_the_ip_header_are_enough_to_name_both_ends)
{
	struct wire wire = wire_new();

	EXPECT_INT(NET_PAYLOAD, SEND(&wire, ICMP4(28, 3, 1, NOTHING), QUOTED_UDP(900)));
	EXPECT_PAYLOAD("", &wire);
	EXPECT(is_inner_flow(&wire.payload));
	EXPECT_INT(892, wire.payload.length);
	wire_done(&wire);
}

TEST(a_quote_cut_before_the_ports_is_none_and_one_cut_behind_them_is_one)
{
	static const uint8_t bytes[] = {ICMP4(28, 3, 1, NOTHING), QUOTED_UDP(900)};
	struct wire wire = wire_new();

	EXPECT_INT(NET_OTHER_IP, wire_cut(&wire, LINKTYPE_RAW, bytes, sizeof(bytes) - 5, sizeof(bytes)));
	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_RAW, bytes, sizeof(bytes) - 4, sizeof(bytes)));
	EXPECT_PAYLOAD("", &wire);
	EXPECT(is_inner_flow(&wire.payload));
	EXPECT_INT(0, wire.payload.length);
	EXPECT_INT(NET_CUT, wire_cut(&wire, LINKTYPE_RAW, bytes, 27, sizeof(bytes)));
	wire_done(&wire);
}

/* RFC 4884 5.1: the quote is filled with zeroes, and what follows it is told by the length field. */
TEST(neither_what_fills_a_quote_nor_extensions_behind_it_belong_to_it)
{
	struct wire wire = wire_new();

	EXPECT_INT(NET_PAYLOAD, SEND(&wire, IN_IP(1, 8 + 36 + 12), 11, 0, 0, 0, 0, 9, 0, 0, IPV4_UDP, 0, 0, 0, 0, 0x20,
	                             0, 0, 0, 0, 8, 1, 1, 1, 2, 3, 4));
	EXPECT_PAYLOAD("sip!", &wire);
	EXPECT_INT(NET_PAYLOAD,
	           SEND(&wire, IN_IP(1, 8 + 28 + 4), 11, 0, 0, 0, 0, 7, 0, 0, QUOTED_UDP(12), 0x20, 0, 0, 0));
	EXPECT_PAYLOAD("", &wire);
	wire_done(&wire);
}

TEST(options_of_the_quoted_header_are_passed_over)
{
	struct wire wire = wire_new();

	EXPECT_INT(NET_PAYLOAD, SEND(&wire, ICMP4(36, 3, 13, NOTHING), 0x46, 0, 0, 36, 0, 1, 0, 0, 64, 17, 0, 0, 10, 0,
	                             0, 1, 10, 0, 0, 2, 1, 1, 1, 0, UDP(12), TEXT));
	EXPECT_PAYLOAD("sip!", &wire);
	EXPECT(is_inner_flow(&wire.payload));
	wire_done(&wire);
}

TEST(of_fragments_only_the_first_has_ports)
{
	struct wire wire = wire_new();

	EXPECT_INT(NET_OTHER_IP, SEND(&wire, ICMP4(28, 11, 1, NOTHING), IPV4(28, 1, 0x2001, 17), UDP(8)));
	EXPECT_INT(NET_PAYLOAD, SEND(&wire, ICMP4(28, 11, 1, NOTHING), IPV4(28, 1, 0x2000, 17), UDP(2000)));
	EXPECT_PAYLOAD("", &wire);
	EXPECT_INT(1992, wire.payload.length);
	wire_done(&wire);
}

TEST(a_quoted_tcp_segment_gives_up_its_data)
{
	static const uint8_t bytes[] = {ICMP4(48, 3, 13, NOTHING),
	                                IPV4(48, 1, 0, 6),
	                                U16(5060),
	                                U16(5061),
	                                U32(1),
	                                U32(2),
	                                0x60,
	                                0x18,
	                                U16(99),
	                                U32(0),
	                                U32(0x01010100),
	                                TEXT};
	struct wire wire = wire_new();

	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_RAW, bytes, sizeof(bytes), sizeof(bytes)));
	EXPECT_PAYLOAD("sip!", &wire);
	EXPECT_INT(TRANSPORT_TCP, wire.payload.flow.transport);
	EXPECT_INT(0, wire.payload.stream);
	wire_done(&wire);
}

TEST(icmpv6_errors_quote_behind_extension_headers_too)
{
	static const uint8_t port[] = {IPV6(60, 58), 1, 4, 0, 0, NOTHING, IPV6_UDP};
	static const uint8_t extended[] = {
		IPV6(76, 58), 1, 4, 0, 0,      NOTHING, IPV6(28, 60), 44, 0, 1, 4, 0, 0, 0, 0,
		17,           0, 0, 1, U32(9), UDP(12), TEXT};
	struct wire wire = wire_new();

	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_RAW, port, sizeof(port), sizeof(port)));
	EXPECT_PAYLOAD("sip!", &wire);
	EXPECT(is_inner_flow(&wire.payload));
	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_RAW, extended, sizeof(extended), sizeof(extended)));
	EXPECT_PAYLOAD("sip!", &wire);
	EXPECT(is_inner_flow(&wire.payload));
	wire_done(&wire);
}

/* RFC 4443 3.2: there the four bytes are an MTU, no length. */
TEST(the_mtu_of_packet_too_big_is_not_taken_for_a_length)
{
	static const uint8_t bytes[] = {IPV6(60, 58), 2, 0, 0, 0, 0x01, 0, 0, 1, IPV6_UDP};
	struct wire wire = wire_new();

	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_RAW, bytes, sizeof(bytes), sizeof(bytes)));
	EXPECT_PAYLOAD("sip!", &wire);
	EXPECT_INT(ICMP_TOO_BIG, icmp_meaning(true, wire.payload.icmp_type, wire.payload.icmp_code));
	wire_done(&wire);
}

TEST(what_is_no_error_or_quotes_nothing_of_ours_is_other_ip)
{
	/* An echo, a redirect, an error about ICMP, one about GRE; with IPv6 a neighbour's advertisement. */
	EXPECT_VERDICT(NET_OTHER_IP, LINKTYPE_RAW, ICMP4(32, 8, 0, NOTHING), IPV4_UDP);
	EXPECT_VERDICT(NET_OTHER_IP, LINKTYPE_RAW, ICMP4(32, 5, 0, NOTHING), IPV4_UDP);
	EXPECT_VERDICT(NET_OTHER_IP, LINKTYPE_RAW, ICMP4(28, 3, 1, NOTHING), IPV4(28, 1, 0, 1), UDP(8));
	EXPECT_VERDICT(NET_OTHER_IP, LINKTYPE_RAW, ICMP4(28, 3, 1, NOTHING), IPV4(28, 1, 0, 47), UDP(8));
	EXPECT_VERDICT(NET_OTHER_IP, LINKTYPE_RAW, IPV6(60, 58), 136, 0, 0, 0, NOTHING, IPV6_UDP);
}

TEST(every_error_has_a_meaning_and_a_name)
{
	EXPECT_INT(ICMP_NOBODY, icmp_meaning(false, 3, 3));
	EXPECT_INT(ICMP_TOO_BIG, icmp_meaning(false, 3, 4));
	EXPECT_INT(ICMP_BARRED, icmp_meaning(false, 3, 13));
	EXPECT_INT(ICMP_EXPIRED, icmp_meaning(false, 11, 0));
	EXPECT_INT(ICMP_NOBODY, icmp_meaning(true, 1, 4));
	EXPECT_INT(ICMP_BARRED, icmp_meaning(true, 1, 1));
	EXPECT_STR("port unreachable", str_of(icmp_name(true, 1, 4)));
	EXPECT_STR("destination unreachable", str_of(icmp_name(false, 3, 200)));
	EXPECT_STR("parameter problem", str_of(icmp_name(false, 12, 7)));
	EXPECT_STR("error", str_of(icmp_name(false, 99, 0)));
}

TEST_MAIN
