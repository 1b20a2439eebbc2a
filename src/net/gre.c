/* SPDX-License-Identifier: BSD-2-Clause */
/* GRE, and the mirrored frames of ERSPAN in it (draft-foschiano-erspan). */
#include "net/link.h"
#include "net/tunnel.h"

enum gre_header { /* RFC 2784 2, RFC 2890 2, and RFC 1701 for the routing that RFC 2784 took out */
	GRE_HEADER = 4,
	GRE_CHECKSUM = 0x8000,
	GRE_ROUTING = 0x4000,
	GRE_KEY = 0x2000,
	GRE_SEQUENCE = 0x1000,
	GRE_ACKNOWLEDGED = 0x0080, /* of version 1 (RFC 2637 4.1) */
	GRE_VERSION = 0x0007,
	GRE_OPTION = 4, /* bytes of each of them */
};

enum gre_protocol {
	GRE_ERSPAN3 = 0x22eb,
	GRE_EOIP = 0x6400, /* MikroTik's Ethernet over IP, in version 1 */
	GRE_PPP = 0x880b,
	GRE_WCCP = 0x883e,
	GRE_ERSPAN = 0x88be,
};

enum {
	WCCP_REDIRECT = 4,
	ERSPAN_HEADER = 8,
	ERSPAN3_HEADER = 12,
	ERSPAN3_SUBHEADER = 8,
	ERSPAN3_HAS_SUBHEADER = 1,
	FRAME_ETHERNET = 0,
	FRAME_IP = 2,
};

/* RFC 1701: entries of family, offset, length and so many bytes; one of length 0 is the last. */
static bool skip_routing(struct cursor *at)
{
	const uint8_t *entry;

	do {
		entry = cursor_take(at, 4);
		if (!entry || !cursor_take(at, entry[3]))
			return false;
	} while (entry[3]);
	return true;
}

/* Version 2 of WCCP puts a redirect header before the packet, version 1 none. */
static enum layer wccp(struct packet *packet)
{
	if (cursor_left(&packet->at) && packet->at.p[0] >> 4 == 4)
		return LAYER_IPV4;
	return cursor_take(&packet->at, WCCP_REDIRECT) ? LAYER_IP : layer_short(packet);
}

static enum layer carried(struct packet *packet, uint16_t flags, uint16_t protocol)
{
	switch (protocol) {
	case GRE_PPP:
		return LAYER_PPP;
	case GRE_WCCP:
		return wccp(packet);
	case GRE_ERSPAN:
		/* Type I has no header of its own, and no sequence number by which type II is told. */
		return flags & GRE_SEQUENCE ? LAYER_ERSPAN : LAYER_ETHERNET;
	case GRE_ERSPAN3:
		return LAYER_ERSPAN3;
	}
	return link_protocol(protocol);
}

/* RFC 2637 4.1: the key is the payload's length and the call it belongs to. */
static enum layer enhanced(struct packet *packet, uint16_t flags, uint16_t protocol)
{
	const uint8_t *key = cursor_take(&packet->at, GRE_OPTION);
	size_t skip = (flags & GRE_SEQUENCE ? GRE_OPTION : 0) + (flags & GRE_ACKNOWLEDGED ? GRE_OPTION : 0);

	if (!key || !cursor_take(&packet->at, skip))
		return layer_short(packet);
	if (!(flags & GRE_KEY))
		return layer_end(NET_MALFORMED);
	packet_limit(packet, read_u16(key));
	if (protocol == GRE_EOIP && read_u16(key))
		return LAYER_ETHERNET;
	return protocol == GRE_PPP && read_u16(key) ? LAYER_PPP : layer_end(NET_OTHER_IP);
}

enum layer tunnel_gre(struct packet *packet)
{
	const uint8_t *header = cursor_take(&packet->at, GRE_HEADER);
	uint16_t flags, protocol;
	size_t skip = 0;

	if (!header)
		return layer_short(packet);
	flags = read_u16(header);
	protocol = read_u16(header + 2);
	if ((flags & GRE_VERSION) == 1)
		return enhanced(packet, flags, protocol);
	if (flags & GRE_VERSION)
		return layer_end(NET_MALFORMED);
	if (flags & (GRE_CHECKSUM | GRE_ROUTING))
		skip += GRE_OPTION;
	if (flags & GRE_KEY)
		skip += GRE_OPTION;
	if (flags & GRE_SEQUENCE)
		skip += GRE_OPTION;
	if (!cursor_take(&packet->at, skip) || (flags & GRE_ROUTING && !skip_routing(&packet->at)))
		return layer_short(packet);
	return carried(packet, flags, protocol);
}

enum layer tunnel_erspan(struct packet *packet)
{
	const uint8_t *header = cursor_take(&packet->at, ERSPAN_HEADER);

	if (!header)
		return layer_short(packet);
	return header[0] >> 4 == 1 ? LAYER_ETHERNET : layer_end(NET_MALFORMED);
}

enum layer tunnel_erspan3(struct packet *packet)
{
	const uint8_t *header = cursor_take(&packet->at, ERSPAN3_HEADER);

	if (!header)
		return layer_short(packet);
	if (header[0] >> 4 != 2)
		return layer_end(NET_MALFORMED);
	if (header[11] & ERSPAN3_HAS_SUBHEADER && !cursor_take(&packet->at, ERSPAN3_SUBHEADER))
		return layer_short(packet);
	switch (header[10] >> 2 & 0x1f) {
	case FRAME_ETHERNET:
		return LAYER_ETHERNET;
	case FRAME_IP:
		return LAYER_IP;
	}
	return layer_end(NET_NOT_IP);
}
