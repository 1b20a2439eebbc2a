/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/ice.h"

#include "base/list.h"
#include "base/memory.h"
#include "base/table.h"
#include "media/stun.h"
#include "sip/sdp.h"

#include <string.h>

enum {
	MAX_FRAGMENT = 256 /* RFC 8839 5.4 */
};

struct session;

/* A check with what only this file needs of it. */
struct flow_of_checks {
	struct ice_check facts; /* first: the others know it by this */
	struct session *session;
	uint8_t transactions[ICE_MAX_TRANSACTIONS][STUN_TRANSACTION];
	bool nominates[ICE_MAX_TRANSACTIONS];
	unsigned sent; /* how many were: the latest stands at (sent - 1) % ICE_MAX_TRANSACTIONS */
	bool current;  /* it is in the table of flows */
};

/* Of two agents: low and high are their fragments, by number. */
struct session {
	struct link age;
	uint64_t low, high;
	struct flow_of_checks *first, *last;
	unsigned count;
};

struct ice {
	struct hash_key key;
	struct budget budget;
	struct table sessions, flows;
	struct list used; /* sessions, the least recently used one first */
	unsigned check_count;
	uint64_t forgotten;
};

struct agents {
	uint64_t low, high;
};

struct ice *ice_new(const struct hash_key *key)
{
	struct ice *ice = memory_new(sizeof(*ice));

	ice->key = *key;
	list_init(&ice->used);
	return ice;
}

void ice_limit(struct ice *ice, struct budget budget)
{
	ice->budget = budget;
}

/* Sessions */

static struct agents agents_of(uint64_t agent, uint64_t other)
{
	return agent < other ? (struct agents){agent, other} : (struct agents){other, agent};
}

static uint64_t agents_hash(const struct ice *ice, const struct agents *agents)
{
	return hash_words(&ice->key, agents->low, agents->high, 0);
}

static bool same_agents(const void *item, const void *key)
{
	const struct session *session = item;
	const struct agents *agents = key;

	return session->low == agents->low && session->high == agents->high;
}

static struct session *find_session(const struct ice *ice, const struct agents *agents)
{
	return table_find(&ice->sessions, agents_hash(ice, agents), same_agents, agents);
}

static uint64_t flow_hash(const struct ice *ice, const struct endpoint *source, const struct endpoint *destination)
{
	return hash_words(&ice->key, endpoint_hash(&ice->key, source), endpoint_hash(&ice->key, destination), 1);
}

static void drop_flow(struct ice *ice, struct flow_of_checks *checks)
{
	if (checks->current)
		table_drop(&ice->flows, flow_hash(ice, &checks->facts.source, &checks->facts.destination), checks);
	checks->current = false;
}

static void drop_session(struct ice *ice, struct session *session)
{
	struct agents agents = {session->low, session->high};
	struct flow_of_checks *next;

	for (struct flow_of_checks *checks = session->first; checks; checks = next) {
		next = (struct flow_of_checks *)checks->facts.next;
		drop_flow(ice, checks);
		memory_free(checks);
	}
	ice->check_count -= session->count;
	list_remove(&session->age);
	table_drop(&ice->sessions, agents_hash(ice, &agents), session);
	memory_free(session);
}

static void drop_oldest(struct ice *ice)
{
	drop_session(ice, LIST_OWNER(list_first(&ice->used), struct session, age));
}

void ice_free(struct ice *ice)
{
	if (!ice)
		return;
	while (!list_empty(&ice->used))
		drop_oldest(ice);
	table_done(&ice->sessions);
	table_done(&ice->flows);
	memory_free(ice);
}

static struct session *session_of(struct ice *ice, const struct agents *agents)
{
	struct session *session = find_session(ice, agents);

	if (session) {
		list_remove(&session->age);
	} else {
		session = memory_new(sizeof(*session));
		session->low = agents->low;
		session->high = agents->high;
		table_put(&ice->sessions, agents_hash(ice, agents), session);
	}
	list_add(&ice->used, &session->age);
	return session;
}

/* Checks */

static bool same_flow(const void *item, const void *key)
{
	const struct flow_of_checks *checks = item;
	const struct flow *flow = key;

	return endpoint_same(&checks->facts.source, &flow->source) &&
	       endpoint_same(&checks->facts.destination, &flow->destination);
}

static struct flow_of_checks *find_flow(const struct ice *ice, const struct flow *flow)
{
	return table_find(&ice->flows, flow_hash(ice, &flow->source, &flow->destination), same_flow, flow);
}

/* A flow that other agents used before is these agents' from now on. */
static struct flow_of_checks *new_flow(struct ice *ice, struct session *session, const struct flow *flow)
{
	struct flow_of_checks *checks = find_flow(ice, flow);

	if (checks)
		drop_flow(ice, checks);
	checks = memory_new(sizeof(*checks));
	checks->facts.source = flow->source;
	checks->facts.destination = flow->destination;
	checks->session = session;
	checks->current = true;
	table_put(&ice->flows, flow_hash(ice, &flow->source, &flow->destination), checks);
	if (session->last)
		session->last->facts.next = &checks->facts;
	else
		session->first = checks;
	session->last = checks;
	session->count++;
	ice->check_count++;
	return checks;
}

/* RFC 8445 7.2.2: the receiver's fragment, a colon, the sender's. */
static bool read_username(struct str username, uint64_t *receiver, uint64_t *sender)
{
	struct str first;

	if (!str_split(&username, ':', &first) || !first.n || !username.n || first.n > MAX_FRAGMENT ||
	    username.n > MAX_FRAGMENT)
		return false;
	*receiver = sdp_ice_fragment(first);
	*sender = sdp_ice_fragment(username);
	return true;
}

/* The checks that the flow of these agents has; NULL: there is no room for them. */
static struct flow_of_checks *checks_of(struct ice *ice, const struct flow *flow, const struct agents *agents)
{
	struct flow_of_checks *checks = find_flow(ice, flow);
	struct session *session;

	if (checks && checks->session->low == agents->low && checks->session->high == agents->high) {
		list_remove(&checks->session->age);
		list_add(&ice->used, &checks->session->age);
		return checks;
	}
	if (ice->check_count >= budget_of(ice->budget, ICE_MAX_CHECKS_ALL)) {
		drop_oldest(ice);
		ice->forgotten++;
	}
	session = session_of(ice, agents);
	if (session->count < ICE_MAX_CHECKS)
		return new_flow(ice, session, flow);
	ice->forgotten++;
	return NULL;
}

static void take_request(struct ice *ice, const struct payload *payload, const struct stun *stun)
{
	uint64_t receiver, sender;
	struct agents agents;
	struct flow_of_checks *checks;
	unsigned at;

	if (!read_username(stun->username, &receiver, &sender))
		return;
	agents = agents_of(receiver, sender);
	checks = checks_of(ice, &payload->flow, &agents);
	if (!checks)
		return;
	checks->facts.sender = sender;
	moments_note(&checks->facts.requests, payload->time, payload->frame);
	at = checks->sent++ % ICE_MAX_TRANSACTIONS;
	memcpy(checks->transactions[at], stun->transaction, STUN_TRANSACTION);
	checks->nominates[at] = stun->nominates;
}

/* Where the request with this transaction stands; negative: nowhere. */
static int find_request(const struct flow_of_checks *checks, const uint8_t *transaction)
{
	unsigned count = checks->sent < ICE_MAX_TRANSACTIONS ? checks->sent : ICE_MAX_TRANSACTIONS;

	for (unsigned i = 0; i < count; i++)
		if (memcmp(checks->transactions[i], transaction, STUN_TRANSACTION) == 0)
			return (int)i;
	return -1;
}

/*
 * A response carries no username: it is told by its flow (RFC 8445 7.2.5.2.1: it comes from where the request went) and its
 * transaction. A success whose request is not known shows all the same that packets pass both ways.
 */
static void take_response(struct ice *ice, const struct payload *payload, const struct stun *stun)
{
	const struct flow flow = flow_reverse(&payload->flow);
	struct flow_of_checks *checks = find_flow(ice, &flow);
	int request;

	if (!checks)
		return;
	request = find_request(checks, stun->transaction);
	if (stun->class == STUN_SUCCESS) {
		moments_note(&checks->facts.successes, payload->time, payload->frame);
		checks->facts.nominated |= request >= 0 && checks->nominates[request];
	} else if (request >= 0) {
		moments_note(&checks->facts.errors, payload->time, payload->frame);
		checks->facts.error = stun->error;
	}
}

bool ice_take(struct ice *ice, const struct payload *payload)
{
	struct stun stun;

	if (!stun_parse(payload->bytes, payload->size, payload->length, &stun))
		return false;
	if (stun.method != STUN_BINDING)
		return true;
	if (stun.class == STUN_REQUEST)
		take_request(ice, payload, &stun);
	else if (stun.class != STUN_INDICATION)
		take_response(ice, payload, &stun);
	return true;
}

const struct ice_check *ice_checks(const struct ice *ice, uint64_t agent, uint64_t other)
{
	const struct agents agents = agents_of(agent, other);
	const struct session *session = agent && other ? find_session(ice, &agents) : NULL;

	return session && session->first ? &session->first->facts : NULL;
}

uint64_t ice_forgotten(const struct ice *ice)
{
	return ice->forgotten;
}
