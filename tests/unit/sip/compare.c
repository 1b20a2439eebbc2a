/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/sdp.h"

#include "tests/test.h"

static struct arena arena;

__attribute__((destructor)) static void forget(void)
{
	arena_done(&arena);
}

#define ORIGIN "v=0\r\no=- 7 1 IN IP4 192.0.2.9\r\n"
#define SESSION ORIGIN "s=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"
#define AUDIO SESSION "m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=ptime:20\r\n"

static struct sdp *parse(const char *text)
{
	return sdp_parse(&arena, str_of(text));
}

static unsigned differs(const char *a, const char *b)
{
	return sdp_differs(parse(a), parse(b));
}

/* Of one audio line's formats. */
static const struct sdp_media *formats(const char *lines)
{
	char text[600];

	snprintf(text, sizeof(text), "%sm=audio 4000 RTP/AVP %s\r\n", SESSION, lines);
	return sdp_audio(parse(text));
}

TEST(a_description_is_the_same_whatever_its_version_and_the_order_of_attributes)
{
	EXPECT(sdp_same(parse(AUDIO), parse(AUDIO)));
	EXPECT(sdp_same(parse("v=0\r\no=- 7 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"
	                      "m=audio 4000 RTP/AVP 0\r\na=a:1\r\na=b:2\r\n"),
	                parse("v=0\r\no=- 7 2 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"
	                      "m=audio 4000 RTP/AVP 0\r\na=b:2\r\na=a:1\r\n")));
	EXPECT(sdp_same(NULL, NULL));
}

TEST(a_default_that_is_written_changes_nothing)
{
	EXPECT_INT(0, differs(AUDIO, AUDIO "a=sendrecv\r\n"));
	EXPECT_INT(0, differs(AUDIO, AUDIO "c=IN IP4 192.0.2.9\r\n"));
	EXPECT_INT(0, differs(AUDIO, AUDIO "a=rtpmap:0 pcmu/8000\r\n"));
}

TEST(each_difference_is_told_by_its_name)
{
	EXPECT_INT(SDP_DIFFERS_LINES, differs(AUDIO, AUDIO "m=video 0 RTP/AVP 31\r\n"));
	EXPECT(differs(SESSION "m=audio 1 RTP/AVP 0\r\n", SESSION "m=video 1 RTP/AVP 0\r\n") & SDP_DIFFERS_LINES);
	EXPECT_INT(SDP_DIFFERS_ADDRESS, differs(AUDIO, AUDIO "c=IN IP4 192.0.2.10\r\n"));
	EXPECT_INT(SDP_DIFFERS_PORT, differs(SESSION "m=audio 1 RTP/AVP 0\r\n", SESSION "m=audio 2 RTP/AVP 0\r\n"));
	EXPECT_INT(SDP_DIFFERS_PROTO, differs(SESSION "m=audio 1 RTP/AVP 0\r\n", SESSION "m=audio 1 RTP/AVPF 0\r\n"));
	EXPECT_INT(SDP_DIFFERS_DIRECTION, differs(AUDIO, AUDIO "a=sendonly\r\n"));
	EXPECT_INT(SDP_DIFFERS_FORMATS,
	           differs(SESSION "m=audio 1 RTP/AVP 0 8\r\n", SESSION "m=audio 1 RTP/AVP 8 0\r\n"));
	EXPECT_INT(SDP_DIFFERS_CRYPTO, differs(AUDIO "a=crypto:1 X inline:a\r\n", AUDIO "a=crypto:1 X inline:b\r\n"));
	EXPECT_INT(SDP_DIFFERS_CRYPTO, differs(AUDIO "a=fingerprint:sha-1 A\r\n", AUDIO "a=fingerprint:sha-1 B\r\n"));
	EXPECT_INT(SDP_DIFFERS_SETUP, differs(AUDIO, AUDIO "a=setup:active\r\n"));
	EXPECT_INT(SDP_DIFFERS_PRECONDITIONS,
	           differs(AUDIO "a=curr:qos local none\r\n", AUDIO "a=curr:qos local sendrecv\r\n"));
	EXPECT_INT(SDP_DIFFERS_OTHER, differs(AUDIO, AUDIO "a=x\r\n"));
	EXPECT_INT(SDP_DIFFERS_OTHER, differs(AUDIO "a=x\r\n", AUDIO "a=x\r\na=x\r\n"));
	EXPECT_INT(SDP_DIFFERS_OTHER, differs(AUDIO, AUDIO "b=AS:64\r\n"));
	EXPECT_INT(SDP_DIFFERS_LINES, sdp_differs(parse(AUDIO), NULL));
	EXPECT_STR("address", str_of(sdp_difference_name(SDP_DIFFERS_ADDRESS)));
	EXPECT_STR("other lines", str_of(sdp_difference_name(SDP_DIFFERS_OTHER)));
}

TEST(an_attribute_of_another_line_is_another_attribute)
{
	EXPECT_INT(SDP_DIFFERS_OTHER, differs(SESSION "m=audio 1 RTP/AVP 0\r\na=x\r\nm=video 2 RTP/AVP 31\r\n",
	                                      SESSION "m=audio 1 RTP/AVP 0\r\nm=video 2 RTP/AVP 31\r\na=x\r\n"));
}

TEST(a_second_origin_is_another_description)
{
	EXPECT_INT(SDP_DIFFERS_OTHER,
	           differs("v=0\r\no=a 7 1 IN IP4 192.0.2.9\r\ns=-\r\n", "v=0\r\no=b 7 1 IN IP4 192.0.2.9\r\ns=-\r\n"));
}

TEST(common_codecs_are_those_of_one_name_and_clock)
{
	EXPECT_INT(2, sdp_codecs_common(formats("0 8 18"), formats("8 0")));
	EXPECT_INT(0, sdp_codecs_common(formats("0 8 18"), formats("9")));
	EXPECT_INT(1, sdp_codecs_common(formats("96\r\na=rtpmap:96 OPUS/48000/2"),
	                                formats("111\r\na=rtpmap:111 opus/48000/2")));
	EXPECT_INT(0,
	           sdp_codecs_common(formats("96\r\na=rtpmap:96 AMR/8000"), formats("96\r\na=rtpmap:96 AMR-WB/16000")));
	EXPECT_INT(0, sdp_codecs_common(formats("96\r\na=rtpmap:96 speex/8000"),
	                                formats("96\r\na=rtpmap:96 speex/16000")));
	/* An rtpmap of a static type that names another clock, as G.722's often does, changes nothing. */
	EXPECT_INT(1, sdp_codecs_common(formats("9"), formats("9\r\na=rtpmap:9 G722/16000")));
	/* Nor does another spelling of its name. */
	EXPECT_INT(1, sdp_codecs_common(formats("18"), formats("18\r\na=rtpmap:18 G729A/8000")));
	EXPECT_INT(0, sdp_codecs_common(formats("18"), formats("97\r\na=rtpmap:97 G729A/8000")));
	EXPECT_INT(1, sdp_codecs_common(formats("97"), formats("97\r\na=rtpmap:97 iLBC/8000")));
}

TEST(what_travels_beside_speech_is_no_codec)
{
	const struct sdp_media *media =
		formats("0 13 101 102\r\na=rtpmap:101 Telephone-Event/8000\r\na=rtpmap:102 red/8000");

	EXPECT_INT(1, sdp_codecs(media));
	EXPECT_INT(0, sdp_codecs_common(formats("8 101\r\na=rtpmap:101 telephone-event/8000"),
	                                formats("0 101\r\na=rtpmap:101 telephone-event/8000")));
}

TEST(a_codec_that_was_not_offered_is_found)
{
	const struct sdp_format *added = sdp_codec_added(formats("0 8"), formats("8 18 13"));

	EXPECT(added);
	EXPECT_STR("G729", added ? added->name : STR_NONE);
	EXPECT(!sdp_codec_added(formats("0 8"), formats("8")));
	EXPECT(!sdp_codec_added(formats("0"), formats("0 13")));
}

TEST(a_codec_under_another_dynamic_number_is_found)
{
	const struct sdp_format *offered = NULL;
	const struct sdp_format *answered = sdp_renumbered(formats("0 96\r\na=rtpmap:96 AMR/8000"),
	                                                   formats("0 97\r\na=rtpmap:97 AMR/8000"), &offered);

	EXPECT(answered && offered);
	EXPECT_INT(97, answered ? answered->payload_type : 0);
	EXPECT_INT(96, offered ? offered->payload_type : 0);
	EXPECT(!sdp_renumbered(formats("0 8"), formats("8"), &offered));
	EXPECT(!sdp_renumbered(formats("96 97\r\na=rtpmap:96 AMR/8000\r\na=rtpmap:97 AMR/8000"),
	                       formats("97\r\na=rtpmap:97 AMR/8000"), &offered));
	EXPECT(!sdp_renumbered(formats("96\r\na=rtpmap:96 AMR/8000"), formats("97\r\na=rtpmap:97 EVS/16000"),
	                       &offered));
}

TEST(a_format_is_found_by_its_number)
{
	EXPECT_STR("PCMA", sdp_format_of(formats("0 8"), 8)->name);
	EXPECT(!sdp_format_of(formats("0 8"), 9));
}

TEST_MAIN
