/* SPDX-License-Identifier: BSD-2-Clause */
/* Who talks to whom: addresses, endpoints, and the directed pair of endpoints of one payload. */
#ifndef NET_FLOW_H
#define NET_FLOW_H

#include "base/buf.h"
#include "base/hash.h"

#include <string.h>

/* IPv4 is held as the IPv4-mapped IPv6 address (RFC 4291 2.5.5.2): one form to compare and hash. */
struct address {
	uint8_t bytes[16];
};

struct endpoint {
	struct address address;
	uint16_t port; /* host byte order */
};

enum transport {
	TRANSPORT_UDP,
	TRANSPORT_TCP,
	TRANSPORT_TLS,
	TRANSPORT_SCTP,
	TRANSPORT_WS,  /* WebSocket, RFC 7118 */
	TRANSPORT_WSS, /* over TLS */
	TRANSPORTS
};

struct flow {
	struct endpoint source, destination;
	enum transport transport;
};

bool address_parse(struct str text, struct address *out); /* dotted quad, or IPv6 with or without [] */
bool address_is_ipv4(const struct address *address);
bool address_is_unspecified(const struct address *address); /* 0.0.0.0 or :: */
bool address_is_private(const struct address *address);     /* RFC 1918, 6598, 3927, 4193, loopback, link-local */
bool address_same_network(const struct address *a, const struct address *b); /* same /24 (IPv4) or /64 (IPv6) */

static inline struct address address_of_ipv4(const uint8_t bytes[4])
{
	struct address address = {{[10] = 0xff, [11] = 0xff}};

	memcpy(address.bytes + 12, bytes, 4);
	return address;
}

static inline struct address address_of_ipv6(const uint8_t bytes[16])
{
	struct address address;

	memcpy(address.bytes, bytes, sizeof(address.bytes));
	return address;
}

static inline bool address_same(const struct address *a, const struct address *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

static inline bool endpoint_same(const struct endpoint *a, const struct endpoint *b)
{
	return a->port == b->port && address_same(&a->address, &b->address);
}

static inline uint64_t address_hash(const struct hash_key *key, const struct address *a)
{
	uint64_t words[2];

	memcpy(words, a->bytes, sizeof(words));
	return hash_words(key, words[0], words[1], 0);
}

static inline uint64_t endpoint_hash(const struct hash_key *key, const struct endpoint *e)
{
	uint64_t words[2];

	memcpy(words, e->address.bytes, sizeof(words));
	return hash_words(key, words[0], words[1], e->port);
}

bool flow_same(const struct flow *a, const struct flow *b); /* same direction */
struct flow flow_reverse(const struct flow *flow);
const char *transport_name(enum transport transport); /* "udp", "tcp" ...: as in RFC 3261 25.1, lower case */

void address_format(struct buf *out, const struct address *address);
void endpoint_format(struct buf *out, const struct endpoint *endpoint); /* 10.0.0.1:5060, [2001:db8::1]:5060 */

#endif
