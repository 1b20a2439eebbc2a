/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Media relayed by TURN (RFC 8656): ChannelData and Send and Data indications give up what they carry, with the
 * addresses the two ends of the media know: the peer's, and the relayed one of the client, as far as the capture shows
 * them.
 */
#ifndef NET_TURN_H
#define NET_TURN_H

#include "base/budget.h"
#include "net/packet.h"

enum {
	TURN_MAX_ALLOCATIONS = 4096,
	TURN_MAX_CHANNELS = 16384, /* of all allocations together */
};

struct turn;

struct turn *turn_new(const struct hash_key *key);
void turn_limit(struct turn *turn, struct budget budget); /* how much of its ceilings it may use */
void turn_free(struct turn *turn);                        /* NULL is fine */
bool turn_begins(const struct packet *packet);            /* its first bytes are STUN's (RFC 8489 5) or ChannelData's */
unwrap_fn turn_datagram;                                  /* LAYER_PAYLOAD when it carries no media */

#endif
