/* SPDX-License-Identifier: BSD-2-Clause */
/* The end of the text report: what was read, what became of it, and what was not understood. */
#ifndef REPORT_SUMMARY_H
#define REPORT_SUMMARY_H

#include "report/lines.h"
#include "report/report.h"
#include "rules/code.h"
#include "rules/told.h"

/* How many calls a rule had a finding in; one of these for each rule of the catalogue. */
struct summary {
	uint64_t *calls_of_rule;
	bool *advised;                          /* rules whose remedy was printed with a call */
	bool codes[CODE_LAST - CODE_FIRST + 1]; /* whose remedy was printed */
	uint64_t printed;                       /* calls with something to say */
	uint64_t seen;                          /* calls reported */
	uint64_t withheld;                      /* of them, those with nothing to say but that they cannot be judged */
	uint64_t hidden;                        /* of those, the ones not printed */
	uint64_t joined_midway;                 /* of them, those whose INVITE was not captured */
	uint64_t unshown; /* calls counted in calls_of_rule but not printed, for a notice is all they have */
};

void summary_print(const struct lines *lines, const struct summary *summary, const struct report_settings *settings,
                   const struct closing *closing);
/* "  error   em-sdp-no-rtp       text": a finding, wrapped. */
void finding_print(const struct lines *lines, const struct finding *finding);
/* Likewise, of one that was told while its call went on and that the judgement did not keep. */
void withdrawn_print(const struct lines *lines, const struct told *told, const struct attempt *attempt);
void advice_print(const struct lines *lines, const struct rule *rule); /* the line "next" below it */
unsigned rule_place(const struct rule *rule);                          /* in the catalogue */

#endif
