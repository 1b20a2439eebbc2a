/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/kernel.h"

#include <linux/if_ether.h>
#include <netinet/in.h>
#include <string.h>

enum {
	WORDS = KERNEL_SLOTS / 32,
	SLOT_MASK = KERNEL_SLOTS - 1,
	MIX_SHIFT = 32 - 15,

	ETHERNET_HEADER = 14,
	ETHERNET_TYPE = 12,
	IPV4_HEADER = 20, /* with options it is not cut */
	IPV6_HEADER = 40,
	UDP_HEADER = 8,
	RTP_HEADER = 12,

	/* The right half of a node beyond so many words is too far for the eight bits of a conditional jump. */
	NEAR = 128,

	/* Places in the program's memory. */
	M_SLOT = 0,
	M_LENGTH = 1, /* what comes of a packet that is cut */
};

/* 2^32 by the golden ratio: addresses next to each other come far apart. */
#define MIX UINT32_C(0x9e3779b1)

_Static_assert(2 * WORDS + WORDS + 128 <= KERNEL_MAX_OWN, "every leaf, every node, and what is before");

unsigned kernel_slot(uint32_t address, uint16_t port)
{
	return ((port >> 1) + (address * MIX >> MIX_SHIFT)) & SLOT_MASK;
}

void kernel_cut(struct kernel_cuts *cuts, unsigned slot)
{
	cuts->slots[slot / 32] |= 1u << slot % 32;
}

void kernel_keep(struct kernel_cuts *cuts, unsigned slot)
{
	cuts->slots[slot / 32] &= ~(1u << slot % 32);
}

struct writer {
	struct sock_filter *program;
	unsigned n;
	uint32_t snaplen;
	const struct kernel_cuts *cuts;
};

static unsigned put(struct writer *w, uint16_t code, uint32_t k)
{
	w->program[w->n] = (struct sock_filter){code, 0, 0, k};
	return w->n++;
}

/* Where it does not hold the packet comes whole. */
static void require(struct writer *w, uint16_t condition, uint32_t k)
{
	w->program[put(w, BPF_JMP | condition | BPF_K, k)].jt = 1;
	put(w, BPF_RET | BPF_K, w->snaplen);
}

static void require_not(struct writer *w, uint16_t condition, uint32_t k)
{
	w->program[put(w, BPF_JMP | condition | BPF_K, k)].jf = 1;
	put(w, BPF_RET | BPF_K, w->snaplen);
}

static void land(struct writer *w, unsigned jump)
{
	w->program[jump].k = w->n - jump - 1;
}

/* A is the word of the slot, X which bit of it. */
static void put_verdict(struct writer *w)
{
	put(w, BPF_ALU | BPF_RSH | BPF_X, 0);
	require(w, BPF_JSET, 1);
	put(w, BPF_LD | BPF_MEM, M_LENGTH);
	put(w, BPF_RET | BPF_A, 0);
}

static bool is_uniform(const struct kernel_cuts *cuts, unsigned first, unsigned count)
{
	for (unsigned i = 1; i < count; i++)
		if (cuts->slots[first + i] != cuts->slots[first])
			return false;
	return true;
}

static void put_leaf(struct writer *w, uint32_t word)
{
	if (word == 0) {
		put(w, BPF_RET | BPF_K, w->snaplen);
		return;
	}
	put(w, BPF_LD | BPF_IMM, word);
	put(w, BPF_JMP | BPF_JA, UINT32_MAX); /* to the verdict, which comes last */
}

/*
 * BPF has no tables: a tree of comparisons finds the word of a slot, ten deep, and branches in which all words are the same end early.
 */
static void put_tree(struct writer *w, unsigned first, unsigned count)
{
	unsigned half = count / 2, jump, far = 0;

	if (is_uniform(w->cuts, first, count)) {
		put_leaf(w, w->cuts->slots[first]);
		return;
	}
	jump = put(w, BPF_JMP | BPF_JGE | BPF_K, (first + half) * 32);
	if (half >= NEAR) {
		w->program[jump].jf = 1;
		far = put(w, BPF_JMP | BPF_JA, 0);
	}
	put_tree(w, first, half);
	if (half >= NEAR)
		land(w, far);
	else
		w->program[jump].jt = (uint8_t)(w->n - jump - 1);
	put_tree(w, first + half, half);
}

static void put_lookup(struct writer *w)
{
	unsigned first = w->n;

	put_tree(w, 0, WORDS);
	for (unsigned i = first; i < w->n; i++)
		if (w->program[i].code == (BPF_JMP | BPF_JA) && w->program[i].k == UINT32_MAX)
			land(w, i);
	put_verdict(w);
}

/*
 * From the UDP header at udp on: RTP of version 2 without padding, whose size only the last byte tells, or CSRC list, and
 * not RTCP (RFC 5761 4). Leaves half the port in A.
 */
static void put_rtp(struct writer *w, uint32_t udp)
{
	put(w, BPF_LD | BPF_B | BPF_ABS, udp + UDP_HEADER);
	put(w, BPF_ALU | BPF_AND | BPF_K, 0xef);
	require(w, BPF_JEQ, 0x80);
	put(w, BPF_LD | BPF_B | BPF_ABS, udp + UDP_HEADER + 1);
	put(w, BPF_ALU | BPF_AND | BPF_K, 0x7f);
	put(w, BPF_ALU | BPF_SUB | BPF_K, 64);
	require(w, BPF_JGE, 32);
	put(w, BPF_LD | BPF_H | BPF_ABS, udp + 2);
	put(w, BPF_ALU | BPF_RSH | BPF_K, 1);
}

/* A load beyond the packet's end would refuse it: shorter ones are out before. */
static void put_length(struct writer *w, uint32_t udp)
{
	put(w, BPF_LD | BPF_W | BPF_LEN, 0);
	require(w, BPF_JGT, udp + UDP_HEADER + KERNEL_KEPT);
	put(w, BPF_LD | BPF_IMM, udp + UDP_HEADER + KERNEL_KEPT);
	put(w, BPF_ST, M_LENGTH);
}

/* As kernel_slot; the destination's last four bytes are at address. A is half the port. */
static void put_slot(struct writer *w, uint32_t address)
{
	put(w, BPF_MISC | BPF_TAX, 0);
	put(w, BPF_LD | BPF_W | BPF_ABS, address);
	put(w, BPF_ALU | BPF_MUL | BPF_K, MIX);
	put(w, BPF_ALU | BPF_RSH | BPF_K, MIX_SHIFT);
	put(w, BPF_ALU | BPF_ADD | BPF_X, 0);
	put(w, BPF_ALU | BPF_AND | BPF_K, SLOT_MASK);
	put(w, BPF_ST, M_SLOT);
	put(w, BPF_ALU | BPF_AND | BPF_K, 31);
	put(w, BPF_MISC | BPF_TAX, 0);
	put(w, BPF_LD | BPF_MEM, M_SLOT);
}

/* UDP that is no fragment. */
static void put_ipv4(struct writer *w, uint32_t ip)
{
	put_length(w, ip + IPV4_HEADER);
	put(w, BPF_LD | BPF_B | BPF_ABS, ip);
	require(w, BPF_JEQ, 0x45);
	put(w, BPF_LD | BPF_B | BPF_ABS, ip + 9);
	require(w, BPF_JEQ, IPPROTO_UDP);
	put(w, BPF_LD | BPF_H | BPF_ABS, ip + 6);
	require_not(w, BPF_JSET, 0x3fff);
	put_rtp(w, ip + IPV4_HEADER);
	put_slot(w, ip + 16);
}

static void put_ipv6(struct writer *w, uint32_t ip)
{
	put_length(w, ip + IPV6_HEADER);
	put(w, BPF_LD | BPF_B | BPF_ABS, ip + 6);
	require(w, BPF_JEQ, IPPROTO_UDP);
	put_rtp(w, ip + IPV6_HEADER);
	put_slot(w, ip + 24 + 12);
}

static bool is_nothing_cut(const struct kernel_cuts *cuts)
{
	return cuts->slots[0] == 0 && is_uniform(cuts, 0, WORDS);
}

static void put_own(struct writer *w, enum kernel_link link)
{
	uint32_t ip = link == KERNEL_ETHERNET ? ETHERNET_HEADER : 0;
	unsigned other, lookup;

	if (link == KERNEL_ETHERNET)
		put(w, BPF_LD | BPF_H | BPF_ABS, ETHERNET_TYPE);
	else
		put(w, BPF_LD | BPF_H | BPF_ABS, (uint32_t)(SKF_AD_OFF + SKF_AD_PROTOCOL));
	other = put(w, BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP);
	put_ipv4(w, ip);
	lookup = put(w, BPF_JMP | BPF_JA, 0);
	w->program[other].jf = (uint8_t)(w->n - other - 1);
	require(w, BPF_JEQ, ETH_P_IPV6);
	put_ipv6(w, ip);
	land(w, lookup);
	put_lookup(w);
}

/* What the user's filter lets through goes on to what follows it. */
static void continue_accepted(struct sock_filter *program, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (program[i].code == (BPF_RET | BPF_K) && program[i].k != 0)
			program[i] = (struct sock_filter){BPF_JMP | BPF_JA, 0, 0, count - i - 1};
}

unsigned kernel_program(struct sock_filter program[KERNEL_MAX_INSTRUCTIONS], unsigned count,
                        const struct kernel_cuts *cuts, enum kernel_link link, uint32_t snaplen)
{
	struct writer w = {program, count, snaplen, cuts};

	if (count + KERNEL_MAX_OWN > KERNEL_MAX_INSTRUCTIONS)
		return count;
	continue_accepted(program, count);
	if (link == KERNEL_OTHER || is_nothing_cut(cuts))
		put(&w, BPF_RET | BPF_K, snaplen);
	else
		put_own(&w, link);
	return w.n;
}
