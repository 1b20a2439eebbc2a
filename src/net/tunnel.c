/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/tunnel.h"

#include "net/hep.h"
#include "net/link.h"
#include "net/turn.h"

enum {
	MPLS_LABEL = 4,
	MPLS_BOTTOM = 1, /* in the third byte: the last label (RFC 3032 2.1) */
	CONTROL_WORD = 4,
	ETHERIP_HEADER = 2,
	ETHERIP_VERSION = 3,
};

enum vxlan_header { /* RFC 7348 5, draft-ietf-nvo3-vxlan-gpe, draft-smith-vxlan-group-policy */
	VXLAN_HEADER = 8,
	VXLAN_GROUP_POLICY = 0x80,
	VXLAN_POLICY_BITS = 0x48, /* in the second byte, of a group policy */
	VXLAN_INSTANCE = 0x08,
	VXLAN_NEXT_PROTOCOL = 0x04,
	VXLAN_NEXT_IPV4 = 1,
	VXLAN_NEXT_IPV6 = 2,
	VXLAN_NEXT_ETHERNET = 3,
	VXLAN_NEXT_MPLS = 5,
};

enum geneve_header { /* RFC 8926 3.4 */
	GENEVE_HEADER = 8,
	GENEVE_OPTIONS = 0x3f, /* their length, in words */
	GENEVE_RESERVED = 0x3f,
};

enum gtp_header { /* 3GPP TS 29.281 5.1 */
	GTP_HEADER = 8,
	GTP_MORE = 4, /* sequence number, N-PDU number, type of the first extension header */
	GTP_VERSION_1 = 0x30,
	GTP_HAS_EXTENSION = 0x04,
	GTP_HAS_MORE = 0x07,
	GTP_PACKET = 255, /* G-PDU */
};

enum tzsp_header {
	TZSP_HEADER = 4,
	TZSP_PADDING = 0,
	TZSP_END = 1,
	TZSP_ETHERNET = 1,
	TZSP_RAW = 7,
	TZSP_WIRELESS = 18,
	TZSP_PRISM = 119,
	TZSP_AVS = 127,
};

/* What does not agree with itself counts as the version of IP it begins with: it is cut, or its sender errs. */
static enum layer unannounced(const struct packet *packet)
{
	enum layer layer = tunnel_guess(packet, 0);
	unsigned version = cursor_left(&packet->at) ? packet->at.p[0] >> 4 : 0;

	if (layer < LAYERS)
		return layer;
	return version == 4 ? LAYER_IPV4 : version == 6 ? LAYER_IPV6 : LAYERS;
}

/*
 * RFC 4928 3: what follows the labels is told by its first four bits: IP by its version, a pseudowire's control word by
 * 0. A pseudowire without one begins with any address, so that the headers are looked at first.
 */
enum layer tunnel_mpls(struct packet *packet)
{
	const uint8_t *label;
	enum layer inner;

	do {
		label = cursor_take(&packet->at, MPLS_LABEL);
		if (!label)
			return layer_short(packet);
	} while (!(label[2] & MPLS_BOTTOM));
	if (!cursor_left(&packet->at))
		return layer_short(packet);
	inner = unannounced(packet);
	if (inner < LAYERS)
		return inner;
	if (packet->at.p[0] >> 4 != 0)
		return layer_end(NET_NOT_IP);
	return cursor_take(&packet->at, CONTROL_WORD) ? LAYER_ETHERNET : layer_short(packet);
}

enum layer tunnel_etherip(struct packet *packet)
{
	const uint8_t *header = cursor_take(&packet->at, ETHERIP_HEADER);

	if (!header)
		return layer_short(packet);
	/* RFC 3378 3: four bits of version, the rest 0. */
	return read_u16(header) == ETHERIP_VERSION << 12 ? LAYER_ETHERNET : layer_end(NET_MALFORMED);
}

static bool begins_vxlan(const struct packet *packet)
{
	const uint8_t *header = packet->at.p;

	if (cursor_left(&packet->at) < VXLAN_HEADER || header[7] != 0)
		return false;
	if (header[0] & VXLAN_GROUP_POLICY)
		return header[0] == (VXLAN_GROUP_POLICY | VXLAN_INSTANCE) && !(header[1] & ~VXLAN_POLICY_BITS) &&
		       tunnel_guess(packet, VXLAN_HEADER) == LAYER_ETHERNET;
	if (header[1] != 0 || header[2] != 0)
		return false;
	if (header[0] & VXLAN_NEXT_PROTOCOL)
		return header[0] >> 4 == 0 && header[3] >= VXLAN_NEXT_IPV4 && header[3] <= VXLAN_NEXT_MPLS;
	return header[0] == VXLAN_INSTANCE && header[3] == 0;
}

enum layer tunnel_vxlan(struct packet *packet)
{
	const uint8_t *header;

	if (!begins_vxlan(packet))
		return LAYER_PAYLOAD;
	header = cursor_take(&packet->at, VXLAN_HEADER);
	if (header[0] & VXLAN_GROUP_POLICY || !(header[0] & VXLAN_NEXT_PROTOCOL))
		return LAYER_ETHERNET;
	switch (header[3]) {
	case VXLAN_NEXT_IPV4:
		return LAYER_IPV4;
	case VXLAN_NEXT_IPV6:
		return LAYER_IPV6;
	case VXLAN_NEXT_ETHERNET:
		return LAYER_ETHERNET;
	case VXLAN_NEXT_MPLS:
		return LAYER_MPLS;
	}
	return layer_end(NET_OTHER_IP);
}

static bool begins_geneve(const struct packet *packet)
{
	const uint8_t *header = packet->at.p;

	return cursor_left(&packet->at) >= GENEVE_HEADER && header[0] >> 6 == 0 && !(header[1] & GENEVE_RESERVED) &&
	       header[7] == 0 && link_protocol(read_u16(header + 2)) < LAYERS &&
	       GENEVE_HEADER + (header[0] & GENEVE_OPTIONS) * 4u <= packet_sent(packet);
}

enum layer tunnel_geneve(struct packet *packet)
{
	const uint8_t *header;

	if (!begins_geneve(packet))
		return LAYER_PAYLOAD;
	header = cursor_take(&packet->at, GENEVE_HEADER);
	if (!cursor_take(&packet->at, (header[0] & GENEVE_OPTIONS) * 4u))
		return layer_short(packet);
	return link_protocol(read_u16(header + 2));
}

static bool begins_gtp(const struct packet *packet)
{
	const uint8_t *header = packet->at.p;

	return cursor_left(&packet->at) >= GTP_HEADER && (header[0] & ~GTP_HAS_MORE) == GTP_VERSION_1 &&
	       header[1] == GTP_PACKET && GTP_HEADER + (size_t)read_u16(header + 2) <= packet_sent(packet);
}

/* 3GPP TS 29.281 5.2.1: each extension header has its length in words first and the type of the next one last. */
static bool skip_gtp_extensions(struct cursor *at)
{
	const uint8_t *more = cursor_take(at, GTP_MORE);
	uint8_t next = more ? more[GTP_MORE - 1] : 0;

	while (next) {
		size_t length = cursor_u8(at) * 4u;
		const uint8_t *extension = length ? cursor_take(at, length - 1) : NULL;

		if (!extension)
			return false;
		next = extension[length - 2];
	}
	return more;
}

/* The four bytes behind the header are there when any flag is set, and their extension type counts with its own. */
static bool skip_gtp_more(struct cursor *at, uint8_t flags)
{
	if (flags & GTP_HAS_EXTENSION)
		return skip_gtp_extensions(at);
	return !(flags & GTP_HAS_MORE) || cursor_take(at, GTP_MORE);
}

enum layer tunnel_gtp(struct packet *packet)
{
	struct cursor before = packet->at;
	size_t missing = packet->missing;
	const uint8_t *header;
	enum layer inner;

	if (!begins_gtp(packet))
		return LAYER_PAYLOAD;
	header = cursor_take(&packet->at, GTP_HEADER);
	packet_limit(packet, read_u16(header + 2));
	if (skip_gtp_more(&packet->at, header[0])) {
		inner = unannounced(packet);
		if (inner < LAYERS)
			return inner;
	}
	if (missing)
		return layer_end(NET_CUT);
	packet->at = before;
	packet->missing = 0;
	return LAYER_PAYLOAD;
}

static enum layer tzsp_carries(const uint8_t *header)
{
	switch (read_u16(header + 2)) {
	case TZSP_ETHERNET:
		return LAYER_ETHERNET;
	case TZSP_RAW:
		return LAYER_IP;
	case TZSP_WIRELESS:
		return LAYER_WIRELESS;
	case TZSP_PRISM:
		return LAYER_PRISM;
	case TZSP_AVS:
		return LAYER_AVS;
	}
	return LAYER_PAYLOAD;
}

/* Version 1; type 0: a packet that was received, 1: one that was sent. The protocols are no length that STUN has. */
static bool begins_tzsp(const struct packet *packet)
{
	const uint8_t *header = packet->at.p;

	return cursor_left(&packet->at) > TZSP_HEADER && header[0] == 1 && header[1] <= 1 &&
	       tzsp_carries(header) != LAYER_PAYLOAD;
}

enum layer tunnel_tzsp(struct packet *packet)
{
	struct cursor before = packet->at;
	const uint8_t *header;

	if (!begins_tzsp(packet))
		return LAYER_PAYLOAD;
	header = cursor_take(&packet->at, TZSP_HEADER);
	while (cursor_left(&packet->at)) {
		uint8_t tag = cursor_u8(&packet->at);

		if (tag == TZSP_END)
			return tzsp_carries(header);
		if (tag != TZSP_PADDING)
			cursor_skip(&packet->at, cursor_u8(&packet->at));
	}
	if (packet->missing)
		return layer_end(NET_CUT);
	packet->at = before;
	return LAYER_PAYLOAD;
}

static bool begins_sctp(const struct packet *packet)
{
	return tunnel_fits_sctp(packet->at.p, cursor_left(&packet->at), packet_sent(packet));
}

static const struct {
	uint16_t port; /* on either side: answers of some tunnels come from it */
	bool (*begins)(const struct packet *packet);
	enum layer layer;
} tunnels[] = {
	{1701, tunnel_is_l2tp, LAYER_L2TP},
	{1701, tunnel_is_l2tp3, LAYER_L2TP3},
	{2152, begins_gtp, LAYER_GTP},
	{TUNNEL_PORT_ESP, tunnel_is_null_esp, LAYER_ESP},
	{TUNNEL_PORT_VXLAN, begins_vxlan, LAYER_VXLAN},
	{4790, begins_vxlan, LAYER_VXLAN},
	{6081, begins_geneve, LAYER_GENEVE},
	{TUNNEL_PORT_MPLS, tunnel_fits_mpls, LAYER_MPLS},
	{TUNNEL_PORT_VXLAN2, begins_vxlan, LAYER_VXLAN},
	{TUNNEL_PORT_SCTP, begins_sctp, LAYER_SCTP},
	{37008, begins_tzsp, LAYER_TZSP},
};

enum layer tunnel_in_udp(const struct packet *packet)
{
	uint16_t source = packet->flow.source.port, destination = packet->flow.destination.port;

	if (!cursor_left(&packet->at))
		return LAYER_PAYLOAD;
	for (size_t i = 0; i < sizeof(tunnels) / sizeof(tunnels[0]); i++) {
		if ((tunnels[i].port == destination || tunnels[i].port == source) && tunnels[i].begins(packet))
			return tunnels[i].layer;
	}
	if (hep_begins(packet))
		return LAYER_HEP;
	return turn_begins(packet) ? LAYER_TURN : LAYER_PAYLOAD;
}
