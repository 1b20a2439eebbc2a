/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/attempt.h"

#include "call/pairs.h"
#include "call/play.h"
#include "call/wait.h"

static const char *const outcome_names[OUTCOMES] = {
	[OUTCOME_UNKNOWN] = "unknown",     [OUTCOME_PENDING] = "pending",
	[OUTCOME_ANSWERED] = "answered",   [OUTCOME_DECLINED] = "declined",
	[OUTCOME_BUSY] = "busy",           [OUTCOME_NO_ANSWER] = "no-answer",
	[OUTCOME_CANCELLED] = "cancelled", [OUTCOME_REDIRECTED] = "redirected",
	[OUTCOME_FAILED] = "failed",
};

const char *outcome_name(enum outcome outcome)
{
	return outcome_names[outcome];
}

/* The final */

static void find_final(struct attempt *a, const struct hop *hop)
{
	a->final = hop_final(hop, a->last->cseq);
	if (!a->final) {
		a->final = hop_final_elsewhere(hop);
		a->final_elsewhere = a->final != NULL;
	}
	for (const struct transaction *t = hop->call->transactions; t; t = t->next) {
		if (t->cseq != a->last->cseq || !hop_has(hop, t))
			continue;
		if (t->cancel && !a->cancel)
			a->cancel = t->cancel;
		if (t->cancel_final && !a->cancel_final)
			a->cancel_final = t->cancel_final;
		if (t->ack && !a->ack)
			a->ack = t->ack;
	}
}

static enum outcome outcome_of(const struct attempt *a)
{
	unsigned code = a->final ? a->final->code : 0;

	switch (code) {
	case 0:
		return a->provisional_count ? OUTCOME_PENDING : OUTCOME_UNKNOWN;
	case 603:
	case 607:
	case 608:
		return OUTCOME_DECLINED;
	case 486:
	case 600:
		return OUTCOME_BUSY;
	case 408:
	case 480:
		return OUTCOME_NO_ANSWER;
	case 487:
		return OUTCOME_CANCELLED;
	default:
		return code < 300 ? OUTCOME_ANSWERED : code < 400 ? OUTCOME_REDIRECTED : OUTCOME_FAILED;
	}
}

/* Ports change between requests; they have to tell the two sides apart only where both share a host. */
bool attempt_is_caller(const struct attempt *a, const struct endpoint *endpoint)
{
	if (!address_same(&endpoint->address, &a->caller.address))
		return false;
	return endpoint->port == a->caller.port || !address_same(&a->caller.address, &a->callee.address);
}

static bool has_transaction(const struct attempt *a, const struct transaction *transaction)
{
	for (unsigned i = 0; i < a->hop_count; i++)
		if (a->hop[i] == transaction)
			return true;
	return false;
}

/* Requests within a dialog may pass by the proxies that the INVITE went through: then one of their ends tells. */
bool attempt_on_hop(const struct attempt *a, const struct event *event)
{
	if (event->transaction && event->transaction->initial)
		return has_transaction(a, event->transaction);
	return attempt_is_caller(a, &event->flow->source) || attempt_is_caller(a, &event->flow->destination);
}

bool attempt_is_last_try(const struct attempt *a, const struct event *event)
{
	return event->method == METHOD_INVITE && event->cseq == a->last->cseq && event->transaction &&
	       has_transaction(a, event->transaction);
}

/* Messages that lack fragments */

/* The same message as its receiver sent it on. */
static bool passes_on(const struct event *later, const struct event *event)
{
	return later->request == event->request && later->code == event->code && later->method == event->method &&
	       later->cseq == event->cseq &&
	       address_same(&later->flow->source.address, &event->flow->destination.address);
}

const struct event *attempt_answered(const struct attempt *a, const struct event *event)
{
	const struct transaction *t = event->transaction;

	if (t && t->final == event && t->ack)
		return t->ack;
	/* Of what was lost is told late: its answer may have come into the call before it. */
	for (const struct event *later = a->call->first; later; later = later->next) {
		if (later == event || later->time < event->time)
			continue;
		if (event->request && !later->request && later->method == event->method && later->cseq == event->cseq &&
		    (!t || later->transaction == t ||
		     address_same(&later->flow->destination.address, &event->flow->source.address)) &&
		    endpoint_same(&later->flow->source, &event->flow->destination))
			return later;
		if (passes_on(later, event) || (event->rseq && event_acknowledges(later, event)))
			return later;
	}
	return NULL;
}

const struct event *attempt_bye(const struct attempt *a)
{
	if (!a->final || a->final->code >= 300)
		return NULL;
	for (const struct event *event = a->call->first; event; event = event->next)
		if (event->request && event->method == METHOD_BYE && event->time >= a->final->time &&
		    attempt_on_hop(a, event))
			return event;
	return NULL;
}

const struct refused *attempt_refused(const struct attempt *a)
{
	for (const struct refused *refused = a->call->refused; refused; refused = refused->next) {
		const struct event *event = refused->event;

		if (!refused->request || !str_eq(refused->what, STR("INVITE")))
			continue;
		if (event ? event->cseq == a->last->cseq && !attempt_answered(a, event)
		          : a->provisional_count == 0 && endpoint_same(&refused->flow.source, &a->caller))
			return refused;
	}
	return NULL;
}

bool attempt_lost(const struct attempt *a, const struct event *event)
{
	return (event->deviations & DEVIATION_FRAGMENT_LOST) && !a->tails_hidden && !attempt_answered(a, event);
}

/* Provisional responses */

bool attempt_is_before_final(const struct attempt *a, const struct event *event)
{
	return !a->final || event->time < a->final->time ||
	       (event->time == a->final->time && event->frame <= a->final->frame);
}

bool attempt_is_early(const struct attempt *a, const struct event *event)
{
	return event->code > 100 && event->code < 200 && event->cseq == a->last->cseq &&
	       attempt_is_before_final(a, event);
}

static void gather_provisionals(struct attempt *a, const struct hop *hop, struct arena *arena)
{
	unsigned count = 0;

	a->provisionals = arena_alloc(arena, (hop->call->event_count + 1) * sizeof(*a->provisionals));
	for (const struct event *event = hop->call->first; event; event = event->next) {
		if (event->method != METHOD_INVITE || event->code < 100 || event->code > 199 ||
		    !hop_has_event(hop, event) || attempt_lost(a, event))
			continue;
		a->provisionals[count++] = event;
		if (!attempt_is_early(a, event))
			continue;
		if (!a->first_18x)
			a->first_18x = event;
		if (event->sdp && !a->early_sdp)
			a->early_sdp = event;
	}
	a->provisional_count = count;
}

/* Offer and promise */

/* What the callee's side said last of its media in the dialog of event. */
static const struct sdp *standing_sdp(const struct attempt *a, const struct event *until)
{
	struct str tag = dialog_tag(a, until);
	const struct sdp *sdp = NULL;

	for (const struct event *event = a->call->first; event; event = event->next) {
		if (event->sdp && event->code < 300 && attempt_on_hop(a, event) &&
		    !attempt_is_caller(a, &event->flow->source) && str_eq(dialog_tag(a, event), tag))
			sdp = event->sdp;
		if (event == until)
			break;
	}
	return sdp;
}

/* RFC 5009 8: the 2xx to a PRACK or UPDATE of the caller may open the gate that the 18x left closed. */
static bool opens_gate(const struct attempt *a, const struct event *event)
{
	const struct sdp_media *audio;

	if ((event->method != METHOD_PRACK && event->method != METHOD_UPDATE) || event->code < 200 ||
	    event->code > 299 || !event_authorises_audio(event) || !attempt_is_before_final(a, event) ||
	    !attempt_on_hop(a, event) || attempt_is_caller(a, &event->flow->source) ||
	    !dialog_of(a, dialog_tag(a, event)))
		return false;
	audio = sdp_audio(standing_sdp(a, event));
	return audio && !sdp_is_refused(audio) && sdp_sends((enum sdp_direction)audio->direction);
}

static void open_path(struct attempt *a, const struct event *event, bool promises)
{
	if (!a->opened || promises) {
		a->opened = event;
		a->promised = event->sdp ? event->sdp : standing_sdp(a, event);
	}
	if (promises)
		a->promise = event;
}

static void find_promise(struct attempt *a)
{
	unsigned next = 0;

	if (a->invite && event_bars_audio(a->invite))
		return;
	for (const struct event *event = a->call->first; event && !a->promise; event = event->next) {
		bool provisional = next < a->provisional_count && a->provisionals[next] == event;

		next += provisional;
		if (provisional && attempt_is_early(a, event) && event_promises_audio(event))
			open_path(a, event, !event_reserves(event));
		else if (opens_gate(a, event))
			open_path(a, event, true);
	}
	a->preconditions_only = a->opened && !a->promise;
}

/* The caller's SDP: the INVITE's, or with a delayed offer the answer in PRACK. */
static void find_offer(struct attempt *a)
{
	a->offer_event = a->invite && a->invite->sdp ? a->invite : NULL;
	for (const struct event *event = a->call->first; event && !a->offer_event; event = event->next)
		if (event->method == METHOD_PRACK && event->request && event->sdp &&
		    attempt_is_caller(a, &event->flow->source))
			a->offer_event = event;
	a->offer = a->offer_event ? a->offer_event->sdp : NULL;
}

/* What the capture lacks */

/* An ACK or PRACK answers something: where that is missing, the capture is incomplete. */
static const struct event *find_orphan(const struct attempt *a)
{
	if (attempt_aftermath(a))
		return attempt_aftermath(a);
	for (unsigned i = 0; i < a->provisional_count; i++)
		if (event_is_reliable(a->provisionals[i]))
			return NULL;
	for (const struct event *event = a->call->first; event; event = event->next)
		if (event->method == METHOD_PRACK && event->request &&
		    address_same(&event->flow->source.address, &a->caller.address))
			return event;
	return NULL;
}

enum {
	HALF_MESSAGES = 20
};

static bool is_half(const struct attempt *a, const struct store *store)
{
	const struct pair *pair = pairs_find(store_pairs(store), &a->caller.address, &a->callee.address);

	if (a->orphan)
		return true;
	/* Where ICMP says that nobody is there, no other direction is to be expected. */
	if (!pair || pair->requests + pair->responses < HALF_MESSAGES || attempt_refused(a))
		return false;
	if (pair->requests == 0 || pair->responses == 0)
		return true;
	/* On one host both directions look alike. */
	return !address_same(&pair->low, &pair->high) && (pair->upward == 0 || pair->downward == 0);
}

/* The answer is there, and the PRACK or UPDATE is not. */
static bool lacks_request(const struct attempt *a)
{
	for (const struct event *event = a->call->first; event; event = event->next)
		if (event->code >= 200 && !event->answers &&
		    (event->method == METHOD_PRACK || event->method == METHOD_UPDATE) && attempt_in_last_try(a, event))
			return true;
	return false;
}

static bool lost_message(const struct attempt *a, const struct store *store)
{
	const struct pair *pair = pairs_find(store_pairs(store), &a->caller.address, &a->callee.address);

	if (lacks_request(a))
		return true;
	return pair && pair->lost && pair->lost_first <= a->end && pair->lost_last >= a->start;
}

static void find_cut(struct attempt *a, const struct hop *hop)
{
	for (const struct event *event = hop->call->first; event && !a->cut; event = event->next) {
		if (!event_is_incomplete(event) || attempt_lost(a, event))
			continue;
		a->cut = true;
		if (event->deviations & DEVIATION_CUT)
			a->cut_event = event;
	}
}

/* The caller's phone */

static void guess_policy(struct attempt *a)
{
	static const struct {
		const char *agent;
		enum policy policy;
	} known[] = {
		{"baresip", POLICY_ANY_18X_RINGS},         {"SIP.js", POLICY_IGNORES_EARLY_MEDIA},
		{"JsSIP", POLICY_IGNORES_EARLY_MEDIA},     {"LiveKit", POLICY_IGNORES_EARLY_MEDIA},
		{"SaraPhone", POLICY_IGNORES_EARLY_MEDIA},
	};

	a->policy = POLICY_SDP_CUTS;
	for (size_t i = 0; a->invite && i < sizeof(known) / sizeof(known[0]); i++) {
		if (!str_ihas(a->invite->agent, str_of(known[i].agent)))
			continue;
		a->policy = known[i].policy;
		a->policy_agent = a->invite->agent;
		return;
	}
}

static void describe(struct attempt *a, const struct hop *hop)
{
	const struct transaction *last = a->last;

	a->caller = last->client;
	a->callee = last->server;
	a->transport = (enum transport)last->transport;
	a->from_uri = last->from_uri;
	a->to_uri = last->to_uri;
	a->request_uri = last->request_uri;
	a->from_tag = last->from_tag;
	a->invite = last->invite;
	a->first_invite = hop->first->invite;
	for (const struct transaction *t = hop->call->transactions; t; t = t->next)
		if (t->invite && hop_has(hop, t) && a->first_invite && t->invite->time < a->first_invite->time)
			a->first_invite = t->invite;
	a->mid_call = !hop->captured || hop_hides_caller(hop, last->cseq);
}

static void gather_hop(struct attempt *a, const struct hop *hop, struct arena *arena)
{
	a->hop = arena_alloc(arena, (hop->call->transaction_count + 1) * sizeof(struct transaction *));
	for (const struct transaction *t = hop->call->transactions; t; t = t->next)
		if (hop_has(hop, t))
			a->hop[a->hop_count++] = t;
}

static ns skew_of(const struct hop *hop)
{
	for (const struct event *event = hop->call->first; event; event = event->next)
		if (event->details->skew && hop_has_event(hop, event))
			return event->details->skew;
	return 0;
}

static void of_hop(const struct hop *hop, const struct store *store, const struct media *media, ns now,
                   struct arena *arena, struct attempt *out)
{
	struct attempt *a = out;

	*a = (struct attempt){.call = hop->call, .tails_hidden = !store_tails_seen(store)};
	a->last = hop_last_try(hop);
	describe(a, hop);
	gather_hop(a, hop, arena);
	find_final(a, hop);
	gather_provisionals(a, hop, arena);
	dialogs_follow(a, arena);
	offers_follow(a, arena);
	reliables_follow(a, arena);
	attempt_wait(a, hop, now);
	find_promise(a);
	find_offer(a);
	find_cut(a, hop);
	a->orphan = find_orphan(a);
	a->half = is_half(a, store);
	a->message_lost = lost_message(a, store);
	a->outcome = outcome_of(a);
	guess_policy(a);
	a->skew = skew_of(hop);
	attempt_listen(a, media, arena);
	attempt_trace(a, media, arena);
	attempt_hear(a, arena);
	attempt_play(a, arena);
	metrics_of(a, &a->metrics);
}

void attempt_alone(const struct call *call, const struct store *store, const struct media *media, ns now,
                   struct arena *arena, struct attempt *out)
{
	struct hop hop = hop_of_caller(call);

	of_hop(&hop, store, media, now, arena, out);
}

void attempt_of_hop(const struct call *call, const struct transaction *first, const struct store *store,
                    const struct media *media, ns now, struct arena *arena, struct attempt *out)
{
	struct hop hop = {.call = call, .first = first, .captured = true};

	of_hop(&hop, store, media, now, arena, out);
}

void attempt_of(const struct call *call, const struct store *store, const struct media *media, ns now,
                struct arena *arena, struct attempt *out)
{
	attempt_alone(call, store, media, now, arena, out);
	legs_of(out, store, media, now, arena);
}

const struct event *attempt_first(const struct attempt *a, uint16_t code)
{
	for (unsigned i = 0; i < a->provisional_count; i++)
		if (a->provisionals[i]->code == code && attempt_is_early(a, a->provisionals[i]))
			return a->provisionals[i];
	return NULL;
}

const struct event *attempt_opened_before(const struct attempt *a, unsigned index)
{
	const struct event *event = a->provisionals[index];

	for (unsigned i = 0; i < index; i++)
		if (a->provisionals[i]->sdp && a->provisionals[i]->cseq == event->cseq &&
		    str_eq(a->provisionals[i]->to_tag, event->to_tag))
			return a->provisionals[i];
	return NULL;
}

bool attempt_in_last_try(const struct attempt *a, const struct event *event)
{
	if (event->method == METHOD_INVITE)
		return attempt_is_last_try(a, event) && (event->request || attempt_is_before_final(a, event));
	if (event->method != METHOD_PRACK && event->method != METHOD_UPDATE)
		return false;
	return attempt_on_hop(a, event) && attempt_is_before_final(a, event) &&
	       (!a->invite || event->time >= a->invite->time);
}

const struct event *attempt_authorised(const struct attempt *a)
{
	for (const struct event *event = a->call->first; event; event = event->next)
		if (event_authorises_audio(event) && attempt_in_last_try(a, event) &&
		    attempt_is_before_final(a, event) && !attempt_is_caller(a, &event->flow->source))
			return event;
	return NULL;
}

static ns silence_between(const struct attempt *a, enum policy policy, ns from)
{
	return a->silence_known[policy] ? heard_silence(&a->heard[policy], from, a->end) : -1;
}

ns attempt_silence(const struct attempt *a, enum policy policy)
{
	return silence_between(a, policy, a->start);
}

ns attempt_silence_waiting(const struct attempt *a, enum policy policy)
{
	return silence_between(a, policy, a->waiting);
}

ns attempt_silence_after_18x(const struct attempt *a, enum policy policy)
{
	return silence_between(a, policy, a->first_18x ? a->first_18x->time : a->waiting);
}

bool attempt_had_audio(const struct attempt *a)
{
	return a->backward.early_packets + a->backward.late_packets > 0;
}

bool attempt_had_early_audio(const struct attempt *a)
{
	if (!a->backward.early_packets || a->backward.refused || a->path.is_denied)
		return false;
	return (a->outcome != OUTCOME_ANSWERED && !a->orphan) || a->backward.early_first < a->end - OVERTAKES;
}

/* Nobody knows where the audio should have come: the INVITE was missed, or its SDP gives a name for an address. */
static bool is_offer_unknown(const struct attempt *a)
{
	return !a->backward.endpoint_count && !a->backward.stream_count && !(a->invite && !a->invite->sdp);
}

bool attempt_only_reserves(const struct attempt *a)
{
	const struct sdp_media *offered = a->invite ? sdp_audio(a->invite->sdp) : NULL;
	unsigned tags = a->invite ? a->invite->supported | a->invite->required : 0;

	return a->preconditions_only && ((tags & OPTION_PRECONDITION) || (offered && offered->has_preconditions));
}

bool attempt_is_withheld(const struct attempt *a)
{
	const struct event *event = a->early_sdp;

	return a->invite && a->invite->early_media_supported && event &&
	       (event->early_media == EARLY_MEDIA_INACTIVE || event->early_media == EARLY_MEDIA_RECVONLY) &&
	       !attempt_authorised(a);
}

bool attempt_needs_rtp(const struct attempt *a)
{
	return a->opened && (a->visibility <= VISIBILITY_BYPASS || is_offer_unknown(a));
}
