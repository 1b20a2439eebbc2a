/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/ip.h"

#include "net/defrag.h"
#include "net/payloads.h"

enum {
	V4_HEADER = 20,
	V4_FRAGMENT = 0x3fff, /* offset, and more fragments (RFC 791 3.1) */
	V4_MORE = 0x2000,
	V4_OFFSET = 0x1fff,
	V6_HEADER = 40,
	FRAGMENT_HEADER = 8, /* RFC 8200 4.5 */
	EXTENSION_UNIT = 8,
};

enum protocol {
	PROTOCOL_HOP_BY_HOP = 0,
	PROTOCOL_ICMP = 1,
	PROTOCOL_IPV4 = 4,
	PROTOCOL_TCP = 6,
	PROTOCOL_UDP = 17,
	PROTOCOL_IPV6 = 41,
	PROTOCOL_ROUTING = 43,
	PROTOCOL_FRAGMENT = 44,
	PROTOCOL_GRE = 47,
	PROTOCOL_ESP = 50,
	PROTOCOL_AUTHENTICATION = 51,
	PROTOCOL_ICMPV6 = 58,
	PROTOCOL_DESTINATION = 60,
	PROTOCOL_ETHERIP = 97,
	PROTOCOL_L2TP = 115, /* RFC 3931 4.1.1 */
	PROTOCOL_SCTP = 132,
	PROTOCOL_MOBILITY = 135,
	PROTOCOL_MPLS = 137, /* RFC 4023 3 */
};

/* True: the packet is now the datagram that the rest of this one completes. */
static enum net_verdict join(struct packet *packet, struct fragment *fragment, uint8_t *protocol)
{
	struct datagram datagram;
	enum net_verdict verdict;

	fragment->source = packet->flow.source.address;
	fragment->destination = packet->flow.destination.address;
	fragment->protocol = *protocol;
	fragment->layers = packet->layers;
	fragment->span.time = packet->frame->time;
	fragment->span.frame = packet->frame->number;
	fragment->span.bytes = packet->at.p;
	fragment->span.size = cursor_left(&packet->at);
	fragment->span.length = packet_sent(packet);
	packet->datagram = fragment->id;
	packet->counters->fragments_behind += fragment->span.at > 0;
	verdict = defrag_take(packet->defrag, fragment, packet->now, &datagram);
	if (verdict != NET_PAYLOAD)
		return verdict;
	payloads_keep(packet->ready, datagram.bytes);
	packet->at = cursor_of(datagram.bytes, datagram.size);
	packet->missing = datagram.length - datagram.size;
	packet->fragmented = true;
	packet->fragment_late = datagram.late;
	*protocol = datagram.protocol;
	return NET_PAYLOAD;
}

/* A header that says what follows it and how long it is itself, in units behind the first two bytes. */
static bool skip_extension(struct packet *packet, uint8_t *protocol)
{
	const uint8_t *header = cursor_take(&packet->at, EXTENSION_UNIT);
	bool authentication = *protocol == PROTOCOL_AUTHENTICATION;

	if (!header)
		return false;
	*protocol = header[0];
	/* RFC 4302 2.2: the authentication header counts words less two, not units of 8 bytes less one. */
	if (authentication)
		return cursor_take(&packet->at, (header[1] + 2u) * 4 - EXTENSION_UNIT);
	return cursor_take(&packet->at, header[1] * (size_t)EXTENSION_UNIT);
}

static enum net_verdict fragment_v6(struct packet *packet, uint8_t *protocol)
{
	const uint8_t *header = cursor_take(&packet->at, FRAGMENT_HEADER);
	struct fragment fragment = {.v6 = true};

	if (!header)
		return packet->missing ? NET_CUT : NET_MALFORMED;
	*protocol = header[0];
	fragment.span.at = read_u16(header + 2) & 0xfff8u;
	fragment.more = header[3] & 1;
	fragment.id = read_u32(header + 4);
	/* RFC 6946: a fragment that is the whole datagram has nothing to do with others of the same id. */
	if (fragment.span.at == 0 && !fragment.more)
		return NET_PAYLOAD;
	return join(packet, &fragment, protocol);
}

enum layer ip_protocol(struct packet *packet, uint8_t protocol)
{
	enum net_verdict verdict;

	for (;;) {
		switch (protocol) {
		case PROTOCOL_UDP:
			return LAYER_UDP;
		case PROTOCOL_TCP:
			return LAYER_TCP;
		case PROTOCOL_IPV4:
			return LAYER_IPV4;
		case PROTOCOL_IPV6:
			return LAYER_IPV6;
		case PROTOCOL_GRE:
			return LAYER_GRE;
		case PROTOCOL_ESP:
			return LAYER_ESP;
		case PROTOCOL_ETHERIP:
			return LAYER_ETHERIP;
		case PROTOCOL_L2TP:
			return LAYER_L2TP3;
		case PROTOCOL_MPLS:
			return LAYER_MPLS;
		case PROTOCOL_SCTP:
			return LAYER_SCTP;
		case PROTOCOL_ICMP:
			return LAYER_ICMP;
		case PROTOCOL_ICMPV6:
			return LAYER_ICMPV6;
		case PROTOCOL_HOP_BY_HOP:
		case PROTOCOL_ROUTING:
		case PROTOCOL_DESTINATION:
		case PROTOCOL_MOBILITY:
		case PROTOCOL_AUTHENTICATION:
			if (!skip_extension(packet, &protocol))
				return layer_short(packet);
			break;
		case PROTOCOL_FRAGMENT:
			verdict = fragment_v6(packet, &protocol);
			if (verdict != NET_PAYLOAD)
				return layer_end(verdict);
			break;
		default:
			return layer_end(NET_OTHER_IP);
		}
	}
}

static enum layer fragment_v4(struct packet *packet, const uint8_t *header)
{
	unsigned where = read_u16(header + 6);
	struct fragment fragment = {.id = read_u16(header + 4), .more = where & V4_MORE};
	uint8_t protocol = header[9];
	enum net_verdict verdict;

	fragment.span.at = (where & V4_OFFSET) * 8;
	verdict = join(packet, &fragment, &protocol);
	return verdict == NET_PAYLOAD ? ip_protocol(packet, protocol) : layer_end(verdict);
}

enum layer ip_v4(struct packet *packet)
{
	const uint8_t *header = cursor_take(&packet->at, V4_HEADER);
	size_t header_length, total;

	if (!header)
		return layer_short(packet);
	header_length = (header[0] & 15u) * 4;
	total = read_u16(header + 2);
	if (header[0] >> 4 != 4 || header_length < V4_HEADER || (total && total < header_length))
		return layer_end(NET_MALFORMED);
	/* A total length of 0 is what a sender's own capture shows before the network card cuts a large segment. */
	if (total)
		packet_limit(packet, total - V4_HEADER);
	if (header_length > V4_HEADER && !cursor_take(&packet->at, header_length - V4_HEADER))
		return layer_short(packet);
	packet->flow.source.address = address_of_ipv4(header + 12);
	packet->flow.destination.address = address_of_ipv4(header + 16);
	if (read_u16(header + 6) & V4_FRAGMENT)
		return fragment_v4(packet, header);
	return header[9] == PROTOCOL_UDP ? LAYER_UDP : ip_protocol(packet, header[9]);
}

enum layer ip_v6(struct packet *packet)
{
	const uint8_t *header = cursor_take(&packet->at, V6_HEADER);
	size_t length;

	if (!header)
		return layer_short(packet);
	if (header[0] >> 4 != 6)
		return layer_end(NET_MALFORMED);
	length = read_u16(header + 4);
	/* RFC 2675 3: a jumbogram says 0 here, and so does a segment the network card is still to cut. */
	if (length)
		packet_limit(packet, length);
	packet->flow.source.address = address_of_ipv6(header + 8);
	packet->flow.destination.address = address_of_ipv6(header + 24);
	return ip_protocol(packet, header[6]);
}

enum layer ip_any(struct packet *packet)
{
	if (!cursor_left(&packet->at))
		return layer_short(packet);
	switch (packet->at.p[0] >> 4) {
	case 4:
		return LAYER_IPV4;
	case 6:
		return LAYER_IPV6;
	}
	return layer_end(NET_MALFORMED);
}
