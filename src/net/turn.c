/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/turn.h"

#include "base/list.h"
#include "base/memory.h"
#include "base/table.h"

enum {
	STUN_HEADER = 20, /* type, length, cookie, transaction: RFC 8489 5 */
	STUN_COOKIE = 0x2112a442,
	ATTRIBUTE_HEADER = 4,
	CHANNEL_HEADER = 4, /* number, length: RFC 8656 12.4 */
	CHANNEL_FIRST = 0x4000,
	CHANNEL_LAST = 0x4fff,        /* RFC 8656 12 */
	CHANNEL_LAST_OF_OLD = 0x7ffe, /* RFC 5766 11 */
	TURN_PORT = 3478,
	TURNS_PORT = 5349,
	GTP_PORT = 2123, /* of control messages: 3GPP TS 29.274 10.1 */
	LONGEST_ADDRESS = 20,
};

/* RFC 8656 17, with the class RFC 8489 5 gives two bits of their own. */
enum message_type {
	REQUEST_ALLOCATE = 0x0003,
	REQUEST_REFRESH = 0x0004,
	REQUEST_CREATE_PERMISSION = 0x0008,
	REQUEST_CHANNEL_BIND = 0x0009,
	INDICATION_SEND = 0x0016,
	INDICATION_DATA = 0x0017,
	SUCCESS_ALLOCATE = 0x0103,
};

/* RFC 8656 18 */
enum attribute {
	ATTRIBUTE_CHANNEL_NUMBER = 0x000c,
	ATTRIBUTE_XOR_PEER_ADDRESS = 0x0012,
	ATTRIBUTE_DATA = 0x0013,
	ATTRIBUTE_XOR_RELAYED_ADDRESS = 0x0016,
};

/* What a client has at a server: RFC 8656 2.2. Made when either is seen to be what it is. */
struct allocation {
	struct link link; /* the least recently used one stands first */
	struct endpoint client, server, relayed;
	bool has_relayed;
	struct list channels;
};

struct channel {
	struct link link;    /* of all */
	struct link sibling; /* of the allocation's */
	struct allocation *allocation;
	uint16_t number;
	struct endpoint peer;
};

struct turn {
	struct hash_key key;
	struct budget budget;
	struct table allocations, channels;
	struct list allocations_used, channels_used;
	uint64_t evicted; /* of both, to keep the budget */
};

struct pair {
	const struct endpoint *client, *server;
};

struct channel_key {
	const struct allocation *allocation;
	uint16_t number;
};

/* One STUN message, as far as it matters. */
struct stun {
	unsigned type, channel; /* 0: no number in it */
	struct endpoint peer, relayed;
	bool has_peer, has_relayed;
	const uint8_t *data; /* NULL: none */
	size_t size, length; /* captured, sent */
};

struct turn *turn_new(const struct hash_key *key)
{
	struct turn *turn = memory_new(sizeof(*turn));

	turn->key = *key;
	list_init(&turn->allocations_used);
	list_init(&turn->channels_used);
	return turn;
}

void turn_limit(struct turn *turn, struct budget budget)
{
	turn->budget = budget;
}

static uint64_t pair_hash(const struct turn *turn, const struct endpoint *client, const struct endpoint *server)
{
	return hash_words(&turn->key, endpoint_hash(&turn->key, client), endpoint_hash(&turn->key, server), 0);
}

static uint64_t channel_hash(const struct turn *turn, const struct allocation *allocation, uint16_t number)
{
	return hash_words(&turn->key, pair_hash(turn, &allocation->client, &allocation->server), number, 1);
}

static void drop_channel(struct turn *turn, struct channel *channel)
{
	table_drop(&turn->channels, channel_hash(turn, channel->allocation, channel->number), channel);
	list_remove(&channel->link);
	list_remove(&channel->sibling);
	memory_free(channel);
}

static void drop_channels(struct turn *turn, struct allocation *allocation)
{
	while (!list_empty(&allocation->channels))
		drop_channel(turn, LIST_OWNER(list_first(&allocation->channels), struct channel, sibling));
}

static void drop_allocation(struct turn *turn, struct allocation *allocation)
{
	drop_channels(turn, allocation);
	table_drop(&turn->allocations, pair_hash(turn, &allocation->client, &allocation->server), allocation);
	list_remove(&allocation->link);
	memory_free(allocation);
}

static void drop_oldest(struct turn *turn)
{
	drop_allocation(turn, LIST_OWNER(list_first(&turn->allocations_used), struct allocation, link));
}

void turn_free(struct turn *turn)
{
	if (!turn)
		return;
	while (!list_empty(&turn->allocations_used))
		drop_oldest(turn);
	table_done(&turn->allocations);
	table_done(&turn->channels);
	memory_free(turn);
}

static bool same_pair(const void *item, const void *key)
{
	const struct allocation *allocation = item;
	const struct pair *pair = key;

	return endpoint_same(&allocation->client, pair->client) && endpoint_same(&allocation->server, pair->server);
}

static bool same_channel(const void *item, const void *key)
{
	const struct channel *channel = item;
	const struct channel_key *wanted = key;

	return channel->allocation == wanted->allocation && channel->number == wanted->number;
}

static struct allocation *find_allocation(struct turn *turn, const struct endpoint *client,
                                          const struct endpoint *server)
{
	struct pair pair = {client, server};
	struct allocation *allocation =
		table_find(&turn->allocations, pair_hash(turn, client, server), same_pair, &pair);

	if (!allocation)
		return NULL;
	list_remove(&allocation->link);
	list_add(&turn->allocations_used, &allocation->link);
	return allocation;
}

static struct allocation *make_allocation(struct turn *turn, const struct endpoint *client,
                                          const struct endpoint *server)
{
	struct allocation *allocation = find_allocation(turn, client, server);

	if (allocation)
		return allocation;
	if (turn->allocations.count >= budget_of(turn->budget, TURN_MAX_ALLOCATIONS)) {
		turn->evicted++;
		drop_oldest(turn);
	}
	allocation = memory_new(sizeof(*allocation));
	allocation->client = *client;
	allocation->server = *server;
	list_init(&allocation->channels);
	table_put(&turn->allocations, pair_hash(turn, client, server), allocation);
	list_add(&turn->allocations_used, &allocation->link);
	return allocation;
}

static struct channel *find_channel(struct turn *turn, const struct allocation *allocation, uint16_t number)
{
	struct channel_key key = {allocation, number};
	struct channel *channel =
		table_find(&turn->channels, channel_hash(turn, allocation, number), same_channel, &key);

	if (!channel)
		return NULL;
	list_remove(&channel->link);
	list_add(&turn->channels_used, &channel->link);
	return channel;
}

/* Believed when it is asked for: if the server refuses, nothing comes in the channel. */
static void bind(struct turn *turn, struct allocation *allocation, uint16_t number, const struct endpoint *peer)
{
	struct channel *channel = find_channel(turn, allocation, number);

	if (!channel) {
		if (turn->channels.count >= budget_of(turn->budget, TURN_MAX_CHANNELS)) {
			turn->evicted++;
			drop_channel(turn, LIST_OWNER(list_first(&turn->channels_used), struct channel, link));
		}
		channel = memory_new(sizeof(*channel));
		channel->allocation = allocation;
		channel->number = number;
		table_put(&turn->channels, channel_hash(turn, allocation, number), channel);
		list_add(&turn->channels_used, &channel->link);
		list_add(&allocation->channels, &channel->sibling);
	}
	channel->peer = *peer;
}

/* Another relayed address is another allocation, to which the channels of the one before do not belong. */
static void set_relayed(struct turn *turn, struct allocation *allocation, const struct endpoint *relayed)
{
	if (allocation->has_relayed && !endpoint_same(&allocation->relayed, relayed))
		drop_channels(turn, allocation);
	allocation->relayed = *relayed;
	allocation->has_relayed = true;
}

static bool is_stun(const struct packet *packet)
{
	const uint8_t *header = packet->at.p;
	size_t length;

	if (cursor_left(&packet->at) < STUN_HEADER || header[0] >> 6 != 0 || read_u32(header + 4) != STUN_COOKIE)
		return false;
	length = read_u16(header + 2);
	return length % 4 == 0 && length + STUN_HEADER == packet_sent(packet);
}

/* RFC 8656 12.5: over UDP the data may be padded to four bytes, and the length does not count that. */
static bool is_channel_data(const struct packet *packet)
{
	const uint8_t *header = packet->at.p;
	size_t length;

	if (cursor_left(&packet->at) <= CHANNEL_HEADER || read_u16(header) < CHANNEL_FIRST ||
	    read_u16(header) > CHANNEL_LAST_OF_OLD)
		return false;
	length = read_u16(header + 2);
	return length && length + CHANNEL_HEADER <= packet_sent(packet) &&
	       length + CHANNEL_HEADER + 3 >= packet_sent(packet);
}

bool turn_begins(const struct packet *packet)
{
	return is_stun(packet) || is_channel_data(packet);
}

/* Family, port and address are xored with the cookie and the transaction, which stand from byte 4 on: RFC 8489 14.2. */
static bool read_address(const uint8_t *stun, struct str value, struct endpoint *out)
{
	uint8_t bytes[LONGEST_ADDRESS];

	if (value.n < 8 || value.n > sizeof(bytes) || value.n != (value.p[1] == 1 ? 8u : 20u))
		return false;
	memcpy(bytes, value.p, value.n);
	bytes[2] ^= stun[4];
	bytes[3] ^= stun[5];
	for (size_t i = 4; i < value.n; i++)
		bytes[i] ^= stun[i];
	out->port = read_u16(bytes + 2);
	if (value.p[1] == 1)
		out->address = address_of_ipv4(bytes + 4);
	else
		out->address = address_of_ipv6(bytes + 4);
	return value.p[1] == 1 || value.p[1] == 2;
}

static void read_attribute(struct stun *stun, const uint8_t *header, enum attribute type, struct str value)
{
	const uint8_t *bytes = (const uint8_t *)value.p;

	switch (type) {
	case ATTRIBUTE_CHANNEL_NUMBER:
		stun->channel = value.n >= 2 ? read_u16(bytes) : 0;
		return;
	case ATTRIBUTE_XOR_PEER_ADDRESS:
		stun->has_peer = stun->has_peer || read_address(header, value, &stun->peer);
		return;
	case ATTRIBUTE_XOR_RELAYED_ADDRESS:
		stun->has_relayed = stun->has_relayed || read_address(header, value, &stun->relayed);
		return;
	case ATTRIBUTE_DATA:
		stun->data = bytes;
		stun->size = value.n;
		return;
	}
}

/* The attributes as far as they were captured; of one that was cut only data is of use. */
static struct stun read_stun(const struct packet *packet)
{
	struct cursor at = packet->at;
	const uint8_t *header = cursor_take(&at, STUN_HEADER);
	struct stun stun = {.type = read_u16(header)};

	while (cursor_left(&at) >= ATTRIBUTE_HEADER) {
		unsigned type = cursor_u16(&at);
		size_t length = cursor_u16(&at), left = cursor_left(&at), n = length < left ? length : left;
		struct str value = {(const char *)at.p, n};

		if (length > left && (packet->missing == 0 || type != ATTRIBUTE_DATA))
			break;
		read_attribute(&stun, header, (enum attribute)type, value);
		if (type == ATTRIBUTE_DATA)
			stun.length = length;
		cursor_skip(&at, (n + 3) / 4 * 4);
	}
	return stun;
}

static void learn(struct turn *turn, const struct flow *flow, const struct stun *stun)
{
	struct allocation *allocation;

	switch ((enum message_type)stun->type) {
	case REQUEST_ALLOCATE:
	case REQUEST_REFRESH:
	case REQUEST_CREATE_PERMISSION:
	case REQUEST_CHANNEL_BIND:
	case INDICATION_SEND:
		allocation = make_allocation(turn, &flow->source, &flow->destination);
		break;
	case INDICATION_DATA:
	case SUCCESS_ALLOCATE:
		allocation = make_allocation(turn, &flow->destination, &flow->source);
		break;
	default:
		return;
	}
	if (stun->type == REQUEST_CHANNEL_BIND && stun->channel && stun->has_peer)
		bind(turn, allocation, (uint16_t)stun->channel, &stun->peer);
	if (stun->type == SUCCESS_ALLOCATE && stun->has_relayed)
		set_relayed(turn, allocation, &stun->relayed);
}

/* allocation, peer: NULL when the capture does not show them. The end that is not known stays as it came. */
static void set_flow(struct packet *packet, const struct allocation *allocation, bool from_client,
                     const struct endpoint *peer)
{
	struct endpoint *near = from_client ? &packet->flow.source : &packet->flow.destination;
	struct endpoint *far = from_client ? &packet->flow.destination : &packet->flow.source;

	if (allocation && allocation->has_relayed)
		*near = allocation->relayed;
	if (peer)
		*far = *peer;
	packet->hidden = !peer || !allocation || !allocation->has_relayed;
	packet->counters->turn_unknown += packet->hidden;
}

static enum layer indication(struct packet *packet)
{
	struct stun stun = read_stun(packet);
	bool send = stun.type == INDICATION_SEND;
	const struct allocation *allocation;

	learn(packet->turn, &packet->flow, &stun);
	packet->counters->turn_evicted = packet->turn->evicted;
	if ((!send && stun.type != INDICATION_DATA) || !stun.data || !stun.length || !stun.has_peer)
		return layer_take_back(packet, LAYER_TURN);
	allocation = find_allocation(packet->turn, send ? &packet->flow.source : &packet->flow.destination,
	                             send ? &packet->flow.destination : &packet->flow.source);
	set_flow(packet, allocation, send, &stun.peer);
	packet->at = cursor_of(stun.data, stun.size);
	packet->missing = stun.length - stun.size;
	return LAYER_PAYLOAD;
}

static bool uses_port(const struct flow *flow, uint16_t port)
{
	return flow->source.port == port || flow->destination.port == port;
}

/*
 * What looks like ChannelData between two that were not seen to speak TURN: text and QUIC may begin so, and now and
 * then their third and fourth byte fit; those of GTPv2 always do. So what is in it must be what goes through a relay:
 * RTP, RTCP, STUN, DTLS (RFC 7983 7).
 */
static bool is_plausible(const struct packet *packet)
{
	const uint8_t *header = packet->at.p, *inner = header + CHANNEL_HEADER;
	size_t n = cursor_left(&packet->at) - CHANNEL_HEADER;

	if (uses_port(&packet->flow, TURN_PORT) || uses_port(&packet->flow, TURNS_PORT))
		return true;
	if (read_u16(header) > CHANNEL_LAST || n < 12 || uses_port(&packet->flow, GTP_PORT))
		return false;
	return inner[0] >> 6 == 2 || (inner[0] >> 6 == 0 && read_u32(inner + 4) == STUN_COOKIE) ||
	       (inner[0] >= 20 && inner[0] < 64 && inner[1] == 0xfe);
}

static enum layer channel_data(struct packet *packet)
{
	const struct flow *flow = &packet->flow;
	uint16_t number = read_u16(packet->at.p);
	struct allocation *allocation = find_allocation(packet->turn, &flow->source, &flow->destination);
	struct channel *channel = NULL;
	bool from_client = allocation != NULL;
	size_t length;

	if (!allocation)
		allocation = find_allocation(packet->turn, &flow->destination, &flow->source);
	if (!allocation && !is_plausible(packet))
		return layer_take_back(packet, LAYER_TURN);
	if (allocation)
		channel = find_channel(packet->turn, allocation, number);
	set_flow(packet, allocation, from_client, channel ? &channel->peer : NULL);
	cursor_skip(&packet->at, 2);
	length = cursor_u16(&packet->at);
	packet_limit(packet, length);
	return LAYER_PAYLOAD;
}

enum layer turn_datagram(struct packet *packet)
{
	if (is_stun(packet))
		return indication(packet);
	return is_channel_data(packet) ? channel_data(packet) : layer_take_back(packet, LAYER_TURN);
}
