/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/attempt.h"

#include "call/audio.h"

#include <assert.h>

static const char *const outcome_names[OUTCOMES] = {
	[OUTCOME_UNKNOWN] = "unknown",     [OUTCOME_PENDING] = "pending",
	[OUTCOME_ANSWERED] = "answered",   [OUTCOME_DECLINED] = "declined",
	[OUTCOME_BUSY] = "busy",           [OUTCOME_NO_ANSWER] = "no-answer",
	[OUTCOME_CANCELLED] = "cancelled", [OUTCOME_REDIRECTED] = "redirected",
	[OUTCOME_FAILED] = "failed",
};

static const char *const state_names[] = {
	[DIALOG_EARLY_BARE] = "early-bare",         [DIALOG_EARLY_PREVIEW] = "early-preview",
	[DIALOG_EARLY_OFFERED] = "early-offered",   [DIALOG_EARLY_AGREED] = "early-agreed",
	[DIALOG_EARLY_UPDATING] = "early-updating", [DIALOG_EARLY_BLOCKED] = "early-blocked",
	[DIALOG_EARLY_DEAD] = "early-dead",         [DIALOG_CONFIRMED] = "confirmed",
};

const char *outcome_name(enum outcome outcome)
{
	return outcome_names[outcome];
}

const char *dialog_state_name(enum dialog_state state)
{
	return state_names[state];
}

const char *visibility_name(enum visibility visibility)
{
	static const char *const names[] = {"V0", "V1", "V2", "V3", "V4"};

	return names[visibility];
}

/* The caller's hop */

/* The time a transaction began as far as it was captured. */
static ns began(const struct call *call, const struct transaction *t)
{
	if (t->invite)
		return t->invite->time;
	for (const struct event *event = call->first; event; event = event->next)
		if (event->transaction == t)
			return event->time;
	return NEVER;
}

/* An INVITE transaction that opens the call; where its INVITE is missing, one that may. */
static bool opens(const struct transaction *t, bool invite_captured)
{
	return invite_captured ? t->initial && t->invite : !t->invite;
}

static bool initial_captured(const struct call *call)
{
	for (const struct transaction *t = call->transactions; t; t = t->next)
		if (t->initial && t->invite)
			return true;
	return false;
}

/* The fewest Vias stand nearest the caller; then the earliest, whatever its place in the file. */
static const struct transaction *nearest_caller(const struct call *call, bool captured)
{
	const struct transaction *best = NULL;

	for (const struct transaction *t = call->transactions; t; t = t->next) {
		if (!opens(t, captured))
			continue;
		if (!best || t->vias < best->vias || (t->vias == best->vias && began(call, t) < began(call, best)))
			best = t;
	}
	if (best || captured)
		return best;
	/* Only re-INVITEs of a call that began before the capture: the first one stands in. */
	return call->transactions;
}

/* All fork legs and tries that leave the same sender with as many Vias are one hop. */
static bool on_hop(const struct transaction *t, const struct transaction *hop, bool captured)
{
	if (t == hop)
		return true;
	if (!opens(t, captured) || t->vias != hop->vias || !address_same(&t->client.address, &hop->client.address))
		return false;
	return t->client.port == hop->client.port || t->transport != TRANSPORT_UDP || str_eq(t->sent_by, hop->sent_by);
}

struct hop {
	const struct call *call;
	const struct transaction *hop;
	bool captured;
};

static bool event_on_hop(const struct hop *hop, const struct event *event)
{
	return event->transaction && on_hop(event->transaction, hop->hop, hop->captured);
}

static const struct transaction *last_try(const struct hop *hop)
{
	const struct transaction *last = hop->hop;

	for (const struct transaction *t = hop->call->transactions; t; t = t->next)
		if (on_hop(t, hop->hop, hop->captured) && t->cseq > last->cseq)
			last = t;
	return last;
}

/* The final */

static const struct event *better_final(const struct event *a, const struct event *b)
{
	if (!a || !b)
		return a ? a : b;
	if (a->code < 300 || b->code < 300)
		return a->code < 300 && (b->code >= 300 || a->time <= b->time) ? a : b;
	return b->time >= a->time ? b : a;
}

static const struct event *final_of_hop(const struct hop *hop, uint32_t cseq)
{
	const struct event *final = NULL;

	for (const struct transaction *t = hop->call->transactions; t; t = t->next)
		if (t->cseq == cseq && on_hop(t, hop->hop, hop->captured))
			final = better_final(final, t->final);
	return final;
}

static unsigned distance(const struct transaction *t, const struct transaction *hop)
{
	return t->vias > hop->vias ? t->vias - hop->vias : hop->vias - t->vias;
}

/* The capture may miss the last stretch towards the caller: the nearest hop that shows a final then speaks for it. */
static const struct event *final_of_nearest_hop(const struct hop *hop)
{
	const struct transaction *best = NULL;

	for (const struct transaction *t = hop->call->transactions; t; t = t->next) {
		if (!t->final || !opens(t, hop->captured) || on_hop(t, hop->hop, hop->captured))
			continue;
		if (!best || distance(t, hop->hop) < distance(best, hop->hop) ||
		    (distance(t, hop->hop) == distance(best, hop->hop) &&
		     better_final(best->final, t->final) == t->final))
			best = t;
	}
	return best ? best->final : NULL;
}

static void find_final(struct attempt *a, const struct hop *hop)
{
	a->final = final_of_hop(hop, a->last->cseq);
	if (!a->final) {
		a->final = final_of_nearest_hop(hop);
		a->final_elsewhere = a->final != NULL;
	}
	for (const struct transaction *t = hop->call->transactions; t; t = t->next) {
		if (t->cseq != a->last->cseq || !on_hop(t, hop->hop, hop->captured))
			continue;
		if (t->cancel && !a->cancel)
			a->cancel = t->cancel;
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

/* Provisional responses and early dialogs */

static bool before_final(const struct attempt *a, const struct event *event)
{
	return !a->final || event->time < a->final->time ||
	       (event->time == a->final->time && event->frame <= a->final->frame);
}

static void gather_provisionals(struct attempt *a, const struct hop *hop, struct arena *arena)
{
	unsigned count = 0;

	a->provisionals = arena_alloc(arena, (hop->call->event_count + 1) * sizeof(*a->provisionals));
	for (const struct event *event = hop->call->first; event; event = event->next) {
		if (event->method != METHOD_INVITE || event->code < 100 || event->code > 199 ||
		    !event_on_hop(hop, event))
			continue;
		a->provisionals[count++] = event;
		if (event->code == 100)
			continue;
		if (!a->first_18x)
			a->first_18x = event;
		if (event->sdp && !a->early_sdp)
			a->early_sdp = event;
	}
	a->provisional_count = count;
}

static struct dialog *dialog_of(struct dialog *dialogs, unsigned count, struct str tag)
{
	for (unsigned i = 0; i < count; i++)
		if (str_eq(dialogs[i].to_tag, tag))
			return &dialogs[i];
	return NULL;
}

static bool is_reliable(const struct event *event)
{
	return event->rseq && (event->required & OPTION_100REL);
}

/* Nothing is to be expected from this SDP, whatever the state of the offer. */
static bool is_blocked(const struct event *event)
{
	const struct sdp_media *audio = sdp_audio(event->sdp);

	if (!audio)
		return false;
	return audio->port == 0 || !sdp_sends(audio->direction) || audio->precondition_unmet ||
	       event->early_media == EARLY_MEDIA_INACTIVE;
}

/* How an 18x moves its dialog: RFC 3261 13.2.1, RFC 3262 5. */
static void hear_response(struct dialog *dialog, const struct event *event, bool delayed_offer)
{
	if (event->code == 199) {
		dialog->state = DIALOG_EARLY_DEAD;
		return;
	}
	if (!event->sdp || dialog->state == DIALOG_EARLY_DEAD)
		return;
	if (!dialog->first_sdp)
		dialog->first_sdp = event;
	dialog->sdp_event = event;
	if (!is_reliable(event)) {
		if (dialog->state == DIALOG_EARLY_BARE)
			dialog->state = DIALOG_EARLY_PREVIEW;
	} else {
		dialog->state = delayed_offer ? DIALOG_EARLY_OFFERED : DIALOG_EARLY_AGREED;
	}
}

/* PRACK and UPDATE within an early dialog, and their answers: RFC 3262 5, RFC 3311 5. */
static void hear_exchange(struct dialog *dialog, const struct event *event)
{
	if (!event->sdp || dialog->state == DIALOG_EARLY_DEAD)
		return;
	if (event->request)
		dialog->state = dialog->state == DIALOG_EARLY_OFFERED ? DIALOG_EARLY_AGREED : DIALOG_EARLY_UPDATING;
	else if (event->code < 300 && dialog->state == DIALOG_EARLY_UPDATING)
		dialog->state = DIALOG_EARLY_AGREED;
}

static void follow_dialogs(struct attempt *a, const struct hop *hop, struct arena *arena)
{
	struct dialog *dialogs = arena_alloc(arena, CALL_MAX_DIALOGS * sizeof(*dialogs));
	unsigned count = 0;

	for (const struct event *event = hop->call->first; event && before_final(a, event); event = event->next) {
		bool response = event->method == METHOD_INVITE && event->code > 100 && event->code < 200 &&
		                event_on_hop(hop, event);
		bool exchange = event->method == METHOD_PRACK || event->method == METHOD_UPDATE;
		struct dialog *dialog = response || exchange ? dialog_of(dialogs, count, event->to_tag) : NULL;

		if (response && !dialog && count < CALL_MAX_DIALOGS) {
			dialog = &dialogs[count++];
			*dialog = (struct dialog){.to_tag = event->to_tag, .first = event};
		}
		if (!dialog)
			continue;
		if (response)
			hear_response(dialog, event, a->invite && !a->invite->sdp);
		else
			hear_exchange(dialog, event);
	}
	for (unsigned i = 0; i < count; i++)
		if (dialogs[i].sdp_event && dialogs[i].state != DIALOG_EARLY_DEAD && is_blocked(dialogs[i].sdp_event))
			dialogs[i].state = DIALOG_EARLY_BLOCKED;
	a->dialogs = dialogs;
	a->dialog_count = count;
}

/* Offer and promise */

static bool is_authorised(const struct event *event)
{
	return event->early_media == EARLY_MEDIA_SENDRECV || event->early_media == EARLY_MEDIA_SENDONLY;
}

bool event_promises_audio(const struct event *event)
{
	const struct sdp_media *audio = sdp_audio(event->sdp);

	if (!audio || audio->port == 0 || !sdp_sends(audio->direction))
		return false;
	return event->early_media != EARLY_MEDIA_INACTIVE && event->early_media != EARLY_MEDIA_RECVONLY;
}

/* RFC 3312: SDP with qos preconditions reserves resources; only P-Early-Media (RFC 5009) then promises audio. */
static bool is_reservation(const struct event *event)
{
	const struct sdp_media *audio = sdp_audio(event->sdp);

	return audio && audio->has_preconditions && !is_authorised(event);
}

static void find_promise(struct attempt *a)
{
	bool reserved = false;

	for (unsigned i = 0; i < a->provisional_count; i++) {
		const struct event *event = a->provisionals[i];

		if (event->code == 100 || !event_promises_audio(event) || !before_final(a, event))
			continue;
		if (is_reservation(event)) {
			reserved = true;
		} else {
			a->promise = event;
			return;
		}
	}
	a->preconditions_only = reserved;
}

/* The caller's SDP: the INVITE's, or with a delayed offer the answer in PRACK. */
static void find_offer(struct attempt *a)
{
	a->offer_event = a->invite && a->invite->sdp ? a->invite : NULL;
	for (const struct event *event = a->call->first; event && !a->offer_event; event = event->next)
		if (event->method == METHOD_PRACK && event->request && event->sdp &&
		    address_same(&event->flow.source.address, &a->caller.address))
			a->offer_event = event;
	a->offer = a->offer_event ? a->offer_event->sdp : NULL;
}

/* What the capture lacks */

/* An ACK or PRACK answers something: where that is missing, the capture is incomplete. */
static const struct event *find_orphan(const struct attempt *a)
{
	if (a->ack && !a->final)
		return a->ack;
	for (unsigned i = 0; i < a->provisional_count; i++)
		if (is_reliable(a->provisionals[i]))
			return NULL;
	for (const struct event *event = a->call->first; event; event = event->next)
		if (event->method == METHOD_PRACK && event->request &&
		    address_same(&event->flow.source.address, &a->caller.address))
			return event;
	return NULL;
}

enum {
	HALF_MESSAGES = 20
};

static bool is_half(const struct attempt *a, const struct store *store)
{
	const struct pair *pair = store_pair(store, &a->caller.address, &a->callee.address);

	if (a->orphan)
		return true;
	if (!pair || pair->requests + pair->responses < HALF_MESSAGES)
		return false;
	if (pair->requests == 0 || pair->responses == 0)
		return true;
	/* On one host both directions look alike. */
	return !address_same(&pair->low, &pair->high) && (pair->upward == 0 || pair->downward == 0);
}

static void find_cut(struct attempt *a, const struct hop *hop)
{
	for (const struct event *event = hop->call->first; event && !a->cut; event = event->next) {
		if (!(event->deviations & DEVIATION_CUT))
			continue;
		a->cut = true;
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
	a->transport = last->transport;
	a->from_uri = last->from_uri;
	a->to_uri = last->to_uri;
	a->request_uri = last->request_uri;
	a->from_tag = last->from_tag;
	a->invite = last->invite;
	a->first_invite = hop->hop->invite;
	for (const struct transaction *t = hop->call->transactions; t; t = t->next)
		if (t->invite && on_hop(t, hop->hop, hop->captured) && a->first_invite &&
		    t->invite->time < a->first_invite->time)
			a->first_invite = t->invite;
	a->mid_call = !hop->captured;
}

static void find_times(struct attempt *a, ns now)
{
	a->start = a->first_invite ? a->first_invite->time : a->call->first_time;
	if (a->final)
		a->end = a->final->time;
	else if (a->cancel)
		a->end = a->cancel->time;
	else if (a->ack)
		a->end = a->ack->time; /* of a final response that was not captured */
	else
		a->end = now;
	if (a->end < a->start)
		a->end = a->start;
}

void attempt_of(const struct call *call, const struct store *store, const struct media *media, ns now,
                struct arena *arena, struct attempt *out)
{
	struct hop hop = {.call = call, .captured = initial_captured(call)};
	struct attempt *a = out;

	*a = (struct attempt){.call = call};
	hop.hop = nearest_caller(call, hop.captured);
	assert(hop.hop); /* a call begins with a message of an INVITE transaction */
	a->last = last_try(&hop);
	describe(a, &hop);
	find_final(a, &hop);
	gather_provisionals(a, &hop, arena);
	follow_dialogs(a, &hop, arena);
	find_times(a, now);
	find_promise(a);
	find_offer(a);
	find_cut(a, &hop);
	a->orphan = find_orphan(a);
	a->half = is_half(a, store);
	a->outcome = outcome_of(a);
	guess_policy(a);
	attempt_listen(a, media, arena);
	attempt_play(a, arena);
}

const struct event *attempt_first(const struct attempt *a, uint16_t code)
{
	for (unsigned i = 0; i < a->provisional_count; i++)
		if (a->provisionals[i]->code == code)
			return a->provisionals[i];
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

ns attempt_silence_after_18x(const struct attempt *a, enum policy policy)
{
	return silence_between(a, policy, a->first_18x ? a->first_18x->time : a->start);
}

bool attempt_needs_rtp(const struct attempt *a)
{
	return a->promise && a->visibility <= VISIBILITY_BYPASS;
}
