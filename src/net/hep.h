/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * HEP, in which proxies and agents send SIP to a collector: HEP1 and HEP2 (a fixed header) and HEP3 (chunks), the
 * payload plain, zlib, gzip or deflate, or the whole datagram gzip. Found by content on any port. The inner addresses
 * and time count.
 */
#ifndef NET_HEP_H
#define NET_HEP_H

#include "net/packet.h"

enum {
	HEP_MAX_UNPACKED = 64 * 1024, /* bytes of a compressed payload */
	HEP_MAX_TIMES = 16, /* likewise, of its packed size, from HEP_FREE on: SIP shrinks to a fifth at most */
	HEP_FREE = 2048,
	HEP_MAX_UNPACKED_ALL = 512 * 1024, /* of all in one frame; a damaged one counts as the largest */
};

/* Less may be the way from agent to collector; more would show in when early audio began. */
#define HEP_CLOCKS_DIFFER (250 * MILLISECOND)

bool hep_begins(const struct packet *packet); /* as HEP or, compressed whole, may: takes nothing */
unwrap_fn hep_datagram;                       /* LAYER_PAYLOAD when it is none, or carries neither SIP nor RTP */
/* One HEP message at the beginning of bytes: its size; 0: it goes on behind them, negative: it is none. */
int64_t hep_size(struct str bytes);
/* Adds what a HEP message carries to out, as of the payload it came in; false: it is malformed or nothing for us. */
bool hep_take(struct str message, const struct payload *outer, struct payloads *out, struct net_counters *counters);

#endif
