/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings that were told while their call went on, and what became of them. */
#ifndef RULES_TOLD_H
#define RULES_TOLD_H

#include "rules/rule.h"

struct told {
	struct told *next; /* the one told before */
	const struct rule *rule;
	enum severity severity;
	ns time; /* up to when it was known to hold */
};

void told_note(struct call *call, const struct finding *finding, ns time);
const struct told *told_last(const struct call *call); /* NULL: nothing was told */
bool told_has(const struct call *call, const struct rule *rule);
/* The one told before told (NULL: the last one) which the judgement did not keep; NULL: none. */
const struct told *told_withdrawn(const struct call *call, const struct findings *findings, const struct told *told);

#endif
