/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What one call has to know of calls before it: how callers were last told not to try again (a block by analytics, a time to wait), and
 * which hosts went on to another server after one had refused. All of it is noted when a message is captured and asked when an INVITE is,
 * so that it does not matter in which order calls are judged.
 */
#ifndef CALL_REFUSALS_H
#define CALL_REFUSALS_H

#include "base/budget.h"
#include "base/usage.h"
#include "call/call.h"

enum {
	REFUSALS_MAX = 16384,  /* of 200 bytes; the longest unused goes */
	REFUSALS_MAX_LIKE = 8, /* of numbers that end alike, told to one host */
	REFUSALS_MAX_ADVANCES = 64
};

/* A final response that told the caller's side not to try again, at least for a while. */
struct refused_call {
	ns time;
	uint64_t frame;
	struct endpoint server; /* who said so */
	uint32_t retry_after;   /* seconds; 0: none */
	uint16_t code;
	bool blocked; /* by analytics, or as unwanted: 603+, 607, 608 */
};

/* A B2BUA that went on with the same call to another server. */
struct advance {
	struct address host;
	struct endpoint from, to; /* who refused, and where it went on to */
	ns time;                  /* of the INVITE there */
	uint64_t frame;
	uint16_t code; /* of the refusal */
};

struct refusals;

struct refusals *refusals_new(const struct hash_key *key);
void refusals_limit(struct refusals *refusals, struct budget budget); /* how much of its ceilings it may use */
void refusals_free(struct refusals *refusals);
/* Takes a final response to an INVITE; those that tell nothing of further calls are passed over. */
void refusals_note(struct refusals *refusals, const struct event *final);
/* Of the same caller and callee, told to the host that sends this INVITE, before it. NULL: none. */
const struct refused_call *refusals_find(const struct refusals *refusals, const struct transaction *transaction);
/* Takes a call that was just tied to the one it is a leg of. */
void refusals_note_leg(struct refusals *refusals, const struct call *call);
/* To or from another server than that of this INVITE, by the host that sends it. NULL: none is known so far. */
const struct advance *refusals_advance(const struct refusals *refusals, const struct transaction *transaction);
uint64_t refusals_forgotten(const struct refusals *refusals); /* for REFUSALS_MAX and REFUSALS_MAX_LIKE */
void refusals_usage(const struct refusals *refusals, struct usages *out);

/* 607, 608, a 603+ or what is left of one, v=analytics1 on another code. */
bool event_is_block(const struct event *final);
/* Retry-After without its comment and parameters (RFC 3261 20.33), in seconds; 0: none. */
uint32_t event_retry_after(const struct event *final);

#endif
