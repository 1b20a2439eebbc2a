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
/* Where an address means anything: two of one realm may reach each other, two of different ones hardly do. */
enum realm {
	REALM_GLOBAL,
	REALM_10, /* RFC 1918 3 */
	REALM_172_16,
	REALM_192_168,
	REALM_SHARED,        /* RFC 6598 7: carrier-grade NAT */
	REALM_UNIQUE_LOCAL,  /* RFC 4193 3.1 */
	REALM_LINK_LOCAL,    /* RFC 3927 2.1, RFC 4291 2.5.6 */
	REALM_LOOPBACK,      /* RFC 1122 3.2.1.3, RFC 4291 2.5.3 */
	REALM_DOCUMENTATION, /* RFC 5737 3, RFC 3849 2 */
	REALM_MULTICAST,     /* RFC 5771 3, RFC 4291 2.7 */
};

enum realm address_realm(const struct address *address);
const char *realm_name(enum realm realm);                                    /* "a private address (RFC 1918)" ... */
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
	uint64_t left[2], right[2];

	/* Word by word, and not memcmp, for which both would have to be in memory. */
	memcpy(left, a->bytes, sizeof(left));
	memcpy(right, b->bytes, sizeof(right));
	return left[0] == right[0] && left[1] == right[1];
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

	memcpy(words, e->address.bytes, sizeof(words)); /* NOLINT: what a list holds is not at NULL */
	return hash_words(key, words[0], words[1], e->port);
}

bool flow_same(const struct flow *a, const struct flow *b); /* same direction */
struct flow flow_reverse(const struct flow *flow);
const char *transport_name(enum transport transport); /* "udp", "tcp" ...: as in RFC 3261 25.1, lower case */

void address_format(struct buf *out, const struct address *address);
void endpoint_format(struct buf *out, const struct endpoint *endpoint); /* 10.0.0.1:5060, [2001:db8::1]:5060 */

#endif
