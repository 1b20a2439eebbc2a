/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* RFC 7866 7.1: a recorder's INVITE sends what is recorded and wants nothing back. */
static bool is_recording(const struct event *invite)
{
	for (unsigned i = 0; i < invite->details->part_count; i++)
		if (str_ihas(invite->details->parts[i].type, STR("rs-metadata")))
			return true;
	return false;
}

static void tell_offer(const struct event *invite, struct finding *out)
{
	const struct sdp_media *audio = sdp_audio(invite->sdp);
	const char *offer = word_event(out, invite);

	if (sdp_is_refused(audio))
		finding_printf(out,
		               _("the caller itself asked for no early audio: the %s offers its audio with port 0"),
		               offer);
	else if (audio->direction == SDP_SENDONLY || audio->direction == SDP_INACTIVE)
		/* TRANSLATORS: at the end stands "sendonly" or "inactive" */
		finding_printf(out, _("the caller itself asked for no early audio: the %s offers its audio %s"), offer,
		               sdp_direction_name(audio->direction));
	else
		finding_printf(out,
		               _("the caller itself asked for no early audio: the %s gives %s as its address, where "
		                 "nothing can be sent"),
		               offer, word_str(out, audio->address_text));
}

/* The caller's later offer, before the final response, that lets audio come (RFC 3311 5.1); NULL: none was agreed. */
static const struct event *find_opening(const struct attempt *attempt)
{
	for (unsigned i = 0; i < attempt->offer_count; i++) {
		const struct offer *offer = &attempt->offers[i];

		if (offer->from_caller && offer->early && !offer->initial && offer->state == OFFER_AGREED &&
		    sdp_audio(offer->offer->sdp) && !event_bars_audio(offer->offer))
			return offer->offer;
	}
	return NULL;
}

/*
 * A controller that connects two parties (RFC 3725 4.4) calls the first with an offer of nothing on purpose and opens the audio by
 * a re-INVITE; NULL: none came.
 */
static const struct event *find_reopening(const struct attempt *attempt)
{
	if (!attempt->final || attempt->final->code >= 300)
		return NULL;
	for (const struct event *event = attempt->call->first; event; event = event->next)
		if (event->request && event->method == METHOD_INVITE && event->to_tag.n &&
		    event->time > attempt->final->time && attempt_on_hop(attempt, event) &&
		    attempt_is_caller(attempt, &event->flow->source) && !event_bars_audio(event))
			return event;
	return NULL;
}

/* Nobody waits where the answer comes at once; networks that reserve resources open the way later (RFC 3312). */
static bool is_harmless(const struct attempt *attempt)
{
	return !attempt->first_18x || attempt_had_early_audio(attempt) ||
	       sdp_audio(attempt->invite->sdp)->has_preconditions;
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	const struct event *invite = attempt->invite, *opening, *reopening;

	if (!invite || attempt->mid_call || event_is_incomplete(invite) || !event_bars_audio(invite) ||
	    is_recording(invite))
		return false;
	tell_offer(invite, out);
	opening = find_opening(attempt);
	if (opening)
		finding_printf(out, _(", until the %s lets it come"), word_event(out, opening));
	reopening = opening ? NULL : find_reopening(attempt);
	if (reopening) {
		finding_printf(out, _("; the %s asks for it after the answer, as who connects two parties does"),
		               word_event(out, reopening));
		out->severity = SEVERITY_NOTICE;
	}
	if (attempt_had_early_audio(attempt))
		finding_printf(out, _("; audio came all the same"));
	if (opening || is_harmless(attempt))
		out->severity = SEVERITY_INFO;
	return true;
}

const struct rule rule_sdp_offer_blocks = {
	.id = "sdp-offer-blocks",
	.severity = SEVERITY_ERROR,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_SDP,
	.title = N_("The caller's own offer bars audio towards it"),
	.explain = N_(
		"The SDP of the INVITE marks the audio sendonly or inactive, or gives 0.0.0.0 or port 0 as the place to send "
		"to. The callee's side must then send nothing, so no ringback and no announcement can be heard, whatever it "
		"answers. Call control that sets a call up on hold (click to dial, transfer, music on hold) does this."),
	.refs = "RFC 3264 5.1, RFC 3264 8.4",
	.next = N_(
		"Have the caller's side offer sendrecv or recvonly with a real address in the first INVITE, or ring by itself "
		"while it keeps the call on hold."),
	.fires = "0.000  A > B  INVITE  sdp=inactive\n"
		 "0.900  B > A  183     sdp=inactive  tag=b1\n"
		 "9.000  B > A  200     sdp=inactive  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp=recvonly\n"
		  "0.900  B > A  183     sdp=inactive  tag=b1\n"
		  "9.000  B > A  200     sdp=inactive  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
