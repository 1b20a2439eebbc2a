/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/rtcp.h"

#include "tests/test.h"

#define PARSE(out, ...) rtcp_parse((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}), &(out))

/* One block: SSRC 1, 64 of 256 lost since, -2 in all, highest 0x00010203, jitter 4. */
#define BLOCK 0, 0, 0, 1, 64, 0xff, 0xff, 0xfe, 0, 1, 2, 3, 0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 0, 6
#define RECEIVER_REPORT 0x81, 201, 0, 7, 0xaa, 0xbb, 0xcc, 0xdd, BLOCK
#define SENDER_INFO 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 0, 0, 0, 99, 0, 0, 1, 0
#define CNAME 0x81, 202, 0, 3, 0xaa, 0xbb, 0xcc, 0xdd, 1, 4, 'a', 'b', 'c', 'd', 0, 0

TEST(a_receiver_report_tells_what_came_of_a_source)
{
	struct rtcp rtcp;

	EXPECT(PARSE(rtcp, RECEIVER_REPORT, CNAME));
	EXPECT_INT(0xaabbccdd, rtcp.sender);
	EXPECT(!rtcp.sends);
	EXPECT_INT(1, rtcp.count);
	EXPECT_INT(1, rtcp.blocks[0].ssrc);
	EXPECT_INT(64, rtcp.blocks[0].fraction);
	EXPECT_INT(-2, rtcp.blocks[0].lost);
	EXPECT_INT(0x00010203, rtcp.blocks[0].highest);
	EXPECT_INT(4, rtcp.blocks[0].jitter);
}

TEST(a_sender_report_tells_what_it_sent_and_what_came)
{
	struct rtcp rtcp;

	EXPECT(PARSE(rtcp, 0x81, 200, 0, 12, 0, 0, 0, 9, SENDER_INFO, BLOCK));
	EXPECT(rtcp.sends);
	EXPECT_INT(9, rtcp.sender);
	EXPECT_INT(99, rtcp.packets);
	EXPECT_INT(1, rtcp.count);
	EXPECT_INT(4, rtcp.blocks[0].jitter);
}

TEST(a_report_without_blocks_is_one)
{
	struct rtcp rtcp;

	EXPECT(PARSE(rtcp, 0x80, 201, 0, 1, 0, 0, 0, 9));
	EXPECT_INT(0, rtcp.count);
	EXPECT(!rtcp.sends);
}

TEST(several_reports_in_one_datagram_all_count)
{
	struct rtcp rtcp;

	EXPECT(PARSE(rtcp, RECEIVER_REPORT, RECEIVER_REPORT));
	EXPECT_INT(2, rtcp.count);
}

TEST(blocks_beyond_the_ceiling_are_left_out)
{
	uint8_t bytes[4 * 32 * 24] = {0};
	struct rtcp rtcp;
	size_t size = 0;

	for (unsigned i = 0; i < 4; i++) {
		const uint8_t header[4] = {0x80 | 31, 201, 0, 1 + 31 * 6};

		memcpy(bytes + size, header, sizeof(header));
		size += 4 + 4 + 31 * 24;
	}
	EXPECT(rtcp_parse(bytes, size, &rtcp));
	EXPECT_INT(RTCP_MAX_BLOCKS, rtcp.count);
}

TEST(only_the_last_packet_may_be_padded)
{
	struct rtcp rtcp;

	EXPECT(PARSE(rtcp, RECEIVER_REPORT, 0xa1, 203, 0, 2, 0xaa, 0xbb, 0xcc, 0xdd, 0, 0, 0, 4));
	EXPECT(!PARSE(rtcp, 0xa0, 201, 0, 2, 0, 0, 0, 9, 0, 0, 0, 4, CNAME));
	EXPECT(!PARSE(rtcp, 0xa0, 201, 0, 2, 0, 0, 0, 9, 0, 0, 0, 0));
	EXPECT(!PARSE(rtcp, 0xa0, 201, 0, 1, 0, 0, 0, 9));
}

/* RFC 3711 3.4: behind the first eight bytes all is encrypted; index and tag follow. */
TEST(what_srtcp_carries_is_not_read)
{
	struct rtcp rtcp;

	EXPECT(!PARSE(rtcp, RECEIVER_REPORT, 0x80, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
	EXPECT(!PARSE(rtcp, RECEIVER_REPORT, 0x00, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
	EXPECT(!PARSE(rtcp, 0x80, 201, 0, 1, 0, 0, 0, 9, 0x5e, 0xa4, 0x99, 0x10, 0x80, 0, 0, 1));
}

TEST(what_begins_with_no_report_is_none)
{
	struct rtcp rtcp;

	EXPECT(!PARSE(rtcp, CNAME));
	EXPECT(!PARSE(rtcp, 0x81, 205, 0, 2, 0, 0, 0, 9, 0, 0, 0, 1));
}

TEST(a_report_that_does_not_hold_its_blocks_is_damaged)
{
	struct rtcp rtcp;

	EXPECT(!PARSE(rtcp, 0x82, 201, 0, 7, 0xaa, 0xbb, 0xcc, 0xdd, BLOCK));
	EXPECT(!PARSE(rtcp, 0x80, 200, 0, 1, 0xaa, 0xbb, 0xcc, 0xdd));
	EXPECT(!PARSE(rtcp, 0x81, 201, 0, 8, 0xaa, 0xbb, 0xcc, 0xdd, BLOCK));
	EXPECT(!PARSE(rtcp, 0x80, 201, 0, 0));
	EXPECT(!PARSE(rtcp, RECEIVER_REPORT, 0x80, 202));
	EXPECT(!rtcp_parse(NULL, 0, &rtcp));
}

TEST_MAIN
