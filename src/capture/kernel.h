/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The filter that we put into the kernel: everything comes whole but RTP to places where nobody listens to the sound. Of that
 * only the headers come. A classic BPF program, since that is what every kernel takes, without privileges.
 */
#ifndef CAPTURE_KERNEL_H
#define CAPTURE_KERNEL_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	KERNEL_SLOTS = 32768, /* destinations that are told apart; of one address all pairs of ports */
	KERNEL_KEPT = 40,     /* bytes of RTP that come in any case: its headers, a telephone event */
	KERNEL_MAX_INSTRUCTIONS = BPF_MAXINSNS,
	KERNEL_MAX_OWN = 3200, /* of these, at most, from kernel_program */
};

/* Where nobody listens. All zeroes: everything comes whole. */
struct kernel_cuts {
	uint32_t slots[KERNEL_SLOTS / 32];
};

/* How a link type begins. */
enum kernel_link {
	KERNEL_OTHER,    /* nothing is cut there */
	KERNEL_ETHERNET, /* 14 bytes, their last two the type */
	KERNEL_IP,       /* no header: of "any", and of tunnels */
};

/* address: the last four bytes of the destination's. Two destinations may share a slot: the one that is listened to counts. */
unsigned kernel_slot(uint32_t address, uint16_t port);
void kernel_cut(struct kernel_cuts *cuts, unsigned slot);
void kernel_keep(struct kernel_cuts *cuts, unsigned slot);

/*
 * The program, behind the instructions that are there already (a filter of the user's, whose acceptance goes on to it). Gives the
 * length of all, or that of before with nothing changed when that would be too long.
 */
unsigned kernel_program(struct sock_filter program[KERNEL_MAX_INSTRUCTIONS], unsigned count,
                        const struct kernel_cuts *cuts, enum kernel_link link, uint32_t snaplen);

#endif
