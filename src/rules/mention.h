/* SPDX-License-Identifier: BSD-2-Clause */
/* Which rules look at a status code, from what they say of themselves. */
#ifndef RULES_MENTION_H
#define RULES_MENTION_H

#include "rules/rule.h"

/* code: also CODE_603PLUS. By its name, its texts, or "18x" where its own example has the code. */
bool rule_mentions(const struct rule *rule, uint16_t code);

#endif
