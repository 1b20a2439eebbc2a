/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Segments of a few connections, seven bytes each. The byte at sequence number n is 7 n, so that what
 * a stream delivers between two gaps can be checked to be whole and in order, whatever the input.
 */
#include "base/cursor.h"
#include "net/tcp.h"

#include "tests/fuzz/target.h"

enum {
	LONGEST = 2048,
	STREAMS = 4096,
	MOST_BYTES = STREAMS, /* a segment starts no more than three streams */
};

/* The byte each stream goes on with, as far as it is known. */
struct expected {
	bool known, ended;
	uint8_t next;
};

static void check(struct payloads *ready, struct expected *streams)
{
	for (size_t i = 0; i < ready->count; i++) {
		const struct payload *payload = &ready->items[i];
		struct expected *stream = &streams[payload->stream % STREAMS];

		MUST(!stream->ended && payload->size <= payload->length);
		for (size_t at = 0; at < payload->size; at++) {
			bool follows = stream->known && !(at == 0 && payload->gap);

			MUST(!follows || payload->bytes[at] == stream->next);
			stream->known = true;
			stream->next = (uint8_t)(payload->bytes[at] + 7);
		}
		stream->ended = payload->end;
	}
	payloads_clear(ready);
}

static struct segment read_segment(struct cursor *cursor, uint8_t *bytes)
{
	uint8_t which = cursor_u8(cursor), where = cursor_u8(cursor);
	struct segment segment = {.flags = cursor_u8(cursor)};

	segment.flow.transport = TRANSPORT_TCP;
	segment.flow.source.port = which & 1 ? 1 : 2 + (which >> 1 & 3);
	segment.flow.destination.port = which & 1 ? 2 + (which >> 1 & 3) : 1;
	segment.span.at = ((uint32_t)(int8_t)where << (which >> 3 & 15)) + cursor_u8(cursor);
	segment.span.length = (uint32_t)cursor_u16(cursor) % LONGEST;
	segment.span.size = which & 0x80 ? segment.span.length / 2 : segment.span.length;
	segment.acknowledged = segment.span.at;
	segment.span.bytes = bytes;
	for (size_t i = 0; i < segment.span.size; i++)
		bytes[i] = (uint8_t)(7 * (segment.span.at + i));
	return segment;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t bytes[LONGEST];
	static struct expected streams[STREAMS];
	struct hash_key key = {1, 2};
	struct net_counters counters = {0};
	struct payloads ready = {0};
	struct tcp *tcp = tcp_new(&key, &counters, &ready);
	struct cursor cursor = cursor_of(data, size < MOST_BYTES ? size : MOST_BYTES);
	struct frame frame = {0};

	memset(streams, 0, sizeof(streams));
	while (cursor_left(&cursor)) {
		struct segment segment = read_segment(&cursor, bytes);

		frame.number++;
		frame.time += cursor_u8(&cursor) * 20 * MILLISECOND;
		segment.span.time = frame.time;
		segment.span.frame = frame.number;
		tcp_expire(tcp, &frame, frame.time);
		tcp_add(tcp, &segment, frame.time);
		check(&ready, streams);
	}
	tcp_flush(tcp, frame.time);
	check(&ready, streams);
	tcp_free(tcp);
	payloads_done(&ready);
	return 0;
}
