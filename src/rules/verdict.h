/* SPDX-License-Identifier: BSD-2-Clause */
/* One verdict a call: what the caller experienced, how sure that is, and which finding explains it. */
#ifndef RULES_VERDICT_H
#define RULES_VERDICT_H

#include "rules/rule.h"

enum label {
	LABEL_NO_EARLY_PHASE,
	LABEL_UNVERIFIABLE,
	LABEL_WRONG_AUDIO,
	LABEL_SILENT_AUDIO,
	LABEL_SILENT_MEDIA,
	LABEL_SILENT_SIGNALLING,
	LABEL_CLIPPED,
	LABEL_RISKY,
	LABEL_OK_EARLY_MEDIA,
	LABEL_OK_LOCAL_RINGBACK,
	LABELS
};

const char *label_name(enum label label); /* "silent-media" ... */
bool label_is_healthy(enum label label);  /* nothing to explain */

#define VERDICT_SILENT (4 * SECOND)  /* more silence than the longest pause of ordinary ringback */
#define VERDICT_INSTANT (2 * SECOND) /* a final this soon, with nothing before it, has no early phase */
#define VERDICT_CLIPPED SECOND
#define VERDICT_BLIP SECOND /* less audio than this in all is none: no announcement is so short */

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
