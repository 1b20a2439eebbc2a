/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/message.h"

#include "tests/test.h"

#include <stdio.h>

static const struct message_place datagram = {.datagram = true};
static const struct message_place snapped = {.datagram = true, .cut = true};
static const struct message_place stream = {.datagram = false};

#define SDP "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"
#define SDP_SIZE 87
#define DIALOG                                                                                                         \
	"Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1\r\nFrom: <sip:a@x>;tag=A\r\nTo: <sip:b@y>;tag=B\r\n"          \
	"Call-ID: c1\r\nCSeq: 7 INVITE\r\n"

static struct message scan_as(struct str text, struct message_place place)
{
	struct message message = {0};

	EXPECT(message_scan(text, place, &message));
	return message;
}

/* Literals may hold NUL. */
#define SCAN(text) scan_as(STR(text), datagram)

/* But for what the short messages of these tests lack. */
static unsigned noted(const struct message *message)
{
	return message->deviations &
	       ~(unsigned)(DEVIATION_NO_VIA | DEVIATION_NO_FROM | DEVIATION_NO_TO | DEVIATION_NO_CALL_ID |
	                   DEVIATION_NO_CSEQ | DEVIATION_NO_TAG | DEVIATION_BRANCH | DEVIATION_CONTENT_LENGTH_NONE);
}

static unsigned noted_in(struct str text)
{
	struct message message = scan_as(text, datagram);

	return noted(&message);
}

static bool refuses(struct str text)
{
	struct message message;

	return !message_scan(text, datagram, &message);
}

TEST(an_invite_yields_every_field_a_dialog_is_tracked_by)
{
	struct message m = SCAN("INVITE sip:bob@b.example;user=phone SIP/2.0\r\n"
	                        "Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK77\r\n"
	                        "Via: SIP/2.0/TCP [2001:db8::1]:5062;branch=z9hG4bK76\r\n"
	                        "Max-Forwards: 70\r\n"
	                        "From: \"Alice\" <sip:alice@a.example>;tag=1928\r\n"
	                        "To: <sip:bob@b.example>\r\n"
	                        "Call-ID: a84b4c76e66710@pc33\r\n"
	                        "CSeq: 314159 INVITE\r\n"
	                        "Contact: <sip:alice@pc33.a.example>\r\n"
	                        "Supported: timer, 100rel\r\n"
	                        "Require: precondition\r\n"
	                        "P-Early-Media: supported\r\n"
	                        "User-Agent: phone/1.0\r\n"
	                        "Session-ID: ab30317f1a784dc48ff824d0d3715d86;remote=0\r\n"
	                        "Content-Type: application/sdp\r\n"
	                        "Content-Length: 87\r\n"
	                        "\r\n" SDP);

	EXPECT(m.request);
	EXPECT_INT(METHOD_INVITE, m.method);
	EXPECT_STR("INVITE", m.method_text);
	EXPECT_STR("sip:bob@b.example;user=phone", m.request_uri);
	EXPECT_INT(0, m.code);
	EXPECT_INT(2, m.vias);
	EXPECT_STR("z9hG4bK77", m.via_branch);
	EXPECT_STR("192.0.2.1:5060", m.via_sent_by);
	EXPECT_STR("\"Alice\" <sip:alice@a.example>;tag=1928", m.from);
	EXPECT_STR("sip:alice@a.example", m.from_uri);
	EXPECT_STR("1928", m.from_tag);
	EXPECT_STR("sip:bob@b.example", m.to_uri);
	EXPECT_STR("", m.to_tag);
	EXPECT_STR("a84b4c76e66710@pc33", m.call_id);
	EXPECT_INT(314159, m.cseq);
	EXPECT_STR("<sip:alice@pc33.a.example>", m.contact);
	EXPECT_INT(OPTION_TIMER | OPTION_100REL, m.supported);
	EXPECT_INT(OPTION_PRECONDITION, m.required);
	EXPECT_INT(EARLY_MEDIA_NO_DIRECTION, m.early_media);
	EXPECT(m.early_media_supported);
	EXPECT_STR("phone/1.0", m.user_agent);
	EXPECT_STR("ab30317f1a784dc48ff824d0d3715d86;remote=0", m.session_id);
	EXPECT_STR("application/sdp", m.content_type);
	EXPECT(m.has_content_length);
	EXPECT_INT(SDP_SIZE, m.content_length);
	EXPECT_STR(SDP, m.body);
	EXPECT_INT(0, m.rest.n);
	EXPECT_INT(m.text.n - SDP_SIZE, m.header_size);
	EXPECT_INT(0, m.deviations);
}

TEST(a_reliable_183_yields_code_phrase_rseq_and_early_media)
{
	struct message m =
		SCAN("SIP/2.0 183 Session Progress\r\n" DIALOG "RSeq: 42\r\nRequire: 100rel\r\nServer: gw\r\n"
	             "P-Early-Media: sendonly, gated\r\nContent-Length: 0\r\n\r\n");

	EXPECT(!m.request);
	EXPECT_INT(183, m.code);
	EXPECT_STR("Session Progress", m.phrase);
	EXPECT_INT(METHOD_INVITE, m.method);
	EXPECT_STR("INVITE", m.method_text);
	EXPECT_INT(7, m.cseq);
	EXPECT_INT(42, m.rseq);
	EXPECT_INT(OPTION_100REL, m.required);
	EXPECT_INT(EARLY_MEDIA_SENDONLY, m.early_media);
	EXPECT(!m.early_media_supported);
	EXPECT_STR("gw", m.server);
	EXPECT_STR("B", m.to_tag);
	EXPECT_INT(0, m.deviations);
}

TEST(a_prack_yields_what_it_acknowledges)
{
	struct message m = SCAN("PRACK sip:b@y SIP/2.0\r\nRAck: 42 7  INVITE\r\nCSeq: 8 PRACK\r\n\r\n");

	EXPECT_INT(METHOD_PRACK, m.method);
	EXPECT_INT(42, m.rack_rseq);
	EXPECT_INT(7, m.rack_cseq);
	EXPECT_INT(METHOD_INVITE, m.rack_method);
}

TEST(a_rack_of_words_acknowledges_nothing)
{
	struct message m = SCAN("PRACK sip:b@y SIP/2.0\r\nRAck: undefined undefined INVITE\r\n\r\n");

	EXPECT_INT(0, m.rack_rseq);
	EXPECT_INT(0, m.rack_cseq);
}

TEST(a_status_line_without_blank_and_phrase_does_not_eat_the_via)
{
	struct message m = SCAN("SIP/2.0 603\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKx\r\nCSeq: 1 INVITE\r\n\r\n");

	EXPECT_INT(603, m.code);
	EXPECT_STR("", m.phrase);
	EXPECT_INT(1, m.vias);
	EXPECT_STR("z9hG4bKx", m.via_branch);
	EXPECT_INT(DEVIATION_STATUS_LINE, noted(&m));
}

TEST(an_empty_phrase_is_legal)
{
	struct message m = SCAN("SIP/2.0 603 \r\n\r\n");

	EXPECT_INT(603, m.code);
	EXPECT_STR("", m.phrase);
	EXPECT_INT(0, noted(&m));
}

TEST(two_blanks_before_the_code_are_noted)
{
	struct message m = SCAN("SIP/2.0  486 Busy Here \r\n\r\n");

	EXPECT_INT(486, m.code);
	EXPECT_STR("Busy Here", m.phrase);
	EXPECT_INT(DEVIATION_STATUS_LINE, noted(&m));
}

TEST(a_lower_case_version_is_noted)
{
	EXPECT_INT(DEVIATION_STATUS_LINE, noted_in(STR("sip/2.0 180 Ringing\r\n\r\n")));
	EXPECT_INT(DEVIATION_STATUS_LINE, noted_in(STR("INVITE sip:a@b sip/2.0\r\n\r\n")));
}

TEST(a_code_has_three_digits_from_100_to_699)
{
	EXPECT(refuses(STR("SIP/2.0 1830000000000 x\r\n\r\n")));
	EXPECT(refuses(STR("SIP/2.0 4294967301 x\r\n\r\n")));
	EXPECT(refuses(STR("SIP/2.0 -603 x\r\n\r\n")));
	EXPECT(refuses(STR("SIP/2.0 18 x\r\n\r\n")));
	EXPECT(refuses(STR("SIP/2.0 099 x\r\n\r\n")));
	EXPECT(refuses(STR("SIP/2.0 700 x\r\n\r\n")));
	EXPECT(refuses(STR("SIP/2.0\r\n\r\n")));
	EXPECT(!refuses(STR("SIP/2.0 100 x\r\n\r\n")));
	EXPECT(!refuses(STR("SIP/2.0 699 x\r\n\r\n")));
}

TEST(a_phrase_glued_to_the_code_is_noted)
{
	struct message m = SCAN("SIP/2.0 603Decline\r\n\r\n");

	EXPECT_INT(603, m.code);
	EXPECT_STR("Decline", m.phrase);
	EXPECT_INT(DEVIATION_STATUS_LINE, noted(&m));
}

TEST(other_protocols_are_no_sip)
{
	EXPECT(refuses(STR("GET / HTTP/1.1\r\n\r\n")));
	EXPECT(refuses(STR("OPTIONS * RTSP/1.0\r\n\r\n")));
	EXPECT(refuses(STR("")));
	EXPECT(refuses(STR("\r\n\r\n")));
	EXPECT(refuses(STR("INVITE\r\n")));
	EXPECT(refuses(STR("INVITE SIP/2.0")));
	EXPECT(refuses(STR("SIP/2.0 ")));
}

TEST(a_request_uri_with_blanks_is_kept_as_written)
{
	EXPECT_STR("sip:user@example.com; lr", SCAN("INVITE sip:user@example.com; lr SIP/2.0\r\n\r\n").request_uri);
}

TEST(blanks_behind_a_request_line_are_noted)
{
	struct message m = SCAN("OPTIONS sip:a@b SIP/2.0  \r\n\r\n");

	EXPECT_STR("sip:a@b", m.request_uri);
	EXPECT_INT(DEVIATION_STATUS_LINE, noted(&m));
}

TEST(compact_names_in_any_case_mean_the_same)
{
	struct message m =
		SCAN("SIP/2.0 180 Ringing\r\nv: SIP/2.0/UDP h;branch=b1\r\nF: <sip:a@x>;tag=A\r\nt: <sip:b@y>;tag=B\r\n"
	             "i: c1\r\nM: <sip:c@z>\r\nk: 100rel\r\nc: application/sdp\r\nL: 87\r\ncSEQ: 7 INVITE\r\n\r\n" SDP);

	EXPECT_STR("b1", m.via_branch);
	EXPECT_STR("A", m.from_tag);
	EXPECT_STR("B", m.to_tag);
	EXPECT_STR("c1", m.call_id);
	EXPECT_STR("<sip:c@z>", m.contact);
	EXPECT_INT(OPTION_100REL, m.supported);
	EXPECT_STR("application/sdp", m.content_type);
	EXPECT_INT(87, m.content_length);
	EXPECT_INT(7, m.cseq);
	EXPECT_INT(0, noted(&m));
}

TEST(compact_names_of_other_fields_are_not_mistaken)
{
	struct message m =
		SCAN("SIP/2.0 180 Ringing\r\ns: subject\r\nu: events\r\nr: refer\r\nx: 90\r\nb: by\r\no: event\r\n"
	             "e: gzip\r\n\r\n");

	EXPECT_STR("", m.server);
	EXPECT_STR("", m.user_agent);
	EXPECT_INT(0, m.vendor_count);
	EXPECT_INT(0, m.reason_count);
}

TEST(white_space_before_the_colon_is_allowed)
{
	struct message m = SCAN("SIP/2.0 180 Ringing\r\nCall-ID \t: c1\r\nTO\t:\t<sip:b@y> ; tag = B\r\n\r\n");

	EXPECT_STR("c1", m.call_id);
	EXPECT_STR("B", m.to_tag);
}

TEST(folded_lines_are_one_field)
{
	struct message m = SCAN("SIP/2.0 183 x\r\nTo:\r\n <sip:b@y>\r\n\t;tag=B\r\nl:\r\n 87\r\nCSeq: 9\r\n INVITE\r\n"
	                        "Content-Type: application/sdp\r\n\r\n" SDP);

	EXPECT_STR("sip:b@y", m.to_uri);
	EXPECT_STR("B", m.to_tag);
	EXPECT_INT(87, m.content_length);
	EXPECT_INT(9, m.cseq);
	EXPECT_INT(METHOD_INVITE, m.method);
	EXPECT_INT(0, noted(&m));
}

TEST(a_body_that_begins_with_a_blank_does_not_fold_the_blank_line)
{
	struct message m = SCAN("MESSAGE sip:a SIP/2.0\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\n hello");

	EXPECT_STR(" hello", m.body);
	EXPECT_INT(0, noted(&m));
}

TEST(line_feeds_alone_end_lines_and_are_noted)
{
	struct message m = SCAN("SIP/2.0 183 Progress\nCall-ID: c1\nCSeq: 7 INVITE\nContent-Length: 5\n\nhello");

	EXPECT_STR("Progress", m.phrase);
	EXPECT_STR("c1", m.call_id);
	EXPECT_STR("hello", m.body);
	EXPECT_INT(DEVIATION_BARE_LF, noted(&m));
}

TEST(empty_lines_before_the_start_line_are_skipped)
{
	struct message m = SCAN("\r\n\r\nSIP/2.0 180 Ringing\r\nCall-ID: c1\r\n\r\n");

	EXPECT_INT(180, m.code);
	EXPECT_STR("c1", m.call_id);
	EXPECT_INT(m.text.n, m.header_size);
	EXPECT_INT(0, noted(&m));
}

TEST(a_header_without_a_blank_line_is_noted)
{
	struct message m = SCAN("SIP/2.0 180 Ringing\r\nCall-ID: c1\r\nCSeq: 1 INVITE\r\n");

	EXPECT_STR("c1", m.call_id);
	EXPECT_INT(METHOD_INVITE, m.method);
	EXPECT_INT(m.text.n, m.header_size);
	EXPECT_INT(DEVIATION_NO_END, noted(&m));
}

TEST(a_snap_length_excuses_what_it_cut)
{
	struct message m = scan_as(
		STR("SIP/2.0 183 x\r\nCall-ID: c1\r\nContent-Length: 87\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n"),
		snapped);

	EXPECT_INT(DEVIATION_CUT, noted(&m));
	EXPECT_STR("v=0\r\n", m.body);
	m = scan_as(STR("SIP/2.0 183 x\r\nCall-ID: c1\r\n"), snapped);
	EXPECT_STR("c1", m.call_id);
	m = scan_as(STR("SIP/2.0 183 x\r\nCSeq: 1 INVITE\r\nCall-ID: c1"), snapped);
	EXPECT_STR("", m.call_id); /* there may be more of it */
	EXPECT_INT(METHOD_INVITE, m.method);
	EXPECT_INT(DEVIATION_CUT, noted(&m));
}

TEST(a_content_length_beyond_the_datagram_keeps_the_message)
{
	struct message m =
		SCAN("SIP/2.0 183 x\r\nContent-Length: 999\r\n" DIALOG "Content-Type: application/sdp\r\n\r\n" SDP);

	EXPECT_STR("c1", m.call_id);
	EXPECT_INT(999, m.content_length);
	EXPECT_STR(SDP, m.body);
	EXPECT_INT(DEVIATION_CONTENT_LENGTH_LONG, noted(&m));
}

TEST(a_content_length_below_the_datagram_splits_body_and_rest)
{
	struct message m = SCAN("SIP/2.0 183 x\r\nContent-Length: 4\r\nContent-Type: application/sdp\r\n\r\nv=0\no=x");

	EXPECT_STR("v=0\n", m.body);
	EXPECT_STR("o=x", m.rest);
	EXPECT_INT(DEVIATION_CONTENT_LENGTH_SHORT, noted(&m));
}

TEST(a_content_length_of_zero_with_a_body_is_noted)
{
	struct message m = SCAN("SIP/2.0 183 x\r\nContent-Length: 0\r\nContent-Type: application/sdp\r\n\r\n" SDP);

	EXPECT_INT(0, m.body.n);
	EXPECT_STR(SDP, m.rest);
	EXPECT_INT(DEVIATION_CONTENT_LENGTH_ZERO, noted(&m));
}

TEST(no_content_length_on_a_stream_with_a_body_is_noted)
{
	struct message m = scan_as(STR("SIP/2.0 183 x\r\nContent-Type: application/sdp\r\n\r\n" SDP), stream);

	EXPECT(!m.has_content_length);
	EXPECT_INT(0, m.body.n);
	EXPECT_STR(SDP, m.rest);
	EXPECT_INT(DEVIATION_CONTENT_LENGTH_ZERO, noted(&m));
}

TEST(no_content_length_in_a_datagram_means_all_of_it)
{
	struct message m = SCAN("SIP/2.0 183 x\r\nContent-Type: application/sdp\r\n\r\n" SDP);

	EXPECT_STR(SDP, m.body);
	EXPECT_INT(0, noted(&m));
}

TEST(padding_and_a_second_message_behind_the_body_are_not_held_against_it)
{
	EXPECT_INT(0, noted_in(STR("SIP/2.0 180 x\r\nContent-Length: 0\r\n\r\n\r\n\r\n")));
	EXPECT_INT(0, noted_in(STR("SIP/2.0 180 x\r\nContent-Length: 0\r\n\r\n\0\0\0")));
	EXPECT_INT(0, noted_in(STR("SIP/2.0 180 x\r\nContent-Length: 0\r\n\r\nINVITE sip:a SIP/2.0\r\n\r\n")));
}

TEST(a_content_length_that_is_no_number_is_noted)
{
	static const char *const bad[] = {"", "abc", "-1", "4294967300", "2147483648", "0x10", "5 5"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char text[200];
		int n = snprintf(text, sizeof(text), "SIP/2.0 180 x\r\nContent-Length: %s\r\n\r\nhello", bad[i]);
		struct message m = scan_as((struct str){text, (size_t)n}, datagram);

		EXPECT_INT(DEVIATION_CONTENT_LENGTH_BAD, noted(&m));
		EXPECT_STR("hello", m.body);
	}
}

TEST(two_content_lengths_that_differ_are_noted)
{
	EXPECT_INT(DEVIATION_CONTENT_LENGTH_BAD, noted_in(STR("SIP/2.0 180 x\r\nl: 5\r\nl: 4\r\n\r\nhello")));
	EXPECT_INT(0, noted_in(STR("SIP/2.0 180 x\r\nl: 5\r\nl: 5\r\n\r\nhello")));
}

TEST(sdp_without_content_type_is_noted)
{
	EXPECT_INT(DEVIATION_CONTENT_TYPE_MISSING, noted_in(STR("SIP/2.0 183 x\r\nContent-Length: 87\r\n\r\n" SDP)));
}

TEST(sdp_under_another_content_type_is_noted)
{
	struct message m = SCAN("SIP/2.0 183 x\r\nContent-Type: text/plain\r\nContent-Length: 87\r\n\r\n" SDP);

	EXPECT_INT(DEVIATION_CONTENT_TYPE_WRONG, noted(&m));
}

TEST(a_sdp_content_type_on_something_else_is_noted)
{
	struct message m =
		SCAN("SIP/2.0 183 x\r\nContent-Type: application/sdp\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08");

	EXPECT_INT(DEVIATION_CONTENT_TYPE_WRONG, noted(&m));
}

TEST(a_content_type_with_parameters_in_any_case_is_sdp)
{
	struct message m =
		SCAN("SIP/2.0 183 x\r\nContent-Type: Application/SDP ;charset=utf-8\r\nContent-Length: 87\r\n\r\n" SDP);

	EXPECT_INT(0, noted(&m));
}

TEST(of_two_different_identities_the_first_counts)
{
	struct message m =
		SCAN("SIP/2.0 180 x\r\nCall-ID: c1\r\nCall-ID: c2\r\nFrom: <sip:a>;tag=1\r\nf: <sip:a>;tag=2\r\n\r\n");

	EXPECT_STR("c1", m.call_id);
	EXPECT_STR("1", m.from_tag);
	EXPECT_INT(DEVIATION_DUPLICATE_HEADER, noted(&m));
	EXPECT_INT(DEVIATION_DUPLICATE_HEADER, noted_in(STR("SIP/2.0 180 x\r\nCSeq: 1 INVITE\r\nCSeq: 2 BYE\r\n\r\n")));
	EXPECT_INT(DEVIATION_DUPLICATE_HEADER, noted_in(STR("SIP/2.0 180 x\r\nTo: a\r\nTo: b\r\n\r\n")));
	EXPECT_INT(0, noted_in(STR("SIP/2.0 180 x\r\nCall-ID: c1\r\nCall-ID: c1\r\n\r\n")));
}

TEST(a_tag_inside_a_display_name_is_no_tag)
{
	struct message m = SCAN(
		"SIP/2.0 180 x\r\nFrom: \"Eve \\\" <sip:x>;tag=evil\" <sip:a@x;tag=uri>;x=\";tag=no\";tag=good\r\n\r\n");

	EXPECT_STR("sip:a@x;tag=uri", m.from_uri);
	EXPECT_STR("good", m.from_tag);
}

TEST(an_address_without_angles_gives_its_parameters_to_the_header)
{
	struct message m = SCAN("SIP/2.0 180 x\r\nFrom: sip:a@x;tag=A\r\nTo: Bell, Alexander <sip:b@y>;TAG=B\r\n\r\n");

	EXPECT_STR("sip:a@x", m.from_uri);
	EXPECT_STR("A", m.from_tag);
	EXPECT_STR("sip:b@y", m.to_uri);
	EXPECT_STR("B", m.to_tag);
}

TEST(broken_addresses_are_read_as_far_as_they_make_sense)
{
	struct message m =
		SCAN("SIP/2.0 180 x\r\nTo: \"Mr. J. User <sip:j@example.com>;tag=B\r\nFrom: <sip:a@x;tag=A\r\n\r\n");

	EXPECT_STR("sip:j@example.com", m.to_uri);
	EXPECT_STR("B", m.to_tag);
	EXPECT_STR("sip:a@x", m.from_uri);
	EXPECT_STR("A", m.from_tag);
}

TEST(vias_are_counted_across_lines_and_commas)
{
	struct message m = SCAN(
		"SIP/2.0 180 x\r\nVia: SIP / 2.0 / UDP\r\n [2001:db8::1]:5060 ;x=\",\"; branch = b1 , SIP/2.0/TCP two\r\n"
		"v: SIP/2.0/TLS three,SIP/2.0/TLS four\r\n\r\n");

	EXPECT_INT(4, m.vias);
	EXPECT_STR("b1", m.via_branch);
	EXPECT_STR("[2001:db8::1]:5060", m.via_sent_by);
}

TEST(a_reason_is_read_up_to_a_ceiling)
{
	char text[REASON_MAX_BYTES + 1000];
	int n = snprintf(text, sizeof(text), "SIP/2.0 603 Decline\r\n" DIALOG "Reason: SIP;text=\"%0*d\"\r\n\r\n",
	                 REASON_MAX_BYTES, 0);
	struct message m = scan_as((struct str){text, (size_t)n}, datagram);

	EXPECT_INT(1, m.reason_count);
	EXPECT_INT(REASON_MAX_BYTES, m.reason_fields[0].n);
	EXPECT(noted(&m) & DEVIATION_TOO_LONG);
}

TEST(all_reason_lines_are_kept)
{
	struct message m =
		SCAN("BYE sip:a SIP/2.0\r\nReason: Q.850;cause=16\r\nReason: SIP;cause=200;text=\"x, y\"\r\n\r\n");

	EXPECT_INT(2, m.reason_count);
	EXPECT_STR("Q.850;cause=16", m.reason_fields[0]);
	EXPECT_STR("SIP;cause=200;text=\"x, y\"", m.reason_fields[1]);
}

TEST(the_error_fields_of_vendors_are_kept_as_written)
{
	struct message m = SCAN("SIP/2.0 603 x\r\nX-Twilio-Error: 32203 Blocked\r\nX-Reason: r\r\nX-Foo: 1\r\n\r\n");

	EXPECT_INT(2, m.vendor_count);
	EXPECT_STR("X-Twilio-Error: 32203 Blocked", m.vendor_fields[0]);
	EXPECT_STR("X-Reason: r", m.vendor_fields[1]);
	EXPECT_STR("x-asterisk-hangupcausecode: 21",
	           SCAN("SIP/2.0 603 x\r\nx-asterisk-hangupcausecode: 21\r\n\r\n").vendor_fields[0]);
	EXPECT_STR("X-Telnyx-Error: D51", SCAN("SIP/2.0 603 x\r\nX-Telnyx-Error: D51\r\n\r\n").vendor_fields[0]);
}

TEST(what_a_provider_says_of_the_caller_is_kept)
{
	struct message m = SCAN("INVITE sip:a SIP/2.0\r\nP-Asserted-Identity: <tel:+1555;verstat=TN-Validation-Passed>\r\n"
	                        "Identity: eyJ.eyJ.s;info=<https://c>\r\nP-Attestation-Indicator: B\r\n\r\n");

	EXPECT_STR("TN-Validation-Passed", m.verstat);
	EXPECT_STR("eyJ.eyJ.s;info=<https://c>", m.identity);
	EXPECT_STR("B", m.attestation);
	EXPECT_STR("No-TN-Validation",
	           SCAN("INVITE sip:a SIP/2.0\r\nFrom: <sip:+1@h;verstat=No-TN-Validation;user=phone>;tag=1\r\n\r\n").verstat);
	EXPECT_STR("TN-Validation-Failed", SCAN("INVITE sip:a SIP/2.0\r\nFrom: \"=\" <sip:+1;a=b;=;VERSTAT=TN-Validation-Failed@h>\r\n"
	                                        "\r\n")
	                                           .verstat);
	EXPECT_STR("", SCAN("INVITE sip:a SIP/2.0\r\nFrom: <sip:+1;verstat@h>;stat=1;verstat\r\n\r\n").verstat);
	EXPECT_STR("", SCAN("INVITE sip:a SIP/2.0\r\nFrom: <sip:+1;verstat=@h>\r\n\r\n").verstat);
}

TEST(retry_after_and_warning_are_kept)
{
	struct message m = SCAN("SIP/2.0 603 x\r\nRetry-After: 120 (busy)\r\nWarning: 399 gw \"a, b\"\r\n\r\n");

	EXPECT_STR("120 (busy)", m.retry_after);
	EXPECT_INT(1, m.warning_count);
	EXPECT_STR("399 gw \"a, b\"", m.warning_fields[0]);
}

TEST(early_media_directions_are_those_of_rfc_5009)
{
	EXPECT_INT(EARLY_MEDIA_ABSENT, SCAN("SIP/2.0 183 x\r\n\r\n").early_media);
	EXPECT_INT(EARLY_MEDIA_NO_DIRECTION, SCAN("SIP/2.0 183 x\r\nP-Early-Media: gated\r\n\r\n").early_media);
	EXPECT_INT(EARLY_MEDIA_SENDRECV, SCAN("SIP/2.0 183 x\r\nP-Early-Media: sendrecv,inactive\r\n\r\n").early_media);
	EXPECT_INT(EARLY_MEDIA_RECVONLY,
	           SCAN("SIP/2.0 183 x\r\nP-Early-Media: gated\r\np-early-media: RecvOnly\r\n\r\n").early_media);
	EXPECT_INT(EARLY_MEDIA_INACTIVE, SCAN("SIP/2.0 183 x\r\nP-Early-Media:inactive\r\n\r\n").early_media);
}

TEST(a_nul_in_the_header_hides_nothing_behind_it)
{
	struct message m = SCAN("SIP/2.0 183 x\r\nTo: \"NUL:\0\" <sip:b@y>;tag=B\r\nCall-ID: c1\r\n\r\n");

	EXPECT_STR("B", m.to_tag);
	EXPECT_STR("c1", m.call_id);
}

TEST(a_line_without_a_colon_hides_nothing_behind_it)
{
	EXPECT_STR("c1", SCAN("SIP/2.0 183 x\r\ngarbage\r\n: \r\nCall-ID: c1\r\n\r\n").call_id);
}

TEST(a_cseq_too_large_is_not_taken_for_none)
{
	EXPECT_INT(UINT32_MAX, SCAN("SIP/2.0 183 x\r\nCSeq: 36893488147419103232 REGISTER\r\n\r\n").cseq);
}

TEST(a_header_of_too_many_lines_is_noted_and_its_body_found)
{
	static char text[20000];
	size_t n = (size_t)snprintf(text, sizeof(text), "SIP/2.0 183 x\r\nCall-ID: c1\r\n");
	struct message m;

	for (int i = 0; i < 1000; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "X: %d\r\n", i);
	n += (size_t)snprintf(text + n, sizeof(text) - n, "To: late\r\n\r\nhello");
	m = scan_as((struct str){text, n}, datagram);
	EXPECT_STR("c1", m.call_id);
	EXPECT_STR("", m.to);
	EXPECT_STR("hello", m.body);
	EXPECT_INT(DEVIATION_TOO_LONG, noted(&m));
}

/* A whole message, of which one line is replaced. */
static unsigned deviations_with(const char *start, const char *via, const char *from, const char *to, const char *cseq,
                                const char *more)
{
	static char text[1000];
	int n = snprintf(text, sizeof(text), "%s\r\n%s%s%sCall-ID: c1\r\n%s%sContent-Length: 0\r\n\r\n", start, via,
	                 from, to, cseq, more);

	return scan_as((struct str){text, (size_t)n}, stream).deviations;
}

#define VIA "Via: SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bK1\r\n"
#define FROM "From: \"A \\\" <x>;tag=q\" <sip:a@x>;tag=A\r\n"
#define TO "To: <sip:b@y>;tag=B\r\n"
#define CSEQ "CSeq: 7 INVITE\r\n"
#define BARE_TO "To: sip:b@y\r\n"
#define REQUEST "INVITE sip:b@y SIP/2.0"
#define RESPONSE "SIP/2.0 180 Ringing"

TEST(what_is_legal_is_no_deviation)
{
	static const char *const starts[] = {REQUEST,
	                                     RESPONSE,
	                                     "INVITE sips:b:pass@y:5061;lr;maddr=1.2.3.4 SIP/2.0",
	                                     "INVITE tel:+1-201-555-0123 SIP/2.0",
	                                     "INVITE urn:service:sos SIP/2.0",
	                                     "INVITE sip:[2001:db8::1]:5060 SIP/2.0",
	                                     "INVITE sip:a?b@y SIP/2.0",
	                                     "SIP/2.0 180 "};
	static const char *const froms[] = {FROM,
	                                    "f: sip:a@x;tag=A\r\n",
	                                    "From:\r\n Alice\r\n\t<sip:a@x>\r\n ;tag = A\r\n",
	                                    "From: <sip:a@x?subject=y>;tag=A\r\n",
	                                    "From: <sip:anonymous@anonymous.invalid>;tag=A;user=\"x;y\"\r\n",
	                                    "From: A. G. Bell-1 <tel:911;phone-context=+1>;tag=A\r\n",
	                                    "From : \"\"<sip:x>;tag=A\r\n"};
	static const char *const vias[] = {
		VIA, "v: SIP / 2.0 / UDP h : 5060 ; rport; branch = z9hG4bK2 , SIP/2.0/UDP b\r\n",
		"Via: SIP/2.0/WSS [2001:db8::9]:80;received=2001:db8::7;branch=z9hG4bK3\r\n"};

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		EXPECT_INT(0, deviations_with(starts[i], VIA, FROM, TO, CSEQ, ""));
	for (size_t i = 0; i < sizeof(froms) / sizeof(froms[0]); i++)
		EXPECT_INT(0, deviations_with(REQUEST, VIA, froms[i], BARE_TO, CSEQ, ""));
	for (size_t i = 0; i < sizeof(vias) / sizeof(vias[0]); i++)
		EXPECT_INT(0, deviations_with(REQUEST, vias[i], FROM, BARE_TO, CSEQ, ""));
	EXPECT_INT(0, deviations_with(REQUEST, VIA, FROM, TO, "CSeq: 0 INVITE\r\n", "Contact: *\r\nDate: x GMT\r\n"));
	EXPECT_INT(0, deviations_with(REQUEST, VIA, FROM, TO, CSEQ, "m: \"a, b\" <sip:a@b>;q=1, <sip:c>\r\n"));
	EXPECT_INT(0, deviations_with("SIP/2.0 100 Trying", VIA, FROM, BARE_TO, CSEQ, "Retry-After: 5 (soon)\r\n"));
	EXPECT_INT(0,
	           deviations_with(RESPONSE, VIA, FROM, TO, CSEQ, "RSeq: 1\r\nRetry-After: 18000;duration=3600\r\n"));
	EXPECT_INT(0,
	           deviations_with("PRACK sip:b SIP/2.0", VIA, FROM, TO, "CSeq: 8 PRACK\r\n", "RAck: 1 7 INVITE\r\n"));
}

TEST(a_mandatory_field_that_is_missing_is_noted)
{
	EXPECT_INT(DEVIATION_NO_VIA, deviations_with(REQUEST, "", FROM, TO, CSEQ, ""));
	EXPECT_INT(DEVIATION_NO_FROM, deviations_with(REQUEST, VIA, "", TO, CSEQ, ""));
	EXPECT_INT(DEVIATION_NO_TO, deviations_with(RESPONSE, VIA, FROM, "", CSEQ, ""));
	EXPECT_INT(DEVIATION_NO_CSEQ, deviations_with(RESPONSE, VIA, FROM, TO, "CSeq:\r\n", ""));
	EXPECT_INT(DEVIATION_NO_TAG, deviations_with(REQUEST, VIA, "From: <sip:a@x>\r\n", BARE_TO, CSEQ, ""));
	EXPECT_INT(DEVIATION_NO_TAG, deviations_with(RESPONSE, VIA, FROM, BARE_TO, CSEQ, ""));
	EXPECT(SCAN("BYE sip:a SIP/2.0\r\n\r\n").deviations & DEVIATION_NO_CALL_ID);
}

TEST(what_the_grammar_does_not_know_is_noted)
{
	static const struct {
		unsigned deviation;
		const char *start, *via, *from, *to, *cseq, *more;
	} rows[] = {
		{DEVIATION_METHOD, "invite sip:b SIP/2.0", VIA, FROM, TO, "CSeq: 7 invite\r\n", ""},
		{DEVIATION_METHOD, RESPONSE, VIA, FROM, TO, "CSeq: 7\r\n", ""},
		{DEVIATION_CSEQ, REQUEST, VIA, FROM, TO, "CSeq: 7 BYE\r\n", ""},
		{DEVIATION_CSEQ, REQUEST, VIA, FROM, TO, "CSeq: 7\r\n", ""},
		{DEVIATION_CSEQ, RESPONSE, VIA, FROM, TO, "CSeq: 2147483648 INVITE\r\n", ""},
		{DEVIATION_CSEQ, RESPONSE, VIA, FROM, TO, "CSeq: seven INVITE\r\n", ""},
		{DEVIATION_BRANCH, REQUEST, "Via: SIP/2.0/UDP h\r\n", FROM, TO, CSEQ, ""},
		{DEVIATION_BRANCH, REQUEST, "Via: SIP/2.0/UDP h;branch=z9hG4bK\r\n", FROM, TO, CSEQ, ""},
		{DEVIATION_BRANCH, REQUEST, "Via: SIP/2.0/UDP h;branch=x9hG4bKa\r\n", FROM, TO, CSEQ, ""},
		{DEVIATION_VIA, REQUEST, "Via: HTTP/2.0/UDP h;branch=z9hG4bK1\r\n", FROM, TO, CSEQ, ""},
		{DEVIATION_VIA, REQUEST, "Via: SIP/2.0/UDP 2001:db8::1;branch=z9hG4bK1\r\n", FROM, TO, CSEQ, ""},
		{DEVIATION_VIA, REQUEST, "Via: SIP/2.0/UDP [2001:db8:::1];branch=z9hG4bK1\r\n", FROM, TO, CSEQ, ""},
		{DEVIATION_VIA, REQUEST, "Via: SIP/2.0/UDP ;branch=z9hG4bK1\r\n", FROM, TO, CSEQ, ""},
		{DEVIATION_VIA, REQUEST, "Via: SIP/2.0/UDP h;;branch=z9hG4bK1\r\n", FROM, TO, CSEQ, ""},
		{DEVIATION_QUOTE, REQUEST, VIA, "From: \"A <sip:a@x>;tag=A\r\n", BARE_TO, CSEQ, ""},
		{DEVIATION_QUOTE, REQUEST, VIA, "From: \"A\\\" <sip:a@x>;tag=A\r\n", BARE_TO, CSEQ, ""},
		{DEVIATION_ADDRESS, REQUEST, VIA, "From: Bell, A <sip:a@x>;tag=A\r\n", BARE_TO, CSEQ, ""},
		{DEVIATION_ADDRESS, REQUEST, VIA, "From: \"A\" x <sip:a@x>;tag=A\r\n", BARE_TO, CSEQ, ""},
		{DEVIATION_ADDRESS, REQUEST, VIA, "From: < sip:a@x >;tag=A\r\n", BARE_TO, CSEQ, ""},
		{DEVIATION_ADDRESS, REQUEST, VIA, "From: <sip:a@x;tag=A\r\n", BARE_TO, CSEQ, ""},
		{DEVIATION_ADDRESS, REQUEST, VIA, "From: <sip:a@x> x;tag=A\r\n", BARE_TO, CSEQ, ""},
		{DEVIATION_ADDRESS, REQUEST, VIA, "From: <sip:a@x>;;tag=A\r\n", BARE_TO, CSEQ, ""},
		{DEVIATION_ADDRESS, REQUEST, VIA, "From: a@x;tag=A\r\n", BARE_TO, CSEQ, ""},
		{DEVIATION_ADDRESS, REQUEST, VIA, "From: sip:a@x?y=z;tag=A\r\n", BARE_TO, CSEQ, ""},
		{DEVIATION_ADDRESS, REQUEST, VIA, FROM, "To: <sip:>\r\n", CSEQ, ""},
		{DEVIATION_ADDRESS, REQUEST, VIA, FROM, "To: <sip:b@2001:db8::1>\r\n", CSEQ, ""},
		{DEVIATION_ADDRESS, "INVITE b@y SIP/2.0", VIA, FROM, BARE_TO, CSEQ, ""},
		{DEVIATION_ADDRESS, "INVITE <sip:b@y> SIP/2.0", VIA, FROM, BARE_TO, CSEQ, ""},
		{DEVIATION_ADDRESS, "INVITE sip:b@y?a=b SIP/2.0", VIA, FROM, BARE_TO, CSEQ, ""},
		{DEVIATION_ADDRESS, REQUEST, VIA, FROM, BARE_TO, CSEQ, "Contact: sip:a@x?b=c\r\n"},
		{DEVIATION_VALUE, RESPONSE, VIA, FROM, TO, CSEQ, "RSeq: 99999999999\r\n"},
		{DEVIATION_VALUE, RESPONSE, VIA, FROM, TO, CSEQ, "RAck: 1 x INVITE\r\n"},
		{DEVIATION_VALUE, RESPONSE, VIA, FROM, TO, CSEQ, "Retry-After: soon\r\n"},
		{DEVIATION_VALUE, RESPONSE, VIA, FROM, TO, CSEQ, "Date: Fri, 01 Jan 2010 16:00:00 EST\r\n"},
		{DEVIATION_LINE, RESPONSE, VIA, FROM, TO, CSEQ, "no colon\r\n"},
		{DEVIATION_LINE, RESPONSE, VIA, FROM, TO, CSEQ, ": no name\r\n"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		EXPECT_INT(rows[i].deviation, deviations_with(rows[i].start, rows[i].via, rows[i].from, rows[i].to,
		                                              rows[i].cseq, rows[i].more));
}

TEST(a_nul_in_the_header_is_noted_but_where_a_backslash_allows_it)
{
	EXPECT_INT(DEVIATION_NUL, noted_in(STR("SIP/2.0 180 x\r\nCSeq: 1 INVITE\r\nX: a\0b\r\n\r\n")));
	EXPECT_INT(0, noted_in(STR("SIP/2.0 180 x\r\nCSeq: 1 INVITE\r\nX: \"a\\\0b\"\r\n\r\nv=0\0")) & DEVIATION_NUL);
}

TEST(over_a_stream_a_content_length_must_be_there)
{
	EXPECT(scan_as(STR("SIP/2.0 180 x\r\nCall-ID: c1\r\n\r\n"), stream).deviations & DEVIATION_CONTENT_LENGTH_NONE);
	EXPECT(!(SCAN("SIP/2.0 180 x\r\nCall-ID: c1\r\n\r\n").deviations & DEVIATION_CONTENT_LENGTH_NONE));
}

TEST(lost_fragments_are_not_a_snap_length)
{
	struct message_place place = {.datagram = true, .cut = true, .fragment_lost = true};

	EXPECT_INT(DEVIATION_FRAGMENT_LOST, scan_as(STR("SIP/2.0 180 x\r\nCall-ID: c1\r\nX: y"), place).deviations);
}

TEST(a_content_length_is_not_too_large_for_what_was_only_not_examined)
{
	struct message_place shortened = {.datagram = true, .shortened = true}, overrun = {.overrun = true};
	struct str text = STR("SIP/2.0 180 x\r\nCSeq: 1 INVITE\r\nContent-Length: 9\r\n\r\nabc");
	struct message m = scan_as(text, shortened);

	EXPECT_INT(0, noted(&m));
	m = scan_as(text, overrun);
	EXPECT_INT(DEVIATION_CONTENT_LENGTH_LONG, noted(&m));
}

TEST(each_deviation_has_words)
{
	unsigned all = ~0u, seen = 0;
	const struct deviation_row *row;

	while ((row = deviation_next(&all))) {
		EXPECT(!(seen & (unsigned)row->bit));
		seen |= (unsigned)row->bit;
		EXPECT(row->text[0] && row->name[0] && row->reference);
	}
	EXPECT_INT(((unsigned)DEVIATION_GAP << 1) - 1, seen);
	all = 0;
	EXPECT(deviation_next(&all) == NULL);
}

TEST(the_messages_that_decide_a_diagnosis_are_chosen)
{
	static const struct {
		const char *text;
		bool decides;
	} rows[] = {
		{"INVITE sip:a SIP/2.0\r\n\r\n", true},
		{"PRACK sip:a SIP/2.0\r\n\r\n", true},
		{"UPDATE sip:a SIP/2.0\r\n\r\n", true},
		{"CANCEL sip:a SIP/2.0\r\n\r\n", true},
		{"BYE sip:a SIP/2.0\r\n\r\n", false},
		{"ACK sip:a SIP/2.0\r\n\r\n", false},
		{"REGISTER sip:a SIP/2.0\r\n\r\n", false},
		{"SIP/2.0 100 x\r\nCSeq: 1 INVITE\r\n\r\n", false},
		{"SIP/2.0 183 x\r\nCSeq: 1 INVITE\r\n\r\n", true},
		{"SIP/2.0 603 x\r\nCSeq: 1 INVITE\r\n\r\n", true},
		{"SIP/2.0 200 x\r\nCSeq: 1 PRACK\r\n\r\n", false},
		{"SIP/2.0 200 x\r\nCSeq: 1 PRACK\r\n\r\nv=0\r\n", true},
		{"SIP/2.0 481 x\r\nCSeq: 1 PRACK\r\n\r\n", true},
		{"SIP/2.0 200 x\r\nCSeq: 1 UPDATE\r\n\r\n", false},
		{"SIP/2.0 488 x\r\nCSeq: 1 UPDATE\r\n\r\n", true},
		{"SIP/2.0 200 x\r\nCSeq: 1 CANCEL\r\n\r\n", false},
		{"SIP/2.0 200 x\r\nCSeq: 1 BYE\r\n\r\n", false},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct message m = scan_as(str_of(rows[i].text), datagram);

		EXPECT_INT(rows[i].decides, message_decides(&m));
	}
}

TEST(method_names_are_read_with_their_case)
{
	for (int i = METHOD_UNKNOWN + 1; i < METHODS; i++)
		EXPECT_INT(i, method_of(str_of(method_name((enum method)i))));
	EXPECT_INT(METHOD_UNKNOWN, method_of(STR("invite")));
	EXPECT_INT(METHOD_UNKNOWN, method_of(STR("")));
}

TEST(the_start_line_is_kept_as_it_was_sent)
{
	EXPECT_STR("SIP/2.0 603", SCAN("\r\nSIP/2.0 603\r\nCSeq: 1 INVITE\r\n\r\n").start_line);
	EXPECT_STR("INVITE sip:a SIP/2.0", SCAN("INVITE sip:a SIP/2.0\n\n").start_line);
	EXPECT_STR("BYE sip:a SIP/2.0", SCAN("BYE sip:a SIP/2.0").start_line);
}

TEST(fields_that_are_kept_as_they_are)
{
	struct message m = SCAN("SIP/2.0 180 Ringing\r\nAlert-Info: <urn:alert:service:call-waiting>\r\n"
	                        "Accept: application/sdp, application/isup\r\nContent-Disposition: early-session\r\n"
	                        "e: gzip\r\nError-Info: <sip:announcement@h>\r\nFeature-Caps: *;+sip.608\r\n"
	                        "Retry-After: 5\r\nWarning: 399 h \"x\"\r\nAlert-Info: <second>\r\n\r\n");

	EXPECT_STR("<urn:alert:service:call-waiting>", m.alert_info);
	EXPECT_STR("application/sdp, application/isup", m.accept);
	EXPECT_STR("early-session", m.content_disposition);
	EXPECT_STR("gzip", m.content_encoding);
	EXPECT_STR("<sip:announcement@h>", m.error_info);
	EXPECT_STR("*;+sip.608", m.feature_caps);
	EXPECT_STR("5", m.retry_after);
	EXPECT_STR("399 h \"x\"", m.warning_fields[0]);
}

TEST(a_call_info_for_redress_goes_before_others)
{
	EXPECT_STR("<https://r>;purpose=jwscard",
	           SCAN("SIP/2.0 608 Rejected\r\nCall-Info: <http://i>;purpose=icon\r\n"
	                "Call-Info: <https://r>;purpose=jwscard\r\nCall-Info: <x>;purpose=jwscard\r\n\r\n")
	                   .call_info);
	EXPECT_STR(
		"<http://i>;purpose=icon",
		SCAN("SIP/2.0 608 Rejected\r\nCall-Info: <http://i>;purpose=icon\r\nCall-Info: <b>\r\n\r\n").call_info);
}

TEST(the_charging_vector_gives_its_identity_without_quotes)
{
	struct message m = SCAN("INVITE sip:a SIP/2.0\r\nP-Charging-Vector: icid-value=\"1234bc;9876e\";"
	                        "icid-generated-at=192.0.6.8;orig-ioi=home1.net\r\n\r\n");

	EXPECT_STR("1234bc;9876e", m.icid);
	EXPECT_STR("192.0.6.8", m.icid_generated_at);
	EXPECT_STR("abc", SCAN("INVITE sip:a SIP/2.0\r\nP-Charging-Vector: ICID-Value=abc\r\n\r\n").icid);
}

TEST(fields_of_the_users_choice_correlate)
{
	static const struct header_names names = {.name = {{"X-Call", 6}, {"X-Leg", 5}}, .count = 2};
	struct message_place place = {.datagram = true, .correlation = &names};
	struct message m = scan_as(STR("INVITE sip:a SIP/2.0\r\nX-Other: 0\r\nx-leg: L1\r\nX-Call: C1\r\n\r\n"), place);

	EXPECT_STR("L1", m.correlation);
	EXPECT_INT(0, scan_as(STR("INVITE sip:a SIP/2.0\r\nX-Legs: 1\r\n\r\n"), place).correlation.n);
	EXPECT_INT(0, SCAN("INVITE sip:a SIP/2.0\r\nX-Leg: 1\r\n\r\n").correlation.n);
}

TEST(option_tags_that_are_not_supported_are_read_too)
{
	EXPECT_INT(OPTION_100REL | OPTION_OTHER,
	           SCAN("SIP/2.0 420 Bad Extension\r\nUnsupported: 100rel, foo\r\n\r\n").unsupported);
	EXPECT_INT(OPTION_REPLACES | OPTION_ICE | OPTION_SDP_ANAT | OPTION_EARLY_SESSION | OPTION_199,
	           SCAN("INVITE sip:a SIP/2.0\r\nk: replaces,ice,sdp-anat,Early-Session,199,\r\n\r\n").supported);
}

static enum numeral rseq_of(const char *value)
{
	char text[200];

	snprintf(text, sizeof(text), "SIP/2.0 183 x\r\nRSeq: %s\r\n\r\n", value);
	return scan_as(str_of(text), datagram).rseq_numeral;
}

TEST(an_rseq_says_how_good_a_number_it_is)
{
	EXPECT_INT(NUMERAL_GOOD, rseq_of("1"));
	EXPECT_INT(NUMERAL_GOOD, rseq_of("2147483647"));
	EXPECT_INT(NUMERAL_HIGH, rseq_of("2147483648"));
	EXPECT_INT(NUMERAL_LARGE, rseq_of("4294967296"));
	EXPECT_INT(NUMERAL_LARGE, rseq_of("99999999999999999999999999"));
	EXPECT_INT(NUMERAL_ZERO, rseq_of("0"));
	EXPECT_INT(NUMERAL_NONE, rseq_of("x1"));
	EXPECT_INT(NUMERAL_NONE, rseq_of(""));
	EXPECT_INT(NUMERAL_ABSENT, SCAN("SIP/2.0 183 x\r\n\r\n").rseq_numeral);
	EXPECT(SCAN("SIP/2.0 183 x\r\nRSeq: 0\r\n\r\n").has_rseq && !SCAN("SIP/2.0 183 x\r\n\r\n").has_rseq);
}

TEST(a_rack_says_how_good_its_numbers_are)
{
	EXPECT_INT(NUMERAL_GOOD, SCAN("PRACK sip:a SIP/2.0\r\nRAck: 1 0 INVITE\r\n\r\n").rack_numeral);
	EXPECT_INT(METHOD_INVITE, SCAN("PRACK sip:a SIP/2.0\r\nRAck: 1 0 INVITE\r\n\r\n").rack_method);
	EXPECT_INT(NUMERAL_NONE, SCAN("PRACK sip:a SIP/2.0\r\nRAck: 1 INVITE\r\n\r\n").rack_numeral);
	EXPECT_INT(NUMERAL_NONE, SCAN("PRACK sip:a SIP/2.0\r\nRAck: 1\r\n\r\n").rack_numeral);
	EXPECT_INT(NUMERAL_ZERO, SCAN("PRACK sip:a SIP/2.0\r\nRAck: 0 1 INVITE\r\n\r\n").rack_numeral);
	EXPECT_INT(NUMERAL_LARGE, SCAN("PRACK sip:a SIP/2.0\r\nRAck: 1 9999999999 INVITE\r\n\r\n").rack_numeral);
	EXPECT_INT(NUMERAL_ABSENT, SCAN("PRACK sip:a SIP/2.0\r\n\r\n").rack_numeral);
}

TEST(the_top_via_tells_transport_and_where_from)
{
	struct message m =
		SCAN("SIP/2.0 183 x\r\nVia: SIP/2.0/TLS h:5061;rport=4711;received=192.0.2.7;branch=z9hG4bKx;"
	             "branch=z9hG4bKy\r\nVia: SIP/2.0/UDP g;received=192.0.2.8\r\n\r\n");

	EXPECT_STR("TLS", m.via_transport);
	EXPECT_STR("192.0.2.7", m.via_received);
	EXPECT_STR("z9hG4bKx", m.via_branch);
	EXPECT_INT(4711, m.via_rport);
	EXPECT(!m.via_rport_asked);
	m = SCAN("INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKx;rport\r\n\r\n");
	EXPECT(m.via_rport_asked);
	EXPECT_INT(0, m.via_rport);
	EXPECT_INT(0, SCAN("INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h;rport=70000\r\n\r\n").via_rport);
}

TEST(a_contact_with_a_literal_host_is_an_endpoint)
{
	struct message m =
		SCAN("INVITE sip:a SIP/2.0\r\nm: \"A, B\" <sip:a@192.0.2.3:5070;ob>;expires=1, <sip:c@d>\r\n\r\n");
	struct endpoint endpoint = {0};

	EXPECT(message_contact(&m, &endpoint));
	EXPECT_INT(5070, endpoint.port);
	m = SCAN("INVITE sip:a SIP/2.0\r\nm: <sip:a@h.example>\r\n\r\n");
	EXPECT(!message_contact(&m, &endpoint));
	m = SCAN("INVITE sip:a SIP/2.0\r\n\r\n");
	EXPECT(!message_contact(&m, &endpoint));
}

TEST(early_media_is_authorised_line_by_line_and_the_last_repeats)
{
	struct message m = SCAN("SIP/2.0 183 x\r\nP-Early-Media: gated, recvonly, x, SendRecv\r\n"
	                        "P-Early-Media: inactive\r\n\r\n");

	EXPECT_INT(3, m.early_media_count);
	EXPECT(m.early_media_gated && !m.early_media_supported);
	EXPECT_INT(EARLY_MEDIA_RECVONLY, m.early_media);
	EXPECT_INT(EARLY_MEDIA_RECVONLY, message_early_media(&m, 0));
	EXPECT_INT(EARLY_MEDIA_SENDRECV, message_early_media(&m, 1));
	EXPECT_INT(EARLY_MEDIA_INACTIVE, message_early_media(&m, 2));
	EXPECT_INT(EARLY_MEDIA_INACTIVE, message_early_media(&m, 7));
	m = SCAN("SIP/2.0 183 x\r\nP-Early-Media: supported\r\n\r\n");
	EXPECT_INT(EARLY_MEDIA_NO_DIRECTION, message_early_media(&m, 0));
	m = SCAN("SIP/2.0 183 x\r\n\r\n");
	EXPECT_INT(EARLY_MEDIA_ABSENT, message_early_media(&m, 3));
}

TEST(no_more_early_media_directions_are_kept_than_there_are_media_lines)
{
	struct message m = SCAN("SIP/2.0 183 x\r\nP-Early-Media: inactive,inactive,inactive,inactive,inactive,inactive,"
	                        "inactive,sendonly,sendrecv\r\n\r\n");

	EXPECT_INT(EARLY_MEDIA_MAX, m.early_media_count);
	EXPECT_INT(EARLY_MEDIA_SENDONLY, message_early_media(&m, 20));
}

TEST_MAIN
