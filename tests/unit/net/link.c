/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/net/wire.h"

TEST(ethernet_carries_ipv4_and_ipv6)
{
	EXPECT_DECODES(LINKTYPE_ETHERNET, ETHERNET(0x0800), IPV4_UDP);
	EXPECT_DECODES(LINKTYPE_ETHERNET, ETHERNET(0x86dd), IPV6_UDP);
}

TEST(vlan_tags_are_skipped_whatever_their_number_and_kind)
{
	EXPECT_DECODES(LINKTYPE_ETHERNET, ETHERNET(0x8100), 0, 7, U16(0x0800), IPV4_UDP);
	EXPECT_DECODES(LINKTYPE_ETHERNET, ETHERNET(0x88a8), 0, 7, U16(0x8100), 0, 8, U16(0x86dd), IPV6_UDP);
	EXPECT_DECODES(LINKTYPE_ETHERNET, ETHERNET(0x9100), 0, 7, U16(0x8100), 0, 8, U16(0x8100), 0, 9, U16(0x0800),
	               IPV4_UDP);
}

TEST(a_vlan_tag_that_ends_the_frame_is_malformed)
{
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_ETHERNET, ETHERNET(0x8100), 0, 7, 8);
}

TEST(snap_frames_carry_ip_and_other_llc_frames_do_not)
{
	EXPECT_DECODES(LINKTYPE_ETHERNET, ETHERNET(40), 0xaa, 0xaa, 3, 0, 0, 0, U16(0x0800), IPV4_UDP);
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_ETHERNET, ETHERNET(38), 0x42, 0x42, 3, 0, 0, 0, 0, 0, 0, 0, 0);
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_ETHERNET, ETHERNET(3), 0x42, 0x42, 3);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_ETHERNET, ETHERNET(3), 0xaa, 0xaa, 3, 0, 0);
	/* Numbers of somebody else: of Cisco's. */
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_ETHERNET, ETHERNET(40), 0xaa, 0xaa, 3, 0, 0, 0xc, U16(0x0800), IPV4_UDP);
}

TEST(ip_has_a_number_of_its_own_in_802_2)
{
	EXPECT_UNWRAPS(LAYER_LLC, LINKTYPE_ETHERNET, ETHERNET(35), 6, 6, 3, IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_LLC, LINKTYPE_ETHERNET, ETHERNET(0x8100), 0, 7, U16(35), 6, 6, 3, IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_LLC, LINKTYPE_ETHERNET, ETHERNET(40), 0xaa, 0xaa, 3, 0, 0, 0xf8, U16(0x0800), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_LLC, LINKTYPE_ETHERNET, ETHERNET(0x8870), 0xaa, 0xaa, 3, 0, 0, 0, U16(0x0800), IPV4_UDP);
}

TEST(jumbo_frames_are_read_whole)
{
	static uint8_t bytes[14 + 9000] = {ETHERNET(0x0800), IPV4(9000, 1, 0, 17), UDP(8980), TEXT};
	struct wire wire = wire_new();

	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_ETHERNET, bytes, sizeof(bytes), sizeof(bytes)));
	EXPECT(wire_next(&wire) && wire.payload.size == 8972 && wire.payload.length == 8972);
	wire_done(&wire);
}

TEST(arp_is_not_ip)
{
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_ETHERNET, ETHERNET(0x0806), 0, 1, 8, 0, 6, 4, 0, 1);
}

TEST(tags_of_switches_and_of_provider_backbones_are_skipped)
{
	EXPECT_UNWRAPS(LAYER_VN_TAG, LINKTYPE_ETHERNET, ETHERNET(0x8926), 0x80, 1, 0, 2, U16(0x0800), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_VN_TAG, LINKTYPE_ETHERNET, ETHERNET(0x8926), 0x80, 1, 0, 2, U16(0x8100), 0, 7, U16(0x86dd),
	               IPV6_UDP);
	EXPECT_UNWRAPS(LAYER_E_TAG, LINKTYPE_ETHERNET, ETHERNET(0x893f), 0, 1, 0x10, 2, 0, 0, U16(0x0800), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_I_TAG, LINKTYPE_ETHERNET, ETHERNET(0x88a8), 0, 9, U16(0x88e7), 0, 0, 0x12, 0x34,
	               ETHERNET(0x8100), 0, 7, U16(0x0800), IPV4_UDP);
}

TEST(macsec_that_only_signs_is_read)
{
	EXPECT_UNWRAPS(LAYER_MACSEC, LINKTYPE_ETHERNET, ETHERNET(0x88e5), 0x00, 34, U32(7), U16(0x0800), IPV4_UDP);
	EXPECT_DECODES(LINKTYPE_ETHERNET, ETHERNET(0x88e5), 0x20, 0, U32(7), 1, 2, 3, 4, 5, 6, 0, 1, U16(0x0800),
	               IPV4_UDP, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_ETHERNET, ETHERNET(0x88e5), 0x0c, 34, U32(7), U16(0x0800), IPV4_UDP);
}

TEST(atm_is_802_2)
{
	EXPECT_UNWRAPS(LAYER_LLC, LINKTYPE_ATM, 0xaa, 0xaa, 3, 0, 0, 0, U16(0x0800), IPV4_UDP);
}

TEST(pktap_says_what_follows_it)
{
	EXPECT_UNWRAPS(LAYER_PKTAP, LINKTYPE_PKTAP, 16, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 'e', 'n', '0', 0,
	               ETHERNET(0x0800), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_PKTAP, LINKTYPE_PKTAP, 12, 0, 0, 0, 1, 0, 0, 0, 12, 0, 0, 0, IPV4_UDP);
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_PKTAP, 12, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, ETHERNET(0x0800), IPV4_UDP);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_PKTAP, 11, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, ETHERNET(0x0800), IPV4_UDP);
}

TEST(linux_cooked_headers_of_both_versions_carry_ip_and_vlan)
{
	EXPECT_DECODES(LINKTYPE_LINUX_SLL, 0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, U16(0x0800), IPV4_UDP);
	EXPECT_DECODES(LINKTYPE_LINUX_SLL, 0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, U16(0x8100), 0, 7, U16(0x86dd),
	               IPV6_UDP);
	EXPECT_DECODES(LINKTYPE_LINUX_SLL2, U16(0x0800), 0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0,
	               IPV4_UDP);
	EXPECT_DECODES(LINKTYPE_LINUX_SLL2, U16(0x86dd), 0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0,
	               IPV6_UDP);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_LINUX_SLL, 0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 8);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_LINUX_SLL2, U16(0x0800), 0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1,
	               0);
}

TEST(linux_cooked_headers_say_when_something_else_than_an_ethertype_follows)
{
	EXPECT_UNWRAPS(LAYER_LLC, LINKTYPE_LINUX_SLL, 0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, U16(4), 0xaa, 0xaa, 3,
	               0, 0, 0, U16(0x0800), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_VLAN, LINKTYPE_LINUX_SLL2, U16(0x8100), 0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0,
	               0, 0, 7, U16(0x86dd), IPV6_UDP);
	/* A radio, whose protocol means nothing; a tunnel of GRE with bridged frames. */
	EXPECT_UNWRAPS(LAYER_RADIOTAP, LINKTYPE_LINUX_SLL2, U16(0), 0, 0, 0, 0, 0, 2, U16(803), 0, 6, 2, 0, 0, 0, 0, 1,
	               0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 8, 1, 0, 0, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 3, 2, 0, 0, 0, 0, 1,
	               0x10, 0, 0xaa, 0xaa, 3, 0, 0, 0, U16(0x0800), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_ETHERNET, LINKTYPE_LINUX_SLL, 0, 0, U16(778), 0, 4, 10, 0, 0, 9, 0, 0, 0, 0, U16(0x6558),
	               ETHERNET(0x0800), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_LINUX_SLL, LINKTYPE_LINUX_SLL, 0, 0, U16(512), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, U16(0x0800),
	               IPV4_UDP);
	/* Netlink, whose protocol is a number of its own; Novell's frames; CAN. */
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_LINUX_SLL, 0, 4, U16(824), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, U16(0x0800),
	               IPV4_UDP);
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_LINUX_SLL, 0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, U16(1), 6, 6, 3,
	               IPV4_UDP);
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_LINUX_SLL2, U16(12), 0, 0, 0, 0, 0, 2, U16(280), 0, 0, 0, 0, 0, 0, 0, 0, 0,
	               0, IPV4_UDP);
}

/* A hook's attributes before the payload: the packet's, with padding, and a prefix of an odd length. */
#define NFLOG_LITTLE 8, 0, 1, 0, U16(0x0800), 1, 0, 6, 0, 10, 0, 'a', 0, 0, 0
#define NFLOG_BIG 0, 8, 0, 1, U16(0x86dd), 1, 0, 0, 6, 0, 10, 'a', 0, 0, 0

TEST(nflog_has_the_packet_in_one_of_its_attributes_in_either_byte_order)
{
	EXPECT_UNWRAPS(LAYER_NFLOG, LINKTYPE_NFLOG, 2, 0, 0, 30, NFLOG_LITTLE, 36, 0, 9, 0, IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_NFLOG, LINKTYPE_NFLOG, 10, 0, 0, 30, NFLOG_BIG, 0, 56, 0, 9, IPV6_UDP);
	/* Of a bridge: the packet's attribute has the ethertype. */
	EXPECT_UNWRAPS(LAYER_NFLOG, LINKTYPE_NFLOG, 7, 0, 0, 30, NFLOG_LITTLE, 36, 0, 9, 0, IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_NFLOG, LINKTYPE_NFLOG, 7, 0, 0, 30, NFLOG_BIG, 0, 56, 0, 9, IPV6_UDP);
}

TEST(nflog_without_a_packet_is_not_ip_and_with_a_broken_attribute_malformed)
{
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_NFLOG, 2, 0, 0, 30, NFLOG_LITTLE);
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_NFLOG, 7, 0, 0, 30, 36, 0, 9, 0, IPV4_UDP);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_NFLOG, 2, 0, 0, 30, 3, 0, 1, 0, 36, 0, 9, 0, IPV4_UDP);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_NFLOG, 2, 0, 0, 30, 99, 0, 1, 0, 1, 2, 3, 4);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_NFLOG, 2, 0, 0, 30, 36, 0, 9);
}

TEST(raw_links_carry_what_the_first_four_bits_say)
{
	EXPECT_DECODES(LINKTYPE_RAW, IPV4_UDP);
	EXPECT_DECODES(LINKTYPE_RAW, IPV6_UDP);
	EXPECT_DECODES(LINKTYPE_IPV4, IPV4_UDP);
	EXPECT_DECODES(LINKTYPE_IPV6, IPV6_UDP);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_RAW, 0x50, 0, 0, 0);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_IPV4, IPV6_UDP);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_IPV6, IPV4_UDP, 0, 0, 0, 0, 0, 0, 0, 0);
}

TEST(loopback_families_are_read_in_both_byte_orders)
{
	EXPECT_DECODES(LINKTYPE_NULL, 2, 0, 0, 0, IPV4_UDP);
	EXPECT_DECODES(LINKTYPE_NULL, 0, 0, 0, 2, IPV4_UDP);
	EXPECT_DECODES(LINKTYPE_LOOP, 0, 0, 0, 2, IPV4_UDP);
	EXPECT_DECODES(LINKTYPE_NULL, 10, 0, 0, 0, IPV6_UDP);
	EXPECT_DECODES(LINKTYPE_NULL, 24, 0, 0, 0, IPV6_UDP);
	EXPECT_DECODES(LINKTYPE_NULL, 28, 0, 0, 0, IPV6_UDP);
	EXPECT_DECODES(LINKTYPE_LOOP, 0, 0, 0, 30, IPV6_UDP);
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_NULL, 7, 0, 0, 0, IPV4_UDP);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_NULL, 2, 0, 0);
}

TEST(a_link_type_nobody_reads_says_so)
{
	EXPECT_VERDICT(NET_UNKNOWN_LINK, 195, ETHERNET(0x0800), IPV4_UDP); /* IEEE 802.15.4 */
	EXPECT_VERDICT(NET_UNKNOWN_LINK, LINKTYPE_UNKNOWN, ETHERNET(0x0800), IPV4_UDP);
}

TEST(an_empty_frame_is_malformed_and_a_frame_with_all_cut_off_is_cut)
{
	static const int linktypes[] = {LINKTYPE_NULL,       LINKTYPE_ETHERNET,  LINKTYPE_RAW,       LINKTYPE_LOOP,
	                                LINKTYPE_IPV4,       LINKTYPE_IPV6,      LINKTYPE_PPP,       LINKTYPE_PPP_HDLC,
	                                LINKTYPE_PPPOE,      LINKTYPE_C_HDLC,    LINKTYPE_PRISM,     LINKTYPE_AVS,
	                                LINKTYPE_PPI,        LINKTYPE_MPLS,      LINKTYPE_NFLOG,     LINKTYPE_RADIOTAP,
	                                LINKTYPE_IEEE802_11, LINKTYPE_LINUX_SLL, LINKTYPE_LINUX_SLL2};
	struct wire wire = wire_new();

	for (size_t i = 0; i < sizeof(linktypes) / sizeof(linktypes[0]); i++) {
		EXPECT_INT(NET_MALFORMED, wire_cut(&wire, linktypes[i], NULL, 0, 0));
		EXPECT_INT(NET_CUT, wire_cut(&wire, linktypes[i], NULL, 0, 60));
	}
	wire_done(&wire);
}

TEST_MAIN
