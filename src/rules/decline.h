/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A 603 and the features that tell who sent it: timing, tags, Reason values and the elements of a
 * 603+ (ATIS-1000099). Gathered once here, judged by the dec-603 rules one by one.
 */
#ifndef RULES_DECLINE_H
#define RULES_DECLINE_H

#include "rules/rule.h"

struct decline {
	const struct event *final;   /* the 603 */
	const struct event *ringing; /* the first 180 with the To-tag of the 603, else the first 180; NULL: none */
	bool same_tag;               /* ringing has the To-tag of the 603 */
	bool has_invite;
	ns since_invite, since_ringing; /* as far as those were captured */
	const struct reason *cause;     /* Q.850 cause 21; NULL: none */
	const struct reason *network;   /* any Q.850 value; NULL: none */
	const struct reason *analytics; /* the value with v=analytics1; NULL: none */
	struct redress redress;         /* of analytics */
	bool blocked;                   /* the reason phrase is Network Blocked */
	bool complete;                  /* all elements of a 603+ are there */
	bool partial;                   /* some are */
};

/* False: the call was not declined with 603. */
bool decline_of(const struct attempt *attempt, struct decline *out);
/* A 603+ is told by either protocol, each with the cause that means decline in it: SIP 603, Q.850 21. */
bool decline_is_cause(const struct reason *reason);
/* "603 Decline (frame 31)", and it is a proof. */
void decline_name(const struct decline *decline, struct finding *out);
/* One sentence part with what a Reason location means; NULL: not a value of RFC 8606. */
const char *decline_location(struct str location);

#endif
