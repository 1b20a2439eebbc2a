/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A 603+ (ATIS-1000099), by which a network says that its analytics blocked a call: the elements it must have, looked for in a final response.
 */
#ifndef RULES_ANALYTICS_H
#define RULES_ANALYTICS_H

#include "call/event.h"

/* What is missing in a 603+, or not as ATIS-1000099 has it. */
enum analytics_flaw {
	FLAW_NO_PHRASE = 1 << 0,
	FLAW_NO_ANALYTICS = 1 << 1, /* v=analytics1 */
	FLAW_NOT_FIRST = 1 << 2,    /* the text does not begin with it and a semicolon */
	FLAW_SCATTERED = 1 << 3,    /* what belongs in the text stands outside */
	FLAW_NO_CONTACT = 1 << 4,
	FLAW_URL = 1 << 5,
	FLAW_TEL = 1 << 6,
	FLAW_EMAIL = 1 << 7,
	FLAW_ID = 1 << 8,
	FLAW_CAUSE = 1 << 9,
	FLAW_NO_LOCATION = 1 << 10,
	FLAW_LOCATION = 1 << 11,
};

/*
 * What is missing of phrase, Reason, text and location; 0: it is a whole 603+. analytics: the value with v=analytics1 that has most of it, and
 * redress what that text names; NULL and empty: there is none.
 */
unsigned analytics_flaws(const struct event *final, const struct reason **analytics, struct redress *redress);

#endif
