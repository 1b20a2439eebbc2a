/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/hep.h"

#include "base/memory.h"
#include "capture/inflate.h"
#include "net/payloads.h"

/* Numbers of the "HEP/EEP Network Protocol Specification", revision 37; those of vendor 0. */
enum chunk {
	CHUNK_PROTOCOL = 2, /* of IP: IANA's number */
	CHUNK_IPV4_SOURCE,
	CHUNK_IPV4_DESTINATION,
	CHUNK_IPV6_SOURCE,
	CHUNK_IPV6_DESTINATION,
	CHUNK_SOURCE_PORT,
	CHUNK_DESTINATION_PORT,
	CHUNK_SECONDS,
	CHUNK_MICROSECONDS,
	CHUNK_TYPE,
	CHUNK_PAYLOAD = 0x0f,
	CHUNK_PACKED_PAYLOAD = 0x10,
};

enum type {
	TYPE_SIP = 1,
	TYPE_RTP = 4,
	TYPE_RTCP = 5,
};

enum protocol {
	PROTOCOL_TCP = 6,
	PROTOCOL_TLS = 22, /* XNS IDP's number, which Sofia-SIP takes for TLS */
	PROTOCOL_SCTP = 132,
};

enum {
	HEP3_HEADER = 6, /* magic, length of all */
	CHUNK_HEADER = 6,
	HEP2_HEADER = 8,    /* version, length, family, protocol, two ports */
	HEP2_TIME = 12,     /* seconds, microseconds, agent, two bytes of padding */
	HEP2_LOOKED_AT = 4, /* bytes of the payload that must look like text */
	MILLION = 1000000,
};

enum outcome {
	TAKEN,
	OTHER, /* carries neither SIP nor RTP */
	CUT,   /* by a snap length */
	MALFORMED,
	FOREIGN, /* not HEP */
};

/* One message, as far as it has been read. */
struct hep {
	struct flow flow;
	bool has_source, has_destination, packed;
	uint8_t type;
	uint32_t seconds, microseconds;
	struct str payload;
	size_t length; /* of the payload, as sent */
};

static const uint8_t *bytes_of(struct str text)
{
	return (const uint8_t *)text.p;
}

static bool has_magic(struct str bytes) /* or the beginning of it */
{
	size_t n = bytes.n < 4 ? bytes.n : 4;

	return n == 0 || memcmp(bytes.p, "HEP3", n) == 0 || memcmp(bytes.p, "EEP3", n) == 0;
}

static bool is_gzip(struct str bytes)
{
	return bytes.n >= 3 && memcmp(bytes.p, "\x1f\x8b\x08", 3) == 0;
}

static enum transport transport_of(uint8_t protocol)
{
	switch (protocol) {
	case PROTOCOL_TCP:
		return TRANSPORT_TCP;
	case PROTOCOL_TLS:
		return TRANSPORT_TLS;
	case PROTOCOL_SCTP:
		return TRANSPORT_SCTP;
	}
	return TRANSPORT_UDP;
}

/* Agents' clocks may be off and still order an agent's messages; microseconds that are none tell nothing. */
static ns time_of(const struct hep *hep, ns otherwise)
{
	if (hep->seconds == 0 || hep->microseconds >= MILLION)
		return otherwise;
	return hep->seconds * SECOND + hep->microseconds * (SECOND / MILLION);
}

/* An agent sends at once what it saw: when that seems long ago, or still to come, its clock is not the capture's. */
static ns skew_of(ns time, ns frame)
{
	ns skew = (ns)((uint64_t)time - (uint64_t)frame);

	return skew > HEP_CLOCKS_DIFFER || skew < -HEP_CLOCKS_DIFFER ? skew : 0;
}

/* The type of the chunk tells IPv4 from IPv6, not the family chunk, in which agents write their system's number. */
static void read_address(struct hep *hep, enum chunk type, const uint8_t *value)
{
	bool source = type == CHUNK_IPV4_SOURCE || type == CHUNK_IPV6_SOURCE;
	struct address address = type < CHUNK_IPV6_SOURCE ? address_of_ipv4(value) : address_of_ipv6(value);

	*(source ? &hep->has_source : &hep->has_destination) = true;
	*(source ? &hep->flow.source.address : &hep->flow.destination.address) = address;
}

static void read_number(struct hep *hep, enum chunk type, const uint8_t *value)
{
	switch (type) {
	case CHUNK_PROTOCOL:
		hep->flow.transport = transport_of(*value);
		return;
	case CHUNK_SOURCE_PORT:
		hep->flow.source.port = read_u16(value);
		return;
	case CHUNK_DESTINATION_PORT:
		hep->flow.destination.port = read_u16(value);
		return;
	case CHUNK_SECONDS:
		hep->seconds = read_u32(value);
		return;
	case CHUNK_MICROSECONDS:
		hep->microseconds = read_u32(value);
		return;
	case CHUNK_TYPE:
		hep->type = *value;
		return;
	default:
		read_address(hep, type, value);
	}
}

/* A chunk of another size than its type has is one more that is not understood: passed over. */
static void read_chunk(struct hep *hep, unsigned type, struct str value)
{
	static const uint8_t sizes[] = {
		[CHUNK_PROTOCOL] = 1,          [CHUNK_IPV4_SOURCE] = 4,
		[CHUNK_IPV4_DESTINATION] = 4,  [CHUNK_IPV6_SOURCE] = 16,
		[CHUNK_IPV6_DESTINATION] = 16, [CHUNK_SOURCE_PORT] = 2,
		[CHUNK_DESTINATION_PORT] = 2,  [CHUNK_SECONDS] = 4,
		[CHUNK_MICROSECONDS] = 4,      [CHUNK_TYPE] = 1,
	};

	if (type < sizeof(sizes) && sizes[type] && sizes[type] == value.n)
		read_number(hep, type, bytes_of(value));
	if (type != CHUNK_PAYLOAD && type != CHUNK_PACKED_PAYLOAD)
		return;
	hep->payload = value;
	hep->length = value.n;
	hep->packed = type == CHUNK_PACKED_PAYLOAD;
}

/* missing: bytes that were sent behind those captured. What is cut is the end of the payload, which comes last. */
static enum outcome read_chunks(struct hep *hep, struct str message, size_t missing)
{
	struct cursor at = cursor_of(message.p, message.n);

	cursor_skip(&at, HEP3_HEADER);
	while (cursor_left(&at)) {
		unsigned vendor = cursor_u16(&at), type = cursor_u16(&at), length = cursor_u16(&at);
		size_t left = cursor_left(&at), n;

		if (at.bad)
			return missing ? CUT : MALFORMED;
		if (length < CHUNK_HEADER || length - CHUNK_HEADER > left + missing)
			return MALFORMED;
		n = length - CHUNK_HEADER < left ? length - CHUNK_HEADER : left;
		if (n < length - CHUNK_HEADER && (vendor || type != CHUNK_PAYLOAD))
			return CUT;
		if (vendor == 0)
			read_chunk(hep, type, (struct str){(const char *)cursor_take(&at, n), n});
		else
			cursor_skip(&at, n);
		if (n < length - CHUNK_HEADER)
			hep->length = length - CHUNK_HEADER;
	}
	if (missing && hep->payload.n == 0)
		return CUT;
	return hep->has_source && hep->has_destination ? TAKEN : MALFORMED;
}

/* Binary RTCP has the version where JSON, which most agents send under the same number, has its brace. */
static bool is_wanted(const struct hep *hep)
{
	bool binary = hep->payload.n && bytes_of(hep->payload)[0] >> 6 == 2;

	return hep->payload.n && (hep->type == TYPE_SIP || hep->type == TYPE_RTP || (hep->type == TYPE_RTCP && binary));
}

/* What unpacks to a hundred times its size is no message, and must not cost as much as one of that size. */
static size_t most_unpacked(size_t packed)
{
	return packed < (HEP_MAX_UNPACKED - HEP_FREE) / HEP_MAX_TIMES ? HEP_FREE + packed * HEP_MAX_TIMES
	                                                              : HEP_MAX_UNPACKED;
}

static enum outcome unpack(struct str *bytes, struct payloads *out)
{
	size_t most = most_unpacked(bytes->n);
	uint8_t *room;

	if (out->unpacked >= HEP_MAX_UNPACKED_ALL)
		return MALFORMED;
	room = memory_new(most);
	bytes->n = inflate_all(*bytes, room, most);
	out->unpacked += bytes->n ? bytes->n : HEP_MAX_UNPACKED;
	if (bytes->n == 0) {
		memory_free(room);
		return MALFORMED;
	}
	room = memory_grow(room, bytes->n);
	payloads_keep(out, room);
	bytes->p = (const char *)room;
	return TAKEN;
}

static enum outcome hand_on(struct hep *hep, const struct payload *outer, struct payloads *out)
{
	struct payload *payload;
	ns time;

	if (hep->packed && hep->length > hep->payload.n)
		return CUT;
	if (hep->packed && unpack(&hep->payload, out) != TAKEN)
		return MALFORMED;
	if (hep->packed)
		hep->length = hep->payload.n;
	if (!is_wanted(hep))
		return OTHER;
	payload = payloads_add(out);
	time = time_of(hep, outer->time);
	*payload = (struct payload){
		.flow = hep->flow,
		.bytes = bytes_of(hep->payload),
		.size = hep->payload.n,
		.length = hep->length,
		.time = time,
		.skew = skew_of(time, outer->time),
		.frame = outer->frame,
		.fragmented = outer->fragmented,
		.whole = hep->type == TYPE_SIP,
		.layers = outer->layers | (uint64_t)1 << LAYER_HEP,
	};
	return TAKEN;
}

/* missing: as in read_chunks. Sets *size to what the message takes of bytes. */
static enum outcome take_hep3(struct str bytes, size_t missing, const struct payload *outer, struct payloads *out,
                              size_t *size)
{
	struct hep hep = {.type = TYPE_SIP};
	enum outcome outcome;
	size_t length;

	*size = bytes.n;
	if (bytes.n < HEP3_HEADER)
		return missing ? CUT : MALFORMED;
	length = read_u16(bytes_of(bytes) + 4);
	if (length < HEP3_HEADER || length > bytes.n + missing)
		return MALFORMED;
	missing = length > bytes.n ? length - bytes.n : 0;
	bytes.n = *size = length - missing;
	outcome = read_chunks(&hep, bytes, missing);
	return outcome == TAKEN ? hand_on(&hep, outer, out) : outcome;
}

/* The family's number is the sender's: Linux and the BSDs and their kin have five for IPv6. 0: no family. */
static size_t address_size(uint8_t family)
{
	switch (family) {
	case 2:
		return 4;
	case 10: /* Linux */
	case 23: /* Windows */
	case 24: /* NetBSD, OpenBSD */
	case 28: /* FreeBSD */
	case 30: /* Darwin */
		return 16;
	}
	return 0;
}

static bool is_text(struct str bytes)
{
	if (bytes.n < HEP2_LOOKED_AT)
		return false;
	for (size_t i = 0; i < HEP2_LOOKED_AT; i++)
		if (bytes.p[i] < ' ' || bytes.p[i] > '~')
			return false;
	return bytes.p[0] >= 'A' && (bytes.p[0] <= 'Z' || (bytes.p[0] >= 'a' && bytes.p[0] <= 'z'));
}

/*
 * There is no magic, so every field must make sense. The header's length is left alone: Kamailio counts no time into
 * it, Sofia-SIP does, and sngrep writes something else. Times are in the sender's byte order, which hardly is big.
 */
static bool read_hep2(struct hep *hep, struct str bytes)
{
	struct cursor at = cursor_of(bytes.p, bytes.n);
	const uint8_t *header = cursor_take(&at, HEP2_HEADER), *addresses, *time;
	size_t n;

	if (!header || (header[0] != 1 && header[0] != 2))
		return false;
	n = address_size(header[2]);
	addresses = cursor_take(&at, 2 * n);
	time = cursor_take(&at, header[0] == 2 ? HEP2_TIME : 0);
	if (n == 0 || at.bad)
		return false;
	read_address(hep, n == 4 ? CHUNK_IPV4_SOURCE : CHUNK_IPV6_SOURCE, addresses);
	read_address(hep, n == 4 ? CHUNK_IPV4_DESTINATION : CHUNK_IPV6_DESTINATION, addresses + n);
	hep->flow.transport = transport_of(header[3]);
	hep->flow.source.port = read_u16(header + 4);
	hep->flow.destination.port = read_u16(header + 6);
	if (header[0] == 2) {
		hep->seconds = little_u32(time);
		hep->microseconds = little_u32(time + 4);
	}
	hep->payload = (struct str){(const char *)at.p, cursor_left(&at)};
	return hep->flow.source.port && hep->flow.destination.port && hep->microseconds < MILLION &&
	       (hep->flow.transport != TRANSPORT_UDP || header[3] == 17) && is_text(hep->payload);
}

static enum outcome take_hep2(struct str bytes, size_t missing, const struct payload *outer, struct payloads *out)
{
	struct hep hep = {.type = TYPE_SIP};

	if (!read_hep2(&hep, bytes))
		return FOREIGN;
	hep.length = hep.payload.n + missing;
	return hand_on(&hep, outer, out);
}

static enum outcome take_datagram(struct str bytes, size_t missing, const struct payload *outer, struct payloads *out)
{
	enum outcome all = FOREIGN;
	size_t size;

	if (bytes.n < 4 || !has_magic(bytes))
		return take_hep2(bytes, missing, outer, out);
	for (; bytes.n >= 4 && has_magic(bytes); bytes = str_from(bytes, size)) {
		enum outcome one = take_hep3(bytes, missing, outer, out, &size);

		if (one < all)
			all = one;
	}
	return all;
}

static enum outcome take_packed(struct str bytes, size_t missing, const struct payload *outer, struct payloads *out)
{
	if (missing || unpack(&bytes, out) != TAKEN || bytes.n < 4 || !has_magic(bytes))
		return FOREIGN;
	return take_datagram(bytes, 0, outer, out);
}

bool hep_begins(const struct packet *packet)
{
	struct str bytes = {(const char *)packet->at.p, cursor_left(&packet->at)};
	struct hep hep = {0};

	if (bytes.n >= 4 && has_magic(bytes))
		return true;
	return is_gzip(bytes) || read_hep2(&hep, bytes);
}

enum layer hep_datagram(struct packet *packet)
{
	struct str bytes = {(const char *)packet->at.p, cursor_left(&packet->at)};
	struct payload outer = packet_payload(packet);
	enum outcome outcome;

	if (is_gzip(bytes))
		outcome = take_packed(bytes, packet->missing, &outer, packet->ready);
	else
		outcome = take_datagram(bytes, packet->missing, &outer, packet->ready);
	switch (outcome) {
	case TAKEN:
		return layer_end(NET_PAYLOAD);
	case CUT:
		return layer_end(NET_CUT);
	case MALFORMED:
		packet->counters->hep_malformed++;
		return layer_end(NET_MALFORMED);
	case OTHER:
	case FOREIGN:
		break;
	}
	return layer_take_back(packet, LAYER_HEP);
}

int64_t hep_size(struct str bytes)
{
	unsigned length;

	if (!has_magic(bytes))
		return -1;
	if (bytes.n < HEP3_HEADER)
		return 0;
	length = read_u16(bytes_of(bytes) + 4);
	if (length < HEP3_HEADER)
		return -1;
	return length > bytes.n ? 0 : length;
}

bool hep_take(struct str message, const struct payload *outer, struct payloads *out, struct net_counters *counters)
{
	enum outcome outcome = MALFORMED;
	size_t size;

	if (message.n >= 4 && has_magic(message))
		outcome = take_hep3(message, 0, outer, out, &size);
	counters->layers[LAYER_HEP] += outcome == TAKEN;
	counters->hep_malformed += outcome == MALFORMED;
	return outcome == TAKEN;
}
