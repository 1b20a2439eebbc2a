/* SPDX-License-Identifier: BSD-2-Clause */
/* Each word of docs/ladder.md makes the bytes it promises. */
#include "ladder.h"

#include "base/memory.h"
#include "media/rtp.h"
#include "sip/message.h"
#include "test.h"

#include <math.h>
#include <string.h>

enum {
	MAX_PACKETS = 2048,
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

/* Audio */

static struct rtp rtp_of(const struct played *played, unsigned index)
{
	struct rtp rtp = {.payload_type = UINT8_MAX};

	if (index < played->count)
		rtp_parse((const uint8_t *)played->packets[index].payload.p, played->packets[index].payload.n, &rtp);
	return rtp;
}

/* ITU-T G.711 tables 2b and 1b, to 16 bits. */
static int mu_law_sample(uint8_t code)
{
	int size;

	code = (uint8_t)~code;
	size = ((((code & 0x0f) << 1) + 33) << (code >> 4 & 7)) - 33;
	return (code & 0x80 ? -size : size) * 4;
}

static int a_law_sample(uint8_t code)
{
	int segment, size;

	code ^= 0x55;
	segment = code >> 4 & 7;
	size = (code & 0x0f) * 2 + 1;
	if (segment)
		size = (size + 32) << (segment - 1);
	return (code & 0x80 ? size : -size) * 8;
}

static double power(struct rtp rtp)
{
	double sum = 0;

	for (size_t i = 0; i < rtp.payload_size; i++) {
		int sample = rtp.payload_type == 8 ? a_law_sample(rtp.payload[i]) : mu_law_sample(rtp.payload[i]);

		sum += (double)sample * sample;
	}
	return rtp.payload_size ? sum / (double)rtp.payload_size : 0;
}

/* Of packets from one to another, in dBm0: a sine of full scale has 3.17. */
static double level(const struct played *played, unsigned from, unsigned to)
{
	double sum = 0;

	for (unsigned i = from; i < to; i++)
		sum += power(rtp_of(played, i));
	return 10 * log10(sum / (to - from) / (32636.0 * 32636 / 2)) + 3.17;
}

/* Whether a frequency has most of the power of a packet (Goertzel). */
static bool sounds(struct rtp rtp, double hz)
{
	double re = 0, im = 0, n = (double)rtp.payload_size;

	for (size_t i = 0; i < rtp.payload_size; i++) {
		re += mu_law_sample(rtp.payload[i]) * cos(2 * 3.14159265 * hz * (double)i / 8000);
		im += mu_law_sample(rtp.payload[i]) * sin(2 * 3.14159265 * hz * (double)i / 8000);
	}
	return 2 * (re * re + im * im) / n / n > 0.6 * power(rtp);
}

static bool near(double expected, double found, double most)
{
	if (fabs(expected - found) > most)
		printf("# %.2f, not %.2f\n", found, expected);
	return fabs(expected - found) <= most;
}

TEST(plain_rtp_is_noise_that_can_be_heard)
{
	struct played *p = play_text("0.0  B > A  rtp  for 2.0s\n2.5  B > A  rtp  for 2.0s  pt=8\n");

	EXPECT_INT(200, p->count);
	for (unsigned i = 0; i < p->count; i++) {
		EXPECT_INT(160, rtp_of(p, i).payload_size);
		EXPECT_INT(i < 100 ? 0 : 8, rtp_of(p, i).payload_type);
		EXPECT(near(-20, level(p, i, i + 1), 2));
	}
	EXPECT(near(-20, level(p, 0, 100), 0.2));
	EXPECT(near(-20, level(p, 100, 200), 0.2));
	done(p);
}

TEST(sequence_numbers_and_timestamps_go_on_with_the_next_line)
{
	struct played *p = play_text("0.0  B > A  rtp  for 1.0s\n"
	                             "3.0  B > A  rtp  for 1.0s  silence\n"
	                             "5.0  B > A  rtp  ssrc=2\n"
	                             "6.0  B > A  rtp  seq=+1000  ts=-160  marker\n"
	                             "7.0  B > A  rtp\n");
	uint32_t first = rtp_of(p, 0).timestamp;

	EXPECT_INT(51, rtp_of(p, 50).sequence);
	EXPECT_INT(3 * 8000, rtp_of(p, 50).timestamp - first);
	EXPECT_INT(1, rtp_of(p, 100).sequence);
	EXPECT(rtp_of(p, 100).ssrc != rtp_of(p, 0).ssrc);
	EXPECT_INT(101 + 1000, rtp_of(p, 101).sequence);
	EXPECT_INT(6 * 8000 - 160, rtp_of(p, 101).timestamp - first);
	EXPECT(rtp_of(p, 101).marker && !rtp_of(p, 0).marker);
	EXPECT_INT(102 + 1000, rtp_of(p, 102).sequence);
	EXPECT_INT(7 * 8000 - 160, rtp_of(p, 102).timestamp - first);
	done(p);
}

TEST(silence_is_one_code_and_noise_has_its_level)
{
	struct played *p = play_text("0.0  B > A  rtp  silence\n"
	                             "1.0  B > A  rtp  silence  pt=8\n"
	                             "2.0  B > A  rtp  for 2.0s  noise=-60\n"
	                             "5.0  B > A  rtp  for 2.0s  noise=-30  codec=PCMA\n");
	struct rtp mu = rtp_of(p, 0), a = rtp_of(p, 1);

	for (unsigned i = 0; i < 160; i++) {
		EXPECT_INT(0xff, mu.payload[i]);
		EXPECT_INT(0xd5, a.payload[i]);
	}
	EXPECT(near(-60, level(p, 2, 102), 1));
	EXPECT_INT(8, rtp_of(p, 102).payload_type);
	EXPECT(near(-30, level(p, 102, 202), 0.5));
	done(p);
}

TEST(tones_have_their_pitch_cadence_and_level)
{
	struct played *p = play_text("0    B > A  rtp  for 5.0s  tone=425:1-4\n"
	                             "10   B > A  rtp  for 0.1s  tone=440+480  level=-13\n"
	                             "20   B > A  rtp  for 2.0s  tone=950>1400>1800:0.34-0.34-0.34-1\n"
	                             "30   B > A  rtp  for 2.0s  tone=400*25:0.4-0.2-0.4-2\n");

	EXPECT(near(-20, level(p, 0, 50), 0.2));
	for (unsigned i = 0; i < 50; i++)
		EXPECT(sounds(rtp_of(p, i), 425));
	for (unsigned i = 50; i < 250; i++)
		EXPECT_INT(0, power(rtp_of(p, i)));
	EXPECT(near(-13, level(p, 250, 255), 1));
	EXPECT(sounds(rtp_of(p, 255), 950));
	EXPECT(sounds(rtp_of(p, 255 + 17), 1400));
	EXPECT(sounds(rtp_of(p, 255 + 34), 1800));
	EXPECT_INT(0, power(rtp_of(p, 255 + 52)));
	EXPECT(near(-20, level(p, 355, 375), 0.2));
	EXPECT_INT(0, power(rtp_of(p, 355 + 22)));
	EXPECT(power(rtp_of(p, 355 + 32)) > 0);
	EXPECT_INT(0, power(rtp_of(p, 355 + 52)));
	done(p);
}

TEST(noise_lies_beneath_another_sound)
{
	struct played *p = play_text("0    B > A  rtp  for 5.0s  tone=425:1-4  noise=-40\n"
	                             "10   B > A  rtp  for 2.0s  silence  noise=-40  pt=8\n");

	EXPECT(near(-20, level(p, 0, 50), 0.2));
	EXPECT(near(-40, level(p, 50, 250), 0.5));
	EXPECT(near(-40, level(p, 250, 350), 0.5));
	done(p);
}

TEST(speech_has_pauses_and_music_has_none)
{
	struct played *p =
		play_text("0    B > A  rtp  for 8.0s  speech\n20   B > A  rtp  for 8.0s  music  level=-25\n");
	unsigned pauses[2] = {0};

	for (unsigned i = 0; i < p->count; i++)
		pauses[i / 400] += power(rtp_of(p, i)) < 100;
	EXPECT(pauses[0] > 40 && pauses[0] < 160);
	EXPECT_INT(0, pauses[1]);
	EXPECT(near(-21, level(p, 0, 400), 1.5));
	EXPECT(near(-25, level(p, 400, 800), 1.5));
	done(p);
}

TEST(comfort_noise_and_keepalives_are_rare_and_small)
{
	struct played *p = play_text("0    B > A  rtp  for 1.0s  cn\n"
	                             "10   B > A  rtp  for 1.0s  pt=13  level=-50\n"
	                             "20   B > A  rtp  for 60s   keepalive\n"
	                             "100  B > A  rtp  for 3s    keepalive  every=1s  pt=0  bytes=4\n");

	EXPECT_INT(5 + 5 + 4 + 3, p->count);
	for (unsigned i = 0; i < 10; i++) {
		EXPECT_INT(13, rtp_of(p, i).payload_type);
		EXPECT_INT(1, rtp_of(p, i).payload_size);
		EXPECT_INT(i < 5 ? 66 : 56, rtp_of(p, i).payload[0]);
	}
	EXPECT_INT(200, (p->packets[1].time - p->packets[0].time) / MILLISECOND);
	EXPECT_INT(20, rtp_of(p, 10).payload_type);
	EXPECT_INT(0, rtp_of(p, 10).payload_size);
	EXPECT_INT(15, (p->packets[11].time - p->packets[10].time) / SECOND);
	EXPECT_INT(0, rtp_of(p, 14).payload_type);
	EXPECT_INT(4, rtp_of(p, 14).payload_size);
	EXPECT_INT(1, (p->packets[15].time - p->packets[14].time) / SECOND);
	done(p);
}

TEST(keys_are_events_that_last_and_end_thrice)
{
	struct played *p = play_text("0  B > A  rtp  keys=1#\n");
	static const unsigned lasted[] = {160, 320, 480, 640, 800, 960, 960, 960};

	EXPECT_INT(16, p->count);
	for (unsigned i = 0; i < p->count; i++) {
		struct rtp rtp = rtp_of(p, i);

		EXPECT_INT(101, rtp.payload_type);
		EXPECT_INT(4, rtp.payload_size);
		EXPECT_INT(i < 8 ? 1 : 11, rtp.payload[0]);
		EXPECT_INT(i % 8 >= 5, rtp.payload[1] >> 7);
		EXPECT_INT(lasted[i % 8], two_bytes(rtp.payload + 2));
		EXPECT_INT(rtp_of(p, i / 8 * 8).timestamp, rtp.timestamp);
		EXPECT_INT(i % 8 == 0, rtp.marker);
		EXPECT_INT(i + 1, rtp.sequence);
	}
	done(p);
}

TEST(payloads_have_any_type_size_and_pace)
{
	struct played *p = play_text("0   B > A  rtp  for 0.1s  pt=18\n"
	                             "1   B > A  rtp  for 0.1s  bytes=170\n"
	                             "2   B > A  rtp  for 0.3s  ptime=30  silence\n"
	                             "3   B > A  rtp  for 0.1s  pt=96  bytes=60  clock=48000\n"
	                             "4   B > A  rtp  cut\n"
	                             "5   B > A  rtp  pt=97  codec=L16  tone=1000\n");

	EXPECT_INT(20, rtp_of(p, 0).payload_size);
	EXPECT_INT(170, rtp_of(p, 5).payload_size);
	EXPECT_INT(0, rtp_of(p, 5).payload_type);
	EXPECT_INT(240, rtp_of(p, 10).payload_size);
	EXPECT_INT(30, (p->packets[11].time - p->packets[10].time) / MILLISECOND);
	EXPECT_INT(240, rtp_of(p, 11).timestamp - rtp_of(p, 10).timestamp);
	EXPECT_INT(60, rtp_of(p, 20).payload_size);
	EXPECT_INT(960, rtp_of(p, 21).timestamp - rtp_of(p, 20).timestamp);
	EXPECT_INT(12, p->packets[25].payload.n);
	EXPECT_INT(320, rtp_of(p, 26).payload_size);
	done(p);
}

TEST(packets_are_lost_late_and_out_of_order)
{
	struct played *p = play_text("0   B > A  rtp  for 2.0s  loss=5%\n"
	                             "10  B > A  rtp  for 3.0s  lost=1.5s..2s  ssrc=2\n"
	                             "20  B > A  rtp  for 1.0s  reorder=10%  ssrc=3\n"
	                             "30  B > A  rtp  for 1.0s  jitter=15ms  ssrc=4\n"
	                             "40  B > A  rtp  for 1.0s  burst=15  ssrc=5\n");
	unsigned late = 0;

	EXPECT_INT(95 + 125 + 50 + 50 + 50, p->count);
	EXPECT_INT(19, rtp_of(p, 18).sequence);
	EXPECT_INT(21, rtp_of(p, 19).sequence);
	EXPECT_INT(75, rtp_of(p, 95 + 74).sequence);
	EXPECT_INT(101, rtp_of(p, 95 + 75).sequence);
	EXPECT_INT(8000 * 26 / 50, rtp_of(p, 95 + 75).timestamp - rtp_of(p, 95 + 74).timestamp);
	for (unsigned i = 221; i < 270; i++)
		late += rtp_of(p, i).sequence < rtp_of(p, i - 1).sequence;
	EXPECT_INT(4, late); /* the fifth is the last */
	for (unsigned i = 270; i < 320; i++) {
		ns delay = p->packets[i].time - p->packets[0].time - 30 * SECOND - (i - 270) * 20 * MILLISECOND;

		EXPECT_INT(i - 269, rtp_of(p, i).sequence);
		EXPECT(delay >= 0 && delay < 15 * MILLISECOND);
	}
	EXPECT(p->packets[334].time - p->packets[320].time < 5 * MILLISECOND);
	EXPECT_INT(20, (p->packets[335].time - p->packets[320].time) / MILLISECOND);
	EXPECT_INT(15 * 160, rtp_of(p, 335).timestamp - rtp_of(p, 320).timestamp);
	done(p);
}

TEST(packets_come_from_and_go_to_other_addresses)
{
	struct played *p = play_text("0  B > A  rtp  source=10.7.7.7\n1  B > A  rtp  toward=10.9.9.9\n2  B > A  rtp\n");

	EXPECT_INT(7, p->packets[0].from);
	EXPECT_INT(1, p->packets[0].to);
	EXPECT_INT(2, p->packets[1].from);
	EXPECT_INT(9, p->packets[1].to);
	EXPECT_INT(2, p->packets[2].from);
	EXPECT_INT(3, rtp_of(p, 2).sequence);
	done(p);
}

/* RTCP, STUN and DTLS */

static uint32_t four_bytes(const uint8_t *at)
{
	return (uint32_t)two_bytes(at) << 16 | two_bytes(at + 2);
}

static const uint8_t *bytes_of(const struct played *played, unsigned index)
{
	return (const uint8_t *)played->packets[index].payload.p;
}

TEST(a_receiver_report_tells_of_the_last_stream_and_the_truth_if_nothing_else)
{
	struct played *p = play_text("0.0  B > A  rtp  for 2.0s  loss=5%\n"
	                             "3.0  A > B  rtcp  jitter=5ms\n"
	                             "4.0  A > B  rtcp  received=200  lost=10\n"
	                             "5.0  A > B  rtcp  received=200  lost=10\n"
	                             "6.0  A > B  rtcp  received=0\n"
	                             "7.0  A > B  rtcp  empty  mux\n"
	                             "8.0  C > B  rtcp\n");
	const uint8_t *block = bytes_of(p, 95) + 8;

	EXPECT_INT(30001, p->packets[95].source_port);
	EXPECT_INT(40001, p->packets[95].destination_port);
	EXPECT_INT(0x81c90007, four_bytes(bytes_of(p, 95)));
	EXPECT_INT(rtp_of(p, 0).ssrc, four_bytes(block));
	EXPECT_INT(5 * 256 / 100, block[4]);
	EXPECT_INT(5, four_bytes(block + 4) & 0xffffff);
	EXPECT_INT(100, four_bytes(block + 8));
	EXPECT_INT(40, four_bytes(block + 12));
	EXPECT_INT(0x81ca, two_bytes(block + 24));
	EXPECT_INT(p->packets[95].payload.n, 32 + (two_bytes(block + 26) + 1) * 4);
	block = bytes_of(p, 96) + 8;
	EXPECT_INT(5 * 256 / 110, block[4]);
	EXPECT_INT(10, four_bytes(block + 4) & 0xffffff);
	EXPECT_INT(210, four_bytes(block + 8));
	EXPECT_INT(0, bytes_of(p, 97)[8 + 4]);
	block = bytes_of(p, 98) + 8;
	EXPECT_INT(255, block[4]);
	EXPECT_INT(100, four_bytes(block + 4) & 0xffffff);
	EXPECT_INT(0, four_bytes(block + 8));
	EXPECT_INT(30000, p->packets[99].source_port);
	EXPECT_INT(0x80c90001, four_bytes(bytes_of(p, 99)));
	EXPECT_INT(0x80c90001, four_bytes(bytes_of(p, 100)));
	done(p);
}

TEST(a_sender_report_counts_what_was_sent)
{
	struct played *p = play_text("0.0  B > A  rtp  for 0.1s  tone=425\n"
	                             "0.0  A > B  rtp  for 0.2s\n"
	                             "1.0  B > A  rtcp  sr\n"
	                             "2.0  B > A  rtcp  sr  sent=200  empty  bye\n");
	const uint8_t *report = bytes_of(p, 15);

	EXPECT_INT(40001, p->packets[15].source_port);
	EXPECT_INT(0x81c8000c, four_bytes(report));
	EXPECT_INT(rtp_of(p, 0).ssrc, four_bytes(report + 4));
	EXPECT_INT(p->packets[15].time / SECOND + 2208988800, four_bytes(report + 8));
	EXPECT_INT(8000, four_bytes(report + 16));
	EXPECT_INT(5, four_bytes(report + 20));
	EXPECT_INT(5 * 160, four_bytes(report + 24));
	EXPECT_INT(10, four_bytes(report + 28 + 8));
	report = bytes_of(p, 16);
	EXPECT_INT(0x80c80006, four_bytes(report));
	EXPECT_INT(200, four_bytes(report + 20));
	EXPECT_INT(0x81cb0001, four_bytes(report + p->packets[16].payload.n - 8));
	done(p);
}

/* Of a STUN message; NULL: it has none of that type. */
static const uint8_t *attribute(const struct played *played, unsigned index, unsigned type)
{
	const uint8_t *bytes = bytes_of(played, index);
	size_t end = 20u + two_bytes(bytes + 2);

	for (size_t at = 20; at + 4 <= end; at += 4 + (two_bytes(bytes + at + 2) + 3u) / 4 * 4)
		if (two_bytes(bytes + at) == type)
			return bytes + at + 4;
	return NULL;
}

TEST(a_check_has_the_fragments_of_both_and_its_answer_the_same_transaction)
{
	struct played *p = play_text("0.0  A > B  INVITE  sdp  a=ice-ufrag:AAAA\n"
	                             "0.1  B > A  183  sdp  tag=b1  a=ice-ufrag:BBBB\n"
	                             "0.2  A > B  stun  x2  use-candidate\n"
	                             "0.8  B > A  stun\n"
	                             "0.9  B > A  stun=success\n"
	                             "1.0  A > B  stun=487\n"
	                             "2.0  A > B  stun  call=2  source=10.7.7.7\n"
	                             "2.1  B > A  stun=success  call=2\n"
	                             "3.0  A > B  stun=indication\n");

	EXPECT_INT(0x0001, two_bytes(bytes_of(p, 2)));
	EXPECT_INT(p->packets[2].payload.n, 20 + two_bytes(bytes_of(p, 2) + 2));
	EXPECT_INT(0x2112a442, four_bytes(bytes_of(p, 2) + 4));
	EXPECT_INT(30000, p->packets[2].source_port);
	EXPECT_INT(40000, p->packets[2].destination_port);
	EXPECT(says(p, 2, "BBBB:AAAA"));
	EXPECT(str_eq(p->packets[2].payload, p->packets[3].payload));
	EXPECT(attribute(p, 2, 0x0025) && !attribute(p, 4, 0x0025));
	EXPECT(attribute(p, 2, 0x802a) && attribute(p, 4, 0x8029));
	EXPECT(says(p, 4, "AAAA:BBBB"));
	EXPECT_INT(0x0101, two_bytes(bytes_of(p, 5)));
	EXPECT(memcmp(bytes_of(p, 5) + 8, bytes_of(p, 2) + 8, 12) == 0);
	EXPECT(memcmp(bytes_of(p, 4) + 8, bytes_of(p, 2) + 8, 12) != 0);
	EXPECT_INT(30000 ^ 0x2112, two_bytes(attribute(p, 5, 0x0020) + 2));
	EXPECT_INT(0x0a000001 ^ 0x2112a442, four_bytes(attribute(p, 5, 0x0020) + 4));
	EXPECT_INT(0x0111, two_bytes(bytes_of(p, 6)));
	EXPECT(memcmp(bytes_of(p, 6) + 8, bytes_of(p, 4) + 8, 12) == 0);
	EXPECT_INT(0x0457, two_bytes(attribute(p, 6, 0x0009) + 2));
	EXPECT(says(p, 7, "bufr:aufr"));
	EXPECT_INT(7, p->packets[7].from);
	EXPECT_INT(7, p->packets[8].to);
	EXPECT_INT(0x0a070707 ^ 0x2112a442, four_bytes(attribute(p, 8, 0x0020) + 4));
	EXPECT_INT(0x0011, two_bytes(bytes_of(p, 9)));
	for (unsigned i = 2; i < p->count; i++)
		EXPECT(attribute(p, i, 0x8028));
	done(p);
}

TEST(a_handshake_of_dtls_is_made_of_records)
{
	static const struct {
		unsigned type, version, epoch, first;
	} expected[] = {
		{22, 0xfeff, 0, 1},  {22, 0xfeff, 0, 1}, {22, 0xfefd, 0, 3},    {22, 0xfefd, 0, 2},
		{22, 0xfefd, 0, 11}, {20, 0xfefd, 0, 1}, {23, 0xfefd, 1, 0x80}, {21, 0xfefd, 0, 2},
	};
	struct played *p = play_text("0.0  A > B  dtls=client-hello  x2\n"
	                             "1.0  B > A  dtls=hello-verify\n"
	                             "1.1  B > A  dtls=server-hello\n"
	                             "1.2  B > A  dtls=certificate\n"
	                             "1.3  B > A  dtls=finished\n"
	                             "1.4  B > A  dtls=data\n"
	                             "1.5  B > A  dtls=alert\n");

	EXPECT_INT(8, p->count);
	for (unsigned i = 0; i < p->count; i++) {
		const uint8_t *record = bytes_of(p, i);

		EXPECT_INT(expected[i].type, record[0]);
		EXPECT_INT(expected[i].version, two_bytes(record + 1));
		EXPECT_INT(expected[i].epoch, two_bytes(record + 3));
		EXPECT_INT(expected[i].first, record[13]);
		if (i != 5)
			EXPECT_INT(p->packets[i].payload.n, 13 + two_bytes(record + 11));
	}
	EXPECT_INT(0, four_bytes(bytes_of(p, 0) + 7));
	EXPECT_INT(1, four_bytes(bytes_of(p, 1) + 7));
	EXPECT(memcmp(bytes_of(p, 0) + 13, bytes_of(p, 1) + 13, p->packets[0].payload.n - 13) == 0);
	EXPECT_INT(22, bytes_of(p, 5)[14]);
	EXPECT_INT(1, two_bytes(bytes_of(p, 5) + 14 + 3));
	EXPECT_INT(40000, p->packets[2].source_port);
	done(p);
}

TEST_MAIN
