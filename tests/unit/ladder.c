/* SPDX-License-Identifier: BSD-2-Clause */
/* Each word of docs/ladder.md makes the bytes it promises. */
#include "ladder.h"

#include "base/memory.h"
#include "sip/message.h"
#include "test.h"

#include <string.h>

enum {
	MAX_PACKETS = 64,
	HEADERS_BEFORE_UDP = 14 + 20,
	HEADERS_BEFORE_PAYLOAD = HEADERS_BEFORE_UDP + 8,
};

/* The datagrams of a ladder. */
struct packet {
	ns time;
	uint8_t from, to; /* of 10.0.0.x */
	uint16_t source_port, destination_port;
	struct str payload;
	struct message message;
};

struct played {
	struct arena arena;
	struct packet packets[MAX_PACKETS];
	unsigned count;
};

static uint16_t two_bytes(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static void take(void *arg, const struct frame *frame)
{
	struct played *played = arg;
	struct packet *packet = &played->packets[played->count];
	struct str bytes = {(const char *)frame->bytes, frame->captured};

	if (played->count == MAX_PACKETS || bytes.n <= HEADERS_BEFORE_PAYLOAD)
		return;
	*packet = (struct packet){.time = frame->time,
	                          .from = frame->bytes[29],
	                          .to = frame->bytes[33],
	                          .source_port = two_bytes(frame->bytes + HEADERS_BEFORE_UDP),
	                          .destination_port = two_bytes(frame->bytes + HEADERS_BEFORE_UDP + 2)};
	packet->payload = arena_str(&played->arena, str_from(bytes, HEADERS_BEFORE_PAYLOAD));
	message_scan(packet->payload, (struct message_place){.datagram = true}, &packet->message);
	played->count++;
}

static struct played *play_text(const char *ladder)
{
	struct played *played = memory_new(sizeof(*played));

	ladder_play(ladder, take, played);
	return played;
}

static void done(struct played *played)
{
	arena_done(&played->arena);
	memory_free(played);
}

static bool says(const struct played *played, unsigned index, const char *text)
{
	bool found = index < played->count && str_has(played->packets[index].payload, str_of(text));

	if (!found && index < played->count)
		printf("# no \"%s\" in:\n# " STR_FMT "\n", text, STR_ARG(played->packets[index].payload));
	return found;
}

static unsigned counted(struct str text, const char *part)
{
	unsigned n = 0;

	for (size_t i = 0; i + strlen(part) <= text.n; i++)
		n += str_starts(str_from(text, i), str_of(part));
	return n;
}

/* The first one of several parts. */
static struct sdp *sdp_of(struct played *played, unsigned index)
{
	const struct message *message = &played->packets[index].message;
	struct str body = message->body;

	if (str_has(message->content_type, STR("boundary")))
		while (body.n && !str_starts(body, STR("v=0")))
			body = str_from(body, 1);
	for (size_t i = 0; i < body.n; i++)
		if (str_starts(str_from(body, i), STR("\r\n--ladder")))
			body.n = i;
	return sdp_parse(&played->arena, body);
}

TEST(fields_end_at_two_blanks_or_a_tab_and_may_be_many)
{
	struct played *p =
		play_text("0.0  A > B  INVITE  Subject: a b c  X-CID: 7\tPriority: urgent  tag=b1  frame 12\n");

	EXPECT(says(p, 0, "\r\nSubject: a b c\r\n"));
	EXPECT(says(p, 0, "\r\nX-CID: 7\r\n"));
	EXPECT(says(p, 0, "\r\nPriority: urgent\r\n"));
	EXPECT(says(p, 0, "To: <sip:b@example.com>;tag=b1\r\n"));
	done(p);
}

TEST(a_field_that_is_given_replaces_the_usual_one)
{
	struct played *p = play_text(
		"0.0  A > B  INVITE  Supported: timer  Contact: <sip:x@10.0.0.9>  v: SIP/2.0/UDP 10.9.9.9;branch=z9hG4bKx\n"
		"0.1  B > A  183  tag=b1  rel  RSeq: 0  Require: precondition\n"
		"0.2  A > B  PRACK  tag=b1  RAck: 9 1 INVITE\n"
		"0.3  B > A  180  tag=b1  Content-Length: many  line=Call-ID: another\n");

	EXPECT_INT(OPTION_TIMER, p->packets[0].message.supported);
	EXPECT_INT(1, counted(p->packets[0].payload, "\r\nContact: "));
	EXPECT_INT(1, p->packets[0].message.vias);
	EXPECT(str_eq(p->packets[0].message.via_sent_by, STR("10.9.9.9")));
	EXPECT(says(p, 1, "\r\nRSeq: 0\r\n"));
	EXPECT_INT(1, counted(p->packets[1].payload, "RSeq"));
	EXPECT_INT(OPTION_PRECONDITION, p->packets[1].message.required);
	EXPECT_INT(9, p->packets[2].message.rack_rseq);
	EXPECT_INT(1, counted(p->packets[2].payload, "RAck"));
	EXPECT(p->packets[3].message.deviations & DEVIATION_CONTENT_LENGTH_BAD);
	EXPECT(p->packets[3].message.deviations & DEVIATION_DUPLICATE_HEADER);
	done(p);
}

TEST(without_leaves_fields_out)
{
	struct played *p = play_text(
		"0.0  A > B  INVITE  sdp  without=Contact,Supported,Max-Forwards,Content-Type,Content-Length\n"
		"0.1  B > A  183  sdp  tag=b1  rel  without=Require,RSeq,Via,To,From,Call-ID,CSeq\n");
	const char *const request[] = {"Contact:", "Supported:", "Max-Forwards:", "Content-Type:", "Content-Length:"};
	const char *const response[] = {"Require:", "RSeq:", "Via:", "To:", "From:", "Call-ID:", "CSeq:"};

	for (unsigned i = 0; i < sizeof(request) / sizeof(request[0]); i++)
		EXPECT_INT(0, counted(p->packets[0].payload, request[i]));
	for (unsigned i = 0; i < sizeof(response) / sizeof(response[0]); i++)
		EXPECT_INT(0, counted(p->packets[1].payload, response[i]));
	done(p);
}

TEST(codecs_port_and_protocol_are_those_of_the_audio_line)
{
	struct played *p = play_text(
		"0.0  A > B  INVITE  sdp  codecs=0,97,96/opus/48000/2,101/telephone-event/8000  port=40010  proto=RTP/SAVP\n"
		"0.5  B > A  rtp\n"
		"0.6  A > B  rtp\n");
	const struct sdp_media *audio = sdp_audio(sdp_of(p, 0));

	EXPECT(says(p, 0, "m=audio 40010 RTP/SAVP 0 97 96 101\r\na=rtpmap:96 opus/48000/2\r\na=rtpmap:101 "));
	EXPECT_INT(4, audio->formats);
	EXPECT(str_eq(audio->format[2].name, STR("opus")));
	EXPECT(str_eq(audio->proto, STR("RTP/SAVP")));
	EXPECT_INT(0, sdp_of(p, 0)->deviations);
	EXPECT_INT(40010, p->packets[1].destination_port);
	EXPECT_INT(40010, p->packets[2].source_port);
	done(p);
}

TEST(host_may_be_an_ipv6_literal_or_a_name)
{
	struct played *p = play_text("0.0  A > B  INVITE  sdp  host=2001:db8::1\n"
	                             "0.1  B > A  183  sdp  host=media.example.com  tag=b1\n"
	                             "0.2  B > A  183  sdp  host=2001:db8::  tag=b1\n");

	EXPECT(says(p, 0, "\r\no=- 1 1 IN IP6 2001:db8::1\r\ns=-\r\nc=IN IP6 2001:db8::1\r\n"));
	EXPECT(says(p, 1, "\r\nc=IN IP4 media.example.com\r\n"));
	EXPECT(says(p, 2, "\r\nc=IN IP6 2001:db8::\r\n"));
	EXPECT(sdp_audio(sdp_of(p, 0))->has_address);
	EXPECT(!sdp_audio(sdp_of(p, 1))->has_address);
	done(p);
}

TEST(sdp_lines_are_taken_as_they_stand)
{
	struct played *p = play_text(
		"0.0  A > B  INVITE  sdp  a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:xyz  b=AS:64  o=x 2 3 IN IP4 10.0.0.1  "
		"a=inactive  m=video 40020 RTP/AVP 96  c=IN IP4 10.0.0.7  a=sendonly\n");
	const struct sdp *sdp = sdp_of(p, 0);

	EXPECT(says(
		p, 0,
		"v=0\r\no=x 2 3 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\nm=audio 30000 RTP/AVP 0 8 101\r\n"
		"b=AS:64\r\na=rtpmap:0 "));
	EXPECT(says(p, 0,
	            "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:xyz\r\na=inactive\r\nm=video 40020 RTP/AVP 96\r\n"
	            "c=IN IP4 10.0.0.7\r\na=sendonly\r\n"));
	EXPECT_INT(0, sdp->deviations);
	EXPECT_INT(2, sdp->media_count);
	EXPECT_INT(SDP_INACTIVE, sdp->media[0].direction);
	EXPECT(sdp->media[0].has_crypto);
	EXPECT_INT(SDP_SENDONLY, sdp->media[1].direction);
	done(p);
}

TEST(sdp_can_be_broken)
{
	struct played *p = play_text("0.0  A > B  INVITE  sdp  sdp-without=t,s\n"
	                             "0.1  A > B  INVITE  sdp=unended\n"
	                             "0.2  A > B  INVITE  sdp=lf,sendonly\n"
	                             "0.3  A > B  INVITE  sdp  sdp-without=c\n"
	                             "0.4  A > B  INVITE  sdp  sdp-without=s  s=-\n"
	                             "0.5  A > B  INVITE  sdp  sdp-without=m\n"
	                             "0.6  A > B  INVITE  sdp  sdp-without=m  a=sendonly  m=audio 5000 RTP/AVP\n"
	                             "0.7  A > B  INVITE  sdp  sdp-without=v,o\n");

	EXPECT_INT(SDP_NO_NAME | SDP_NO_TIME, sdp_of(p, 0)->deviations);
	EXPECT_INT(SDP_NO_FINAL_CRLF, sdp_of(p, 1)->deviations);
	EXPECT_INT(SDP_BARE_LF, sdp_of(p, 2)->deviations);
	EXPECT_INT(SDP_SENDONLY, sdp_audio(sdp_of(p, 2))->direction);
	EXPECT_INT(0, p->packets[2].message.deviations);
	EXPECT_INT(SDP_NO_CONNECTION, sdp_of(p, 3)->deviations);
	EXPECT(sdp_of(p, 4)->deviations & SDP_ORDER);
	EXPECT_INT(0, sdp_of(p, 5)->media_count);
	EXPECT(says(p, 6, "t=0 0\r\na=sendonly\r\nm=audio 5000 RTP/AVP\r\n"));
	EXPECT_INT(0, counted(p->packets[7].payload, "\r\no=") + counted(p->packets[7].payload, "\r\nv="));
	done(p);
}

TEST(preconditions_are_words_or_lines)
{
	struct played *p =
		play_text("0.0  A > B  INVITE  sdp=qos\n"
	                  "0.1  B > A  183  sdp  a=curr:qos local sendrecv  a=curr:qos remote sendrecv  "
	                  "a=des:qos mandatory local sendrecv  a=des:qos mandatory remote sendrecv  tag=b1\n");

	EXPECT(sdp_audio(sdp_of(p, 0))->precondition_unmet);
	EXPECT(sdp_audio(sdp_of(p, 1))->has_preconditions);
	EXPECT(!sdp_audio(sdp_of(p, 1))->precondition_unmet);
	done(p);
}

TEST(content_type_and_length_can_be_wrong)
{
	struct played *p = play_text("0.0  A > B  INVITE  sdp  type=text/plain\n"
	                             "0.1  A > B  INVITE  sdp  length=+5\n"
	                             "0.2  A > B  INVITE  sdp  length=-5\n"
	                             "0.3  A > B  INVITE  sdp  length=0\n"
	                             "0.4  A > B  INVITE  sdp  length=none\n"
	                             "0.5  A > B  INVITE  body=hello there  type=text/html\n");

	EXPECT(p->packets[0].message.deviations & DEVIATION_CONTENT_TYPE_WRONG);
	EXPECT_INT(DEVIATION_CONTENT_LENGTH_LONG, p->packets[1].message.deviations);
	EXPECT_INT(DEVIATION_CONTENT_LENGTH_SHORT, p->packets[2].message.deviations);
	EXPECT_INT(5, p->packets[2].message.rest.n);
	EXPECT_INT(DEVIATION_CONTENT_LENGTH_ZERO, p->packets[3].message.deviations);
	EXPECT(!p->packets[4].message.has_content_length);
	EXPECT(says(p, 5, "\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\nhello there\r\n"));
	done(p);
}

TEST(parts_make_a_multipart_body_in_their_order)
{
	struct played *p =
		play_text("0.0  A > B  INVITE  parts=isup/required,sdp,text/optional  port=30040  host=10.0.0.9\n"
	                  "0.1  A > B  INVITE  parts=sdp/early-session,sdp\n"
	                  "0.2  A > B  INVITE  parts=sdp  type=multipart/alternative  without=Content-Length\n");

	EXPECT(str_eq(p->packets[0].message.content_type, STR("multipart/mixed;boundary=ladder")));
	EXPECT(says(p, 0,
	            "\r\n\r\n--ladder\r\nContent-Type: application/ISUP;version=itu-t92+\r\n"
	            "Content-Disposition: signal;handling=required\r\n\r\n\x06\x16"));
	EXPECT(says(p, 0, "\r\n--ladder\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n"));
	EXPECT(says(p, 0, "Content-Disposition: render;handling=optional\r\n\r\nladder\r\n\r\n--ladder--\r\n"));
	EXPECT_INT(30040, sdp_audio(sdp_of(p, 0))->port);
	EXPECT_INT(0, p->packets[0].message.deviations);
	EXPECT(says(p, 1, "Content-Disposition: early-session\r\n\r\nv=0\r\n"));
	EXPECT(says(p, 1, "m=audio 30140 RTP/AVP 0 8 101\r\n"));
	EXPECT(says(p, 1, "m=audio 30040 RTP/AVP 0 8 101\r\n"));
	EXPECT(says(p, 2, "Content-Type: multipart/alternative;boundary=ladder\r\n"));
	done(p);
}

TEST(vias_and_branches_can_be_others)
{
	struct played *p = play_text("0.0  A > B  INVITE  via=10.9.9.9  rport\n"
	                             "0.1  B > A  183  tag=b1  received=1.2.3.4  rport=5070\n"
	                             "0.2  B > A  180  tag=b1  branch=other\n"
	                             "0.3  B > A  180  tag=b1\n");

	EXPECT(says(p, 0, "Via: SIP/2.0/UDP 10.9.9.9:5060;branch=z9hG4bK1;rport\r\n"));
	EXPECT(says(p, 1, "Via: SIP/2.0/UDP 10.9.9.9:5060;branch=z9hG4bK1;received=1.2.3.4;rport=5070\r\n"));
	EXPECT(str_eq(p->packets[2].message.via_branch, STR("z9hG4bK-other")));
	EXPECT(str_eq(p->packets[3].message.via_branch, STR("z9hG4bK1")));
	done(p);
}

TEST(parties_may_be_elsewhere)
{
	struct played *p = play_text("0.0  A > B  INVITE  sdp\n"
	                             "0.1  B > A  183  sdp  tag=b1  at=203.0.113.9\n");

	EXPECT_INT(9, p->packets[0].to);
	EXPECT_INT(9, p->packets[1].from);
	EXPECT(says(p, 0, "INVITE sip:b@203.0.113.9 SIP/2.0\r\n"));
	EXPECT(says(p, 1, "Via: SIP/2.0/UDP 10.0.0.1:5060"));
	EXPECT(says(p, 1, "Contact: <sip:b@203.0.113.9:5060>\r\n"));
	EXPECT(says(p, 1, "c=IN IP4 203.0.113.9\r\n"));
	done(p);
}

TEST(messages_come_from_and_go_to_other_ports)
{
	struct played *p = play_text("0.0  A > B  INVITE  to=5070  from=5080\n0.1  B > A  100\n");

	EXPECT_INT(5080, p->packets[0].source_port);
	EXPECT_INT(5070, p->packets[0].destination_port);
	EXPECT_INT(5060, p->packets[1].source_port);
	EXPECT_INT(5060, p->packets[1].destination_port);
	done(p);
}

TEST(each_note_makes_the_message_it_is_a_note_on)
{
	static const struct {
		const char *ladder;
		unsigned deviation;
	} rows[] = {
		{"0  B > A  183  tag=b1  !start-line\n", DEVIATION_STATUS_LINE},
		{"0  A > B  INVITE  !start-line\n", DEVIATION_STATUS_LINE},
		{"0  B > A  183  tag=b1  !no-to\n", DEVIATION_NO_TO},
		{"0  A > B  INVITE  !no-via\n", DEVIATION_NO_VIA},
		{"0  A > B  INVITE  !no-from\n", DEVIATION_NO_FROM},
		{"0  A > B  INVITE  !no-call-id\n", DEVIATION_NO_CALL_ID},
		{"0  A > B  INVITE  !no-cseq\n", DEVIATION_NO_CSEQ},
		{"0  A > B  INVITE  !cseq\n", DEVIATION_CSEQ},
		{"0  B > A  183  tag=b1  !cseq\n", DEVIATION_CSEQ},
		{"0  A > B  INVITE  !no-tag\n", DEVIATION_NO_TAG},
		{"0  B > A  183  !no-tag\n", DEVIATION_NO_TAG},
		{"0  A > B  INVITE  !branch\n", DEVIATION_BRANCH},
		{"0  A > B  INVITE  !via\n", DEVIATION_VIA},
		{"0  A > B  INVITE  !address\n", DEVIATION_ADDRESS},
		{"0  A > B  INVITE  !quote\n", DEVIATION_QUOTE},
		{"0  A > B  INVITE  !duplicate-header\n", DEVIATION_DUPLICATE_HEADER},
		{"0  B > A  183  tag=b1  !value\n", DEVIATION_VALUE},
		{"0  A > B  INVITE  !line\n", DEVIATION_LINE},
		{"0  A > B  INVITE  !nul\n", DEVIATION_NUL},
		{"0  A > B  INVITE  !bare-lf\n", DEVIATION_BARE_LF},
		{"0  A > B  INVITE  !no-end\n", DEVIATION_NO_END},
		{"0  A > B  INVITE  sdp  !content-type-missing\n", DEVIATION_CONTENT_TYPE_MISSING},
		{"0  A > B  INVITE  sdp  !content-type-wrong\n", DEVIATION_CONTENT_TYPE_WRONG},
		{"0  A > B  INVITE  sdp  !content-length-long\n", DEVIATION_CONTENT_LENGTH_LONG},
		{"0  A > B  INVITE  sdp  !content-length-short\n", DEVIATION_CONTENT_LENGTH_SHORT},
		{"0  A > B  INVITE  sdp  !content-length-zero\n", DEVIATION_CONTENT_LENGTH_ZERO},
		{"0  A > B  INVITE  sdp  !content-length-bad\n", DEVIATION_CONTENT_LENGTH_BAD},
		{"0  A > B  SHOUT  !method\n", DEVIATION_METHOD},
	};

	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct played *p = play_text(rows[i].ladder);

		if (p->packets[0].message.deviations != rows[i].deviation)
			printf("# %s", rows[i].ladder);
		EXPECT_INT(rows[i].deviation, p->packets[0].message.deviations);
		done(p);
	}
}

TEST(repeats_come_at_even_times_or_ever_later)
{
	struct played *p = play_text("0.0  A > B  INVITE  x5  backoff\n"
	                             "100  A > B  BYE  x6  backoff\n"
	                             "200  A > B  BYE  x3  every=1s\n"
	                             "300  A > B  BYE  x3\n");
	static const ns times[] = {0,      500,    1500,   3500,   7500,   100000, 100500, 101500, 103500,
	                           107500, 111500, 200000, 201000, 202000, 300000, 300500, 301000};

	EXPECT_INT(sizeof(times) / sizeof(times[0]), p->count);
	for (unsigned i = 0; i < p->count; i++)
		EXPECT_INT(times[i], (p->packets[i].time - p->packets[0].time) / MILLISECOND);
	done(p);
}

TEST(a_leg_has_users_ports_and_fields_of_its_own)
{
	struct played *p = play_text(
		"0.000  A > B  INVITE  sdp  caller=+15551230001  callee=+15559870002\n"
		"0.050  B > C  INVITE  sdp  call=2  caller=+15551230001  callee=99  Session-ID: abc;remote=0\n"
		"0.100  C > B  183  sdp  tag=c1  call=2\n"
		"0.150  B > A  183  sdp  tag=b1\n"
		"0.200  C > B  rtp  call=2\n"
		"0.250  B > A  rtp\n");

	EXPECT(says(p, 0, "INVITE sip:+15559870002@10.0.0.2 SIP/2.0\r\n"));
	EXPECT(says(p, 0, "From: <sip:+15551230001@example.com>;tag=a1\r\nTo: <sip:+15559870002@example.com>\r\n"));
	EXPECT(says(p, 1, "INVITE sip:99@10.0.0.3 SIP/2.0\r\n"));
	EXPECT(says(p, 1,
	            "From: <sip:+15551230001@example.com>;tag=b1\r\nTo: <sip:99@example.com>\r\nCall-ID: ladder-2@"));
	EXPECT(says(p, 1, "Session-ID: abc;remote=0\r\n"));
	EXPECT_INT(1, p->packets[1].message.vias);
	EXPECT_INT(30002, sdp_audio(sdp_of(p, 1))->port);
	EXPECT(says(p, 1, "c=IN IP4 10.0.0.2\r\n"));
	EXPECT(says(p, 2, "To: <sip:99@example.com>;tag=c1\r\n"));
	EXPECT_INT(40002, sdp_audio(sdp_of(p, 2))->port);
	EXPECT(says(p, 3, "To: <sip:+15559870002@example.com>;tag=b1\r\n"));
	EXPECT_INT(30002, p->packets[4].destination_port);
	EXPECT_INT(40002, p->packets[4].source_port);
	EXPECT_INT(40000, p->packets[5].source_port);
	done(p);
}

TEST(within_a_dialog_requests_count_up_and_the_callee_turns_the_names_around)
{
	struct played *p = play_text("0.0  A > B  INVITE  sdp\n"
	                             "0.1  B > A  183  sdp  tag=b1  rel\n"
	                             "0.2  A > B  PRACK  sdp  tag=b1\n"
	                             "0.3  B > A  200  of=PRACK  sdp  tag=b1\n"
	                             "0.4  B > A  UPDATE  sdp  tag=a1\n"
	                             "0.5  A > B  200  of=UPDATE  sdp  tag=a1\n"
	                             "0.6  B > A  200  sdp  tag=b1\n"
	                             "0.7  A > B  ACK  tag=b1\n"
	                             "1.0  A > B  INVITE  sdp  tag=b1\n"
	                             "1.1  B > A  200  sdp  tag=b1\n"
	                             "1.2  A > B  ACK  tag=b1\n"
	                             "2.0  B > A  INVITE  sdp  tag=a1\n"
	                             "2.1  A > B  200  sdp  tag=a1\n"
	                             "2.2  B > A  ACK  tag=a1\n"
	                             "3.0  B > A  BYE  tag=a1\n"
	                             "3.1  A > B  200  of=BYE  tag=a1\n");
	static const unsigned numbers[] = {1, 1, 2, 2, 1, 1, 1, 1, 3, 3, 3, 2, 2, 2, 3, 3};
	/* Each answer has its request's branch, an ACK of a 2xx its own. */
	static const bool follows[] = {0, 1, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1};
	static const char *const backward = "From: <sip:b@example.com>;tag=b1\r\nTo: <sip:a@example.com>;tag=a1\r\n";

	for (unsigned i = 0; i < p->count; i++)
		EXPECT_INT(numbers[i], p->packets[i].message.cseq);
	EXPECT(says(p, 2, "RAck: 1 1 INVITE\r\n"));
	EXPECT(says(p, 4, backward));
	EXPECT(says(p, 5, backward));
	for (unsigned i = 11; i < p->count; i++)
		EXPECT(says(p, i, backward));
	for (unsigned i = 1; i < p->count; i++)
		EXPECT_INT(follows[i], str_eq(p->packets[i].message.via_branch, p->packets[i - 1].message.via_branch));
	done(p);
}

TEST(a_cancel_and_its_answer_have_the_branch_and_number_of_the_invite)
{
	struct played *p = play_text("0.0  A > P  INVITE  sdp\n"
	                             "0.1  P > B  INVITE  sdp\n"
	                             "1.0  A > P  CANCEL\n"
	                             "1.1  P > A  200  of=CANCEL\n"
	                             "1.2  P > B  CANCEL\n"
	                             "1.3  B > P  481  of=CANCEL\n"
	                             "1.4  B > P  487  tag=b1\n"
	                             "1.5  P > B  ACK  tag=b1\n"
	                             "1.6  P > A  487  tag=b1\n"
	                             "1.7  A > P  ACK  tag=b1\n");
	static const unsigned invite_of[] = {0, 1, 0, 0, 1, 1, 1, 1, 0, 0};

	EXPECT_INT(10, p->count);
	for (unsigned i = 0; i < p->count; i++) {
		EXPECT_INT(1, p->packets[i].message.cseq);
		EXPECT(str_eq(p->packets[i].message.via_branch, p->packets[invite_of[i]].message.via_branch));
	}
	EXPECT(str_eq(p->packets[3].message.method_text, STR("CANCEL")));
	done(p);
}

TEST(a_from_tag_is_repeated_by_the_answer)
{
	struct played *p = play_text(
		"0.0  A > B  INVITE\n0.1  B > A  UPDATE  tag=a1  from-tag=b2\n0.2  A > B  200  of=UPDATE  tag=a1\n"
		"1.0  A > B  INVITE  call=2  from-tag=none\n1.1  B > A  100  call=2\n");

	EXPECT(str_eq(p->packets[1].message.from_tag, STR("b2")));
	EXPECT(str_eq(p->packets[2].message.from_tag, STR("b2")));
	EXPECT_INT(0, p->packets[3].message.from_tag.n);
	EXPECT_INT(0, p->packets[4].message.from_tag.n);
	done(p);
}

TEST(forks_have_branches_of_their_own)
{
	struct played *p = play_text("0.0  A > P  INVITE  sdp\n"
	                             "0.1  P > B  INVITE  sdp\n"
	                             "0.2  P > C  INVITE  sdp\n"
	                             "0.3  C > P  183  sdp  tag=c1\n"
	                             "0.4  P > A  183  sdp  tag=c1\n");

	EXPECT(!str_eq(p->packets[1].message.via_branch, p->packets[2].message.via_branch));
	EXPECT(str_eq(p->packets[3].message.via_branch, p->packets[2].message.via_branch));
	EXPECT_INT(2, p->packets[3].message.vias);
	EXPECT(str_eq(p->packets[4].message.via_branch, p->packets[0].message.via_branch));
	EXPECT(says(p, 4, "c=IN IP4 10.0.0.3\r\n"));
	done(p);
}

TEST_MAIN
