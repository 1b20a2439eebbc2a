/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/net/wire.h"

TEST(gre_carries_ip_and_bridged_ethernet)
{
	EXPECT_UNWRAPS(LAYER_GRE, LINKTYPE_RAW, IN_IP(47, 36), 0, 0, U16(0x0800), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_GRE, LINKTYPE_RAW, IN_IP(47, 56), 0, 0, U16(0x86dd), IPV6_UDP);
	EXPECT_UNWRAPS(LAYER_GRE, LINKTYPE_RAW, IN_IP(47, 50), 0, 0, U16(0x6558), ETHERNET(0x0800), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_GRE, LINKTYPE_RAW, IPV6(36, 47), 0, 0, U16(0x0800), IPV4_UDP);
}

TEST(checksum_key_sequence_and_routing_of_gre_are_skipped)
{
	EXPECT_UNWRAPS(LAYER_GRE, LINKTYPE_RAW, IN_IP(47, 40), 0x80, 0, U16(0x0800), 1, 2, 0, 0, IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_GRE, LINKTYPE_RAW, IN_IP(47, 40), 0x20, 0, U16(0x0800), U32(7), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_GRE, LINKTYPE_RAW, IN_IP(47, 48), 0xb0, 0, U16(0x0800), 1, 2, 0, 0, U32(7), U32(8),
	               IPV4_UDP);
	/* One entry of 4 bytes, then the one of length 0 that ends them. */
	EXPECT_UNWRAPS(LAYER_GRE, LINKTYPE_RAW, IN_IP(47, 52), 0x40, 0, U16(0x0800), 1, 2, 0, 0, U16(0x0800), 0, 4, 10,
	               0, 0, 9, 0, 0, 0, 0, IPV4_UDP);
}

TEST(nvgre_is_bridged_ethernet_with_a_key)
{
	EXPECT_UNWRAPS(LAYER_GRE, LINKTYPE_RAW, IN_IP(47, 54), 0x20, 0, U16(0x6558), 0, 0x12, 0x34, 5, ETHERNET(0x0800),
	               IPV4_UDP);
}

TEST(gre_carries_mpls_and_ppp)
{
	EXPECT_UNWRAPS(LAYER_MPLS, LINKTYPE_RAW, IN_IP(47, 40), 0, 0, U16(0x8847), 0, 1, 0x01, 64, IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_PPP, LINKTYPE_RAW, IN_IP(47, 40), 0, 0, U16(0x880b), 0xff, 3, 0, 0x21, IPV4_UDP);
}

TEST(enhanced_gre_of_pptp_carries_ppp)
{
	/* Key and sequence number, then with an acknowledgement. */
	EXPECT_UNWRAPS(LAYER_PPP, LINKTYPE_RAW, IN_IP(47, 48), 0x30, 0x01, U16(0x880b), U16(36), 0, 1, U32(9), 0xff, 3,
	               0, 0x21, IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_PPP, LINKTYPE_RAW, IN_IP(47, 49), 0x30, 0x81, U16(0x880b), U16(33), 0, 1, U32(9), U32(8),
	               0x21, IPV4_UDP);
	/* An acknowledgement alone. */
	EXPECT_VERDICT(NET_OTHER_IP, LINKTYPE_RAW, IN_IP(47, 12), 0x20, 0x81, U16(0x880b), U16(0), 0, 1, U32(8));
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_RAW, IN_IP(47, 12), 0x10, 0x01, U16(0x880b), U16(0), 0, 1, U32(8));
}

TEST(ethernet_over_ip_of_mikrotik_is_enhanced_gre_with_its_own_number)
{
	EXPECT_UNWRAPS(LAYER_GRE, LINKTYPE_RAW, IN_IP(47, 54), 0x20, 0x01, U16(0x6400), U16(46), 7, 0, ETHERNET(0x0800),
	               IPV4_UDP);
}

TEST(erspan_of_type_i_is_told_by_the_missing_sequence_number)
{
	EXPECT_UNWRAPS(LAYER_GRE, LINKTYPE_RAW, IN_IP(47, 50), 0, 0, U16(0x88be), ETHERNET(0x0800), IPV4_UDP);
}

TEST(erspan_of_type_ii_has_eight_bytes)
{
	EXPECT_UNWRAPS(LAYER_ERSPAN, LINKTYPE_RAW, IN_IP(47, 62), 0x10, 0, U16(0x88be), U32(1), 0x10, 0x64, 0, 0x17, 0,
	               0, 0, 0x0a, ETHERNET(0x0800), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_VLAN, LINKTYPE_RAW, IN_IP(47, 66), 0x10, 0, U16(0x88be), U32(1), 0x10, 0x64, 0x18, 0x17, 0,
	               0, 0, 0x0a, ETHERNET(0x8100), 0, 100, U16(0x0800), IPV4_UDP);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_RAW, IN_IP(47, 62), 0x10, 0, U16(0x88be), U32(1), 0x50, 0x64, 0, 0x17, 0,
	               0, 0, 0x0a, ETHERNET(0x0800), IPV4_UDP);
}

TEST(erspan_of_type_iii_carries_ethernet_or_ip_with_and_without_a_subheader)
{
	EXPECT_UNWRAPS(LAYER_ERSPAN3, LINKTYPE_RAW, IN_IP(47, 66), 0x10, 0, U16(0x22eb), U32(1), 0x20, 0x64, 0, 0x17,
	               U32(77), 0, 0, 0x80, 0, ETHERNET(0x0800), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_ERSPAN3, LINKTYPE_RAW, IN_IP(47, 74), 0x10, 0, U16(0x22eb), U32(1), 0x20, 0x64, 0, 0x17,
	               U32(77), 0, 0, 0x80, 1, 0x0c, 0, 0, 0, 0, 0, 0, 0, ETHERNET(0x0800), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_ERSPAN3, LINKTYPE_RAW, IN_IP(47, 52), 0x10, 0, U16(0x22eb), U32(1), 0x20, 0x64, 0, 0x17,
	               U32(77), 0, 0, 0x08, 0, IPV4_UDP);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_RAW, IN_IP(47, 52), 0x10, 0, U16(0x22eb), U32(1), 0x10, 0x64, 0, 0x17,
	               U32(77), 0, 0, 0x08, 0, IPV4_UDP);
}

TEST(redirects_of_wccp_come_with_and_without_their_header)
{
	EXPECT_UNWRAPS(LAYER_GRE, LINKTYPE_RAW, IN_IP(47, 36), 0, 0, U16(0x883e), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_GRE, LINKTYPE_RAW, IN_IP(47, 40), 0, 0, U16(0x883e), 0x80, 0, 0, 0, IPV4_UDP);
}

TEST(gre_that_contradicts_itself_is_malformed_and_what_it_does_not_know_is_left)
{
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_RAW, IN_IP(47, 36), 0, 5, U16(0x0800), IPV4_UDP);
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_RAW, IN_IP(47, 36), 0, 0, U16(0x1234), IPV4_UDP);
	/* Cisco's keep-alive: no protocol. */
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_RAW, IN_IP(47, 4), 0, 0, 0, 0);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_RAW, IN_IP(47, 3), 0, 0, 8);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_RAW, IN_IP(47, 12), 0x40, 0, U16(0x0800), 1, 2, 0, 0, 0, 0, 0, 200);
}

TEST_MAIN
