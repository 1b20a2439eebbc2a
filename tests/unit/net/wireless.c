/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/net/wire.h"

#define HEADER(first, second) first, second, 0, 0, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 3, 2, 0, 0, 0, 0, 1, 0x10, 0
#define DATA HEADER(0x08, 0x02) /* from an access point */
#define QOS_DATA HEADER(0x88, 0x01), 6, 0
#define SNAP(type) 0xaa, 0xaa, 3, 0, 0, 0, U16(type)
#define RADIOTAP 0, 0, 8, 0, 0, 0, 0, 0

TEST(data_frames_carry_snap_whichever_way_they_go)
{
	EXPECT_UNWRAPS(LAYER_WIRELESS, LINKTYPE_IEEE802_11, HEADER(0x08, 0x00), SNAP(0x0800), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_WIRELESS, LINKTYPE_IEEE802_11, HEADER(0x08, 0x01), SNAP(0x0800), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_WIRELESS, LINKTYPE_IEEE802_11, HEADER(0x08, 0x0a), SNAP(0x86dd), IPV6_UDP);
	/* Both ways: a fourth address. */
	EXPECT_UNWRAPS(LAYER_WIRELESS, LINKTYPE_IEEE802_11, HEADER(0x08, 0x03), 2, 0, 0, 0, 0, 4, SNAP(0x0800),
	               IPV4_UDP);
}

TEST(quality_of_service_and_ht_control_are_skipped)
{
	EXPECT_UNWRAPS(LAYER_WIRELESS, LINKTYPE_IEEE802_11, QOS_DATA, SNAP(0x0800), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_WIRELESS, LINKTYPE_IEEE802_11, HEADER(0x88, 0x81), 6, 0, 1, 2, 3, 4, SNAP(0x0800),
	               IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_WIRELESS, LINKTYPE_IEEE802_11, HEADER(0x88, 0x03), 2, 0, 0, 0, 0, 4, 6, 0, SNAP(0x0800),
	               IPV4_UDP);
	/* Without quality of service the order bit adds nothing. */
	EXPECT_UNWRAPS(LAYER_WIRELESS, LINKTYPE_IEEE802_11, HEADER(0x08, 0x81), SNAP(0x0800), IPV4_UDP);
}

TEST(padding_behind_the_header_is_found)
{
	EXPECT_UNWRAPS(LAYER_WIRELESS, LINKTYPE_IEEE802_11, QOS_DATA, 0, 0, SNAP(0x0800), IPV4_UDP);
}

TEST(what_is_no_data_or_encrypted_is_not_ip)
{
	/* A beacon, an acknowledgement, data without data, an encrypted frame, a later fragment, another version. */
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_IEEE802_11, HEADER(0x80, 0), 1, 2, 3, 4);
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_IEEE802_11, HEADER(0xd4, 0), 1, 2, 3, 4);
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_IEEE802_11, HEADER(0x48, 1), SNAP(0x0800), IPV4_UDP);
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_IEEE802_11, HEADER(0xc8, 1), 6, 0);
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_IEEE802_11, HEADER(0x08, 0x41), SNAP(0x0800), IPV4_UDP);
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_IEEE802_11, HEADER(0x09, 0x01), SNAP(0x0800), IPV4_UDP);
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_IEEE802_11, 8, 1, 0, 0, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 3, 2, 0, 0, 0, 0,
	               1, 0x11, 0, SNAP(0x0800), IPV4_UDP);
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_IEEE802_11, DATA, SNAP(0x888e), 1, 0, 0, 0);
}

TEST(short_control_frames_are_not_ip)
{
	/* An acknowledgement as it is: ten bytes. */
	EXPECT_VERDICT(NET_NOT_IP, LINKTYPE_IEEE802_11, 0xd4, 0, 0, 0, 2, 0, 0, 0, 0, 2);
}

TEST(each_frame_of_an_aggregate_is_read)
{
	static const uint8_t bytes[] = {HEADER(0x88, 0x01), 0x86, 0,
	                                /* 54 bytes and 2 of padding, then something that is not IP, then the last. */
	                                2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, U16(40), SNAP(0x0800), IPV4_UDP, 0, 0, 2, 0,
	                                0, 0, 0, 2, 2, 0, 0, 0, 0, 1, U16(10), SNAP(0x0806), 0, 1, 2, 0, 0, 0, 0, 2, 2,
	                                0, 0, 0, 0, 1, U16(60), SNAP(0x86dd), IPV6_UDP};
	struct wire wire = wire_new();

	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_IEEE802_11, bytes, sizeof(bytes), sizeof(bytes)));
	EXPECT(wire_next(&wire) && wire_is_inner(&wire.payload));
	EXPECT(wire_next(&wire) && wire_is_inner(&wire.payload));
	EXPECT(!wire_next(&wire));
	EXPECT_INT(3, net_counters(wire.net)->layers[LAYER_SUBFRAME]);
	wire_done(&wire);
}

TEST(an_aggregate_of_one_is_read_with_and_without_padding_behind_its_header)
{
	EXPECT_UNWRAPS(LAYER_SUBFRAME, LINKTYPE_IEEE802_11, HEADER(0x88, 0x01), 0x86, 0, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0,
	               0, 1, U16(40), SNAP(0x0800), IPV4_UDP);
	EXPECT_DECODES(LINKTYPE_IEEE802_11, HEADER(0x88, 0x01), 0x86, 0, 0, 0, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1,
	               U16(40), SNAP(0x0800), IPV4_UDP);
}

TEST(an_aggregate_of_nothing_ends)
{
	static const uint8_t header[] = {HEADER(0x88, 0x01), 0x86, 0};
	static uint8_t bytes[sizeof(header) + 16 * 1000];
	struct wire wire = wire_new();

	memcpy(bytes, header, sizeof(header));
	EXPECT_INT(NET_MALFORMED, wire_cut(&wire, LINKTYPE_IEEE802_11, bytes, sizeof(bytes), sizeof(bytes)));
	EXPECT_INT(NET_MAX_PARTS, net_counters(wire.net)->layers[LAYER_SUBFRAME]);
	wire_done(&wire);
}

TEST(radiotap_is_skipped_whatever_it_holds)
{
	EXPECT_UNWRAPS(LAYER_RADIOTAP, LINKTYPE_RADIOTAP, RADIOTAP, DATA, SNAP(0x0800), IPV4_UDP);
	/* Time and flags; a second word of bits, which moves the time to the next multiple of 8. */
	EXPECT_UNWRAPS(LAYER_RADIOTAP, LINKTYPE_RADIOTAP, 0, 0, 17, 0, 3, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, DATA,
	               SNAP(0x0800), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_RADIOTAP, LINKTYPE_RADIOTAP, 0, 0, 25, 0, 3, 0, 0, 0x80, 0, 0, 0, 0, 0x40, 0x40, 0x40,
	               0x40, 1, 2, 3, 4, 5, 6, 7, 8, 0, DATA, SNAP(0x0800), IPV4_UDP);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_RADIOTAP, 1, 0, 8, 0, 0, 0, 0, 0, DATA, SNAP(0x0800), IPV4_UDP);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_RADIOTAP, 0, 0, 7, 0, 0, 0, 0, 0, DATA, SNAP(0x0800), IPV4_UDP);
}

TEST(a_checksum_at_the_end_that_radiotap_tells_of_is_no_part_of_the_frame)
{
	/* A total length of 0 takes what there is. */
	EXPECT_DECODES(LINKTYPE_RADIOTAP, 0, 0, 9, 0, 2, 0, 0, 0, 0x10, DATA, SNAP(0x0800), IPV4(0, 1, 0, 17), UDP(0),
	               TEXT, 1, 2, 3, 4);
	EXPECT_DECODES(LINKTYPE_RADIOTAP, 0, 0, 17, 0, 3, 0, 0, 0, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x10,
	               DATA, SNAP(0x0800), IPV4(0, 1, 0, 17), UDP(0), TEXT, 1, 2, 3, 4);
}

TEST(a_frame_that_radiotap_says_is_damaged_is_malformed)
{
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_RADIOTAP, 0, 0, 9, 0, 2, 0, 0, 0, 0x50, DATA, SNAP(0x0800), IPV4_UDP, 1,
	               2, 3, 4);
}

TEST(prism_headers_are_skipped)
{
	static uint8_t prism[144 + 24 + 8 + 32] = {0x44, 0, 0, 0, 144};
	static const uint8_t frame[] = {DATA, SNAP(0x0800), IPV4_UDP};
	struct wire wire = wire_new();

	memcpy(prism + 144, frame, sizeof(frame));
	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_PRISM, prism, sizeof(prism), sizeof(prism)));
	EXPECT(wire_next(&wire) && wire_is_inner(&wire.payload));
	wire_done(&wire);
	wire_cut_anywhere(LINKTYPE_PRISM, prism, sizeof(prism));
}

TEST(avs_headers_are_skipped_under_the_link_type_of_prism_too)
{
	EXPECT_UNWRAPS(LAYER_AVS, LINKTYPE_AVS, U32(0x80211001), U32(12), 1, 2, 3, 4, DATA, SNAP(0x0800), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_AVS, LINKTYPE_PRISM, U32(0x80211001), U32(12), 1, 2, 3, 4, DATA, SNAP(0x0800), IPV4_UDP);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_AVS, U32(0x80211001), U32(4), DATA, SNAP(0x0800), IPV4_UDP);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_AVS, U32(1), U32(12), 1, 2, 3, 4, DATA, SNAP(0x0800), IPV4_UDP);
}

TEST(ppi_says_what_follows_it)
{
	EXPECT_UNWRAPS(LAYER_PPI, LINKTYPE_PPI, 0, 0, 8, 0, 105, 0, 0, 0, DATA, SNAP(0x0800), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_PPI, LINKTYPE_PPI, 0, 0, 16, 0, 105, 0, 0, 0, 2, 0, 4, 0, 1, 2, 3, 4, DATA, SNAP(0x0800),
	               IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_PPI, LINKTYPE_PPI, 0, 0, 8, 0, 1, 0, 0, 0, ETHERNET(0x0800), IPV4_UDP);
	EXPECT_UNWRAPS(LAYER_PPI, LINKTYPE_PPI, 0, 0, 8, 0, 12, 0, 0, 0, IPV4_UDP);
	EXPECT_VERDICT(NET_UNKNOWN_LINK, LINKTYPE_PPI, 0, 0, 8, 0, 195, 0, 0, 0, IPV4_UDP);
	EXPECT_VERDICT(NET_MALFORMED, LINKTYPE_PPI, 0, 0, 7, 0, 1, 0, 0, 0, ETHERNET(0x0800), IPV4_UDP);
}

TEST(ppi_in_ppi_without_end_is_left)
{
	uint8_t bytes[8 * 30];
	static const uint8_t header[8] = {0, 0, 8, 0, 192, 0, 0, 0};
	struct wire wire = wire_new();

	for (size_t i = 0; i < sizeof(bytes); i += sizeof(header))
		memcpy(bytes + i, header, sizeof(header));
	EXPECT_INT(NET_OTHER_IP, wire_cut(&wire, LINKTYPE_PPI, bytes, sizeof(bytes), sizeof(bytes)));
	wire_done(&wire);
}

TEST_MAIN
