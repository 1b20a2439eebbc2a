/* SPDX-License-Identifier: BSD-2-Clause */
/* The answered call, from its answer to the first thing that changes it: what was agreed upon, and for how long it shows. */
#ifndef RULES_TALK_H
#define RULES_TALK_H

#include "rules/stretch.h"

struct talk {
	ns from;                /* both sides know where to send: at the 2xx, or the ACK that answers its offer */
	ns until;               /* BYE, another offer, or the end of the capture */
	bool backward, forward; /* the callee's side, the caller may send */
	bool chosen;            /* ICE may have chosen other addresses than these: RFC 8445 */
	const struct sdp_media *callee, *caller; /* their audio lines */
};

/* False: it was not answered, or not all that was agreed upon is known. */
bool talk_of(const struct attempt *attempt, struct talk *out);
/* Something of this call is in the capture so long after its answer: it did not end there. */
bool talk_shows(const struct attempt *attempt, const struct talk *talk, ns after);

#endif
