/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/memory.h"
#include "net/turn.h"

#include "tests/unit/net/wire.h"

#define COOKIE 0x21, 0x12, 0xa4, 0x42
#define TRANSACTION 0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86, 0xfa, 0x87, 0xdf, 0xae
#define STUN(type, length) U16(type), U16(length), COOKIE, TRANSACTION
/* RFC 8489 14.2: 192.0.2.<last>:port */
#define XOR_IPV4(attribute, last, port)                                                                                \
	U16(attribute), U16(8), 0, 1, U16((port) ^ 0x2112), 192 ^ 0x21, 0 ^ 0x12, 2 ^ 0xa4, (last) ^ 0x42
#define PEER XOR_IPV4(0x0012, 15, 20002)
#define RELAYED XOR_IPV4(0x0016, 1, 49152)
#define NUMBER(number) U16(0x000c), U16(4), U16(number), 0, 0
#define DATA U16(0x0013), U16(5), 'h', 'e', 'l', 'l', 'o', 0, 0, 0
#define ALLOCATED STUN(0x0103, 12), RELAYED
#define BIND(number) STUN(0x0009, 20), NUMBER(number), PEER
#define CHANNEL_DATA(number) U16(number), U16(5), 'h', 'e', 'l', 'l', 'o'

static const uint8_t client_address[] = {10, 0, 0, 1}, server_address[] = {198, 51, 100, 7};

/* Between 10.0.0.1:40000 and 198.51.100.7. */
struct relay {
	struct frame frame;
	struct net_counters counters;
	struct packet packet;
	struct turn *turn;
	uint16_t client_port, server_port;
	enum layer layer;
	uint8_t *copy; /* ends where the packet ends, so that a sanitizer sees reading too far */
};

static struct relay relay_new(void)
{
	struct hash_key key = {1, 2};

	return (struct relay){.turn = turn_new(&key), .client_port = 40000, .server_port = 3478};
}

static void relay_done(struct relay *r)
{
	memory_free(r->copy);
	turn_free(r->turn);
}

static void relay_take(struct relay *r, bool from_client, const uint8_t *bytes, size_t captured, size_t length)
{
	struct endpoint client = {address_of_ipv4(client_address), r->client_port};
	struct endpoint server = {address_of_ipv4(server_address), r->server_port};

	memory_free(r->copy);
	r->copy = memory_new(captured ? captured : 1);
	memcpy(r->copy, bytes, captured);
	r->packet = (struct packet){
		.at = cursor_of(r->copy, captured),
		.missing = length - captured,
		.frame = &r->frame,
		.flow = {from_client ? client : server, from_client ? server : client, TRANSPORT_UDP},
		.layers = (uint64_t)1 << LAYER_TURN,
		.turn = r->turn,
		.counters = &r->counters,
	};
	r->counters.layers[LAYER_TURN]++;
	r->layer = turn_datagram(&r->packet);
}

#define TAKE(r, from_client, ...)                                                                                      \
	relay_take(r, from_client, (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}),             \
	           sizeof((const uint8_t[]){__VA_ARGS__}))

static struct str inner(const struct relay *r)
{
	return (struct str){(const char *)r->packet.at.p, cursor_left(&r->packet.at)};
}

static struct str ends(const struct relay *r)
{
	static char text[128];
	struct buf out = {0};

	endpoint_format(&out, &r->packet.flow.source);
	buf_byte(&out, ' ');
	endpoint_format(&out, &r->packet.flow.destination);
	memcpy(text, buf_text(&out), out.n + 1);
	buf_done(&out);
	return str_of(text);
}

#define EXPECT_CARRIES(want, r)                                                                                        \
	do {                                                                                                           \
		EXPECT_INT(LAYER_PAYLOAD, (r)->layer);                                                                 \
		EXPECT_STR("hello", inner(r));                                                                         \
		EXPECT_INT(0, (r)->packet.missing);                                                                    \
		EXPECT(((r)->packet.layers & (uint64_t)1 << LAYER_TURN) != 0);                                         \
		EXPECT_STR(want, ends(r));                                                                             \
	} while (0)

#define EXPECT_UNTOUCHED(r)                                                                                            \
	do {                                                                                                           \
		EXPECT_INT(LAYER_PAYLOAD, (r)->layer);                                                                 \
		EXPECT((r)->packet.at.p == (r)->copy);                                                                 \
		EXPECT_INT(0, (r)->packet.layers);                                                                     \
	} while (0)

TEST(channel_data_has_the_ends_that_the_media_know)
{
	struct relay r = relay_new();

	TAKE(&r, false, ALLOCATED);
	EXPECT_UNTOUCHED(&r);
	TAKE(&r, true, BIND(0x4001));
	EXPECT_UNTOUCHED(&r);
	EXPECT_INT(0, r.counters.layers[LAYER_TURN]);
	TAKE(&r, false, CHANNEL_DATA(0x4001));
	EXPECT_CARRIES("192.0.2.15:20002 192.0.2.1:49152", &r);
	TAKE(&r, true, CHANNEL_DATA(0x4001), 0, 0, 0);
	EXPECT_CARRIES("192.0.2.1:49152 192.0.2.15:20002", &r);
	EXPECT_INT(2, r.counters.layers[LAYER_TURN]);
	EXPECT_INT(0, r.counters.turn_unknown);
	EXPECT(!r.packet.hidden);
	relay_done(&r);
}

TEST(without_the_allocation_the_clients_own_end_counts)
{
	struct relay r = relay_new();

	TAKE(&r, true, BIND(0x4001));
	TAKE(&r, false, CHANNEL_DATA(0x4001));
	EXPECT_CARRIES("192.0.2.15:20002 10.0.0.1:40000", &r);
	TAKE(&r, true, CHANNEL_DATA(0x4001));
	EXPECT_CARRIES("10.0.0.1:40000 192.0.2.15:20002", &r);
	EXPECT_INT(2, r.counters.turn_unknown);
	EXPECT(r.packet.hidden);
	relay_done(&r);
}

TEST(without_the_binding_the_peer_is_not_known_and_counted)
{
	struct relay r = relay_new();

	TAKE(&r, false, CHANNEL_DATA(0x4001));
	EXPECT_CARRIES("198.51.100.7:3478 10.0.0.1:40000", &r);
	TAKE(&r, false, ALLOCATED);
	TAKE(&r, true, BIND(0x4002));
	TAKE(&r, false, CHANNEL_DATA(0x4001));
	EXPECT_CARRIES("198.51.100.7:3478 192.0.2.1:49152", &r);
	EXPECT_INT(2, r.counters.turn_unknown);
	EXPECT(r.packet.hidden);
	relay_done(&r);
}

TEST(indications_carry_their_peer)
{
	struct relay r = relay_new();

	TAKE(&r, true, STUN(0x0016, 24), PEER, DATA);
	EXPECT_CARRIES("10.0.0.1:40000 192.0.2.15:20002", &r);
	TAKE(&r, false, STUN(0x0017, 24), DATA, PEER);
	EXPECT_CARRIES("192.0.2.15:20002 10.0.0.1:40000", &r);
	TAKE(&r, false, ALLOCATED);
	TAKE(&r, false, STUN(0x0017, 24), PEER, DATA);
	EXPECT_CARRIES("192.0.2.15:20002 192.0.2.1:49152", &r);
	EXPECT_INT(2, r.counters.turn_unknown);
	EXPECT(!r.packet.hidden);
	TAKE(&r, false, STUN(0x0017, 12), DATA);
	EXPECT_UNTOUCHED(&r);
	TAKE(&r, false, STUN(0x0017, 12), PEER);
	EXPECT_UNTOUCHED(&r);
	relay_done(&r);
}

TEST(addresses_of_ipv6_are_xored_with_the_transaction_too)
{
	/* RFC 5769 2.3: 2001:db8:1234:5678:11:2233:4455:6677, port 32853. */
	static const uint8_t peer[] = {0,    0x12, 0,    20,   0,    2,    0xa1, 0x47, 0x01, 0x13, 0xa9, 0xfa,
	                               0xa5, 0xd3, 0xf1, 0x79, 0xbc, 0x25, 0xf4, 0xb5, 0xbe, 0xd2, 0xb9, 0xd9};
	uint8_t bytes[20 + sizeof(peer) + 12] = {STUN(0x0017, sizeof(peer) + 12)};
	struct relay r = relay_new();

	memcpy(bytes + 20, peer, sizeof(peer));
	memcpy(bytes + 20 + sizeof(peer), (const uint8_t[]){DATA}, 12);
	relay_take(&r, false, bytes, sizeof(bytes), sizeof(bytes));
	EXPECT_CARRIES("[2001:db8:1234:5678:11:2233:4455:6677]:32853 10.0.0.1:40000", &r);
	relay_done(&r);
}

TEST(another_relayed_address_ends_the_channels_of_the_one_before)
{
	struct relay r = relay_new();

	TAKE(&r, false, ALLOCATED);
	TAKE(&r, true, BIND(0x4001));
	TAKE(&r, false, ALLOCATED); /* sent again */
	TAKE(&r, false, CHANNEL_DATA(0x4001));
	EXPECT_CARRIES("192.0.2.15:20002 192.0.2.1:49152", &r);
	TAKE(&r, false, STUN(0x0103, 12), XOR_IPV4(0x0016, 1, 50000));
	TAKE(&r, false, CHANNEL_DATA(0x4001));
	EXPECT_CARRIES("198.51.100.7:3478 192.0.2.1:50000", &r);
	relay_done(&r);
}

TEST(on_other_ports_only_what_a_relay_carries_is_channel_data)
{
	struct relay r = relay_new();

	r.server_port = 10000;
	TAKE(&r, false, CHANNEL_DATA(0x4001));
	EXPECT_UNTOUCHED(&r);
	TAKE(&r, false, U16(0x4001), U16(12), 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9);
	EXPECT_INT(12, cursor_left(&r.packet.at));
	EXPECT_INT(1, r.counters.turn_unknown);
	TAKE(&r, false, U16(0x5001), U16(12), 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9);
	EXPECT_UNTOUCHED(&r);
	TAKE(&r, true, BIND(0x7001));
	TAKE(&r, false, CHANNEL_DATA(0x7001));
	EXPECT_CARRIES("192.0.2.15:20002 10.0.0.1:40000", &r);
	relay_done(&r);
}

TEST(text_that_happens_to_fit_is_no_channel_data)
{
	static uint8_t text[4 + 0x5649];
	struct relay r = relay_new();

	r.client_port = r.server_port = 5060;
	memset(text, 'x', sizeof(text));
	memcpy(text, "INVITE sip:", 11);
	relay_take(&r, true, text, sizeof(text), sizeof(text));
	EXPECT(turn_begins(&r.packet)); /* by the length alone it could be */
	EXPECT_UNTOUCHED(&r);
	relay_done(&r);
}

/* 3GPP TS 29.274 5.1: the version in the first three bits, at byte 2 the length of what follows byte 4. */
TEST(a_control_message_of_gtp_is_no_channel_data)
{
	struct relay r = relay_new();

	r.client_port = r.server_port = 2123;
	TAKE(&r, true, 0x48, 0x20, U16(12), 0x80, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0);
	EXPECT(turn_begins(&r.packet));
	EXPECT_UNTOUCHED(&r);
	EXPECT_INT(0, r.counters.turn_unknown);
	relay_done(&r);
}

TEST(the_length_must_fit_the_datagram)
{
	struct relay r = relay_new();

	for (unsigned length = 0; length < 64; length++) {
		TAKE(&r, true, U16(0x4000), U16(length), 1, 2, 3, 4, 5, 6, 7, 8);
		if (length < 5 || length > 8)
			EXPECT_UNTOUCHED(&r);
		else
			EXPECT_INT(length, cursor_left(&r.packet.at));
		TAKE(&r, true, STUN(0x0009, length), NUMBER(0x4000), PEER);
		EXPECT_INT(length == 20, turn_begins(&r.packet));
	}
	TAKE(&r, true, U16(0x8000), U16(4), 1, 2, 3, 4);
	EXPECT(!turn_begins(&r.packet));
	TAKE(&r, true, U16(0x7fff), U16(4), 1, 2, 3, 4);
	EXPECT(!turn_begins(&r.packet));
	relay_done(&r);
}

TEST(attributes_of_any_length_are_refused_or_read_within_the_message)
{
	struct relay r = relay_new();

	for (unsigned length = 0; length < 512; length++) {
		TAKE(&r, true, STUN(0x0009, 20), NUMBER(0x4000), U16(0x0012), U16(length), 0, 1, 1, 2, 3, 4, 5, 6);
		EXPECT_UNTOUCHED(&r);
		TAKE(&r, true, STUN(0x0016, 24), PEER, U16(0x0013), U16(length), 1, 2, 3, 4, 5, 6, 7, 8);
		if (length == 0 || length > 8)
			EXPECT_UNTOUCHED(&r);
		else
			EXPECT_INT(length, cursor_left(&r.packet.at));
	}
	relay_done(&r);
}

TEST(cut_at_every_byte_the_data_is_what_there_is_of_it)
{
	static const uint8_t send[] = {STUN(0x0016, 24), PEER, DATA}, channel[] = {CHANNEL_DATA(0x4001)};
	struct relay r = relay_new();

	TAKE(&r, true, BIND(0x4001));
	for (size_t n = 0; n < sizeof(send); n++) {
		relay_take(&r, true, send, n, sizeof(send));
		if (n < 36)
			EXPECT_UNTOUCHED(&r);
		else
			EXPECT_INT(5, cursor_left(&r.packet.at) + r.packet.missing);
		relay_take(&r, true, send, n, n);
		EXPECT_UNTOUCHED(&r);
	}
	for (size_t n = 0; n < sizeof(channel); n++) {
		relay_take(&r, true, channel, n, sizeof(channel));
		if (n <= 4)
			EXPECT_UNTOUCHED(&r);
		else
			EXPECT(cursor_left(&r.packet.at) == n - 4 && packet_sent(&r.packet) == 5);
		relay_take(&r, true, channel, n, n);
		EXPECT_UNTOUCHED(&r);
	}
	relay_done(&r);
}

/* Whether the channel is still known: the peer has port 20002. */
static bool knows_channel(struct relay *r, uint16_t client_port, unsigned number)
{
	r->client_port = client_port;
	TAKE(r, true, CHANNEL_DATA(number));
	return r->packet.flow.destination.port == 20002;
}

TEST(the_least_used_allocations_and_channels_make_room)
{
	struct relay r = relay_new();

	TAKE(&r, true, BIND(0x4001));
	for (int i = 0; i < TURN_MAX_ALLOCATIONS; i++) {
		r.client_port = (uint16_t)(1000 + i);
		TAKE(&r, true, BIND(0x4001));
	}
	EXPECT_INT(1, r.counters.turn_evicted);
	EXPECT(!knows_channel(&r, 40000, 0x4001));
	EXPECT(knows_channel(&r, 1000, 0x4001));
	for (int i = 0; i <= TURN_MAX_CHANNELS; i++) {
		r.client_port = (uint16_t)(1001 + i / 8);
		TAKE(&r, true, BIND(0x4100 + i % 8));
	}
	EXPECT(!knows_channel(&r, 1000, 0x4001));
	EXPECT(!knows_channel(&r, 1001, 0x4100));
	EXPECT(knows_channel(&r, 1001, 0x4101));
	EXPECT(knows_channel(&r, 1001 + TURN_MAX_CHANNELS / 8, 0x4100));
	EXPECT(r.counters.turn_evicted > 1);
	relay_done(&r);
}

TEST_MAIN
