/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/ip.h"
#include "net/payloads.h"
#include "net/tunnel.h"

enum {
	ESP_HEADER = 8,  /* association, sequence number (RFC 4303 2) */
	ESP_TRAILER = 2, /* length of the padding before it, next header */
	ESP_UNIT = 4,
	UDP_HEADER = 8,
	TCP_HEADER = 20,
	IPV4_HEADER = 20,
	IPV6_HEADER = 40,
	TEXT_ENOUGH = 16, /* bytes of it that encryption does not make */
};

enum protocol {
	PROTOCOL_IPV4 = 4,
	PROTOCOL_TCP = 6,
	PROTOCOL_UDP = 17,
	PROTOCOL_IPV6 = 41,
	PROTOCOL_SCTP = 132,
};

/*
 * What was agreed on and is nowhere in the packet, the frequent first: bytes of integrity check value behind the
 * trailer, and of initialisation vector before the payload, which only AES-GMAC has (RFC 4543 3).
 */
static const struct {
	uint8_t check, vector;
} shapes[] = {{12, 0}, {16, 0}, {16, 8}, {0, 0}, {24, 0}, {32, 0}};

struct plain {
	size_t header;   /* bytes before the payload */
	size_t size;     /* of the payload */
	uint8_t carries; /* protocol */
};

/* RFC 1071: what the 16-bit words add up to. */
static uint64_t sum(const uint8_t *bytes, size_t size)
{
	uint64_t total = size % 2 ? (uint64_t)bytes[size - 1] << 8 : 0;

	for (size_t i = 0; i + 1 < size; i += 2)
		total += read_u16(bytes + i);
	return total;
}

static bool is_text(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < TEXT_ENOUGH && i < size; i++) {
		if ((bytes[i] < ' ' && bytes[i] != '\r' && bytes[i] != '\n' && bytes[i] != '\t') || bytes[i] > '~')
			return false;
	}
	return size >= TEXT_ENOUGH;
}

/*
 * RFC 9293 3.1. Without the checksum one encrypted packet in a million would pass for a segment. IPv4 addresses have
 * the mapped form, whose ffff adds nothing. Where addresses were made unrecognisable the checksum is wrong, but SIP is text.
 */
static bool fits_tcp(const uint8_t *bytes, size_t size, const struct flow *flow)
{
	size_t header = size < TCP_HEADER ? 0 : (bytes[12] >> 4) * 4u;
	uint64_t total;

	if (header < TCP_HEADER || header > size)
		return false;
	total = sum(bytes, size) + sum(flow->source.address.bytes, sizeof(flow->source.address.bytes)) +
	        sum(flow->destination.address.bytes, sizeof(flow->destination.address.bytes)) + PROTOCOL_TCP + size;
	return total % 0xffff == 0 || is_text(bytes + header, size - header);
}

/* RFC 5879 8.3: what is carried must agree with the length it has here. */
static bool fits(const uint8_t *bytes, size_t size, uint8_t protocol, const struct flow *flow)
{
	switch (protocol) {
	case PROTOCOL_UDP:
		return size >= UDP_HEADER && read_u16(bytes + 4) == size && read_u16(bytes) && read_u16(bytes + 2);
	case PROTOCOL_TCP:
		return fits_tcp(bytes, size, flow);
	case PROTOCOL_SCTP:
		return tunnel_fits_sctp(bytes, size, size);
	case PROTOCOL_IPV4:
		return size >= IPV4_HEADER && bytes[0] >> 4 == 4 && (bytes[0] & 15) * 4 >= IPV4_HEADER &&
		       read_u16(bytes + 2) == size;
	case PROTOCOL_IPV6:
		return size >= IPV6_HEADER && bytes[0] >> 4 == 6 && read_u16(bytes + 4) + IPV6_HEADER == (int64_t)size;
	}
	return false;
}

/* RFC 4303 2.4: the padding counts 1, 2, 3 ... and makes the trailer end on a word. */
static bool fits_padding(const uint8_t *padding, size_t size, size_t end)
{
	for (size_t i = 0; i < size; i++) {
		if (padding[i] != i + 1)
			return false;
	}
	return end % ESP_UNIT == 0;
}

static bool has_shape(const struct packet *packet, size_t check, size_t vector, struct plain *out)
{
	const uint8_t *bytes = packet->at.p;
	size_t size = cursor_left(&packet->at), header = ESP_HEADER + vector, end, padding;

	if (size < header + ESP_TRAILER + check)
		return false;
	end = size - check;
	padding = bytes[end - ESP_TRAILER];
	if (end < header + ESP_TRAILER + padding)
		return false;
	*out = (struct plain){header, end - ESP_TRAILER - padding - header, bytes[end - 1]};
	return fits_padding(bytes + header + out->size, padding, end) &&
	       fits(bytes + header, out->size, out->carries, &packet->flow);
}

/* RFC 5879: nothing in a packet says that it is not encrypted, but one that is not looks like nothing else. */
static bool find_plain(const struct packet *packet, struct plain *out)
{
	/* The trailer is at the end, so there must be one. RFC 3948 2.2: IKE begins with four bytes of 0. */
	if (packet->missing || cursor_left(&packet->at) < ESP_HEADER || read_u32(packet->at.p) == 0)
		return false;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		if (has_shape(packet, shapes[i].check, shapes[i].vector, out))
			return true;
	}
	return false;
}

bool tunnel_is_null_esp(const struct packet *packet)
{
	struct plain plain;

	return find_plain(packet, &plain);
}

/* Audio may be in it: what is between these two hosts can be told of them, and no more. */
static struct payload hidden_payload(const struct packet *packet)
{
	struct payload payload = packet_payload(packet);

	payload.size = payload.length = 0;
	payload.hidden = true;
	return payload;
}

enum layer tunnel_esp(struct packet *packet)
{
	struct plain plain;

	if (!find_plain(packet, &plain)) {
		*payloads_add(packet->ready) = hidden_payload(packet);
		return layer_end(NET_OTHER_IP);
	}
	cursor_skip(&packet->at, plain.header);
	packet_limit(packet, plain.size);
	return ip_protocol(packet, plain.carries);
}
