/* SPDX-License-Identifier: BSD-2-Clause */
/* SCTP packets between two hosts: each is a byte (its lowest bit: the direction; the others: bytes cut off), a length, and its bytes. */
#include "net/net.h"

#include "base/memory.h"
#include "tests/fuzz/target.h"

enum {
	IP_HEADER = 20,
};

static uint64_t sum;

static void check(struct net *net)
{
	struct payload payload;

	while (net_next(net, &payload)) {
		MUST(payload.size <= payload.length);
		for (size_t i = 0; i < payload.size; i++)
			sum += payload.bytes[i];
	}
}

static void decode(struct net *net, unsigned head, const uint8_t *data, size_t size, uint64_t number)
{
	size_t cut = head >> 1 < size ? head >> 1 : size;
	size_t length = IP_HEADER + size;
	uint8_t *bytes = memory_new(length - cut);
	struct frame frame = {
		.number = number,
		.time = (ns)(number * SECOND),
		.linktype = LINKTYPE_RAW,
		.bytes = bytes,
		.captured = (uint32_t)(length - cut),
		.length = (uint32_t)length,
	};

	bytes[0] = 0x45;
	bytes[2] = (uint8_t)(length >> 8);
	bytes[3] = (uint8_t)length;
	bytes[8] = 64;
	bytes[9] = 132;
	bytes[15] = head & 1;
	bytes[19] = !(head & 1);
	memcpy(bytes + IP_HEADER, data, size - cut);
	net_decode(net, &frame);
	check(net);
	memory_free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hash_key key = {1, 2};
	struct net *net = net_new(&key);

	for (uint64_t number = 1; size >= 2; number++) {
		size_t n = data[1] < size - 2 ? data[1] : size - 2;

		decode(net, data[0], data + 2, n, number);
		data += 2 + n;
		size -= 2 + n;
	}
	net_flush(net, 0);
	check(net);
	net_free(net);
	return 0;
}
