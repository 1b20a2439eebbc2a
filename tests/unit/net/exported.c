/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/exported.h"

#include "base/memory.h"

#include "tests/unit/net/wire.h"

#define TAG(type, n, ...) U16(type), U16(n), __VA_ARGS__
#define END 0, 0, 0, 0
#define SIP_NAME TAG(12, 4, 's', 'i', 'p', 0)
#define SIP_TCP_NAME TAG(12, 8, 's', 'i', 'p', '.', 't', 'c', 'p', 0)
#define ADDRESSES TAG(20, 4, 192, 0, 2, 1), TAG(21, 4, 192, 0, 2, 2)
#define PORTS(type) TAG(24, 4, U32(type)), TAG(25, 4, U32(40000)), TAG(26, 4, U32(5061))
#define ORIGINAL(frame) TAG(30, 4, U32(frame))
#define TCP_TABLE TAG(14, 8, 't', 'c', 'p', '.', 'p', 'o', 'r', 't')
#define TCP_DATA(sequence, next) TAG(34, 19, 0, 1, U32(sequence), U32(next), U32(1), 0, 0, 0x18, 0, 0)

static struct str ends(const struct flow *flow)
{
	static char text[128];
	struct buf out = {0};

	endpoint_format(&out, &flow->source);
	buf_byte(&out, ' ');
	endpoint_format(&out, &flow->destination);
	buf_printf(&out, " %s", transport_name(flow->transport));
	memcpy(text, buf_text(&out), out.n + 1);
	buf_done(&out);
	return str_of(text);
}

TEST(the_tags_tell_the_flow)
{
	static const uint8_t bytes[] = {SIP_NAME, ADDRESSES, PORTS(2), ORIGINAL(9), TAG(777, 3, 1, 2, 3), END, TEXT};
	struct wire wire = wire_new();

	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_EXPORTED, bytes, sizeof(bytes), sizeof(bytes)));
	EXPECT_PAYLOAD("sip!", &wire);
	EXPECT_STR("192.0.2.1:40000 192.0.2.2:5061 tcp", ends(&wire.payload.flow));
	EXPECT(wire.payload.stream && wire.payload.end && !wire.payload.gap);
	EXPECT_INT(wire.time, wire.payload.time);
	wire_done(&wire);
}

TEST(addresses_may_be_ipv6_and_the_transport_udp_or_sctp)
{
	static const uint8_t udp[] = {SIP_NAME,
	                              TAG(22, 16, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
	                              TAG(23, 16, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2),
	                              PORTS(3),
	                              END,
	                              TEXT};
	static const uint8_t sctp[] = {SIP_NAME, ADDRESSES, PORTS(1), END, TEXT};
	struct wire wire = wire_new();

	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_EXPORTED, udp, sizeof(udp), sizeof(udp)));
	EXPECT_PAYLOAD("sip!", &wire);
	EXPECT_STR("[2001:db8::1]:40000 [2001:db8::2]:5061 udp", ends(&wire.payload.flow));
	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_EXPORTED, sctp, sizeof(sctp), sizeof(sctp)));
	EXPECT_PAYLOAD("sip!", &wire);
	EXPECT_INT(TRANSPORT_SCTP, wire.payload.flow.transport);
	EXPECT(wire.payload.whole);
	wire_done(&wire);
}

TEST(without_addresses_the_flow_is_unspecified_even_after_others)
{
	struct wire wire = wire_new();

	DECODE(&wire, LINKTYPE_EXPORTED, SIP_NAME, ADDRESSES, PORTS(2), END, TEXT);
	DECODE(&wire, LINKTYPE_EXPORTED, SIP_NAME, END, TEXT);
	EXPECT(wire_next(&wire));
	EXPECT_STR("0.0.0.0:0 0.0.0.0:0 udp", ends(&wire.payload.flow));
	wire_done(&wire);
}

/* As tshark writes SIP over TLS. */
TEST(what_was_exported_twice_is_handed_on_once)
{
	struct wire wire = wire_new();

	EXPECT_INT(NET_PAYLOAD,
	           DECODE(&wire, LINKTYPE_EXPORTED, SIP_TCP_NAME, ADDRESSES, PORTS(2), ORIGINAL(9), END, TEXT));
	EXPECT_INT(NET_TCP_REPEATED,
	           DECODE(&wire, LINKTYPE_EXPORTED, SIP_NAME, ADDRESSES, PORTS(2), ORIGINAL(9), END, TEXT));
	EXPECT(!wire_next(&wire));
	/* The same words again are another message when they came in another frame, or nobody says in which. */
	EXPECT_INT(NET_PAYLOAD,
	           DECODE(&wire, LINKTYPE_EXPORTED, SIP_NAME, ADDRESSES, PORTS(2), ORIGINAL(10), END, TEXT));
	EXPECT_INT(NET_PAYLOAD, DECODE(&wire, LINKTYPE_EXPORTED, SIP_NAME, ADDRESSES, PORTS(2), END, TEXT));
	EXPECT_INT(NET_PAYLOAD, DECODE(&wire, LINKTYPE_EXPORTED, SIP_NAME, ADDRESSES, PORTS(2), END, TEXT));
	wire_done(&wire);
}

TEST(a_second_message_of_a_record_is_handed_on)
{
	static const uint8_t second[] = {SIP_NAME, ADDRESSES, PORTS(2), ORIGINAL(9), END, '2', 'n', 'd', '!'};
	struct wire wire = wire_new();

	DECODE(&wire, LINKTYPE_EXPORTED, SIP_TCP_NAME, ADDRESSES, PORTS(2), ORIGINAL(9), END, TEXT, '2', 'n', 'd', '!');
	EXPECT_INT(NET_TCP_REPEATED,
	           DECODE(&wire, LINKTYPE_EXPORTED, SIP_NAME, ADDRESSES, PORTS(2), ORIGINAL(9), END, TEXT));
	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_EXPORTED, second, sizeof(second), sizeof(second)));
	EXPECT_PAYLOAD("2nd!", &wire);
	wire_done(&wire);
}

TEST(lower_layers_are_read_on)
{
	EXPECT_DECODES(LINKTYPE_EXPORTED, TAG(12, 4, 'i', 'p', 0, 0), END, IPV4_UDP);
	EXPECT_DECODES(LINKTYPE_EXPORTED, TAG(12, 4, 'i', 'p', 0, 0), END, IPV6_UDP);
	EXPECT_DECODES(LINKTYPE_EXPORTED, TAG(12, 4, 'u', 'd', 'p', 0), ADDRESSES, END, UDP(12), TEXT);
	EXPECT_DECODES(LINKTYPE_EXPORTED,
	               TAG(12, 14, 'e', 't', 'h', '_', 'w', 'i', 't', 'h', 'o', 'u', 't', 'f', 'c', 's'), END,
	               ETHERNET(0x0800), IPV4_UDP);
	EXPECT_DECODES(LINKTYPE_EXPORTED, TAG(14, 9, 'e', 't', 'h', 'e', 'r', 't', 'y', 'p', 'e'),
	               TAG(32, 4, U32(0x86dd)), END, IPV6_UDP);
	EXPECT_DECODES(LINKTYPE_EXPORTED, TAG(14, 8, 'i', 'p', '.', 'p', 'r', 'o', 't', 'o'), TAG(32, 4, U32(17)),
	               ADDRESSES, END, UDP(12), TEXT);
}

/* As "OSI layer 4" exports a message in two segments: each by itself, then both together. */
TEST(segments_go_through_tcp_and_count_once)
{
	static const uint8_t first[] = {TCP_TABLE, ADDRESSES, PORTS(2), TCP_DATA(1, 5), END, TEXT};
	static const uint8_t both[] = {TCP_TABLE, ADDRESSES, PORTS(2), TCP_DATA(5, 9), END, TEXT, 'm', 'o', 'r', 'e'};
	struct wire wire = wire_new();

	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_EXPORTED, first, sizeof(first), sizeof(first)));
	EXPECT_PAYLOAD("sip!", &wire);
	EXPECT(wire.payload.stream);
	EXPECT_STR("192.0.2.1:40000 192.0.2.2:5061 tcp", ends(&wire.payload.flow));
	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_EXPORTED, both, sizeof(both), sizeof(both)));
	EXPECT_PAYLOAD("more", &wire);
	EXPECT_INT(NET_TCP_REPEATED, wire_cut(&wire, LINKTYPE_EXPORTED, both, sizeof(both), sizeof(both)));
	wire_done(&wire);
}

TEST(cut_at_every_byte_of_the_tags_it_is_refused)
{
	static const uint8_t bytes[] = {SIP_NAME, ADDRESSES, PORTS(3), ORIGINAL(9), END, TEXT};
	struct wire wire = wire_new();

	for (size_t n = 0; n < sizeof(bytes); n++) {
		uint8_t *part = memory_new(n ? n : 1); /* so that a sanitizer sees reading too far */

		memcpy(part, bytes, n);
		EXPECT_INT(n < sizeof(bytes) - 4 ? NET_CUT : NET_PAYLOAD,
		           wire_cut(&wire, LINKTYPE_EXPORTED, part, n, sizeof(bytes)));
		if (wire_next(&wire))
			EXPECT(wire.payload.size == n - (sizeof(bytes) - 4) && wire.payload.length == 4);
		if (n < sizeof(bytes) - 4)
			EXPECT_INT(NET_MALFORMED, wire_cut(&wire, LINKTYPE_EXPORTED, part, n, n));
		memory_free(part);
	}
	wire_done(&wire);
}

TEST(a_message_written_is_read_with_its_flow)
{
	static const char *const hosts[][2] = {{"192.0.2.1", "192.0.2.2"}, {"2001:db8::1", "2001:db8::2"}};
	static const char *const ends_of[] = {"192.0.2.1:40000 192.0.2.2:5061 tcp",
	                                      "[2001:db8::1]:40000 [2001:db8::2]:5061 tcp"};
	struct wire wire = wire_new();

	for (unsigned i = 0; i < 2; i++) {
		struct flow flow = {.source.port = 40000, .destination.port = 5061, .transport = TRANSPORT_TLS};
		struct buf out = {0};

		EXPECT(address_parse(str_of(hosts[i][0]), &flow.source.address));
		EXPECT(address_parse(str_of(hosts[i][1]), &flow.destination.address));
		exported_message(&out, &flow, STR("sip!"));
		EXPECT_INT(NET_PAYLOAD,
		           wire_cut(&wire, LINKTYPE_EXPORTED, (const uint8_t *)out.p, out.n, out.n));
		EXPECT_PAYLOAD("sip!", &wire);
		EXPECT_STR(ends_of[i], ends(&wire.payload.flow));
		buf_done(&out);
	}
	wire_done(&wire);
}

TEST(a_payload_too_long_to_be_remembered_is_handed_on)
{
	static uint8_t bytes[256 + EXPORTED_MAX_KEPT] = {SIP_NAME, ADDRESSES, PORTS(2), ORIGINAL(9), END};
	struct wire wire = wire_new();

	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_EXPORTED, bytes, sizeof(bytes), sizeof(bytes)));
	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_EXPORTED, bytes, sizeof(bytes), sizeof(bytes)));
	wire_done(&wire);
}

TEST_MAIN
