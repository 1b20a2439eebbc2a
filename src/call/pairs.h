/* SPDX-License-Identifier: BSD-2-Clause */
/* Pairs of hosts that exchange SIP: what of it the capture shows, by which half a capture is noticed. */
#ifndef CALL_PAIRS_H
#define CALL_PAIRS_H

#include "base/budget.h"
#include "base/clock.h"
#include "base/list.h"
#include "base/usage.h"
#include "net/flow.h"
#include "sip/message.h"

enum {
	PAIRS_MAX = 16384 /* the longest unused goes */
};

/* Both directions together. */
struct pair {
	struct link age;
	struct address low, high;
	uint64_t requests, responses;
	uint64_t upward, downward; /* messages from low to high, from high to low */
	uint64_t lost;             /* datagrams that lack fragments and are of no call known */
	ns lost_first, lost_last;
};

struct pairs;

struct pairs *pairs_new(const struct hash_key *key);
void pairs_limit(struct pairs *pairs, struct budget budget); /* how much of its ceiling it may use */
void pairs_free(struct pairs *pairs);
void pairs_note(struct pairs *pairs, const struct message *message, const struct flow *flow);
/* A datagram between two hosts lacks fragments and is of no call known. False: they exchange no SIP. */
bool pairs_note_lost(struct pairs *pairs, const struct flow *flow, ns time);
/* NULL: not seen. */
const struct pair *pairs_find(const struct pairs *pairs, const struct address *a, const struct address *b);
uint64_t pairs_forgotten(const struct pairs *pairs); /* for PAIRS_MAX */
void pairs_usage(const struct pairs *pairs, struct usages *out);

#endif
