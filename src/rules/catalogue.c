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
