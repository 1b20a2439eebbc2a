/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A call as its caller's side lived it: the chain of an INVITE with its retries, seen on the
 * caller's hop, joined with the RTP that came or did not. This is what rules read and reports
 * print. It is worked out afresh whenever asked and holds nothing of its own beyond the arena given.
 */
#ifndef CALL_ATTEMPT_H
#define CALL_ATTEMPT_H

#include "call/audio.h"
#include "call/call.h"
#include "call/carried.h"
#include "call/dialog.h"
#include "call/heard.h"
#include "call/legs.h"
#include "call/metrics.h"
#include "call/offer.h"
#include "call/path.h"
#include "call/refusals.h"
#include "call/reliable.h"
#include "call/store.h"

enum outcome {
	OUTCOME_UNKNOWN,    /* no response at all */
	OUTCOME_PENDING,    /* only provisional ones */
	OUTCOME_ANSWERED,   /* 2xx */
	OUTCOME_DECLINED,   /* 603, 607, 608 */
	OUTCOME_BUSY,       /* 486, 600 */
	OUTCOME_NO_ANSWER,  /* 408, 480 */
	OUTCOME_CANCELLED,  /* 487 */
	OUTCOME_REDIRECTED, /* 3xx */
	OUTCOME_FAILED,     /* other finals */
	OUTCOMES
};

const char *outcome_name(enum outcome outcome);

struct attempt {
	const struct call *call;
	/* The caller's hop */
	struct endpoint caller, callee;
	enum transport transport;
	const struct event *first_invite; /* of the chain; NULL: not captured */
	const struct event *invite;       /* of the last try; NULL: not captured */
	const struct transaction *last;   /* the last try */
	const struct transaction **hop;   /* the INVITE transactions of the caller's hop: every try, every fork leg */
	unsigned hop_count;
	struct str from_uri, to_uri, request_uri, from_tag;
	const struct event **provisionals; /* 100..199 to every try, in order */
	unsigned provisional_count;
	const struct event *first_18x;    /* the first 101..199 of the last try before the final; NULL: none */
	const struct event *final;        /* NULL: none */
	bool final_elsewhere;             /* the caller's hop shows none; the nearest hop that does */
	const struct event *cancel;       /* of the last try; NULL: none */
	const struct event *cancel_final; /* the final response to it; NULL: none */
	const struct event *ack;          /* of the last try's final; NULL: none */
	const struct dialog *dialogs;     /* in the order they were made */
	unsigned dialog_count;
	const struct offer *offers;
	unsigned offer_count;
	const struct reliable *reliables;
	unsigned reliable_count;
	const struct event **stray_pracks; /* whose RAck names no reliable response of the last try */
	unsigned stray_prack_count;
	struct leg legs[LEGS_MAX]; /* other legs of this call; theirs are not filled */
	unsigned leg_count;
	struct metrics metrics;
	enum outcome outcome;
	bool mid_call; /* its initial INVITE was not captured */
	bool cut;      /* a message of the caller's hop was cut by the snap length */
	const struct event *cut_event;
	bool half;                  /* only one direction of these hosts' signalling is in the capture, or orphan */
	const struct event *orphan; /* an ACK or PRACK of a response that was not captured; NULL: none */
	bool given_up; /* no final was captured, though the capture goes on long after a caller would have waited */
	bool tails_hidden; /* the capture shows no fragment but first ones, as with a filter for ports: those lost prove nothing */
	bool message_lost; /* in its time a datagram between these hosts lost what would tell whose message it was, or an answer lacks its request */
	bool goes_on;      /* it is looked at before it is over: its end is yet to come */
	bool times_odd; /* its time stamps cannot be right: hours between two messages, or a response before its request */
	/* Time */
	ns start;      /* of the first INVITE, else of the first message */
	ns end;        /* of the final, else of CANCEL, else until when the capture shows the call */
	ns read_until; /* how far the capture was read */
	ns waiting; /* since when the caller waits: the INVITE of the last try, or of one before that it followed at once */
	/* Offer and promise */
	const struct sdp *offer; /* the caller's SDP of the last try; NULL: none (delayed offer) */
	const struct event *offer_event;
	/* Of the last try, before the final; NULL: none */
	const struct event *
		promise; /* what first promises backward audio: an 18x with SDP, or a 2xx to PRACK or UPDATE with P-Early-Media */
	const struct event *opened; /* the first whose SDP lets audio come: the promise, else a reservation */
	const struct sdp *promised; /* the callee's SDP that opened rests on: its own, else what stands in its dialog */
	const struct event *early_sdp; /* the first 18x with SDP */
	bool preconditions_only;       /* the 18x SDP is for resource reservation (RFC 3312), no promise of audio */
	/* Media */
	struct audio backward, forward; /* callee to caller, caller to callee */
	ns audio_from, audio_until;     /* packets to its endpoints that begin from here up to there are its own */
	const struct stream
		*elsewhere; /* from the callee's SDP host to another port or address of the caller; NULL: none */
	bool outside; /* all of it went to the outside of the caller's NAT, and nothing shows that the NAT lets it in */
	const struct stream *witness; /* the other call's stream that makes V3; NULL: none */
	enum visibility visibility;   /* of the backward direction */
	enum unseen unseen;           /* with V1 */
	struct carried carried;       /* what the backward audio carried */
	struct path path;             /* what shows whether audio could pass */
	ns skew; /* how far the times of its signalling are ahead of the capture's clock, when another gave them; 0: none did */
	/* What was heard, start to end */
	struct heard heard[POLICIES];
	bool silence_known[POLICIES]; /* the silent time does not rest on RTP this capture cannot show */
	enum policy policy;           /* the caller's likeliest one */
	struct str policy_agent;      /* the User-Agent that decided it; empty: none did */
};

/* now is the time up to which the capture was read. */
void attempt_of(const struct call *call, const struct store *store, const struct media *media, ns now,
                struct arena *arena, struct attempt *out);
/* The same without its legs. */
void attempt_alone(const struct call *call, const struct store *store, const struct media *media, ns now,
                   struct arena *arena, struct attempt *out);
/* Likewise, as the sender of first lived it, one of the INVITEs that begin the call on their hops. */
void attempt_of_hop(const struct call *call, const struct transaction *first, const struct store *store,
                    const struct media *media, ns now, struct arena *arena, struct attempt *out);

bool attempt_is_caller(const struct attempt *attempt, const struct endpoint *endpoint); /* its SIP is the caller's */
bool attempt_on_hop(const struct attempt *attempt, const struct event *event); /* sent or received by the caller */
bool attempt_is_last_try(const struct attempt *attempt,
                         const struct event *event); /* INVITE or a response to it, of the last try */
/* INVITE, PRACK, UPDATE or a response to one, of the last try on the caller's hop, up to the final response and with it. */
bool attempt_in_last_try(const struct attempt *attempt, const struct event *event);
/* The first message of the last try in which the callee's side is let send early media (RFC 5009 8), in whichever dialog; NULL: none. */
const struct event *attempt_authorised(const struct attempt *attempt);
/* The first 18x of the last try with this code before the final; NULL: none. */
const struct event *attempt_first(const struct attempt *attempt, uint16_t code);
/* The response of the same early dialog that carried SDP before provisionals[index]; NULL: none. */
const struct event *attempt_opened_before(const struct attempt *attempt, unsigned index);
bool attempt_is_before_final(const struct attempt *attempt, const struct event *event);
bool attempt_is_early(const struct attempt *attempt, const struct event *event); /* of the last try, before the final */
ns attempt_silence(const struct attempt *attempt, enum policy policy);           /* start to end; negative: unknown */
ns attempt_silence_waiting(const struct attempt *attempt, enum policy policy);   /* waiting to end */
/* Silence between the first 18x (else waiting) and the end; negative: unknown. */
ns attempt_silence_after_18x(const struct attempt *attempt, enum policy policy);
/* The early SDP only reserves, and the caller reserves too: its phone knows that this SDP is no reason to stop ringing. */
bool attempt_only_reserves(const struct attempt *attempt);
/* The caller's phone reads P-Early-Media, which says that the early SDP brings no audio: likewise. */
bool attempt_is_withheld(const struct attempt *attempt);
bool attempt_needs_rtp(const struct attempt *attempt);       /* what was heard rests on RTP this capture cannot show */
bool attempt_had_audio(const struct attempt *attempt);       /* to the caller, early or after the answer */
bool attempt_had_early_audio(const struct attempt *attempt); /* to the caller, and more than what overtook the answer */

/* IP fragments of it are missing, and nothing shows that they reached the receiver all the same. */
bool attempt_lost(const struct attempt *attempt, const struct event *event);
/* What answered a message of which fragments are missing: it did arrive. NULL: nothing. */
const struct event *attempt_answered(const struct attempt *attempt, const struct event *event);
/* The BYE of an answered call. RFC 3261 15 lets the caller end an early dialog by BYE, too: that is none. NULL: none was captured. */
const struct event *attempt_bye(const struct attempt *attempt);
/* The ICMP error that says that the INVITE of the last try did not arrive; NULL: none, or it was answered all the same. */
const struct refused *attempt_refused(const struct attempt *attempt);

bool attempt_has_run(const struct attempt *attempt,
                     const struct run *run); /* a run of its own streams that is of this call */

/* Codec of a payload type, by the SDP of who receives it, else RFC 3551; empty: unknown. */
struct str attempt_codec(const struct attempt *attempt, bool backward, uint8_t payload_type);

#endif
