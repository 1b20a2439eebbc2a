/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages over TCP, from frames: however the stream is cut, ordered, repeated and overlapped, the same messages come
 * out, each with the frame that completed it.
 */
#include "sip/framing.h"

#include "tests/unit/net/wire.h"

enum {
	HEADER_BYTES = 40,
	LARGEST = 3000,
	MESSAGES = 60,
	MOST_BYTES = MESSAGES * 2000,
	WINDOW = 8,
	BOTH = 2,
};

#define SDP "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"

/* One direction: its bytes, where messages end in them, and the segments in the order in which they are sent. */
struct side {
	uint8_t bytes[MOST_BYTES];
	size_t size;
	size_t begins[MESSAGES], ends[MESSAGES];
	int messages, next; /* made; handed out */
	struct cut {
		size_t offset, size;
	} cuts[2 * MOST_BYTES];
	int cut_count, sent;
	bool arrived[MOST_BYTES];
	size_t whole; /* bytes in order so far */
	uint32_t first;
	uint64_t completed[MESSAGES]; /* by which frame */
};

static struct side sides[BOTH];

static void add_message(struct side *side, uint64_t *random, int number)
{
	static const char *const starts[] = {"INVITE sip:b@y SIP/2.0", "SIP/2.0 183 Session Progress",
	                                     "BYE sip:b SIP/2.0", "SIP/2.0 200 OK"};
	struct buf text = {0};
	bool body = random_below(random, 2);
	unsigned padding = random_below(random, 4) ? random_below(random, 60) : random_below(random, 1500);

	for (unsigned lines = random_below(random, 4); lines; lines--)
		buf_add(&text, STR("\r\n"));
	side->begins[number] = side->size + text.n;
	buf_printf(&text, "%s\r\nVia: SIP/2.0/TCP a\r\nCall-ID: %d\r\nX: %0*d\r\n", starts[random_below(random, 4)],
	           number, (int)padding + 1, 0);
	if (body)
		buf_printf(&text, "Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n" SDP, sizeof(SDP) - 1);
	else
		buf_add(&text, STR("l: 0\r\n\r\n"));
	memcpy(side->bytes + side->size, text.p, text.n);
	side->size += text.n;
	side->ends[number] = side->size;
	buf_done(&text);
}

static void cut_up(struct side *side, uint64_t *random, size_t largest, int window)
{
	int n = 0;

	for (size_t offset = 0; offset < side->size;) {
		size_t size = 1 + random_below(random, (uint32_t)largest);
		size_t overlap = random_below(random, 3) ? 0 : random_below(random, 50);

		overlap = overlap < offset ? overlap : offset;
		size = size < side->size - offset ? size : side->size - offset;
		side->cuts[n++] = (struct cut){offset - overlap, size + overlap};
		offset += size;
		if (random_below(random, 8) == 0) {
			side->cuts[n] = side->cuts[n - 1];
			n++;
		}
	}
	for (int i = 0; window > 1 && i < n; i++) {
		int other = i + (int)random_below(random, (uint32_t)window);
		struct cut swap = side->cuts[i];

		if (other >= n)
			continue;
		side->cuts[i] = side->cuts[other];
		side->cuts[other] = swap;
	}
	side->cut_count = n;
}

static void make_side(struct side *side, uint64_t *random, size_t largest, int window)
{
	memset(side, 0, sizeof(*side));
	side->first = 0u - random_below(random, 60000);
	for (int i = 0; i < MESSAGES; i++)
		add_message(side, random, side->messages++);
	cut_up(side, random, largest, window);
}

static void send_segment(struct wire *wire, int way, uint32_t sequence, uint8_t flags, const uint8_t *bytes,
                         size_t size)
{
	/* The payloads of a frame are taken before the next one comes. */
	static uint8_t frame[HEADER_BYTES + LARGEST + 64];
	unsigned source = way ? 5061 : 5060, destination = way ? 5060 : 5061;
	const uint8_t headers[HEADER_BYTES] = {IPV4(HEADER_BYTES + size, 1, 0, 6),
	                                       U16(source),
	                                       U16(destination),
	                                       U32(sequence),
	                                       U32(0),
	                                       0x50,
	                                       flags,
	                                       U16(8192),
	                                       0,
	                                       0,
	                                       0,
	                                       0};

	memcpy(frame, headers, HEADER_BYTES);
	if (way) {
		frame[15] = 2;
		frame[19] = 1;
	}
	if (size)
		memcpy(frame + HEADER_BYTES, bytes, size);
	wire_cut(wire, LINKTYPE_RAW, frame, HEADER_BYTES + size, HEADER_BYTES + size);
}

/* What a segment of bytes completes. */
static void note_arrival(struct side *side, const struct cut *cut, uint64_t frame)
{
	memset(side->arrived + cut->offset, 1, cut->size);
	while (side->whole < side->size && side->arrived[side->whole])
		side->whole++;
	for (int i = side->next; i < side->messages; i++)
		if (!side->completed[i] && side->ends[i] <= side->whole)
			side->completed[i] = frame;
}

static void check_message(const struct framed *framed)
{
	struct side *side = &sides[framed->flow.source.port == 5061];
	int number = side->next++;

	EXPECT(number < side->messages);
	if (number >= side->messages)
		return;
	EXPECT_INT(side->ends[number] - side->begins[number], framed->text.n);
	EXPECT(framed->text.n == framed->length && !framed->cut && !framed->gap_before && !framed->overrun);
	EXPECT(memcmp(framed->text.p, side->bytes + side->begins[number], side->ends[number] - side->begins[number]) ==
	       0);
	EXPECT_INT(side->completed[number], framed->frame);
	EXPECT(framed->first_frame <= framed->frame);
}

static void take_payloads(struct wire *wire, struct framing *framing)
{
	struct framed framed;

	while (wire_next(wire)) {
		framing_take(framing, &wire->payload);
		while (framing_next(framing, &framed))
			check_message(&framed);
	}
}

static void send_next(struct wire *wire, struct framing *framing, int way, uint64_t *random)
{
	struct side *side = &sides[way];
	const struct cut *cut = &side->cuts[side->sent++];
	uint8_t bytes[LARGEST + 64];

	memcpy(bytes, side->bytes + cut->offset, cut->size);
	note_arrival(side, cut, wire->frame + 1);
	send_segment(wire, way, side->first + (uint32_t)cut->offset, 0x10, bytes, cut->size);
	take_payloads(wire, framing);
	/* All of it again, with other bytes: the first ones count. */
	if (random_below(random, 10) == 0) {
		memset(bytes, 'X', cut->size);
		send_segment(wire, way, side->first + (uint32_t)cut->offset, 0x10, bytes, cut->size);
		take_payloads(wire, framing);
	}
}

static void play(uint64_t *random, size_t largest, int window)
{
	static const struct hash_key key = {3, 4};
	struct framing *framing = framing_new(&key);
	struct wire wire = wire_new();

	for (int way = 0; way < BOTH; way++) {
		make_side(&sides[way], random, largest, window);
		send_segment(&wire, way, sides[way].first - 1, 0x02, NULL, 0);
	}
	while (sides[0].sent < sides[0].cut_count || sides[1].sent < sides[1].cut_count) {
		int way = (int)random_below(random, BOTH);

		if (sides[way].sent < sides[way].cut_count)
			send_next(&wire, framing, way, random);
		/* So many frames would make it late for a hole, were each a millisecond apart. */
		wire.time -= MILLISECOND;
	}
	for (int way = 0; way < BOTH; way++)
		EXPECT_INT(sides[way].messages, sides[way].next);
	EXPECT_INT(0, framing_counters(framing)->resyncs + framing_counters(framing)->abandoned);
	EXPECT_INT(0, net_counters(wire.net)->tcp_gaps);
	framing_free(framing);
	wire_done(&wire);
}

TEST(in_order_whatever_the_sizes_of_segments)
{
	uint64_t random = 1;

	for (size_t largest = 1; largest <= LARGEST; largest = largest * 2 + 1)
		play(&random, largest < LARGEST ? largest : LARGEST, 1);
}

TEST(in_any_order_within_a_window)
{
	uint64_t random = 2;

	for (int round = 0; round < 150; round++)
		play(&random, 1 + random_below(&random, round % 3 ? 1460 : 40), 2 + (int)random_below(&random, WINDOW));
}

/* One message, cut at every place into two segments that come in either order. */
TEST(a_message_in_two_segments_in_either_order)
{
	static const char text[] = "INVITE sip:b@y SIP/2.0\r\nVia: SIP/2.0/TCP a\r\nCall-ID: 1\r\nl: 87\r\n\r\n" SDP;
	static const struct hash_key key = {3, 4};
	const uint8_t *bytes = (const uint8_t *)text;

	for (size_t cut = 1; cut < sizeof(text) - 1; cut++)
		for (int swapped = 0; swapped < 2; swapped++) {
			struct framing *framing = framing_new(&key);
			struct wire wire = wire_new();
			struct framed framed;
			int count = 0;

			send_segment(&wire, 0, 999, 0x02, NULL, 0);
			for (int i = 0; i < 2; i++) {
				size_t from = i == swapped ? 0 : cut, to = i == swapped ? cut : sizeof(text) - 1;

				send_segment(&wire, 0, 1000 + (uint32_t)from, 0x10, bytes + from, to - from);
				while (wire_next(&wire)) {
					framing_take(framing, &wire.payload);
					while (framing_next(framing, &framed)) {
						EXPECT_STR(text, framed.text);
						EXPECT_INT(3, framed.frame);
						count++;
					}
				}
			}
			EXPECT_INT(1, count);
			framing_free(framing);
			wire_done(&wire);
		}
}

/* Sends all segments but one, and what would bring some of it back. */
static void send_but(struct wire *wire, struct side *side, int lost, int i)
{
	const struct cut *cut = &side->cuts[i], *gone = &side->cuts[lost];

	if (cut->offset >= gone->offset + gone->size || cut->offset + cut->size <= gone->offset) {
		memset(side->arrived + cut->offset, 1, cut->size);
		send_segment(wire, 0, side->first + (uint32_t)cut->offset, 0x10, side->bytes + cut->offset, cut->size);
	}
}

static int count_whole(struct wire *wire, struct framing *framing)
{
	struct framed framed;
	int whole = 0;

	while (wire_next(wire)) {
		framing_take(framing, &wire->payload);
		while (framing_next(framing, &framed))
			whole += !framed.cut;
	}
	return whole;
}

static int count_arrived(const struct side *side)
{
	int arrived = 0;

	for (int i = 0; i < side->messages; i++)
		arrived += !memchr(side->arrived + side->begins[i], 0, side->ends[i] - side->begins[i]);
	return arrived;
}

TEST(a_lost_segment_costs_only_the_messages_it_was_part_of)
{
	static const struct hash_key key = {3, 4};
	uint64_t random = 3;

	for (int round = 0; round < 200; round++) {
		struct framing *framing = framing_new(&key);
		struct wire wire = wire_new();
		struct side *side = &sides[0];
		int whole = 0, lost;

		make_side(side, &random, 1 + random_below(&random, 1460), 1);
		lost = (int)random_below(&random, (uint32_t)side->cut_count);
		send_segment(&wire, 0, side->first - 1, 0x02, NULL, 0);
		for (int i = 0; i < side->cut_count; i++) {
			send_but(&wire, side, lost, i);
			whole += count_whole(&wire, framing);
		}
		net_flush(wire.net, wire.time);
		whole += count_whole(&wire, framing);
		EXPECT_INT(count_arrived(side), whole);
		framing_free(framing);
		wire_done(&wire);
	}
}

TEST_MAIN
