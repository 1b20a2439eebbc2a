/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Joins the fragments of IPv4 and IPv6 datagrams, in whatever order they come. Of a UDP datagram that stays
 * incomplete, what stands before the first gap is handed on once, marked fragment_lost. Bounded by the
 * NET_*FRAGMENT* budgets of net/net.h; the oldest datagram goes first, and is counted.
 */
#ifndef NET_DEFRAG_H
#define NET_DEFRAG_H

#include "base/budget.h"
#include "base/usage.h"
#include "net/payloads.h"
#include "net/pieces.h"

struct fragment {
	struct address source, destination;
	uint32_t id;
	uint8_t protocol; /* what the header before the fragment says comes next */
	bool v6;          /* RFC 8200 4.5: the first fragment's protocol counts, and does not tell datagrams apart */
	bool more;
	uint64_t layers;  /* what it was wrapped in */
	struct span span; /* at: the offset in bytes */
};

struct datagram {
	uint8_t *bytes; /* the taker frees it (base/memory.h) */
	size_t size;    /* up to where a snap length cut a fragment */
	size_t length;  /* as sent */
	uint8_t protocol;
	bool late; /* its beginning was handed on before */
};

struct defrag;

/*
 * What is given up goes to lost: the beginning of a UDP datagram, with the time and frame of its first fragment; or, where
 * that one is missing, a payload without bytes and ports.
 */
struct defrag *defrag_new(const struct hash_key *key, struct net_counters *counters, struct payloads *lost);
void defrag_limit(struct defrag *defrag, struct budget budget); /* how much of its ceilings it may use */
void defrag_usage(const struct defrag *defrag, struct usages *out);
void defrag_free(struct defrag *defrag); /* NULL is fine; hands nothing on */
/* NET_PAYLOAD: out is the datagram that this fragment completes. Otherwise NET_FRAGMENT_HELD or NET_MALFORMED. */
enum net_verdict defrag_take(struct defrag *defrag, const struct fragment *fragment, ns now, struct datagram *out);
void defrag_expire(struct defrag *defrag, ns now); /* hands on and gives up what is late */
void defrag_flush(struct defrag *defrag);          /* gives up all that is incomplete */

#endif
