/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/net/wire.h"

#include "base/memory.h"
#include "net/sctp.h"

enum {
	END = 1,
	BEGIN = 2,
	UNORDERED = 4,
	DATA = 0,
	INIT = 1,
	SACK = 3,
	HEARTBEAT = 4,
	ABORT = 6,
	IDATA = 64,
	HEADER_BYTES = 20 + 12,
};

/* 10.0.0.1:5060 > 10.0.0.2:5061; first seen with the association's tag, then some chunks. */
static struct buf packet_of(uint32_t tag)
{
	const uint8_t headers[HEADER_BYTES] = {IPV4(0, 1, 0, 132), U16(5060), U16(5061), U32(tag), U32(0)};
	struct buf packet = {0};

	buf_add(&packet, (struct str){(const char *)headers, sizeof(headers)});
	return packet;
}

static void add(struct buf *packet, const void *bytes, size_t n)
{
	buf_add(packet, (struct str){bytes, n});
}

static void add_chunk(struct buf *packet, unsigned type, unsigned flags, size_t n)
{
	const uint8_t header[] = {(uint8_t)type, (uint8_t)flags, U16(4 + n)};

	add(packet, header, sizeof(header));
}

static void pad(struct buf *packet, size_t n)
{
	add(packet, "\0\0\0", -n & 3);
}

static void add_data(struct buf *packet, unsigned flags, uint32_t tsn, const char *text)
{
	const uint8_t header[] = {U32(tsn), U16(0), U16(0), U32(0)};
	size_t n = strlen(text);

	add_chunk(packet, DATA, flags, sizeof(header) + n);
	add(packet, header, sizeof(header));
	add(packet, text, n);
	pad(packet, n);
}

static void add_idata(struct buf *packet, unsigned flags, uint32_t tsn, uint32_t message, uint32_t fragment,
                      const char *text)
{
	const uint8_t header[] = {U32(tsn), U16(0), U16(0), U32(message), U32(fragment)};
	size_t n = strlen(text);

	add_chunk(packet, IDATA, flags, sizeof(header) + n);
	add(packet, header, sizeof(header));
	add(packet, text, n);
	pad(packet, n);
}

/* Sends it, of which all but `captured` bytes are cut off. */
static enum net_verdict send_cut(struct wire *wire, struct buf *packet, size_t captured)
{
	enum net_verdict verdict;
	uint8_t *exact = memory_new(captured);

	packet->p[2] = (char)HIGH(packet->n);
	packet->p[3] = (char)LOW(packet->n);
	memcpy(exact, packet->p, captured);
	verdict = wire_cut(wire, LINKTYPE_RAW, exact, captured, packet->n);
	/* Payloads stand in the frame, which must live until they have been taken. */
	while (wire_next(wire))
		;
	memory_free(exact);
	buf_done(packet);
	return verdict;
}

/* What came out so far: each message in brackets, "+" before one that is not all. */
static enum net_verdict send_told(struct wire *wire, struct buf *packet, struct buf *told)
{
	enum net_verdict verdict;

	packet->p[2] = (char)HIGH(packet->n);
	packet->p[3] = (char)LOW(packet->n);
	verdict = wire_cut(wire, LINKTYPE_RAW, (const uint8_t *)packet->p, packet->n, packet->n);
	while (wire_next(wire)) {
		EXPECT_INT(TRANSPORT_SCTP, wire->payload.flow.transport);
		EXPECT(wire->payload.whole);
		if (wire->payload.length > wire->payload.size)
			buf_byte(told, '+');
		buf_byte(told, '[');
		buf_add(told, payload_text(&wire->payload));
		buf_byte(told, ']');
	}
	buf_done(packet);
	return verdict;
}

static enum net_verdict send_data(struct wire *wire, unsigned flags, uint32_t tsn, const char *text, struct buf *told)
{
	struct buf packet = packet_of(7);

	add_data(&packet, flags, tsn, text);
	return send_told(wire, &packet, told);
}

TEST(each_chunk_that_is_a_message_is_a_payload)
{
	struct wire wire = wire_new();
	struct buf told = {0}, packet = packet_of(7);

	add_chunk(&packet, SACK, 0, 0);
	add_data(&packet, BEGIN | END, 1, "one");
	add_data(&packet, BEGIN | END | UNORDERED, 2, "second");
	add_idata(&packet, BEGIN | END, 3, 0, 0, "third");
	EXPECT_INT(NET_PAYLOAD, send_told(&wire, &packet, &told));
	EXPECT_STR("[one][second][third]", buf_str(&told));
	EXPECT_INT(5060, wire.payload.flow.source.port);
	EXPECT_INT(5061, wire.payload.flow.destination.port);
	EXPECT_INT(0, wire.payload.stream);
	buf_done(&told);
	wire_done(&wire);
}

TEST(what_is_no_data_is_passed_over)
{
	struct wire wire = wire_new();
	struct buf told = {0}, packet = packet_of(7);

	add_chunk(&packet, HEARTBEAT, 0, 5);
	add(&packet, "beat!\0\0\0", 8);
	EXPECT_INT(NET_SCTP_EMPTY, send_told(&wire, &packet, &told));
	EXPECT_INT(0, told.n);
	wire_done(&wire);
}

/* Four chunks in every order that three swaps can make of them. */
TEST(chunks_of_a_message_may_come_in_any_order)
{
	static const char *const texts[] = {"SIP", "/2.0", " 18", "0 Ringing"};
	static const uint32_t firsts[] = {1, UINT32_MAX - 1};

	for (unsigned order = 0; order < 24; order++) {
		for (unsigned f = 0; f < 2; f++) {
			struct wire wire = wire_new();
			struct buf told = {0};
			unsigned left[] = {0, 1, 2, 3}, code = order;

			for (unsigned n = 4; n > 0; n--) {
				unsigned pick = code % n, i = left[pick];

				code /= n;
				memmove(left + pick, left + pick + 1, (n - pick - 1) * sizeof(left[0]));
				EXPECT_INT(n == 1 ? NET_PAYLOAD : NET_SCTP_HELD,
				           send_data(&wire, (i == 0 ? BEGIN : 0) | (i == 3 ? END : 0), firsts[f] + i,
				                     texts[i], &told));
			}
			EXPECT_STR("[SIP/2.0 180 Ringing]", buf_str(&told));
			EXPECT_INT(4, wire.payload.frame);
			EXPECT_INT(0, net_counters(wire.net)->sctp_lost);
			buf_done(&told);
			wire_done(&wire);
		}
	}
}

TEST(repeated_chunks_change_nothing)
{
	struct wire wire = wire_new();
	struct buf told = {0};

	send_data(&wire, BEGIN, 1, "a", &told);
	send_data(&wire, BEGIN, 1, "a", &told);
	send_data(&wire, 0, 2, "b", &told);
	send_data(&wire, 0, 2, "x", &told);
	send_data(&wire, END, 3, "c", &told);
	send_data(&wire, END, 3, "c", &told);
	send_data(&wire, 0, 2, "b", &told);
	send_data(&wire, BEGIN, 4, "d", &told);
	send_data(&wire, END, 5, "e", &told);
	EXPECT_STR("[abc][de]", buf_str(&told));
	for (int i = 0; i < 40; i++) {
		wire.time += SECOND;
		send_data(&wire, BEGIN | END, 100, "later", &told);
	}
	EXPECT_INT(0, net_counters(wire.net)->sctp_lost);
	buf_done(&told);
	wire_done(&wire);
}

TEST(messages_that_follow_each_other_stay_apart)
{
	struct wire wire = wire_new();
	struct buf told = {0};

	send_data(&wire, END, 4, "d", &told);
	send_data(&wire, BEGIN, 1, "a", &told);
	send_data(&wire, BEGIN, 3, "c", &told);
	send_data(&wire, END, 2, "b", &told);
	EXPECT_STR("[cd][ab]", buf_str(&told));
	buf_done(&told);
	wire_done(&wire);
}

TEST(interleaved_messages_are_told_by_their_numbers)
{
	struct wire wire = wire_new();
	struct buf told = {0}, packet = packet_of(7);

	add_idata(&packet, BEGIN, 10, 1, 0, "one, ");
	add_idata(&packet, BEGIN, 11, 2, 0, "two, ");
	add_idata(&packet, BEGIN | UNORDERED, 12, 1, 0, "other, ");
	add_idata(&packet, END, 13, 2, 1, "two");
	add_idata(&packet, END, 14, 1, 1, "one");
	add_idata(&packet, END | UNORDERED, 15, 1, 1, "other");
	send_told(&wire, &packet, &told);
	EXPECT_STR("[two, two][one, one][other, other]", buf_str(&told));
	buf_done(&told);
	wire_done(&wire);
}

TEST(a_message_that_lacks_its_end_is_given_up_and_what_there_is_comes_out)
{
	struct wire wire = wire_new();
	struct buf told = {0}, packet;

	send_data(&wire, BEGIN, 1, "INVITE", &told);
	send_data(&wire, END, 9, "of another", &told);
	EXPECT_STR("", buf_str(&told));
	for (int i = 0; i <= SCTP_SECONDS + 1; i++) {
		packet = packet_of(7);
		add_chunk(&packet, HEARTBEAT, 0, 0);
		wire.time += SECOND;
		send_told(&wire, &packet, &told);
	}
	EXPECT_STR("+[INVITE]", buf_str(&told));
	EXPECT_INT(2, net_counters(wire.net)->sctp_lost);
	buf_done(&told);
	wire_done(&wire);
}

TEST(the_end_of_input_brings_out_what_there_is)
{
	struct wire wire = wire_new();
	struct buf told = {0};

	send_data(&wire, BEGIN, 1, "INVITE", &told);
	net_flush(wire.net, wire.time);
	EXPECT(wire_next(&wire));
	EXPECT_STR("INVITE", payload_text(&wire.payload));
	EXPECT(wire.payload.length > wire.payload.size);
	EXPECT(!wire_next(&wire));
	buf_done(&told);
	wire_done(&wire);
}

TEST(another_association_on_the_same_ports_begins_anew)
{
	struct wire wire = wire_new();
	struct buf told = {0}, packet;

	send_data(&wire, BEGIN, 1, "old", &told);
	packet = packet_of(8);
	add_data(&packet, END, 2, "new");
	send_told(&wire, &packet, &told);
	EXPECT_STR("", buf_str(&told));
	EXPECT_INT(1, net_counters(wire.net)->sctp_lost);

	packet = packet_of(8);
	add_chunk(&packet, ABORT, 0, 0);
	send_told(&wire, &packet, &told);
	packet = packet_of(8);
	add_data(&packet, BEGIN, 1, "new");
	send_told(&wire, &packet, &told);
	EXPECT_STR("", buf_str(&told));
	buf_done(&told);
	wire_done(&wire);
}

TEST(a_chunk_cut_by_the_snap_length_says_how_long_it_was)
{
	struct wire wire = wire_new();
	struct buf packet = packet_of(7);

	add_data(&packet, BEGIN | END, 1, "a longer message");
	EXPECT_INT(NET_PAYLOAD, send_cut(&wire, &packet, packet.n - 8));
	EXPECT_INT(8, wire.payload.size);
	EXPECT_INT(16, wire.payload.length);
	packet = packet_of(7);
	add_data(&packet, BEGIN | END, 1, "a longer message");
	EXPECT_INT(NET_CUT, send_cut(&wire, &packet, HEADER_BYTES + 2));
	wire_done(&wire);
}

TEST(what_a_snap_length_cut_off_ends_the_message_that_is_joined)
{
	struct wire wire = wire_new();
	struct buf told = {0}, packet = packet_of(7);

	add_data(&packet, BEGIN, 1, "1234");
	EXPECT_INT(NET_SCTP_HELD, send_cut(&wire, &packet, packet.n - 1));
	send_data(&wire, END, 2, "5678", &told);
	EXPECT_STR("+[123]", buf_str(&told));
	EXPECT_INT(8, wire.payload.length);
	buf_done(&told);
	wire_done(&wire);
}

TEST(lengths_that_contradict_the_packet_are_malformed)
{
	struct wire wire = wire_new();
	struct buf packet = packet_of(7);

	add(&packet, "\0\3\0\3", 4);
	EXPECT_INT(NET_MALFORMED, send_cut(&wire, &packet, packet.n));
	packet = packet_of(7);
	add(&packet, "\0\3\1\0", 4);
	EXPECT_INT(NET_MALFORMED, send_cut(&wire, &packet, packet.n));
	wire_done(&wire);
}

TEST(a_flood_of_chunks_stays_within_the_budget)
{
	struct wire wire = wire_new();
	struct buf told = {0};

	for (uint32_t i = 0; i < 3000; i++)
		send_data(&wire, 0, 2 * i, "x", &told);
	EXPECT_STR("", buf_str(&told));
	EXPECT_INT(3000 - SCTP_MAX_RUNS_EACH, net_counters(wire.net)->sctp_lost);
	wire_done(&wire);
}

TEST(of_a_long_message_the_beginning_is_kept)
{
	static char text[8001];
	struct wire wire = wire_new();
	struct buf told = {0};

	memset(text, 'a', sizeof(text) - 1);
	send_data(&wire, BEGIN, 0, text, &told);
	for (uint32_t i = 1; i < 20; i++)
		send_data(&wire, i == 19 ? END : 0, i, text, &told);
	EXPECT_INT(SCTP_MAX_MESSAGE, wire.payload.size);
	EXPECT_INT(20 * 8000, wire.payload.length);
	buf_done(&told);
	wire_done(&wire);
}

TEST_MAIN
