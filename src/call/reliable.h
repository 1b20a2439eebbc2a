/* SPDX-License-Identifier: BSD-2-Clause */
/* Reliable provisional responses and what acknowledged them: RFC 3262. */
#ifndef CALL_RELIABLE_H
#define CALL_RELIABLE_H

#include "call/event.h"

/* A provisional response of the last try that asks for a PRACK: Require: 100rel and an RSeq (RFC 3262 3). */
struct reliable {
	const struct event *response;
	const struct event *prack; /* whose RAck names it; NULL: none was captured */
	const struct event
		*prack_final; /* the final response to that, a 2xx before all others; NULL: none was captured */
};

struct attempt;

/* Fills attempt->reliables, in order of time, and attempt->stray_pracks: those of the last try whose RAck names none of them. */
void reliables_follow(struct attempt *attempt, struct arena *arena);
/* The PRACK acknowledges response: RFC 3262 7.2. */
bool event_acknowledges(const struct event *prack, const struct event *response);
/*
 * A PRACK of reliable may have been taken all the same: the capture shows the answer to one that it lacks, one cut before its
 * RAck, or one whose RAck fits nothing and was accepted.
 */
bool prack_may_be_missing(const struct attempt *attempt, const struct reliable *reliable);
/* The capture lacks a reliable response of this dialog: a PRACK for one that it does not show was not refused. */
bool response_may_be_missing(const struct attempt *attempt, struct str to_tag);

#endif
