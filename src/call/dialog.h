/* SPDX-License-Identifier: BSD-2-Clause */
/* The dialogs of an attempt (RFC 3261 12.1), one per To-tag: what made each, how it stands, what ended it. */
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
	DIALOG_EARLY_DEAD,     /* 199, a BYE, or of a try that failed */
	DIALOG_CONFIRMED,      /* 2xx */
};

const char *dialog_state_name(enum dialog_state state);

struct dialog {
	struct str to_tag;
	const struct event *first;     /* the response that made it: 101..199, else its 2xx */
	const struct event *ringing;   /* its first 180; NULL: none */
	const struct event *sdp_event; /* the last 18x with SDP before the final; NULL: none */
	const struct event *first_sdp; /* the first one */
	const struct event *answered;  /* its first 2xx; NULL: none */
	const struct event *
		ended; /* what ended it while it was early: 199, BYE, another dialog's 2xx, a final of 300 and above; NULL: nothing */
	enum early_media_header early_media; /* the last P-Early-Media its side sent before the final */
	enum dialog_state state;             /* just before the final response */
	bool of_last_try;
};

struct attempt;

/* Follows the dialogs that the responses of attempt make, in their order; fills dialogs. Those that only a 2xx made are DIALOG_CONFIRMED. */
void dialogs_follow(struct attempt *attempt, struct arena *arena);
const struct dialog *dialog_of(const struct attempt *attempt, struct str to_tag); /* of the last try; NULL: none */
/* The callee's tag of a message between the two, whoever sent it; empty: it has none. */
struct str dialog_tag(const struct attempt *attempt, const struct event *event);
bool dialog_was_early(const struct dialog *dialog); /* a 101..199 made it */
/*
 * The early dialog of the last try whose SDP names where stream comes from: by host and port, else by the host alone.
 * NULL: none, or more than one, which nothing tells apart.
 */
const struct dialog *attempt_dialog_of(const struct attempt *attempt, const struct stream *stream);

#endif
