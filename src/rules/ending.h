/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a call ended that was not answered: what its final response says in this call, from the code, the cause and its location, Warning,
 * Retry-After, what came before and when. It never claims that a person did it.
 */
#ifndef RULES_ENDING_H
#define RULES_ENDING_H

#include "rules/glossary.h"
#include "rules/rule.h"

struct ending {
	const char *word; /* "no-answer", "network-rejected" ...: docs/declines.md has them all; never translated */
	const struct event *final; /* of 300 and above */
	struct buf text;           /* one sentence */
};

/* False, and out is untouched: there is no final response, or it answered the call. */
bool ending_of(const struct attempt *attempt, const struct findings *findings, struct ending *out);
void ending_done(struct ending *ending);
/* The words there are, and what each says by itself; NULL behind the last. */
const struct term *ending_at(unsigned index);

#endif
