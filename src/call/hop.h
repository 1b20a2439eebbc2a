/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hop of a call that its caller stands on: those of the INVITE transactions, all fork legs and tries, that one sender made.
 * What the proxies behind it sent on is of other hops.
 */
#ifndef CALL_HOP_H
#define CALL_HOP_H

#include "call/call.h"

struct hop {
	const struct call *call;
	const struct transaction *first; /* the one that opened the call there */
	bool captured;                   /* an initial INVITE of the call was */
};

struct hop hop_of_caller(const struct call *call);
bool hop_has(const struct hop *hop, const struct transaction *transaction);
bool hop_has_event(const struct hop *hop, const struct event *event);
/* A hop nearer to the caller shows responses to this try and no INVITE. */
bool hop_hides_caller(const struct hop *hop, uint32_t cseq);

/* Its tries are told apart by their CSeq numbers. */
const struct transaction *hop_last_try(const struct hop *hop);
bool hop_try_before(const struct hop *hop, uint32_t cseq, uint32_t *before); /* false: that was the first */
ns hop_try_began(const struct hop *hop, uint32_t cseq);                      /* NEVER: its INVITE was not captured */
const struct event *hop_final(const struct hop *hop, uint32_t cseq);         /* NULL: none */
const struct event *hop_final_elsewhere(const struct hop *hop); /* of the nearest other hop that shows one */

#endif
