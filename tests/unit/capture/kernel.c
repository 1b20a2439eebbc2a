/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/kernel.h"

#include "tests/test.h"

#include <sys/types.h>

#include <pcap/bpf.h>

enum {
	SNAPLEN = 262144,
	RTP_SIZE = 12 + 160,
	PORT = 16384,
	ADDRESS = 0x0a000002,
	KEPT_V4 = 14 + 20 + 8 + KERNEL_KEPT,
	KEPT_V6 = 14 + 40 + 8 + KERNEL_KEPT,
};

struct packet {
	uint8_t bytes[512];
	unsigned size;
};

static void put16(uint8_t *p, unsigned value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

/* RTP to ADDRESS:port; the address is the end of an IPv6 one as well. */
static struct packet packet_of(bool v6, unsigned port)
{
	const uint8_t address[] = {10, 0, 0, 2};
	unsigned header = v6 ? 40 : 20;
	struct packet packet = {.size = 14 + header + 8 + RTP_SIZE};
	uint8_t *ip = packet.bytes + 14, *udp = ip + header;

	put16(packet.bytes + 12, v6 ? 0x86dd : 0x0800);
	ip[0] = v6 ? 0x60 : 0x45;
	ip[v6 ? 6 : 9] = 17;
	memcpy(ip + (v6 ? 36 : 16), address, sizeof(address));
	put16(udp, 4000);
	put16(udp + 2, port);
	put16(udp + 4, 8 + RTP_SIZE);
	udp[8] = 0x80;
	return packet;
}

/* How much of the packet the kernel would hand out. */
static unsigned pass(const struct kernel_cuts *cuts, const struct sock_filter *user, unsigned count,
                     const struct packet *packet)
{
	static struct sock_filter program[KERNEL_MAX_INSTRUCTIONS];
	unsigned length;

	if (count)
		memcpy(program, user, count * sizeof(*user));
	length = kernel_program(program, count, cuts, KERNEL_ETHERNET, SNAPLEN);
	EXPECT_INT(true, length > count);
	EXPECT_INT(true, length <= count + KERNEL_MAX_OWN);
	EXPECT_INT(true, bpf_validate((struct bpf_insn *)(void *)program, (int)length) != 0);
	return bpf_filter((struct bpf_insn *)(void *)program, packet->bytes, packet->size, packet->size);
}

static struct kernel_cuts all_but(unsigned kept)
{
	struct kernel_cuts cuts;

	memset(&cuts, 0xff, sizeof(cuts));
	kernel_keep(&cuts, kept);
	return cuts;
}

TEST(only_the_headers_come_of_rtp_to_where_nobody_listens_and_all_of_other_streams)
{
	struct packet v4 = packet_of(false, PORT), other = packet_of(false, PORT + 2), v6 = packet_of(true, PORT);
	struct kernel_cuts cuts = {0};

	EXPECT_INT(SNAPLEN, pass(&cuts, NULL, 0, &v4));
	kernel_cut(&cuts, kernel_slot(ADDRESS, PORT));
	EXPECT_INT(KEPT_V4, pass(&cuts, NULL, 0, &v4));
	EXPECT_INT(KEPT_V6, pass(&cuts, NULL, 0, &v6));
	EXPECT_INT(SNAPLEN, pass(&cuts, NULL, 0, &other));
	kernel_keep(&cuts, kernel_slot(ADDRESS, PORT));
	EXPECT_INT(SNAPLEN, pass(&cuts, NULL, 0, &v4));
}

TEST(every_slot_is_found_in_a_tree_as_large_as_it_gets)
{
	struct kernel_cuts cuts = {0};
	unsigned wrong = 0;

	for (unsigned port = 0; port < 65536; port += 2)
		if (port / 2 * 7919 % 3 == 0)
			kernel_cut(&cuts, kernel_slot(ADDRESS, (uint16_t)port));
	for (unsigned port = 0; port < 65536; port += 194) {
		struct packet packet = packet_of(false, port);

		wrong += pass(&cuts, NULL, 0, &packet) !=
		         (port / 2 * 7919 % 3 == 0 ? (unsigned)KEPT_V4 : (unsigned)SNAPLEN);
	}
	EXPECT_INT(0, wrong);
}

TEST(the_ports_of_one_address_are_all_told_apart)
{
	struct kernel_cuts cuts = all_but(kernel_slot(ADDRESS, PORT));
	struct packet before = packet_of(false, PORT - 2), at = packet_of(false, PORT),
		      behind = packet_of(false, PORT + 2);

	EXPECT_INT(KEPT_V4, pass(&cuts, NULL, 0, &before));
	EXPECT_INT(SNAPLEN, pass(&cuts, NULL, 0, &at));
	EXPECT_INT(KEPT_V4, pass(&cuts, NULL, 0, &behind));
}

TEST(sip_fragments_rtcp_padding_and_what_is_short_come_whole)
{
	struct kernel_cuts cuts;
	struct packet packet;

	memset(&cuts, 0xff, sizeof(cuts));
	packet = packet_of(false, PORT);
	EXPECT_INT(KEPT_V4, pass(&cuts, NULL, 0, &packet));
	memcpy(packet.bytes + 42, "INVITE sip:", 11);
	EXPECT_INT(SNAPLEN, pass(&cuts, NULL, 0, &packet));
	packet = packet_of(false, PORT);
	packet.bytes[14 + 6] = 0x20; /* more fragments */
	EXPECT_INT(SNAPLEN, pass(&cuts, NULL, 0, &packet));
	packet = packet_of(false, PORT);
	packet.bytes[14 + 7] = 1; /* a later fragment */
	EXPECT_INT(SNAPLEN, pass(&cuts, NULL, 0, &packet));
	packet = packet_of(false, PORT);
	packet.bytes[43] = 200; /* a sender report */
	EXPECT_INT(SNAPLEN, pass(&cuts, NULL, 0, &packet));
	packet = packet_of(false, PORT);
	packet.bytes[42] = 0xa0;
	EXPECT_INT(SNAPLEN, pass(&cuts, NULL, 0, &packet));
	packet = packet_of(false, PORT);
	packet.bytes[14 + 9] = 6; /* TCP */
	EXPECT_INT(SNAPLEN, pass(&cuts, NULL, 0, &packet));
	packet = packet_of(false, PORT);
	put16(packet.bytes + 12, 0x8100);
	EXPECT_INT(SNAPLEN, pass(&cuts, NULL, 0, &packet));
	for (unsigned size = 14; size <= KEPT_V4; size++) {
		packet = packet_of(false, PORT);
		packet.size = size;
		EXPECT_INT(SNAPLEN, pass(&cuts, NULL, 0, &packet));
	}
}

TEST(what_the_users_filter_refuses_stays_refused_and_the_rest_goes_on)
{
	/* ip: ldh [12]; jeq #0x800 jt 0 jf 1; ret #262144; ret #0 */
	const struct sock_filter user[] = {{BPF_LD | BPF_H | BPF_ABS, 0, 0, 12},
	                                   {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0x800},
	                                   {BPF_RET | BPF_K, 0, 0, SNAPLEN},
	                                   {BPF_RET | BPF_K, 0, 0, 0}};
	struct packet v4 = packet_of(false, PORT), v6 = packet_of(true, PORT);
	struct kernel_cuts cuts = {0};

	EXPECT_INT(SNAPLEN, pass(&cuts, user, 4, &v4));
	EXPECT_INT(0, pass(&cuts, user, 4, &v6));
	kernel_cut(&cuts, kernel_slot(ADDRESS, PORT));
	EXPECT_INT(KEPT_V4, pass(&cuts, user, 4, &v4));
	EXPECT_INT(0, pass(&cuts, user, 4, &v6));
}

TEST(a_filter_too_long_for_both_is_left_alone)
{
	static struct sock_filter program[KERNEL_MAX_INSTRUCTIONS];
	struct kernel_cuts cuts = {0};

	EXPECT_INT(1000, kernel_program(program, 1000, &cuts, KERNEL_ETHERNET, SNAPLEN));
}

TEST_MAIN
