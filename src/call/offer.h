/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Offers and answers on the caller's hop (RFC 3264), from the INVITE of the last try on to the end of the call, each in its
 * dialog: who offered, who answered, and whether that holds. Which message may carry what: RFC 6337 table 1.
 */
#ifndef CALL_OFFER_H
#define CALL_OFFER_H

#include "call/event.h"

enum offer_state {
	OFFER_OPEN,      /* nothing answered it */
	OFFER_PREVIEWED, /* SDP in an unreliable response: to be repeated in the 2xx (RFC 6337 3.1.1) */
	OFFER_AGREED,    /* answered in a reliable response, a 2xx, a PRACK or an ACK */
	OFFER_REFUSED, /* the request that carried it failed: what was agreed before stands (RFC 3311 5.2, RFC 3261 14.1) */
	OFFER_GLARE, /* likewise, because the other side had one open (491, or 500 with Retry-After: RFC 3311 5.2) */
};

const char *offer_state_name(enum offer_state state); /* "open" ... */

struct offer {
	const struct event *offer; /* carries the SDP offered */
	const struct event
		*answer; /* carries the SDP that answers it: where previewed, the first preview. NULL: none */
	const struct event *
		settled; /* what made it AGREED (the answer, or the 2xx that repeats a preview), REFUSED or GLARE; NULL: nothing */
	struct str to_tag; /* the callee's tag of the dialog; empty: none yet */
	enum offer_state state;
	bool from_caller;
	bool initial; /* begun by the INVITE of the last try, in it or in the first reliable response or 2xx */
	bool early;   /* made before the final response */
};

/* The audio line in use of an offer and of its answer. */
struct audio_pair {
	const struct sdp_media *offered, *answered;
};

struct attempt;

/* The INVITE of the last try makes no offer, so the callee must: it was captured whole, and what body it has is no SDP. */
bool offer_is_delayed(const struct attempt *attempt);
/* Fills attempt->offers, in the order they were made; of an INVITE that several dialogs answer, one a dialog. */
void offers_follow(struct attempt *attempt, struct arena *arena);
/* The line of the offer that line of the answer is about: by place (RFC 3264 6). NULL: the offer has no such line. */
const struct sdp_media *offer_line(const struct offer *offer, const struct sdp_media *answered);
/* The answer's line for the offered audio line that is in use, else its first audio line; NULL: none. */
const struct sdp_media *offer_answered_audio(const struct offer *offer);
/* The offer of the INVITE of the last try in the dialog with this tag; NULL: no answer of that dialog has SDP. */
const struct offer *offer_of_dialog(const struct attempt *attempt, struct str to_tag);
/* Offer and answer of the early phase, or those that the answer to the call completes; the SDP of both is whole. */
bool offer_sets_up(const struct offer *offer);
/* Of such ones: the lines that the audio goes by. False: there are none, or one side refuses them. */
bool offer_pairs_audio(const struct offer *offer, struct audio_pair *out);
/*
 * The next message with all of its SDP that sets up the call: of the last try, on the caller's hop, up to the final
 * response and its ACK. event NULL: the first. NULL: no more.
 */
const struct event *attempt_next_sdp(const struct attempt *attempt, const struct event *event);

#endif
