/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/call.h"

#include "base/memory.h"

struct call *call_new(struct str id)
{
	struct call *call = memory_new(sizeof(*call));

	call->id = arena_str(&call->arena, id);
	call->first_time = NEVER;
	return call;
}

void call_free(struct call *call, struct media *media)
{
	for (unsigned i = 0; i < call->watch_count; i++)
		media_unwatch(media, &call->watches[i]);
	arena_done(&call->arena);
	memory_free(call);
}

/* What makes two messages the same one, but for the moment they were seen and the body. */
static uint64_t head_of(const struct message *message, const struct flow *flow, const struct hash_key *key)
{
	uint64_t what = hash_words(key, (uint64_t)message->code << 32 | message->method,
	                           (uint64_t)message->cseq << 32 | message->rseq,
	                           (uint64_t)message->rack_cseq << 32 | message->rack_rseq);
	uint64_t who = hash_words(key, endpoint_hash(key, &flow->source), endpoint_hash(key, &flow->destination),
	                          flow->transport);
	uint64_t words = hash_words(key, hash_bytes(key, message->via_branch), hash_bytes(key, message->to_tag), 0);

	if (message->method == METHOD_UNKNOWN)
		what ^= hash_str(key, message->method_text);
	return hash_words(key, what, who, words);
}

static struct event *find_repeated(struct call *call, uint64_t identity)
{
	for (struct event *event = call->first; event; event = event->next)
		if (event->identity == identity)
			return event;
	return NULL;
}

static struct event *find_head(struct call *call, uint64_t head, unsigned deviations)
{
	for (struct event *event = call->first; event; event = event->next)
		if (event->head == head && (event->deviations & deviations) == deviations)
			return event;
	return NULL;
}

static bool is_reported(const struct sighting *at)
{
	return at->layers >> LAYER_HEP & 1;
}

static bool are_near(ns a, ns b, ns distance)
{
	return a < b ? b - a <= distance : a - b <= distance;
}

/* By the capture's own clock, which all copies of a message have in common. */
static ns arrived(const struct sighting *at)
{
	return (ns)((uint64_t)at->time - (uint64_t)at->skew);
}

static void note_again(struct event *event, const struct sighting *at, bool duplicate)
{
	if (duplicate)
		event->duplicates++;
	else
		event->retransmissions++;
	if (at->skew && !event->skew)
		return;
	event->last_time = at->time;
	event->last_frame = at->frame;
}

/* A copy by HEP: what the wire showed as often is known, whatever the clocks of the two say. */
static void repeat_reported(struct event *event, const struct sighting *at, bool same_bytes)
{
	bool copy = event->reported && same_bytes && are_near(arrived(at), event->reported_last, CALL_DUPLICATE);

	event->reported_last = arrived(at);
	if (copy) {
		event->duplicates++;
		return;
	}
	event->reported++;
	if (event->reported <= event->seen && are_near(arrived(at), event->last_time, CALL_REPORTED))
		event->duplicates++;
	else
		note_again(event, at, false);
}

/* The capture's own clock times the audio, too: it counts where both saw the message. */
static void repeat_seen(struct event *event, const struct sighting *at, bool same_bytes)
{
	bool first = event->seen == 0;

	if (!first && same_bytes && at->time - event->last_time <= CALL_DUPLICATE) {
		note_again(event, at, true);
		return;
	}
	event->seen++;
	if (event->seen > event->reported || !are_near(at->time, event->reported_last, CALL_REPORTED)) {
		note_again(event, at, false);
		return;
	}
	note_again(event, at, true);
	if (first && event->retransmissions == 0) {
		event->time = at->time;
		event->frame = at->frame;
		event->skew = at->skew;
	}
}

static void repeat(struct event *event, const struct sighting *at, uint64_t text_hash)
{
	event->layers |= at->layers;
	if (is_reported(at))
		repeat_reported(event, at, event->text_hash == text_hash);
	else
		repeat_seen(event, at, event->text_hash == text_hash);
}

static void note_lost(struct event *event, const struct message *message, const struct sighting *at)
{
	if (event->fragment_losses++)
		return;
	event->lost_time = at->time;
	event->lost_frame = at->frame;
	event->lost_size = message->text.n;
	event->lost_length = at->length;
}

enum {
	FIT_BRANCH = 16,
	FIT_ADDRESSES = 3, /* both hosts, whatever the ports */
	FIT_CLIENT = 2,
};

static bool has_branch(const struct transaction *transaction, const struct message *message)
{
	return transaction->cseq == message->cseq && message->via_branch.n &&
	       str_eq(transaction->branch, message->via_branch);
}

/*
 * How well a transaction fits a message of its client and server. RFC 3261 17.1.3 matches by branch
 * and CSeq; addresses are for callees that drop a proxy's Via and for the ACK of a 2xx, which is a
 * transaction of its own (17.1.1.3).
 */
static unsigned fit_of(const struct transaction *transaction, const struct message *message,
                       const struct endpoint *client, const struct endpoint *server)
{
	unsigned fit = 0;

	if (transaction->cseq != message->cseq)
		return 0;
	if (endpoint_same(&transaction->client, client))
		fit += 4;
	else if (address_same(&transaction->client.address, &client->address))
		fit += 2;
	if (endpoint_same(&transaction->server, server))
		fit += 3;
	else if (address_same(&transaction->server.address, &server->address))
		fit += 1;
	/* Between quite other hosts the branch misleads: the callee dropped the Via of the proxy before it. */
	if (fit && has_branch(transaction, message))
		fit += FIT_BRANCH;
	return fit;
}

static struct transaction *find_transaction(struct call *call, const struct message *message,
                                            const struct endpoint *client, const struct endpoint *server,
                                            unsigned wanted)
{
	struct transaction *best = NULL;
	unsigned best_fit = wanted - 1;

	for (struct transaction *t = call->transactions; t; t = t->next) {
		unsigned fit = fit_of(t, message, client, server);

		if (fit > best_fit) {
			best = t;
			best_fit = fit;
		}
	}
	return best;
}

static struct transaction *find_branch(struct call *call, const struct message *message)
{
	struct transaction *t = call->transactions;

	while (t && !has_branch(t, message))
		t = t->next;
	return t;
}

/* RFC 3261 17.1.3: the branch tells the transaction; a CANCEL has that of its INVITE. Without one, there must be but one. */
void call_infer(const struct call *call, struct message *response)
{
	const struct transaction *t = call->transactions;

	if (response->via_branch.n)
		while (t && !str_eq(t->branch, response->via_branch))
			t = t->next;
	else if (call->transaction_count != 1 || response->method_text.n)
		return;
	if (!t)
		return;
	response->method = t->cancel && response->code < 300 ? METHOD_CANCEL : METHOD_INVITE;
	if (response->method_text.n == 0)
		response->method_text = str_of(method_name(response->method));
	if (response->deviations & (DEVIATION_NO_CSEQ | DEVIATION_CSEQ))
		response->cseq = t->cseq;
}

static void describe_transaction(struct call *call, struct transaction *t, const struct message *message)
{
	struct arena *arena = &call->arena;

	t->sent_by = arena_str(arena, message->via_sent_by);
	t->vias = message->vias;
	t->from_uri = arena_str(arena, message->from_uri);
	t->to_uri = arena_str(arena, message->to_uri);
	t->from_tag = arena_str(arena, message->from_tag);
	if (message->request) {
		t->request_uri = arena_str(arena, message->request_uri);
		t->initial = message->to_tag.n == 0;
	}
}

static struct transaction *add_transaction(struct call *call, const struct message *message,
                                           const struct endpoint *client, const struct endpoint *server,
                                           enum transport transport)
{
	struct transaction *t;

	if (call->transaction_count >= CALL_MAX_TRANSACTIONS)
		return NULL;
	t = arena_alloc(&call->arena, sizeof(*t));
	t->branch = arena_str(&call->arena, message->via_branch);
	t->cseq = message->cseq;
	t->client = *client;
	t->server = *server;
	t->transport = transport;
	describe_transaction(call, t, message);
	if (call->last_transaction)
		call->last_transaction->next = t;
	else
		call->transactions = t;
	call->last_transaction = t;
	call->transaction_count++;
	return t;
}

static struct transaction *transaction_of(struct call *call, const struct message *message, const struct flow *flow)
{
	const struct endpoint *client = message->request ? &flow->source : &flow->destination;
	const struct endpoint *server = message->request ? &flow->destination : &flow->source;
	struct transaction *t;

	switch (message->method) {
	case METHOD_INVITE:
		t = find_transaction(call, message, client, server,
		                     message->request ? FIT_BRANCH + FIT_CLIENT : FIT_BRANCH);
		if (!t && !message->request)
			t = find_transaction(call, message, client, server, FIT_ADDRESSES);
		if (!t && !message->request)
			t = find_branch(call, message);
		if (t && message->request && !t->invite)
			describe_transaction(call, t, message);
		return t ? t : add_transaction(call, message, client, server, flow->transport);
	case METHOD_ACK:
		t = find_transaction(call, message, client, server, FIT_BRANCH);
		return t ? t : find_transaction(call, message, client, server, FIT_CLIENT);
	case METHOD_CANCEL:
		if (!message->request)
			return NULL;
		t = find_transaction(call, message, client, server, FIT_BRANCH);
		return t ? t : find_transaction(call, message, client, server, FIT_ADDRESSES);
	default:
		return NULL;
	}
}

static void note_in_transaction(struct transaction *t, struct event *event)
{
	if (event->method == METHOD_ACK && !t->ack)
		t->ack = event;
	else if (event->method == METHOD_CANCEL && !t->cancel)
		t->cancel = event;
	else if (event->method == METHOD_INVITE && event->request && !t->invite)
		t->invite = event;
	else if (event->code >= 200 && (!t->final || t->final->code >= 300))
		t->final = event;
}

static void watch(struct call *call, const struct endpoint *endpoint, struct media *media)
{
	for (unsigned i = 0; i < call->watch_count; i++)
		if (endpoint_same(&call->watches[i], endpoint))
			return;
	if (call->watch_count < CALL_MAX_WATCHES && media_watch(media, endpoint))
		call->watches[call->watch_count++] = *endpoint;
}

/* All its audio lines: an offer may have one for RTP and one for SRTP. */
static void watch_audio(struct call *call, const struct sdp *sdp, struct media *media)
{
	for (unsigned i = 0; sdp && i < sdp->media_count; i++) {
		const struct sdp_media *line = &sdp->media[i];

		if (str_ieq(line->kind, STR("audio")) && line->has_address && line->port &&
		    !address_is_unspecified(&line->address))
			watch(call, &(struct endpoint){line->address, line->port}, media);
	}
}

static void describe_event(struct arena *arena, const struct message *message, struct event *event)
{
	event->request = message->request;
	event->method = message->method;
	event->method_text = arena_str(arena, message->method_text);
	event->code = message->code;
	event->phrase = arena_str(arena, message->phrase);
	event->cseq = message->cseq;
	event->to_tag = arena_str(arena, message->to_tag);
	event->branch = arena_str(arena, message->via_branch);
	event->vias = message->vias;
	event->sdp = message_sdp(message, arena);
	event->reasons = message_reasons(message, arena);
	event->rseq = message->rseq;
	event->rack_rseq = message->rack_rseq;
	event->rack_cseq = message->rack_cseq;
	event->supported = message->supported;
	event->required = message->required;
	event->early_media = message->early_media;
	event->early_media_supported = message->early_media_supported;
	event->has_contact = message->contact.n > 0;
	event->content_type = arena_str(arena, message->content_type);
	event->agent = arena_str(arena, !message->request && message->server.n ? message->server : message->user_agent);
	event->vendor_error = arena_str(arena, message->vendor_error);
	event->retry_after = arena_str(arena, message->retry_after);
	event->warning = arena_str(arena, message->warning);
	event->deviations = message->deviations;
}

static struct event *event_of(struct call *call, const struct message *message, const struct sighting *at)
{
	struct event *event = arena_alloc(&call->arena, sizeof(*event));

	event->time = event->last_time = at->time;
	event->reported_last = arrived(at);
	event->frame = event->last_frame = at->frame;
	event->flow = *at->flow;
	event->layers = at->layers;
	event->skew = at->skew;
	event->reported = is_reported(at);
	event->seen = !is_reported(at);
	describe_event(&call->arena, message, event);
	if (at->fragment_lost)
		note_lost(event, message, at);
	return event;
}

/* Of a message that lost fragments is told seconds later: it belongs where it began. */
static bool insert(struct call *call, struct event *event)
{
	struct event **at = &call->first;

	while (*at && (*at)->time <= event->time)
		at = &(*at)->next;
	if (!*at)
		return false;
	event->next = *at;
	*at = event;
	call->event_count++;
	return true;
}

static void append(struct call *call, struct event *event)
{
	if (event->fragment_losses && insert(call, event))
		return;
	if (call->last)
		call->last->next = event;
	else
		call->first = event;
	call->last = event;
	call->event_count++;
}

/* A final response to an INVITE is worth more than the hundredth provisional one. */
static bool has_room(const struct call *call, const struct message *message)
{
	size_t bytes = CALL_MAX_BYTES;
	unsigned room = CALL_MAX_EVENTS;

	if (message->method == METHOD_INVITE && message->code >= 200) {
		room += CALL_MAX_FINALS;
		bytes *= 2;
	}
	return call->event_count < room && call->arena.used < bytes;
}

static void note_time(struct call *call, const struct sighting *at)
{
	ns time = call->first && !call->first->skew ? arrived(at) : at->time;

	if (call->first_time == NEVER) {
		call->first_time = at->time;
		call->first_frame = at->frame;
		call->last_time = at->time;
	}
	if (time > call->last_time)
		call->last_time = time;
	call->last_frame = at->frame;
	if (at->gap_before)
		call->gap_before = true;
}

/* What arrives from a final response on is told apart from what came before. */
static void part_streams(struct call *call, const struct event *final, struct media *media)
{
	for (unsigned i = 0; i < call->watch_count; i++) {
		media_cut(media, &call->watches[i]);
		if (final->code < 300)
			media_settle(media, &call->watches[i]);
	}
}

/*
 * The whole message of which only the beginning was known: its last fragments came late, or it was sent again. A request was
 * made when it was first sent; a response is one from when it could be read.
 */
static void complete(struct call *call, struct event *event, const struct message *message, const struct sighting *at,
                     struct media *media)
{
	struct transaction *t = event->transaction;

	describe_event(&call->arena, message, event);
	event->layers |= at->layers;
	if (at->fragment_late)
		event->fragment_losses--;
	else
		event->retransmissions++;
	if (!event->request) {
		event->time = at->time;
		event->frame = at->frame;
		event->skew = at->skew;
	}
	event->last_time = at->time;
	event->last_frame = at->frame;
	if (t && t->invite == event)
		describe_transaction(call, t, message);
	watch_audio(call, event->sdp, media);
}

static void add_event(struct call *call, struct event *event, const struct message *message, struct media *media)
{
	event->transaction = transaction_of(call, message, &event->flow);
	if (event->transaction)
		note_in_transaction(event->transaction, event);
	append(call, event);
	watch_audio(call, event->sdp, media);
	if (event->method == METHOD_BYE && event->request && !call->bye)
		call->bye = event;
	if (event->method == METHOD_INVITE && event->code >= 200)
		part_streams(call, event, media);
}

void call_add(struct call *call, const struct message *message, const struct sighting *at, const struct hash_key *key,
              struct media *media)
{
	uint64_t head = head_of(message, at->flow, key);
	uint64_t identity = hash_words(key, head, hash_bytes(key, message->body), 0);
	uint64_t text_hash = hash_bytes(key, message->text);
	struct event *event = find_repeated(call, identity), *beginning = NULL;

	note_time(call, at);
	if (at->fragment_lost)
		beginning = find_head(call, head, 0);
	else if (!event)
		event = find_head(call, head, DEVIATION_FRAGMENT_LOST);
	if (beginning) {
		note_lost(beginning, message, at);
		return;
	}
	if (event && !(event->deviations & DEVIATION_FRAGMENT_LOST)) {
		repeat(event, at, text_hash);
		return;
	}
	if (!event && !has_room(call, message)) {
		call->events_dropped++;
		return;
	}
	if (event) {
		complete(call, event, message, at, media);
	} else {
		event = event_of(call, message, at);
		add_event(call, event, message, media);
	}
	event->head = head;
	event->identity = identity;
	event->text_hash = text_hash;
}

/* ICMP */

static bool quotes(const struct event *event, const struct message *message)
{
	return event->request == message->request && event->code == message->code && event->method == message->method &&
	       (!message->cseq || event->cseq == message->cseq);
}

/* The last message sent that way that may be the one quoted. */
static struct event *find_quoted(struct call *call, const struct flow *flow, const struct message *message)
{
	struct event *found = NULL;

	for (struct event *event = call->first; event; event = event->next)
		if (endpoint_same(&event->flow.source, &flow->source) &&
		    endpoint_same(&event->flow.destination, &flow->destination) && (!message || quotes(event, message)))
			found = event;
	return found;
}

static bool is_same_refusal(const struct refused *refused, const struct payload *payload, const struct event *event)
{
	return refused->event == event && refused->type == payload->icmp_type && refused->code == payload->icmp_code &&
	       endpoint_same(&refused->flow.source, &payload->flow.source) &&
	       endpoint_same(&refused->flow.destination, &payload->flow.destination);
}

static void name_refused(struct call *call, struct refused *refused, const struct message *message)
{
	struct buf code = {.ceiling = 8};

	if (message && message->request) {
		refused->request = true;
		refused->what = arena_str(&call->arena, message->method_text);
	} else if (!message && refused->event && refused->event->request) {
		refused->request = true;
		refused->what = refused->event->method_text;
	} else if (message || refused->event) {
		buf_printf(&code, "%u", message ? message->code : refused->event->code);
		refused->what = arena_str(&call->arena, buf_str(&code));
	}
	buf_done(&code);
}

void call_refuse(struct call *call, const struct payload *payload, const struct message *message)
{
	struct event *event = find_quoted(call, &payload->flow, message);
	struct refused *refused = call->refused, **end = &call->refused;

	for (; refused; end = &refused->next, refused = refused->next)
		if (is_same_refusal(refused, payload, event)) {
			refused->count += payload->time - refused->last > CALL_DUPLICATE;
			refused->last = payload->time;
			return;
		}
	if (call->refused_count >= CALL_MAX_REFUSED)
		return;
	refused = arena_alloc(&call->arena, sizeof(*refused));
	*refused = (struct refused){
		.time = payload->time,
		.last = payload->time,
		.frame = payload->frame,
		.flow = payload->flow,
		.reporter = payload->reporter,
		.type = payload->icmp_type,
		.code = payload->icmp_code,
		.event = event,
		.length = payload->length,
		.count = 1,
	};
	name_refused(call, refused, message);
	*end = refused;
	call->refused_count++;
}

/* A final that a caller answers with another try: credentials, a longer timer, another place. */
bool code_invites_retry(unsigned code)
{
	return (code >= 300 && code < 400) || code == 401 || code == 407 || code == 422;
}
