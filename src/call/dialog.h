/* SPDX-License-Identifier: BSD-2-Clause */
/* Early dialogs (RFC 3261 12.1), one per To-tag, and the offers and answers within them (RFC 3262, 3264, 3311). */
#ifndef CALL_DIALOG_H
#define CALL_DIALOG_H

#include "call/call.h"

enum dialog_state {
	DIALOG_EARLY_BARE,     /* no SDP yet */
	DIALOG_EARLY_PREVIEW,  /* SDP in an unreliable response: to be repeated in the 2xx (RFC 6337 3.1.1) */
	DIALOG_EARLY_OFFERED,  /* a reliable response carries the offer; no answer in PRACK yet */
	DIALOG_EARLY_AGREED,   /* offer and answer are complete */
	DIALOG_EARLY_UPDATING, /* another offer is open (PRACK, UPDATE) */
	DIALOG_EARLY_BLOCKED,  /* port 0, no backward direction, P-Early-Media inactive, precondition unmet */
	DIALOG_EARLY_DEAD,     /* 199, or of a try that failed */
};

const char *dialog_state_name(enum dialog_state state);

struct dialog {
	struct str to_tag;
	const struct event *first;     /* the response that created it */
	const struct event *sdp_event; /* the last 18x with SDP before the final; NULL: none */
	const struct event *first_sdp; /* the first one */
	enum dialog_state state;       /* just before the final response */
};

struct attempt;

/* Follows the early dialogs of the provisional responses of attempt up to its final; fills dialogs. */
void dialogs_follow(struct attempt *attempt, struct arena *arena);
bool event_is_reliable(const struct event *event); /* RFC 3262: Require: 100rel and an RSeq */

#endif
