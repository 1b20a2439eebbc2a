/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/store.h"

#include "base/memory.h"
#include "base/table.h"
#include "call/pairs.h"
#include "call/refusals.h"
#include "call/ties.h"

#include <stdio.h>
#include <stdlib.h>

/* A step in time counts for no more than this: a few wild time stamps must not end other calls. */
#define STORE_STRIDE (20 * SECOND)

/* Two times in a row further apart than this: one of them is wrong, or the capture paused. */
#define STORE_NEAR (3600 * SECOND)

enum {
	BEHIND_TIMES = 256,   /* in a row before the latest time is taken for the wrong one */
	HEARD_OF = 64,        /* calls that may go behind others because of their RTP before one is let go after all */
	PASSED = 8,           /* of those, one by one, before it is put behind all */
	UNANSWERED_SHARE = 4, /* unanswered INVITEs may take one of so many parts before they make room first */
};

/*
 * Time stamps jump: files are joined, clocks are set, and some stamps are garbage. The earlier of two that are near
 * each other is believed; what calls expire by is the sum of the believed steps forward.
 */
struct store_clock {
	ns now;      /* that sum, from the first time on */
	ns believed; /* the time it stands for */
	ns latest;   /* the last time seen */
	unsigned behind;
	bool started;
};

/* The latest messages, to know which one an ICMP error is about that quotes no more than addresses and ports. */
struct trace {
	struct endpoint source, destination;
	uint64_t call; /* the hash of its Call-ID */
	ns time;
	bool request;
	enum method method;
	uint16_t code;
};

enum {
	TRACES = 512
};

/* A router asks three times for the next host before it gives up (RFC 4861 7.2.2 and 10, as ARP does): about as long. */
#define TRACE_TIME (10 * SECOND)

/* Of a call without Call-ID. */
struct name {
	char text[128];
};

/* Calls by age of their last message. */
struct queue {
	struct list list;
	unsigned calls;
	size_t bytes;
};

struct store {
	struct hash_key key;
	struct budget budget;
	struct media *media;
	unsigned max_calls;
	size_t max_bytes;
	struct table calls;
	struct wheel wheel;
	struct queue over, unanswered, answered;
	struct list leaving; /* let go to make room, waiting for store_due */
	struct ties_index *ties;
	struct refusals *refusals;
	struct looks *looks; /* NULL: nobody wants any */
	struct list kept;    /* judged already, the longest first */
	size_t kept_bytes;
	struct pairs *pairs;
	struct store_clock clock;
	struct trace traces[TRACES]; /* a ring */
	uint64_t traced;
	bool tails_seen;
	struct call *taken;      /* store_taken */
	int64_t turned;          /* the second up to which calls were let go */
	struct call **remaining; /* sorted for store_flush */
	unsigned remaining_count, remaining_next;
	struct store_counters counters;
};

struct store *store_new(const struct hash_key *key, struct media *media, unsigned max_calls, size_t max_bytes)
{
	struct store *store = memory_new(sizeof(*store));

	store->key = *key;
	store->media = media;
	store->max_calls = max_calls ? max_calls : STORE_MAX_CALLS;
	store->max_bytes = max_bytes ? max_bytes : STORE_MAX_BYTES;
	wheel_init(&store->wheel);
	list_init(&store->over.list);
	list_init(&store->unanswered.list);
	list_init(&store->answered.list);
	list_init(&store->leaving);
	list_init(&store->kept);
	store->ties = ties_index_new(key, store->max_calls);
	store->refusals = refusals_new(key);
	store->pairs = pairs_new(key);
	return store;
}

void store_limit(struct store *store, struct budget budget)
{
	store->budget = budget;
	refusals_limit(store->refusals, budget);
	pairs_limit(store->pairs, budget);
	if (store->looks)
		looks_limit(store->looks, budget);
}

static void leave_queue(struct store *store, struct call *call)
{
	list_remove(&call->age);
	if (!call->queue)
		return;
	call->queue->calls--;
	call->queue->bytes -= call->charged;
	store->counters.bytes -= call->charged;
	call->queue = NULL;
}

static void join_queue(struct store *store, struct queue *queue, struct call *call)
{
	call->queue = queue;
	call->charged = sizeof(*call) + call->arena.used;
	list_add(&queue->list, &call->age);
	queue->calls++;
	queue->bytes += call->charged;
	store->counters.bytes += call->charged;
}

/* Takes a call out of every structure of the store. */
static void let_go(struct store *store, struct call *call)
{
	table_drop(&store->calls, call->hash, call);
	wheel_remove(&call->expiry);
	leave_queue(store, call);
	ties_forget(store->ties, call);
	if (store->looks)
		looks_forget(store->looks, call);
}

static void free_list(struct store *store, struct list *list)
{
	struct link *link;

	while ((link = list_first(list))) {
		struct call *call = LIST_OWNER(link, struct call, age);

		let_go(store, call);
		call_free(call, store->media);
	}
}

/* Legs */

/* Those kept lead nowhere any more. */
static void drop_kept(struct store *store, struct call *call)
{
	list_remove(&call->age);
	store->kept_bytes -= call->charged;
	ties_part(call);
	call_free(call, store->media);
}

/* What was kept for a call that now was judged. */
static void drop_legs(struct store *store, const struct call *call)
{
	struct tied tied;

	for (unsigned i = 0; (tied = ties_onward(call, i)).call;)
		if (tied.call->kept)
			drop_kept(store, tied.call);
		else
			i++;
}

static void keep(struct store *store, struct call *call)
{
	call->kept = true;
	call->charged = sizeof(*call) + call->arena.used;
	store->kept_bytes += call->charged;
	list_add(&store->kept, &call->age);
	while (store->kept_bytes > store->max_bytes / STORE_KEPT_SHARE) {
		drop_kept(store, LIST_OWNER(list_first(&store->kept), struct call, age));
		store->counters.legs_dropped++;
	}
}

void store_release(struct store *store, struct call *call)
{
	drop_legs(store, call);
	if (ties_back(call).call && !call->evicted) {
		ties_part_onward(call);
		keep(store, call);
		return;
	}
	ties_part(call);
	call_free(call, store->media);
}

void store_free(struct store *store)
{
	if (!store)
		return;
	for (; store->remaining_next < store->remaining_count; store->remaining_next++)
		call_free(store->remaining[store->remaining_next], store->media);
	free_list(store, &store->leaving);
	free_list(store, &store->over.list);
	free_list(store, &store->unanswered.list);
	free_list(store, &store->answered.list);
	free_list(store, &store->kept);
	ties_index_free(store->ties);
	refusals_free(store->refusals);
	looks_free(store->looks);
	pairs_free(store->pairs);
	table_done(&store->calls);
	memory_free(store->remaining);
	memory_free(store);
}

static bool same_call(const void *item, const void *key)
{
	return str_eq(((const struct call *)item)->id, *(const struct str *)key);
}

/*
 * A call that is over loses nothing but repeats of what it has. A flood of INVITEs that nobody answers must not push
 * out calls, nor may a flood of calls push out an INVITE before it could be answered.
 */
static struct queue *least_missed(struct store *store)
{
	struct queue *unanswered = &store->unanswered;

	if (store->over.calls)
		return &store->over;
	if (unanswered->calls > store->max_calls / UNANSWERED_SHARE ||
	    unanswered->bytes > store->max_bytes / UNANSWERED_SHARE || !store->answered.calls)
		return unanswered;
	return &store->answered;
}

/* When its last message came, or its last RTP. */
static ns last_sign(const struct store *store, const struct call *call)
{
	ns last = call->last_time;

	for (unsigned i = 0; i < call->watch_count; i++) {
		ns heard = media_last(store->media, &call->watches[i]);

		if (heard > last)
			last = heard;
	}
	return last;
}

/* A call in conversation lives as long as its RTP does: how long there was none. */
static ns quiet_for(const struct store *store, const struct call *call)
{
	ns last = last_sign(store, call);

	if (last == call->last_time)
		return STORE_EARLY_SECONDS * SECOND;
	return store->clock.believed > last ? store->clock.believed - last : 0;
}

/* Where a call of that age belongs, if that is among the first of its queue; else behind all. */
static void put_behind(struct queue *queue, struct call *call, ns alive)
{
	struct link *next = list_first(&queue->list);

	for (unsigned i = 0; next && i < PASSED; i++) {
		if (LIST_OWNER(next, struct call, age)->alive >= alive) {
			list_put_before(next, &call->age);
			return;
		}
		next = list_next(&queue->list, next);
	}
	list_add(&queue->list, &call->age);
}

/*
 * The one that has gone without message or RTP for longest. Where RTP came since it was put in its place, it goes behind others: a
 * flood of calls has to send audio to all of them, all the while, to push out one that somebody talks in.
 */
static struct call *longest_silent(struct store *store, struct queue *queue)
{
	for (unsigned i = 0; i < HEARD_OF; i++) {
		struct call *call = LIST_OWNER(list_first(&queue->list), struct call, age);
		ns last = last_sign(store, call);

		if (last <= call->alive)
			break;
		call->alive = last;
		list_remove(&call->age);
		put_behind(queue, call, last);
	}
	return LIST_OWNER(list_first(&queue->list), struct call, age);
}

static void make_room(struct store *store)
{
	struct queue *queue = least_missed(store);
	struct call *call;

	if (list_empty(&queue->list))
		return;
	call = queue == &store->answered ? longest_silent(store, queue)
	                                 : LIST_OWNER(list_first(&queue->list), struct call, age);
	let_go(store, call);
	call->evicted = queue != &store->over;
	store->counters.evicted += call->evicted;
	list_add(&store->leaving, &call->age);
}

static struct call *begin_call(struct store *store, struct str id, uint64_t hash)
{
	struct call *call;

	if (store->calls.count >= store->max_calls)
		make_room(store);
	call = call_new(id);
	call->hash = hash;
	call->probation = true;
	table_put(&store->calls, hash, call);
	store->counters.calls++;
	return call;
}

static uint32_t last_cseq(const struct call *call)
{
	uint32_t cseq = 0;

	for (const struct transaction *t = call->transactions; t; t = t->next)
		if (t->cseq > cseq)
			cseq = t->cseq;
	return cseq;
}

/* How long a call is kept without another message. */
static ns patience_of(const struct call *call)
{
	bool answered = false, open = false;
	uint32_t cseq = last_cseq(call);

	for (const struct transaction *t = call->transactions; t; t = t->next) {
		if (!t->final)
			open = true;
		else if (t->final->code < 300)
			answered = true;
		else if (code_invites_retry(t->final->code) && t->cseq == cseq)
			open = true;
	}
	if (call->bye || (!answered && !open))
		return STORE_LINGER_SECONDS * SECOND;
	return (answered ? STORE_ANSWERED_SECONDS : STORE_EARLY_SECONDS) * SECOND;
}

/* Clock */

static ns stride(ns step)
{
	if (step < 0)
		return 0;
	return step < STORE_STRIDE ? step : STORE_STRIDE;
}

static void advance(struct store_clock *clock, ns time)
{
	ns latest = clock->latest, believed = latest < time ? latest : time;

	if (!clock->started) {
		*clock = (struct store_clock){.now = time, .believed = time, .latest = time, .started = true};
		return;
	}
	clock->latest = time;
	if (latest == time || time - believed > STORE_NEAR || latest - believed > STORE_NEAR)
		return;
	if (believed < clock->believed && ++clock->behind < BEHIND_TIMES)
		return;
	clock->now += stride(believed - clock->believed);
	clock->believed = believed;
	clock->behind = 0;
}

/* The clock for a time that was just seen and may not be believed yet. */
static ns clock_at(const struct store_clock *clock, ns time)
{
	return clock->now + stride(time - clock->believed);
}

/* Where a call waits for its end, or for having to make room. */
static void place(struct store *store, struct call *call, ns time)
{
	ns patience = patience_of(call);
	struct queue *queue = call->probation ? &store->unanswered : &store->answered;

	call->alive = call->last_time;
	leave_queue(store, call);
	join_queue(store, patience == STORE_LINGER_SECONDS * SECOND ? &store->over : queue, call);
	wheel_set(&store->wheel, &call->expiry, clock_at(&store->clock, time) + patience);
}

static void note_trace(struct store *store, const struct message *message, uint64_t call, const struct sighting *at)
{
	store->traces[store->traced++ % TRACES] = (struct trace){
		.source = at->flow->source,
		.destination = at->flow->destination,
		.call = call,
		.time = at->time,
		.request = message->request,
		.method = message->method,
		.code = message->code,
	};
}

static const struct trace *find_trace(const struct store *store, const struct payload *payload,
                                      const struct message *message)
{
	for (uint64_t i = store->traced; i > 0 && i + TRACES > store->traced; i--) {
		const struct trace *trace = &store->traces[(i - 1) % TRACES];

		if (!endpoint_same(&trace->source, &payload->flow.source) ||
		    !endpoint_same(&trace->destination, &payload->flow.destination))
			continue;
		if (message && (trace->request != message->request || trace->code != message->code ||
		                (trace->request && trace->method != message->method)))
			continue;
		return payload->time - trace->time <= TRACE_TIME ? trace : NULL;
	}
	return NULL;
}

static bool any(const void *item, const void *key)
{
	return true; /* the table has compared the hash, all 64 bits of it */
}

bool store_refuse(struct store *store, const struct payload *payload, const struct message *message)
{
	uint64_t hash = message ? hash_str(&store->key, message->call_id) : 0;
	struct call *call = message ? table_find(&store->calls, hash, same_call, &message->call_id) : NULL;
	const struct trace *trace = NULL;

	store->taken = NULL;
	/* The quote may end before the Call-ID does. */
	if (!call)
		trace = find_trace(store, payload, message);
	if (trace)
		call = table_find(&store->calls, trace->call, any, NULL);
	if (!call)
		return trace != NULL;
	call_refuse(call, payload, message);
	if (store->looks)
		looks_note_refused(store->looks, call, payload->time);
	return true;
}

void store_note_tails(struct store *store)
{
	store->tails_seen = true;
}

bool store_tails_seen(const struct store *store)
{
	return store->tails_seen;
}

static struct call *find_call(const struct store *store, const struct str *id)
{
	return table_find(&store->calls, hash_str(&store->key, *id), same_call, id);
}

static struct str name_after(struct name *name, struct str token)
{
	int n = snprintf(name->text, sizeof(name->text), "(no Call-ID) " STR_FMT, STR_ARG(token));

	return (struct str){name->text, (size_t)n < sizeof(name->text) ? (size_t)n : sizeof(name->text) - 1};
}

/* A message without Call-ID is attributed by the caller's tag, which is the To-tag of what the callee requests. */
static struct str name_of(const struct store *store, const struct message *message, struct name *name)
{
	struct str id = name_after(name, message->to_tag);

	if (message->to_tag.n && find_call(store, &id))
		return id;
	id = name_after(name, message->from_tag);
	/* What begins no call, and belongs to none so far, is of a call whose other messages have their Call-ID. */
	return message->from_tag.n && (message->request || find_call(store, &id)) ? id : STR_NONE;
}

/* What calls before may say of this one. */
static void note_before(struct store *store, struct call *call)
{
	const struct transaction *t = call->transactions;
	const struct refused_call *refusal = refusals_find(store->refusals, t);
	const struct advance *advance = refusals_advance(store->refusals, t);

	refusals_note_leg(store->refusals, call);
	if (refusal)
		call->refused_before = memcpy(arena_alloc(&call->arena, sizeof(*refusal)), refusal, sizeof(*refusal));
	if (advance)
		call->advance = memcpy(arena_alloc(&call->arena, sizeof(*advance)), advance, sizeof(*advance));
}

bool store_take(struct store *store, struct message *message, const struct sighting *at)
{
	struct event *event;
	struct name name;
	struct call *call;
	uint64_t hash;

	store->taken = NULL;
	if (message->deviations & DEVIATION_NO_CALL_ID)
		message->call_id = name_of(store, message, &name);
	hash = hash_str(&store->key, message->call_id);
	call = table_find(&store->calls, hash, same_call, &message->call_id);
	advance(&store->clock, at->time);
	pairs_note(store->pairs, message, at->flow);
	note_trace(store, message, hash, at);
	if (!call) {
		/* A call is a Call-ID with a message of an INVITE transaction; an ACK or CANCEL alone tells nothing of one. */
		if (!message->call_id.n || message->method != METHOD_INVITE)
			return false;
		call = begin_call(store, message->call_id, hash);
	} else if (!message->request && message->method == METHOD_UNKNOWN) {
		call_infer(call, message);
	}
	if (message_decides(message))
		message_parse(message);
	event = call_add(call, message, at, &store->key, store->media);
	if (message->request && !call->ties) {
		ties_note(store->ties, call, message);
		if (call->ties)
			note_before(store, call);
	}
	if (event && event->code >= 300)
		refusals_note(store->refusals, event);
	if (!message->request)
		call->probation = false;
	if (event && store->looks)
		looks_note(store->looks, call, event);
	place(store, call, at->time);
	while (store->counters.bytes > store->max_bytes)
		make_room(store);
	store->taken = call;
	return true;
}

struct call *store_taken(const struct store *store)
{
	return store->taken;
}

const struct pairs *store_pairs(const struct store *store)
{
	return store->pairs;
}

bool store_note_lost(struct store *store, const struct payload *payload)
{
	return pairs_note_lost(store->pairs, &payload->flow, payload->time);
}

struct call *store_leaving(struct store *store)
{
	struct link *link = list_first(&store->leaving);

	if (!link)
		return NULL;
	list_remove(link);
	return LIST_OWNER(link, struct call, age);
}

struct call *store_due(struct store *store, ns now)
{
	struct call *leaving = store_leaving(store);
	struct wheel_entry *entry;

	if (leaving)
		return leaving;
	/* The wheel turns by the second: between two turns nothing is due. */
	if (store->clock.started && now / SECOND == store->turned)
		return NULL;
	advance(&store->clock, now);
	while ((entry = wheel_due(&store->wheel, store->clock.now))) {
		struct call *call = LIST_OWNER(entry, struct call, expiry);
		ns quiet = call->bye ? STORE_EARLY_SECONDS * SECOND : quiet_for(store, call);

		if (quiet < STORE_EARLY_SECONDS * SECOND) {
			wheel_set(&store->wheel, entry, store->clock.now + STORE_EARLY_SECONDS * SECOND - quiet);
			continue;
		}
		let_go(store, call);
		return call;
	}
	store->turned = now / SECOND;
	return NULL;
}

/* Looks */

void store_want_looks(struct store *store)
{
	store->looks = looks_new();
	looks_limit(store->looks, store->budget);
}

struct call *store_look(struct store *store, ns now)
{
	return store->looks ? looks_due(store->looks, now) : NULL;
}

struct looks_counters store_looks_counters(const struct store *store)
{
	return store->looks ? *looks_counters(store->looks) : (struct looks_counters){0};
}

static int compare(struct str a, struct str b)
{
	int order = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);

	return order ? order : (a.n > b.n) - (a.n < b.n);
}

static int by_end(const void *a, const void *b)
{
	const struct call *x = *(struct call *const *)a, *y = *(struct call *const *)b;

	if (x->last_time != y->last_time)
		return x->last_time < y->last_time ? -1 : 1;
	if (x->first_frame != y->first_frame)
		return x->first_frame < y->first_frame ? -1 : 1;
	/* One TCP segment may begin several. */
	return compare(x->id, y->id);
}

static void gather(struct store *store, struct list *list)
{
	struct link *link;

	while ((link = list_first(list))) {
		struct call *call = LIST_OWNER(link, struct call, age);

		let_go(store, call);
		store->remaining[store->remaining_count++] = call;
	}
}

struct call *store_flush(struct store *store)
{
	if (!store->remaining) {
		store->remaining = memory_new((store->calls.count + 1) * sizeof(struct call *));
		gather(store, &store->over.list);
		gather(store, &store->unanswered.list);
		gather(store, &store->answered.list);
		qsort(store->remaining, store->remaining_count, sizeof(struct call *), by_end);
	}
	if (store->remaining_next < store->remaining_count)
		return store->remaining[store->remaining_next++];
	return NULL;
}

uint64_t store_refusals_forgotten(const struct store *store)
{
	return refusals_forgotten(store->refusals);
}

const struct store_counters *store_counters(const struct store *store)
{
	return &store->counters;
}

struct store_open store_open(const struct store *store)
{
	return (struct store_open){store->unanswered.calls, store->answered.calls, store->over.calls};
}

void store_usage(const struct store *store, struct usages *out)
{
	usages_count(out, "calls", store->calls.count, store->max_calls);
	usages_bytes(out, "calls", store->counters.bytes, store->max_bytes);
	pairs_usage(store->pairs, out);
	refusals_usage(store->refusals, out);
	if (store->looks)
		looks_usage(store->looks, out);
}
