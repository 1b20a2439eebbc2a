/* SPDX-License-Identifier: BSD-2-Clause */
/* The verdict in one word, and the measures it is chosen by. */
#ifndef RULES_LABEL_H
#define RULES_LABEL_H

#include "call/attempt.h"

#define VERDICT_SILENT (4 * SECOND)  /* more silence than the longest pause of ordinary ringback */
#define VERDICT_INSTANT (2 * SECOND) /* a final this soon, with nothing before it, has no early phase */
#define VERDICT_CLIPPED SECOND
#define VERDICT_BLIP SECOND /* less audio than this in all is none: no announcement is so short */

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

enum label label_of(const struct attempt *attempt);
const char *label_name(enum label label); /* "silent-media" ... */
bool label_is_healthy(enum label label);  /* nothing to explain */

/* With a phone that behaves like this there was silence for longer than VERDICT_SILENT. */
bool is_silent(const struct attempt *attempt, enum policy policy);
/*
 * How long after the SDP that promised it the audio came; negative: before it, or not at all. Packets that carried silence
 * first, for longer than a pause of ringback, brought none.
 */
ns audio_delay(const struct attempt *attempt);
/* Without any response captured: was there none, or is it this capture that lacks it? */
bool is_without_response(const struct attempt *attempt);

#endif
