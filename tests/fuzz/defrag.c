/* SPDX-License-Identifier: BSD-2-Clause */
/* Fragments of a few datagrams, five bytes each. The byte at offset n is 7 n, so that each datagram can be checked. */
#include "base/cursor.h"
#include "base/memory.h"
#include "net/defrag.h"

#include "tests/fuzz/target.h"

enum {
	LONGEST = 4096
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t bytes[LONGEST];
	struct hash_key key = {1, 2};
	struct net_counters counters = {0};
	struct payloads lost = {0};
	struct defrag *defrag = defrag_new(&key, &counters, &lost);
	struct cursor cursor = cursor_of(data, size);
	ns now = 0;

	while (cursor_left(&cursor)) {
		uint8_t which = cursor_u8(&cursor);
		struct fragment fragment = {.id = which & 7, .v6 = which & 8, .more = which & 16, .protocol = 17};
		struct datagram datagram = {0};

		fragment.span.at = cursor_u16(&cursor) % 8192 * 8u;
		fragment.span.length = cursor_u16(&cursor) % LONGEST;
		fragment.span.size = which & 32 ? fragment.span.length / 2 : fragment.span.length;
		fragment.span.bytes = bytes;
		for (size_t i = 0; i < fragment.span.size; i++)
			bytes[i] = (uint8_t)(7 * (fragment.span.at + i));
		now += (which & 64 ? 80 : 0) * MILLISECOND + (which & 128 ? 16 : 0) * SECOND;
		if (defrag_take(defrag, &fragment, now, &datagram) != NET_PAYLOAD)
			continue;
		MUST(datagram.size <= datagram.length && datagram.length <= 65535);
		for (size_t i = 0; i < datagram.size; i++)
			MUST(datagram.bytes[i] == (uint8_t)(7 * i));
		memory_free(datagram.bytes);
	}
	defrag_flush(defrag);
	for (size_t i = 0; i < lost.count; i++) {
		const struct payload *payload = &lost.items[i];

		MUST(payload->size <= payload->length && payload->length <= 65535);
		for (size_t n = 0; n < payload->size; n++)
			MUST(payload->bytes[n] == (uint8_t)(7 * (n + 8)));
	}
	defrag_free(defrag);
	payloads_done(&lost);
	return 0;
}
