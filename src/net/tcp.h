/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Puts the segments of each direction of a TCP connection in order. Segments without data cost
 * nothing; what is held for missing bytes is bounded by the NET_*TCP* budgets of net/net.h.
 */
#ifndef NET_TCP_H
#define NET_TCP_H

#include "base/budget.h"
#include "base/usage.h"
#include "net/payloads.h"
#include "net/pieces.h"

enum tcp_flag {
	TCP_FIN = 0x01,
	TCP_SYN = 0x02,
	TCP_RST = 0x04,
	TCP_ACK = 0x10,
};

struct segment {
	struct flow flow;
	struct span span; /* at: the sequence number of its first byte */
	uint32_t acknowledged;
	uint8_t flags;
};

struct tcp;

struct tcp *tcp_new(const struct hash_key *key, struct net_counters *counters, struct payloads *ready);
void tcp_limit(struct tcp *tcp, struct budget budget); /* how much of its ceilings it may use */
void tcp_usage(const struct tcp *tcp, struct usages *out);
void tcp_free(struct tcp *tcp); /* NULL is fine */
/* NET_TCP_EMPTY, _REPEATED, _AHEAD, NET_CUT: what became of the segment; payloads may be ready all the same. */
enum net_verdict tcp_add(struct tcp *tcp, const struct segment *segment, ns now);
void tcp_expire(struct tcp *tcp, const struct frame *frame, ns now); /* gives up the holes whose time has come */
void tcp_flush(struct tcp *tcp, ns now);                             /* gives up all holes */

#endif
