/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/session_store.h"

#include "base/memory.h"
#include "net/session.h"

void session_store_init(struct session_store *store, const struct hash_key *key, struct net_counters *counters)
{
	store->key = *key;
	store->counters = counters;
	list_init(&store->open);
	list_init(&store->closed);
}

struct session *session_of(struct side *side)
{
	struct side *first = side - side->index;

	return LIST_OWNER(first, struct session, sides);
}

static uint64_t stream_hash(const struct session_store *store, uint64_t stream)
{
	return hash_words(&store->key, stream, 0, 3);
}

static bool same_stream(const void *item, const void *key)
{
	const struct side *side = item;
	const uint64_t *stream = key;

	return side->stream == *stream;
}

static bool same_ends(const void *item, const void *key)
{
	const struct session *session = item;
	const struct endpoint *ends = key;

	return endpoint_same(&session->ends[0], &ends[0]) && endpoint_same(&session->ends[1], &ends[1]);
}

static void lane_done(struct lane *lane)
{
	buf_done(&lane->kept);
	websocket_free(lane->websocket);
	*lane = (struct lane){.kind = LANE_NEW};
}

static size_t lane_held(const struct lane *lane)
{
	return lane->kept.room + (lane->websocket ? websocket_held(lane->websocket) : 0);
}

void session_charge(struct session_store *store, struct session *session)
{
	size_t held = 0;

	for (unsigned i = 0; i < 2; i++)
		held += lane_held(&session->sides[i].outer) + lane_held(&session->sides[i].inner);
	store->bytes = store->bytes - session->charged + held;
	session->charged = held;
}

void session_forget_tls(struct session *session)
{
	tls_free(session->tls);
	session->tls = NULL;
	for (unsigned i = 0; i < 2; i++) {
		session->sides[i].encrypted = session->sides[i].resumed = false;
		lane_done(&session->sides[i].inner);
	}
}

static void leave_stream(struct session_store *store, struct side *side)
{
	table_drop(&store->streams, stream_hash(store, side->stream), side);
	side->stream = 0;
	lane_done(&side->outer);
}

static void drop(struct session_store *store, struct session *session)
{
	for (unsigned i = 0; i < 2; i++)
		if (session->sides[i].stream)
			leave_stream(store, &session->sides[i]);
	session_forget_tls(session);
	session_charge(store, session);
	if (!session->stray)
		table_drop(&store->pairs, session->hash, session);
	list_remove(&session->used);
	store->count--;
	memory_free(session);
}

static struct session *first_of(struct list *list)
{
	struct link *first = list_first(list);

	return first ? LIST_OWNER(first, struct session, used) : NULL;
}

void session_store_done(struct session_store *store)
{
	struct session *session;

	while ((session = first_of(&store->closed)) || (session = first_of(&store->open)))
		drop(store, session);
	table_done(&store->streams);
	table_done(&store->pairs);
}

/* False: there is none but the one to keep. */
static bool evict(struct session_store *store, const struct session *keep)
{
	struct session *session = first_of(&store->closed);

	if (!session) {
		session = first_of(&store->open);
		if (!session || session == keep)
			return false;
		store->counters->sessions_evicted++;
	}
	drop(store, session);
	return true;
}

void session_keep_budget(struct session_store *store, struct session *session)
{
	session_charge(store, session);
	while (store->bytes > budget_of(store->budget, SESSION_MAX_BYTES) && evict(store, session))
		;
}

static bool is_before(const struct endpoint *a, const struct endpoint *b)
{
	int order = memcmp(a->address.bytes, b->address.bytes, sizeof(a->address.bytes));

	return order < 0 || (order == 0 && a->port < b->port);
}

static struct session *start(struct session_store *store, const struct endpoint *ends, uint64_t hash)
{
	struct session *session;

	if (store->count >= budget_of(store->budget, SESSION_MAX))
		evict(store, NULL);
	session = memory_new(sizeof(*session));
	session->hash = hash;
	session->ends[0] = ends[0];
	session->ends[1] = ends[1];
	session->sides[1].index = 1;
	list_add(&store->open, &session->used);
	store->count++;
	return session;
}

/* A stream that was not seen before, in a connection that may have been. */
static struct side *begin_side(struct session_store *store, const struct payload *payload)
{
	const struct flow *flow = &payload->flow;
	unsigned index = is_before(&flow->source, &flow->destination) ? 0 : 1;
	struct endpoint ends[2] = {index ? flow->destination : flow->source, index ? flow->source : flow->destination};
	uint64_t hash =
		hash_words(&store->key, endpoint_hash(&store->key, &ends[0]), endpoint_hash(&store->key, &ends[1]), 2);
	struct session *session = table_find(&store->pairs, hash, same_ends, ends);
	bool stray = session && session->sides[index].stream;
	struct side *side;

	if (!session || stray) {
		session = start(store, ends, hash);
		session->stray = stray;
		if (!stray)
			table_put(&store->pairs, hash, session);
	}
	side = &session->sides[index];
	side->stream = payload->stream;
	side->resumed = side->encrypted;
	side->outer.midway = payload->gap || store->counters->sessions_evicted;
	table_put(&store->streams, stream_hash(store, side->stream), side);
	return side;
}

/* A stray stream takes the place of the one it was beside when that is over. */
static bool may_come_home(const struct session_store *store, const struct side *side, struct session *session)
{
	struct session *home;

	if (!session->stray)
		return false;
	home = table_find(&store->pairs, session->hash, same_ends, session->ends);
	return !home || !home->sides[side->index].stream;
}

struct side *session_side(struct session_store *store, const struct payload *payload)
{
	struct side *side =
		table_find(&store->streams, stream_hash(store, payload->stream), same_stream, &payload->stream);

	if (side && payload->size && may_come_home(store, side, session_of(side))) {
		drop(store, session_of(side));
		side = begin_side(store, payload);
		side->outer.midway = side->resumed = true;
	}
	return side || payload->size == 0 ? side : begin_side(store, payload);
}

void session_use(struct session_store *store, struct session *session)
{
	list_remove(&session->used);
	list_add(&store->open, &session->used);
}

void session_end_side(struct session_store *store, struct side *side)
{
	struct session *session = session_of(side);

	leave_stream(store, side);
	if (session->sides[!side->index].stream)
		return;
	if (session->tls && !session->stray) {
		list_remove(&session->used);
		list_add(&store->closed, &session->used);
		session_charge(store, session);
	} else {
		drop(store, session);
	}
}
