/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the qos preconditions of an early dialog stand (RFC 3312), by what both sides said: each describes the same two access
 * networks from its own end, so what one calls local and send is remote and recv to the other.
 */
#ifndef CALL_PRECONDITION_H
#define CALL_PRECONDITION_H

#include "call/attempt.h"

/* As the callee sees it; enum sdp_way or-ed. */
struct precondition {
	const struct event *callee_said, *caller_said; /* the SDP that counts; NULL: none has preconditions */
	unsigned callee_unmet; /* mandatory on the callee's side and not said to be reserved, though it may be by now */
	unsigned caller_unmet; /* on the caller's side, of which the callee knows only what it is told */
	unsigned whole_unmet;  /* end to end */
};

/*
 * After all messages up to until and with it, NULL: up to the final response. False: the callee's side names no preconditions
 * in this dialog.
 */
bool precondition_of(const struct attempt *attempt, const struct dialog *dialog, const struct event *until,
                     struct precondition *out);
/* The same step by step: takes in the next event; *precondition begins as zeroes. */
bool precondition_hear(const struct attempt *attempt, const struct dialog *dialog, const struct event *event,
                       struct precondition *precondition);
bool precondition_is_unmet(const struct precondition *precondition);

#endif
