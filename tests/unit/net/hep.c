/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/memory.h"
#include "net/hep.h"
#include "net/payloads.h"

#include "tests/unit/net/wire.h"

#include <zlib.h>

#define CHUNK(type, n, ...) 0, 0, U16(type), U16(6 + (n)), __VA_ARGS__
#define MAGIC(total) 'H', 'E', 'P', '3', U16(total)
#define START MAGIC(0) /* TAKE_HEP3 writes the length */
#define IPV4_ENDS                                                                                                      \
	CHUNK(1, 1, 2), CHUNK(3, 4, 192, 0, 2, 1), CHUNK(4, 4, 192, 0, 2, 2), CHUNK(7, 2, U16(5060)),                  \
		CHUNK(8, 2, U16(5080))
#define TIMES CHUNK(9, 4, U32(1600000000)), CHUNK(10, 4, U32(250000))
#define SAID 'B', 'Y', 'E', ' ', 's', 'i', 'p', ':'
enum {
	PROTOCOL_AT = 6 + 43 + 20 + 6,
	TYPE_AT = PROTOCOL_AT + 7,
};

#define HEP3_MESSAGE MAGIC(97), IPV4_ENDS, TIMES, CHUNK(2, 1, 17), CHUNK(11, 1, 1), CHUNK(15, 8, SAID)

/* A datagram of 10.0.0.9:9060 > 10.0.0.10:9060 whose last bytes may have been cut off. */
struct datagram {
	struct frame frame;
	struct net_counters counters;
	struct payloads ready;
	struct packet packet;
	enum layer layer;
};

static void datagram_take(struct datagram *d, const uint8_t *bytes, size_t captured, size_t length)
{
	static const uint8_t agent[] = {10, 0, 0, 9}, collector[] = {10, 0, 0, 10};

	payloads_done(&d->ready);
	memset(d, 0, sizeof(*d));
	d->frame.number = 7;
	d->frame.time = 1700000000 * SECOND;
	d->packet.frame = &d->frame;
	d->packet.counters = &d->counters;
	d->packet.ready = &d->ready;
	d->packet.at = cursor_of(bytes, captured);
	d->packet.missing = length - captured;
	d->packet.flow.source = (struct endpoint){address_of_ipv4(agent), 9060};
	d->packet.flow.destination = (struct endpoint){address_of_ipv4(collector), 9060};
	d->packet.layers = (uint64_t)1 << LAYER_HEP;
	d->counters.layers[LAYER_HEP] = 1;
	d->layer = hep_datagram(&d->packet);
}

/* Of HEP3, with its length; the copy ends where it ends, so that a sanitizer sees reading too far. */
static void datagram_take_hep3(struct datagram *d, const uint8_t *bytes, size_t n)
{
	static uint8_t *copy;

	memory_free(copy);
	copy = memory_new(n);
	memcpy(copy, bytes, n);
	copy[4] = (uint8_t)(n >> 8), copy[5] = (uint8_t)n;
	datagram_take(d, copy, n, n);
}

#define TAKE_HEP3(d, ...) datagram_take_hep3(d, (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))
#define TAKE(d, ...)                                                                                                   \
	datagram_take(d, (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}),                       \
	              sizeof((const uint8_t[]){__VA_ARGS__}))

static const char *ends_of(const struct flow *flow)
{
	static char text[128];
	struct buf out = {0};

	endpoint_format(&out, &flow->source);
	buf_byte(&out, ' ');
	endpoint_format(&out, &flow->destination);
	buf_printf(&out, " %s", transport_name(flow->transport));
	memcpy(text, buf_text(&out), out.n + 1);
	buf_done(&out);
	return text;
}

#define EXPECT_ENDS(want, flow) EXPECT_STR(want, str_of(ends_of(flow)))

TEST(sip_in_hep3_has_the_inner_addresses_and_time)
{
	static const uint8_t bytes[] = {HEP3_MESSAGE};
	struct datagram d = {0};

	datagram_take(&d, bytes, sizeof(bytes), sizeof(bytes));
	EXPECT_INT(layer_end(NET_PAYLOAD), d.layer);
	EXPECT_INT(1, d.ready.count);
	EXPECT_STR("BYE sip:", payload_text(&d.ready.items[0]));
	EXPECT_ENDS("192.0.2.1:5060 192.0.2.2:5080 udp", &d.ready.items[0].flow);
	EXPECT_INT(1600000000 * SECOND + 250 * MILLISECOND, d.ready.items[0].time);
	EXPECT_INT(d.ready.items[0].time - d.frame.time, d.ready.items[0].skew);
	EXPECT_INT(7, d.ready.items[0].frame);
	EXPECT_INT(8, d.ready.items[0].length);
	EXPECT(d.ready.items[0].whole && d.ready.items[0].layers == (uint64_t)1 << LAYER_HEP);
	EXPECT_INT(1, d.counters.layers[LAYER_HEP]);
	payloads_done(&d.ready);
}

TEST(eep3_is_hep3_too)
{
	static uint8_t bytes[] = {HEP3_MESSAGE};
	struct datagram d = {0};

	bytes[0] = 'E', bytes[1] = 'E';
	datagram_take(&d, bytes, sizeof(bytes), sizeof(bytes));
	EXPECT_INT(1, d.ready.count);
	payloads_done(&d.ready);
}

TEST(the_type_of_the_address_chunk_counts_not_the_family)
{
	struct datagram d = {0};

	TAKE_HEP3(&d, START, CHUNK(1, 1, 2), CHUNK(5, 16, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
	          CHUNK(6, 16, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2), CHUNK(7, 2, U16(1)),
	          CHUNK(8, 2, U16(2)), CHUNK(15, 8, SAID));
	EXPECT_INT(1, d.ready.count);
	EXPECT_ENDS("[2001:db8::1]:1 [2001:db8::2]:2 udp", &d.ready.items[0].flow);
	payloads_done(&d.ready);
}

TEST(the_ip_protocol_tells_the_transport)
{
	static uint8_t bytes[] = {HEP3_MESSAGE};
	static const struct {
		uint8_t protocol;
		enum transport transport;
	} rows[] = {{17, TRANSPORT_UDP}, {6, TRANSPORT_TCP}, {22, TRANSPORT_TLS}, {132, TRANSPORT_SCTP}};
	struct datagram d = {0};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bytes[PROTOCOL_AT] = rows[i].protocol;
		datagram_take(&d, bytes, sizeof(bytes), sizeof(bytes));
		EXPECT_INT(rows[i].transport, d.ready.items[0].flow.transport);
		EXPECT(d.ready.items[0].stream == 0);
	}
	payloads_done(&d.ready);
}

TEST(without_a_time_the_frames_counts)
{
	struct datagram d = {0};

	TAKE_HEP3(&d, START, IPV4_ENDS, CHUNK(2, 1, 17), CHUNK(11, 1, 1), CHUNK(15, 8, SAID));
	EXPECT_INT(d.frame.time, d.ready.items[0].time);
	TAKE_HEP3(&d, START, IPV4_ENDS, CHUNK(9, 4, U32(5)), CHUNK(10, 4, U32(1000000)), CHUNK(15, 8, SAID));
	EXPECT_INT(d.frame.time, d.ready.items[0].time);
	payloads_done(&d.ready);
}

TEST(chunks_of_vendors_and_unknown_ones_are_passed_over)
{
	struct datagram d = {0};

	TAKE_HEP3(&d, START, IPV4_ENDS, 0, 2, 0, 4, 0, 10, 9, 9, 9, 9, CHUNK(0x7777, 2, 1, 2), 0, 3, 0, 15, 0, 10, 'x',
	          'x', 'x', 'x', CHUNK(15, 8, SAID));
	EXPECT_INT(1, d.ready.count);
	EXPECT_STR("BYE sip:", payload_text(&d.ready.items[0]));
	EXPECT_ENDS("192.0.2.1:5060 192.0.2.2:5080 udp", &d.ready.items[0].flow);
	payloads_done(&d.ready);
}

TEST(a_chunk_of_another_size_than_its_type_has_is_not_read)
{
	struct datagram d = {0};

	TAKE_HEP3(&d, START, IPV4_ENDS, CHUNK(7, 1, 9), CHUNK(3, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), 0,
	          0, 0, 8, 0, 6, CHUNK(15, 8, SAID), 0, 0, 0, 2, 0, 6);
	EXPECT_INT(1, d.ready.count);
	EXPECT_ENDS("192.0.2.1:5060 192.0.2.2:5080 udp", &d.ready.items[0].flow);
	payloads_done(&d.ready);
}

TEST(a_chunk_that_is_too_short_or_too_long_makes_the_message_malformed)
{
	struct datagram d = {0};

	for (unsigned length = 0; length < 256; length++) {
		TAKE_HEP3(&d, START, CHUNK(15, 8, SAID), IPV4_ENDS, 0, 0, 0x77, 0x77, 0, (uint8_t)length, 1, 2, 3);
		EXPECT_INT(length == 9 ? layer_end(NET_PAYLOAD) : layer_end(NET_MALFORMED), d.layer);
		EXPECT_INT(length == 9, d.ready.count);
		EXPECT_INT(length != 9, d.counters.hep_malformed);
	}
	TAKE(&d, MAGIC(5), IPV4_ENDS);
	EXPECT_INT(1, d.counters.hep_malformed);
	TAKE(&d, MAGIC(65535), IPV4_ENDS);
	EXPECT_INT(1, d.counters.hep_malformed);
	payloads_done(&d.ready);
}

TEST(without_both_addresses_it_is_malformed)
{
	struct datagram d = {0};

	TAKE_HEP3(&d, START, CHUNK(3, 4, 192, 0, 2, 1), CHUNK(15, 8, SAID));
	EXPECT_INT(layer_end(NET_MALFORMED), d.layer);
	EXPECT_INT(1, d.counters.hep_malformed);
	payloads_done(&d.ready);
}

TEST(rtp_is_handed_on_and_what_is_neither_is_left_as_it_came)
{
	static uint8_t bytes[] = {HEP3_MESSAGE};
	struct datagram d = {0};

	bytes[TYPE_AT] = 4;
	datagram_take(&d, bytes, sizeof(bytes), sizeof(bytes));
	EXPECT_INT(1, d.ready.count);
	EXPECT(!d.ready.items[0].whole);
	for (unsigned type = 0; type < 256; type++) {
		if (type == 1 || type == 4)
			continue;
		bytes[TYPE_AT] = (uint8_t)type;
		datagram_take(&d, bytes, sizeof(bytes), sizeof(bytes));
		EXPECT_INT(LAYER_PAYLOAD, d.layer);
		EXPECT_INT(0, d.ready.count);
		EXPECT(d.packet.at.p == bytes && d.packet.layers == 0);
		EXPECT_INT(0, d.counters.layers[LAYER_HEP]);
		EXPECT_INT(0, d.counters.hep_malformed);
	}
	payloads_done(&d.ready);
}

TEST(cut_off_at_every_byte_the_payload_is_what_there_is_of_it)
{
	static const uint8_t bytes[] = {HEP3_MESSAGE};
	struct datagram d = {0};

	for (size_t n = 0; n < sizeof(bytes); n++) {
		uint8_t *part = memory_new(n ? n : 1); /* so that a sanitizer sees reading too far */
		size_t text = sizeof(bytes) - 8;

		memcpy(part, bytes, n);
		datagram_take(&d, part, n, sizeof(bytes));
		if (n < 4)
			EXPECT_INT(LAYER_PAYLOAD, d.layer);
		else if (n <= text)
			EXPECT_INT(layer_end(NET_CUT), d.layer);
		else
			EXPECT(d.ready.items[0].size == n - text && d.ready.items[0].length == 8);
		EXPECT_INT(0, d.counters.hep_malformed);
		datagram_take(&d, part, n, n);
		EXPECT_INT(n < 4 ? LAYER_PAYLOAD : layer_end(NET_MALFORMED), d.layer);
		memory_free(part);
	}
	payloads_done(&d.ready);
}

static size_t pack(int window, struct str text, uint8_t *out, size_t room)
{
	z_stream z = {.next_in = (Bytef *)(uintptr_t)text.p, .avail_in = (uInt)text.n};

	deflateInit2(&z, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
	z.next_out = out;
	z.avail_out = (uInt)room;
	deflate(&z, Z_FINISH);
	deflateEnd(&z);
	return room - z.avail_out;
}

static size_t hep_of_packed(uint8_t *out, const uint8_t *packed, size_t n)
{
	static const uint8_t start[] = {MAGIC(0), IPV4_ENDS};
	size_t total = sizeof(start) + 6 + n;

	memcpy(out, start, sizeof(start));
	out[4] = (uint8_t)(total >> 8), out[5] = (uint8_t)total;
	memcpy(out + sizeof(start), (const uint8_t[]){0, 0, 0, 16, HIGH(6 + n), LOW(6 + n)}, 6);
	memcpy(out + sizeof(start) + 6, packed, n);
	return total;
}

TEST(a_packed_payload_is_unpacked_whichever_way_it_was_packed)
{
	static const int windows[] = {15, 16 + 15, -15};
	uint8_t packed[256], bytes[512];
	struct datagram d = {0};

	for (size_t i = 0; i < 3; i++) {
		size_t n = pack(windows[i], STR("BYE sip:a@b SIP/2.0"), packed, sizeof(packed));
		size_t total = hep_of_packed(bytes, packed, n);

		datagram_take(&d, bytes, total, total);
		EXPECT_INT(1, d.ready.count);
		EXPECT_STR("BYE sip:a@b SIP/2.0", payload_text(&d.ready.items[0]));
		EXPECT_INT(19, d.ready.items[0].length);
		datagram_take(&d, bytes, total - 1, total);
		EXPECT_INT(layer_end(NET_CUT), d.layer);
		bytes[total - n + 12] ^= 0x55;
		datagram_take(&d, bytes, total, total);
		EXPECT(d.ready.count == 0 || d.ready.items[0].size < 64);
	}
	payloads_done(&d.ready);
}

TEST(a_datagram_packed_whole_is_unpacked)
{
	static const uint8_t bytes[] = {HEP3_MESSAGE};
	uint8_t packed[256];
	struct datagram d = {0};
	size_t n = pack(16 + 15, (struct str){(const char *)bytes, sizeof(bytes)}, packed, sizeof(packed));

	datagram_take(&d, packed, n, n);
	EXPECT_INT(1, d.ready.count);
	EXPECT_STR("BYE sip:", payload_text(&d.ready.items[0]));
	n = pack(16 + 15, STR("no HEP at all"), packed, sizeof(packed));
	datagram_take(&d, packed, n, n);
	EXPECT_INT(LAYER_PAYLOAD, d.layer);
	EXPECT_INT(0, d.counters.layers[LAYER_HEP] + d.counters.hep_malformed);
	payloads_done(&d.ready);
}

/* Text that does not shrink to much less than half. */
static struct str long_text(size_t size)
{
	static char text[HEP_MAX_UNPACKED + 1];
	uint32_t any = 1;

	for (size_t i = 0; i < size; i++) {
		any = any * 1664525 + 1013904223;
		text[i] = (char)('a' + (any >> 28));
	}
	return (struct str){text, size};
}

TEST(a_decompression_bomb_is_refused)
{
	static const char zeroes[HEP_FREE + 1024 * HEP_MAX_TIMES];
	uint8_t packed[1024], bytes[2048];
	struct datagram d = {0};
	size_t n = pack(15, (struct str){zeroes, sizeof(zeroes)}, packed, sizeof(packed)),
	       total = hep_of_packed(bytes, packed, n);

	EXPECT(n < 200);
	datagram_take(&d, bytes, total, total);
	EXPECT_INT(layer_end(NET_MALFORMED), d.layer);
	EXPECT_INT(1, d.counters.hep_malformed);
	n = pack(15, (struct str){zeroes, HEP_FREE}, packed, sizeof(packed));
	total = hep_of_packed(bytes, packed, n);
	datagram_take(&d, bytes, total, total);
	EXPECT_INT(HEP_FREE, d.ready.items[0].size);
	payloads_done(&d.ready);
}

TEST(a_packed_payload_has_a_largest_size)
{
	static uint8_t packed[HEP_MAX_UNPACKED], bytes[HEP_MAX_UNPACKED];
	struct datagram d = {0};
	size_t n = pack(15, long_text(HEP_MAX_UNPACKED + 1), packed, sizeof(packed)),
	       total = hep_of_packed(bytes, packed, n);

	datagram_take(&d, bytes, total, total);
	EXPECT_INT(layer_end(NET_MALFORMED), d.layer);
	n = pack(15, long_text(HEP_MAX_UNPACKED), packed, sizeof(packed));
	total = hep_of_packed(bytes, packed, n);
	datagram_take(&d, bytes, total, total);
	EXPECT_INT(HEP_MAX_UNPACKED, d.ready.items[0].size);
	payloads_done(&d.ready);
}

/* A datagram of bombs costs no more than a few of them would. */
TEST(no_more_than_so_many_bytes_are_unpacked_at_a_time)
{
	enum {
		MOST = HEP_MAX_UNPACKED_ALL / HEP_MAX_UNPACKED
	};
	static uint8_t packed[HEP_MAX_UNPACKED], bytes[HEP_MAX_UNPACKED];
	struct payloads out = {0};
	struct net_counters counters = {0};
	struct payload outer = {.time = 1};
	size_t n = pack(15, long_text(HEP_MAX_UNPACKED), packed, sizeof(packed));
	size_t total = hep_of_packed(bytes, packed, n);
	struct str message = {(const char *)bytes, total};

	for (int i = 0; i < MOST; i++)
		EXPECT(hep_take(message, &outer, &out, &counters));
	EXPECT(!hep_take(message, &outer, &out, &counters));
	EXPECT_INT(MOST, counters.layers[LAYER_HEP]);
	EXPECT_INT(1, counters.hep_malformed);
	payloads_clear(&out);
	EXPECT(hep_take(message, &outer, &out, &counters));
	payloads_done(&out);
}

/* They are unpacked for nothing, and up to their last bytes. */
TEST(packed_payloads_that_are_damaged_count_as_the_largest)
{
	enum {
		MOST = HEP_MAX_UNPACKED_ALL / HEP_MAX_UNPACKED
	};
	struct payloads out = {0};
	struct net_counters counters = {0};
	struct payload outer = {.time = 1};
	uint8_t packed[64], bytes[256], damaged[64] = {0x78, 0x9c, 0xff};
	size_t n = pack(15, STR("BYE sip:a"), packed, sizeof(packed)), total;

	total = hep_of_packed(bytes, damaged, sizeof(damaged));
	for (int i = 0; i < MOST; i++)
		EXPECT(!hep_take((struct str){(const char *)bytes, total}, &outer, &out, &counters));
	total = hep_of_packed(bytes, packed, n);
	EXPECT(!hep_take((struct str){(const char *)bytes, total}, &outer, &out, &counters));
	payloads_clear(&out);
	EXPECT(hep_take((struct str){(const char *)bytes, total}, &outer, &out, &counters));
	payloads_done(&out);
}

/* As Kamailio, Sofia-SIP and sngrep write it: network order but for the times, the length as each understands it. */
#define HEP2_ENDS(version, length, family) version, length, family, 17, U16(5060), U16(5080)
#define HEP2_TIMES 0x00, 0x10, 0x5e, 0x5f, 0x90, 0xd0, 0x03, 0x00, 0xd1, 0x07, 0, 0

TEST(hep2_and_hep1_are_read_whatever_length_they_claim)
{
	static const uint8_t lengths[] = {16, 28, 0, 1, 255};
	static uint8_t bytes[] = {HEP2_ENDS(2, 0, 2), 192, 0, 2, 1, 192, 0, 2, 2, HEP2_TIMES, SAID};
	struct datagram d = {0};

	for (size_t i = 0; i < sizeof(lengths); i++) {
		bytes[1] = lengths[i];
		datagram_take(&d, bytes, sizeof(bytes), sizeof(bytes));
		EXPECT_INT(1, d.ready.count);
		EXPECT_STR("BYE sip:", payload_text(&d.ready.items[0]));
		EXPECT_ENDS("192.0.2.1:5060 192.0.2.2:5080 udp", &d.ready.items[0].flow);
		EXPECT_INT(1600000000 * SECOND + 250 * MILLISECOND, d.ready.items[0].time);
		EXPECT_INT(d.ready.items[0].time - d.frame.time, d.ready.items[0].skew);
	}
	TAKE(&d, HEP2_ENDS(1, 40, 10), 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x20, 1, 0xd, 0xb8, 0, 0,
	     0, 0, 0, 0, 0, 0, 0, 0, 0, 2, SAID);
	EXPECT_ENDS("[2001:db8::1]:5060 [2001:db8::2]:5080 udp", &d.ready.items[0].flow);
	EXPECT_INT(d.frame.time, d.ready.items[0].time);
	payloads_done(&d.ready);
}

TEST(what_only_begins_like_hep2_is_left_as_it_came)
{
	static const uint8_t good[] = {HEP2_ENDS(2, 16, 2), 192, 0, 2, 1, 192, 0, 2, 2, HEP2_TIMES, SAID};
	static const struct {
		uint8_t at, value;
	} wrong[] = {{0, 3}, {2, 11}, {3, 18}, {23, 0xff}, {28, 0}, {28, ' '}, {29, 0x7f}, {31, 0xe9}};
	struct datagram d = {0};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		uint8_t bytes[sizeof(good)];

		memcpy(bytes, good, sizeof(good));
		bytes[wrong[i].at] = wrong[i].value;
		datagram_take(&d, bytes, sizeof(bytes), sizeof(bytes));
		EXPECT_INT(LAYER_PAYLOAD, d.layer);
		EXPECT(d.packet.at.p == bytes && cursor_left(&d.packet.at) == sizeof(bytes));
	}
	for (size_t n = 0; n < sizeof(good) - 4; n++) {
		uint8_t *part = memory_new(n ? n : 1);

		memcpy(part, good, n);
		datagram_take(&d, part, n, n);
		EXPECT_INT(n == sizeof(good) - 4 ? layer_end(NET_PAYLOAD) : LAYER_PAYLOAD, d.layer);
		memory_free(part);
	}
	payloads_done(&d.ready);
}

TEST(a_stream_is_framed_by_the_length_field)
{
	static const uint8_t bytes[] = {HEP3_MESSAGE, HEP3_MESSAGE};

	for (size_t n = 0; n <= sizeof(bytes); n++)
		EXPECT_INT(n < sizeof(bytes) / 2 ? 0 : (int64_t)sizeof(bytes) / 2,
		           hep_size((struct str){(const char *)bytes, n}));
	EXPECT(hep_size(STR("HEP2")) < 0);
	EXPECT(hep_size(STR("I")) < 0);
	EXPECT(hep_size(STR("HEP3\0\5")) < 0);
}

TEST(a_message_of_a_stream_counts_what_became_of_it)
{
	static const uint8_t bytes[] = {HEP3_MESSAGE};
	struct payload outer = {.stream = 9, .frame = 4, .time = 3, .gap = true, .end = true};
	struct net_counters counters = {0};
	struct payloads out = {0};

	EXPECT(hep_take((struct str){(const char *)bytes, sizeof(bytes)}, &outer, &out, &counters));
	EXPECT_INT(1, out.count);
	EXPECT(out.items[0].stream == 0 && out.items[0].whole && !out.items[0].gap && !out.items[0].end);
	EXPECT_INT(4, out.items[0].frame);
	EXPECT_INT(1, counters.layers[LAYER_HEP]);
	EXPECT(!hep_take((struct str){(const char *)bytes, sizeof(bytes) - 1}, &outer, &out, &counters));
	EXPECT_INT(1, counters.hep_malformed);
	payloads_done(&out);
}

TEST(messages_back_to_back_in_a_datagram_are_all_taken)
{
	static const uint8_t bytes[] = {HEP3_MESSAGE, HEP3_MESSAGE, 'r', 'e', 's', 't'};
	struct datagram d = {0};

	datagram_take(&d, bytes, sizeof(bytes), sizeof(bytes));
	EXPECT_INT(2, d.ready.count);
	payloads_done(&d.ready);
}

TEST_MAIN
