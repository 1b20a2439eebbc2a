/* SPDX-License-Identifier: BSD-2-Clause */
/* What a rule means, from the rule itself: for "sipwhy explain", and as docs/rules.md. */
#ifndef REPORT_EXPLAIN_H
#define REPORT_EXPLAIN_H

#include "rules/rule.h"

/* False, and one line in trouble that names what comes near, when no rule has this id. */
bool explain_rule(struct buf *out, struct str id, struct buf *trouble);
/* One line for each rule. */
void explain_list(struct buf *out);
/* All rules in Markdown. */
void explain_all(struct buf *out);

#endif
