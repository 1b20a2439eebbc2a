/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/net/wire.h"

#define ASSOCIATION U32(0xc0ffee01), U32(7)
#define CHECK4 0xd1, 0x8c, 0x3e, 0x5f
#define CHECK8 CHECK4, 0x11, 0x97, 0xa4, 0xe6
#define CHECK12 CHECK8, CHECK4
#define CHECK16 CHECK8, CHECK8
#define UDP_TEXT UDP(12), TEXT
#define PADDED(protocol) 1, 2, 2, protocol /* to words, behind 12 bytes and the header's 8 */
#define TCP(checksum) U16(5060), U16(5061), U32(1000), U32(1), 0x50, 0x18, U16(512), U16(checksum), 0, 0

TEST(esp_that_does_not_encrypt_is_read_whatever_its_check_value)
{
	EXPECT_UNWRAPS(LAYER_ESP, LINKTYPE_RAW, IPV4(56, 1, 0, 50), ASSOCIATION, UDP_TEXT, PADDED(17), CHECK12);
	EXPECT_UNWRAPS(LAYER_ESP, LINKTYPE_RAW, IPV4(60, 1, 0, 50), ASSOCIATION, UDP_TEXT, PADDED(17), CHECK16);
	EXPECT_UNWRAPS(LAYER_ESP, LINKTYPE_RAW, IPV4(44, 1, 0, 50), ASSOCIATION, UDP_TEXT, PADDED(17));
	EXPECT_UNWRAPS(LAYER_ESP, LINKTYPE_RAW, IPV4(68, 1, 0, 50), ASSOCIATION, UDP_TEXT, PADDED(17), CHECK16, CHECK8);
	EXPECT_UNWRAPS(LAYER_ESP, LINKTYPE_RAW, IPV4(76, 1, 0, 50), ASSOCIATION, UDP_TEXT, PADDED(17), CHECK16,
	               CHECK16);
	EXPECT_UNWRAPS(LAYER_ESP, LINKTYPE_RAW, IPV6(36, 50), ASSOCIATION, UDP_TEXT, PADDED(17), CHECK12);
}

TEST(the_vector_of_aes_gmac_is_skipped)
{
	EXPECT_UNWRAPS(LAYER_ESP, LINKTYPE_RAW, IPV4(68, 1, 0, 50), ASSOCIATION, CHECK8, UDP_TEXT, PADDED(17), CHECK16);
}

TEST(padding_to_longer_blocks_is_skipped)
{
	EXPECT_UNWRAPS(LAYER_ESP, LINKTYPE_RAW, IPV4(64, 1, 0, 50), ASSOCIATION, UDP_TEXT, 1, 2, 3, 4, 5, 6, 7, 8, 9,
	               10, 10, 17, CHECK12);
}

TEST(tunnel_mode_has_the_inner_addresses)
{
	EXPECT_UNWRAPS(LAYER_ESP, LINKTYPE_RAW, IN_IP(50, 56), ASSOCIATION, IPV4_UDP, 1, 2, 2, 4, CHECK12);
	EXPECT_UNWRAPS(LAYER_ESP, LINKTYPE_RAW, IN_IP(50, 76), ASSOCIATION, IPV6_UDP, 1, 2, 2, 41, CHECK12);
}

TEST(tcp_in_esp_is_believed_when_its_checksum_is_right)
{
	static const uint8_t good[] = {IPV4(68, 1, 0, 50), ASSOCIATION, TCP(0x8ac9), TEXT, PADDED(6), CHECK12};
	static const uint8_t bad[] = {IPV4(68, 1, 0, 50), ASSOCIATION, TCP(0x8aca), TEXT, PADDED(6), CHECK12};
	struct wire wire = wire_new();

	EXPECT_INT(NET_OTHER_IP, wire_cut(&wire, LINKTYPE_RAW, bad, sizeof(bad), sizeof(bad)));
	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_RAW, good, sizeof(good), sizeof(good)));
	EXPECT_PAYLOAD("sip!", &wire);
	EXPECT_INT(TRANSPORT_TCP, wire.payload.flow.transport);
	EXPECT_INT(5060, wire.payload.flow.source.port);
	wire_done(&wire);
	wire_cut_anywhere(LINKTYPE_RAW, good, sizeof(good));
}

TEST(text_in_tcp_in_esp_is_believed_whatever_its_checksum)
{
	static const uint8_t text[] = {IPV4(80, 1, 0, 50),
	                               ASSOCIATION,
	                               TCP(0),
	                               'B',
	                               'Y',
	                               'E',
	                               ' ',
	                               's',
	                               'i',
	                               'p',
	                               ':',
	                               'a',
	                               '@',
	                               'b',
	                               ' ',
	                               TEXT,
	                               PADDED(6),
	                               CHECK12};
	static const uint8_t other[] = {
		IPV4(80, 1, 0, 50), ASSOCIATION, TCP(0), 'B', 'Y', 'E', ' ', 's', 'i', 'p', ':', 'a', '@', 'b', 7, TEXT,
		PADDED(6),          CHECK12};
	struct wire wire = wire_new();

	EXPECT_INT(NET_PAYLOAD, wire_cut(&wire, LINKTYPE_RAW, text, sizeof(text), sizeof(text)));
	EXPECT_PAYLOAD("BYE sip:a@b sip!", &wire);
	EXPECT_INT(NET_OTHER_IP, wire_cut(&wire, LINKTYPE_RAW, other, sizeof(other), sizeof(other)));
	wire_done(&wire);
}

TEST(sctp_in_esp_is_believed_when_its_chunks_fill_it)
{
	static const uint8_t packet[] = {IPV4(68, 1, 0, 50),
	                                 ASSOCIATION,
	                                 U16(5060),
	                                 U16(5060),
	                                 U32(1),
	                                 U32(0),
	                                 14,
	                                 0,
	                                 U16(4),
	                                 14,
	                                 0,
	                                 U16(4),
	                                 14,
	                                 0,
	                                 U16(4),
	                                 PADDED(132),
	                                 CHECK12};
	struct wire wire = wire_new();

	wire_cut(&wire, LINKTYPE_RAW, packet, sizeof(packet), sizeof(packet));
	EXPECT_INT(1, net_counters(wire.net)->layers[LAYER_SCTP]);
	wire_done(&wire);
}

TEST(esp_behind_nat_is_found_on_its_port)
{
	EXPECT_UNWRAPS(LAYER_ESP, LINKTYPE_RAW, IN_UDP(4500, 56), ASSOCIATION, IPV4_UDP, 1, 2, 2, 4, CHECK12);
	/* IKE behind its marker of zeroes, a keep-alive, and what another port gets. */
	EXPECT_NO_TUNNEL(4500, U32(0), U32(7), IPV4_UDP, 1, 2, 2, 4, CHECK12);
	EXPECT_NO_TUNNEL(4500, 0xff);
	EXPECT_NO_TUNNEL(4501, ASSOCIATION, IPV4_UDP, 1, 2, 2, 4, CHECK12);
}

/* That it passed, and between whom, is told: audio may be in it. */
#define EXPECT_HIDDEN(...)                                                                                             \
	do {                                                                                                           \
		struct wire wire = wire_new();                                                                         \
		EXPECT_INT(NET_OTHER_IP, DECODE(&wire, LINKTYPE_RAW, __VA_ARGS__));                                    \
		EXPECT_PAYLOAD("", &wire);                                                                             \
		EXPECT(wire.payload.hidden);                                                                           \
		wire_done(&wire);                                                                                      \
	} while (0)

TEST(esp_that_contradicts_itself_is_taken_for_encrypted)
{
	/* A length of UDP that is not that of the packet, wrong padding, a protocol that nothing tells. */
	EXPECT_HIDDEN(IPV4(56, 1, 0, 50), ASSOCIATION, UDP(13), TEXT, PADDED(17), CHECK12);
	EXPECT_HIDDEN(IPV4(56, 1, 0, 50), ASSOCIATION, UDP_TEXT, 1, 3, 2, 17, CHECK12);
	EXPECT_HIDDEN(IPV4(56, 1, 0, 50), ASSOCIATION, UDP_TEXT, PADDED(59), CHECK12);
	EXPECT_HIDDEN(IPV4(24, 1, 0, 50), 1, 2, 3, 4);
	EXPECT_HIDDEN(IPV4(20, 1, 0, 50));
}

/* As AES makes them: none of a million may pass. */
TEST(encrypted_esp_is_left)
{
	static uint8_t bytes[20 + 96] = {IPV4(116, 1, 0, 50)};
	struct wire wire = wire_new();
	uint64_t state = 11;

	for (unsigned i = 0; i < 1000000; i++) {
		for (size_t at = 20; at < sizeof(bytes); at += 2) {
			uint32_t noise = random_below(&state, 65536);

			bytes[at] = HIGH(noise);
			bytes[at + 1] = LOW(noise);
		}
		if (wire_cut(&wire, LINKTYPE_RAW, bytes, sizeof(bytes), sizeof(bytes)) != NET_OTHER_IP)
			EXPECT(!"encrypted ESP passed");
	}
	EXPECT_INT(1000000, net_counters(wire.net)->layers[LAYER_ESP]);
	wire_done(&wire);
}

TEST_MAIN
