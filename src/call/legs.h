/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two calls that are legs of one: a B2BUA or SBC takes one in and sends another out under a Call-ID of its own. The next hop
 * of the same Call-ID, behind a proxy, is a leg too. What ties them is graded, and rules say no more than the tie bears.
 */
#ifndef CALL_LEGS_H
#define CALL_LEGS_H

#include "call/call.h"

enum tie {
	TIE_CALL_ID,    /* the same Call-ID one hop on: certain */
	TIE_SESSION_ID, /* the same pair of UUIDs, in either order (RFC 7989): certain */
	TIE_ICID,       /* the same icid-value of P-Charging-Vector (RFC 7315 4.6): certain */
	TIE_HEADER,     /* the same value of a header configured for it (X-CID ...): certain */
	TIE_MEDIA, /* the INVITE's SDP went through: its origin, media address and port are the same in both: high */
	TIE_NUMBERS, /* called and calling number, begun within LEGS_APART, one sent by the host that the other went to: high */
	TIE_CALLED, /* likewise, but only the called number: low */
};

enum grade {
	GRADE_LOW,
	GRADE_HIGH,
	GRADE_CERTAIN,
};

const char *tie_name(enum tie tie);       /* "session-id" ... */
const char *grade_name(enum grade grade); /* "certain" ... */

#define LEGS_APART (4 * SECOND) /* one INVITE after the other, where only SDP or numbers tie them */
/* Messages of two legs whose clocks differ by more than this have no order. */
#define LEGS_CLOCK (100 * MILLISECOND)

enum {
	LEGS_MAX = 4 /* kept of one call */
};

struct attempt;
struct media;
struct store;

/* Another leg of the same call. */
struct leg {
	struct str call_id;
	uint64_t number;                /* of its call, as it was judged; 0: it was not yet */
	struct endpoint client, server; /* of its INVITE */
	const struct attempt *attempt;  /* NULL: not onward */
	bool onward; /* it leads on towards the callee from where this one arrives; false: it leads here from the caller */
	enum tie tie;
	enum grade grade;
};

/* Fills attempt->legs: the hops behind the caller's, the nearest first, then the calls tied to it, in order of time. */
void legs_of(struct attempt *attempt, const struct store *store, const struct media *media, ns now,
             struct arena *arena);
/* The times of its messages compare with the attempt's. */
bool leg_keeps_time(const struct attempt *attempt, const struct leg *leg);
bool legs_are_all(const struct attempt *attempt); /* none was left out for LEGS_MAX */
/*
 * The leg whose failure was passed on in the attempt's final response: of those that failed by then the one with the same code,
 * else the last. NULL: none, or the attempt did not fail, or by its caller's own doing.
 */
const struct leg *leg_of_failure(const struct attempt *attempt);

#endif
