/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/net/wire.h"

#define LABEL(label, bottom) U16((label) >> 4), (uint8_t)(((label)&15) << 4 | (bottom)), 64

TEST(mpls_carries_ip_behind_any_number_of_labels)
{
	EXPECT_UNWRAPS(LAYER_MPLS, LINKTYPE_ETHERNET, ETHERNET(0x8847), LABEL(1000, 1), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_MPLS, LINKTYPE_ETHERNET, ETHERNET(0x8848), LABEL(16, 0), LABEL(2, 1), IPV6_UDP);
	EXPECT_UNWRAPS(LAYER_MPLS, LINKTYPE_MPLS, LABEL(16, 0), LABEL(17, 0), LABEL(18, 0), LABEL(1048575, 1),
	               IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_MPLS, LINKTYPE_RAW, IN_IP(137, 36), LABEL(16, 1), IPV4_UDP);
}

TEST(pseudowires_carry_ethernet_with_and_without_a_control_word)
{
	EXPECT_UNWRAPS(LAYER_MPLS, LINKTYPE_MPLS, LABEL(16, 1), 0, 0, 0, 9, ETHERNET(0x0800), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_MPLS, LINKTYPE_MPLS, LABEL(16, 1), 0, 0, 0, 9, ETHERNET(0x8100), 0, 7, U16(0x86dd),
	               IPV6_UDP);
	EXPECT_UNWRAPS(LAYER_MPLS, LINKTYPE_MPLS, LABEL(16, 1), ETHERNET(0x0800), IPV4_UDP);
	/* Addresses whose first bits are those of a version of IP. */
	EXPECT_DECODES(LINKTYPE_MPLS, LABEL(16, 1), 0x4c, 0, 0, 0, 0, 2, 0x64, 0, 0, 0, 0, 1, U16(0x0800), IPV4_UDP);
	EXPECT_DECODES(LINKTYPE_MPLS, LABEL(16, 1), 0x6c, 0, 0, 0, 0, 2, 0x64, 0, 0, 0, 0, 1, U16(0x86dd), IPV6_UDP);
}

TEST(a_pseudowires_own_messages_and_label_stacks_without_end_are_left)
{
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_MPLS, LABEL(16, 1), 0x10, 0, 0, 7, 1, 2, 3, 4);
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_MPLS, LABEL(16, 1), 0, 0, 0, 9, ETHERNET(0x0806), 0, 1, 8, 0, 6, 4, 0, 1);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_MPLS, LABEL(16, 0), LABEL(16, 0));
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_MPLS, LABEL(16, 1));
}

TEST(ethernet_in_ip_is_unwrapped_and_another_version_of_it_malformed)
{
	EXPECT_UNWRAPS(LAYER_ETHERIP, LINKTYPE_RAW, IN_IP(97, 48), 0x30, 0, ETHERNET(0x0800), IPV4_UDP);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_RAW, IN_IP(97, 48), 0x40, 0, ETHERNET(0x0800), IPV4_UDP);
}

TEST(vxlan_carries_ethernet_on_both_of_its_ports)
{
	EXPECT_UNWRAPS(LAYER_VXLAN, LINKTYPE_RAW, IN_UDP(4789, 54), 8, 0, 0, 0, 0, 0, 42, 0, ETHERNET(0x0800),
	               IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_VXLAN, LINKTYPE_RAW, IN_UDP(8472, 78), 8, 0, 0, 0, 0, 0, 42, 0, ETHERNET(0x8100), 0, 7,
	               U16(0x86dd), IPV6_UDP);
}

TEST(vxlan_with_a_group_policy_is_told_from_rtp_by_what_it_carries)
{
	EXPECT_UNWRAPS(LAYER_VXLAN, LINKTYPE_RAW, IN_UDP(4789, 54), 0x88, 0x08, U16(100), 0, 0, 42, 0, ETHERNET(0x0800),
	               IPV4_UDP);
	EXPECT_NO_TUNNEL(4789, 0x88, 0x08, U16(100), 0, 0, 42, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
	                 17, 18, 19, 20);
}

TEST(vxlan_with_a_next_protocol_carries_ip_too)
{
	EXPECT_UNWRAPS(LAYER_VXLAN, LINKTYPE_RAW, IN_UDP(4790, 40), 0x0c, 0, 0, 1, 0, 0, 42, 0, IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_VXLAN, LINKTYPE_RAW, IN_UDP(4790, 60), 0x0c, 0, 0, 2, 0, 0, 42, 0, IPV6_UDP);
	EXPECT_UNWRAPS(LAYER_VXLAN, LINKTYPE_RAW, IN_UDP(4790, 54), 0x0c, 0, 0, 3, 0, 0, 42, 0, ETHERNET(0x0800),
	               IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_MPLS, LINKTYPE_RAW, IN_UDP(4790, 44), 0x0c, 0, 0, 5, 0, 0, 42, 0, LABEL(16, 1), IPV4_UDP);
}

TEST(a_tunnel_is_found_by_the_port_on_either_side_in_a_plain_frame_too)
{
	static const uint8_t bytes[] = {
		ETHERNET(0x0800), IN_IP(17, 62), U16(4789), U16(40000), U16(62), 0, 0, 0x88, 0, 0, 0, 0, 0, 42, 0,
		ETHERNET(0x0800), IPV4_UDP};
	struct wire wire = wire_new();

	/* Of the second frame on the short way for plain ones is asked first. */
	for (int i = 0; i < 3; i++) {
		EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_ETHERNET, bytes, sizeof(bytes), sizeof(bytes)));
		EXPECT(wire_next(&wire) && wire_is_inner(&wire.payload));
	}
	wire_done(&wire);
}

TEST(geneve_carries_what_its_ethertype_says_behind_its_options)
{
	EXPECT_UNWRAPS(LAYER_GENEVE, LINKTYPE_RAW, IN_UDP(6081, 54), 0, 0, U16(0x6558), 0, 0, 42, 0, ETHERNET(0x0800),
	               IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_GENEVE, LINKTYPE_RAW, IN_UDP(6081, 52), 3, 0x40, U16(0x0800), 0, 0, 42, 0, U16(0x0102),
	               0x80, 2, 1, 2, 3, 4, 5, 6, 7, 8, IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_GENEVE, LINKTYPE_RAW, IN_UDP(6081, 60), 0, 0x80, U16(0x86dd), 0, 0, 42, 0, IPV6_UDP);
	/* Another version, reserved bits, a type nobody knows, options longer than the datagram. */
	EXPECT_NO_TUNNEL(6081, 0x40, 0, U16(0x0800), 0, 0, 42, 0, IPV4_UDP);
	EXPECT_NO_TUNNEL(6081, 0, 1, U16(0x0800), 0, 0, 42, 0, IPV4_UDP);
	EXPECT_NO_TUNNEL(6081, 0, 0, U16(0x1234), 0, 0, 42, 0, IPV4_UDP);
	EXPECT_NO_TUNNEL(6081, 63, 0, U16(0x0800), 0, 0, 42, 0, IPV4_UDP);
}

TEST(gtp_carries_ip_with_and_without_its_optional_fields)
{
	EXPECT_UNWRAPS(LAYER_GTP, LINKTYPE_RAW, IN_UDP(2152, 40), 0x30, 255, U16(32), U32(0x1234), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_GTP, LINKTYPE_RAW, IN_UDP(2152, 60), 0x30, 255, U16(52), U32(0x1234), IPV6_UDP);
	EXPECT_UNWRAPS(LAYER_GTP, LINKTYPE_RAW, IN_UDP(2152, 44), 0x32, 255, U16(36), U32(0x1234), U16(7), 0, 0,
	               IPV4_UDP);
	/* Without the flag for extension headers their type means nothing. */
	EXPECT_UNWRAPS(LAYER_GTP, LINKTYPE_RAW, IN_UDP(2152, 44), 0x32, 255, U16(36), U32(0x1234), U16(7), 0, 0x85,
	               IPV4_UDP);
}

TEST(extension_headers_of_gtp_are_skipped)
{
	/* A PDU session container, as 5G has it; then one after a UDP port. */
	EXPECT_UNWRAPS(LAYER_GTP, LINKTYPE_RAW, IN_UDP(2152, 48), 0x34, 255, U16(40), U32(0x1234), 0, 0, 0, 0x85, 1,
	               0x10, 9, 0, IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_GTP, LINKTYPE_RAW, IN_UDP(2152, 56), 0x36, 255, U16(48), U32(0x1234), 0, 1, 0, 0x40, 1,
	               0x12, 0x34, 0x85, 2, 0x10, 9, 0, 0, 0, 0, 0, IPV4_UDP);
	/* One of length 0, and one that goes past the end. */
	EXPECT_NO_TUNNEL(2152, 0x34, 255, U16(40), U32(0x1234), 0, 0, 0, 0x85, 0, 0x10, 9, 0, IPV4_UDP);
	EXPECT_NO_TUNNEL(2152, 0x34, 255, U16(40), U32(0x1234), 0, 0, 0, 0x85, 99, 0x10, 9, 0, IPV4_UDP);
}

TEST(gtp_carries_ethernet_of_5g)
{
	EXPECT_UNWRAPS(LAYER_ETHERNET, LINKTYPE_RAW, IN_UDP(2152, 54), 0x30, 255, U16(46), U32(0x1234),
	               ETHERNET(0x0800), IPV4_UDP);
}

TEST(other_messages_of_gtp_and_what_is_none_stay_what_they_are)
{
	EXPECT_NO_TUNNEL(2152, 0x32, 1, U16(4), U32(0), U16(7), 0, 0);
	EXPECT_NO_TUNNEL(2152, 0x30, 254, U16(0), U32(0x1234));
	EXPECT_NO_TUNNEL(2152, 0x30, 255, U16(33), U32(0x1234), IPV4_UDP);
	EXPECT_NO_TUNNEL(2152, 0x20, 255, U16(32), U32(0x1234), IPV4_UDP);
	EXPECT_NO_TUNNEL(2152, 0x30, 255, U16(0), U32(0x1234));
}

TEST(tzsp_carries_frames_behind_its_tags)
{
	EXPECT_UNWRAPS(LAYER_TZSP, LINKTYPE_RAW, IN_UDP(37008, 51), 1, 0, U16(1), 1, ETHERNET(0x0800), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_TZSP, LINKTYPE_RAW, IN_UDP(37008, 56), 1, 1, U16(1), 0, 10, 2, 0xff, 0xb0, 1,
	               ETHERNET(0x0800), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_WIRELESS, LINKTYPE_RAW, IN_UDP(37008, 69), 1, 0, U16(18), 1, 0x08, 2, 0, 0, 2, 0, 0, 0, 0,
	               2, 2, 0, 0, 0, 0, 3, 2, 0, 0, 0, 0, 1, 0x10, 0, 0xaa, 0xaa, 3, 0, 0, 0, U16(0x0800), IPV4_UDP);
	/* A keep-alive, tags without an end, a protocol that is a length of STUN. */
	EXPECT_NO_TUNNEL(37008, 1, 4, 0, 0, 1);
	EXPECT_NO_TUNNEL(37008, 1, 0, U16(1), 10, 99, ETHERNET(0x0800), IPV4_UDP);
	EXPECT_NO_TUNNEL(37008, 1, 1, U16(4), 0x21, 0x12, 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3,
	                 4);
}

TEST(mpls_in_udp_must_fill_the_datagram)
{
	EXPECT_UNWRAPS(LAYER_MPLS, LINKTYPE_RAW, IN_UDP(6635, 36), LABEL(16, 1), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_MPLS, LINKTYPE_RAW, IN_UDP(6635, 60), LABEL(524288, 0), LABEL(16, 1), IPV6_UDP);
	EXPECT_UNWRAPS(LAYER_MPLS, LINKTYPE_RAW, IN_UDP(6635, 54), LABEL(16, 1), 0, 0, 0, 0, ETHERNET(0x0800),
	               IPV4_UDP);
	EXPECT_NO_TUNNEL(6635, LABEL(16, 1), IPV4_UDP, 0);
	EXPECT_NO_TUNNEL(6635, LABEL(16, 0), IPV4_UDP);
}

TEST(sctp_in_udp_must_fill_the_datagram_with_chunks)
{
	static const uint8_t packet[] = {IN_UDP(9899, 20), U16(5060), U16(5060), U32(1), U32(0), 14, 0,
	                                 U16(4),           10,        0,         U16(4)};
	struct wire wire = wire_new();

	wire_cut(&wire, LINKTYPE_RAW, packet, sizeof(packet), sizeof(packet));
	EXPECT_INT(1, net_counters(wire.net)->layers[LAYER_SCTP]);
	wire_done(&wire);
}

TEST(what_are_no_chunks_stays_what_it_is)
{
	EXPECT_NO_TUNNEL(9899, U16(5060), U16(5060), U32(1), U32(0), 14, 0, U16(4), 99, 0, U16(4));
	EXPECT_NO_TUNNEL(9899, U16(5060), U16(5060), U32(1), U32(0), 14, 0, U16(4), 10, 0, U16(8));
	EXPECT_NO_TUNNEL(9899, U16(5060), U16(5060), U32(1), U32(0), 14, 0, U16(0), 10, 0, U16(4));
	EXPECT_NO_TUNNEL(9899, U16(5060), U16(5060), U32(1), U32(0));
}

TEST(tunnels_in_tunnels_give_the_innermost_addresses)
{
	EXPECT_UNWRAPS(LAYER_GTP, LINKTYPE_ETHERNET, ETHERNET(0x8100), 0, 7, U16(0x0800), IN_UDP(4789, 90), 8, 0, 0, 0,
	               0, 0, 42, 0, ETHERNET(0x0800), IN_UDP(2152, 40), 0x30, 255, U16(32), U32(0x1234), IPV4_UDP);
}

static const uint16_t ports[] = {1701, 2152, 4500, 4789, 4790, 6081, 6635, 8472, 9899, 37008, 5060};

/* Frames of a call's media as they are in their most frequent form: the payload is noise. */
TEST(rtp_is_never_taken_for_a_tunnel_whatever_its_port)
{
	static const uint8_t types[] = {0, 8, 9, 18, 96, 101, 0x80, 0x88, 0xe0};
	static uint8_t bytes[28 + 172] = {IN_UDP(0, 172)};
	struct wire wire = wire_new();
	uint64_t state = 7;

	for (unsigned i = 0; i < 200000; i++) {
		uint16_t port = ports[i % (sizeof(ports) / sizeof(ports[0]))];

		bytes[22] = HIGH(port);
		bytes[23] = LOW(port);
		for (size_t at = 28; at < sizeof(bytes); at += 2) {
			uint32_t noise = random_below(&state, 65536);

			bytes[at] = HIGH(noise);
			bytes[at + 1] = LOW(noise);
		}
		bytes[28] = 0x80 | (i / 1000 % 2 ? 0x08 : 0);
		bytes[29] = types[i / 7 % sizeof(types)];
		EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_RAW, bytes, sizeof(bytes), sizeof(bytes)));
		EXPECT(wire_next(&wire) && wire.payload.bytes == bytes + 28 && wire.payload.size == 172);
		EXPECT_INT(port, wire.payload.flow.destination.port);
	}
	wire_done(&wire);
}

TEST(sip_is_never_taken_for_a_tunnel_whatever_its_port)
{
	static const char *const starts[] = {"INVITE sip:a@b SIP/2.0\r\n\r\n", "SIP/2.0 183 Session Progress\r\n\r\n",
	                                     "ACK sip:a@b SIP/2.0\r\n\r\n", "OPTIONS sip:a@b SIP/2.0\r\n\r\n"};
	struct wire wire = wire_new();

	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]) * 4; i++) {
		uint8_t bytes[28 + 64] = {IN_UDP(0, 64)};
		uint16_t port = ports[i / 4];

		bytes[20] = HIGH(port);
		bytes[21] = LOW(port);
		memcpy(bytes + 28, starts[i % 4], strlen(starts[i % 4]));
		EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_RAW, bytes, sizeof(bytes), sizeof(bytes)));
		EXPECT(wire_next(&wire) && wire.payload.bytes == bytes + 28 && wire.payload.size == 64);
	}
	wire_done(&wire);
}

TEST_MAIN
