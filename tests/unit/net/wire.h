/* SPDX-License-Identifier: BSD-2-Clause */
/* For the tests of net/: headers that do not matter to a test, and a capture of one frame after the other. */
#ifndef TESTS_UNIT_NET_WIRE_H
#define TESTS_UNIT_NET_WIRE_H

#include "net/net.h"

#include "tests/test.h"

#include <stdlib.h>

#define HIGH(n) (uint8_t)((n) >> 8 & 0xff)
#define LOW(n) (uint8_t)((n)&0xff)
#define U16(n) HIGH(n), LOW(n)
#define U32(n) U16((uint32_t)(n) >> 16), U16(n)

/* 10.0.0.1:5060 > 10.0.0.2:5061, four bytes. */
#define ETHERNET(type) 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, U16(type)
#define IPV4(total, id, fragment, protocol)                                                                            \
	0x45, 0, U16(total), U16(id), U16(fragment), 64, protocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2
#define IPV6(length, next)                                                                                             \
	0x60, 0, 0, 0, U16(length), next, 64, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x20, 1, 0xd,    \
		0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2
#define UDP(length) U16(5060), U16(5061), U16(length), 0, 0
#define TEXT 's', 'i', 'p', '!'
#define IPV4_UDP IPV4(32, 1, 0, 17), UDP(12), TEXT
#define IPV6_UDP IPV6(12, 17), UDP(12), TEXT

struct wire {
	struct net *net;
	uint64_t frame;
	ns time;
	struct payload payload; /* the last one taken */
};

static inline struct wire wire_new(void)
{
	struct hash_key key = {0x0123456789abcdef, 0xfedcba9876543210};

	return (struct wire){.net = net_new(&key), .time = 1700000000 * SECOND};
}

static inline void wire_done(struct wire *wire)
{
	net_free(wire->net);
}

/* A frame a millisecond after the last one, of which all but `captured` bytes were cut off. */
static inline enum net_verdict wire_cut(struct wire *wire, int linktype, const uint8_t *bytes, size_t captured,
                                        size_t length)
{
	struct frame frame = {
		.number = ++wire->frame,
		.time = wire->time += MILLISECOND,
		.linktype = linktype,
		.bytes = bytes,
		.captured = (uint32_t)captured,
		.length = (uint32_t)length,
	};

	return net_decode(wire->net, &frame);
}

static inline bool wire_next(struct wire *wire)
{
	return net_next(wire->net, &wire->payload);
}

static inline struct str payload_text(const struct payload *payload)
{
	return (struct str){(const char *)payload->bytes, payload->size};
}

/* The only payload that the last frame completed. */
#define EXPECT_PAYLOAD(text, wire)                                                                                     \
	do {                                                                                                           \
		EXPECT(wire_next(wire));                                                                               \
		EXPECT_STR(text, payload_text(&(wire)->payload));                                                      \
		EXPECT(!wire_next(wire));                                                                              \
	} while (0)

#define DECODE(wire, linktype, ...)                                                                                    \
	wire_cut(wire, linktype, (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}),               \
	         sizeof((const uint8_t[]){__VA_ARGS__}))

/* The bytes must outlive the taking of the payload, so they are an array with the life of the test. */
#define EXPECT_DECODES(linktype, ...)                                                                                  \
	do {                                                                                                           \
		static const uint8_t frame_bytes[] = {__VA_ARGS__};                                                    \
		struct wire wire = wire_new();                                                                         \
		EXPECT_INT(NET_PAYLOAD,                                                                                \
		           wire_cut(&wire, linktype, frame_bytes, sizeof(frame_bytes), sizeof(frame_bytes)));          \
		EXPECT_PAYLOAD("sip!", &wire);                                                                         \
		wire_done(&wire);                                                                                      \
	} while (0)

#define EXPECT_VERDICT(verdict, linktype, ...)                                                                         \
	do {                                                                                                           \
		static const uint8_t frame_bytes[] = {__VA_ARGS__};                                                    \
		struct wire wire = wire_new();                                                                         \
		EXPECT_INT(verdict, wire_cut(&wire, linktype, frame_bytes, sizeof(frame_bytes), sizeof(frame_bytes))); \
		EXPECT(!wire_next(&wire));                                                                             \
		wire_done(&wire);                                                                                      \
	} while (0)

/* 192.0.2.1 > 192.0.2.2 with n bytes in it. */
#define IN_IP(protocol, n) 0x45, 0, U16(20 + (n)), 0, 9, 0, 0, 64, protocol, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2
#define IN_UDP(port, n) IN_IP(17, 8 + (n)), U16(40000), U16(port), U16(8 + (n)), 0, 0

/* What IPV4_UDP and IPV6_UDP carry, from and to the addresses they have. */
static inline bool wire_is_inner(const struct payload *payload)
{
	static const uint8_t v4[] = {10, 0, 0, 1, 10, 0, 0, 2}, v6[] = {0x20, 1, 0xd, 0xb8};
	const uint8_t *source = payload->flow.source.address.bytes;
	const uint8_t *destination = payload->flow.destination.address.bytes;
	bool is_v4 = memcmp(source + 12, v4, 4) == 0 && memcmp(destination + 12, v4 + 4, 4) == 0;
	bool is_v6 = memcmp(source, v6, 4) == 0 && source[15] == 1 && destination[15] == 2;

	return (is_v4 || is_v6) && payload->flow.source.port == 5060 && payload->flow.destination.port == 5061 &&
	       payload->length == 4 && payload->size == 4 && memcmp(payload->bytes, "sip!", 4) == 0;
}

/* Cut anywhere, with and without the length it had, a frame is neither read past its end nor taken for a whole one. */
static inline void wire_cut_anywhere(int linktype, const uint8_t *bytes, size_t size)
{
	enum {
		BEHIND = 8 /* what may stand behind the payload and be missing without harm: checksums */
	};
	struct wire wire = wire_new();

	for (size_t captured = 0; captured < size; captured++) {
		uint8_t *copy = malloc(captured + !captured);

		memcpy(copy, bytes, captured);
		EXPECT(wire_cut(&wire, linktype, copy, captured, size) != NET_MALFORMED);
		while (wire_next(&wire))
			EXPECT(captured + BEHIND >= size || !wire_is_inner(&wire.payload));
		wire_cut(&wire, linktype, copy, captured, captured);
		while (wire_next(&wire))
			EXPECT(captured + BEHIND >= size || !wire_is_inner(&wire.payload));
		free(copy);
	}
	wire_done(&wire);
}

/* The frame is what IPV4_UDP or IPV6_UDP is, wrapped in the layer. */
#define EXPECT_UNWRAPS(layer, linktype, ...)                                                                           \
	do {                                                                                                           \
		static const uint8_t frame_bytes[] = {__VA_ARGS__};                                                    \
		struct wire wire = wire_new();                                                                         \
		EXPECT_INT(NET_PAYLOAD,                                                                                \
		           wire_cut(&wire, linktype, frame_bytes, sizeof(frame_bytes), sizeof(frame_bytes)));          \
		EXPECT(wire_next(&wire) && wire_is_inner(&wire.payload));                                              \
		EXPECT(wire.payload.layers >> (layer)&1);                                                              \
		EXPECT(net_counters(wire.net)->layers[layer] > 0);                                                     \
		EXPECT(!wire_next(&wire));                                                                             \
		wire_done(&wire);                                                                                      \
		wire_cut_anywhere(linktype, frame_bytes, sizeof(frame_bytes));                                         \
	} while (0)

/* A datagram to the port is handed on as it is. */
#define EXPECT_NO_TUNNEL(to, ...)                                                                                      \
	do {                                                                                                           \
		static const uint8_t bytes[] = {__VA_ARGS__};                                                          \
		static const uint8_t frame_bytes[] = {IN_UDP(to, sizeof(bytes)), __VA_ARGS__};                         \
		struct wire wire = wire_new();                                                                         \
		EXPECT_INT(NET_PAYLOAD,                                                                                \
		           wire_cut(&wire, LINKTYPE_RAW, frame_bytes, sizeof(frame_bytes), sizeof(frame_bytes)));      \
		EXPECT(wire_next(&wire) && wire.payload.size == sizeof(bytes));                                        \
		EXPECT(wire.payload.size != sizeof(bytes) || memcmp(wire.payload.bytes, bytes, sizeof(bytes)) == 0);   \
		EXPECT_INT(to, wire.payload.flow.destination.port);                                                    \
		wire_done(&wire);                                                                                      \
	} while (0)

/* Numbers that look random and are the same in each run. */
static inline uint32_t random_below(uint64_t *state, uint32_t below)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((*state >> 33) % below);
}

#endif
