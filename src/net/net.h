/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a frame to the payloads it completes: unwraps link layers, joins IP fragments, puts TCP in
 * order. Holds state within the budgets named here; what it must give up is counted.
 */
#ifndef NET_NET_H
#define NET_NET_H

#include "capture/frame.h"
#include "net/flow.h"

enum {
	NET_MAX_LAYERS = 8,                       /* link and tunnel headers in one frame */
	NET_MAX_FRAGMENTED = 1024,                /* datagrams waiting for fragments */
	NET_MAX_FRAGMENT_BYTES = 8 * 1024 * 1024, /* of all of them together */
	NET_FRAGMENT_SECONDS = 30,                /* RFC 8200 4.5 allows 60; RFC 791 suggests 15 */
	NET_MAX_TCP_FLOWS = 16384,                /* directions */
	NET_MAX_TCP_AHEAD = 256 * 1024,           /* out-of-order bytes a direction */
	NET_MAX_TCP_AHEAD_ALL = 16 * 1024 * 1024,
	NET_TCP_IDLE_SECONDS = 300,
};

/* What became of a frame. Each frame has exactly one. */
enum net_verdict {
	NET_PAYLOAD,       /* at least one payload waits in net_next */
	NET_TCP_EMPTY,     /* TCP without data: SYN, ACK, FIN, RST, keep-alive */
	NET_TCP_REPEATED,  /* TCP data already delivered */
	NET_TCP_AHEAD,     /* TCP data held until what is missing before it arrives */
	NET_FRAGMENT_HELD, /* an IP fragment of a datagram not complete yet */
	NET_NOT_IP,        /* ARP, LLDP, spanning tree ... */
	NET_OTHER_IP,      /* IP that carries neither UDP nor TCP */
	NET_CUT,           /* the snap length cut it within the headers */
	NET_MALFORMED,     /* a header contradicts itself or the length of the frame */
	NET_UNKNOWN_LINK,  /* a link type this program does not read */
	NET_VERDICTS
};

const char *net_verdict_name(enum net_verdict verdict); /* "tcp-empty" ... */

/* What UDP or TCP carried between two endpoints. The bytes live until the next net_decode. */
struct payload {
	struct flow flow;
	const uint8_t *bytes;
	size_t size;
	size_t length;   /* as sent: more than size when a snap length cut it (UDP only) */
	ns time;         /* of the frame that completed it */
	uint64_t frame;  /* the same frame's number */
	uint64_t stream; /* TCP: names this direction of this connection, never reused; 0 for UDP */
	bool gap; /* TCP: bytes before this one are missing from the capture, or the connection was joined midway */
	bool end; /* TCP: the direction is over (FIN, RST, evicted); size may be 0 */
	bool fragmented; /* put together from IP fragments */
};

struct net_counters {
	uint64_t fragments_lost; /* datagrams given up with fragments missing */
	uint64_t fragments_overlapping;
	uint64_t tcp_gaps;      /* holes given up */
	uint64_t tcp_evicted;   /* directions forgotten to keep the budget */
	uint64_t tcp_conflicts; /* retransmitted with other bytes; the first ones count */
};

struct net;

struct net *net_new(const struct hash_key *key);
void net_free(struct net *net);
enum net_verdict net_decode(struct net *net, const struct frame *frame);
bool net_next(struct net *net, struct payload *out); /* the payloads the last frame completed, in order */
void net_flush(struct net *net,
               ns now); /* end of input: what waits behind a TCP hole comes out through net_next, marked gap */
const struct net_counters *net_counters(const struct net *net);

#endif
