/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/talk.h"

/* RFC 3261 13.2.2.4: of two answers the caller keeps one, and this capture does not tell which. */
static bool has_one_answer(const struct attempt *attempt)
{
	unsigned count = 0;

	for (unsigned i = 0; i < attempt->dialog_count; i++)
		count += attempt->dialogs[i].answered != NULL;
	return count == 1;
}

static bool is_known(const struct attempt *attempt)
{
	return attempt->outcome == OUTCOME_ANSWERED && absence_shows(attempt) && !attempt->skew &&
	       attempt->final->seen && !attempt->cut && has_one_answer(attempt);
}

/* The last offer that its answer made good before the call was a call; NULL: none. */
static const struct offer *agreed_offer(const struct attempt *attempt, struct audio_pair *pair)
{
	for (unsigned i = attempt->offer_count; i > 0; i--) {
		const struct offer *offer = &attempt->offers[i - 1];

		if (offer->state == OFFER_AGREED && str_eq(offer->to_tag, attempt->final->to_tag) &&
		    offer_pairs_audio(offer, pair))
			return offer;
	}
	return NULL;
}

static bool changes(const struct attempt *attempt, const struct event *event)
{
	return event->request && (event->method == METHOD_INVITE || event->method == METHOD_UPDATE) &&
	       event->time >= attempt->final->time && attempt_on_hop(attempt, event);
}

static ns ends_at(const struct attempt *attempt)
{
	const struct event *bye = attempt_bye(attempt);
	ns until = bye ? bye->time : attempt->read_until;

	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (changes(attempt, event) && event->time < until)
			until = event->time;
	return until;
}

/* The 2xx counts, whatever an unreliable response before it said: RFC 3261 13.2.1. */
static const struct sdp_media *in_final(const struct attempt *attempt, const struct offer *offer,
                                        const struct sdp_media *callee)
{
	const struct sdp *sdp = attempt->final->sdp;
	unsigned line = sdp_line((offer->from_caller ? offer->answer : offer->offer)->sdp, callee);

	if (!sdp)
		return callee;
	return line < sdp->media_count && sdp_is_audio(&sdp->media[line]) && !sdp_is_refused(&sdp->media[line])
	               ? &sdp->media[line]
	               : NULL;
}

static bool receives(const struct sdp_media *audio)
{
	return audio->direction == SDP_SENDRECV || audio->direction == SDP_RECVONLY;
}

bool talk_of(const struct attempt *attempt, struct talk *out)
{
	const struct offer *offer;
	struct audio_pair pair;

	if (!is_known(attempt) || !(offer = agreed_offer(attempt, &pair)))
		return false;
	*out = (struct talk){
		.from = offer->answer->time > attempt->final->time ? offer->answer->time : attempt->final->time,
		.until = ends_at(attempt),
		.chosen = pair.offered->has_ice && pair.answered->has_ice,
		.callee = in_final(attempt, offer, offer->from_caller ? pair.answered : pair.offered),
		.caller = offer->from_caller ? pair.offered : pair.answered,
	};
	if (!out->callee || !out->callee->has_address || !out->caller->has_address)
		return false;
	/* RFC 3264 6.1: the direction in the answer is what both agree upon. */
	out->backward = sdp_sends((enum sdp_direction)out->callee->direction) && receives(out->caller);
	out->forward = sdp_sends((enum sdp_direction)out->caller->direction) && receives(out->callee);
	return true;
}

bool talk_shows(const struct attempt *attempt, const struct talk *talk, ns after)
{
	ns since = talk->from + after;

	return talk->until >= since &&
	       (attempt->call->last_time >= since || stretches_any(attempt, &attempt->forward, since, talk->until) ||
	        stretches_any(attempt, &attempt->backward, since, talk->until));
}
