/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The connectivity checks of ICE (RFC 8445 7) in the capture, by the username fragments of the two agents, which their SDP
 * names (RFC 8839 5.4). Within a budget: the sessions used least recently are forgotten.
 */
#ifndef MEDIA_ICE_H
#define MEDIA_ICE_H

#include "base/budget.h"
#include "media/moments.h"
#include "net/net.h"

enum {
	ICE_MAX_CHECKS = 16, /* flows of one session; further ones are only counted */
	ICE_MAX_CHECKS_ALL = 16384,
	ICE_MAX_TRANSACTIONS = 8, /* of a flow that wait for their response: the latest */
};

/* Requests of one flow, and what came back. */
struct ice_check {
	struct endpoint source, destination;
	uint64_t sender; /* the username fragment of who sent them: sdp_ice_fragment */
	struct moments requests, successes, errors;
	uint16_t error;               /* the last one; 0: none */
	bool nominated;               /* a request that succeeded chose this pair */
	const struct ice_check *next; /* of the session, in the order they began */
};

struct ice;

struct ice *ice_new(const struct hash_key *key);
void ice_limit(struct ice *ice, struct budget budget); /* how much of its ceilings it may use */
void ice_free(struct ice *ice);

/* Takes a UDP payload. False: it is no STUN message. */
bool ice_take(struct ice *ice, const struct payload *payload);
/* The checks between two agents (sdp_ice_fragment of each), whoever began; NULL: none. */
const struct ice_check *ice_checks(const struct ice *ice, uint64_t agent, uint64_t other);
uint64_t ice_forgotten(const struct ice *ice); /* sessions and flows, to keep the budget */

#endif
