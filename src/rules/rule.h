/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A rule: one thing that can be wrong (or worth knowing) about a call, in one file. check is pure:
 * it reads an attempt and fills a finding; it knows of no other rule, prints nothing and keeps nothing.
 */
#ifndef RULES_RULE_H
#define RULES_RULE_H

#include "rules/evidence.h"
#include "rules/finding.h"

/* The order in which findings explain a verdict: the first step that has one gives `because`. */
enum step {
	STEP_NEVER, /* says something, explains no silence */
	STEP_CAPTURE,
	STEP_MESSAGE,
	STEP_RELIABILITY,
	STEP_IMS,
	STEP_SDP,
	STEP_PATH,
	STEP_CONTENT,
	STEP_TONE, /* what was heard and what was signalled are two stories: explains wrong-audio, and nothing else */
	STEP_FORK,
	STEP_ABSENCE,
	STEP_LEGS,
	STEP_SIGNALLING,
};

struct rule {
	const char *id;
	enum severity severity;
	enum confidence confidence;
	enum step step;
	enum origin origin; /* of dec-* rules */
	const char *title;
	const char *explain; /* what it means, in a few sentences */
	const char *refs;
	const char *next;   /* what to do; "" when there is nothing to do */
	const char *fires;  /* a ladder (tests/ladder.h) that makes it fire */
	const char *silent; /* the nearest one that does not */
	/*
	 * It is told while the call goes on, too. What it says is true up to then whatever comes; where what comes later can mend it,
	 * its sentence says up to when it was so.
	 */
	bool early;
	/* NULL: it is of the capture as a whole (general.h). */
	bool (*check)(const struct attempt *attempt, struct finding *out);
};

extern const struct rule *const rule_catalogue[]; /* ends with NULL */
const struct rule *rule_find(struct str id);      /* NULL: no such rule */

enum {
	FINDINGS_MAX = 256 /* more than there are rules: each fires once */
};

struct findings {
	struct finding found[FINDINGS_MAX];
	unsigned count;
};

/* What the user asked of a rule with -r. All zeroes: as the rule says. */
struct rule_setting {
	bool off;
	bool has_severity;
	enum severity severity;
};

/* Runs every rule on attempt, in catalogue order; the first of the dec-603 origins that fires silences the others. settings: one per rule, or NULL. */
void rules_run(const struct attempt *attempt, const struct rule_setting *settings, struct findings *out);
/* Runs those that are early on a call that goes on. What is of severity info or of low confidence can wait. */
void rules_run_early(const struct attempt *attempt, const struct rule_setting *settings, struct findings *out);
void findings_done(struct findings *findings);
const struct finding *findings_find(const struct findings *findings, const char *id);

#endif
