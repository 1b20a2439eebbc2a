/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/framing.h"

#include "base/memory.h"
#include "tests/test.h"

#include <stdlib.h>

static const struct hash_key key = {1, 2};

#define SDP "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"
#define INVITE "INVITE sip:b@y SIP/2.0\r\nCall-ID: c1\r\nContent-Type: application/sdp\r\nl:\r\n 87\r\n\r\n" SDP
#define TRYING "SIP/2.0 100 Trying\r\nCall-ID: c1\r\nContent-Length: 0\r\n\r\n"
#define RINGING "SIP/2.0 180 Ringing\r\nCall-ID: c1\r\nContent-Length  : 5\r\n\r\nhello"
#define BYE "BYE sip:b@y SIP/2.0\nCall-ID: c1\n\n"

static uint64_t frame;

/* Exactly as many bytes as there are, so that a sanitizer sees any read beyond; freed by the next one. */
static struct payload payload_of(struct str text, enum transport transport, uint64_t stream)
{
	static char *copy;
	struct payload payload = {.flow.transport = transport, .size = text.n, .length = text.n, .stream = stream};

	free(copy);
	copy = malloc(text.n ? text.n : 1);
	if (text.n)
		memcpy(copy, text.p, text.n);
	payload.bytes = (const uint8_t *)copy;
	payload.frame = ++frame;
	payload.time = (ns)frame * SECOND;
	return payload;
}

/* Every message handed out, so that two runs can be compared as text: "text|", or "text!+8|" when 8 bytes of it were cut. */
static void drain(struct framing *framing, struct buf *log)
{
	struct framed framed;

	while (framing_next(framing, &framed)) {
		buf_add(log, framed.text);
		if (framed.cut)
			buf_byte(log, '!');
		if (framed.length != framed.text.n)
			buf_printf(log, "+%zu", framed.length - framed.text.n);
		buf_byte(log, '|');
	}
}

static bool feed(struct framing *framing, struct str text, uint64_t stream, struct buf *log)
{
	struct payload payload = payload_of(text, TRANSPORT_TCP, stream);
	bool is_sip = framing_take(framing, &payload);

	drain(framing, log);
	return is_sip;
}

static void feed_gap(struct framing *framing, struct str text, struct buf *log)
{
	struct payload payload = payload_of(text, TRANSPORT_TCP, 1);

	payload.gap = true;
	framing_take(framing, &payload);
	drain(framing, log);
}

static void feed_end(struct framing *framing, struct buf *log)
{
	struct payload payload = payload_of(STR(""), TRANSPORT_TCP, 1);

	payload.end = true;
	framing_take(framing, &payload);
	drain(framing, log);
}

static bool feed_datagram(struct framing *framing, struct str text, struct buf *log)
{
	struct payload payload = payload_of(text, TRANSPORT_UDP, 0);
	bool is_sip = framing_take(framing, &payload);

	drain(framing, log);
	return is_sip;
}

#define SETUP                                                                                                          \
	struct framing *framing = framing_new(&key);                                                                   \
	struct buf log = {0};                                                                                          \
	const struct framing_counters *counters = framing_counters(framing)
#define TEARDOWN                                                                                                       \
	(void)counters;                                                                                                \
	framing_free(framing);                                                                                         \
	buf_done(&log)

TEST(sip_is_known_by_its_first_line)
{
	EXPECT(framing_is_sip(STR("INVITE sip:a@b SIP/2.0\r\n")));
	EXPECT(framing_is_sip(STR("SIP/2.0 200 OK\r\n")));
	EXPECT(framing_is_sip(STR("SIP/2.0 603\r\n")));
	EXPECT(framing_is_sip(STR("x-Own.Method sip:a SIP/2.0\nrest")));
	EXPECT(framing_is_sip(STR("\r\n\r\nINVITE sip:a@b SIP/2.0\r\n")));
	EXPECT(framing_is_sip(STR("\r\n\r\n")));
	EXPECT(framing_is_sip(STR("\n")));
	EXPECT(!framing_is_sip(STR("")));
	EXPECT(!framing_is_sip(STR("\x80\x00\x12\x34 SIP/2.0\r\n")));
	EXPECT(!framing_is_sip(STR("GET / HTTP/1.1\r\nX: y SIP/2.0\r\n")));
	EXPECT(!framing_is_sip(STR("INVITE sip:a@b SIP/2.0")));
	EXPECT(!framing_is_sip(STR("SIP/2.0")));
	EXPECT(!framing_is_sip(STR("RTSP/1.0 200 OK\r\n")));
	EXPECT(!framing_is_sip(STR("BASIP/2.0\r\n")));
	EXPECT(!framing_is_sip(STR("(x) sip:a SIP/2.0\r\n")));
}

TEST(a_start_line_has_a_ceiling_beyond_which_only_a_whole_datagram_shows_its_end)
{
	static char text[FRAMING_MAX_EXAMINED + 100];
	struct str line = {text, sizeof(text)};

	memset(text, 'u', sizeof(text));
	memcpy(text, "INVITE ", 7);
	memcpy(text + sizeof(text) - 9, " SIP/2.0\n", 9);
	EXPECT(!framing_is_sip(line));
	memcpy(text + FRAMING_MAX_LINE + 100, " SIP/2.0\n", 9);
	EXPECT(framing_is_sip(line));
	memset(text, 'M', 200);
	memcpy(text + 200, " sip:", 5);
	EXPECT(framing_is_sip(line));
}

TEST(a_datagram_is_one_message)
{
	SETUP;
	struct payload payload = payload_of(STR("\r\n" TRYING TRYING), TRANSPORT_UDP, 0);
	struct framed framed;

	EXPECT(framing_take(framing, &payload));
	EXPECT(framing_next(framing, &framed));
	EXPECT_STR(TRYING TRYING, framed.text);
	EXPECT_INT(framed.text.n, framed.length);
	EXPECT(framed.datagram && !framed.cut);
	EXPECT_INT(frame, framed.frame);
	EXPECT_INT(frame, framed.first_frame);
	EXPECT(framed.time == (ns)frame * SECOND);
	EXPECT(!framing_next(framing, &framed));
	TEARDOWN;
}

TEST(a_datagram_cut_by_a_snap_length_says_so)
{
	SETUP;
	struct payload payload = payload_of(STR(TRYING), TRANSPORT_UDP, 0);
	struct framed framed;

	payload.length = 1000;
	EXPECT(framing_take(framing, &payload));
	EXPECT(framing_next(framing, &framed));
	EXPECT(framed.cut);
	EXPECT_INT(1000, framed.length);
	TEARDOWN;
}

TEST(a_keep_alive_datagram_is_counted_and_no_message)
{
	SETUP;

	EXPECT(feed_datagram(framing, STR("\r\n\r\n"), &log));
	EXPECT(feed_datagram(framing, STR("\r\n"), &log));
	EXPECT_INT(2, counters->keepalives);
	EXPECT_INT(0, log.n);
	TEARDOWN;
}

TEST(a_datagram_of_something_else_carries_no_sip)
{
	SETUP;

	EXPECT(!feed_datagram(framing, STR("\x80\x00\x00\x01"), &log));
	EXPECT(!feed_datagram(framing, STR(""), &log));
	EXPECT(!feed_datagram(framing, STR("hello\r\n"), &log));
	EXPECT_INT(0, log.n);
	TEARDOWN;
}

#define CONVERSATION "\r\n\r\n" INVITE TRYING "\r\n" RINGING "\r\n\r\n" BYE BYE "\r\n"
#define CONVERSATION_LOG INVITE "|" TRYING "|" RINGING "|" BYE "|" BYE "|"

TEST(several_messages_in_one_segment_come_out_one_by_one)
{
	SETUP;

	EXPECT(feed(framing, STR(CONVERSATION), 1, &log));
	EXPECT_STR(CONVERSATION_LOG, buf_str(&log));
	EXPECT_INT(4, counters->keepalives);
	EXPECT_INT(0, counters->resyncs);
	TEARDOWN;
}

TEST(cutting_a_stream_anywhere_changes_nothing)
{
	struct str all = STR(CONVERSATION);

	for (size_t cut = 0; cut <= all.n; cut++) {
		SETUP;

		feed(framing, (struct str){all.p, cut}, 1, &log);
		feed(framing, (struct str){all.p + cut, all.n - cut}, 1, &log);
		EXPECT_STR(CONVERSATION_LOG, buf_str(&log));
		EXPECT_INT(4, counters->keepalives);
		EXPECT_INT(0, counters->resyncs + counters->abandoned);
		TEARDOWN;
	}
}

TEST(cutting_a_stream_into_pieces_of_any_size_changes_nothing)
{
	struct str all = STR(CONVERSATION);

	for (size_t size = 1; size < 60; size++) {
		SETUP;

		for (size_t at = 0; at < all.n; at += size)
			EXPECT(feed(framing, (struct str){all.p + at, all.n - at < size ? all.n - at : size}, 1,
			            &log) ||
			       all.p[at] == '\r' || all.p[at] == '\n');
		EXPECT_STR(CONVERSATION_LOG, buf_str(&log));
		EXPECT_INT(4, counters->keepalives);
		TEARDOWN;
	}
}

TEST(a_message_names_the_frames_it_began_and_ended_in)
{
	SETUP;
	struct payload payload = payload_of(STR("INVITE sip:b@y SIP/2.0\r\nCall-ID"), TRANSPORT_TCP, 1);
	uint64_t began = frame;
	struct framed framed = {0};

	framing_take(framing, &payload);
	EXPECT(!framing_next(framing, &framed));
	feed(framing, STR(": c1\r\n"), 1, &log);
	payload = payload_of(STR("\r\n" TRYING), TRANSPORT_TCP, 1);
	EXPECT(framing_take(framing, &payload));
	EXPECT(framing_next(framing, &framed));
	EXPECT_INT(began, framed.first_frame);
	EXPECT_INT(began + 2, framed.frame);
	EXPECT(framed.time == (ns)framed.frame * SECOND);
	EXPECT(!framed.datagram);
	EXPECT(framing_next(framing, &framed));
	EXPECT_INT(began + 2, framed.first_frame);
	EXPECT_INT(began + 2, framed.frame);
	EXPECT(!framing_next(framing, &framed));
	TEARDOWN;
}

TEST(connections_do_not_mix)
{
	SETUP;
	struct str a = STR(TRYING), b = STR(RINGING);

	for (size_t i = 0; i < a.n || i < b.n; i++) {
		if (i < a.n)
			feed(framing, (struct str){a.p + i, 1}, 1, &log);
		if (i < b.n)
			feed(framing, (struct str){b.p + i, 1}, 2, &log);
	}
	EXPECT_STR(TRYING "|" RINGING "|", buf_str(&log));
	TEARDOWN;
}

static struct str long_message(size_t body, size_t *header)
{
	static char *text;
	size_t n;

	free(text);
	text = malloc(body + 200);
	n = (size_t)snprintf(text, 200, "MESSAGE sip:b@y SIP/2.0\r\nCall-ID: c1\r\nContent-Length: %zu\r\n\r\n", body);
	memset(text + n, 'x', body);
	*header = n;
	return (struct str){text, n + body};
}

TEST(a_message_beyond_what_is_examined_is_framed_and_its_first_part_kept)
{
	static const size_t sizes[] = {60000, 65536, 65537, 70000, 200000, FRAMING_MAX_MESSAGE - 200};
	size_t header;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		SETUP;
		struct str text = long_message(sizes[i], &header);
		struct str tail = STR(TRYING);
		struct framed framed;
		unsigned count = 0;

		for (size_t at = 0; at < text.n; at += 1460) {
			struct payload payload = payload_of(
				(struct str){text.p + at, text.n - at < 1460 ? text.n - at : 1460}, TRANSPORT_TCP, 1);

			EXPECT(framing_take(framing, &payload));
			while (framing_next(framing, &framed)) {
				count++;
				EXPECT_INT(text.n, framed.length);
				EXPECT_INT(text.n < FRAMING_MAX_EXAMINED ? text.n : FRAMING_MAX_EXAMINED,
				           framed.text.n);
				EXPECT(memcmp(framed.text.p, text.p, framed.text.n) == 0);
				EXPECT(!framed.cut);
			}
		}
		EXPECT_INT(1, count);
		EXPECT_INT(text.n > FRAMING_MAX_EXAMINED, counters->too_long);
		feed(framing, tail, 1, &log);
		EXPECT_STR(TRYING "|", buf_str(&log));
		EXPECT_INT(0, counters->resyncs);
		TEARDOWN;
	}
}

TEST(a_content_length_beyond_the_ceiling_is_not_waited_for)
{
	SETUP;

	feed(framing, STR("INVITE sip:b@y SIP/2.0\r\nContent-Length: 2000000000\r\n\r\njunk\r\n" TRYING), 1, &log);
	EXPECT_STR("INVITE sip:b@y SIP/2.0\r\nContent-Length: 2000000000\r\n\r\n|" TRYING "|", buf_str(&log));
	EXPECT_INT(1, counters->too_long);
	EXPECT_INT(1, counters->resyncs);
	TEARDOWN;
}

TEST(a_header_without_end_is_handed_out_at_the_ceiling)
{
	SETUP;
	struct framed framed;
	unsigned count = 0;

	feed(framing, STR("INVITE sip:b@y SIP/2.0\r\nCall-ID: c1\r\n"), 1, &log);
	for (int i = 0; i < 30000; i++) {
		struct payload payload = payload_of(STR("X: 1\r\n"), TRANSPORT_TCP, 1);

		framing_take(framing, &payload);
		while (framing_next(framing, &framed)) {
			count++;
			EXPECT_INT(FRAMING_MAX_EXAMINED, framed.text.n);
		}
	}
	EXPECT_INT(1, count);
	EXPECT_INT(1, counters->too_long);
	feed(framing, STR(TRYING), 1, &log);
	EXPECT_STR(TRYING "|", buf_str(&log));
	TEARDOWN;
}

TEST(a_gap_within_a_body_hands_the_message_out_cut)
{
	SETUP;

	feed(framing, STR("SIP/2.0 183 x\r\nContent-Length: 500\r\n\r\nv=0\r\n"), 1, &log);
	feed_gap(framing, STR("a=tail\r\n" TRYING), &log);
	EXPECT_STR("SIP/2.0 183 x\r\nContent-Length: 500\r\n\r\nv=0\r\n!+495|" TRYING "|", buf_str(&log));
	EXPECT_INT(1, counters->resyncs);
	EXPECT_INT(0, counters->abandoned);
	TEARDOWN;
}

TEST(a_gap_within_a_header_hands_out_what_there_is_of_it)
{
	SETUP;
	struct payload payload;
	struct framed framed;

	feed(framing, STR("SIP/2.0 183 x\r\nCall-ID: c1\r\nTo: <sip:"), 1, &log);
	payload = payload_of(STR("Length: 0\r\n\r\n" TRYING), TRANSPORT_TCP, 1);
	payload.gap = true;
	EXPECT(framing_take(framing, &payload));
	EXPECT(framing_next(framing, &framed));
	EXPECT_STR("SIP/2.0 183 x\r\nCall-ID: c1\r\nTo: <sip:", framed.text);
	EXPECT(framed.cut && framed.gap_before && framed.hole);
	EXPECT_INT(frame - 1, framed.frame);
	drain(framing, &log);
	EXPECT_STR(TRYING "|", buf_str(&log));
	EXPECT_INT(0, counters->abandoned);
	EXPECT_INT(1, counters->resyncs);
	TEARDOWN;
}

TEST(what_a_snap_length_cut_off_is_no_hole_of_the_stream)
{
	SETUP;
	struct payload payload;
	struct framed framed;

	feed(framing, STR("SIP/2.0 183 x\r\nCall-ID: c1\r\nTo: <sip:"), 1, &log);
	payload = payload_of(STR(TRYING), TRANSPORT_TCP, 1);
	payload.gap = payload.snapped = true;
	EXPECT(framing_take(framing, &payload));
	EXPECT(framing_next(framing, &framed));
	EXPECT(framed.cut && !framed.hole);
	drain(framing, &log);
	EXPECT_STR(TRYING "|", buf_str(&log));
	TEARDOWN;
}

TEST(a_gap_within_a_start_line_abandons_the_message)
{
	SETUP;

	feed(framing, STR("SIP/2.0 183 Session"), 1, &log);
	feed_gap(framing, STR("Length: 0\r\n\r\n" TRYING), &log);
	EXPECT_STR(TRYING "|", buf_str(&log));
	EXPECT_INT(1, counters->abandoned);
	TEARDOWN;
}

TEST(a_connection_joined_at_a_message_needs_no_resync)
{
	SETUP;

	feed_gap(framing, STR(TRYING), &log);
	EXPECT_STR(TRYING "|", buf_str(&log));
	EXPECT_INT(0, counters->resyncs);
	TEARDOWN;
}

TEST(a_connection_joined_within_a_body_gives_the_message_of_the_next_segment)
{
	SETUP;

	feed_gap(framing, STR("Content-Length: 9\r\n\r\nxxxxxxxxx"), &log);
	feed(framing, STR(TRYING), 1, &log);
	EXPECT_STR(TRYING "|", buf_str(&log));
	TEARDOWN;
}

TEST(nonsense_between_messages_is_skipped_to_the_next_start_line)
{
	SETUP;

	feed(framing, STR(TRYING "garbage\r\nmore SIP/2.0 garbage\r\n\x80\xff\r\n" RINGING), 1, &log);
	EXPECT_STR(TRYING "|" RINGING "|", buf_str(&log));
	EXPECT_INT(1, counters->resyncs);
	TEARDOWN;
}

TEST(resyncing_does_not_depend_on_how_the_stream_is_cut)
{
	struct str all = STR("nonsense\r\nIN\r\nBYE x\r\nSIP/2\r\n" TRYING "garbage\r\n" RINGING);

	for (size_t size = 1; size < 50; size++) {
		SETUP;

		for (size_t at = 0; at < all.n; at += size)
			feed(framing, (struct str){all.p + at, all.n - at < size ? all.n - at : size}, 1, &log);
		EXPECT_STR(TRYING "|" RINGING "|", buf_str(&log));
		EXPECT_INT(2, counters->resyncs);
		TEARDOWN;
	}
}

TEST(sdp_that_no_content_length_announces_goes_with_its_message)
{
	SETUP;

	feed(framing, STR("SIP/2.0 183 x\r\nContent-Type: application/sdp\r\n\r\n" SDP "\r\n" TRYING), 1, &log);
	EXPECT_STR("SIP/2.0 183 x\r\nContent-Type: application/sdp\r\n\r\n" SDP "|" TRYING "|", buf_str(&log));
	EXPECT_INT(0, counters->resyncs);
	TEARDOWN;
}

TEST(the_end_of_a_connection_hands_out_what_lacks_only_body)
{
	SETUP;

	feed(framing, STR("SIP/2.0 183 x\r\nContent-Length: 500\r\n\r\nv=0\r\n"), 1, &log);
	feed_end(framing, &log);
	EXPECT_STR("SIP/2.0 183 x\r\nContent-Length: 500\r\n\r\nv=0\r\n!+495|", buf_str(&log));
	buf_clear(&log);
	feed(framing, STR("SIP/2.0 183 x\r\nCall-ID"), 1, &log);
	feed_end(framing, &log);
	EXPECT_STR("SIP/2.0 183 x\r\nCall-ID!|", buf_str(&log));
	buf_clear(&log);
	feed(framing, STR("SIP/2.0 183"), 1, &log);
	feed_end(framing, &log);
	feed_end(framing, &log);
	EXPECT_INT(0, log.n);
	EXPECT_INT(1, counters->abandoned);
	TEARDOWN;
}

TEST(what_lacks_body_has_the_time_of_its_last_byte_whenever_the_end_comes)
{
	SETUP;
	struct payload payload = payload_of(STR("SIP/2.0 183 x\r\nContent-Length: 5\r\n\r\nv=0"), TRANSPORT_TCP, 1);
	uint64_t last = frame;
	struct framed framed;

	framing_take(framing, &payload);
	EXPECT(!framing_next(framing, &framed));
	payload = payload_of(STR(""), TRANSPORT_TCP, 1);
	payload.end = true;
	framing_take(framing, &payload);
	EXPECT(framing_next(framing, &framed));
	EXPECT(framed.cut && !framed.gap_before);
	EXPECT_INT(last, framed.frame);
	EXPECT(framed.time == (ns)last * SECOND);
	TEARDOWN;
}

TEST(the_end_of_input_hands_out_what_lacks_only_body)
{
	SETUP;

	feed(framing, STR("SIP/2.0 183 x\r\nContent-Length: 500\r\n\r\nv=0\r\n"), 1, &log);
	feed(framing, STR("SIP/2.0 183 x\r\nContent-Length: 500\r\n\r\nv=0\r\n"), 2, &log);
	feed(framing, STR("SIP/2.0 183 x"), 3, &log);
	EXPECT_INT(0, log.n);
	framing_flush(framing);
	drain(framing, &log);
	EXPECT_STR("SIP/2.0 183 x\r\nContent-Length: 500\r\n\r\nv=0\r\n!+495|"
	           "SIP/2.0 183 x\r\nContent-Length: 500\r\n\r\nv=0\r\n!+495|",
	           buf_str(&log));
	EXPECT_INT(1, counters->abandoned);
	TEARDOWN;
}

#define OFFER(length) "INVITE sip:b@y SIP/2.0\r\nCall-ID: c1\r\nc: application/sdp\r\nl: " length "\r\n\r\n" SDP
#define NEXT "BYE sip:b@y SIP/2.0\r\nVia: SIP/2.0/TCP a\r\nCall-ID: c2\r\nContent-Length: 0\r\n\r\n"

/* Feeds in pieces of a size. */
static void feed_pieces(struct framing *framing, struct str all, size_t size, struct buf *log)
{
	for (size_t at = 0; at < all.n; at += size)
		feed(framing, (struct str){all.p + at, all.n - at < size ? all.n - at : size}, 1, log);
}

TEST(a_content_length_too_large_does_not_swallow_the_messages_that_follow)
{
	static const struct str streams[] = {
		{OFFER("92") NEXT TRYING, sizeof(OFFER("92") NEXT TRYING) - 1},
		{OFFER("130") NEXT TRYING, sizeof(OFFER("130") NEXT TRYING) - 1},
		{OFFER("200") NEXT TRYING, sizeof(OFFER("200") NEXT TRYING) - 1},
		{OFFER("2000") NEXT TRYING, sizeof(OFFER("2000") NEXT TRYING) - 1},
		{OFFER("70000") NEXT TRYING, sizeof(OFFER("70000") NEXT TRYING) - 1},
		{OFFER("7000000") NEXT TRYING, sizeof(OFFER("7000000") NEXT TRYING) - 1},
		{OFFER("70000000") NEXT TRYING, sizeof(OFFER("70000000") NEXT TRYING) - 1},
	};

	for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++)
		for (size_t size = i < 2 ? 60 : 1; size < 700; size += size < 60 ? 1 : 29) {
			struct str all = streams[i];
			size_t offer = all.n - sizeof(NEXT TRYING) + 1;
			struct buf wanted = {0};
			SETUP;

			/* Cut just behind what is claimed, nothing says yet that it is too much. */
			if (i < 2 && (offer + (i ? 43 : 5)) % size == 0)
				all.n = 0;
			feed_pieces(framing, all, size, &log);
			buf_add(&wanted, (struct str){all.p, offer});
			buf_add(&wanted, STR("|" NEXT "|" TRYING "|"));
			if (all.n && i + 1 < sizeof(streams) / sizeof(streams[0])) {
				EXPECT_STR(buf_text(&wanted), buf_str(&log));
				EXPECT_INT(1, counters->overruns);
			}
			buf_done(&wanted);
			TEARDOWN;
		}
}

TEST(what_claims_too_much_is_complete_with_the_last_byte_that_is_its_own)
{
	SETUP;
	struct payload payload = payload_of(STR(OFFER("300")), TRANSPORT_TCP, 1);
	uint64_t began = frame;
	struct framed framed;

	EXPECT(framing_take(framing, &payload));
	EXPECT(!framing_next(framing, &framed));
	payload = payload_of(STR("BYE "), TRANSPORT_TCP, 1);
	framing_take(framing, &payload);
	EXPECT(!framing_next(framing, &framed));
	payload = payload_of(STR("sip:b@y SIP/2.0\r\nContent-Length: 0\r\n\r\n"), TRANSPORT_TCP, 1);
	framing_take(framing, &payload);
	EXPECT(framing_next(framing, &framed));
	EXPECT_STR(OFFER("300"), framed.text);
	EXPECT(framed.overrun && !framed.cut);
	EXPECT_INT(framed.text.n, framed.length);
	EXPECT_INT(began, framed.frame);
	EXPECT(framed.time == (ns)began * SECOND);
	EXPECT(framing_next(framing, &framed));
	EXPECT_STR("BYE sip:b@y SIP/2.0\r\nContent-Length: 0\r\n\r\n", framed.text);
	EXPECT_INT(began + 1, framed.first_frame);
	EXPECT_INT(began + 2, framed.frame);
	EXPECT(!framed.overrun);
	TEARDOWN;
}

TEST(a_body_that_was_announced_and_never_sent_costs_nothing)
{
	SETUP;

	feed(framing, STR("INVITE sip:b@y SIP/2.0\r\nl: 400\r\n\r\n" NEXT), 1, &log);
	EXPECT_STR("INVITE sip:b@y SIP/2.0\r\nl: 400\r\n\r\n|" NEXT "|", buf_str(&log));
	TEARDOWN;
}

TEST(sip_within_a_body_that_may_hold_sip_stays_there)
{
	static const struct str types[] = {{"message/sipfrag;version=2.0", 27},
	                                   {"message/sip", 11},
	                                   {"text/plain", 10},
	                                   {"multipart/mixed;boundary=a", 26}};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct buf text = {0}, wanted = {0};
		SETUP;

		buf_printf(&text, "NOTIFY sip:b@y SIP/2.0\r\nContent-Type: %s\r\nl: %zu\r\n\r\n", types[i].p,
		           sizeof(NEXT TRYING) - 1);
		buf_add(&text, STR(NEXT TRYING));
		buf_printf(&wanted, "%s|", buf_text(&text));
		for (size_t size = 1; size < 400; size += 7) {
			buf_clear(&log);
			feed_pieces(framing, buf_str(&text), size, &log);
			EXPECT_STR(buf_text(&wanted), buf_str(&log));
		}
		EXPECT_INT(0, counters->overruns);
		buf_done(&text);
		buf_done(&wanted);
		TEARDOWN;
	}
}

TEST(a_line_like_a_start_line_in_an_unknown_body_is_not_enough)
{
	SETUP;

	feed(framing,
	     STR("INFO sip:b@y SIP/2.0\r\nc: application/x\r\nl: 38\r\n\r\nBYE sip:b@y SIP/2.0\r\nand more text, "), 1,
	     &log);
	EXPECT_INT(0, log.n);
	feed(framing, STR("ok" TRYING), 1, &log);
	EXPECT_STR(
		"INFO sip:b@y SIP/2.0\r\nc: application/x\r\nl: 38\r\n\r\nBYE sip:b@y SIP/2.0\r\nand more text, ok|" TRYING
		"|",
		buf_str(&log));
	TEARDOWN;
}

TEST(what_a_content_length_too_small_leaves_over_hides_no_message)
{
	static const struct str leftovers[] = {{"lo", 2}, {"lo\r\n", 4}, {"<a>b\r\n</a>", 11}, {"\0\0\0\0", 4},
	                                       {"  ", 2}, {"jaK", 3},    {"a b SIP/2.0x", 12}};

	for (size_t i = 0; i < sizeof(leftovers) / sizeof(leftovers[0]); i++)
		for (size_t size = 1; size < 300; size += 3) {
			struct buf text = {0};
			SETUP;

			buf_add(&text, STR(TRYING));
			buf_add(&text, leftovers[i]);
			buf_add(&text, STR(NEXT));
			buf_add(&text, leftovers[i]);
			buf_add(&text, STR(TRYING));
			feed_pieces(framing, buf_str(&text), size, &log);
			EXPECT_STR(TRYING "|" NEXT "|" TRYING "|", buf_str(&log));
			buf_done(&text);
			TEARDOWN;
		}
}

TEST(an_extension_method_is_not_taken_for_leftovers)
{
	SETUP;

	feed(framing, STR("X-BYE.now sip:b@y SIP/2.0\r\nl: 0\r\n\r\n" TRYING "GLUE sip:b@y SIP/2.0\r\nl: 0\r\n\r\n"), 1,
	     &log);
	EXPECT_STR("X-BYE.now sip:b@y SIP/2.0\r\nl: 0\r\n\r\n|" TRYING "|GLUE sip:b@y SIP/2.0\r\nl: 0\r\n\r\n|",
	           buf_str(&log));
	EXPECT_INT(0, counters->resyncs);
	TEARDOWN;
}

TEST(a_content_length_that_makes_no_sense_costs_no_later_message)
{
	static const char *const lengths[] = {"-1",
	                                      "-9999999999",
	                                      "99999999999999999999",
	                                      "4294967296",
	                                      "2147483648",
	                                      "12 34",
	                                      "x",
	                                      "",
	                                      "0x20",
	                                      "+87",
	                                      "87.0",
	                                      "87;a"};

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
		for (size_t size = 1; size < 300; size += 50) {
			struct buf text = {0}, wanted = {0};
			SETUP;

			buf_printf(&text, "INVITE sip:b@y SIP/2.0\r\nCall-ID: c1\r\nl: %s\r\n\r\n", lengths[i]);
			buf_printf(&wanted, "%s|" NEXT "|", buf_text(&text));
			buf_add(&text, STR(NEXT));
			feed_pieces(framing, buf_str(&text), size, &log);
			EXPECT_STR(buf_text(&wanted), buf_str(&log));
			buf_done(&text);
			buf_done(&wanted);
			TEARDOWN;
		}
}

TEST(of_two_content_lengths_the_first_counts)
{
	SETUP;

	feed(framing, STR("INFO sip:b SIP/2.0\r\nl: 2\r\nContent-Length: 900\r\n\r\nok" TRYING), 1, &log);
	EXPECT_STR("INFO sip:b SIP/2.0\r\nl: 2\r\nContent-Length: 900\r\n\r\nok|" TRYING "|", buf_str(&log));
	TEARDOWN;
}

TEST(a_message_whole_in_itself_is_no_stream_whatever_carried_it)
{
	SETUP;
	struct payload payload = payload_of(STR("MESSAGE sip:b SIP/2.0\r\nCall-ID: c\r\n\r\nbody"), TRANSPORT_TCP, 7);
	struct framed framed;

	payload.whole = payload.gap = true;
	EXPECT(framing_take(framing, &payload));
	EXPECT(framing_next(framing, &framed));
	EXPECT_STR("MESSAGE sip:b SIP/2.0\r\nCall-ID: c\r\n\r\nbody", framed.text);
	EXPECT(framed.datagram && framed.gap_before);
	EXPECT(!framing_next(framing, &framed));
	TEARDOWN;
}

TEST(a_datagram_whose_fragments_were_lost_says_so)
{
	SETUP;
	struct payload payload = payload_of(STR(TRYING), TRANSPORT_UDP, 0);
	struct framed framed;

	payload.length = 3000;
	payload.fragment_lost = true;
	EXPECT(framing_take(framing, &payload));
	EXPECT(framing_next(framing, &framed));
	EXPECT(framed.cut && framed.fragment_lost);
	EXPECT_INT(3000, framed.length);
	TEARDOWN;
}

/* Messages of all kinds, in random pieces: what comes out is what went in. */
TEST(random_messages_in_random_pieces_come_out_as_they_were)
{
	static const struct str messages[] = {{INVITE, sizeof(INVITE) - 1},   {TRYING, sizeof(TRYING) - 1},
	                                      {RINGING, sizeof(RINGING) - 1}, {BYE, sizeof(BYE) - 1},
	                                      {NEXT, sizeof(NEXT) - 1},       {OFFER("87"), sizeof(OFFER("87")) - 1}};
	static const struct str between[] = {{"", 0}, {"", 0}, {"\r\n", 2}, {"\r\n\r\n", 4}, {"\n", 1}};
	uint64_t random = 5;

	for (int round = 0; round < 300; round++) {
		struct buf all = {0}, wanted = {0};
		SETUP;

		for (int i = 0; i < 40; i++) {
			struct str message = messages[(random >> 33) % 6];

			buf_add(&all, message);
			buf_add(&wanted, message);
			buf_byte(&wanted, '|');
			random = random * 6364136223846793005u + 1442695040888963407u;
			buf_add(&all, between[(random >> 33) % 5]);
			random = random * 6364136223846793005u + 1442695040888963407u;
		}
		for (size_t at = 0, size; at < all.n; at += size) {
			random = random * 6364136223846793005u + 1442695040888963407u;
			size = 1 + (random >> 33) % (round % 2 ? 1460 : 30);
			size = size < all.n - at ? size : all.n - at;
			feed(framing, (struct str){all.p + at, size}, 1, &log);
		}
		EXPECT_STR(buf_text(&wanted), buf_str(&log));
		EXPECT_INT(0, counters->resyncs + counters->abandoned + counters->overruns);
		buf_done(&all);
		buf_done(&wanted);
		TEARDOWN;
	}
}

/* As many steps for eight times the bytes would show in the time this takes. */
TEST(a_message_of_8_mib_may_come_byte_by_byte)
{
	SETUP;
	size_t header;
	struct str text = long_message(FRAMING_MAX_MESSAGE - 200, &header);
	struct payload payload = payload_of(STR(TRYING), TRANSPORT_TCP, 1);
	struct framed framed;
	unsigned count = 0;

	payload.size = payload.length = 1;
	for (size_t at = 0; at < text.n; at++) {
		payload.bytes = (const uint8_t *)text.p + at;
		framing_take(framing, &payload);
		while (framing_next(framing, &framed))
			count++;
	}
	EXPECT_INT(1, count);
	TEARDOWN;
}

TEST(lines_that_never_end_may_come_byte_by_byte)
{
	SETUP;
	struct payload payload = payload_of(STR("A"), TRANSPORT_TCP, 1);
	struct framed framed;

	feed(framing, STR(TRYING "A "), 1, &log);
	for (size_t at = 0; at < 2000000; at++) {
		payload.bytes = (const uint8_t *)(at % 4000 ? "A" : "\n");
		framing_take(framing, &payload);
		EXPECT(!framing_next(framing, &framed));
	}
	feed(framing, STR("\n" TRYING), 1, &log);
	EXPECT_STR(TRYING "|" TRYING "|", buf_str(&log));
	TEARDOWN;
}

TEST(a_connection_of_something_else_is_soon_left_alone)
{
	SETUP;
	static char junk[6000];

	memset(junk, 'j', sizeof(junk));
	EXPECT(!feed(framing, (struct str){junk, sizeof(junk)}, 1, &log));
	EXPECT(!feed(framing, STR("GET / HTTP/1.1\r\n" TRYING), 1, &log));
	EXPECT_INT(0, log.n);
	/* Yet SIP that begins with a payload is seen. */
	EXPECT(feed(framing, STR(TRYING), 1, &log));
	EXPECT_STR(TRYING "|", buf_str(&log));
	TEARDOWN;
}

TEST(a_payload_without_sip_is_said_to_have_none)
{
	SETUP;

	EXPECT(!feed(framing, STR("\x16\x03\x01\x02"), 1, &log));
	EXPECT(!feed(framing, STR("\x16\x03\x01\x02"), 1, &log));
	EXPECT(feed(framing, STR("\r\n"), 2, &log));
	EXPECT(feed(framing, STR("INVITE sip:"), 3, &log));
	TEARDOWN;
}

TEST(a_caller_that_stops_early_loses_only_the_rest)
{
	SETUP;
	struct payload payload = payload_of(STR(TRYING TRYING TRYING), TRANSPORT_TCP, 1);
	struct framed framed;

	EXPECT(framing_take(framing, &payload));
	EXPECT(framing_next(framing, &framed));
	feed(framing, STR(RINGING), 1, &log);
	EXPECT_STR(RINGING "|", buf_str(&log));
	TEARDOWN;
}

TEST(the_oldest_partial_messages_make_room_for_new_ones)
{
	SETUP;
	static char body[50000];
	struct str head = STR("SIP/2.0 183 x\r\nContent-Length: 60000\r\n\r\n");
	unsigned connections = 3 * (FRAMING_MAX_BYTES / FRAMING_MAX_EXAMINED);

	for (unsigned i = 1; i <= connections; i++) {
		feed(framing, head, i, &log);
		feed(framing, (struct str){body, sizeof(body)}, i, &log);
	}
	EXPECT(counters->abandoned >= connections / 2);
	feed(framing, (struct str){body, 10000}, connections, &log);
	EXPECT_INT(60000 + head.n + 1, log.n);
	feed(framing, (struct str){body, 10000}, 1, &log);
	EXPECT_INT(60000 + head.n + 1, log.n);
	TEARDOWN;
}

TEST(the_number_of_connections_has_a_ceiling)
{
	SETUP;

	for (unsigned i = 1; i <= FRAMING_MAX_FLOWS + 100; i++)
		feed(framing, STR("SIP/2.0 183 x\r\n"), i, &log);
	EXPECT_INT(100, counters->abandoned);
	feed(framing, STR("\r\n"), FRAMING_MAX_FLOWS + 100, &log);
	EXPECT_STR("SIP/2.0 183 x\r\n\r\n|", buf_str(&log));
	TEARDOWN;
}

TEST_MAIN
