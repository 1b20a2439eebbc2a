/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/net/wire.h"

enum {
	MORE = 0x2000
};

/* The datagram of most tests: 10.0.0.1:5060 > 10.0.0.2:5061, 16 bytes in fragments of 8. */
#define HEAD(id) IPV4(28, id, MORE, 17), UDP(24)
#define MIDDLE(id) IPV4(28, id, MORE | 1, 17), 'S', 'I', 'P', '/', '2', '.', '0', ' '
#define TAIL(id) IPV4(28, id, 2, 17), '2', '0', '0', ' ', 'O', 'K', '!', '!'

static enum net_verdict decode(struct wire *wire, const uint8_t *bytes, size_t size)
{
	return wire_cut(wire, LINKTYPE_RAW, bytes, size, size);
}

#define SEND(wire, ...) DECODE(wire, LINKTYPE_RAW, __VA_ARGS__)

TEST(fragments_join_in_every_order)
{
	static const uint8_t fragments[3][28] = {{HEAD(1)}, {MIDDLE(1)}, {TAIL(1)}};
	static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

	for (int i = 0; i < 6; i++) {
		struct wire wire = wire_new();

		EXPECT_INT(NET_FRAGMENT_HELD, decode(&wire, fragments[orders[i][0]], 28));
		EXPECT(!wire_next(&wire));
		EXPECT_INT(NET_FRAGMENT_HELD, decode(&wire, fragments[orders[i][1]], 28));
		EXPECT_INT(NET_PAYLOAD, decode(&wire, fragments[orders[i][2]], 28));
		EXPECT_PAYLOAD("SIP/2.0 200 OK!!", &wire);
		EXPECT_INT(16, wire.payload.length);
		EXPECT_INT(5060, wire.payload.flow.source.port);
		EXPECT_INT(5061, wire.payload.flow.destination.port);
		EXPECT(wire.payload.fragmented);
		EXPECT_INT(3, wire.payload.frame);
		EXPECT_INT(wire.time, wire.payload.time);
		EXPECT_INT(0, net_counters(wire.net)->fragments_overlapping);
		wire_done(&wire);
	}
}

TEST(datagrams_of_different_ids_protocols_and_endpoints_do_not_mix)
{
	struct wire wire = wire_new();

	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, HEAD(1)));
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, MIDDLE(1)));
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, TAIL(2)));
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, IPV4(28, 1, 2, 6), 1, 2, 3, 4, 5, 6, 7, 8));
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, 0x45, 0, 0, 28, 0, 1, 0, 2, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 3, 1,
	                                   2, 3, 4, 5, 6, 7, 8));
	EXPECT_INT(NET_PAYLOAD, SEND(&wire, TAIL(1)));
	EXPECT_PAYLOAD("SIP/2.0 200 OK!!", &wire);
	wire_done(&wire);
}

TEST(fragments_that_were_captured_twice_make_two_datagrams)
{
	struct wire wire = wire_new();

	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, HEAD(1)));
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, HEAD(1)));
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, MIDDLE(1)));
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, MIDDLE(1)));
	EXPECT_INT(NET_PAYLOAD, SEND(&wire, TAIL(1)));
	EXPECT_INT(NET_PAYLOAD, SEND(&wire, TAIL(1)));
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, TAIL(1)));
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, HEAD(1)));
	net_flush(wire.net, wire.time);
	EXPECT_INT(0, net_counters(wire.net)->fragments_lost);
	EXPECT_INT(0, net_counters(wire.net)->fragments_overlapping);
	wire_done(&wire);
}

TEST(an_id_used_again_at_once_for_other_bytes_is_a_new_datagram)
{
	struct wire wire = wire_new();

	SEND(&wire, HEAD(0));
	SEND(&wire, MIDDLE(0));
	EXPECT_INT(NET_PAYLOAD, SEND(&wire, TAIL(0)));
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, IPV4(28, 0, MORE, 17), UDP(16)));
	EXPECT_INT(NET_PAYLOAD, SEND(&wire, IPV4(28, 0, 1, 17), 'B', 'Y', 'E', ' ', 's', 'i', 'p', ':'));
	EXPECT_PAYLOAD("BYE sip:", &wire);
	EXPECT_INT(0, net_counters(wire.net)->fragments_lost);
	wire_done(&wire);
}

TEST(the_same_datagram_sent_again_later_is_delivered_again)
{
	struct wire wire = wire_new();

	for (int i = 0; i < 3; i++) {
		SEND(&wire, HEAD(0));
		SEND(&wire, MIDDLE(0));
		EXPECT_INT(NET_PAYLOAD, SEND(&wire, TAIL(0)));
		EXPECT_PAYLOAD("SIP/2.0 200 OK!!", &wire);
		wire.time += SECOND / 2;
	}
	wire_done(&wire);
}

TEST(where_fragments_overlap_the_first_bytes_win_and_it_is_counted)
{
	struct wire wire = wire_new();

	SEND(&wire, HEAD(1));
	SEND(&wire, MIDDLE(1));
	EXPECT_INT(NET_PAYLOAD, SEND(&wire, IPV4(36, 1, 1, 17), 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', '6', '0', '3',
	                             ' ', 'N', 'O', '!', '!'));
	EXPECT_PAYLOAD("SIP/2.0 603 NO!!", &wire);
	EXPECT_INT(1, net_counters(wire.net)->fragments_overlapping);
	wire_done(&wire);
}

TEST(a_fragment_that_covers_another_and_more_completes_the_datagram)
{
	struct wire wire = wire_new();

	SEND(&wire, MIDDLE(1));
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, IPV4(44, 1, MORE, 17), UDP(32), TEXT, TEXT, TEXT, TEXT));
	EXPECT_INT(NET_PAYLOAD, SEND(&wire, IPV4(28, 1, 3, 17), TEXT, TEXT));
	EXPECT_PAYLOAD("SIP/2.0 sip!sip!sip!sip!", &wire);
	EXPECT_INT(1, net_counters(wire.net)->fragments_overlapping);
	wire_done(&wire);
}

TEST(a_fragment_beyond_the_end_or_with_another_end_is_not_of_the_datagram)
{
	struct wire wire = wire_new();

	SEND(&wire, TAIL(1));
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, IPV4(28, 1, 3, 17), TEXT, TEXT));
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, IPV4(28, 1, MORE | 3, 17), TEXT, TEXT));
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, IPV4(28, 1, 1, 17), TEXT, TEXT));
	EXPECT_INT(3, net_counters(wire.net)->fragments_overlapping);
	SEND(&wire, HEAD(1));
	EXPECT_INT(NET_PAYLOAD, SEND(&wire, MIDDLE(1)));
	EXPECT_PAYLOAD("SIP/2.0 200 OK!!", &wire);
	wire_done(&wire);
}

TEST(fragments_no_sender_makes_are_malformed)
{
	struct wire wire = wire_new();

	/* Empty; not the last and no multiple of 8 bytes; ends beyond 65,535. */
	EXPECT_INT(NET_MALFORMED, SEND(&wire, IPV4(20, 1, MORE, 17)));
	EXPECT_INT(NET_MALFORMED, SEND(&wire, IPV4(27, 1, MORE, 17), 1, 2, 3, 4, 5, 6, 7));
	EXPECT_INT(NET_MALFORMED, SEND(&wire, IPV4(28, 1, 0x1fff, 17), 1, 2, 3, 4, 5, 6, 7, 8));
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, IPV4(27, 1, 0x1fff, 17), 1, 2, 3, 4, 5, 6, 7));
	wire_done(&wire);
}

#define V6_FRAGMENT(id, next, offset_and_more) next, 0, U16(offset_and_more), U32(id)

TEST(ipv6_fragments_join_and_the_first_one_names_the_protocol)
{
	struct wire wire = wire_new();

	/* RFC 8200 4.5: whatever the other fragments say. A destination options header stands before the UDP header. */
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, IPV6(16, 44), V6_FRAGMENT(7, 59, 16), TEXT, TEXT));
	EXPECT_INT(NET_PAYLOAD, SEND(&wire, IPV6(24, 44), V6_FRAGMENT(7, 60, 1), 17, 0, 1, 4, 0, 0, 0, 0, UDP(16)));
	EXPECT_PAYLOAD("sip!sip!", &wire);
	EXPECT(wire.payload.fragmented);
	wire_done(&wire);
}

TEST(ipv6_ids_have_32_bits)
{
	struct wire wire = wire_new();

	SEND(&wire, IPV6(16, 44), V6_FRAGMENT(0x10007, 17, 1), UDP(16));
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, IPV6(16, 44), V6_FRAGMENT(7, 17, 8), TEXT, TEXT));
	EXPECT_INT(NET_PAYLOAD, SEND(&wire, IPV6(16, 44), V6_FRAGMENT(0x10007, 17, 8), TEXT, TEXT));
	wire_done(&wire);
}

TEST(an_atomic_ipv6_fragment_is_a_whole_datagram)
{
	static const uint8_t atomic[] = {IPV6(20, 44), V6_FRAGMENT(7, 17, 0), UDP(12), TEXT};
	struct wire wire = wire_new();

	SEND(&wire, IPV6(16, 44), V6_FRAGMENT(7, 17, 1), UDP(16));
	EXPECT_INT(NET_PAYLOAD, decode(&wire, atomic, sizeof(atomic)));
	EXPECT_PAYLOAD("sip!", &wire);
	EXPECT(!wire.payload.fragmented);
	EXPECT_INT(NET_PAYLOAD, SEND(&wire, IPV6(16, 44), V6_FRAGMENT(7, 17, 8), TEXT, TEXT));
	EXPECT_PAYLOAD("sip!sip!", &wire);
	wire_done(&wire);
}

TEST(a_fragment_header_that_does_not_fit_is_malformed)
{
	struct wire wire = wire_new();

	EXPECT_INT(NET_MALFORMED, SEND(&wire, IPV6(7, 44), 17, 0, 0, 1, 0, 0, 0));
	wire_done(&wire);
}

TEST(a_fragment_cut_by_a_snap_length_leaves_what_stands_before_the_cut)
{
	static const uint8_t first[] = {HEAD(1)}, second[] = {MIDDLE(1)}, third[] = {TAIL(1)};
	struct wire wire = wire_new();

	decode(&wire, first, sizeof(first));
	EXPECT_INT(NET_FRAGMENT_HELD, wire_cut(&wire, LINKTYPE_RAW, second, sizeof(second) - 5, sizeof(second)));
	EXPECT_INT(NET_PAYLOAD, decode(&wire, third, sizeof(third)));
	EXPECT_PAYLOAD("SIP", &wire);
	EXPECT_INT(16, wire.payload.length);
	wire_done(&wire);
}

TEST(a_first_fragment_cut_within_the_udp_header_is_cut)
{
	static const uint8_t first[] = {HEAD(1)}, second[] = {IPV4(28, 1, 1, 17), TEXT, TEXT};
	struct wire wire = wire_new();

	EXPECT_INT(NET_FRAGMENT_HELD, wire_cut(&wire, LINKTYPE_RAW, first, sizeof(first) - 1, sizeof(first)));
	EXPECT_INT(NET_CUT, decode(&wire, second, sizeof(second)));
	wire_done(&wire);
}

TEST(a_datagram_that_is_not_complete_in_time_is_lost_and_counted)
{
	struct wire wire = wire_new();

	SEND(&wire, HEAD(1));
	for (int id = 2; id <= NET_FRAGMENT_SECONDS; id++) {
		wire.time += SECOND;
		SEND(&wire, HEAD(id));
	}
	EXPECT_INT(0, net_counters(wire.net)->fragments_lost);
	wire.time += SECOND;
	SEND(&wire, HEAD(2));
	EXPECT_INT(1, net_counters(wire.net)->fragments_lost);
	SEND(&wire, MIDDLE(1));
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, TAIL(1)));
	wire_done(&wire);
}

TEST(time_stamps_that_jump_neither_lose_nor_stop_datagrams)
{
	static const ns jumps[] = {0, 1000000 * SECOND, -2000000 * SECOND, INT64_MAX / 2, -INT64_MAX / 2};
	struct wire wire = wire_new();

	for (size_t i = 0; i < sizeof(jumps) / sizeof(jumps[0]); i++) {
		wire.time = 1700000000 * SECOND;
		SEND(&wire, HEAD(i));
		wire.time += jumps[i];
		SEND(&wire, MIDDLE(i));
		wire.time -= jumps[i];
		EXPECT_INT(NET_PAYLOAD, SEND(&wire, TAIL(i)));
	}
	EXPECT_INT(0, net_counters(wire.net)->fragments_lost);
	wire_done(&wire);
}

TEST(when_the_clock_was_set_back_time_goes_on_from_there)
{
	struct wire wire = wire_new();

	wire.time += 1000000 * SECOND;
	SEND(&wire, HEAD(1));
	wire.time -= 1000000 * SECOND;
	for (int i = 0; i < 400; i++) {
		SEND(&wire, HEAD(2));
		wire.time += SECOND;
	}
	/* The new time is believed after 256 frames; in the 144 s left the second expires four times, the first once. */
	EXPECT_INT(5, net_counters(wire.net)->fragments_lost);
	wire_done(&wire);
}

TEST(end_of_input_counts_what_is_incomplete)
{
	struct wire wire = wire_new();

	SEND(&wire, HEAD(1));
	SEND(&wire, MIDDLE(2));
	SEND(&wire, IPV4(28, 3, MORE, 6), UDP(24));
	net_flush(wire.net, wire.time);
	EXPECT(wire_next(&wire));
	EXPECT(wire_next(&wire));
	EXPECT(!wire_next(&wire)); /* of TCP nothing is handed on */
	EXPECT_INT(3, net_counters(wire.net)->fragments_lost);
	wire_done(&wire);
}

/* Lets time pass in steps the clock believes, with packets that are nobody's. */
static void pass(struct wire *wire, ns duration)
{
	static const uint8_t other[] = {IPV4(32, 1, 0, 17), U16(9), U16(9), U16(12), 0, 0, TEXT};

	for (ns end = wire->time + duration; wire->time < end; wire->time += SECOND)
		wire_cut(wire, LINKTYPE_RAW, other, sizeof(other), sizeof(other));
}

#define PART(id) IPV4(36, id, MORE, 17), UDP(4000), 'S', 'I', 'P', '/', '2', '.', '0', ' '

TEST(a_lost_tail_leaves_the_beginning_to_be_handed_on_once)
{
	struct wire wire = wire_new();
	ns time;

	SEND(&wire, PART(1));
	time = wire.time;
	pass(&wire, 2 * SECOND);
	EXPECT_INT(NET_PAYLOAD, SEND(&wire, IPV4_UDP));
	EXPECT(wire_next(&wire));
	EXPECT_STR("SIP/2.0 ", payload_text(&wire.payload));
	EXPECT(wire.payload.fragment_lost && wire.payload.fragmented && !wire.payload.fragment_late);
	EXPECT_INT(3992, wire.payload.length);
	EXPECT_INT(1, wire.payload.frame);
	EXPECT_INT(time, wire.payload.time);
	EXPECT_INT(5060, wire.payload.flow.source.port);
	EXPECT_INT(5061, wire.payload.flow.destination.port);
	EXPECT(wire.payload.layers >> LAYER_IPV4 & 1);
	EXPECT(wire_next(&wire));
	EXPECT(!wire.payload.fragment_lost);
	EXPECT_STR("sip!", payload_text(&wire.payload));
	EXPECT(!wire_next(&wire));
	pass(&wire, 40 * SECOND);
	while (wire_next(&wire))
		EXPECT(!wire.payload.fragment_lost);
	net_flush(wire.net, wire.time);
	EXPECT(!wire_next(&wire));
	EXPECT_INT(1, net_counters(wire.net)->fragments_lost);
	wire_done(&wire);
}

TEST(what_stands_before_the_first_gap_is_handed_on_whatever_came_behind_it)
{
	struct wire wire = wire_new();

	SEND(&wire, IPV4(28, 1, MORE | 3, 17), TEXT, TEXT);
	SEND(&wire, IPV4(28, 1, MORE | 1, 17), TEXT, TEXT);
	SEND(&wire, HEAD(1));
	net_flush(wire.net, wire.time);
	EXPECT_PAYLOAD("sip!sip!", &wire);
	EXPECT(wire.payload.fragment_lost);
	EXPECT_INT(3, wire.payload.frame);
	wire_done(&wire);
}

TEST(a_tail_that_comes_late_completes_the_datagram_and_says_so)
{
	struct wire wire = wire_new();

	SEND(&wire, HEAD(1));
	SEND(&wire, MIDDLE(1));
	pass(&wire, 3 * SECOND);
	EXPECT_INT(NET_PAYLOAD, SEND(&wire, TAIL(1)));
	EXPECT_PAYLOAD("SIP/2.0 200 OK!!", &wire);
	EXPECT(wire.payload.fragment_late && wire.payload.fragmented && !wire.payload.fragment_lost);
	net_flush(wire.net, wire.time);
	EXPECT(!wire_next(&wire));
	EXPECT_INT(0, net_counters(wire.net)->fragments_lost);
	EXPECT_INT(NET_PAYLOAD, SEND(&wire, IPV4_UDP));
	EXPECT(wire_next(&wire));
	EXPECT(!wire.payload.fragment_late);
	wire_done(&wire);
}

TEST(a_datagram_without_its_first_fragment_is_told_without_bytes)
{
	struct wire wire = wire_new();

	SEND(&wire, TAIL(1));
	net_flush(wire.net, wire.time);
	EXPECT_PAYLOAD("", &wire);
	EXPECT(wire.payload.fragment_lost);
	EXPECT_INT(0, wire.payload.length);
	EXPECT_INT(0, wire.payload.flow.source.port);
	EXPECT_INT(1, wire.payload.frame);
	EXPECT_INT(1, net_counters(wire.net)->fragments_behind);
	wire_done(&wire);
}

TEST(a_first_fragment_cut_by_a_snap_length_is_cut_not_lost)
{
	static const uint8_t first[] = {PART(1)};
	struct wire wire = wire_new();

	wire_cut(&wire, LINKTYPE_RAW, first, sizeof(first) - 4, sizeof(first));
	net_flush(wire.net, wire.time);
	EXPECT_PAYLOAD("SIP/", &wire);
	EXPECT(!wire.payload.fragment_lost);
	EXPECT_INT(3992, wire.payload.length);
	wire_done(&wire);
}

/* Ids of 16 bits come round within the half minute for which a datagram is waited for. */
TEST(an_id_used_again_for_other_bytes_while_a_datagram_is_late_begins_another)
{
	struct wire wire = wire_new();

	SEND(&wire, PART(1));
	pass(&wire, 3 * SECOND);
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, HEAD(1)));
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, MIDDLE(1)));
	EXPECT_INT(NET_PAYLOAD, SEND(&wire, TAIL(1)));
	EXPECT_PAYLOAD("SIP/2.0 200 OK!!", &wire);
	EXPECT(!wire.payload.fragment_late);
	EXPECT_INT(1, net_counters(wire.net)->fragments_lost);
	wire_done(&wire);
}

TEST(a_udp_length_shorter_than_what_came_is_nobodys_beginning)
{
	struct wire wire = wire_new();

	SEND(&wire, IPV4(36, 1, MORE, 17), UDP(12), TEXT, TEXT);
	net_flush(wire.net, wire.time);
	EXPECT(!wire_next(&wire));
	wire_done(&wire);
}

TEST(beginnings_pushed_out_by_the_budget_are_handed_on)
{
	struct wire wire = wire_new();
	int handed_on = 0;

	for (int id = 0; id < NET_MAX_FRAGMENTED + 10; id++) {
		SEND(&wire, PART(id));
		while (wire_next(&wire))
			handed_on += wire.payload.fragment_lost;
	}
	EXPECT_INT(10, handed_on);
	wire_done(&wire);
}

TEST(one_datagram_too_many_costs_the_oldest)
{
	struct wire wire = wire_new();

	for (int id = 0; id < NET_MAX_FRAGMENTED; id++)
		SEND(&wire, HEAD(id));
	EXPECT_INT(0, net_counters(wire.net)->fragments_lost);
	SEND(&wire, HEAD(NET_MAX_FRAGMENTED));
	EXPECT_INT(1, net_counters(wire.net)->fragments_lost);
	SEND(&wire, MIDDLE(1));
	EXPECT_INT(NET_PAYLOAD, SEND(&wire, TAIL(1)));
	SEND(&wire, MIDDLE(0));
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, TAIL(0)));
	wire_done(&wire);
}

TEST(fragments_hold_no_more_bytes_than_their_budget)
{
	enum {
		BIG = 60000
	};
	static uint8_t big[20 + BIG] = {IPV4(20 + BIG, 0, MORE, 17)};
	struct wire wire = wire_new();
	int fit = NET_MAX_FRAGMENT_BYTES / (BIG + 128);

	for (int id = 0; id < 2 * fit; id++) {
		big[4] = HIGH(id);
		big[5] = LOW(id);
		EXPECT_INT(NET_FRAGMENT_HELD, decode(&wire, big, sizeof(big)));
	}
	EXPECT(net_counters(wire.net)->fragments_lost >= (uint64_t)fit - 2);
	EXPECT(net_counters(wire.net)->fragments_lost <= (uint64_t)fit + 2);
	wire_done(&wire);
}

TEST(a_datagram_in_too_many_pieces_is_given_up)
{
	struct wire wire = wire_new();

	for (int offset = 2; offset < 700; offset += 2)
		SEND(&wire, IPV4(28, 1, MORE | offset, 17), TEXT, TEXT);
	EXPECT_INT(1, net_counters(wire.net)->fragments_lost);
	wire_done(&wire);
}

TEST(fragments_within_a_tunnel_whose_packets_are_fragments_join_too)
{
	/* An inner fragment of 28 bytes is cut into outer fragments of 24 and 4. */
	struct wire wire = wire_new();

	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, IPV4(48, 9, 0, 4), HEAD(1)));
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, IPV4(48, 9, 0, 4), MIDDLE(1)));
	EXPECT_INT(NET_FRAGMENT_HELD, SEND(&wire, IPV4(44, 9, MORE, 4), IPV4(28, 1, 2, 17), '2', '0', '0', ' '));
	EXPECT_INT(NET_PAYLOAD, SEND(&wire, IPV4(24, 9, 3, 4), 'O', 'K', '!', '!'));
	EXPECT_PAYLOAD("SIP/2.0 200 OK!!", &wire);
	wire_done(&wire);
}

/* One round: a datagram of random bytes in random fragments, shuffled, some of them twice. */
struct cut {
	uint16_t offset, length;
	bool more;
};

static int cut_up(uint64_t *random, uint16_t total, struct cut *cuts)
{
	int n = 0;

	for (uint16_t offset = 0; offset < total;) {
		uint16_t length = (uint16_t)(8 * (1 + random_below(random, 40)));

		if (length > total - offset)
			length = (uint16_t)(total - offset);
		cuts[n] = (struct cut){offset, length, offset + length < total};
		offset = (uint16_t)(offset + length);
		if (n++ % 4 == 0) {
			cuts[n] = cuts[n - 1];
			n++;
		}
	}
	for (int i = n - 1; i > 0; i--) {
		int other = (int)random_below(random, (uint32_t)i + 1);
		struct cut swap = cuts[i];

		cuts[i] = cuts[other];
		cuts[other] = swap;
	}
	return n;
}

TEST(whatever_the_cuts_and_their_order_the_datagram_comes_out_once_and_whole)
{
	static uint8_t datagram[4096];
	uint64_t random = 1;

	for (int round = 0; round < 300; round++) {
		struct cut cuts[2 * sizeof(datagram) / 8];
		uint16_t total = (uint16_t)(400 + random_below(&random, sizeof(datagram) - 400));
		struct wire wire = wire_new();
		int delivered = 0, n;

		for (size_t i = 0; i < total; i++)
			datagram[i] = (uint8_t)random_below(&random, 256);
		memcpy(datagram, (uint8_t[]){UDP(total)}, 8);
		n = cut_up(&random, total, cuts);
		for (int i = 0; i < n; i++) {
			uint8_t bytes[20 + 320] = {
				IPV4(20 + cuts[i].length, 1, cuts[i].offset / 8 | (cuts[i].more ? MORE : 0), 17)};

			memcpy(bytes + 20, datagram + cuts[i].offset, cuts[i].length);
			decode(&wire, bytes, 20u + cuts[i].length);
			while (wire_next(&wire)) {
				delivered++;
				EXPECT_INT(total - 8, wire.payload.size);
				EXPECT(memcmp(wire.payload.bytes, datagram + 8, wire.payload.size) == 0);
			}
		}
		net_flush(wire.net, wire.time);
		EXPECT_INT(1, delivered);
		EXPECT_INT(0, net_counters(wire.net)->fragments_lost);
		EXPECT_INT(0, net_counters(wire.net)->fragments_overlapping);
		wire_done(&wire);
	}
}

TEST_MAIN
