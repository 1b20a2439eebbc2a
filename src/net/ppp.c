/* SPDX-License-Identifier: BSD-2-Clause */
/* PPP and what carries it: PPPoE, serial lines, L2TP. */
#include "net/link.h"
#include "net/tunnel.h"

enum {
	PPPOE_HEADER = 6,
	PPPOE_VERSION_AND_TYPE = 0x11,
	PPPOE_SESSION = 0, /* the code of what is no discovery (RFC 2516 4) */
	HDLC_HEADER = 4,
	HDLC_UNICAST = 0x0f, /* RFC 1547 4.3.1 */
	HDLC_MULTICAST = 0x8f,
	ADDRESS_AND_CONTROL = 0xff03, /* RFC 1662 3.1 */
	MULTILINK_HEADER = 4,
	MULTILINK_WHOLE = 0xc0, /* begin and end of a packet in one (RFC 1990 3) */
};

enum ppp_protocol {
	PPP_IPV4 = 0x0021,
	PPP_MULTILINK = 0x003d,
	PPP_IPV6 = 0x0057,
	PPP_MPLS = 0x0281, /* RFC 3032 4.3 */
	PPP_MPLS_MULTICAST = 0x0283,
};

enum l2tp_header { /* RFC 2661 3.1 */
	L2TP_CONTROL = 0x8000,
	L2TP_LENGTH = 0x4000,
	L2TP_SEQUENCE = 0x0800,
	L2TP_OFFSET = 0x0200,
	L2TP_RESERVED = 0x34f0,
	L2TP_VERSION = 0x000f,
	L2TP3_UDP_HEADER = 4, /* RFC 3931 4.1.2.1: before what RFC 3931 4.1.1.1 puts behind IP */
	L2TP3_SESSION = 4,
	STUN_COOKIE = 0x2112a442, /* RFC 8489 5: stands where an L2TPv3 header in UDP has the session */
};

static bool is_hdlc(const uint8_t *bytes)
{
	return (bytes[0] == HDLC_UNICAST || bytes[0] == HDLC_MULTICAST) && bytes[1] == 0;
}

static enum layer multilink(struct packet *packet)
{
	const uint8_t *header = cursor_take(&packet->at, MULTILINK_HEADER);

	if (!header)
		return layer_short(packet);
	/* Packets that were split over several links are not joined. */
	return (header[0] & MULTILINK_WHOLE) == MULTILINK_WHOLE ? LAYER_PPP : layer_end(NET_OTHER_IP);
}

enum layer tunnel_ppp(struct packet *packet)
{
	const uint8_t *bytes = packet->at.p;
	uint16_t protocol;

	if (cursor_left(&packet->at) < 2)
		return layer_short(packet);
	if (is_hdlc(bytes))
		return LAYER_HDLC;
	if (read_u16(bytes) == ADDRESS_AND_CONTROL)
		cursor_skip(&packet->at, 2);
	protocol = cursor_u8(&packet->at);
	/* RFC 1661 6.5: the last byte of a protocol's number is odd, and the only one when that was agreed on. */
	if (protocol % 2 == 0)
		protocol = (uint16_t)(protocol << 8 | cursor_u8(&packet->at));
	if (packet->at.bad)
		return layer_short(packet);
	switch (protocol) {
	case PPP_IPV4:
		return LAYER_IPV4;
	case PPP_IPV6:
		return LAYER_IPV6;
	case PPP_MPLS:
	case PPP_MPLS_MULTICAST:
		return LAYER_MPLS;
	case PPP_MULTILINK:
		return multilink(packet);
	}
	return layer_end(NET_NOT_IP);
}

/* A serial line says with its first byte which framing it uses: Cisco's has an ethertype. */
enum layer tunnel_hdlc(struct packet *packet)
{
	const uint8_t *header = cursor_take(&packet->at, HDLC_HEADER);

	if (!header)
		return layer_short(packet);
	if (!is_hdlc(header)) {
		packet->at.p = header;
		return read_u16(header) == ADDRESS_AND_CONTROL ? LAYER_PPP : layer_end(NET_NOT_IP);
	}
	return link_protocol(read_u16(header + 2));
}

enum layer tunnel_pppoe(struct packet *packet)
{
	const uint8_t *header = cursor_take(&packet->at, PPPOE_HEADER);

	if (!header)
		return layer_short(packet);
	if (header[0] != PPPOE_VERSION_AND_TYPE)
		return layer_end(NET_MALFORMED);
	if (header[1] != PPPOE_SESSION)
		return layer_end(NET_NOT_IP);
	packet_limit(packet, read_u16(header + 4));
	return LAYER_PPP;
}

/* Of the protocols of PPP only those that may lead to IP. */
static bool begins_ppp(const struct cursor *at)
{
	if (cursor_left(at) < 2)
		return false;
	switch (read_u16(at->p)) {
	case ADDRESS_AND_CONTROL:
	case PPP_IPV4:
	case PPP_MULTILINK:
	case PPP_IPV6:
	case PPP_MPLS:
	case PPP_MPLS_MULTICAST:
		return true;
	}
	return (at->p[0] == PPP_IPV4 && at->p[1] >> 4 == 4) || (at->p[0] == PPP_IPV6 && at->p[1] >> 4 == 6);
}

/* The data messages of version 2; control messages go no further. */
static bool skip_l2tp(struct cursor *at, size_t sent, size_t *length)
{
	uint16_t flags = cursor_u16(at);
	size_t before = cursor_left(at);

	if ((flags & L2TP_VERSION) != 2 || flags & (L2TP_CONTROL | L2TP_RESERVED))
		return false;
	*length = flags & L2TP_LENGTH ? cursor_u16(at) : sent;
	cursor_skip(at, 4); /* tunnel and session */
	if (flags & L2TP_SEQUENCE)
		cursor_skip(at, 4);
	if (flags & L2TP_OFFSET)
		cursor_skip(at, cursor_u16(at));
	if (at->bad || *length > sent || *length < 2 + before - cursor_left(at))
		return false;
	*length -= 2 + before - cursor_left(at);
	return true;
}

bool tunnel_is_l2tp(const struct packet *packet)
{
	struct cursor at = packet->at;
	size_t length;

	return skip_l2tp(&at, packet_sent(packet), &length) && begins_ppp(&at);
}

enum layer tunnel_l2tp(struct packet *packet)
{
	struct cursor at = packet->at;
	size_t length;

	if (!skip_l2tp(&at, packet_sent(packet), &length))
		return LAYER_PAYLOAD;
	packet->at = at;
	packet_limit(packet, length);
	return LAYER_PPP;
}

/*
 * RFC 3931 4.1: whether a cookie of 4 or 8 bytes and a sublayer of 4 follow the session was agreed on before. Where
 * Ethernet begins shows.
 */
static size_t behind_session(const struct packet *packet, size_t session)
{
	for (size_t more = 0; more <= 12; more += 4) {
		if (tunnel_guess(packet, session + L2TP3_SESSION + more) == LAYER_ETHERNET)
			return session + L2TP3_SESSION + more;
	}
	return 0;
}

bool tunnel_is_l2tp3(const struct packet *packet)
{
	const uint8_t *header = packet->at.p;

	return cursor_left(&packet->at) > L2TP3_UDP_HEADER + L2TP3_SESSION && read_u32(header) == 3u << 16 &&
	       read_u32(header + L2TP3_UDP_HEADER) != 0 && read_u32(header + L2TP3_UDP_HEADER) != STUN_COOKIE &&
	       behind_session(packet, L2TP3_UDP_HEADER) != 0;
}

/* In IP or in UDP: what UDP adds would be a control message's session 0, or a session nobody has. */
enum layer tunnel_l2tp3(struct packet *packet)
{
	size_t session = tunnel_is_l2tp3(packet) ? L2TP3_UDP_HEADER : 0, header;

	if (cursor_left(&packet->at) < session + L2TP3_SESSION)
		return layer_short(packet);
	header = behind_session(packet, session);
	if (read_u32(packet->at.p + session) == 0 || header == 0)
		return layer_end(NET_OTHER_IP);
	cursor_skip(&packet->at, header);
	return LAYER_ETHERNET;
}
