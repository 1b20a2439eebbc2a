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

/* RFC 5009 8: the same response with another P-Early-Media opens or closes the gate, and is another one. */
static bool says_same_of_early_media(const struct event *event, const struct message *message)
{
	const struct sdp_media *audio = sdp_audio(event->sdp);

	return event->early_media == message_early_media(message, audio ? sdp_line(event->sdp, audio) : 0);
}

static struct event *find_repeated(struct call *call, const struct message *message, uint64_t head, uint32_t body)
{
	for (struct event *event = call->first; event; event = event->next)
		if (event->head == head && event->body == body && says_same_of_early_media(event, message))
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

enum {
	USUAL_WATCHES = 2 /* the caller's endpoint and the callee's */
};

static void grow_watches(struct call *call)
{
	unsigned room = call->watch_count ? CALL_MAX_WATCHES : USUAL_WATCHES;
	struct endpoint *watches = arena_alloc(&call->arena, room * sizeof(*watches));

	if (call->watch_count)
		memcpy(watches, call->watches, call->watch_count * sizeof(*watches));
	call->watches = watches;
}

/* Whether it was not watched yet. */
static bool watch(struct call *call, const struct endpoint *endpoint, struct media *media)
{
	for (unsigned i = 0; i < call->watch_count; i++)
		if (endpoint_same(&call->watches[i], endpoint))
			return false;
	if (call->watch_count >= CALL_MAX_WATCHES || !media_watch(media, endpoint))
		return false;
	if (call->watch_count == 0 || call->watch_count == USUAL_WATCHES)
		grow_watches(call);
	call->watches[call->watch_count++] = *endpoint;
	return true;
}

static bool has_word(struct str text, struct str word)
{
	for (; text.n >= word.n; text = str_from(text, 1))
		if (str_ieq((struct str){text.p, word.n}, word))
			return true;
	return false;
}

/* RTP/SAVP, UDP/TLS/RTP/SAVPF: RFC 3711, 5764. Keys beside RTP/AVP leave the choice to the answer. */
/* Samples of two channels take turns: read as one they are noise. Opus always says two (RFC 7587 7). */
static enum codec codec_of_format(const struct sdp_format *format)
{
	enum codec codec = codec_named(format->name, format->clock);

	return format->channels > 1 && codec != CODEC_OPUS ? CODEC_OTHER : codec;
}

static struct formats *formats_of(const struct sdp_media *line)
{
	unsigned count = line->formats < FORMATS_MAX ? line->formats : FORMATS_MAX;
	struct formats *formats = formats_new(count);

	formats->sealed = has_word(line->proto, STR("SAVP"));
	formats->maybe_sealed = line->has_crypto || line->has_fingerprint;
	for (unsigned i = 0; i < count; i++) {
		const struct sdp_format *format = &line->format[i];

		formats->row[formats->count++] = (struct format_row){
			.payload_type = format->payload_type,
			.codec = (uint8_t)codec_of_format(format),
			.clock = format->clock,
		};
	}
	return formats;
}

/* It goes the way an INVITE went: of the caller's side of its hop. */
static bool is_callers(const struct call *call, const struct event *event)
{
	for (const struct transaction *t = call->transactions; t; t = t->next)
		if (endpoint_same(&event->flow->source, &t->client) &&
		    endpoint_same(&event->flow->destination, &t->server))
			return true;
	return false;
}

/* All its audio lines: an offer may have one for RTP and one for SRTP. */
static void watch_audio(struct call *call, const struct event *event, struct media *media)
{
	const struct sdp *sdp = event->sdp;

	for (unsigned i = 0; sdp && i < sdp->media_count; i++) {
		const struct sdp_media *line = &sdp->media[i];
		struct endpoint at = {line->address, line->port};
		struct formats *formats;
		bool is_new;

		if (!sdp_is_audio(line) || !line->has_address || !line->port || address_is_unspecified(&line->address))
			continue;
		is_new = watch(call, &at, media);
		if (call->answered)
			continue;
		if (is_new && is_callers(call, event))
			media_await(media, &at, event->time);
		formats = formats_of(line);
		media_describe(media, &at, formats, is_callers(call, event), event->time);
		memory_free(formats);
	}
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
	if (event->details->fragment_losses && insert(call, event))
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
	ns time = call->first && !call->first->details->skew ? sighting_arrived(at) : at->time;

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
	call->answered = call->answered || final->code < 300;
	for (unsigned i = 0; i < call->watch_count; i++) {
		media_cut(media, &call->watches[i]);
		if (final->code < 300)
			media_settle(media, &call->watches[i], final->time);
	}
}

/* What came before the SDP that promised it is told apart from what comes after. */
static void open_streams(struct call *call, struct media *media)
{
	call->opened = true;
	for (unsigned i = 0; i < call->watch_count; i++)
		media_cut(media, &call->watches[i]);
}

/*
 * The whole message of which only the beginning was known: its last fragments came late, or it was sent again. A request was
 * made when it was first sent; a response is one from when it could be read.
 */
static void complete(struct call *call, struct event *event, const struct message *message, const struct sighting *at,
                     const struct hash_key *key, struct media *media)
{
	struct transaction *t = event->transaction;

	event_describe(event, &call->arena, call->first, message, key);
	event->layers |= at->layers;
	if (at->fragment_late)
		event_details(event, &call->arena)->fragment_losses--;
	else
		event_sent_again(event);
	if (!event->request) {
		event->time = at->time;
		event->frame = at->frame;
		event_details(event, &call->arena)->skew = at->skew;
	}
	event->last_time = at->time;
	event->last_frame = at->frame;
	if (t && t->invite == event)
		transaction_describe(call, t, message);
	watch_audio(call, event, media);
}

static void add_event(struct call *call, struct event *event, const struct message *message, struct media *media)
{
	event->transaction = transaction_of(call, message, event->flow);
	transaction_note(call, event);
	event_keep_via(event, &call->arena, message);
	append(call, event);
	watch_audio(call, event, media);
	if (event->method == METHOD_BYE && event->request && !call->bye)
		call->bye = event;
	if (event->method == METHOD_INVITE && event->code >= 200)
		part_streams(call, event, media);
	else if (event->method == METHOD_INVITE && event->code > 100 && event->sdp && !call->opened &&
	         !(event->deviations & DEVIATION_FRAGMENT_LOST))
		open_streams(call, media);
}

struct event *call_add(struct call *call, const struct message *message, const struct sighting *at,
                       const struct hash_key *key, struct media *media)
{
	uint64_t head = head_of(message, at->flow, key);
	struct event *event = find_repeated(call, message, head, (uint32_t)hash_bytes(key, message->body)),
		     *beginning = NULL;

	note_time(call, at);
	if (at->fragment_lost)
		beginning = find_head(call, head, 0);
	else if (!event)
		event = find_head(call, head, DEVIATION_FRAGMENT_LOST);
	if (beginning) {
		event_lost(beginning, &call->arena, message, at);
		return NULL;
	}
	if (event && !(event->deviations & DEVIATION_FRAGMENT_LOST)) {
		event_repeat(event, &call->arena, at, (uint32_t)hash_bytes(key, message->text));
		return NULL;
	}
	if (!event && !has_room(call, message)) {
		call->events_dropped++;
		return NULL;
	}
	if (event) {
		complete(call, event, message, at, key, media);
	} else {
		event = event_new(&call->arena, call->first, message, at, key);
		add_event(call, event, message, media);
	}
	event->head = head;
	return event;
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
		if (endpoint_same(&event->flow->source, &flow->source) &&
		    endpoint_same(&event->flow->destination, &flow->destination) &&
		    (!message || quotes(event, message)))
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
		refused->what = event_method(refused->event);
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
			refused->count += payload->time - refused->last > EVENT_DUPLICATE;
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
