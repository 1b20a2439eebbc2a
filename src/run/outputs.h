/* SPDX-License-Identifier: BSD-2-Clause */
/* What the program tells, and where: reports of calls, summaries, how it stands. */
#ifndef RUN_OUTPUTS_H
#define RUN_OUTPUTS_H

#include "run/program.h"

/* When there is something to read: an input that is none must not empty an earlier result. 0 or -errno, which has been said. */
int outputs_open(struct program *program);
bool outputs_can_reopen(const struct program *program);
void outputs_reopen(struct program *program);
/* An analyzer_call_fn; arg: the program. */
void outputs_take_call(void *arg, const struct attempt *attempt, const struct findings *findings,
                       const struct verdict *verdict);
/* An analyzer_finding_fn; likewise. */
bool outputs_take_finding(void *arg, const struct attempt *attempt, const struct finding *finding);
bool outputs_want_findings(const struct options *options); /* of calls that go on */
void outputs_summarize(struct program *program, ns now);   /* until now, where that can be told */
void outputs_print_state(struct program *program);         /* every counter, on standard error */
void outputs_await(struct program *program);               /* the end has come: they may take their time */
void outputs_close(struct program *program);               /* with the summary of all; the analyzer has been flushed */

#endif
