/* SPDX-License-Identifier: BSD-2-Clause */
/* An ICMP message, the first byte telling which version: what it quotes lies within it. */
#include "net/icmp.h"
#include "net/payloads.h"

#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct frame frame = {.number = 1, .time = SECOND};
	struct net_counters counters = {0};
	struct payloads ready = {0};
	struct packet packet = {.frame = &frame, .counters = &counters, .ready = &ready};
	enum layer layer;

	if (size == 0)
		return 0;
	packet.at = cursor_of(data + 1, size - 1);
	packet.missing = data[0] & 2;
	layer = data[0] & 1 ? icmp_v6(&packet) : icmp_v4(&packet);
	MUST(layer >= LAYERS);
	MUST((ready.count == 1) == (layer == layer_end(NET_PAYLOAD)));
	for (size_t i = 0; i < ready.count; i++) {
		const struct payload *payload = &ready.items[i];

		MUST(payload->unreachable && payload->size <= payload->length);
		MUST(payload->size == 0 || (payload->bytes > data && payload->bytes + payload->size <= data + size));
		MUST(icmp_name(data[0] & 1, payload->icmp_type, payload->icmp_code));
	}
	payloads_done(&ready);
	return 0;
}
