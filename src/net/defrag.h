/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Joins the fragments of IPv4 and IPv6 datagrams, in whatever order they come. Bounded by the
 * NET_*FRAGMENT* budgets of net/net.h; the oldest datagram goes first, and is counted.
 */
#ifndef NET_DEFRAG_H
#define NET_DEFRAG_H

#include "net/net.h"
#include "net/pieces.h"

struct fragment {
	struct address source, destination;
	uint32_t id;
	uint8_t protocol; /* what the header before the fragment says comes next */
	bool v6;          /* RFC 8200 4.5: the first fragment's protocol counts, and does not tell datagrams apart */
	bool more;
	struct span span; /* at: the offset in bytes */
};

struct datagram {
	uint8_t *bytes; /* the taker frees it (base/memory.h) */
	size_t size;    /* up to where a snap length cut a fragment */
	size_t length;  /* as sent */
	uint8_t protocol;
};

struct defrag;

struct defrag *defrag_new(const struct hash_key *key, struct net_counters *counters);
void defrag_free(struct defrag *defrag); /* NULL is fine */
/* NET_PAYLOAD: out is the datagram that this fragment completes. Otherwise NET_FRAGMENT_HELD or NET_MALFORMED. */
enum net_verdict defrag_take(struct defrag *defrag, const struct fragment *fragment, ns now, struct datagram *out);
void defrag_flush(struct defrag *defrag); /* gives up all that is incomplete */

#endif
