/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/message.h"

#include "sip/body.h"
#include "tests/test.h"

#define SDP "v=0\r\no=-\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"

static struct str found(const char *type, const char *body)
{
	return body_sdp(str_of(body), str_of(type), STR_NONE).session;
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

#define PART(type, disposition, body)                                                                                  \
	"--b\r\nContent-Type: " type "\r\nContent-Disposition: " disposition "\r\n\r\n" body

/* The ports of the session's SDP and of the early session's; 0: none. */
static void expect_ports(unsigned session, unsigned early, struct str text)
{
	struct arena arena = {0};
	struct message message;
	const struct sdp_media *audio;

	EXPECT(message_scan(text, (struct message_place){.datagram = true}, &message));
	audio = sdp_audio(message_sdp(&message, &arena));
	EXPECT_INT(session, audio ? audio->port : 0);
	audio = sdp_audio(message_early_session(&message, &arena));
	EXPECT_INT(early, audio ? audio->port : 0);
	arena_done(&arena);
}

#define EARLY "v=0\r\nm=audio 5000 RTP/AVP 0\r\n"

TEST(the_sdp_of_an_early_session_is_not_the_sessions)
{
	expect_ports(0, 5000,
	             STR("SIP/2.0 183 x\r\nContent-Disposition: early-session; handling=optional\r\n"
	                 "Content-Type: application/sdp\r\n\r\n" EARLY));
	expect_ports(4000, 0, STR("SIP/2.0 183 x\r\nContent-Disposition: session\r\n\r\n" SDP));
	expect_ports(4000, 5000,
	             STR("SIP/2.0 183 x\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n" PART(
			     "application/sdp", "early-session", EARLY)
	                         PART("application/sdp", "session", SDP) "--b--\r\n"));
	expect_ports(4000, 5000,
	             STR("SIP/2.0 183 x\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n" PART("application/sdp",
	                                                                                          "session", SDP)
	                         PART("application/sdp", "Early-Session", EARLY) "--b--\r\n"));
	expect_ports(0, 5000,
	             STR("SIP/2.0 183 x\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n" PART(
			     "application/sdp", "early-session", EARLY) "--b--\r\n"));
}

TEST(the_parts_of_a_body_are_listed)
{
	struct arena arena = {0};
	struct message message;
	struct body_part *parts;
	unsigned count;

	EXPECT(message_scan(STR("INVITE sip:a SIP/2.0\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n" PART(
				    "application/sdp", "session", SDP)
	                                PART("application/ISUP;version=x", "signal; handling=optional",
	                                     "12345") "\r\n--b\r\nContent-Encoding: gzip\r\n\r\nz\r\n--b--\r\n"),
	                    (struct message_place){.datagram = true}, &message));
	parts = message_parts(&message, &arena, &count);
	EXPECT_INT(3, count);
	if (count == 3) {
		EXPECT_STR("application/sdp", parts[0].type);
		EXPECT(parts[0].is_sdp && !parts[0].optional && !parts[0].encoded);
		EXPECT_INT(DISPOSITION_SESSION, parts[0].disposition);
		EXPECT_STR("application/ISUP", parts[1].type);
		EXPECT(!parts[1].is_sdp && parts[1].optional);
		EXPECT_INT(DISPOSITION_OTHER, parts[1].disposition);
		EXPECT_INT(5, parts[1].size);
		EXPECT_INT(0, parts[2].type.n);
		EXPECT(parts[2].encoded);
		EXPECT_INT(DISPOSITION_NONE, parts[2].disposition);
	}
	arena_done(&arena);
}

TEST(a_body_of_one_piece_has_no_parts)
{
	struct arena arena = {0};
	struct message message;
	unsigned count = 9;

	EXPECT(message_scan(STR("SIP/2.0 183 x\r\nContent-Type: application/sdp\r\n\r\n" SDP),
	                    (struct message_place){.datagram = true}, &message));
	EXPECT(!message_parts(&message, &arena, &count));
	EXPECT_INT(0, count);
	arena_done(&arena);
}

TEST(no_more_than_eight_parts_are_listed)
{
	static char text[2000];
	struct arena arena = {0};
	struct message message;
	unsigned count;
	size_t n = (size_t)snprintf(text, sizeof(text),
	                            "INVITE sip:a SIP/2.0\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n");

	for (int i = 0; i < 20; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "--b\r\nc:text/plain\r\n\r\nx\r\n");
	EXPECT(message_scan((struct str){text, n}, (struct message_place){.datagram = true}, &message));
	EXPECT(message_parts(&message, &arena, &count));
	EXPECT_INT(BODY_MAX_PARTS, count);
	arena_done(&arena);
}

TEST_MAIN
