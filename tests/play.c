/* SPDX-License-Identifier: BSD-2-Clause */
#include "play.h"

#include "base/memory.h"
#include "put.h"
#include "sources.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_CONNECTIONS = 64,
	RTP_SIZE = 12,
	ETHERNET_SIZE = 14,
	IPV4_SIZE = 20,
	UDP_SIZE = 8,
	TCP_SIZE = 20,
	GRE_SIZE = 4,
	VLAN_SIZE = 4,
	ICMP_SIZE = 8,
	STUN_PORT = 3478,
	FRAME_SIZE = 65536,
};

struct connection {
	char from, to;
	uint16_t source_port, destination_port;
	uint32_t sent, received;
};

struct player {
	const struct hosts *hosts;
	struct connection connections[MAX_CONNECTIONS];
	unsigned connection_count;
	uint64_t frames;
	ladder_frame_fn *frame;
	void *arg;
	uint8_t bytes[FRAME_SIZE];
};

static uint16_t ipv4_checksum(const uint8_t *header)
{
	uint32_t sum = 0;

	for (unsigned i = 0; i < IPV4_SIZE; i += 2)
		sum += (uint32_t)header[i] << 8 | header[i + 1];
	sum = (sum & 0xffff) + (sum >> 16);
	sum += sum >> 16;
	return (uint16_t)~sum;
}

static uint8_t *put_ethernet(uint8_t *at, char from, char to)
{
	const uint8_t ends[] = {(uint8_t)to, (uint8_t)from};

	for (unsigned i = 0; i < sizeof(ends); i++) {
		at = put32(at, 0x02000000);
		at = put16(at, ends[i]);
	}
	return put16(at, 0x0800);
}

static uint8_t *put_ipv4(uint8_t *at, const struct hosts *hosts, const struct item *item, size_t size)
{
	uint8_t *header = at;

	at = put16(at, 0x4500);
	at = put16(at, (uint32_t)(IPV4_SIZE + size));
	at = put32(at, 0x00004000); /* don't fragment */
	*at++ = 64;
	*at++ = item->tcp ? 6 : 17;
	at = put16(at, 0);
	at = put32(at, item->source ? item->source : hosts->of[item->from - 'A']);
	at = put32(at, item->destination ? item->destination : hosts->of[item->to - 'A']);
	put16(header + 10, ipv4_checksum(header));
	return at;
}

/* Makes room behind what stands before `at`. */
static uint8_t *insert(struct player *player, size_t at, size_t size, size_t *length, size_t *captured)
{
	memmove(player->bytes + at + size, player->bytes + at, *length - at);
	*length += size;
	*captured += size;
	return player->bytes + at;
}

static void wrap(struct player *player, const struct item *item, size_t *length, size_t *captured)
{
	struct item tunnel = {.from = 'X', .to = 'Y'};
	uint8_t *at;

	if (item->wrap == WRAP_VLAN) {
		at = insert(player, ETHERNET_SIZE - 2, VLAN_SIZE, length, captured);
		put16(put16(at, 0x8100), 7);
	} else if (item->wrap == WRAP_GRE) {
		at = insert(player, ETHERNET_SIZE, IPV4_SIZE + GRE_SIZE, length, captured);
		put_ipv4(at, player->hosts, &tunnel, *length - ETHERNET_SIZE - IPV4_SIZE);
		at[9] = 47;
		put16(put16(at + IPV4_SIZE, 0), 0x0800);
	}
}

static void emit(struct player *player, const struct item *item, size_t length, size_t captured)
{
	struct frame frame = {
		.number = frame_id(++player->frames, 0), .time = item->time, .linktype = LINKTYPE_ETHERNET};

	wrap(player, item, &length, &captured);
	frame.bytes = player->bytes;
	frame.captured = (uint32_t)captured;
	frame.length = (uint32_t)length;
	player->frame(player->arg, &frame);
}

/* The IP packet in bytes as two fragments; the first ends a little behind the header of the message. */
static void emit_fragments(struct player *player, const struct item *item, size_t length)
{
	size_t first = (UDP_SIZE + item->kept) / 8 * 8 + 8, before = ETHERNET_SIZE + IPV4_SIZE;
	uint8_t rest[FRAME_SIZE];

	while (first + before >= length)
		first -= 8;
	put16(player->bytes + ETHERNET_SIZE + 2, (uint32_t)(IPV4_SIZE + first));
	put16(player->bytes + ETHERNET_SIZE + 4, (uint32_t)item->order + 1);
	put16(player->bytes + ETHERNET_SIZE + 6, 0x2000);
	memcpy(rest, player->bytes, length);
	if (item->pieces != PIECES_LAST)
		emit(player, item, before + first, before + first);
	memcpy(player->bytes, rest, before);
	memcpy(player->bytes + before, rest + before + first, length - before - first);
	put16(player->bytes + ETHERNET_SIZE + 2, (uint32_t)(length - first - ETHERNET_SIZE));
	put16(player->bytes + ETHERNET_SIZE + 6, (uint32_t)first / 8);
	if (item->pieces != PIECES_FIRST)
		emit(player, item, length - first, length - first);
}

static uint8_t *put_headers(struct player *player, const struct item *item, size_t size)
{
	return put_ipv4(put_ethernet(player->bytes, item->from, item->to), player->hosts, item, size);
}

static uint8_t *put_rtp(uint8_t *at, const struct item *item)
{
	at = put16(at, 0x8000 | (item->rtp.marker ? 0x80 : 0) | (item->rtp.payload_type & 0x7f));
	at = put16(at, item->rtp.sequence);
	at = put32(at, item->rtp.timestamp);
	return put32(at, item->rtp.ssrc);
}

/* RFC 8656 11.5, RFC 8489 14.2 */
static uint8_t *put_data_indication(uint8_t *at, const struct hosts *hosts, const struct item *item, size_t size)
{
	enum {
		COOKIE = 0x2112a442
	};

	at = put16(at, 0x0017);
	at = put16(at, (uint32_t)(12 + 4 + (size + 3) / 4 * 4));
	at = put32(at, COOKIE);
	at = put32(put32(put32(at, 1), 2), 3);
	at = put32(at, 0x0012 << 16 | 8); /* XOR-PEER-ADDRESS */
	at = put16(at, 1);
	at = put16(at, item->source_port ^ (COOKIE >> 16));
	at = put32(at, hosts->of[item->from - 'A'] ^ COOKIE);
	return put32(at, (uint32_t)(0x0013 << 16 | size)); /* DATA */
}

static size_t datagram_size(const struct item *item)
{
	return item->bytes.n + (item->rtp.is ? RTP_SIZE : 0);
}

static void send_datagram(struct player *player, const struct item *item)
{
	size_t inner = datagram_size(item), size = inner;
	size_t missing = item->pieces == PIECES_WHOLE ? item->bytes.n - item->kept : 0;
	uint8_t *at, *start;

	if (item->wrap == WRAP_TURN)
		size += 20 + 12 + 4;
	at = put_headers(player, item, UDP_SIZE + size);
	at = put16(at, item->wrap == WRAP_TURN ? STUN_PORT : item->source_port);
	at = put16(at, item->destination_port);
	at = put16(at, (uint32_t)(UDP_SIZE + size));
	at = put16(at, 0);
	if (item->wrap == WRAP_TURN)
		at = put_data_indication(at, player->hosts, item, inner);
	start = at;
	if (item->rtp.is)
		at = put_rtp(at, item);
	if (item->bytes.n)
		memcpy(at, item->bytes.p, item->bytes.n);
	size = (size_t)(start - player->bytes) + inner;
	if (item->pieces != PIECES_WHOLE)
		emit_fragments(player, item, size);
	else
		emit(player, item, size, size - missing);
}

/* RFC 792: the header of the packet that did not arrive, and what is quoted of the rest. */
static void send_icmp(struct player *player, const struct item *item)
{
	struct item back = *item, outer = {.from = item->to, .to = item->from, .time = item->time};
	size_t size = datagram_size(item);
	size_t quoted = item->rtp.is ? 0 : item->kept < item->bytes.n ? item->kept : item->bytes.n;
	uint8_t *start = put_headers(player, &outer, ICMP_SIZE + IPV4_SIZE + UDP_SIZE + quoted), *at = start;

	player->bytes[ETHERNET_SIZE + 9] = 1;
	if (item->has_reporter)
		memcpy(player->bytes + ETHERNET_SIZE + 12, item->reporter.bytes + 12, 4);
	*at++ = item->icmp_type;
	*at++ = item->icmp_code;
	at = put32(put16(at, 0), 0);
	at = put_ipv4(at, player->hosts, &back, UDP_SIZE + size);
	at = put16(at, item->source_port);
	at = put16(at, item->destination_port);
	at = put16(at, (uint32_t)(UDP_SIZE + size));
	at = put16(at, 0);
	if (quoted)
		memcpy(at, item->bytes.p, quoted);
	at += quoted;
	emit(player, &outer, (size_t)(at - player->bytes), (size_t)(at - player->bytes));
}

enum {
	TCP_FIN = 1,
	TCP_SYN = 2,
	TCP_PSH = 8,
	TCP_ACK = 16
};

static void send_segment(struct player *player, const struct item *item, struct connection *connection, unsigned flags)
{
	bool carries = flags & TCP_PSH, forward = item->from == connection->from;
	size_t sent = carries ? item->bytes.n : 0, captured = carries ? item->kept : 0,
	       there = carries ? sent - item->lost : 0;
	uint8_t *at = put_headers(player, item, TCP_SIZE + there);
	uint32_t *mine = forward ? &connection->sent : &connection->received;
	size_t size;

	at = put16(at, item->source_port);
	at = put16(at, item->destination_port);
	at = put32(at, *mine);
	at = put32(at, flags & TCP_ACK ? (forward ? connection->received : connection->sent) : 0);
	at = put16(at, 0x5000 | flags);
	at = put32(at, 0xffff0000);
	at = put16(at, 0);
	if (there)
		memcpy(at, item->bytes.p, there);
	*mine += (uint32_t)sent + (flags & TCP_SYN ? 1 : 0);
	size = (size_t)(at - player->bytes);
	emit(player, item, size + there, size + (captured < there ? captured : there));
}

static struct connection *connect_parties(struct player *player, const struct item *item)
{
	struct connection *connection;
	struct item back = *item;

	for (unsigned i = 0; i < player->connection_count; i++) {
		connection = &player->connections[i];
		if (connection->from == item->from && connection->to == item->to &&
		    connection->source_port == item->source_port &&
		    connection->destination_port == item->destination_port)
			return connection;
		if (connection->from == item->to && connection->to == item->from &&
		    connection->source_port == item->destination_port &&
		    connection->destination_port == item->source_port)
			return connection;
	}
	assert(player->connection_count < MAX_CONNECTIONS);
	connection = &player->connections[player->connection_count++];
	*connection = (struct connection){.from = item->from,
	                                  .to = item->to,
	                                  .source_port = item->source_port,
	                                  .destination_port = item->destination_port,
	                                  .sent = 1000,
	                                  .received = 2000};
	back.from = item->to;
	back.to = item->from;
	back.source_port = item->destination_port;
	back.destination_port = item->source_port;
	send_segment(player, item, connection, TCP_SYN);
	send_segment(player, &back, connection, TCP_SYN | TCP_ACK);
	send_segment(player, item, connection, TCP_ACK);
	return connection;
}

static int by_time(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

/* RTP by when it was sent, all else by when it was seen. */
static int by_sending(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	ns one = x->rtp.is ? x->rtp.sent : x->time, other = y->rtp.is ? y->rtp.sent : y->time;

	if (one != other)
		return one < other ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

static void number_packets(struct item *items, unsigned count)
{
	struct sources *sources = memory_new(sizeof(*sources));

	if (count)
		qsort(items, count, sizeof(*items), by_sending);
	for (unsigned i = 0; i < count; i++)
		if (items[i].rtp.is)
			sources_send_rtp(sources, &items[i]);
		else if (items[i].rtcp.is)
			sources_send_rtcp(sources, &items[i]);
	memory_free(sources);
}

void play(struct item *items, unsigned count, const struct hosts *hosts, ladder_frame_fn *frame, void *arg)
{
	struct player *player = memory_new(sizeof(*player));

	player->frame = frame;
	player->arg = arg;
	player->hosts = hosts;
	number_packets(items, count);
	if (count)
		qsort(items, count, sizeof(*items), by_time);
	for (unsigned i = 0; i < count; i++) {
		const struct item *item = &items[i];

		if (item->rtp.lost)
			continue;
		if (item->icmp)
			send_icmp(player, item);
		else if (item->tcp)
			send_segment(player, item, connect_parties(player, item), TCP_PSH | TCP_ACK);
		else
			send_datagram(player, item);
	}
	memory_free(player);
}
