/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * "sipwhy explain": what a rule means, from the rule itself; a status code, or two side by side; a Q.850 cause; a word that
 * reports use. And all of them as docs/rules.md.
 */
#ifndef REPORT_EXPLAIN_H
#define REPORT_EXPLAIN_H

#include "rules/rule.h"

/*
 * Explains one topic after the other; one may take several operands ("q.850 21", "busy here"), and two codes alone are
 * compared. False: some were not known; trouble has a line for each, with what comes near.
 */
bool explain_topics(struct buf *out, char *const *operands, unsigned count, struct buf *trouble);
/* The topics there are, by kind. */
void explain_list(struct buf *out);
/* Everything, in Markdown. */
void explain_all(struct buf *out);

#endif
