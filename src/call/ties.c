/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/ties.h"

#include "base/memory.h"
#include "call/number.h"
#include "sip/session_id.h"

enum {
	HEADS_LEAST = 64,
	ICID_SHORTEST = 8,  /* shorter ones are no one call's own */
	LOOKED_AT = 32,     /* calls that registered the same name; more of them make no one likely */
	LOOKED_AT_LIKE = 8, /* calls that registered like SDP or numbers, within LEGS_APART */
};

/* What a call registers. */
enum kind {
	KIND_SESSION_ID,
	KIND_ICID,
	KIND_HEADER,
	KIND_MEDIA,
	KIND_CALLED
};

/* In a list of those with a like hash, the latest first. */
struct entry {
	struct entry *next, **place; /* place NULL: no longer registered */
	struct entry *other;         /* of the same call */
	uint64_t hash;
	struct call *call;
	enum kind kind;
};

/* In the call's arena; most calls have no more than two entries, and no call they lead to. */
struct ties {
	struct entry *entries;
	struct tied back, *onward;
	unsigned onward_count;
};

struct ties_index {
	struct hash_key key;
	size_t mask; /* of as many heads, a power of two */
	struct entry **heads;
};

/* A head for every two calls: most register no more than two things. */
struct ties_index *ties_index_new(const struct hash_key *key, unsigned max_calls)
{
	struct ties_index *index = memory_new(sizeof(*index));
	size_t heads = HEADS_LEAST;

	while (heads < max_calls / 2)
		heads *= 2;
	index->key = *key;
	index->mask = heads - 1;
	index->heads = memory_new(heads * sizeof(*index->heads));
	return index;
}

void ties_index_free(struct ties_index *index)
{
	memory_free(index->heads);
	memory_free(index);
}

/* Entries */

static void enter(struct ties_index *index, struct call *call, enum kind kind, uint64_t hash)
{
	struct entry *entry = arena_alloc(&call->arena, sizeof(*entry)), **head = &index->heads[hash & index->mask];

	*entry = (struct entry){
		.next = *head, .place = head, .other = call->ties->entries, .hash = hash, .call = call, .kind = kind};
	if (entry->next)
		entry->next->place = &entry->next;
	*head = entry;
	call->ties->entries = entry;
}

static bool has_entered(const struct call *call, enum kind kind)
{
	const struct entry *entry = call->ties->entries;

	while (entry && entry->kind != kind)
		entry = entry->other;
	return entry != NULL;
}

static void leave(struct entry *entry)
{
	if (!entry->place)
		return;
	*entry->place = entry->next;
	if (entry->next)
		entry->next->place = entry->place;
	entry->place = NULL;
}

void ties_forget(struct ties_index *index, struct call *call)
{
	for (struct entry *entry = call->ties ? call->ties->entries : NULL; entry; entry = entry->other)
		leave(entry);
}

/* Hosts */

/* Where parties share a machine, only ports tell them apart. */
static bool is_at(const struct endpoint *a, const struct endpoint *b, bool by_port)
{
	return address_same(&a->address, &b->address) && (!by_port || a->port == b->port);
}

static bool is_one_machine(const struct transaction *t)
{
	return address_same(&t->client.address, &t->server.address);
}

static bool is_initial(const struct transaction *t)
{
	return t->initial && t->invite;
}

/* Whether call went to who sent the INVITE of t. */
static bool leads_to(const struct call *call, const struct transaction *t)
{
	for (const struct transaction *other = call->transactions; other; other = other->next)
		if (is_initial(other) && is_at(&other->server, &t->client, is_one_machine(other) || is_one_machine(t)))
			return true;
	return false;
}

/* Whether who sent the INVITE of t sent one of call, too: a retry, a fork, or a call that has nothing to do with it. */
static bool is_sibling(const struct call *call, const struct transaction *t)
{
	for (const struct transaction *other = call->transactions; other; other = other->next)
		if (is_initial(other) && is_at(&other->client, &t->client, is_one_machine(other) || is_one_machine(t)))
			return true;
	return false;
}

static bool went_to(const struct call *call, const struct endpoint *server)
{
	for (const struct transaction *t = call->transactions; t; t = t->next)
		if (is_initial(t) && address_same(&t->server.address, &server->address))
			return true;
	return false;
}

static bool came_from(const struct call *call, const struct address *host)
{
	for (const struct transaction *t = call->transactions; t; t = t->next)
		if (is_initial(t) && address_same(&t->client.address, host))
			return true;
	return false;
}

/* Search */

/* How near a candidate is. */
enum nearness {
	NEAR_HOST = 4,  /* it went to the host that sent the new call */
	NEAR_FREE = 2,  /* it leads to no call yet */
	NEAR_THERE = 1, /* it leads to none yet where the new one goes */
};

struct search {
	const struct call *call;
	const struct transaction *invite; /* of call */
	enum tie tie;
	struct number called, calling;
	struct call *found;
	unsigned nearness, count; /* of the nearest; how many are as near */
	bool too_many;
};

static bool is_certain(enum tie tie)
{
	return tie <= TIE_HEADER;
}

/* A call that is answered or has failed is not tried somewhere else. */
static bool is_open(const struct call *call)
{
	for (const struct transaction *t = call->transactions; t; t = t->next)
		if (is_initial(t) && t->final && t->final->code < 300)
			return false;
	for (const struct transaction *t = call->transactions; t; t = t->next)
		if (is_initial(t) && !t->final)
			return true;
	return false;
}

static bool has_the_numbers(const struct search *search, const struct call *call)
{
	const struct transaction *t = call->transactions;
	struct number called = number_called(t->request_uri, t->to_uri), calling = number_of(t->from_uri);

	return number_is_same(&called, &search->called) &&
	       (search->tie == TIE_CALLED || number_is_same(&calling, &search->calling));
}

static unsigned nearness_of(const struct search *search, const struct call *call)
{
	unsigned nearness = NEAR_THERE;

	if (leads_to(call, search->invite))
		nearness |= NEAR_HOST;
	if (call->ties->onward_count == 0)
		nearness |= NEAR_FREE;
	for (unsigned i = 0; i < call->ties->onward_count; i++)
		if (went_to(call->ties->onward[i].call, &search->invite->server))
			nearness &= ~(unsigned)NEAR_THERE;
	return nearness;
}

/* The SDP of the new call is that of who sent the other: an element that has one address to each side passed it on. */
static bool passes_on(const struct search *search, const struct call *call)
{
	const struct sdp_media *audio = sdp_audio(search->invite->invite->sdp);

	return came_from(call, &audio->address) && !address_same(&search->invite->client.address, &audio->address);
}

/* Where no host links the two, they may still be legs: an SBC has more than one address. */
static bool may_lead(const struct search *search, const struct call *call)
{
	const struct endpoint *server = &search->invite->server;

	if (leads_to(call, search->invite))
		return true;
	if (went_to(call, server) || came_from(call, &server->address))
		return false;
	return is_certain(search->tie) || (search->tie == TIE_MEDIA && passes_on(search, call));
}

static bool is_candidate(const struct search *search, const struct call *call)
{
	if (call == search->call || call->ties->onward_count == LEGS_MAX || !is_open(call) ||
	    is_sibling(call, search->invite) || !may_lead(search, call))
		return false;
	return (search->tie != TIE_NUMBERS && search->tie != TIE_CALLED) || has_the_numbers(search, call);
}

static void consider(struct search *search, struct call *call)
{
	unsigned nearness = nearness_of(search, call);

	if (search->found && nearness < search->nearness)
		return;
	if (!search->found || nearness > search->nearness) {
		search->found = call; /* of those as near the latest: they come in that order */
		search->nearness = nearness;
		search->count = 0;
	}
	search->count++;
}

static void look(struct search *search, const struct ties_index *index, uint64_t hash)
{
	const struct entry *entry = index->heads[hash & index->mask];
	unsigned most = is_certain(search->tie) ? LOOKED_AT : LOOKED_AT_LIKE, looked_at = 0;

	for (; entry; entry = entry->next) {
		if (entry->hash != hash)
			continue;
		if (!is_certain(search->tie) && search->call->first_time - entry->call->first_time > LEGS_APART)
			return;
		if (looked_at++ == most) {
			search->too_many = true;
			return;
		}
		if (is_candidate(search, entry->call))
			consider(search, entry->call);
	}
}

/*
 * Of several as likely, what names one call still picks the latest, with little confidence; what many calls may share
 * (numbers on a busy trunk, the SDP of a load generator) picks none: NULL.
 */
static struct call *settled(const struct search *search, enum grade *grade)
{
	static const enum grade grades[] = {
		[TIE_SESSION_ID] = GRADE_CERTAIN, [TIE_ICID] = GRADE_CERTAIN, [TIE_HEADER] = GRADE_CERTAIN,
		[TIE_MEDIA] = GRADE_HIGH,         [TIE_NUMBERS] = GRADE_HIGH, [TIE_CALLED] = GRADE_LOW,
	};
	bool doubtful = search->count > 1 || search->too_many;

	if (!search->found || (!is_certain(search->tie) && (doubtful || !(search->nearness & NEAR_THERE))))
		return NULL;
	*grade = doubtful ? GRADE_LOW : grades[search->tie];
	return search->found;
}

static void tie(struct call *parent, struct call *child, enum tie tie, enum grade grade)
{
	if (!parent->ties->onward)
		parent->ties->onward = arena_alloc(&parent->arena, LEGS_MAX * sizeof(struct tied));
	parent->ties->onward[parent->ties->onward_count++] = (struct tied){child, NULL, tie, grade};
	child->ties->back = (struct tied){parent, NULL, tie, grade};
}

/* Registers what a call has of a kind, and ties it by that where nothing did yet. */
static void note(struct ties_index *index, struct search *search, struct call *call, enum kind kind, uint64_t hash,
                 enum tie by)
{
	enum grade grade;
	struct call *parent;

	search->tie = by;
	search->found = NULL;
	search->count = search->nearness = 0;
	search->too_many = false;
	if (!call->ties->back.call) {
		look(search, index, hash);
		parent = settled(search, &grade);
		if (parent)
			tie(parent, call, by, grade);
	}
	if (!has_entered(call, kind))
		enter(index, call, kind, hash);
}

/* What a call registers */

static uint64_t hash_of(const struct ties_index *index, enum kind kind, uint64_t what)
{
	return hash_words(&index->key, what, kind, 0);
}

/* An initial INVITE knows one UUID, or where it is moved here from another call both: then in either order. */
static bool session_hash(const struct ties_index *index, struct str field, uint64_t *out)
{
	struct session_id id;

	if (!session_id_parse(field, &id) || (!id.local.n && !id.remote.n))
		return false;
	*out = hash_of(index, KIND_SESSION_ID,
	               (id.local.n ? hash_str(&index->key, id.local) : 0) ^
	                       (id.remote.n ? hash_str(&index->key, id.remote) : 0));
	return true;
}

/* Load generators write the same o= line in every call: only with the same address and port does it name a stream. */
static bool media_hash(const struct ties_index *index, const struct sdp *sdp, uint64_t *out)
{
	const struct sdp_media *audio = sdp_audio(sdp);
	struct endpoint endpoint;

	if (!audio || !sdp->origin || !audio->has_address || !audio->port || audio->ice_only ||
	    address_is_unspecified(&audio->address))
		return false;
	endpoint = (struct endpoint){audio->address, audio->port};
	*out = hash_words(&index->key, sdp->origin, endpoint_hash(&index->key, &endpoint), KIND_MEDIA);
	return true;
}

static void note_names(struct ties_index *index, struct search *search, struct call *call,
                       const struct message *message)
{
	uint64_t hash;

	if (session_hash(index, message->session_id, &hash))
		note(index, search, call, KIND_SESSION_ID, hash, TIE_SESSION_ID);
	if (message->icid.n >= ICID_SHORTEST)
		note(index, search, call, KIND_ICID, hash_of(index, KIND_ICID, hash_str(&index->key, message->icid)),
		     TIE_ICID);
	if (message->correlation.n)
		note(index, search, call, KIND_HEADER,
		     hash_of(index, KIND_HEADER, hash_str(&index->key, message->correlation)), TIE_HEADER);
}

static void note_likeness(struct ties_index *index, struct search *search, struct call *call,
                          const struct transaction *t)
{
	uint64_t hash;

	if (media_hash(index, t->invite->sdp, &hash))
		note(index, search, call, KIND_MEDIA, hash, TIE_MEDIA);
	search->called = number_called(t->request_uri, t->to_uri);
	search->calling = number_of(t->from_uri);
	if (search->called.count < NUMBER_SHORTEST)
		return;
	hash = hash_of(index, KIND_CALLED, number_hash(&search->called, &index->key));
	note(index, search, call, KIND_CALLED, hash, TIE_NUMBERS);
	note(index, search, call, KIND_CALLED, hash, TIE_CALLED);
}

void ties_note(struct ties_index *index, struct call *call, const struct message *message)
{
	const struct transaction *t = call->transactions;
	struct search search = {.call = call, .invite = t};

	if (call->ties || !t || !is_initial(t))
		return;
	call->ties = arena_alloc(&call->arena, sizeof(*call->ties));
	note_names(index, &search, call, message);
	note_likeness(index, &search, call, t);
}

/* Ties */

static void untie(struct call *parent, const struct call *child)
{
	struct ties *ties = parent->ties;

	for (unsigned i = 0; i < ties->onward_count; i++) {
		if (ties->onward[i].call != child)
			continue;
		ties->onward_count--;
		for (; i < ties->onward_count; i++)
			ties->onward[i] = ties->onward[i + 1];
	}
}

/* What a call that goes may still say of the one that led to it. */
static const struct past *remember(struct arena *arena, const struct call *call)
{
	struct past *past = arena_alloc(arena, sizeof(*past));

	past->call_id = arena_str(arena, call->id);
	past->number = call->number;
	past->client = call->transactions->client;
	past->server = call->transactions->server;
	return past;
}

void ties_part_onward(struct call *call)
{
	if (!call->ties)
		return;
	for (unsigned i = 0; i < call->ties->onward_count; i++) {
		struct call *child = call->ties->onward[i].call;

		child->ties->back.past = remember(&child->arena, call);
		child->ties->back.call = NULL;
	}
	call->ties->onward_count = 0;
}

void ties_part(struct call *call)
{
	if (!call->ties)
		return;
	ties_part_onward(call);
	if (call->ties->back.call)
		untie(call->ties->back.call, call);
	call->ties->back.call = NULL;
}

struct tied ties_back(const struct call *call)
{
	return call->ties ? call->ties->back : (struct tied){.call = NULL};
}

struct tied ties_onward(const struct call *call, unsigned number)
{
	return call->ties && number < call->ties->onward_count ? call->ties->onward[number]
	                                                       : (struct tied){.call = NULL};
}
