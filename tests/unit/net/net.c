/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/net/wire.h"

#include "base/memory.h"
#include "net/session.h"
#include "net/tcp.h"
#include "net/tls.h"
#include "tests/unit/net/tls_sessions.h"

enum {
	HEADER_BYTES = 40,
	SERVER = 5061,
	CLIENT = 5060,
	MOST_BYTES = 4096,
	MESSAGE = 4000, /* bytes of a WebSocket message */
	MESSAGES = 8,
	WAITING = SESSION_MAX / 4 * 3, /* connections: all are looked at but once in some seconds */
};

#define GET                                                                                                            \
	"GET /ws HTTP/1.1\r\nHost: sip-ws.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"                \
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: sip\r\n\r\n"

/* One TCP connection, from its SYN on. */
struct talk {
	uint16_t port; /* the client's */
	uint32_t sent[2];
};

static uint8_t segment_bytes[HEADER_BYTES + MOST_BYTES];

static void send_at(struct wire *wire, const struct talk *talk, unsigned side, uint32_t sequence, unsigned flags,
                    const void *data, size_t size)
{
	unsigned source = side ? SERVER : talk->port, destination = side ? talk->port : SERVER;
	const uint8_t headers[HEADER_BYTES] = {
		IPV4(HEADER_BYTES + size, 1, 0, 6),
		U16(source),
		U16(destination),
		U32(sequence),
		U32(0),
		0x50,
		(uint8_t)flags,
		U16(8192),
	};

	memcpy(segment_bytes, headers, HEADER_BYTES);
	if (side) {
		segment_bytes[15] = 2;
		segment_bytes[19] = 1;
	}
	if (size)
		memcpy(segment_bytes + HEADER_BYTES, data, size);
	wire_cut(wire, LINKTYPE_RAW, segment_bytes, HEADER_BYTES + size, HEADER_BYTES + size);
}

static void send(struct wire *wire, struct talk *talk, unsigned side, const void *data, size_t size)
{
	send_at(wire, talk, side, talk->sent[side], TCP_ACK, data, size);
	talk->sent[side] += (uint32_t)size;
}

static struct talk talk_new(struct wire *wire, uint16_t port)
{
	struct talk talk = {port, {1000, 1000}};

	for (unsigned side = 0; side < 2; side++)
		send_at(wire, &talk, side, 999, TCP_SYN, NULL, 0);
	return talk;
}

/* Of a client, whose mask of zeroes leaves the text as it is (RFC 6455 5.2). */
static size_t write_message(uint8_t *out, char letter)
{
	const uint8_t header[] = {0x81, 0xfe, U16(MESSAGE), 0, 0, 0, 0};

	memcpy(out, header, sizeof(header));
	memset(out + sizeof(header), letter, MESSAGE);
	return sizeof(header) + MESSAGE;
}

/* False under a sanitizer, which keeps what is freed to itself for a while. */
static bool is_memory_taken_again(void)
{
	void *block = memory_new(MESSAGE);
	uintptr_t before = (uintptr_t)block;
	bool again;

	memory_free(block);
	block = memory_new(MESSAGE);
	again = (uintptr_t)block == before;
	memory_free(block);
	return again;
}

/* The memory of the one before is taken again: they are not held side by side. */
TEST(messages_that_come_free_at_once_are_handed_on_one_after_the_other)
{
	struct wire wire = wire_new();
	struct talk talk = talk_new(&wire, CLIENT);
	uint8_t message[MOST_BYTES];
	const uint8_t *before = NULL;
	uint32_t hole;
	size_t n = write_message(message, 'a'), again = 0;

	send(&wire, &talk, 0, GET, sizeof(GET) - 1);
	while (wire_next(&wire))
		;
	hole = talk.sent[0];
	talk.sent[0] += (uint32_t)n;
	for (int i = 1; i < MESSAGES; i++) {
		write_message(message, (char)('a' + i));
		send(&wire, &talk, 0, message, n);
		EXPECT(!wire_next(&wire));
	}
	write_message(message, 'a');
	send_at(&wire, &talk, 0, hole, TCP_ACK, message, n);
	for (int i = 0; i < MESSAGES; i++) {
		EXPECT(wire_next(&wire));
		EXPECT(wire.payload.whole && wire.payload.size == MESSAGE && wire.payload.bytes[0] == 'a' + i);
		again += wire.payload.bytes == before;
		before = wire.payload.bytes;
	}
	EXPECT(!wire_next(&wire));
	EXPECT(again == MESSAGES - 1 || !is_memory_taken_again());
	wire_done(&wire);
}

static size_t read_hex(const char *hex, uint8_t *out)
{
	size_t n = strlen(hex) / 2;
	unsigned byte;

	for (size_t i = 0; i < n; i++)
		out[i] = sscanf(hex + 2 * i, "%2x", &byte) == 1 ? (uint8_t)byte : 0;
	return n;
}

static bool has_text(struct wire *wire)
{
	bool has = false;

	while (wire_next(wire))
		has = has || wire->payload.size;
	return has;
}

/* All that was said in the connection, in which everything waits. */
static void send_session(struct wire *wire, const struct tls_session *session)
{
	struct talk talk = talk_new(wire, CLIENT);
	uint8_t bytes[MOST_BYTES];

	for (unsigned i = 0; session->piece[i].hex; i++) {
		send(wire, &talk, session->piece[i].side, bytes, read_hex(session->piece[i].hex, bytes));
		EXPECT(!has_text(wire));
	}
}

/* Makes them wait: each has a record before its hellos are over. */
static void begin_waiting(struct wire *wire, unsigned count)
{
	static const uint8_t part[] = {22, 3, 1, 0, 100, 1, 0, 0, 96, 3, 3};

	for (unsigned i = 0; i < count; i++) {
		struct talk talk = talk_new(wire, (uint16_t)(10000 + i));

		send(wire, &talk, 0, part, sizeof(part));
		EXPECT(!has_text(wire));
	}
}

TEST(a_secret_brings_out_what_waited_for_it_at_once)
{
	const struct tls_session *session = &tls_sessions[0];
	struct wire wire;

	if (!tls_is_read())
		return;
	wire = wire_new();
	send_session(&wire, session);
	EXPECT(net_add_secrets(wire.net, str_of(session->keys)) > 0);
	EXPECT(has_text(&wire));
	wire_done(&wire);
}

/* Lines that come one by one must not cost as many looks as there are connections each. */
TEST(where_too_many_connections_wait_for_each_secret_it_is_tried_within_seconds)
{
	const struct tls_session *session = &tls_sessions[0];
	struct wire wire;
	unsigned seconds = 0;

	if (!tls_is_read())
		return;
	wire = wire_new();
	begin_waiting(&wire, WAITING);
	send_session(&wire, session);
	EXPECT(net_add_secrets(wire.net, str_of(tls_sessions[1].keys)) > 0); /* of none of them */
	EXPECT(net_add_secrets(wire.net, str_of(session->keys)) > 0);
	while (!has_text(&wire) && seconds < 10)
		net_tick(wire.net, wire.time += ++seconds * SECOND);
	EXPECT(seconds > 0 && seconds < 10);
	wire_done(&wire);
}

TEST(at_the_end_of_input_every_secret_is_tried)
{
	const struct tls_session *session = &tls_sessions[0];
	struct wire wire;

	if (!tls_is_read())
		return;
	wire = wire_new();
	begin_waiting(&wire, WAITING);
	send_session(&wire, session);
	net_add_secrets(wire.net, str_of(tls_sessions[1].keys));
	net_add_secrets(wire.net, str_of(session->keys));
	EXPECT(!has_text(&wire));
	net_flush(wire.net, wire.time);
	EXPECT(has_text(&wire));
	wire_done(&wire);
}

TEST_MAIN
