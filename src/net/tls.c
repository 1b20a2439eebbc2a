/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/tls.h"

#include "base/memory.h"
#include "net/handshake.h"
#include "net/hello.h"
#include "net/keys.h"
#include "net/records.h"

/* What the records of a direction are protected with: RFC 8446 2, 7.1. TLS 1.2 knows but the first and the last. */
enum epoch {
	EPOCH_PLAIN,
	EPOCH_EARLY,
	EPOCH_HANDSHAKE,
	EPOCH_TRAFFIC,
};

struct side {
	struct payload like; /* its latest payload */
	struct records records;
	bool ended, end_told;

	struct handshake_message message;
	unsigned hellos; /* seen so far; the latest handshake is that number */
	enum epoch epoch;
	struct protection protection; /* of the epoch; without a cipher: not known yet */
	uint64_t number;              /* of the next record */
	uint64_t dropped;             /* records that waited in vain */
	unsigned failures;            /* in a row */
	bool lost;                    /* records may be missing before the next */
	bool gap_told;                /* false: data before the next piece is missing */
};

/* What the two hellos of one handshake agreed upon. */
struct handshake {
	unsigned number;
	bool has_client, has_server;
	bool early;
	uint8_t client_random[TLS_RANDOM];
	struct server_hello server;
	const struct suite *suite; /* NULL: none that can be read */
};

struct tls_keys {
	struct keys keys;
	struct list connections; /* all, in the order they began */
	struct list holding;     /* those that hold bytes; first the one that was longest without new ones */
	size_t held;
	struct budget budget;
	struct tls_closed closed; /* of those that are over */
	uint8_t room[TLS_MAX_RECORD];
};

struct tls {
	struct link link, holding;
	struct tls_keys *keys;
	struct net_counters *counters;
	size_t held; /* bytes of heap in both sides, as the keys count them */
	struct side sides[2];
	struct handshake handshakes[2]; /* the latest two, by their number's lowest bit */
	unsigned client;                /* side; 2: not known yet */
	bool begun;
	struct tls_facts facts;
};

bool tls_is_read(void)
{
	return cipher_here();
}

/* All secrets */

struct tls_keys *tls_keys_new(const struct hash_key *key)
{
	struct tls_keys *keys = memory_new(sizeof(*keys));

	keys_init(&keys->keys, key);
	list_init(&keys->connections);
	list_init(&keys->holding);
	return keys;
}

void tls_keys_limit(struct tls_keys *keys, struct budget budget)
{
	keys->budget = budget;
}

void tls_keys_free(struct tls_keys *keys)
{
	if (!keys)
		return;
	keys_done(&keys->keys);
	memory_free(keys);
}

unsigned tls_keys_add(struct tls_keys *keys, struct str text)
{
	return keys_add(&keys->keys, text, (unsigned)budget_of(keys->budget, TLS_MAX_SECRETS));
}

uint64_t tls_keys_forgotten(const struct tls_keys *keys)
{
	return keys->keys.forgotten;
}

/* What is held */

static size_t held_in(const struct side *side)
{
	return side->records.held + side->message.body.room;
}

/* To be called when something was done to what it holds. */
static void settle(struct tls *tls)
{
	size_t held = held_in(&tls->sides[0]) + held_in(&tls->sides[1]);

	tls->keys->held += held - tls->held;
	tls->held = held;
	if (held == 0)
		list_remove(&tls->holding);
}

/* A record that waited in vain; those behind it are still numbered. */
static void drop_record(struct tls *tls, struct side *side)
{
	struct record *record = records_first(&side->records);

	if (side->epoch == EPOCH_TRAFFIC && !side->protection.cipher)
		side->number++;
	side->dropped++;
	side->gap_told = false;
	tls->counters->tls_without_keys += record->header[0] == RECORD_DATA;
	records_drop(&side->records);
}

static void drop_all(struct tls *tls)
{
	for (unsigned i = 0; i < 2; i++) {
		struct side *side = &tls->sides[i];

		while (records_first(&side->records))
			drop_record(tls, side);
		records_drop_part(&side->records);
		handshake_message_drop_body(&side->message);
	}
	settle(tls);
}

static void keep_budget(struct tls *tls, struct side *side)
{
	struct link *link;

	while (held_in(side) > TLS_MAX_WAITING && records_first(&side->records))
		drop_record(tls, side);
	settle(tls);
	while (tls->keys->held > budget_of(tls->keys->budget, TLS_MAX_WAITING_ALL) &&
	       (link = list_first(&tls->keys->holding)))
		drop_all(LIST_OWNER(link, struct tls, holding));
}

/* One connection */

struct tls *tls_new(struct tls_keys *keys, struct net_counters *counters)
{
	struct tls *tls = memory_new(sizeof(*tls));

	tls->keys = keys;
	tls->counters = counters;
	tls->client = 2;
	list_add(&keys->connections, &tls->link);
	for (unsigned i = 0; i < 2; i++) {
		records_init(&tls->sides[i].records);
		tls->sides[i].gap_told = true;
		handshake_message_init(&tls->sides[i].message);
	}
	return tls;
}

void tls_closed(const struct tls_keys *keys, struct tls_closed *out)
{
	*out = keys->closed;
	for (const struct link *link = keys->connections.head.next; link != &keys->connections.head; link = link->next)
		tls_closed_note(out, tls_facts(LIST_OWNER(link, struct tls, link)));
	tls_closed_sort(out);
}

void tls_free(struct tls *tls)
{
	if (!tls)
		return;
	tls_closed_note(&tls->keys->closed, tls_facts(tls));
	drop_all(tls);
	for (unsigned i = 0; i < 2; i++)
		protection_done(&tls->sides[i].protection);
	list_remove(&tls->holding);
	list_remove(&tls->link);
	memory_free(tls);
}

bool tls_begins(struct str bytes, bool *maybe)
{
	uint8_t header[TLS_RECORD_HEADER] = {RECORD_HANDSHAKE, 3, 1, 0, 1};
	size_t n = bytes.n < sizeof(header) ? bytes.n : sizeof(header);

	if (n)
		memcpy(header, bytes.p, n);
	/* What is still to come may make a size of it. */
	if (n < sizeof(header))
		header[4] = header[3] == 0;
	*maybe = n < sizeof(header) && record_begins(header);
	return n == sizeof(header) && record_begins(header);
}

void tls_put(struct tls *tls, unsigned side_index, const struct payload *payload)
{
	struct side *side = &tls->sides[side_index];

	if (!tls->begun) {
		tls->begun = true;
		tls->facts.time = payload->time;
		tls->facts.frame = payload->frame;
	}
	side->like = *payload;
	side->like.gap = side->like.end = false;
	side->like.flow.transport = TRANSPORT_TLS;
	side->ended = side->ended || payload->end;
	tls->facts.records += records_put(&side->records, payload);
	settle(tls);
	if (payload->size && tls->held) {
		list_remove(&tls->holding);
		list_add(&tls->keys->holding, &tls->holding);
	}
}

/* The handshake */

static struct handshake *handshake_of(struct tls *tls, const struct side *side)
{
	return &tls->handshakes[side->hellos & 1];
}

/* The two sides of a handshake find each other by its number, in whichever order their hellos were captured. */
static struct handshake *begin_handshake(struct tls *tls, struct side *side, const struct side *other)
{
	struct handshake *handshake;

	/* A hello that the other side has not answered is replaced. */
	if (side->hellos <= other->hellos)
		side->hellos++;
	handshake = handshake_of(tls, side);
	if (handshake->number != side->hellos)
		*handshake = (struct handshake){.number = side->hellos};
	return handshake;
}

static void take_client_hello(struct tls *tls, struct side *side, struct str body)
{
	unsigned index = (unsigned)(side - tls->sides);
	struct client_hello hello;
	struct handshake *handshake;

	if (!hello_of_client(body, &hello))
		return;
	handshake = handshake_of(tls, side);
	/* RFC 8446 4.1.2: the hello after a HelloRetryRequest is the same but for a few extensions. */
	if (!handshake->has_client || memcmp(handshake->client_random, hello.random, TLS_RANDOM) != 0)
		handshake = begin_handshake(tls, side, &tls->sides[!index]);
	handshake->has_client = true;
	handshake->early = hello.early;
	memcpy(handshake->client_random, hello.random, TLS_RANDOM);
	tls->client = index;
	tls->facts.sip = hello.sip;
	memcpy(tls->facts.server_name, hello.server_name, sizeof(hello.server_name));
}

static void take_server_hello(struct tls *tls, struct side *side, struct str body)
{
	unsigned index = (unsigned)(side - tls->sides);
	struct server_hello hello;
	struct handshake *handshake;

	if (!hello_of_server(body, &hello) || hello.retry)
		return;
	handshake = begin_handshake(tls, side, &tls->sides[!index]);
	handshake->has_server = true;
	handshake->server = hello;
	handshake->suite = hello.compressed || hello.version < TLS_1_2 ? NULL : suite_find(hello.suite);
	tls->client = !index;
}

static void begin_epoch(struct side *side, enum epoch epoch)
{
	protection_done(&side->protection);
	side->epoch = epoch;
	side->number = 0;
}

static void update_keys(struct side *side)
{
	struct protection before = side->protection;

	memset(&side->protection, 0, sizeof(side->protection));
	if (!protection_after(&side->protection, &before))
		side->failures = TLS_MAX_FAILURES;
	protection_done(&before);
	side->number = 0;
}

/* What comes behind a message may be protected with other keys: RFC 8446 5.1 lets none share a record with it. */
static void take_message(struct tls *tls, struct side *side)
{
	const struct handshake_message *message = &side->message;
	struct str body = buf_str(&message->body);
	bool thirteen = side->protection.thirteen;

	switch (message->header[0]) {
	case HANDSHAKE_CLIENT_HELLO:
		take_client_hello(tls, side, body);
		break;
	case HANDSHAKE_SERVER_HELLO:
		take_server_hello(tls, side, body);
		break;
	case HANDSHAKE_END_OF_EARLY_DATA:
		if (thirteen && side->epoch == EPOCH_EARLY)
			begin_epoch(side, EPOCH_HANDSHAKE);
		break;
	case HANDSHAKE_FINISHED:
		if (thirteen && side->epoch == EPOCH_HANDSHAKE)
			begin_epoch(side, EPOCH_TRAFFIC);
		break;
	case HANDSHAKE_KEY_UPDATE:
		if (thirteen && side->epoch == EPOCH_TRAFFIC)
			update_keys(side);
		break;
	}
}

/* Messages are split over records, and records hold several, as it comes. */
static void take_handshake(struct tls *tls, struct side *side, struct str text)
{
	struct cursor at = cursor_of(text.p, text.n);

	while (handshake_message_take(&side->message, &at)) {
		take_message(tls, side);
		handshake_message_drop(&side->message);
	}
}

/* Opening records */

enum step {
	STEP_WAIT, /* for a hello of the other side, or a secret */
	STEP_PASS,
	STEP_DATA,
};

/* The record as one of count numbers from first on; that number is the side's then. */
static bool open_as(struct tls *tls, struct protection *protection, const struct record *record, uint64_t *number,
                    unsigned count, struct opened *out)
{
	const struct sealed sealed = {record->header, {(const char *)record->body, record->size}};

	for (unsigned i = 0; i < count; i++)
		if (protection_open(protection, *number + i, &sealed, tls->keys->room, out)) {
			*number += i;
			return true;
		}
	return false;
}

static unsigned numbers_to_try(const struct side *side)
{
	return side->lost ? TLS_MAX_LOST : 1;
}

static enum step note_failure(struct tls *tls, struct side *side)
{
	tls->counters->tls_damaged++;
	side->failures++;
	side->number++;
	side->lost = true;
	side->gap_told = false;
	return STEP_PASS;
}

static enum step take_opened(struct tls *tls, struct side *side, const struct opened *opened)
{
	side->number++;
	side->failures = 0;
	side->lost = false;
	side->dropped = 0;
	tls->counters->tls_decrypted++;
	if (opened->type == RECORD_HANDSHAKE)
		take_handshake(tls, side, opened->text);
	if (opened->type != RECORD_DATA || opened->text.n == 0)
		return STEP_PASS;
	tls->facts.decrypted = true;
	return STEP_DATA;
}

static bool make_12(struct tls *tls, struct side *side)
{
	const struct handshake *handshake = handshake_of(tls, side);
	struct agreement agreement = {
		.suite = handshake->suite,
		.encrypt_then_mac = handshake->server.encrypt_then_mac,
		.client_random = handshake->client_random,
		.server_random = handshake->server.random,
	};

	if (!handshake->has_client || !handshake->suite)
		return false;
	agreement.master = keys_find(&tls->keys->keys, handshake->client_random, SECRET_MASTER);
	return agreement.master.n &&
	       protection_of_master(&side->protection, &agreement, side == &tls->sides[tls->client]);
}

static enum step open_12(struct tls *tls, struct side *side, const struct record *record, struct opened *out)
{
	if (!side->protection.cipher && !make_12(tls, side))
		return STEP_WAIT;
	if (!open_as(tls, &side->protection, record, &side->number, numbers_to_try(side), out))
		return note_failure(tls, side);
	return take_opened(tls, side, out);
}

static enum secret_label label_of(const struct tls *tls, const struct side *side, enum epoch epoch)
{
	bool client = side == &tls->sides[tls->client];

	switch (epoch) {
	case EPOCH_PLAIN:
	case EPOCH_EARLY:
		break;
	case EPOCH_HANDSHAKE:
		return client ? SECRET_CLIENT_HANDSHAKE : SECRET_SERVER_HANDSHAKE;
	case EPOCH_TRAFFIC:
		return client ? SECRET_CLIENT_TRAFFIC : SECRET_SERVER_TRAFFIC;
	}
	return SECRET_CLIENT_EARLY;
}

static void change_protection(struct side *side, struct protection *protection, enum epoch epoch, uint64_t number)
{
	protection_done(&side->protection);
	side->protection = *protection;
	side->epoch = epoch;
	side->number = number;
}

/*
 * Records that were dropped, or lost in a gap, may have been of either epoch: of the dropped ones all but the last of the
 * handshake's few were of this.
 */
static bool enter_epoch(struct tls *tls, struct side *side, enum epoch epoch, const struct record *record,
                        struct opened *out)
{
	const struct handshake *handshake = handshake_of(tls, side);
	struct str secret = keys_find(&tls->keys->keys, handshake->client_random, label_of(tls, side, epoch));
	struct protection protection = {0};
	uint64_t number = side->dropped > TLS_MAX_LOST ? side->dropped - TLS_MAX_LOST : 0;

	if (!protection_of_traffic(&protection, handshake->suite, secret))
		return false;
	if (open_as(tls, &protection, record, &number, side->dropped ? TLS_MAX_LOST + 1 : numbers_to_try(side), out)) {
		change_protection(side, &protection, epoch, number);
		return true;
	}
	protection_done(&protection);
	return false;
}

/* The KeyUpdate itself was lost. */
static bool enter_update(struct tls *tls, struct side *side, const struct record *record, struct opened *out)
{
	struct protection protection = {0};
	uint64_t number = 0;

	if (!protection_after(&protection, &side->protection))
		return false;
	if (open_as(tls, &protection, record, &number, TLS_MAX_LOST, out)) {
		change_protection(side, &protection, EPOCH_TRAFFIC, number);
		return true;
	}
	protection_done(&protection);
	return false;
}

/* With the keys in use, or those that come after them, as far as their secrets are known. */
static bool find_epoch(struct tls *tls, struct side *side, const struct record *record, struct opened *out)
{
	bool keyed = side->protection.cipher != NULL;

	if (keyed && open_as(tls, &side->protection, record, &side->number, numbers_to_try(side), out))
		return true;
	if (keyed && side->lost && side->epoch == EPOCH_TRAFFIC)
		return enter_update(tls, side, record, out);
	for (unsigned epoch = side->epoch + keyed; epoch <= EPOCH_TRAFFIC; epoch++)
		if (enter_epoch(tls, side, (enum epoch)epoch, record, out))
			return true;
	return false;
}

/* Nothing will ever open it. */
static enum step give_up(struct tls *tls, const struct record *record)
{
	tls->counters->tls_without_keys += record->header[0] == RECORD_DATA;
	return STEP_PASS;
}

static enum step open_13(struct tls *tls, struct side *side, const struct record *record, struct opened *out)
{
	const struct handshake *handshake = handshake_of(tls, side);
	const struct keys *keys = &tls->keys->keys;

	if (!handshake->has_client || !handshake->suite)
		return STEP_WAIT;
	if (find_epoch(tls, side, record, out))
		return take_opened(tls, side, out);
	if (side->epoch == EPOCH_TRAFFIC && side->protection.cipher)
		return note_failure(tls, side);
	if (!keys_find(keys, handshake->client_random, label_of(tls, side, EPOCH_TRAFFIC)).n)
		return STEP_WAIT;
	/*
	 * Of the handshake, whose secret is not known, or early data that the server did not want (RFC 8446 4.2.10): they do not
	 * count where the next keys begin. Or it was changed on its way.
	 */
	side->dropped++;
	if (side->epoch == EPOCH_TRAFFIC)
		return note_failure(tls, side);
	side->failures++;
	side->gap_told = side->gap_told && !side->lost;
	return give_up(tls, record);
}

static struct str text_of(const struct record *record)
{
	return (struct str){(const char *)record->body, record->size};
}

static enum step take_protected(struct tls *tls, struct side *side, const struct record *record, struct opened *out)
{
	const struct handshake *handshake = handshake_of(tls, side);
	uint8_t type = record->header[0];

	/* A new handshake, or the second hello after a HelloRetryRequest. */
	if (type == RECORD_HANDSHAKE && handshake_is_plain_hello(text_of(record))) {
		begin_epoch(side, EPOCH_PLAIN);
		side->failures = 0;
		handshake_message_drop(&side->message);
		take_handshake(tls, side, text_of(record));
		return STEP_PASS;
	}
	if (side->failures >= TLS_MAX_FAILURES) {
		tls->counters->tls_damaged += type == RECORD_DATA;
		return STEP_PASS;
	}
	if (handshake->has_server && !handshake->suite && !side->protection.cipher)
		return give_up(tls, record);
	if (handshake->server.version == TLS_1_3)
		return type == RECORD_DATA ? open_13(tls, side, record, out) : STEP_PASS;
	if (type == RECORD_CHANGE_CIPHER_SPEC) {
		begin_epoch(side, EPOCH_TRAFFIC); /* at the end of a renegotiation */
		return STEP_PASS;
	}
	return open_12(tls, side, record, out);
}

/* The first record that is not in the clear: what protects it the hellos have said. */
static enum step leave_plain(struct tls *tls, struct side *side, const struct record *record, struct opened *out)
{
	const struct handshake *handshake = handshake_of(tls, side);
	bool change = record->header[0] == RECORD_CHANGE_CIPHER_SPEC;

	/* The side's own hello was not captured, nor will it be. */
	if (side->hellos == 0)
		return give_up(tls, record);
	if (!handshake->has_server)
		return STEP_WAIT;
	if (handshake->server.version == TLS_1_3) {
		if (change)
			return STEP_PASS; /* for middleboxes only: RFC 8446 D.4 */
		begin_epoch(side, handshake->early && side == &tls->sides[tls->client] ? EPOCH_EARLY : EPOCH_HANDSHAKE);
		return take_protected(tls, side, record, out);
	}
	begin_epoch(side, EPOCH_TRAFFIC);
	if (change)
		return STEP_PASS;
	side->lost = true; /* the ChangeCipherSpec was */
	return take_protected(tls, side, record, out);
}

static enum step take_record(struct tls *tls, struct side *side, const struct record *record, struct opened *out)
{
	if (record->gap) {
		side->lost = true;
		side->gap_told = false;
		handshake_message_drop(&side->message);
	}
	if (side->epoch != EPOCH_PLAIN)
		return take_protected(tls, side, record, out);
	switch (record->header[0]) {
	case RECORD_HANDSHAKE:
		take_handshake(tls, side, text_of(record));
		return STEP_PASS;
	case RECORD_CHANGE_CIPHER_SPEC:
	case RECORD_DATA:
		return leave_plain(tls, side, record, out);
	}
	return STEP_PASS;
}

static void tell(struct side *side, const struct record *record, const struct opened *opened, struct payload *out)
{
	*out = side->like;
	out->time = record->time;
	out->frame = record->frame;
	out->bytes = (const uint8_t *)opened->text.p;
	out->size = out->length = opened->text.n;
	out->gap = !side->gap_told;
	side->gap_told = true;
}

static bool tell_end(struct side *side, struct payload *out)
{
	if (!side->ended || side->end_told)
		return false;
	*out = side->like;
	out->size = out->length = 0;
	out->end = side->end_told = true;
	return true;
}

bool tls_next(struct tls *tls, unsigned side_index, struct payload *out)
{
	struct side *side = &tls->sides[side_index];
	struct record *record;

	while ((record = records_first(&side->records))) {
		struct opened opened;
		enum step step = take_record(tls, side, record, &opened);

		if (step == STEP_WAIT)
			break;
		if (step == STEP_DATA)
			tell(side, record, &opened, out);
		records_take(&side->records);
		if (step == STEP_DATA) {
			settle(tls);
			return true;
		}
	}
	keep_budget(tls, side);
	return !records_first(&side->records) && tell_end(side, out);
}

/* For records, or to say that a direction is over whose last records were dropped to keep the budget. */
static bool is_unfinished(const struct side *side)
{
	return !list_empty(&side->records.whole) || (side->ended && !side->end_told);
}

void tls_flush(struct tls *tls)
{
	drop_all(tls);
}

bool tls_waits(const struct tls *tls)
{
	return is_unfinished(&tls->sides[0]) || is_unfinished(&tls->sides[1]);
}

static enum tls_obstacle obstacle_of(const struct tls *tls)
{
	unsigned latest = tls->sides[0].hellos > tls->sides[1].hellos ? tls->sides[0].hellos : tls->sides[1].hellos;
	const struct handshake *handshake = &tls->handshakes[latest & 1];

	if (!handshake->has_client || !handshake->has_server)
		return TLS_MIDWAY;
	if (handshake->server.version < TLS_1_2)
		return TLS_OLD;
	return handshake->suite ? TLS_NO_SECRETS : TLS_SUITE;
}

/* Without a hello, the lower port is taken for the server's. */
const struct tls_facts *tls_facts(struct tls *tls)
{
	const struct flow *flow = &tls->sides[tls->client == 1].like.flow;
	bool backward = tls->client == 2 && flow->source.port < flow->destination.port;

	if (tls->sides[tls->client == 1].like.frame == 0) {
		flow = &tls->sides[tls->client != 1].like.flow;
		backward = tls->client != 2 || flow->source.port < flow->destination.port;
	}
	tls->facts.flow = backward ? flow_reverse(flow) : *flow;
	tls->facts.obstacle = obstacle_of(tls);
	return &tls->facts;
}
