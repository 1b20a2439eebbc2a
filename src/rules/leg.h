/* SPDX-License-Identifier: BSD-2-Clause */
/* What the rules about two legs of a call share: the progress that came from behind, and what became of it. */
#ifndef RULES_LEG_H
#define RULES_LEG_H

#include "rules/rule.h"

#define LEG_RELAY (500 * MILLISECOND) /* whoever passes a response on does so within this */
#define LEG_SLACK (50 * MILLISECOND)  /* two interfaces or hosts may be captured out of order by as much */

/* A provisional response but 100 and 199 to the last try on an onward leg whose times compare. All zeroes: before the first. */
struct progress {
	const struct leg *leg;
	const struct event *event;
	unsigned leg_number, next;
};

bool progress_next(const struct attempt *attempt, struct progress *progress);
/* The earliest of them. False: there is none. */
bool progress_first(const struct attempt *attempt, struct progress *out);
/* Whether an onward leg had one with that code (0: any) by then. */
bool progress_by(const struct attempt *attempt, uint16_t code, ns time);

/* What became of progress on its way to the caller. */
enum fate {
	FATE_UNKNOWN, /* there was no time to tell, or the caller knew it already */
	FATE_RELAYED,
	FATE_LATE,      /* after more than LEG_RELAY */
	FATE_SWALLOWED, /* the caller was not told before its call was over, or only of later progress */
};

/* The first of that fate; relayed: what the caller got, NULL: nothing. False: there is none. */
bool find_fate(const struct attempt *attempt, enum fate fate, struct progress *out, const struct event **relayed);

bool has_onward(const struct attempt *attempt);
/* What the caller got may as well have been made of what another leg than this one had, which said as much without SDP. */
bool may_be_of_other(const struct attempt *attempt, const struct leg *leg, const struct event *bare);
/*
 * The first with this code that was passed on as relayed, under the code it became, which no onward leg had by then.
 * False: there is none.
 */
bool find_turned(const struct attempt *attempt, uint16_t code, uint16_t became, struct progress *out,
                 const struct event **relayed);
/* Takes the confidence from the grade of the leg; a leg that is little more than a guess accuses nobody. */
void finding_leg(struct finding *finding, const struct attempt *attempt, const struct leg *leg);
/* "183 (frame 5) that came to 10.0.0.2", and it is a proof. */
const char *word_came(struct finding *finding, const struct leg *leg, const struct event *event);

#endif
