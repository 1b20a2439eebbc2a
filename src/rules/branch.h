/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where one element sent the same call at once or in turn: the branches of a proxy, which keep the Call-ID (RFC 3261 16.6), and the legs
 * of a B2BUA, which have Call-IDs of their own.
 */
#ifndef RULES_BRANCH_H
#define RULES_BRANCH_H

#include "rules/rule.h"

enum {
	BRANCHES_MAX = CALL_MAX_TRANSACTIONS + LEGS_MAX
};

struct branch {
	const struct transaction *transaction; /* its INVITE was captured */
	const struct leg *leg;                 /* of a Call-ID of its own; NULL: it has that of the attempt */
};

struct branches {
	struct branch at[BRANCHES_MAX];
	unsigned count;
};

/* Those of the last try: what the sender of each got is in its transaction. Legs that may be of another call are left out. */
void branches_of(const struct attempt *attempt, struct branches *out);
/* Of the same sender, to another place. */
bool branch_is_sibling(const struct branch *a, const struct branch *b);
/* By a proxy: for one, RFC 3261 16.7 says what a 6xx is to do. Whoever ends a call and begins another may do as it likes. */
bool branch_is_of_proxy(const struct branch *branch);
/*
 * The next with a final of 600 and above, of its own accord: one that was being cancelled refused nothing for the others.
 * after: the one before it, NULL for the first. NULL: there is none.
 */
const struct branch *branches_next_6xx(const struct branches *branches, const struct branch *after);
/* It had been sent by then, and neither ended nor answered. */
bool branch_was_open(const struct branch *branch, ns time);
/* The caller, not the element, had given up by then. */
bool branch_was_cancelled_by_caller(const struct attempt *attempt, const struct branch *branch, ns time);
/* Little is certain of branches that only a tie joins. */
void finding_branch(struct finding *finding, const struct branch *branch);

#endif
