/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/evidence.h"

static enum confidence confidence_of(enum visibility visibility)
{
	if (visibility == VISIBILITY_PROVEN)
		return CONFIDENCE_HIGH;
	return visibility == VISIBILITY_LEARNED ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW;
}

enum confidence confidence_in_audio(const struct attempt *attempt)
{
	enum confidence confidence = confidence_of(attempt->visibility);

	if (attempt->backward.overrun || (attempt->path.loss && attempt->path.loss->down))
		return CONFIDENCE_LOW;
	return attempt->path.loss && confidence > CONFIDENCE_MEDIUM ? CONFIDENCE_MEDIUM : confidence;
}

bool absence_may_show(const struct attempt *attempt)
{
	const struct call *call = attempt->call;

	return !attempt->half && !attempt->mid_call && attempt->invite && !attempt->final_elsewhere &&
	       !attempt->times_odd && !attempt->message_lost && !call->gap_before && !call->events_dropped;
}

bool absence_shows(const struct attempt *attempt)
{
	return absence_may_show(attempt) && !attempt->path.loss;
}

enum confidence confidence_in_silence(const struct attempt *attempt)
{
	/* Messages this call may have had are not in the capture, or their times cannot be believed. */
	if (attempt->cut || attempt->given_up || !absence_shows(attempt))
		return CONFIDENCE_LOW;
	return attempt->opened ? confidence_in_audio(attempt) : CONFIDENCE_HIGH;
}

/* Gateways that watch for early RTP use about as much before they give up on it. */
#define PATIENCE (2 * SECOND)

/* An offer in the 18x that the caller did not answer names no place to send to: that is no fault of the audio's. */
static bool is_place_unknown(const struct attempt *attempt)
{
	return !attempt->backward.endpoint_count || !attempt->offer;
}

bool audio_is_missing(const struct attempt *attempt, ns since, ns until)
{
	if (attempt_had_early_audio(attempt) || attempt->elsewhere || attempt->backward.refused || attempt->path.denial)
		return false;
	if (is_place_unknown(attempt) || until - since < PATIENCE)
		return false;
	/* A capture that lacks a direction of the signalling may lack that direction of the audio. */
	return attempt->visibility >= (attempt->half ? VISIBILITY_LEARNED : VISIBILITY_PLAUSIBLE);
}

bool order_shows(const struct event *a, const struct event *b)
{
	return a->seen && b->seen;
}

bool is_unacknowledged(const struct attempt *attempt, const struct reliable *reliable)
{
	const struct event *response = reliable->response;
	/* RFC 3262 3: a callee that waits repeats it after T1; one that does not had its PRACK. */
	bool repeats = response->retransmissions || attempt->end - response->time < SECOND ||
	               attempt->transport != TRANSPORT_UDP;

	return !reliable->prack && repeats && absence_shows(attempt) && !prack_may_be_missing(attempt, reliable);
}

/* RFC 3262 3: the callee gives up after 64*T1. */
#define PRACK_GIVE_UP (32 * SECOND)

bool is_prack_overdue(const struct attempt *attempt, const struct reliable *reliable)
{
	const struct event *response = reliable->response;

	return response->retransmissions >= PRACK_RETRANSMISSIONS || attempt->end - response->time >= PRACK_GIVE_UP;
}

/* Cut before its CSeq it may answer anything, the INVITE too. */
static bool is_unclear(const struct attempt *attempt, const struct event *event)
{
	return event_is_incomplete(event) && (event->method == METHOD_UNKNOWN || !event->cseq) &&
	       attempt_on_hop(attempt, event);
}

/* Fragments of other messages are another finding's business. */
bool lost_18x(const struct attempt *attempt)
{
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (event->code > 100 && event->code < 200 &&
		    (attempt_lost(attempt, event) || is_unclear(attempt, event)))
			return true;
	return false;
}
