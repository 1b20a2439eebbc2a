/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Datagrams between a few clients and two servers, one of them on TURN's own port: a byte that says who sends to whom,
 * a byte of length, one of what a snap length cut off, and their bytes.
 */
#include "net/turn.h"

#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hash_key key = {1, 2};
	struct turn *turn = turn_new(&key);
	struct net_counters counters = {0};
	struct frame frame = {0};
	struct cursor cursor = cursor_of(data, size);

	while (cursor_left(&cursor)) {
		uint8_t who = cursor_u8(&cursor);
		size_t n = cursor_u8(&cursor), missing = cursor_u8(&cursor);
		struct packet packet = {.frame = &frame, .turn = turn, .counters = &counters};
		struct endpoint *client = who & 1 ? &packet.flow.source : &packet.flow.destination;
		struct endpoint *server = who & 1 ? &packet.flow.destination : &packet.flow.source;
		const uint8_t *bytes;
		uint64_t layers;
		enum layer layer;
		bool begins;

		if (n > cursor_left(&cursor))
			n = cursor_left(&cursor);
		bytes = cursor_take(&cursor, n);
		if (!bytes)
			break;
		client->port = 1000 + (who >> 1 & 7);
		server->port = who & 16 ? 3478 : 2000;
		packet.at = cursor_of(bytes, n);
		packet.missing = missing;
		packet.layers = layers = (uint64_t)1 << LAYER_TURN | (uint64_t)1 << LAYER_UDP;
		counters.layers[LAYER_TURN] = 1;
		begins = turn_begins(&packet);
		layer = turn_datagram(&packet);
		MUST(layer == LAYER_PAYLOAD);
		MUST(begins || packet.at.p == bytes);
		MUST((packet.layers == layers) == (packet.at.p != bytes));
		MUST(counters.layers[LAYER_TURN] == (packet.layers == layers));
		MUST(packet.at.p >= bytes && packet.at.end <= bytes + n);
		MUST(packet_sent(&packet) <= n + missing);
	}
	turn_free(turn);
	return 0;
}
