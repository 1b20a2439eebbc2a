/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whole frames: one byte for the link type, then frames of a two-byte length, a byte of time that
 * passes, and their bytes. The top bit of the length says that a snap length cut the frame.
 */
#include "base/cursor.h"
#include "net/net.h"

#include "tests/fuzz/target.h"

static const int linktypes[] = {
	LINKTYPE_ETHERNET, LINKTYPE_NULL,       LINKTYPE_RAW, LINKTYPE_LOOP,       LINKTYPE_LINUX_SLL, LINKTYPE_IPV4,
	LINKTYPE_IPV6,     LINKTYPE_LINUX_SLL2, LINKTYPE_PPP, LINKTYPE_PPP_HDLC,   LINKTYPE_PPPOE,     LINKTYPE_C_HDLC,
	LINKTYPE_PRISM,    LINKTYPE_RADIOTAP,   LINKTYPE_AVS, LINKTYPE_IEEE802_11, LINKTYPE_PPI,       LINKTYPE_MPLS,
	LINKTYPE_NFLOG,    LINKTYPE_EXPORTED,   LINKTYPE_ATM, LINKTYPE_PKTAP};

enum {
	LINKTYPES = sizeof(linktypes) / sizeof(linktypes[0])
};

static uint8_t sum; /* so that each byte of each payload is read */

/* What is given up of fragments, and what is hidden, may come with any frame; all else only with one that carries a payload. */
static size_t take_payloads(struct net *net, bool allowed)
{
	struct payload payload;
	size_t taken = 0;

	for (; net_next(net, &payload); taken++) {
		MUST(allowed || payload.fragmented || payload.hidden);
		MUST(payload.size <= payload.length);
		MUST(payload.flow.transport != TRANSPORT_UDP || (!payload.gap && !payload.end && !payload.stream));
		for (size_t i = 0; i < payload.size; i++)
			sum ^= payload.bytes[i];
	}
	return taken;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hash_key key = {1, 2};
	struct net *net = net_new(&key);
	struct cursor cursor = cursor_of(data, size);
	struct frame frame = {.linktype = linktypes[cursor_u8(&cursor) % LINKTYPES]};

	while (cursor_left(&cursor)) {
		uint16_t length = cursor_u16(&cursor);
		enum net_verdict verdict;

		frame.number++;
		frame.time += cursor_u8(&cursor) * 20 * MILLISECOND;
		frame.captured = length & 0x7fff;
		if (frame.captured > cursor_left(&cursor))
			frame.captured = (uint32_t)cursor_left(&cursor);
		frame.bytes = cursor_take(&cursor, frame.captured);
		frame.length = frame.captured + (length & 0x8000 ? 100 : 0);
		verdict = net_decode(net, &frame);
		MUST(verdict < NET_VERDICTS);
		MUST(take_payloads(net, verdict == NET_PAYLOAD) > 0 || verdict != NET_PAYLOAD);
	}
	net_flush(net, frame.time);
	take_payloads(net, true);
	net_free(net);
	return 0;
}
