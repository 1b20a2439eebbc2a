/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls by the host they went to, or by the two hosts between which they went, for who watches without end. There may be any number of
 * hosts; a host with more than one in PEERS_MAX of all calls is always among those told apart (the "space-saving" of Metwally, Agrawal and
 * El Abbadi, 2005). The calls of the others are counted together, and no count ever gets smaller but by beginning anew.
 */
#ifndef REPORT_PEERS_H
#define REPORT_PEERS_H

#include "report/breakdown.h"
#include "rules/verdict.h"

enum {
	PEERS_MAX = 128,
};

struct peer {
	struct address from, to; /* from: of a trunk */
	uint64_t weight;         /* no fewer calls than it had in all: with those of whom it took the place */
	uint64_t outcomes[OUTCOMES], verdicts[LABELS];
};

/* All zeroes is ready for use. */
struct peers {
	enum breakdown_key key; /* BREAKDOWN_NONE: as BREAKDOWN_CALLEE */
	struct peer at[PEERS_MAX];
	unsigned count;
	struct peer others;
};

void peers_count(struct peers *peers, const struct attempt *attempt, enum label verdict);

#endif
