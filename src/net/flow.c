/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/flow.h"

#include "base/language.h"

#include <arpa/inet.h>

enum {
	MAPPED_PREFIX = 12, /* bytes before the IPv4 address */
	V4_NETWORK = 24,    /* bits of what one site commonly has */
	V6_NETWORK = 64,
};

static const uint8_t mapped[MAPPED_PREFIX] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static struct str without_brackets(struct str text)
{
	if (text.n >= 2 && text.p[0] == '[' && text.p[text.n - 1] == ']')
		return (struct str){text.p + 1, text.n - 2};
	return text;
}

bool address_parse(struct str text, struct address *out)
{
	struct str inner = without_brackets(text);
	char terminated[INET6_ADDRSTRLEN];
	uint8_t bytes[16];

	if (inner.n == 0 || inner.n >= sizeof(terminated) || memchr(inner.p, '\0', inner.n))
		return false;
	memcpy(terminated, inner.p, inner.n);
	terminated[inner.n] = '\0';
	if (inner.n == text.n && inet_pton(AF_INET, terminated, bytes) == 1)
		*out = address_of_ipv4(bytes);
	else if (inet_pton(AF_INET6, terminated, bytes) == 1)
		*out = address_of_ipv6(bytes);
	else
		return false;
	return true;
}

bool address_is_ipv4(const struct address *address)
{
	return memcmp(address->bytes, mapped, MAPPED_PREFIX) == 0;
}

/* Whether the first bits of the bytes are those of the prefix. */
static bool has_prefix(const uint8_t *bytes, const uint8_t *prefix, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	if (memcmp(bytes, prefix, whole) != 0)
		return false;
	return rest == 0 || (bytes[whole] ^ prefix[whole]) >> (8 - rest) == 0;
}

bool address_is_unspecified(const struct address *address)
{
	static const uint8_t zero[16];
	size_t start = address_is_ipv4(address) ? MAPPED_PREFIX : 0;

	return memcmp(address->bytes + start, zero, sizeof(zero) - start) == 0;
}

struct network {
	uint8_t prefix[16];
	unsigned bits;
	enum realm realm;
};

#define V4(a, b, c, bits, realm)                                                                                       \
	{                                                                                                              \
		{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, (a), (b), (c)}, 96 + (bits), (realm)                        \
	}

static const struct network networks[] = {
	V4(10, 0, 0, 8, REALM_10),
	V4(172, 16, 0, 12, REALM_172_16),
	V4(192, 168, 0, 16, REALM_192_168),
	V4(100, 64, 0, 10, REALM_SHARED),
	V4(169, 254, 0, 16, REALM_LINK_LOCAL),
	V4(127, 0, 0, 8, REALM_LOOPBACK),
	V4(192, 0, 2, 24, REALM_DOCUMENTATION),
	V4(198, 51, 100, 24, REALM_DOCUMENTATION),
	V4(203, 0, 113, 24, REALM_DOCUMENTATION),
	V4(224, 0, 0, 4, REALM_MULTICAST),
	{{[15] = 1}, 128, REALM_LOOPBACK},
	{{0xfe, 0x80}, 10, REALM_LINK_LOCAL},
	{{0xfc}, 7, REALM_UNIQUE_LOCAL},
	{{0x20, 0x01, 0x0d, 0xb8}, 32, REALM_DOCUMENTATION},
	{{0xff}, 8, REALM_MULTICAST},
};

enum realm address_realm(const struct address *address)
{
	for (size_t i = 0; i < sizeof(networks) / sizeof(networks[0]); i++)
		if (has_prefix(address->bytes, networks[i].prefix, networks[i].bits))
			return networks[i].realm;
	return REALM_GLOBAL;
}

const char *realm_name(enum realm realm)
{
	static const char *const names[] = {
		[REALM_GLOBAL] = N_("a global address"),
		[REALM_10] = N_("a private address (RFC 1918)"),
		[REALM_172_16] = N_("a private address (RFC 1918)"),
		[REALM_192_168] = N_("a private address (RFC 1918)"),
		[REALM_SHARED] = N_("an address of a carrier's NAT (RFC 6598)"),
		[REALM_UNIQUE_LOCAL] = N_("a private address (RFC 4193)"),
		[REALM_LINK_LOCAL] = N_("a link-local address"),
		[REALM_LOOPBACK] = N_("a loopback address"),
		[REALM_DOCUMENTATION] = N_("an address for documentation (RFC 5737, RFC 3849)"),
		[REALM_MULTICAST] = N_("a multicast group"),
	};

	return names[realm];
}

bool address_is_private(const struct address *address)
{
	enum realm realm = address_realm(address);

	return realm != REALM_GLOBAL && realm != REALM_DOCUMENTATION && realm != REALM_MULTICAST;
}

bool address_same_network(const struct address *a, const struct address *b)
{
	if (address_is_ipv4(a) != address_is_ipv4(b))
		return false;
	return has_prefix(a->bytes, b->bytes, address_is_ipv4(a) ? 8 * MAPPED_PREFIX + V4_NETWORK : V6_NETWORK);
}

bool flow_same(const struct flow *a, const struct flow *b)
{
	return a->transport == b->transport && endpoint_same(&a->source, &b->source) &&
	       endpoint_same(&a->destination, &b->destination);
}

struct flow flow_reverse(const struct flow *flow)
{
	return (struct flow){flow->destination, flow->source, flow->transport};
}

const char *transport_name(enum transport transport)
{
	static const char *const names[TRANSPORTS] = {
		[TRANSPORT_UDP] = "udp",   [TRANSPORT_TCP] = "tcp", [TRANSPORT_TLS] = "tls",
		[TRANSPORT_SCTP] = "sctp", [TRANSPORT_WS] = "ws",   [TRANSPORT_WSS] = "wss",
	};

	return names[transport];
}

/* RFC 5952 */
void address_format(struct buf *out, const struct address *address)
{
	bool v4 = address_is_ipv4(address);
	char text[INET6_ADDRSTRLEN];

	inet_ntop(v4 ? AF_INET : AF_INET6, address->bytes + (v4 ? MAPPED_PREFIX : 0), text, sizeof(text));
	buf_add(out, str_of(text));
}

void endpoint_format(struct buf *out, const struct endpoint *endpoint)
{
	bool v4 = address_is_ipv4(&endpoint->address);

	if (!v4)
		buf_byte(out, '[');
	address_format(out, &endpoint->address);
	buf_printf(out, v4 ? ":%u" : "]:%u", (unsigned)endpoint->port);
}
