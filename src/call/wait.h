/* SPDX-License-Identifier: BSD-2-Clause */
/* The caller's wait for the final response: since when, and until when, also where none was captured. */
#ifndef CALL_WAIT_H
#define CALL_WAIT_H

#include "call/attempt.h"
#include "call/hop.h"

/* Fills start, waiting, end, read_until, given_up and times_odd; the final, the CANCEL and the provisional responses must be there. */
void attempt_wait(struct attempt *attempt, const struct hop *hop, ns now);
/*
 * What only an answered call has, where no final response was captured: its ACK, else a BYE or a re-INVITE. RFC 3261 15 lets the
 * caller end an early dialog by BYE, too: that call is over as well.
 */
const struct event *attempt_aftermath(const struct attempt *attempt);

#endif
