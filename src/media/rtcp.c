/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/rtcp.h"

#include "base/cursor.h"

/* The IANA registry of RTCP packet types; 192 to 195 and 208 to 213 are of later RFCs. */
enum rtcp_type {
	TYPE_FIRST_OLD = 192,
	TYPE_LAST_OLD = 195,
	TYPE_SENDER = 200,
	TYPE_RECEIVER = 201,
	TYPE_LAST = 213,
};

enum {
	HEADER = 4,
	SENDER_INFO = 20,
	BLOCK = 24,
};

struct packet {
	uint8_t type, count;
	struct cursor body;
};

static uint32_t u32(struct cursor *c)
{
	uint32_t high = cursor_u16(c);

	return high << 16 | cursor_u16(c);
}

static bool is_type(uint8_t type)
{
	return (type >= TYPE_SENDER && type <= TYPE_LAST) || (type >= TYPE_FIRST_OLD && type <= TYPE_LAST_OLD);
}

/* RFC 3550 6.4.1: only the last packet of a datagram may be padded. */
static bool cut_padding(struct packet *packet, const struct cursor *rest)
{
	size_t left = cursor_left(&packet->body);
	uint8_t padding = left ? packet->body.end[-1] : 0;

	if (cursor_left(rest) || padding == 0 || padding > left)
		return false;
	packet->body.end -= padding;
	return true;
}

/* False: here stands no packet. What is encrypted shows so, as does the trailer of SRTCP (RFC 3711 3.4). */
static bool next_packet(struct cursor *rest, struct packet *out)
{
	const uint8_t *header = cursor_take(rest, HEADER), *body;
	size_t size;

	if (!header || header[0] >> 6 != 2 || !is_type(header[1]))
		return false;
	size = (size_t)(header[2] << 8 | header[3]) * 4;
	body = cursor_take(rest, size);
	if (!body)
		return false;
	*out = (struct packet){header[1], header[0] & 0x1f, cursor_of(body, size)};
	return !(header[0] & 0x20) || cut_padding(out, rest);
}

static void read_block(struct cursor *c, struct rtcp *out)
{
	struct rtcp_block block = {.ssrc = u32(c)};
	uint32_t loss = u32(c);

	block.fraction = (uint8_t)(loss >> 24);
	/* Of 24 bits, with a sign. */
	block.lost = (int32_t)(loss & 0xffffff) - (loss & 0x800000 ? 0x1000000 : 0);
	block.highest = u32(c);
	block.jitter = u32(c);
	cursor_skip(c, 8); /* LSR, DLSR */
	if (out->count < RTCP_MAX_BLOCKS)
		out->blocks[out->count++] = block;
}

static bool read_report(struct packet *packet, struct rtcp *out)
{
	struct cursor *c = &packet->body;
	bool sends = packet->type == TYPE_SENDER;
	uint32_t sender;

	if (cursor_left(c) < 4 + (sends ? SENDER_INFO : 0) + (size_t)packet->count * BLOCK)
		return false;
	sender = u32(c);
	if (sends) {
		cursor_skip(c, 12); /* the time, twice */
		out->packets = u32(c);
		cursor_skip(c, 4);
	}
	out->sends |= sends;
	out->sender = sender;
	for (unsigned i = 0; i < packet->count; i++)
		read_block(c, out);
	return true;
}

static bool is_report(const struct packet *packet)
{
	return packet->type == TYPE_SENDER || packet->type == TYPE_RECEIVER;
}

bool rtcp_parse(const uint8_t *bytes, size_t size, struct rtcp *out)
{
	struct cursor rest = cursor_of(bytes, size);
	struct packet packet;

	out->sends = false;
	out->packets = 0;
	out->count = 0;
	/* RFC 3550 6.1: a report comes first. */
	if (!next_packet(&rest, &packet) || !is_report(&packet) || !read_report(&packet, out))
		return false;
	while (cursor_left(&rest))
		if (!next_packet(&rest, &packet) || (is_report(&packet) && !read_report(&packet, out)))
			return false;
	return true;
}
