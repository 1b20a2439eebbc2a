/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/exported.h"

#include "base/memory.h"
#include "net/ip.h"
#include "net/link.h"
#include "net/payloads.h"
#include "net/tunnel.h"

/* Wireshark's wsutil/exported_pdu_tlvs.h */
enum tag {
	TAG_END = 0,
	TAG_DISSECTOR = 12,
	TAG_HEURISTIC = 13,
	TAG_TABLE = 14,
	TAG_IPV4_SOURCE = 20,
	TAG_IPV4_DESTINATION,
	TAG_IPV6_SOURCE,
	TAG_IPV6_DESTINATION,
	TAG_PORT_TYPE,
	TAG_SOURCE_PORT,
	TAG_DESTINATION_PORT,
	TAG_ORIGINAL_FRAME = 30,
	TAG_TABLE_VALUE = 32,
	TAG_TCP = 34,
};

enum port_type {
	PORT_SCTP = 1,
	PORT_TCP,
	PORT_UDP,
};

enum {
	TAG_HEADER = 4, /* type, length; lengths count the padding, where there is any */
	TCP_DATA = 19,  /* version, three sequence numbers, reassembled or not, flags, urgent pointer */
	TCP_HEADER = 20,
};

/* TCP counts its streams from 1. */
#define STREAM_OF_FRAME ((uint64_t)1 << 63)

/* The last payload handed on. */
struct exported {
	struct flow flow;
	uint32_t frame; /* of the capture it was exported from; 0: not told */
	size_t size;
	uint8_t bytes[EXPORTED_MAX_KEPT];
};

/* What the tags tell. */
struct tags {
	struct str name, table; /* of what is to read the payload */
	uint32_t value;         /* in the table */
	uint32_t port_type, frame;
	const uint8_t *tcp; /* TCP_DATA bytes */
};

struct exported *exported_new(void)
{
	return memory_new(sizeof(struct exported));
}

void exported_free(struct exported *exported)
{
	memory_free(exported);
}

static struct str name_of(struct str value) /* padded with NUL */
{
	const char *nul = value.n ? memchr(value.p, '\0', value.n) : NULL;

	return nul ? (struct str){value.p, (size_t)(nul - value.p)} : value;
}

static void read_number(struct packet *packet, struct tags *tags, enum tag tag, uint32_t number)
{
	switch (tag) {
	case TAG_PORT_TYPE:
		tags->port_type = number;
		return;
	case TAG_SOURCE_PORT:
		packet->flow.source.port = (uint16_t)number;
		return;
	case TAG_DESTINATION_PORT:
		packet->flow.destination.port = (uint16_t)number;
		return;
	case TAG_ORIGINAL_FRAME:
		tags->frame = number;
		return;
	case TAG_TABLE_VALUE:
		tags->value = number;
		return;
	case TAG_IPV4_SOURCE:
	case TAG_IPV4_DESTINATION: {
		uint8_t bytes[] = {(uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8),
		                   (uint8_t)number};

		*(tag == TAG_IPV4_SOURCE ? &packet->flow.source.address : &packet->flow.destination.address) =
			address_of_ipv4(bytes);
		return;
	}
	default:
		return;
	}
}

static void read_tag(struct packet *packet, struct tags *tags, unsigned tag, struct str value)
{
	const uint8_t *bytes = (const uint8_t *)value.p;

	if (tag == TAG_DISSECTOR || tag == TAG_HEURISTIC)
		tags->name = name_of(value);
	else if (tag == TAG_TABLE)
		tags->table = name_of(value);
	else if (tag == TAG_IPV6_SOURCE && value.n == 16)
		packet->flow.source.address = address_of_ipv6(bytes);
	else if (tag == TAG_IPV6_DESTINATION && value.n == 16)
		packet->flow.destination.address = address_of_ipv6(bytes);
	else if (tag == TAG_TCP && value.n >= TCP_DATA && read_u16(bytes) == 1)
		tags->tcp = bytes;
	else if (value.n == 4)
		read_number(packet, tags, tag, read_u32(bytes));
}

/* Reads them all, to behind the one that ends them. */
static enum layer read_tags(struct packet *packet, struct tags *tags)
{
	for (;;) {
		const uint8_t *header = cursor_take(&packet->at, TAG_HEADER), *value;
		size_t length;

		if (!header)
			return layer_short(packet);
		length = read_u16(header + 2);
		value = cursor_take(&packet->at, length);
		if (!value)
			return layer_short(packet);
		if (read_u16(header) == TAG_END)
			return LAYER_PAYLOAD;
		read_tag(packet, tags, read_u16(header), (struct str){(const char *)value, length});
	}
}

/* What was exported below UDP and TCP; LAYER_PAYLOAD: none of these. */
static enum layer lower_layer(struct packet *packet, const struct tags *tags)
{
	static const struct {
		const char *name;
		enum layer layer;
	} dissectors[] = {
		{"eth", LAYER_ETHERNET},
		{"eth_maybefcs", LAYER_ETHERNET},
		{"eth_withfcs", LAYER_ETHERNET},
		{"eth_withoutfcs", LAYER_ETHERNET},
		{"ip", LAYER_IP},
		{"ipv6", LAYER_IPV6},
		{"mpls", LAYER_MPLS},
		{"ppp", LAYER_PPP},
		{"raw_ip", LAYER_IP},
		{"sctp", LAYER_SCTP},
		{"tcp", LAYER_TCP},
		{"udp", LAYER_UDP},
	};

	for (size_t i = 0; i < sizeof(dissectors) / sizeof(dissectors[0]); i++)
		if (str_eq(tags->name, str_of(dissectors[i].name)))
			return dissectors[i].layer;
	if (str_eq(tags->table, STR("ethertype")))
		return link_ethertype((uint16_t)tags->value);
	if (str_eq(tags->table, STR("ip.proto")))
		return ip_protocol(packet, (uint8_t)tags->value);
	return LAYER_PAYLOAD;
}

static enum transport transport_of(uint32_t port_type)
{
	switch (port_type) {
	case PORT_TCP:
		return TRANSPORT_TCP;
	case PORT_SCTP:
		return TRANSPORT_SCTP;
	}
	return TRANSPORT_UDP;
}

/*
 * TLS exports what a record held, and SIP does it again for each message in it, of the same frame: with the same bytes,
 * or with some that they begin with.
 */
static bool is_repeated(struct exported *last, const struct packet *packet, const struct tags *tags)
{
	size_t size = cursor_left(&packet->at);

	if (tags->frame && tags->frame == last->frame && size && size <= last->size &&
	    flow_same(&packet->flow, &last->flow) && memcmp(packet->at.p, last->bytes, size) == 0)
		return true;
	last->frame = tags->frame;
	last->flow = packet->flow;
	last->size = size < EXPORTED_MAX_KEPT ? size : 0;
	if (last->size)
		memcpy(last->bytes, packet->at.p, last->size);
	return false;
}

/*
 * A segment, or some of them again that Wireshark put together: both end where they say, and TCP takes each byte once.
 * The header is written anew, with what is known of it.
 */
static enum layer as_segment(struct packet *packet, const struct tags *tags)
{
	size_t size = cursor_left(&packet->at), sent = packet_sent(packet);
	uint8_t *segment = memory_new(TCP_HEADER + size);
	uint32_t sequence = read_u32(tags->tcp + 6) - (uint32_t)sent;

	payloads_keep(packet->ready, segment);
	for (int i = 0; i < 4; i++)
		segment[4 + i] = (uint8_t)(sequence >> (24 - 8 * i));
	segment[0] = (uint8_t)(packet->flow.source.port >> 8);
	segment[1] = (uint8_t)packet->flow.source.port;
	segment[2] = (uint8_t)(packet->flow.destination.port >> 8);
	segment[3] = (uint8_t)packet->flow.destination.port;
	memcpy(segment + 8, tags->tcp + 10, 4);
	segment[12] = TCP_HEADER / 4 << 4;
	segment[13] = tags->tcp[16];
	memcpy(segment + TCP_HEADER, packet->at.p, size);
	packet->at = cursor_of(segment, TCP_HEADER + size);
	return LAYER_TCP;
}

/* It may hold several messages, or part of one that comes whole later: a stream of its own, over with its last byte. */
static enum layer as_stream(struct packet *packet)
{
	struct payload *payload = payloads_add(packet->ready);

	*payload = packet_payload(packet);
	payload->length = payload->size;
	payload->stream = STREAM_OF_FRAME | packet->frame->number;
	payload->end = true;
	return layer_end(NET_PAYLOAD);
}

static enum layer as_message(struct packet *packet)
{
	struct payload *payload = payloads_add(packet->ready);

	*payload = packet_payload(packet);
	payload->whole = true;
	return layer_end(NET_PAYLOAD);
}

enum layer exported_pdu(struct packet *packet)
{
	static const uint8_t unspecified[4];
	struct tags tags = {.port_type = PORT_UDP};
	enum layer layer;

	packet->flow.source = packet->flow.destination = (struct endpoint){address_of_ipv4(unspecified), 0};
	layer = read_tags(packet, &tags);
	if (layer == LAYER_PAYLOAD)
		layer = lower_layer(packet, &tags);
	if (layer != LAYER_PAYLOAD)
		return layer;
	packet->flow.transport = transport_of(tags.port_type);
	if (packet->flow.transport == TRANSPORT_TCP && tags.tcp && cursor_left(&packet->at))
		return as_segment(packet, &tags);
	if (is_repeated(packet->exported, packet, &tags))
		return layer_end(NET_TCP_REPEATED);
	switch (packet->flow.transport) {
	case TRANSPORT_TCP:
		return as_stream(packet);
	case TRANSPORT_SCTP:
		return as_message(packet);
	default:
		return tunnel_in_udp(packet);
	}
}

static void put_tag(struct buf *out, enum tag tag, struct str value)
{
	const char header[TAG_HEADER] = {0, (char)tag, (char)(value.n >> 8), (char)value.n};

	buf_add(out, (struct str){header, sizeof(header)});
	buf_add(out, value);
}

static void put_number(struct buf *out, enum tag tag, uint32_t number)
{
	const char bytes[] = {(char)(number >> 24), (char)(number >> 16), (char)(number >> 8), (char)number};

	put_tag(out, tag, (struct str){bytes, sizeof(bytes)});
}

static void put_address(struct buf *out, enum tag v4, enum tag v6, const struct address *address)
{
	const char *bytes = (const char *)address->bytes;

	if (address_is_ipv4(address))
		put_tag(out, v4, (struct str){bytes + 12, 4});
	else
		put_tag(out, v6, (struct str){bytes, 16});
}

void exported_message(struct buf *out, const struct flow *flow, struct str message)
{
	put_tag(out, TAG_DISSECTOR, STR("sip\0"));
	put_address(out, TAG_IPV4_SOURCE, TAG_IPV6_SOURCE, &flow->source.address);
	put_address(out, TAG_IPV4_DESTINATION, TAG_IPV6_DESTINATION, &flow->destination.address);
	put_number(out, TAG_PORT_TYPE, PORT_TCP);
	put_number(out, TAG_SOURCE_PORT, flow->source.port);
	put_number(out, TAG_DESTINATION_PORT, flow->destination.port);
	put_tag(out, TAG_END, STR_NONE);
	buf_add(out, message);
}
