/* SPDX-License-Identifier: BSD-2-Clause */
/* What stands in a tunnel that does not say it: told by headers that agree with each other and with the length. */
#include "net/link.h"
#include "net/tunnel.h"

enum {
	ETHERNET_HEADER = 14,
	ETHERNET_SOURCE = 6,
	VLAN_TAG = 4,
	MOST_TAGS = 3,
	V4_HEADER = 20,
	V6_HEADER = 40,
	MPLS_LABEL = 4,
	MPLS_BOTTOM = 1,
	MOST_LABELS = 8,
	CONTROL_WORD = 4,
	PPPOE_HEADER = 6,
	PPPOE_SESSION = 0x1100, /* version, type and code */
	PPP_IPV4 = 0x0021,
	PPP_IPV6 = 0x0057,
	SCTP_HEADER = 12,
	CHUNK_HEADER = 4,
};

struct inner {
	const uint8_t *bytes;
	size_t captured, sent;
};

static struct inner behind(struct inner in, size_t header)
{
	return (struct inner){in.bytes + header, in.captured - header, in.sent - header};
}

static bool fits_ipv4(struct inner in)
{
	size_t header, total;

	if (in.captured < V4_HEADER || in.bytes[0] >> 4 != 4)
		return false;
	header = (in.bytes[0] & 15u) * 4;
	total = read_u16(in.bytes + 2);
	return header >= V4_HEADER && total >= header && total <= in.sent;
}

static bool fits_ipv6(struct inner in)
{
	return in.captured >= V6_HEADER && in.bytes[0] >> 4 == 6 &&
	       V6_HEADER + (size_t)read_u16(in.bytes + 4) <= in.sent;
}

static bool fits_pppoe(struct inner in)
{
	size_t length;
	uint16_t protocol;

	if (in.captured < PPPOE_HEADER + 2 || read_u16(in.bytes) != PPPOE_SESSION)
		return false;
	length = read_u16(in.bytes + 4);
	protocol = read_u16(in.bytes + PPPOE_HEADER);
	return PPPOE_HEADER + length <= in.sent && (protocol == PPP_IPV4 || protocol == PPP_IPV6);
}

/* Moves behind the labels. */
static bool skip_labels(struct inner *in)
{
	for (int labels = 0; labels < MOST_LABELS && in->captured > MPLS_LABEL; labels++) {
		bool bottom = in->bytes[2] & MPLS_BOTTOM;

		*in = behind(*in, MPLS_LABEL);
		if (bottom)
			return true;
	}
	return false;
}

static bool fits_layer(struct inner in, enum layer layer)
{
	switch (layer) {
	case LAYER_IPV4:
		return fits_ipv4(in);
	case LAYER_IPV6:
		return fits_ipv6(in);
	case LAYER_MPLS:
		return skip_labels(&in) && (fits_ipv4(in) || fits_ipv6(in));
	case LAYER_PPPOE:
		return fits_pppoe(in);
	default:
		return false;
	}
}

static bool fits_ethernet(struct inner in)
{
	enum layer layer;

	/* IEEE 802.3 3.2.3: who sends is never a group. */
	if (in.captured < ETHERNET_HEADER || in.bytes[ETHERNET_SOURCE] & 1)
		return false;
	in = behind(in, ETHERNET_HEADER);
	layer = link_protocol(read_u16(in.bytes - 2));
	for (int tags = 0; layer == LAYER_VLAN && tags < MOST_TAGS && in.captured >= VLAN_TAG; tags++) {
		in = behind(in, VLAN_TAG);
		layer = link_protocol(read_u16(in.bytes - 2));
	}
	return fits_layer(in, layer);
}

static enum layer guess(struct inner in)
{
	/* First, because most has to agree: an address of Ethernet may begin as either version of IP does. */
	if (fits_ethernet(in))
		return LAYER_ETHERNET;
	if (fits_ipv4(in))
		return LAYER_IPV4;
	return fits_ipv6(in) ? LAYER_IPV6 : LAYERS;
}

static struct inner inner_of(const struct packet *packet)
{
	return (struct inner){packet->at.p, cursor_left(&packet->at), packet_sent(packet)};
}

enum layer tunnel_guess(const struct packet *packet, size_t offset)
{
	return cursor_left(&packet->at) > offset ? guess(behind(inner_of(packet), offset)) : LAYERS;
}

/* A label may be anything, so that IP behind the labels must fill the datagram to the byte. */
bool tunnel_fits_mpls(const struct packet *packet)
{
	struct inner in = inner_of(packet);

	if (!skip_labels(&in))
		return false;
	switch (guess(in)) {
	case LAYER_IPV4:
		return read_u16(in.bytes + 2) == in.sent;
	case LAYER_IPV6:
		return V6_HEADER + (size_t)read_u16(in.bytes + 4) == in.sent;
	case LAYER_ETHERNET:
		return true;
	default:
		return in.captured > CONTROL_WORD && fits_ethernet(behind(in, CONTROL_WORD));
	}
}

static bool is_chunk(uint8_t type)
{
	/* RFC 9260 3.2, and DATA of RFC 8260, RFC 5061, RFC 6525, RFC 4820, RFC 3758. */
	return type <= 15 || type == 64 || (type >= 128 && type <= 132) || (type >= 192 && type <= 194);
}

bool tunnel_fits_sctp(const uint8_t *bytes, size_t captured, size_t sent)
{
	size_t at = SCTP_HEADER;

	if (captured < SCTP_HEADER + CHUNK_HEADER || read_u16(bytes) == 0 || read_u16(bytes + 2) == 0)
		return false;
	while (at < sent) {
		size_t length;

		if (captured < CHUNK_HEADER || at > captured - CHUNK_HEADER || !is_chunk(bytes[at]))
			return false;
		length = read_u16(bytes + at + 2);
		if (length < CHUNK_HEADER || length > sent - at)
			return false;
		at += (length + 3) / 4 * 4;
	}
	return true;
}
