/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/rtp.h"

#include "tests/test.h"

#define PARSE(out, ...) rtp_parse((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}), (out))
#define LOOKS(...) rtcp_looks((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

/* Sequence 0x1234, timestamp 0x00000140, SSRC 0xdeadbeef. */
#define FIXED(first, second) first, second, 0x12, 0x34, 0, 0, 1, 0x40, 0xde, 0xad, 0xbe, 0xef

TEST(a_plain_packet_gives_all_fields)
{
	const uint8_t bytes[] = {FIXED(0x80, 0x88), 0xd5, 0xd5, 0xd5};
	struct rtp rtp;

	EXPECT(rtp_parse(bytes, sizeof(bytes), &rtp));
	EXPECT_INT(8, rtp.payload_type);
	EXPECT(rtp.marker);
	EXPECT_INT(0x1234, rtp.sequence);
	EXPECT_INT(0x140, rtp.timestamp);
	EXPECT_INT(0xdeadbeef, rtp.ssrc);
	EXPECT(rtp.payload == bytes + 12);
	EXPECT_INT(3, rtp.payload_size);
}

TEST(no_marker_is_told_from_marker)
{
	struct rtp rtp;

	EXPECT(PARSE(&rtp, FIXED(0x80, 0x00), 1));
	EXPECT(!rtp.marker);
	EXPECT_INT(0, rtp.payload_type);
}

TEST(a_packet_may_be_empty)
{
	struct rtp rtp;

	EXPECT(PARSE(&rtp, FIXED(0x80, 0x00)));
	EXPECT_INT(0, rtp.payload_size);
}

TEST(eleven_bytes_are_too_few)
{
	const uint8_t bytes[] = {FIXED(0x80, 0x00)};
	struct rtp rtp;

	EXPECT(!rtp_parse(bytes, 11, &rtp));
	EXPECT(!rtp_parse(bytes, 0, &rtp));
	EXPECT(!rtp_parse(NULL, 0, &rtp));
}

TEST(other_versions_are_not_rtp)
{
	struct rtp rtp;

	EXPECT(!PARSE(&rtp, FIXED(0x00, 0x00), 1)); /* STUN begins so */
	EXPECT(!PARSE(&rtp, FIXED(0x40, 0x00), 1)); /* TURN channel data */
	EXPECT(!PARSE(&rtp, FIXED(0xc0, 0x00), 1));
}

TEST(payload_types_that_rtcp_could_have_are_refused)
{
	struct rtp rtp;

	EXPECT(PARSE(&rtp, FIXED(0x80, 63), 1));
	EXPECT(!PARSE(&rtp, FIXED(0x80, 64), 1));
	EXPECT(!PARSE(&rtp, FIXED(0x80, 95), 1));
	EXPECT(!PARSE(&rtp, FIXED(0x80, 200), 1));
	EXPECT(PARSE(&rtp, FIXED(0x80, 96), 1));
	EXPECT(PARSE(&rtp, FIXED(0x80, 127), 1));
}

TEST(csrc_list_and_extension_are_skipped)
{
	const uint8_t csrc[] = {FIXED(0x82, 0), 1, 1, 1, 1, 2, 2, 2, 2, 0xaa};
	const uint8_t extension[] = {FIXED(0x90, 0), 0xbe, 0xde, 0, 1, 9, 9, 9, 9, 0xaa, 0xbb};
	const uint8_t both[] = {FIXED(0x91, 0), 1, 1, 1, 1, 0xbe, 0xde, 0, 0, 0xcc};
	struct rtp rtp;

	EXPECT(rtp_parse(csrc, sizeof(csrc), &rtp));
	EXPECT_INT(1, rtp.payload_size);
	EXPECT_INT(0xaa, rtp.payload[0]);
	EXPECT(rtp_parse(extension, sizeof(extension), &rtp));
	EXPECT_INT(2, rtp.payload_size);
	EXPECT_INT(0xaa, rtp.payload[0]);
	EXPECT(rtp_parse(both, sizeof(both), &rtp));
	EXPECT_INT(1, rtp.payload_size);
	EXPECT_INT(0xcc, rtp.payload[0]);
}

TEST(lists_longer_than_the_packet_are_refused)
{
	struct rtp rtp;

	EXPECT(!PARSE(&rtp, FIXED(0x82, 0), 1, 1, 1, 1, 2, 2, 2));
	EXPECT(!PARSE(&rtp, FIXED(0x8f, 0)));
	EXPECT(!PARSE(&rtp, FIXED(0x90, 0), 0xbe, 0xde, 0));
	EXPECT(!PARSE(&rtp, FIXED(0x90, 0), 0xbe, 0xde, 0, 1, 9, 9, 9));
	EXPECT(!PARSE(&rtp, FIXED(0x90, 0), 0xbe, 0xde, 0xff, 0xff, 9, 9, 9, 9));
}

TEST(padding_is_no_payload)
{
	struct rtp rtp;

	EXPECT(PARSE(&rtp, FIXED(0xa0, 0), 7, 7, 0, 0, 3));
	EXPECT_INT(2, rtp.payload_size);
	EXPECT_INT(2, rtp.payload_length);
	EXPECT(PARSE(&rtp, FIXED(0xa0, 0), 1));
	EXPECT_INT(0, rtp.payload_size);
}

TEST(padding_that_cannot_be_is_refused)
{
	struct rtp rtp;

	EXPECT(!PARSE(&rtp, FIXED(0xa0, 0)));
	EXPECT(!PARSE(&rtp, FIXED(0xa0, 0), 7, 0));
	EXPECT(!PARSE(&rtp, FIXED(0xa0, 0), 7, 3));
	EXPECT(!PARSE(&rtp, FIXED(0xa1, 0), 1, 1, 1, 1, 2)); /* the CSRC list is no padding */
}

TEST(a_refused_packet_leaves_out_untouched)
{
	struct rtp rtp = {.ssrc = 42};

	EXPECT(!PARSE(&rtp, FIXED(0xa0, 0), 7, 0));
	EXPECT_INT(42, rtp.ssrc);
}

TEST(reports_look_like_rtcp)
{
	EXPECT(LOOKS(0x80, 200, 0, 1, 1, 2, 3, 4));
	EXPECT(LOOKS(0x80, 201, 0, 1, 1, 2, 3, 4));
	EXPECT(LOOKS(0x81, 192, 0, 1, 1, 2, 3, 4));
	EXPECT(LOOKS(0x81, 223, 0, 1, 1, 2, 3, 4));
	/* Another packet of the compound, or what SRTCP puts behind. */
	EXPECT(LOOKS(0x80, 201, 0, 1, 1, 2, 3, 4, 0x55, 0x55, 0x55));
}

TEST(what_contradicts_itself_is_no_rtcp)
{
	EXPECT(!LOOKS(0x80, 200, 0, 1, 1, 2, 3));
	EXPECT(!LOOKS(0x80, 200, 0, 2, 1, 2, 3, 4));
	EXPECT(!LOOKS(0x80, 200, 0, 0, 1, 2, 3, 4));
	EXPECT(!LOOKS(0x40, 200, 0, 1, 1, 2, 3, 4));
	EXPECT(!LOOKS(0x80, 191, 0, 1, 1, 2, 3, 4));
	EXPECT(!LOOKS(0x80, 224, 0, 1, 1, 2, 3, 4));
	EXPECT(!rtcp_looks(NULL, 0));
}

TEST_MAIN
