/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

#define RULE(name) extern const struct rule rule_##name;
#include "rules/catalogue.inc"
#undef RULE

const struct rule *const rule_catalogue[] = {
#define RULE(name) &rule_##name,
#include "rules/catalogue.inc"
#undef RULE
	NULL,
};

_Static_assert(sizeof(rule_catalogue) / sizeof(rule_catalogue[0]) <= FINDINGS_MAX, "all rules may fire");
