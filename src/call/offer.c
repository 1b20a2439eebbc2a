/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/offer.h"

#include "call/attempt.h"

#include <assert.h>

const char *offer_state_name(enum offer_state state)
{
	static const char *const names[] = {
		[OFFER_OPEN] = "open",       [OFFER_PREVIEWED] = "previewed", [OFFER_AGREED] = "agreed",
		[OFFER_REFUSED] = "refused", [OFFER_GLARE] = "glare",
	};

	return names[state];
}

bool offer_is_delayed(const struct attempt *a)
{
	return a->invite && !a->mid_call && event_lacks_sdp(a->invite);
}

struct offers {
	const struct attempt *attempt;
	struct offer *at;
	unsigned count, room; /* for one an event: none makes more */
};

static bool is_final(const struct event *event)
{
	return event->method == METHOD_INVITE && event->code >= 200;
}

static struct offer *add(struct offers *offers, struct offer offer)
{
	assert(offers->count < offers->room);
	offer.early = attempt_is_before_final(offers->attempt, offer.offer) && !is_final(offer.offer);
	offers->at[offers->count] = offer;
	return &offers->at[offers->count++];
}

static void settle(struct offer *offer, const struct event *event, enum offer_state state)
{
	offer->settled = event;
	offer->state = state;
	if (state == OFFER_AGREED && !offer->answer)
		offer->answer = event;
}

/* The offer that request carried, in the dialog with this tag. */
static struct offer *find(struct offers *offers, const struct event *request, struct str tag)
{
	for (unsigned i = 0; i < offers->count; i++)
		if (offers->at[i].offer == request && str_eq(offers->at[i].to_tag, tag))
			return &offers->at[i];
	return NULL;
}

/* The last offer in a response of one side that waits for the other's PRACK or ACK. */
static struct offer *find_open(struct offers *offers, struct str tag, bool from_caller)
{
	for (unsigned i = offers->count; i > 0; i--) {
		struct offer *offer = &offers->at[i - 1];

		if (!offer->offer->request && offer->state == OFFER_OPEN && offer->from_caller == from_caller &&
		    str_eq(offer->to_tag, tag))
			return offer;
	}
	return NULL;
}

/* The answers to this INVITE have made an offer in this dialog. */
static bool has_made(const struct offers *offers, const struct event *invite, struct str tag)
{
	for (unsigned i = 0; i < offers->count; i++)
		if (offers->at[i].offer->answers == invite && offers->at[i].offer->method == METHOD_INVITE &&
		    str_eq(offers->at[i].to_tag, tag))
			return true;
	return false;
}

static bool from_caller(const struct attempt *a, const struct event *event)
{
	return attempt_is_caller(a, &event->flow->source);
}

static bool is_initial(const struct event *request)
{
	return request->method == METHOD_INVITE && request->transaction && request->transaction->initial;
}

/* RFC 3261 13.2.1: what a response to an INVITE with an offer carries is the answer, or its preview. */
static void hear_answer(struct offers *offers, const struct event *invite, const struct event *event)
{
	struct str tag = dialog_tag(offers->attempt, event);
	struct offer *offer = find(offers, invite, tag), *open;
	bool binding = event->code >= 200 || event_is_reliable(event);

	if (!offer && (open = find(offers, invite, STR_NONE))) {
		open->to_tag = tag;
		offer = open;
	} else if (!offer) {
		offer = add(offers, (struct offer){.offer = invite,
		                                   .to_tag = tag,
		                                   .from_caller = from_caller(offers->attempt, invite),
		                                   .initial = is_initial(invite)});
	}
	if (offer->state == OFFER_AGREED)
		return;
	if (!offer->answer)
		offer->answer = event;
	if (binding)
		settle(offer, event, OFFER_AGREED);
	else if (offer->state == OFFER_OPEN)
		offer->state = OFFER_PREVIEWED;
}

/*
 * RFC 3261 13.2.1, RFC 3262 5: to an INVITE without one, the first reliable response or the 2xx makes the offer; what the
 * others carry repeats it.
 */
static void hear_late_offer(struct offers *offers, const struct event *event)
{
	struct str tag = dialog_tag(offers->attempt, event);

	if ((event->code < 200 && !event_is_reliable(event)) || !event_lacks_sdp(event->answers) ||
	    has_made(offers, event->answers, tag))
		return;
	add(offers, (struct offer){.offer = event,
	                           .to_tag = tag,
	                           .from_caller = from_caller(offers->attempt, event),
	                           .initial = is_initial(event->answers)});
}

static enum offer_state refusal_of(const struct event *event)
{
	if (event->code == 491 || (event->code == 500 && event->details->retry_after.n))
		return OFFER_GLARE;
	return OFFER_REFUSED;
}

static bool is_invite_response(const struct event *event)
{
	return event->method == METHOD_INVITE && event->code;
}

/* A request that fails takes its offer back, an INVITE that of its responses too. */
static void hear_failure(struct offers *offers, const struct event *event)
{
	for (unsigned i = 0; i < offers->count; i++) {
		struct offer *offer = &offers->at[i];

		bool failed = offer->offer == event->answers ||
		              (is_invite_response(offer->offer) && offer->offer->answers == event->answers);

		if (failed && offer->state != OFFER_AGREED)
			settle(offer, event, refusal_of(event));
	}
}

static bool is_heard(const struct offers *offers, const struct event *event)
{
	for (unsigned i = 0; i < offers->count; i++)
		if (offers->at[i].offer == event || offers->at[i].answer == event)
			return true;
	return false;
}

/* A PRACK sent again, with credentials say, for the response whose offer it has answered. */
static bool answers_again(const struct offers *offers, const struct event *prack)
{
	for (unsigned i = 0; i < offers->count; i++)
		if (event_acknowledges(prack, offers->at[i].offer))
			return true;
	return false;
}

/* PRACK and ACK answer what a response offered (RFC 3262 5, RFC 3261 13.2.2.4); PRACK, UPDATE and INVITE may offer. */
static void take_request(struct offers *offers, const struct event *event)
{
	const struct attempt *a = offers->attempt;
	struct str tag = dialog_tag(a, event);
	struct offer *open;

	if (!event->sdp || is_heard(offers, event))
		return;
	open = find_open(offers, tag, !from_caller(a, event));
	if ((event->method == METHOD_PRACK || event->method == METHOD_ACK) && open) {
		settle(open, event, OFFER_AGREED);
		return;
	}
	if (answers_again(offers, event))
		return;
	if (event->method == METHOD_PRACK || event->method == METHOD_UPDATE || event->method == METHOD_INVITE)
		add(offers, (struct offer){.offer = event,
		                           .to_tag = tag,
		                           .from_caller = from_caller(a, event),
		                           .initial = is_initial(event)});
}

static void hear_response(struct offers *offers, const struct event *event)
{
	const struct event *request = event->answers;

	if (!request || event->code == 100)
		return;
	/* On a mirrored port it may be captured before its request. */
	take_request(offers, request);
	/* 401, 407 and the like end one INVITE of many; its transaction is of another try. */
	if (event->code >= 300) {
		hear_failure(offers, event);
		return;
	}
	if (event->method == METHOD_INVITE) {
		/* Some callees repeat no SDP in the 2xx; callers take the preview for the answer then. */
		struct offer *previewed = find(offers, request, dialog_tag(offers->attempt, event));

		if (request->sdp && event->sdp)
			hear_answer(offers, request, event);
		else if (request->sdp && event->code >= 200 && previewed && previewed->state == OFFER_PREVIEWED)
			settle(previewed, event, OFFER_AGREED);
		else if (!request->sdp && event->sdp)
			hear_late_offer(offers, event);
	} else if (request->sdp && event->sdp && event->code >= 200) {
		struct offer *offer = find(offers, request, dialog_tag(offers->attempt, request));

		if (offer && offer->state == OFFER_OPEN)
			settle(offer, event, OFFER_AGREED);
	}
}

/* From the last try on, on the caller's hop: what an earlier try offered is gone with it. */
static bool is_followed(const struct attempt *a, const struct event *event)
{
	if (event->method == METHOD_INVITE && !attempt_is_last_try(a, event) && event->transaction &&
	    event->transaction->initial)
		return false;
	return attempt_on_hop(a, event) &&
	       (!a->invite || event->time >= a->invite->time || event == a->invite || event->answers == a->invite);
}

/* On a mirrored port a PRACK may be captured before the response whose offer it answers. */
static void hear_request(struct offers *offers, const struct event *event)
{
	const struct attempt *a = offers->attempt;

	for (const struct event *response = a->call->first; event->method == METHOD_PRACK && response;
	     response = response->next)
		if (response->method == METHOD_INVITE && event_acknowledges(event, response) &&
		    is_followed(a, response))
			hear_response(offers, response);
	take_request(offers, event);
}

void offers_follow(struct attempt *a, struct arena *arena)
{
	unsigned room = a->call->event_count + 1;
	struct offers offers = {.attempt = a, .at = arena_alloc(arena, room * sizeof(struct offer)), .room = room};

	for (const struct event *event = a->call->first; event; event = event->next) {
		if (!is_followed(a, event))
			continue;
		if (event->request)
			hear_request(&offers, event);
		else
			hear_response(&offers, event);
	}
	a->offers = offers.at;
	a->offer_count = offers.count;
}

const struct sdp_media *offer_line(const struct offer *offer, const struct sdp_media *answered)
{
	const struct sdp *offered = offer->offer->sdp, *answer = offer->answer ? offer->answer->sdp : NULL;

	for (unsigned i = 0; answer && i < answer->media_count && i < offered->media_count; i++)
		if (&answer->media[i] == answered)
			return &offered->media[i];
	return NULL;
}

const struct sdp_media *offer_answered_audio(const struct offer *offer)
{
	return offer->answer ? sdp_audio(offer->answer->sdp) : NULL;
}

const struct offer *offer_of_dialog(const struct attempt *a, struct str to_tag)
{
	for (unsigned i = 0; i < a->offer_count; i++)
		if (a->offers[i].initial && a->offers[i].answer && str_eq(a->offers[i].to_tag, to_tag))
			return &a->offers[i];
	return NULL;
}

/* Where the capture has only a re-INVITE of the call, that stands in for its INVITE, and it is of no interest here. */
static bool is_later(const struct event *event)
{
	const struct transaction *t = event->transaction;

	return event->method == METHOD_INVITE && t && t->invite && !t->initial;
}

/* SDP that a Content-Length breaks off lacks what it lacks by that fault alone. */
static bool is_whole(const struct event *event)
{
	return !event_is_incomplete(event) && !(event->deviations & DEVIATION_CONTENT_LENGTH_SHORT);
}

bool offer_sets_up(const struct offer *offer)
{
	if (is_later(offer->offer))
		return false;
	return (offer->initial || offer->early) && offer->answer && is_whole(offer->offer) && is_whole(offer->answer);
}

bool offer_pairs_audio(const struct offer *offer, struct audio_pair *out)
{
	const struct sdp_media *offered, *answered;

	if (!offer_sets_up(offer))
		return false;
	answered = offer_answered_audio(offer);
	offered = answered ? offer_line(offer, answered) : NULL;
	if (!offered || !sdp_is_audio(offered) || sdp_is_refused(offered) || sdp_is_refused(answered))
		return false;
	*out = (struct audio_pair){offered, answered};
	return true;
}

static bool sets_up(const struct attempt *a, const struct event *event)
{
	if (!event->sdp || !is_whole(event) || is_later(event))
		return false;
	if (event == a->invite || event == a->ack)
		return true;
	if (event->method == METHOD_INVITE)
		return !event->request && attempt_is_last_try(a, event);
	return (event->method == METHOD_PRACK || event->method == METHOD_UPDATE) && is_followed(a, event) &&
	       attempt_is_before_final(a, event);
}

const struct event *attempt_next_sdp(const struct attempt *a, const struct event *event)
{
	for (event = event ? event->next : a->call->first; event; event = event->next)
		if (sets_up(a, event))
			return event;
	return NULL;
}
