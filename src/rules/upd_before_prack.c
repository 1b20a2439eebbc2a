/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/rule.h"

/* RFC 3311 5.1: the offer of the INVITE, or of its reliable response, must have its answer. NULL: it had none by then. */
static const struct offer *find_settled(const struct attempt *attempt, const struct offer *update)
{
	for (unsigned i = 0; i < attempt->offer_count; i++) {
		const struct offer *offer = &attempt->offers[i];

		if (offer->initial && offer->state == OFFER_AGREED && str_eq(offer->to_tag, update->to_tag) &&
		    offer->settled->time <= update->offer->time + MIRROR_SWAPS)
			return offer;
	}
	return NULL;
}

/* RFC 3311 5.1: a callee must also have had the PRACK for its answer. */
static bool lacks_prack(const struct attempt *attempt, const struct offer *settled, const struct offer *update)
{
	for (unsigned i = 0; i < attempt->reliable_count; i++) {
		const struct reliable *reliable = &attempt->reliables[i];

		if (reliable->response == settled->settled)
			return reliable->prack ? reliable->prack->time > update->offer->time + MIRROR_SWAPS
			                       : is_unacknowledged(attempt, reliable);
	}
	return false;
}

/* What would have settled the first offer may have come all the same. */
static bool may_be_settled(const struct attempt *attempt, const struct offer *update)
{
	for (unsigned i = 0; i < attempt->reliable_count; i++)
		if (str_eq(attempt->reliables[i].response->to_tag, update->to_tag) &&
		    prack_may_be_missing(attempt, &attempt->reliables[i]))
			return true;
	return !absence_shows(attempt) || response_may_be_missing(attempt, update->to_tag);
}

enum fault {
	FAULT_NONE,
	FAULT_GLARE,
	FAULT_UNANSWERED,
	FAULT_UNACKNOWLEDGED, /* of the callee's alone */
};

static enum fault fault_of(const struct attempt *attempt, const struct offer *update)
{
	const struct offer *settled = find_settled(attempt, update);

	if (update->state == OFFER_GLARE)
		return FAULT_GLARE;
	if (!settled)
		return may_be_settled(attempt, update) ? FAULT_NONE : FAULT_UNANSWERED;
	return !update->from_caller && lacks_prack(attempt, settled, update) ? FAULT_UNACKNOWLEDGED : FAULT_NONE;
}

static bool is_early_update(const struct offer *offer)
{
	return offer->early && offer->offer->method == METHOD_UPDATE && offer->to_tag.n;
}

static void tell(const struct offer *offer, enum fault fault, struct finding *out)
{
	const char *update = word_event(out, offer->offer);

	if (fault == FAULT_GLARE)
		finding_printf(out,
		               offer->from_caller
		                       /* TRANSLATORS: %s is an UPDATE: "UPDATE (frame 7)" */
		                       ? _("the two sides may disagree on the media: the %s of the caller makes an "
		                           "offer while another offer was open")
		                       : _("the two sides may disagree on the media: the %s of the callee makes an "
		                           "offer while another offer was open"),
		               update);
	else if (fault == FAULT_UNANSWERED)
		finding_printf(out,
		               offer->from_caller
		                       ? _("the two sides may disagree on the media: the %s of the caller makes an "
		                           "offer before the first offer had a reliable answer")
		                       : _("the two sides may disagree on the media: the %s of the callee makes an "
		                           "offer before the first offer had a reliable answer"),
		               update);
	else
		finding_printf(
			out,
			_("the two sides may disagree on the media: the %s of the callee makes an offer before the "
		          "PRACK for its own answer had come"),
			update);
	if (offer->settled)
		finding_printf(out, _("; it got %s"), word_event(out, offer->settled));
}

static bool check(const struct attempt *attempt, struct finding *out)
{
	for (unsigned i = 0; i < attempt->offer_count; i++) {
		const struct offer *offer = &attempt->offers[i];
		enum fault fault = is_early_update(offer) ? fault_of(attempt, offer) : FAULT_NONE;

		if (fault == FAULT_NONE)
			continue;
		tell(offer, fault, out);
		if (offer->state != OFFER_GLARE && !offer->offer->seen)
			out->confidence = CONFIDENCE_MEDIUM;
		if (offer->state == OFFER_AGREED)
			out->severity = SEVERITY_NOTICE;
		return true;
	}
	return false;
}

const struct rule rule_upd_before_prack = {
	.id = "upd-before-prack",
	.severity = SEVERITY_WARNING,
	.confidence = CONFIDENCE_CERTAIN,
	.step = STEP_RELIABILITY,
	.title = N_("UPDATE with an offer while another exchange was open"),
	.explain = N_(
		"Before the call is answered, an UPDATE may make an offer only when the first exchange is complete: the "
		"INVITE's offer answered in a reliable response (and, for the callee, its PRACK received), or the offer of a "
		"reliable response answered in PRACK, and no other offer open. Otherwise the two offers cross: the other side "
		"refuses with 491 or 500, or both go on with different media. Resource reservation and early audio then stay "
		"where they were."),
	.refs = "RFC 3311 5.1, RFC 3311 5.2",
	.next = N_(
		"Find out who sends the UPDATE, often an application server or a B2BUA that does not wait for PRACK. After "
		"491 or 500 the sender should try again; see whether it does."),
	.fires = "0.000  A > B  INVITE  sdp\n"
		 "0.900  B > A  183     sdp  tag=b1  rel\n"
		 "0.910  B > A  UPDATE  sdp  tag=a1\n"
		 "0.930  A > B  PRACK   tag=b1\n"
		 "0.940  A > B  500     of=UPDATE  tag=a1  Retry-After: 3\n"
		 "9.000  B > A  200     sdp  tag=b1\n"
		 "9.020  A > B  ACK     tag=b1\n",
	.silent = "0.000  A > B  INVITE  sdp\n"
		  "0.900  B > A  183     sdp  tag=b1  rel\n"
		  "0.930  A > B  PRACK   tag=b1\n"
		  "0.940  B > A  200     of=PRACK  tag=b1\n"
		  "0.960  B > A  UPDATE  sdp  tag=a1\n"
		  "0.980  A > B  200     of=UPDATE  sdp  tag=a1\n"
		  "9.000  B > A  200     sdp  tag=b1\n"
		  "9.020  A > B  ACK     tag=b1\n",
	.check = check,
};
