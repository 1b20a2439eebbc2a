/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/icmp.h"

#include "net/payloads.h"

enum {
	ICMP_HEADER = 8,
	V4_HEADER = 20,
	V4_OFFSET = 0x1fff,
	V6_HEADER = 40,
	EXTENSION_UNIT = 8,
	MAX_EXTENSIONS = 8,
	UDP_HEADER = 8,
	PORTS = 4, /* bytes: RFC 792 promises eight of what was behind the IP header */
	TCP_HEADER = 20,
	PROTOCOL_TCP = 6,
	PROTOCOL_UDP = 17,
	ANY_CODE = 256,
};

/* RFC 792, RFC 1122 3.2.2.1, RFC 1812 5.2.7.1; RFC 4443 3. The row with ANY_CODE comes last of its type. */
static const struct row {
	bool v6;
	uint8_t type;
	uint16_t code;
	enum icmp_meaning meaning;
	const char *name;
} rows[] = {
	{false, 3, 0, ICMP_NO_WAY, "network unreachable"},
	{false, 3, 1, ICMP_NO_WAY, "host unreachable"},
	{false, 3, 2, ICMP_NOBODY, "protocol unreachable"},
	{false, 3, 3, ICMP_NOBODY, "port unreachable"},
	{false, 3, 4, ICMP_TOO_BIG, "fragmentation needed"},
	{false, 3, 5, ICMP_NO_WAY, "source route failed"},
	{false, 3, 6, ICMP_NO_WAY, "network unknown"},
	{false, 3, 7, ICMP_NO_WAY, "host unknown"},
	{false, 3, 8, ICMP_NO_WAY, "source host isolated"},
	{false, 3, 9, ICMP_BARRED, "network prohibited"},
	{false, 3, 10, ICMP_BARRED, "host prohibited"},
	{false, 3, 11, ICMP_NO_WAY, "network unreachable for this type of service"},
	{false, 3, 12, ICMP_NO_WAY, "host unreachable for this type of service"},
	{false, 3, 13, ICMP_BARRED, "administratively prohibited"},
	{false, 3, 14, ICMP_BARRED, "host precedence violation"},
	{false, 3, 15, ICMP_BARRED, "precedence cutoff"},
	{false, 3, ANY_CODE, ICMP_NO_WAY, "destination unreachable"},
	{false, 11, 0, ICMP_EXPIRED, "time to live exceeded"},
	{false, 11, 1, ICMP_EXPIRED, "fragments missing for too long"},
	{false, 11, ANY_CODE, ICMP_EXPIRED, "time exceeded"},
	{false, 12, ANY_CODE, ICMP_REFUSED, "parameter problem"},
	{true, 1, 0, ICMP_NO_WAY, "no route to destination"},
	{true, 1, 1, ICMP_BARRED, "administratively prohibited"},
	{true, 1, 2, ICMP_NO_WAY, "beyond scope of source address"},
	{true, 1, 3, ICMP_NO_WAY, "address unreachable"},
	{true, 1, 4, ICMP_NOBODY, "port unreachable"},
	{true, 1, 5, ICMP_BARRED, "source address failed policy"},
	{true, 1, 6, ICMP_BARRED, "reject route to destination"},
	{true, 1, ANY_CODE, ICMP_NO_WAY, "destination unreachable"},
	{true, 2, ANY_CODE, ICMP_TOO_BIG, "packet too big"},
	{true, 3, 0, ICMP_EXPIRED, "hop limit exceeded"},
	{true, 3, 1, ICMP_EXPIRED, "fragments missing for too long"},
	{true, 3, ANY_CODE, ICMP_EXPIRED, "time exceeded"},
	{true, 4, ANY_CODE, ICMP_REFUSED, "parameter problem"},
};

/* NULL: no error, or none that says that a packet did not arrive. */
static const struct row *row_of(bool v6, uint8_t type, uint8_t code)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].v6 == v6 && rows[i].type == type && (rows[i].code == code || rows[i].code == ANY_CODE))
			return &rows[i];
	return NULL;
}

enum icmp_meaning icmp_meaning(bool v6, uint8_t type, uint8_t code)
{
	const struct row *row = row_of(v6, type, code);

	return row ? row->meaning : ICMP_REFUSED;
}

const char *icmp_name(bool v6, uint8_t type, uint8_t code)
{
	const struct row *row = row_of(v6, type, code);

	return row ? row->name : "error";
}

/* The quoted packet while it is read. */
struct quote {
	struct cursor at;
	struct flow flow;
	uint8_t protocol;
};

static bool quoted_v4(struct quote *quote)
{
	const uint8_t *header = cursor_take(&quote->at, V4_HEADER);
	size_t size;

	if (!header || header[0] >> 4 != 4)
		return false;
	size = (header[0] & 15u) * 4;
	if (size < V4_HEADER || !cursor_take(&quote->at, size - V4_HEADER))
		return false;
	/* Only the first fragment has ports. */
	if (read_u16(header + 6) & V4_OFFSET)
		return false;
	quote->flow.source.address = address_of_ipv4(header + 12);
	quote->flow.destination.address = address_of_ipv4(header + 16);
	quote->protocol = header[9];
	return true;
}

/* The header behind those that RFC 8200 4 lets stand between; false: there are none of ours. */
static bool skip_extensions(struct quote *quote)
{
	for (int i = 0; i < MAX_EXTENSIONS; i++) {
		const uint8_t *header;

		switch (quote->protocol) {
		case PROTOCOL_TCP:
		case PROTOCOL_UDP:
			return true;
		case 0:   /* hop-by-hop options */
		case 43:  /* routing */
		case 60:  /* destination options */
		case 135: /* mobility */
			header = cursor_take(&quote->at, EXTENSION_UNIT);
			if (!header || !cursor_take(&quote->at, header[1] * (size_t)EXTENSION_UNIT))
				return false;
			break;
		case 44: /* fragment: only the first one has ports */
			header = cursor_take(&quote->at, EXTENSION_UNIT);
			if (!header || read_u16(header + 2) & 0xfff8)
				return false;
			break;
		case 51: /* RFC 4302 2.2: counted in words, less two */
			header = cursor_take(&quote->at, EXTENSION_UNIT);
			if (!header || !cursor_take(&quote->at, (header[1] + 2u) * 4 - EXTENSION_UNIT))
				return false;
			break;
		default:
			return false;
		}
		quote->protocol = header[0];
	}
	return false;
}

static bool quoted_v6(struct quote *quote)
{
	const uint8_t *header = cursor_take(&quote->at, V6_HEADER);

	if (!header || header[0] >> 4 != 6)
		return false;
	quote->flow.source.address = address_of_ipv6(header + 8);
	quote->flow.destination.address = address_of_ipv6(header + 24);
	quote->protocol = header[6];
	return skip_extensions(quote);
}

static bool quoted_udp(struct quote *quote, size_t *length)
{
	const uint8_t *ports = cursor_take(&quote->at, PORTS), *rest;

	if (!ports)
		return false;
	quote->flow.source.port = read_u16(ports);
	quote->flow.destination.port = read_u16(ports + 2);
	quote->flow.transport = TRANSPORT_UDP;
	*length = 0;
	rest = cursor_take(&quote->at, UDP_HEADER - PORTS);
	/* What does not fit is no reason to refuse the rest: some stacks quote with fields of their own byte order. */
	if (rest && read_u16(rest) >= UDP_HEADER)
		*length = read_u16(rest) - UDP_HEADER;
	return true;
}

static bool quoted_tcp(struct quote *quote, size_t *length)
{
	const uint8_t *ports = cursor_take(&quote->at, PORTS), *rest;
	size_t size;

	if (!ports)
		return false;
	quote->flow.source.port = read_u16(ports);
	quote->flow.destination.port = read_u16(ports + 2);
	quote->flow.transport = TRANSPORT_TCP;
	rest = cursor_take(&quote->at, TCP_HEADER - PORTS);
	size = rest ? (rest[8] >> 4) * 4u : 0;
	cursor_skip(&quote->at, size > TCP_HEADER ? size - TCP_HEADER : 0);
	*length = cursor_left(&quote->at);
	return true;
}

/* RFC 4884 4: where extensions follow the quote, a length field says how long it is, in words of this many bytes. */
static void limit_quote(struct packet *packet, unsigned words, unsigned word)
{
	if (words)
		cursor_limit(&packet->at, words * (size_t)word);
}

static enum layer quoted(struct packet *packet, struct quote *quote, const uint8_t *icmp)
{
	struct payload *payload;
	size_t length, size;

	if (quote->protocol == PROTOCOL_UDP ? !quoted_udp(quote, &length)
	                                    : quote->protocol != PROTOCOL_TCP || !quoted_tcp(quote, &length))
		return layer_end(NET_OTHER_IP);
	size = cursor_left(&quote->at);
	if (size > length)
		size = length; /* RFC 4884 4: zeroes fill the quote up to 128 bytes */
	payload = payloads_add(packet->ready);
	*payload = packet_payload(packet);
	payload->flow = quote->flow;
	payload->bytes = size ? quote->at.p : (const uint8_t *)"";
	payload->size = size;
	payload->length = length;
	payload->unreachable = true;
	payload->icmp_type = icmp[0];
	payload->icmp_code = icmp[1];
	payload->reporter = packet->flow.source.address;
	return layer_end(NET_PAYLOAD);
}

/* The checksum is not looked at: what a snap length cut has none that could be right. */
enum layer icmp_v4(struct packet *packet)
{
	const uint8_t *icmp = cursor_take(&packet->at, ICMP_HEADER);
	struct quote quote = {.protocol = 0};

	if (!icmp)
		return layer_short(packet);
	if (!row_of(false, icmp[0], icmp[1]))
		return layer_end(NET_OTHER_IP);
	limit_quote(packet, icmp[5], 4);
	quote.at = packet->at;
	if (!quoted_v4(&quote))
		return layer_end(NET_OTHER_IP);
	return quoted(packet, &quote, icmp);
}

enum layer icmp_v6(struct packet *packet)
{
	const uint8_t *icmp = cursor_take(&packet->at, ICMP_HEADER);
	struct quote quote = {.protocol = 0};

	if (!icmp)
		return layer_short(packet);
	if (!row_of(true, icmp[0], icmp[1]))
		return layer_end(NET_OTHER_IP);
	/* RFC 4884 4: only in these two types is the field a length; in the others it is part of another. */
	if (icmp[0] == 1 || icmp[0] == 3)
		limit_quote(packet, icmp[4], 8);
	quote.at = packet->at;
	if (!quoted_v6(&quote))
		return layer_end(NET_OTHER_IP);
	return quoted(packet, &quote, icmp);
}
