/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/dtls.h"

#include "base/cursor.h"
#include "base/list.h"
#include "base/memory.h"
#include "base/table.h"

/* RFC 6347 4.1 */
enum {
	RECORD_HEADER = 13,    /* type, version, epoch, sequence number, length */
	HANDSHAKE_HEADER = 12, /* type, length, sequence number, fragment's offset and length: RFC 6347 4.2.2 */
	RANDOM = 32,
	VERSION_MAJOR = 0xfe,
};

enum record_type {
	RECORD_CHANGE_CIPHER = 20,
	RECORD_ALERT = 21,
	RECORD_HANDSHAKE = 22,
	RECORD_APPLICATION = 23,
	RECORD_HEARTBEAT = 24,
	RECORD_CID = 25,       /* RFC 9146 */
	RECORD_ACK = 26,       /* RFC 9147 7 */
	RECORD_UNIFIED = 0x20, /* RFC 9147 4: the first three bits of what is encrypted */
	RECORD_UNIFIED_MASK = 0xe0,
	UNIFIED_EPOCH = 3,   /* of the epoch, the last two bits */
	EPOCH_HANDSHAKE = 2, /* RFC 9147 6.1 */
};

enum handshake_type {
	CLIENT_HELLO = 1,
	SERVER_HELLO = 2,
	HELLO_VERIFY_REQUEST = 3,
	CERTIFICATE = 11,
};

struct kept;

/* A session among those of one of its ends. */
struct place {
	struct link link;
	struct kept *kept;
};

/* A session with what only this file needs of it. */
struct kept {
	struct dtls_session facts; /* first: the others know it by this */
	struct link age;
	struct place places[DTLS_SIDES];
	uint64_t random; /* hash of the ClientHello's; 0: none came */
	bool current;    /* it is in the table of pairs: the latest between its two ends */
};

/* An endpoint and the sessions it has. */
struct end {
	struct endpoint endpoint;
	struct list sessions; /* the oldest first */
};

struct dtls {
	struct hash_key key;
	struct budget budget;
	struct table pairs, ends;
	struct list used;
	unsigned count;
	uint64_t forgotten;
};

struct record {
	uint8_t type;
	uint16_t epoch;
	struct cursor body;
};

struct dtls *dtls_new(const struct hash_key *key)
{
	struct dtls *dtls = memory_new(sizeof(*dtls));

	dtls->key = *key;
	list_init(&dtls->used);
	return dtls;
}

void dtls_limit(struct dtls *dtls, struct budget budget)
{
	dtls->budget = budget;
}

/* Sessions */

static bool same_end(const void *item, const void *key)
{
	const struct end *end = item;

	return endpoint_same(&end->endpoint, key);
}

static struct end *find_end(const struct dtls *dtls, const struct endpoint *endpoint)
{
	return table_find(&dtls->ends, endpoint_hash(&dtls->key, endpoint), same_end, endpoint);
}

/* The same for both directions. */
static uint64_t pair_hash(const struct dtls *dtls, const struct endpoint *a, const struct endpoint *b)
{
	uint64_t of_a = endpoint_hash(&dtls->key, a), of_b = endpoint_hash(&dtls->key, b);

	return hash_words(&dtls->key, of_a ^ of_b, of_a + of_b, 2);
}

static bool same_pair(const void *item, const void *key)
{
	const struct kept *kept = item;
	const struct flow *flow = key;
	const struct endpoint *ends = kept->facts.ends;

	return (endpoint_same(&ends[DTLS_CLIENT], &flow->source) &&
	        endpoint_same(&ends[DTLS_SERVER], &flow->destination)) ||
	       (endpoint_same(&ends[DTLS_SERVER], &flow->source) &&
	        endpoint_same(&ends[DTLS_CLIENT], &flow->destination));
}

static struct kept *find_pair(const struct dtls *dtls, const struct flow *flow)
{
	return table_find(&dtls->pairs, pair_hash(dtls, &flow->source, &flow->destination), same_pair, flow);
}

static void add_to_end(struct dtls *dtls, struct kept *kept, enum dtls_side side)
{
	const struct endpoint *endpoint = &kept->facts.ends[side];
	struct end *end = find_end(dtls, endpoint);

	if (!end) {
		end = memory_new(sizeof(*end));
		end->endpoint = *endpoint;
		list_init(&end->sessions);
		table_put(&dtls->ends, endpoint_hash(&dtls->key, endpoint), end);
	}
	kept->places[side].kept = kept;
	list_add(&end->sessions, &kept->places[side].link);
}

static void remove_from_end(struct dtls *dtls, struct kept *kept, enum dtls_side side)
{
	const struct endpoint *endpoint = &kept->facts.ends[side];
	struct end *end = find_end(dtls, endpoint);

	list_remove(&kept->places[side].link);
	if (!list_empty(&end->sessions))
		return;
	table_drop(&dtls->ends, endpoint_hash(&dtls->key, endpoint), end);
	memory_free(end);
}

static void leave_pairs(struct dtls *dtls, struct kept *kept)
{
	const struct endpoint *ends = kept->facts.ends;

	if (kept->current)
		table_drop(&dtls->pairs, pair_hash(dtls, &ends[DTLS_CLIENT], &ends[DTLS_SERVER]), kept);
	kept->current = false;
}

static void drop(struct dtls *dtls, struct kept *kept)
{
	leave_pairs(dtls, kept);
	list_remove(&kept->age);
	remove_from_end(dtls, kept, DTLS_CLIENT);
	remove_from_end(dtls, kept, DTLS_SERVER);
	dtls->count--;
	memory_free(kept);
}

static struct kept *oldest(struct dtls *dtls)
{
	return LIST_OWNER(list_first(&dtls->used), struct kept, age);
}

void dtls_free(struct dtls *dtls)
{
	if (!dtls)
		return;
	while (!list_empty(&dtls->used))
		drop(dtls, oldest(dtls));
	table_done(&dtls->pairs);
	table_done(&dtls->ends);
	memory_free(dtls);
}

/* Takes the place of the one before between the same two. */
static struct kept *begin(struct dtls *dtls, struct kept *before, const struct flow *flow)
{
	struct kept *kept;

	if (before)
		leave_pairs(dtls, before);
	if (dtls->count >= budget_of(dtls->budget, DTLS_MAX_SESSIONS)) {
		drop(dtls, oldest(dtls));
		dtls->forgotten++;
	}
	kept = memory_new(sizeof(*kept));
	kept->facts.ends[DTLS_CLIENT] = flow->source;
	kept->facts.ends[DTLS_SERVER] = flow->destination;
	kept->current = true;
	table_put(&dtls->pairs, pair_hash(dtls, &flow->source, &flow->destination), kept);
	add_to_end(dtls, kept, DTLS_CLIENT);
	add_to_end(dtls, kept, DTLS_SERVER);
	list_add(&dtls->used, &kept->age);
	dtls->count++;
	return kept;
}

/* Records */

static bool is_plain_type(uint8_t type)
{
	return type >= RECORD_CHANGE_CIPHER && type <= RECORD_ACK;
}

/* False: no record stands here. A snap length may have cut off the last one's end. */
static bool next_record(struct cursor *rest, struct record *out)
{
	const uint8_t *header = cursor_take(rest, RECORD_HEADER);
	size_t size;

	if (!header || !is_plain_type(header[0]) || header[1] != VERSION_MAJOR)
		return false;
	out->type = header[0];
	out->epoch = net_u16(header + 3);
	size = net_u16(header + 11);
	out->body = *rest;
	cursor_limit(&out->body, size);
	cursor_skip(rest, size < cursor_left(rest) ? size : cursor_left(rest));
	return true;
}

/* A datagram begins with a record that it has room for. */
static bool begins_with_record(const struct payload *payload)
{
	const uint8_t *bytes = payload->bytes;

	return payload->size >= RECORD_HEADER && is_plain_type(bytes[0]) && bytes[1] == VERSION_MAJOR &&
	       RECORD_HEADER + (size_t)net_u16(bytes + 11) <= payload->length;
}

static bool begins_with_unified(const struct payload *payload)
{
	return payload->size && (payload->bytes[0] & RECORD_UNIFIED_MASK) == RECORD_UNIFIED;
}

/* The random of a ClientHello, which its repeats have in common (RFC 6347 4.2.1), as a hash; 0: not to be read. */
static uint64_t random_of(const struct dtls *dtls, struct record *record)
{
	struct cursor body = record->body;
	const uint8_t *header = cursor_take(&body, HANDSHAKE_HEADER), *hello;

	/* The fragment with the beginning of the message. */
	if (record->type != RECORD_HANDSHAKE || record->epoch || !header || header[0] != CLIENT_HELLO || header[6] ||
	    header[7] || header[8])
		return 0;
	hello = cursor_take(&body, 2 + RANDOM);
	return hello ? hash_str(&dtls->key, (struct str){(const char *)hello, 2 + RANDOM}) | 1 : 0;
}

static void take_handshake(struct dtls_session *session, enum dtls_side side, struct record *record,
                           const struct payload *payload)
{
	const uint8_t *header = cursor_take(&record->body, HANDSHAKE_HEADER);
	struct moments *moments = NULL;

	if (!header)
		return;
	switch (header[0]) {
	case CLIENT_HELLO:
		moments = side == DTLS_CLIENT ? &session->hellos : &session->counter_hellos;
		break;
	case SERVER_HELLO:
		moments = &session->server_hellos;
		break;
	case HELLO_VERIFY_REQUEST:
		moments = &session->retries;
		break;
	case CERTIFICATE:
		moments = &session->certificates[side];
		break;
	default:
		return;
	}
	moments_note(moments, payload->time, payload->frame);
}

static void take_alert(struct dtls_session *session, enum dtls_side side, struct record *record,
                       const struct payload *payload)
{
	const uint8_t *alert = cursor_take(&record->body, 2);

	if (!alert)
		return;
	if (!session->alerts[DTLS_CLIENT].count && !session->alerts[DTLS_SERVER].count) {
		session->alert_level = alert[0];
		session->alert_description = alert[1];
	}
	moments_note(&session->alerts[side], payload->time, payload->frame);
}

/* From the second epoch on all is encrypted (RFC 6347 4.1): only the type of a record shows. */
static void take_record(struct dtls_session *session, enum dtls_side side, struct record *record,
                        const struct payload *payload)
{
	if (record->type == RECORD_HANDSHAKE && record->epoch)
		moments_note(&session->finished[side], payload->time, payload->frame);
	else if (record->type == RECORD_HANDSHAKE)
		take_handshake(session, side, record, payload);
	else if (record->type == RECORD_ALERT && !record->epoch)
		take_alert(session, side, record, payload);
	else if ((record->type == RECORD_APPLICATION || record->type == RECORD_CID) && record->epoch)
		moments_note(&session->application[side], payload->time, payload->frame);
}

static enum dtls_side side_of(const struct dtls_session *session, const struct flow *flow)
{
	return endpoint_same(&session->ends[DTLS_CLIENT], &flow->source) ? DTLS_CLIENT : DTLS_SERVER;
}

/*
 * The session a ClientHello belongs to. Another one of the same client begins another session; one of the server's says that
 * both want to begin.
 */
static struct kept *session_of_hello(struct dtls *dtls, struct kept *kept, const struct flow *flow, uint64_t random)
{
	if (!kept || !kept->random || (kept->random != random && side_of(&kept->facts, flow) == DTLS_CLIENT))
		kept = begin(dtls, kept, flow);
	if (!kept->random)
		kept->random = random;
	return kept;
}

static void touch(struct dtls *dtls, struct kept *kept, const struct payload *payload)
{
	struct dtls_session *session = &kept->facts;

	if (!session->first_frame) {
		session->first = payload->time;
		session->first_frame = payload->frame;
	}
	session->last = payload->time;
	session->last_frame = payload->frame;
	list_remove(&kept->age);
	list_add(&dtls->used, &kept->age);
}

/* RFC 9147 4: what follows such a record in the datagram is of the same kind. */
static void take_unified(struct dtls_session *session, enum dtls_side side, uint8_t first,
                         const struct payload *payload)
{
	bool handshake = (first & UNIFIED_EPOCH) == EPOCH_HANDSHAKE;

	moments_note(handshake ? &session->finished[side] : &session->application[side], payload->time, payload->frame);
}

static void take_records(struct dtls *dtls, struct kept *kept, const struct payload *payload)
{
	enum dtls_side side = side_of(&kept->facts, &payload->flow);
	struct cursor rest = cursor_of(payload->bytes, payload->size);
	struct record record;

	touch(dtls, kept, payload);
	for (unsigned i = 0; i < DTLS_MAX_RECORDS && cursor_left(&rest); i++) {
		if ((rest.p[0] & RECORD_UNIFIED_MASK) == RECORD_UNIFIED) {
			take_unified(&kept->facts, side, rest.p[0], payload);
			return;
		}
		if (!next_record(&rest, &record))
			return;
		take_record(&kept->facts, side, &record, payload);
	}
}

bool dtls_take(struct dtls *dtls, const struct payload *payload)
{
	struct cursor rest = cursor_of(payload->bytes, payload->size);
	struct record record;
	struct kept *kept;
	uint64_t random;

	/* What is encrypted by DTLS 1.3 looks like anything: it is told by what went before. */
	if (!begins_with_record(payload)) {
		kept = begins_with_unified(payload) ? find_pair(dtls, &payload->flow) : NULL;
		if (kept)
			take_records(dtls, kept, payload);
		return kept != NULL;
	}
	kept = find_pair(dtls, &payload->flow);
	random = next_record(&rest, &record) ? random_of(dtls, &record) : 0;
	if (random)
		kept = session_of_hello(dtls, kept, &payload->flow, random);
	else if (!kept)
		kept = begin(dtls, NULL, &payload->flow);
	take_records(dtls, kept, payload);
	return true;
}

/* Questions */

const struct dtls_session *dtls_next(const struct dtls *dtls, const struct endpoint *endpoint,
                                     const struct dtls_session *after)
{
	const struct end *end = find_end(dtls, endpoint);
	const struct kept *before = (const struct kept *)after;
	const struct link *link;

	if (!end)
		return NULL;
	link = &end->sessions.head;
	if (before)
		link = &before->places[endpoint_same(&after->ends[DTLS_CLIENT], endpoint) ? DTLS_CLIENT : DTLS_SERVER]
		                .link;
	link = link->prev;
	return link == &end->sessions.head ? NULL : &LIST_OWNER(link, struct place, link)->kept->facts;
}

static bool has_keys(const struct dtls_session *session, enum dtls_side side, ns until)
{
	const struct moments *finished = &session->finished[side], *application = &session->application[side];

	return (finished->count && finished->first <= until) || (application->count && application->first <= until);
}

bool dtls_is_complete(const struct dtls_session *session, ns until)
{
	return has_keys(session, DTLS_CLIENT, until) && has_keys(session, DTLS_SERVER, until);
}

/* RFC 8446 6, RFC 5246 7.2; with what of them a receiver of a handshake says. */
const char *dtls_alert_name(uint8_t description)
{
	static const struct {
		uint8_t number;
		const char *name;
	} alerts[] = {
		{0, "close_notify"},
		{10, "unexpected_message"},
		{20, "bad_record_mac"},
		{22, "record_overflow"},
		{40, "handshake_failure"},
		{41, "no_certificate"},
		{42, "bad_certificate"},
		{43, "unsupported_certificate"},
		{44, "certificate_revoked"},
		{45, "certificate_expired"},
		{46, "certificate_unknown"},
		{47, "illegal_parameter"},
		{48, "unknown_ca"},
		{49, "access_denied"},
		{50, "decode_error"},
		{51, "decrypt_error"},
		{70, "protocol_version"},
		{71, "insufficient_security"},
		{80, "internal_error"},
		{86, "inappropriate_fallback"},
		{90, "user_canceled"},
		{100, "no_renegotiation"},
		{109, "missing_extension"},
		{110, "unsupported_extension"},
		{116, "certificate_required"},
		{120, "no_application_protocol"},
	};

	for (size_t i = 0; i < sizeof(alerts) / sizeof(alerts[0]); i++)
		if (alerts[i].number == description)
			return alerts[i].name;
	return NULL;
}

uint64_t dtls_forgotten(const struct dtls *dtls)
{
	return dtls->forgotten;
}
