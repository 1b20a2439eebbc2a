/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/websocket.h"

#include "base/memory.h"
#include "tests/test.h"

#define REQUEST                                                                                                        \
	"GET /ws HTTP/1.1\r\nHost: sip-ws.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"                \
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: sip\r\nSec-WebSocket-Version: 13\r\n\r\n"
#define RESPONSE                                                                                                       \
	"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"                            \
	"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: sip\r\n\r\n"
#define OPTIONS "OPTIONS sip:proxy.example.com SIP/2.0\r\n\r\n"
#define RINGING "SIP/2.0 180 Ringing\r\nCSeq: 1 INVITE\r\n\r\n"

enum {
	FIN = 0x80,
	RSV1 = 0x40,
	CONTINUATION = 0,
	TEXT = 1,
	BINARY = 2,
	CLOSE = 8,
	PING = 9,
	LONGEST = 70000,
};

/* How a length is written; the shortest form that fits is the only lawful one. */
enum form {
	FORM_7,
	FORM_16,
	FORM_64,
};

static void add_length(struct buf *bytes, unsigned mask, size_t length, enum form form)
{
	static const unsigned sizes[] = {0, 2, 8};
	static const unsigned marks[] = {0, 126, 127};

	buf_byte(bytes, (char)(mask | (form == FORM_7 ? length : marks[form])));
	for (unsigned i = sizes[form]; i-- > 0;)
		buf_byte(bytes, (char)((uint64_t)length >> 8 * i));
}

static enum form form_of(size_t length)
{
	return length < 126 ? FORM_7 : length < 65536 ? FORM_16 : FORM_64;
}

static void add_frame(struct buf *bytes, unsigned first, const char *data, size_t n)
{
	buf_byte(bytes, (char)first);
	add_length(bytes, 0, n, form_of(n));
	buf_add(bytes, (struct str){data, n});
}

static void add_masked(struct buf *bytes, unsigned first, const char *data, size_t n)
{
	static const char mask[] = "\x37\xfa\x21\x3d";

	buf_byte(bytes, (char)first);
	add_length(bytes, 0x80, n, form_of(n));
	buf_add(bytes, (struct str){mask, 4});
	for (size_t i = 0; i < n; i++)
		buf_byte(bytes, (char)(data[i] ^ mask[i % 4]));
}

static void add_text(struct buf *bytes, const char *text)
{
	add_frame(bytes, FIN | TEXT, text, strlen(text));
}

/* What came out: each message in brackets, "!" for a refused one, "^" for a compressed one, "#" when the bytes are no WebSocket, "+" before a cut one. */
static void read_all(struct websocket *websocket, struct buf *told)
{
	for (;;) {
		struct str message;
		size_t length;

		switch (websocket_next(websocket, &message, &length)) {
		case WEBSOCKET_MESSAGE:
			if (length > message.n)
				buf_byte(told, '+');
			buf_byte(told, '[');
			buf_add(told, message);
			buf_byte(told, ']');
			memory_free((void *)(uintptr_t)message.p);
			break;
		case WEBSOCKET_COMPRESSED:
			buf_byte(told, '^');
			break;
		case WEBSOCKET_REFUSED:
			buf_byte(told, '!');
			break;
		case WEBSOCKET_FOREIGN:
			buf_byte(told, '#');
			return;
		default:
			return;
		}
	}
}

/* Each piece alone in memory of its size, so that a step past its end is noticed. */
static void put(struct websocket *websocket, struct str piece, struct buf *told)
{
	char *copy = memory_new(piece.n ? piece.n : 1);

	if (piece.n)
		memcpy(copy, piece.p, piece.n);
	websocket_put(websocket, (struct str){copy, piece.n});
	read_all(websocket, told);
	memory_free(copy);
}

static void told_in_two(struct str bytes, size_t at, struct buf *told)
{
	struct websocket *websocket = websocket_new();

	put(websocket, (struct str){bytes.p, at}, told);
	put(websocket, str_from(bytes, at), told);
	websocket_free(websocket);
}

static void told_byte_by_byte(struct str bytes, struct buf *told)
{
	struct websocket *websocket = websocket_new();

	for (size_t i = 0; i < bytes.n; i++)
		put(websocket, (struct str){bytes.p + i, 1}, told);
	websocket_free(websocket);
}

/* Whole, in two pieces at every position, and byte by byte. */
static void expect_every_way(const char *want, struct buf *bytes)
{
	struct buf told = {0};

	for (size_t at = 0; at <= bytes->n; at++) {
		buf_clear(&told);
		told_in_two(buf_str(bytes), at, &told);
		EXPECT_STR(want, buf_str(&told));
	}
	buf_clear(&told);
	told_byte_by_byte(buf_str(bytes), &told);
	EXPECT_STR(want, buf_str(&told));
	buf_done(&told);
	buf_done(bytes);
}

TEST(a_client_is_read_from_its_handshake_on)
{
	struct buf bytes = {0};

	buf_add(&bytes, STR(REQUEST));
	add_masked(&bytes, FIN | TEXT, OPTIONS, sizeof(OPTIONS) - 1);
	add_masked(&bytes, FIN | TEXT, "\r\n\r\n", 4);
	expect_every_way("[" OPTIONS "][\r\n\r\n]", &bytes);
}

TEST(a_server_is_read_from_its_handshake_on)
{
	struct buf bytes = {0};

	buf_add(&bytes, STR(RESPONSE));
	add_text(&bytes, RINGING);
	add_text(&bytes, "any text: a handshake was there");
	expect_every_way("[" RINGING "][any text: a handshake was there]", &bytes);
}

TEST(binary_messages_count_like_text)
{
	struct buf bytes = {0};

	buf_add(&bytes, STR(RESPONSE));
	add_frame(&bytes, FIN | BINARY, RINGING, sizeof(RINGING) - 1);
	expect_every_way("[" RINGING "]", &bytes);
}

TEST(without_a_handshake_frames_that_carry_sip_are_found)
{
	struct buf bytes = {0};

	add_masked(&bytes, FIN | TEXT, OPTIONS, sizeof(OPTIONS) - 1);
	add_masked(&bytes, FIN | TEXT, "\r\n", 2);
	expect_every_way("[" OPTIONS "][\r\n]", &bytes);
	add_text(&bytes, RINGING);
	expect_every_way("[" RINGING "]", &bytes);
}

TEST(control_frames_between_fragments_disturb_nothing)
{
	struct buf bytes = {0};

	buf_add(&bytes, STR(RESPONSE));
	add_frame(&bytes, TEXT, "SIP/2.0 180 Ri", 14);
	add_frame(&bytes, FIN | PING, "are you there", 13);
	add_frame(&bytes, CONTINUATION, "", 0);
	add_frame(&bytes, CONTINUATION, "ngi", 3);
	add_frame(&bytes, FIN | PING, "", 0);
	add_frame(&bytes, FIN | CONTINUATION, "ng\r\n\r\n", 6);
	add_frame(&bytes, FIN | CLOSE, "\x03\xe8", 2);
	expect_every_way("[SIP/2.0 180 Ringing\r\n\r\n]", &bytes);
}

TEST(masked_fragments_each_have_their_own_mask_from_its_start)
{
	struct buf bytes = {0};

	buf_add(&bytes, STR(REQUEST));
	add_masked(&bytes, TEXT, "OPTIONS sip:a ", 14);
	add_masked(&bytes, FIN | PING, "ping", 4);
	add_masked(&bytes, CONTINUATION, "SIP", 3);
	add_masked(&bytes, FIN | CONTINUATION, "/2.0\r\n\r\n", 8);
	expect_every_way("[OPTIONS sip:a SIP/2.0\r\n\r\n]", &bytes);
}

TEST(messages_without_bytes_are_passed_over)
{
	struct buf bytes = {0};

	buf_add(&bytes, STR(RESPONSE));
	add_frame(&bytes, FIN | TEXT, "", 0);
	add_text(&bytes, RINGING);
	expect_every_way("[" RINGING "]", &bytes);
}

/* A message of n bytes, all the same letter, behind a handshake. */
static void expect_long(size_t n, enum form form, unsigned mask)
{
	struct websocket *websocket = websocket_new();
	struct buf bytes = {0};
	struct str message = STR_NONE;
	size_t length = 0;

	buf_add(&bytes, STR(RESPONSE));
	buf_byte(&bytes, (char)(FIN | TEXT));
	add_length(&bytes, mask, n, form);
	if (mask)
		buf_add(&bytes, (struct str){"\0\0\0\0", 4});
	for (size_t i = 0; i < n; i++)
		buf_byte(&bytes, 'a');
	add_text(&bytes, "b");
	websocket_put(websocket, buf_str(&bytes));
	EXPECT_INT(WEBSOCKET_MESSAGE, websocket_next(websocket, &message, &length));
	EXPECT_INT(n, length);
	EXPECT_INT(n < WEBSOCKET_MAX_KEPT ? n : WEBSOCKET_MAX_KEPT, message.n);
	EXPECT(message.n && message.p[0] == 'a' && message.p[message.n - 1] == 'a');
	memory_free((void *)(uintptr_t)message.p);
	EXPECT_INT(WEBSOCKET_MESSAGE, websocket_next(websocket, &message, &length));
	EXPECT_STR("b", message);
	memory_free((void *)(uintptr_t)message.p);
	EXPECT_INT(WEBSOCKET_MORE, websocket_next(websocket, &message, &length));
	websocket_free(websocket);
	buf_done(&bytes);
}

TEST(lengths_are_read_in_all_three_forms)
{
	expect_long(1, FORM_7, 0);
	expect_long(125, FORM_7, 0x80);
	expect_long(126, FORM_16, 0);
	expect_long(65535, FORM_16, 0x80);
	expect_long(65536, FORM_64, 0);
	expect_long(LONGEST, FORM_64, 0x80);
	expect_long(100, FORM_64, 0); /* against RFC 6455 5.2, but in step there is no doubt */
}

TEST(a_compressed_message_is_refused_once_and_the_next_one_read)
{
	struct buf bytes = {0};

	buf_add(&bytes, STR("HTTP/1.1 101 Switching Protocols\r\nupgrade:WebSocket\r\n"
	                    "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"));
	add_frame(&bytes, RSV1 | TEXT, "\x8a\x0c\x52\x08\x49", 5);
	add_frame(&bytes, FIN | CONTINUATION, "\x2d\x2a\x02\x00", 4);
	add_text(&bytes, RINGING);
	expect_every_way("^[" RINGING "]", &bytes);
}

TEST(behind_nonsense_the_next_frame_that_carries_sip_is_found)
{
	struct buf bytes = {0};

	buf_add(&bytes, STR(RESPONSE));
	add_text(&bytes, "one");
	buf_add(&bytes, STR("\x83\x05wrong\x8b\x7f")); /* opcodes 3 and 11 do not exist */
	add_text(&bytes, "not told from nonsense");
	add_text(&bytes, RINGING);
	add_text(&bytes, "two");
	expect_every_way("[one]![" RINGING "][two]", &bytes);
}

TEST(a_length_beyond_reason_is_nonsense)
{
	struct buf bytes = {0};

	buf_add(&bytes, STR(RESPONSE));
	buf_byte(&bytes, (char)(FIN | TEXT));
	add_length(&bytes, 0, WEBSOCKET_MAX_MESSAGE + 1, FORM_64);
	add_text(&bytes, RINGING);
	expect_every_way("![" RINGING "]", &bytes);
}

TEST(a_new_message_within_another_is_nonsense)
{
	struct buf bytes = {0};

	buf_add(&bytes, STR(RESPONSE));
	add_frame(&bytes, TEXT, "begun", 5);
	add_text(&bytes, RINGING);
	expect_every_way("![" RINGING "]", &bytes);
}

TEST(what_a_gap_leaves_of_a_message_comes_out_and_says_that_it_is_not_all)
{
	struct websocket *websocket = websocket_new();
	struct buf bytes = {0}, told = {0};

	buf_add(&bytes, STR(RESPONSE));
	add_frame(&bytes, FIN | TEXT, RINGING, sizeof(RINGING) - 1);
	put(websocket, (struct str){bytes.p, bytes.n - 3}, &told);
	EXPECT_STR("", buf_str(&told));
	websocket_gap(websocket);
	read_all(websocket, &told);
	EXPECT_STR("+[SIP/2.0 180 Ringing\r\nCSeq: 1 INVITE\r]", buf_str(&told));
	buf_clear(&bytes);
	buf_clear(&told);
	buf_add(&bytes, STR("the rest of another message"));
	add_masked(&bytes, FIN | TEXT, OPTIONS, sizeof(OPTIONS) - 1);
	put(websocket, buf_str(&bytes), &told);
	EXPECT_STR("[" OPTIONS "]", buf_str(&told));
	websocket_free(websocket);
	buf_done(&bytes);
	buf_done(&told);
}

TEST(a_handshake_that_is_refused_may_be_tried_again)
{
	struct buf bytes = {0};

	buf_add(&bytes,
	        STR("HTTP/1.1 401 Unauthorized\r\nContent-Length: 5\r\n\r\nsorryHTTP/1.1 100 Continue\r\n\r\n" RESPONSE));
	add_text(&bytes, RINGING);
	expect_every_way("[" RINGING "]", &bytes);
	buf_add(&bytes, STR(REQUEST REQUEST));
	add_masked(&bytes, FIN | TEXT, OPTIONS, sizeof(OPTIONS) - 1);
	expect_every_way("[" OPTIONS "]", &bytes);
}

static void expect_foreign(struct str text)
{
	struct buf bytes = {0}, told = {0};

	buf_add(&bytes, text);
	told_in_two(buf_str(&bytes), bytes.n, &told);
	EXPECT(str_has(buf_str(&told), STR("#")));
	buf_done(&bytes);
	buf_done(&told);
}

TEST(other_http_is_foreign)
{
	struct buf bytes = {0};

	expect_foreign(STR("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
	expect_foreign(STR("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"));
	expect_foreign(STR("GET /index.html HTTP/1.1\r\n\r\nPOST / HTTP/1.1\r\n"));
	buf_add(&bytes, STR("GET / HTTP/1.1\r\nCookie: "));
	for (int i = 0; i < WEBSOCKET_MAX_HANDSHAKE; i++)
		buf_byte(&bytes, 'x');
	expect_foreign(buf_str(&bytes));
	buf_done(&bytes);
}

static bool begins(const char *bytes, size_t n)
{
	bool maybe;

	return websocket_begins((struct str){bytes, n}, &maybe);
}

static bool may_begin(const char *bytes, size_t n)
{
	bool maybe;

	return !websocket_begins((struct str){bytes, n}, &maybe) && maybe;
}

TEST(websocket_is_told_from_sip_by_its_first_bytes)
{
	struct buf frame = {0};

	add_masked(&frame, FIN | TEXT, OPTIONS, sizeof(OPTIONS) - 1);
	EXPECT(begins(frame.p, frame.n));
	for (size_t n = 0; n < 18; n++)
		EXPECT(may_begin(frame.p, n));
	buf_done(&frame);
	EXPECT(begins("GET / HTTP/1.1", 14));
	EXPECT(begins("HTTP/1.1 101", 12));
	EXPECT(may_begin("GE", 2));
	EXPECT(!begins("GET sip:a SIP/2.0", 17) && !may_begin("GET sip:a SIP/2.0", 17));
	EXPECT(!begins(OPTIONS, sizeof(OPTIONS) - 1) && !may_begin(OPTIONS, sizeof(OPTIONS) - 1));
	EXPECT(!begins("\r\n\r\n", 4) && !may_begin("\r\n\r\n", 4));
	EXPECT(!begins("\x81\x14not a word of SIP...", 22) && !may_begin("\x81\x14not a word of SIP...", 22));
}

TEST_MAIN
