/* SPDX-License-Identifier: BSD-2-Clause */
/* One verdict a call: what the caller experienced, how sure that is, and which finding explains it. */
#ifndef RULES_VERDICT_H
#define RULES_VERDICT_H

#include "rules/label.h"
#include "rules/rule.h"

struct verdict {
	enum label label;
	enum confidence confidence;
	const struct finding *because; /* NULL: healthy, or nothing explains it */
	struct buf text;               /* one sentence that begins with the symptom */
};

/* The decline, when the outcome is one: the finding whose rule names the origin. */
const struct finding *verdict_decline(const struct attempt *attempt, const struct findings *findings);
void verdict_of(const struct attempt *attempt, const struct findings *findings, struct verdict *out);
void verdict_done(struct verdict *verdict);

#endif
