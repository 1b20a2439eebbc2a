/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * HEP as a datagram, of which the first byte says how many bytes a snap length cut off, and then the same bytes as they
 * would come over TCP: framed by hep_size.
 */
#include "net/hep.h"
#include "net/payloads.h"

#include "tests/fuzz/target.h"

static uint8_t sum; /* so that each byte of each payload is read */

static void check(struct payloads *ready)
{
	for (size_t i = 0; i < ready->count; i++) {
		const struct payload *payload = &ready->items[i];

		MUST(payload->size > 0 && payload->size <= payload->length);
		MUST(payload->flow.transport < TRANSPORTS && payload->time >= 0 && !payload->stream);
		for (size_t at = 0; at < payload->size; at++)
			sum ^= payload->bytes[at];
	}
	MUST(ready->unpacked < HEP_MAX_UNPACKED_ALL + HEP_MAX_UNPACKED);
}

static void take_datagram(const uint8_t *bytes, size_t n, size_t missing)
{
	struct frame frame = {.number = 1, .time = SECOND};
	struct net_counters counters = {.layers[LAYER_HEP] = 1};
	struct payloads ready = {0};
	struct packet packet = {
		.at = cursor_of(bytes, n),
		.missing = missing,
		.frame = &frame,
		.layers = (uint64_t)1 << LAYER_HEP,
		.counters = &counters,
		.ready = &ready,
	};
	bool begins = hep_begins(&packet);
	enum layer layer = hep_datagram(&packet);

	MUST(begins || layer == LAYER_PAYLOAD);
	MUST((layer == layer_end(NET_PAYLOAD)) == (ready.count > 0));
	MUST(layer != LAYER_PAYLOAD || (packet.at.p == bytes && cursor_left(&packet.at) == n && !packet.layers));
	MUST(counters.layers[LAYER_HEP] == (layer != LAYER_PAYLOAD));
	check(&ready);
	payloads_done(&ready);
}

static void take_stream(struct str bytes)
{
	struct payload outer = {.stream = 1, .time = SECOND, .flow.transport = TRANSPORT_TCP};
	struct net_counters counters = {0};
	struct payloads ready = {0};
	uint64_t messages = 0;

	for (;;) {
		int64_t size = hep_size(bytes);

		if (size <= 0)
			break;
		MUST((size_t)size <= bytes.n);
		messages++;
		hep_take((struct str){bytes.p, (size_t)size}, &outer, &ready, &counters);
		bytes = str_from(bytes, (size_t)size);
	}
	MUST(counters.layers[LAYER_HEP] == ready.count);
	MUST(ready.count + counters.hep_malformed <= messages);
	check(&ready);
	payloads_done(&ready);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	take_datagram(data + 1, size - 1, data[0]);
	take_stream((struct str){(const char *)data + 1, size - 1});
	return 0;
}
