/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/store.h"

#include "base/memory.h"
#include "base/table.h"

#include <stdlib.h>

/* One packet may move the watermark by no more than this: a single wild time stamp must not end other calls. */
#define STORE_STRIDE (60 * SECOND)

struct store {
	struct hash_key key;
	struct media *media;
	unsigned max_calls;
	struct table calls;
	struct wheel wheel;
	struct list unanswered, answered; /* by age of their last message */
	struct list leaving;              /* evicted, waiting for store_due */
	struct table pairs;
	unsigned pair_count;
	ns watermark;
	int64_t turned; /* the second up to which calls were let go */
	bool started;
	struct call **remaining; /* sorted for store_flush */
	unsigned remaining_count, remaining_next;
	struct store_counters counters;
};

struct store *store_new(const struct hash_key *key, struct media *media, unsigned max_calls)
{
	struct store *store = memory_new(sizeof(*store));

	store->key = *key;
	store->media = media;
	store->max_calls = max_calls ? max_calls : STORE_MAX_CALLS;
	wheel_init(&store->wheel);
	list_init(&store->unanswered);
	list_init(&store->answered);
	list_init(&store->leaving);
	return store;
}

/* Takes a call out of every structure of the store. */
static void let_go(struct store *store, struct call *call)
{
	table_drop(&store->calls, call->hash, call);
	wheel_remove(&call->expiry);
	list_remove(&call->age);
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

void store_free(struct store *store)
{
	if (!store)
		return;
	for (; store->remaining_next < store->remaining_count; store->remaining_next++)
		call_free(store->remaining[store->remaining_next], store->media);
	free_list(store, &store->leaving);
	free_list(store, &store->unanswered);
	free_list(store, &store->answered);
	for (uint32_t i = 0; store->pairs.slots && i <= store->pairs.mask; i++)
		memory_free(store->pairs.slots[i].item);
	table_done(&store->pairs);
	table_done(&store->calls);
	memory_free(store->remaining);
	memory_free(store);
}

static bool same_call(const void *item, const void *key)
{
	return str_eq(((const struct call *)item)->id, *(const struct str *)key);
}

static bool same_pair(const void *item, const void *key)
{
	const struct pair *a = item, *b = key;

	return address_same(&a->low, &b->low) && address_same(&a->high, &b->high);
}

static struct pair pair_key(const struct address *a, const struct address *b)
{
	bool ordered = memcmp(a->bytes, b->bytes, sizeof(a->bytes)) <= 0;

	return (struct pair){.low = ordered ? *a : *b, .high = ordered ? *b : *a};
}

static uint64_t pair_hash(const struct store *store, const struct pair *pair)
{
	return hash_words(&store->key, address_hash(&store->key, &pair->low), address_hash(&store->key, &pair->high),
	                  0);
}

const struct pair *store_pair(const struct store *store, const struct address *a, const struct address *b)
{
	struct pair wanted = pair_key(a, b);

	return table_find(&store->pairs, pair_hash(store, &wanted), same_pair, &wanted);
}

static void note_pair(struct store *store, const struct message *message, const struct flow *flow)
{
	struct pair wanted = pair_key(&flow->source.address, &flow->destination.address);
	uint64_t hash = pair_hash(store, &wanted);
	struct pair *pair = table_find(&store->pairs, hash, same_pair, &wanted);

	if (!pair) {
		if (store->pair_count >= STORE_MAX_PAIRS)
			return;
		pair = memory_new(sizeof(*pair));
		*pair = wanted;
		table_put(&store->pairs, hash, pair);
		store->pair_count++;
	}
	if (message->request)
		pair->requests++;
	else
		pair->responses++;
	if (address_same(&flow->source.address, &pair->low))
		pair->upward++;
	else
		pair->downward++;
}

static void evict_one(struct store *store)
{
	struct link *link = list_first(&store->unanswered);
	struct call *call;

	if (!link)
		link = list_first(&store->answered);
	if (!link)
		return;
	call = LIST_OWNER(link, struct call, age);
	let_go(store, call);
	call->evicted = true;
	store->counters.evicted++;
	list_add(&store->leaving, &call->age);
}

static struct call *begin_call(struct store *store, struct str id, uint64_t hash)
{
	struct call *call;

	if (store->calls.count >= store->max_calls)
		evict_one(store);
	call = call_new(id);
	call->hash = hash;
	call->probation = true;
	table_put(&store->calls, hash, call);
	store->counters.calls++;
	return call;
}

/* A final that a caller answers with another try: credentials, a longer timer, another place. */
static bool invites_retry(unsigned code)
{
	return code < 400 || code == 401 || code == 407 || code == 422;
}

static uint32_t last_cseq(const struct call *call)
{
	uint32_t cseq = 0;

	for (const struct transaction *t = call->transactions; t; t = t->next)
		if (t->cseq > cseq)
			cseq = t->cseq;
	return cseq;
}

static ns deadline_of(const struct call *call)
{
	bool answered = false, open = false;
	uint32_t cseq = last_cseq(call);

	for (const struct transaction *t = call->transactions; t; t = t->next) {
		if (!t->final)
			open = true;
		else if (t->final->code < 300)
			answered = true;
		else if (invites_retry(t->final->code) && t->cseq == cseq)
			open = true;
	}
	if (call->bye || (!answered && !open))
		return call->last_time + STORE_LINGER_SECONDS * SECOND;
	if (answered)
		return call->last_time + STORE_ANSWERED_SECONDS * SECOND;
	return call->last_time + STORE_EARLY_SECONDS * SECOND;
}

bool store_take(struct store *store, struct message *message, const struct sighting *at)
{
	uint64_t hash = hash_str(&store->key, message->call_id);
	struct call *call = table_find(&store->calls, hash, same_call, &message->call_id);

	note_pair(store, message, at->flow);
	if (!call) {
		/* A call is a Call-ID with a message of an INVITE transaction; an ACK or CANCEL alone tells nothing of one. */
		if (!message->call_id.n || message->method != METHOD_INVITE)
			return false;
		call = begin_call(store, message->call_id, hash);
	}
	if (message_decides(message))
		message_parse(message);
	call_add(call, message, at, &store->key, store->media);
	if (!message->request)
		call->probation = false;
	list_remove(&call->age);
	list_add(call->probation ? &store->unanswered : &store->answered, &call->age);
	wheel_set(&store->wheel, &call->expiry, deadline_of(call));
	return true;
}

/* A call in conversation lives as long as its RTP does. */
static ns last_packet(const struct store *store, const struct call *call)
{
	ns last = call->last_time;

	for (unsigned i = 0; i < call->watch_count; i++) {
		const struct stream *stream = media_streams(store->media, &call->watches[i]);

		for (; stream; stream = stream->next)
			if (stream->run_count && stream->runs[stream->run_count - 1].last > last)
				last = stream->runs[stream->run_count - 1].last;
	}
	return last;
}

static void advance(struct store *store, ns now)
{
	if (!store->started)
		store->watermark = now;
	else if (now > store->watermark + STORE_STRIDE)
		store->watermark += STORE_STRIDE;
	else if (now > store->watermark)
		store->watermark = now;
	store->started = true;
}

struct call *store_due(struct store *store, ns now)
{
	struct link *link = list_first(&store->leaving);
	struct wheel_entry *entry;

	if (link) {
		list_remove(link);
		return LIST_OWNER(link, struct call, age);
	}
	/* The wheel turns by the second: between two turns nothing is due. */
	if (store->started && now / SECOND == store->turned)
		return NULL;
	advance(store, now);
	while ((entry = wheel_due(&store->wheel, store->watermark))) {
		struct call *call = LIST_OWNER(entry, struct call, expiry);
		ns alive = call->bye ? call->last_time : last_packet(store, call);

		if (alive > call->last_time && alive + STORE_EARLY_SECONDS * SECOND > store->watermark) {
			wheel_set(&store->wheel, entry, alive + STORE_EARLY_SECONDS * SECOND);
			continue;
		}
		let_go(store, call);
		return call;
	}
	store->turned = now / SECOND;
	return NULL;
}

static int by_end(const void *a, const void *b)
{
	const struct call *x = *(struct call *const *)a, *y = *(struct call *const *)b;

	if (x->last_time != y->last_time)
		return x->last_time < y->last_time ? -1 : 1;
	return (x->first_frame > y->first_frame) - (x->first_frame < y->first_frame);
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
		gather(store, &store->unanswered);
		gather(store, &store->answered);
		qsort(store->remaining, store->remaining_count, sizeof(struct call *), by_end);
	}
	if (store->remaining_next < store->remaining_count)
		return store->remaining[store->remaining_next++];
	return NULL;
}

const struct store_counters *store_counters(const struct store *store)
{
	return &store->counters;
}
