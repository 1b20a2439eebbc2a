/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/message.h"

#include "sip/body.h"
#include "tests/test.h"

#define SDP "v=0\r\no=-\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"

static struct str found(const char *type, const char *body)
{
	return body_sdp(str_of(body), str_of(type));
}

static bool has_audio(struct str text)
{
	struct arena arena = {0};
	struct message message;
	const struct sdp_media *audio;
	bool found_it;

	EXPECT(message_scan(text, (struct message_place){.datagram = true}, &message));
	audio = sdp_audio(message_sdp(&message, &arena));
	found_it = audio && audio->port == 4000;
	arena_done(&arena);
	return found_it;
}

TEST(the_first_sdp_part_of_a_multipart_is_found)
{
	EXPECT_STR(SDP, found("multipart/mixed;boundary=b1",
	                      "--b1\r\nContent-Type: application/ISUP;version=itu\r\n\r\n\x01\x02\r\n--b1\r\n"
	                      "Content-Type: application/sdp\r\nContent-Length: 3\r\n\r\n" SDP "--b1--\r\n"));
}

TEST(a_quoted_boundary_is_unquoted)
{
	EXPECT_STR(SDP, found("multipart/mixed; boundary=\"b 1\"", "--b 1\r\nc:application/sdp\r\n\r\n" SDP "--b 1--"));
}

TEST(a_preamble_is_passed_over)
{
	EXPECT_STR(SDP,
	           found("multipart/mixed;boundary=b", "v=preamble\r\n--b\r\nc:application/sdp\r\n\r\n" SDP "--b--"));
}

TEST(a_missing_last_delimiter_is_forgiven)
{
	EXPECT_STR(SDP, found("multipart/mixed;boundary=b", "--b\r\nContent-Type: application/sdp\r\n\r\n" SDP));
}

TEST(a_boundary_missing_from_the_content_type_is_taken_from_the_body)
{
	EXPECT_STR(SDP, found("multipart/mixed", "--b\r\nContent-Type: application/sdp\r\n\r\n" SDP "--b--\r\n"));
}

TEST(a_boundary_that_begins_like_another_is_not_confused_with_it)
{
	EXPECT_STR(SDP "--bb\r\n",
	           found("multipart/mixed;boundary=b", "--b\r\nc:application/sdp\r\n\r\n" SDP "--bb\r\n--b--"));
}

TEST(nothing_behind_the_closing_delimiter_counts)
{
	EXPECT_INT(0, found("multipart/mixed;boundary=b",
	                    "--b\r\nc:text/plain\r\n\r\nx\r\n--b--\r\nc:application/sdp\r\n\r\n" SDP)
	                      .n);
}

TEST(a_part_without_content_type_counts_by_its_bytes)
{
	EXPECT_STR(SDP, found("multipart/mixed;boundary=b", "--b\r\n\r\n" SDP "--b--"));
}

TEST(a_multipart_inside_a_multipart_is_opened)
{
	EXPECT_STR(
		SDP,
		found("multipart/mixed;boundary=a",
	              "--a\r\nContent-Type: text/plain\r\n\r\nx\r\n--a\r\nContent-Type: multipart/alternative;boundary=b\r\n\r\n"
	              "--b\r\nContent-Type: application/sdp\r\n\r\n" SDP "--b--\r\n--a--\r\n"));
}

TEST(other_bodies_have_no_sdp)
{
	EXPECT_INT(0, found("text/plain", "hello").n);
	EXPECT_INT(0, found("multipart/mixed;boundary=b", "--b\r\nc:text/plain\r\n\r\nx\r\n--b--").n);
	EXPECT_INT(0, found("multipart/mixed;boundary=b", "").n);
	EXPECT_INT(0, found("multipart/mixed;boundary=b", "--b").n);
	EXPECT_INT(0, found("", "").n);
}

TEST(sdp_is_found_whatever_the_labels_say)
{
	EXPECT(has_audio(STR("SIP/2.0 183 x\r\nContent-Type: application/sdp\r\n\r\n" SDP)));
	EXPECT(has_audio(STR("SIP/2.0 183 x\r\n\r\n" SDP)));
	EXPECT(has_audio(STR("SIP/2.0 183 x\r\nContent-Type: text/plain\r\n\r\n" SDP)));
	EXPECT(has_audio(STR("SIP/2.0 183 x\r\nContent-Length: 0\r\n\r\n" SDP)));
	EXPECT(has_audio(STR(
		"SIP/2.0 183 x\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n--b\r\nc:application/sdp\r\n\r\n" SDP
		"--b--\r\n")));
	EXPECT(!has_audio(STR("SIP/2.0 183 x\r\nContent-Length: 0\r\n\r\n")));
}

TEST(all_reasons_of_a_message_are_gathered)
{
	struct arena arena = {0};
	struct message message;
	struct reason *list;

	message_scan(STR("BYE sip:a SIP/2.0\r\nReason: Q.850;cause=16, SIP;cause=200\r\nReason: X;cause=3\r\n\r\n"),
	             (struct message_place){.datagram = true}, &message);
	list = message_reasons(&message, &arena);
	EXPECT(list && list->next && list->next->next && !list->next->next->next);
	EXPECT(list && list->next && list->next->next && list->next->next->cause == 3);
	arena_done(&arena);
}

TEST_MAIN
