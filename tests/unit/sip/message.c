/* SPDX-License-Identifier: BSD-2-Clause */
/* libosip2 behind its fence: what it adds, what it cannot take away, and that it stays silent. */
#include "sip/message.h"

#include "tests/test.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define SDP "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"
#define DIALOG                                                                                                         \
	"Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1\r\nFrom: <sip:a@x>;tag=A\r\nTo: <sip:b@y>;tag=B\r\n"          \
	"Call-ID: c1@h\r\nCSeq: 7 INVITE\r\n"

__attribute__((constructor)) static void prepare(void)
{
	message_init();
}

static struct message parse(struct str text)
{
	struct message message = {0};

	EXPECT(message_scan(text, (struct message_place){.datagram = true}, &message));
	message_parse(&message);
	return message;
}

#define PARSE(text) parse(STR(text))

static bool is_refused(const struct message *message)
{
	return message->deviations & DEVIATION_REFUSED;
}

TEST(an_ordinary_message_is_read_without_complaint)
{
	struct message m = PARSE("SIP/2.0 183 Session Progress\r\n" DIALOG
	                         "RSeq: 9\r\nRequire: 100rel, precondition\r\nSupported: timer\r\n"
	                         "P-Early-Media: sendonly, gated\r\nContact: <sip:b@z>\r\n"
	                         "Reason: Q.850;cause=16;text=\"a;b,c\", SIP;cause=480\r\n"
	                         "Content-Type: application/sdp\r\nContent-Length: 87\r\n\r\n" SDP);

	EXPECT_INT(0, m.deviations);
	EXPECT_INT(183, m.code);
	EXPECT_STR("Session Progress", m.phrase);
	EXPECT_STR("c1@h", m.call_id);
	EXPECT_STR("A", m.from_tag);
	EXPECT_STR("B", m.to_tag);
	EXPECT_STR("z9hG4bK1", m.via_branch);
	EXPECT_STR("192.0.2.1:5060", m.via_sent_by);
	EXPECT_INT(9, m.rseq);
	EXPECT_INT(OPTION_100REL | OPTION_PRECONDITION, m.required);
	EXPECT_INT(OPTION_TIMER, m.supported);
	EXPECT_INT(EARLY_MEDIA_SENDONLY, m.early_media);
	EXPECT_INT(2, m.reason_count);
	EXPECT_STR("Q.850;cause=16;text=\"a;b,c\"", m.reason_fields[0]);
	EXPECT_STR("SIP;cause=480", m.reason_fields[1]);
	EXPECT_STR(SDP, m.body);
}

TEST(folds_are_gone_from_what_libosip2_read)
{
	struct message m =
		PARSE("SIP/2.0 603 Decline\r\n" DIALOG "Reason: Q.850\r\n\t;cause=21;text=\"no\r\n way\"\r\n\r\n");

	EXPECT_INT(0, m.deviations);
	EXPECT_INT(1, m.reason_count);
	EXPECT(!str_has(m.reason_fields[0], STR("\n")));
	EXPECT(str_has(m.reason_fields[0], STR("cause=21")));
}

TEST(a_missing_phrase_does_not_cost_the_via)
{
	struct message m = PARSE("SIP/2.0 183\r\n" DIALOG "\r\n");

	EXPECT_INT(DEVIATION_STATUS_LINE, m.deviations);
	EXPECT_INT(183, m.code);
	EXPECT_STR("", m.phrase);
	EXPECT_INT(1, m.vias);
	EXPECT_STR("z9hG4bK1", m.via_branch);
}

TEST(a_content_length_beyond_the_datagram_does_not_cost_the_message)
{
	struct message m =
		PARSE("SIP/2.0 183 x\r\nContent-Length: 999\r\n" DIALOG "Content-Type: application/sdp\r\n\r\n" SDP);

	EXPECT(!is_refused(&m));
	EXPECT_STR("c1@h", m.call_id);
	EXPECT_STR(SDP, m.body);
}

TEST(a_content_length_beyond_32_bits_is_not_taken_modulo)
{
	struct message m = PARSE("SIP/2.0 183 x\r\nContent-Length: 4294967300\r\n" DIALOG "\r\n" SDP);

	EXPECT(!is_refused(&m));
	EXPECT_STR(SDP, m.body);
}

TEST(sdp_without_content_type_is_not_lost)
{
	struct arena arena = {0};
	struct message m = PARSE("SIP/2.0 183 x\r\n" DIALOG "Content-Length: 87\r\n\r\n" SDP);
	struct sdp *sdp = message_sdp(&m, &arena);

	EXPECT_INT(DEVIATION_CONTENT_TYPE_MISSING, m.deviations);
	EXPECT(sdp && sdp_audio(sdp) && sdp_audio(sdp)->port == 4000);
	arena_done(&arena);
}

TEST(a_nul_in_the_header_does_not_cost_the_message)
{
	struct message m = PARSE("SIP/2.0 183 x\r\nSubject: \0\r\n" DIALOG "To: \"\0\" <sip:b@y>;tag=B\r\n\r\n");

	EXPECT(!is_refused(&m));
	EXPECT_STR("c1@h", m.call_id);
}

TEST(two_identical_call_ids_do_not_cost_the_message)
{
	struct message m = PARSE("SIP/2.0 183 x\r\n" DIALOG "Call-ID: c1@h\r\n\r\n");

	EXPECT_INT(0, m.deviations);
	EXPECT_STR("c1@h", m.call_id);
}

TEST(a_line_without_a_colon_does_not_cost_the_message)
{
	struct message m = PARSE("SIP/2.0 183 x\r\n" DIALOG "garbage\r\n\r\n");

	EXPECT_INT(DEVIATION_LINE, m.deviations);
}

TEST(a_second_content_length_does_not_cost_the_message)
{
	struct message m = PARSE("SIP/2.0 183 x\r\n" DIALOG "Content-Length: 0\r\nl: 0\r\n\r\n");

	EXPECT_INT(0, m.deviations);
}

TEST(a_lower_via_nobody_needs_does_not_cost_the_message)
{
	struct message m = PARSE("SIP/2.0 183 x\r\n" DIALOG "Via: x\r\n\r\n");

	EXPECT_INT(0, m.deviations);
	EXPECT_INT(2, m.vias);
	EXPECT_STR("z9hG4bK1", m.via_branch);
}

TEST(what_libosip2_refuses_keeps_the_fields_of_the_scan)
{
	static const char *const froms[] = {"From: <sip:a@y;tag=A\r\n", "From: \"a <sip:a@y>;tag=A\r\n"};

	for (size_t i = 0; i < sizeof(froms) / sizeof(froms[0]); i++) {
		char text[600];
		int n = snprintf(text, sizeof(text),
		                 "SIP/2.0 183 x\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n%sTo: <sip:b@y>;tag=B\r\n"
		                 "Call-ID: c1@h\r\nCSeq: 7 INVITE\r\nRSeq: 4\r\n\r\n",
		                 froms[i]);
		struct message m = parse((struct str){text, (size_t)n});

		EXPECT(is_refused(&m));
		EXPECT_INT(183, m.code);
		EXPECT_STR("c1@h", m.call_id);
		EXPECT_STR("B", m.to_tag);
		EXPECT_INT(7, m.cseq);
		EXPECT_INT(4, m.rseq);
		EXPECT_STR("z9hG4bK1", m.via_branch);
	}
}

TEST(what_no_diagnosis_rests_on_cannot_cost_the_message)
{
	struct message m = PARSE("SIP/2.0 183 x\r\n" DIALOG "Contact: <sip:b@z\r\nContent-Type: x\r\n\r\n");

	EXPECT(!is_refused(&m));
}

TEST(a_multipart_body_is_none_of_libosip2s_business)
{
	struct message m = PARSE("INVITE sip:b@y SIP/2.0\r\n" DIALOG
	                         "Content-Type: multipart/mixed;boundary=\"\r\nContent-Length: 5\r\n\r\n--x\r\n");

	EXPECT_INT(0, m.deviations);
}

TEST(an_overlong_field_leaves_the_scans_reading_in_place)
{
	static char text[9000];
	size_t n = (size_t)snprintf(text, sizeof(text), "SIP/2.0 183 x\r\n%sRequire: 100rel", DIALOG);
	struct message m;

	for (int i = 0; i < 500; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, ",x%d", i);
	n += (size_t)snprintf(text + n, sizeof(text) - n, ",precondition\r\n\r\n");
	m = parse((struct str){text, n});
	EXPECT_INT(0, m.deviations);
	EXPECT_INT(OPTION_100REL | OPTION_PRECONDITION | OPTION_OTHER, m.required);
}

TEST(an_overlong_request_line_is_refused_and_scanned)
{
	static char text[9000];
	struct message m;
	int n;

	memset(text, 'u', sizeof(text));
	memcpy(text, "INVITE sip:", 11);
	n = snprintf(text + 5000, sizeof(text) - 5000, "@y SIP/2.0\r\n%s\r\n", DIALOG);
	m = parse((struct str){text, 5000 + (size_t)n});
	EXPECT(is_refused(&m));
	EXPECT_STR("c1@h", m.call_id);
	EXPECT(m.request_uri.n > 4000);
}

/* What libosip2 prints of its own would stand in the middle of a report. */
TEST(nothing_is_written_to_stdout)
{
	char name[] = "/tmp/sipwhy-test-XXXXXX";
	int file = mkstemp(name), before = dup(STDOUT_FILENO);
	off_t size;

	fflush(stdout);
	dup2(file, STDOUT_FILENO);
	for (int i = 0; i < 10; i++) {
		PARSE("SIP/2.0 183 x\r\n" DIALOG "Via: x\r\nContact: <sip:b@z\r\n\r\n");
		PARSE("INVITE < SIP/2.0\r\nCSeq: x\r\nFrom: <\r\nTo: \"\r\nCall-ID: \r\n");
	}
	fflush(stdout);
	dup2(before, STDOUT_FILENO);
	size = lseek(file, 0, SEEK_END);
	close(file);
	close(before);
	unlink(name);
	EXPECT_INT(0, size);
}

/* CPU time of all that is done to a message, for a datagram filled with repeats of one piece. */
static double cpu_ms(const char *head, const char *piece, const char *tail)
{
	static char text[65000];
	struct timespec from, to;
	struct arena arena = {0};
	size_t n = (size_t)snprintf(text, sizeof(text), "%s", head), size = strlen(piece);
	struct message m = {0};

	while (n + size + strlen(tail) < sizeof(text)) {
		memcpy(text + n, piece, size);
		n += size;
	}
	n += (size_t)snprintf(text + n, sizeof(text) - n, "%s", tail);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	EXPECT(message_scan((struct str){text, n}, (struct message_place){.datagram = true}, &m));
	message_parse(&m);
	message_reasons(&m, &arena);
	message_sdp(&m, &arena);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	arena_done(&arena);
	EXPECT_STR("c1@h", m.call_id);
	return (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
}

/* libosip2 alone takes from 0.3 to 2 s for each of these; the limit leaves room for sanitizers and valgrind. */
TEST(no_datagram_of_64_kib_takes_long)
{
	static const struct {
		const char *head, *piece, *tail;
	} rows[] = {
		{"INVITE sip:b@y SIP/2.0\r\n" DIALOG, "X:\r\n", "\r\n"},
		{"INVITE sip:b@y SIP/2.0\r\n" DIALOG, "Via: SIP/2.0/UDP h;a;a;a;a\r\n", "\r\n"},
		{"INVITE sip:b@y SIP/2.0\r\n" DIALOG "Via: SIP/2.0/UDP h", ";a", "\r\n\r\n"},
		{"INVITE sip:b@y SIP/2.0\r\n" DIALOG "Supported: a", ",a", "\r\n\r\n"},
		{"INVITE sip:b@y SIP/2.0\r\n" DIALOG, "Supported: a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a\r\n", "\r\n"},
		{"INVITE sip:b@y SIP/2.0\r\n" DIALOG "Contact: <sip:a@b", ";a=b", ">\r\n\r\n"},
		{"INVITE sip:b@y SIP/2.0\r\n" DIALOG "Contact: <sip:a@b?x", "&a=b", ">\r\n\r\n"},
		{"INVITE sip:b@y SIP/2.0\r\n" DIALOG "Contact: a", "&", "\r\n\r\n"},
		{"INVITE sip:b@y SIP/2.0\r\n" DIALOG "Content-Type: a/b", ";p=1", "\r\n\r\n"},
		{"INVITE sip:b@y SIP/2.0\r\n" DIALOG "Reason: SIP;text=\"", "\\\"", "\"\r\n\r\n"},
		{"INVITE sip:b@y SIP/2.0\r\n" DIALOG "Reason: a", ",\"", "\r\n\r\n"},
		{"INVITE sip:b@y SIP/2.0\r\n" DIALOG "To: ", "\"", "\r\n\r\n"},
		{"INVITE sip:b@y SIP/2.0\r\n" DIALOG "To: ", "<", "\r\n\r\n"},
		{"INVITE sip:b@y SIP/2.0\r\n" DIALOG "To: a", "\r\n ", "\r\n\r\n"},
		{"INVITE sip:b@y SIP/2.0\r\n" DIALOG "\r\n", "\r\n", "\r\n"},
		{"INVITE sip:b@y SIP/2.0\r\n" DIALOG, "l: 1\r\n", "\r\n"},
		{"INVITE sip:b@y SIP/2.0\r\n" DIALOG, "Reason: SIP;text=\"\\\\\\\\\"\r\n", "\r\n"},
		{"INVITE sip:b@y SIP/2.0\r\n" DIALOG "\r\n" SDP, "a=rtpmap:0 x/1\r\n", ""},
		{"INVITE sip:b@y SIP/2.0\r\n" DIALOG "\r\n" SDP, "m=audio 1 RTP/AVP 0\r\n", ""},
		{"INVITE sip:b@y SIP/2.0\r\n" DIALOG "\r\nv=0\r\nm=audio 1 RTP/AVP", " 0", "\r\n"},
		{"INVITE sip:b@y SIP/2.0\r\n" DIALOG "Content-Type: multipart/mixed\r\n\r\n--b", "\r\n--b", ""},
		{"INVITE sip:b@y SIP/2.0\r\n" DIALOG "Content-Type: multipart/mixed\r\n\r\n--b\r\n",
	         "c:multipart/x\r\n\r\n--b\r\n", ""},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		double ms = cpu_ms(rows[i].head, rows[i].piece, rows[i].tail);

		if (getenv("SHOW_TIMES"))
			printf("# %.3f ms: %s\n", ms, rows[i].piece);
		EXPECT(ms < 100);
	}
}

TEST_MAIN
