/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Refusals that only many calls together explain: one number that is refused at once wherever it calls, one that refuses whoever calls, a trunk
 * that refuses everything. Calls are counted as they are judged, each by its own time, so that their order does not matter.
 */
#ifndef RULES_BURSTS_H
#define RULES_BURSTS_H

#include "base/budget.h"
#include "rules/series.h"

enum {
	BURSTS_MAX = 4096,     /* callers, callees and trunks told apart, of 2.5 KiB at most; the longest unused goes */
	BURSTS_MAX_LIKE = 8,   /* of numbers that end alike */
	BURSTS_FOUND_MAX = 64, /* of each kind; further ones are counted */
};

struct bursts;

struct bursts *bursts_new(const struct hash_key *key);
void bursts_limit(struct bursts *bursts, struct budget budget); /* how much of its ceilings it may use */
void bursts_free(struct bursts *bursts);
void bursts_count(struct bursts *bursts, const struct attempt *attempt);
void bursts_settle(struct bursts *bursts);    /* when all calls were counted, before they are told */
const char *burst_rule(enum burst_kind kind); /* the id of the rule that tells of it */
/* Of the first call of the first one found, which proves it. False: none was. */
bool bursts_first(const struct bursts *bursts, enum burst_kind kind, ns *time, uint64_t *frame);
/* Tells of those of a kind: who, how many calls, from when on. Only where bursts_first found one. */
void bursts_tell(const struct bursts *bursts, enum burst_kind kind, struct finding *out);
uint64_t bursts_forgotten(const struct bursts *bursts); /* for BURSTS_MAX and BURSTS_MAX_LIKE */
void bursts_usage(const struct bursts *bursts, struct usages *out);

#endif
