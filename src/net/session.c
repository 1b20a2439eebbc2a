/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/session.h"

#include "base/list.h"
#include "base/memory.h"
#include "base/table.h"
#include "net/hep.h"
#include "net/protection.h"
#include "net/websocket.h"

#include <stdlib.h>

enum {
	LOOK = 40, /* bytes that tell any protocol here from plain text */
};

enum kind {
	KIND_NEW, /* the bytes so far do not tell */
	KIND_PLAIN,
	KIND_TLS,
	KIND_WEBSOCKET,
	KIND_HEP,
};

/* One direction of something reliable: of TCP, or of what TLS brings. */
struct lane {
	enum kind kind;
	bool midway;     /* may have been joined midway: what it carries shows later than with its first bytes */
	bool lost;       /* HEP: looks for the next message */
	struct buf kept; /* KIND_NEW: all bytes so far; HEP: the message at the front */
	struct websocket *websocket;
};

struct side {
	uint64_t stream; /* 0: none at present */
	unsigned index;
	bool encrypted; /* the connection's struct tls has bytes of this side */
	bool resumed;   /* bytes may be missing between those and the stream's */
	ns time;        /* of its latest payload */
	uint64_t frame;
	struct lane outer, inner;
};

struct connection {
	struct link used; /* in open or closed, longest unused first */
	uint64_t hash;
	struct endpoint ends[2];
	struct side sides[2];
	struct tls *tls;
	size_t charged; /* of sessions->bytes */
	bool stray;     /* beside the one in the table: bytes that do not join on to its stream */
};

struct sessions {
	struct hash_key key;
	struct budget budget;
	struct net_counters *counters;
	struct tls_keys *keys;
	struct table streams; /* of sides */
	struct table pairs;   /* of connections */
	/* Closed ones wait with their secrets: TCP takes silence for the end, and the connection may go on. */
	struct list open, closed;
	size_t count, bytes;
};

/* A lane at work. */
struct work {
	struct sessions *sessions;
	struct connection *connection;
	struct side *side;
	struct payloads *out;
	bool secure; /* the lane is inside TLS */
};

struct sessions *sessions_new(const struct hash_key *key, struct net_counters *counters, struct tls_keys *keys)
{
	struct sessions *sessions = memory_new(sizeof(*sessions));

	sessions->key = *key;
	sessions->counters = counters;
	sessions->keys = keys;
	list_init(&sessions->open);
	list_init(&sessions->closed);
	return sessions;
}

void sessions_limit(struct sessions *sessions, struct budget budget)
{
	sessions->budget = budget;
}

static struct connection *owner_of(struct side *side)
{
	struct side *first = side - side->index;

	return LIST_OWNER(first, struct connection, sides);
}

static uint64_t stream_hash(const struct sessions *sessions, uint64_t stream)
{
	return hash_words(&sessions->key, stream, 0, 3);
}

static bool same_stream(const void *item, const void *key)
{
	const struct side *side = item;
	const uint64_t *stream = key;

	return side->stream == *stream;
}

static bool same_ends(const void *item, const void *key)
{
	const struct connection *connection = item;
	const struct endpoint *ends = key;

	return endpoint_same(&connection->ends[0], &ends[0]) && endpoint_same(&connection->ends[1], &ends[1]);
}

static void lane_done(struct lane *lane)
{
	buf_done(&lane->kept);
	websocket_free(lane->websocket);
	*lane = (struct lane){.kind = KIND_NEW};
}

static size_t lane_held(const struct lane *lane)
{
	return lane->kept.room + (lane->websocket ? websocket_held(lane->websocket) : 0);
}

static void charge(struct sessions *sessions, struct connection *connection)
{
	size_t held = 0;

	for (unsigned i = 0; i < 2; i++)
		held += lane_held(&connection->sides[i].outer) + lane_held(&connection->sides[i].inner);
	sessions->bytes = sessions->bytes - connection->charged + held;
	connection->charged = held;
}

static void forget_tls(struct connection *connection)
{
	tls_free(connection->tls);
	connection->tls = NULL;
	for (unsigned i = 0; i < 2; i++) {
		connection->sides[i].encrypted = connection->sides[i].resumed = false;
		lane_done(&connection->sides[i].inner);
	}
}

static void leave_stream(struct sessions *sessions, struct side *side)
{
	table_drop(&sessions->streams, stream_hash(sessions, side->stream), side);
	side->stream = 0;
	lane_done(&side->outer);
}

static void drop(struct sessions *sessions, struct connection *connection)
{
	for (unsigned i = 0; i < 2; i++)
		if (connection->sides[i].stream)
			leave_stream(sessions, &connection->sides[i]);
	forget_tls(connection);
	charge(sessions, connection);
	if (!connection->stray)
		table_drop(&sessions->pairs, connection->hash, connection);
	list_remove(&connection->used);
	sessions->count--;
	memory_free(connection);
}

static struct connection *first_of(struct list *list)
{
	struct link *first = list_first(list);

	return first ? LIST_OWNER(first, struct connection, used) : NULL;
}

void sessions_free(struct sessions *sessions)
{
	struct connection *connection;

	if (!sessions)
		return;
	while ((connection = first_of(&sessions->closed)) || (connection = first_of(&sessions->open)))
		drop(sessions, connection);
	table_done(&sessions->streams);
	table_done(&sessions->pairs);
	memory_free(sessions);
}

/* False: there is none but the one to keep. */
static bool evict(struct sessions *sessions, const struct connection *keep)
{
	struct connection *connection = first_of(&sessions->closed);

	if (!connection) {
		connection = first_of(&sessions->open);
		if (!connection || connection == keep)
			return false;
		sessions->counters->sessions_evicted++;
	}
	drop(sessions, connection);
	return true;
}

static void keep_budget(struct sessions *sessions, struct connection *connection)
{
	charge(sessions, connection);
	while (sessions->bytes > budget_of(sessions->budget, SESSION_MAX_BYTES) && evict(sessions, connection))
		;
}

static bool is_before(const struct endpoint *a, const struct endpoint *b)
{
	int order = memcmp(a->address.bytes, b->address.bytes, sizeof(a->address.bytes));

	return order < 0 || (order == 0 && a->port < b->port);
}

static struct connection *start(struct sessions *sessions, const struct endpoint *ends, uint64_t hash)
{
	struct connection *connection;

	if (sessions->count >= budget_of(sessions->budget, SESSION_MAX))
		evict(sessions, NULL);
	connection = memory_new(sizeof(*connection));
	connection->hash = hash;
	connection->ends[0] = ends[0];
	connection->ends[1] = ends[1];
	connection->sides[1].index = 1;
	list_add(&sessions->open, &connection->used);
	sessions->count++;
	return connection;
}

/* A stream that was not seen before, in a connection that may have been. */
static struct side *begin_side(struct sessions *sessions, const struct payload *payload)
{
	const struct flow *flow = &payload->flow;
	unsigned index = is_before(&flow->source, &flow->destination) ? 0 : 1;
	struct endpoint ends[2] = {index ? flow->destination : flow->source, index ? flow->source : flow->destination};
	uint64_t hash = hash_words(&sessions->key, endpoint_hash(&sessions->key, &ends[0]),
	                           endpoint_hash(&sessions->key, &ends[1]), 2);
	struct connection *connection = table_find(&sessions->pairs, hash, same_ends, ends);
	bool stray = connection && connection->sides[index].stream;
	struct side *side;

	if (!connection || stray) {
		connection = start(sessions, ends, hash);
		connection->stray = stray;
		if (!stray)
			table_put(&sessions->pairs, hash, connection);
	}
	side = &connection->sides[index];
	side->stream = payload->stream;
	side->resumed = side->encrypted;
	side->outer.midway = payload->gap || sessions->counters->sessions_evicted;
	table_put(&sessions->streams, stream_hash(sessions, side->stream), side);
	return side;
}

/* A stray stream takes the place of the one it was beside when that is over. */
static bool may_come_home(const struct sessions *sessions, const struct side *side, struct connection *connection)
{
	struct connection *home;

	if (!connection->stray)
		return false;
	home = table_find(&sessions->pairs, connection->hash, same_ends, connection->ends);
	return !home || !home->sides[side->index].stream;
}

static struct side *side_of(struct sessions *sessions, const struct payload *payload)
{
	struct side *side =
		table_find(&sessions->streams, stream_hash(sessions, payload->stream), same_stream, &payload->stream);

	if (side && payload->size && may_come_home(sessions, side, owner_of(side))) {
		drop(sessions, owner_of(side));
		side = begin_side(sessions, payload);
		side->outer.midway = side->resumed = true;
	}
	return side || payload->size == 0 ? side : begin_side(sessions, payload);
}

static void use(struct sessions *sessions, struct connection *connection)
{
	list_remove(&connection->used);
	list_add(&sessions->open, &connection->used);
}

/* What begins like a record is followed by another, as far as the bytes go. */
static bool is_followed(struct str bytes)
{
	struct cursor at = cursor_of(bytes.p, bytes.n);
	unsigned type;

	cursor_skip(&at, TLS_RECORD_HEADER - 2);
	cursor_skip(&at, cursor_u16(&at));
	if (cursor_left(&at) < 2)
		return true;
	type = cursor_u8(&at);
	return type >= RECORD_CHANGE_CIPHER_SPEC && type <= RECORD_HEARTBEAT && cursor_u8(&at) == 3;
}

static enum kind kind_of(struct str bytes, bool secure)
{
	bool maybe_tls = false, maybe_websocket = false;
	int64_t hep;

	if (!secure && tls_begins(bytes, &maybe_tls) && is_followed(bytes))
		return KIND_TLS;
	if (websocket_begins(bytes, &maybe_websocket))
		return KIND_WEBSOCKET;
	hep = hep_size(bytes);
	if (hep > 0 || (hep == 0 && bytes.n >= LOOK))
		return KIND_HEP;
	if ((maybe_tls || maybe_websocket || hep == 0) && bytes.n < LOOK)
		return KIND_NEW;
	return KIND_PLAIN;
}

static struct str text_of(const struct payload *payload)
{
	return (struct str){(const char *)payload->bytes, payload->size};
}

/* Bytes of the payload that outlive it, when it is one that TLS made. */
static void hand_on(const struct work *work, const struct payload *payload)
{
	struct payload *out = payloads_add(work->out);

	*out = *payload;
	if (!work->secure)
		return;
	out->flow.transport = TRANSPORT_TLS;
	if (payload->size) {
		uint8_t *copy = memory_new(payload->size);

		memcpy(copy, payload->bytes, payload->size);
		payloads_keep(work->out, copy);
		out->bytes = copy;
	}
}

static void read_websocket(const struct work *work, struct lane *lane, const struct payload *payload)
{
	for (;;) {
		struct str message;
		size_t length;

		switch (websocket_next(lane->websocket, &message, &length)) {
		case WEBSOCKET_MESSAGE: {
			struct payload *out = payloads_add(work->out);

			*out = *payload;
			payloads_keep(work->out, (void *)(uintptr_t)message.p);
			out->flow.transport = work->secure ? TRANSPORT_WSS : TRANSPORT_WS;
			out->bytes = (const uint8_t *)message.p;
			out->size = message.n;
			out->length = length;
			out->gap = out->end = false;
			out->whole = true;
			break;
		}
		case WEBSOCKET_COMPRESSED:
			work->sessions->counters->websocket_compressed++;
			break;
		case WEBSOCKET_REFUSED:
			work->sessions->counters->websocket_refused++;
			break;
		case WEBSOCKET_FOREIGN:
			lane->kind = KIND_PLAIN;
			return;
		default:
			return;
		}
	}
}

static void take_websocket(const struct work *work, struct lane *lane, const struct payload *payload)
{
	if (!lane->websocket)
		lane->websocket = websocket_new();
	if (payload->gap) {
		websocket_gap(lane->websocket);
		read_websocket(work, lane, payload);
	}
	websocket_put(lane->websocket, text_of(payload));
	read_websocket(work, lane, payload);
	if (lane->kind != KIND_WEBSOCKET) {
		websocket_free(lane->websocket);
		lane->websocket = NULL;
	}
}

/* Where the next message may begin, behind nonsense. */
static struct str seek_hep(struct str bytes)
{
	while ((bytes = str_from(bytes, 1)).n)
		if (hep_size(bytes) >= 0)
			break;
	return bytes;
}

/* Reads the messages at the front of the bytes; what is left is one that is not complete. */
static struct str read_hep(const struct work *work, struct lane *lane, struct str bytes, const struct payload *payload)
{
	while (bytes.n) {
		int64_t size = hep_size(bytes);

		if (size == 0)
			break;
		if (size > 0) {
			hep_take((struct str){bytes.p, (size_t)size}, payload, work->out, work->sessions->counters);
			bytes = str_from(bytes, (size_t)size);
			lane->lost = false;
		} else {
			work->sessions->counters->hep_malformed += !lane->lost;
			lane->lost = true;
			bytes = seek_hep(bytes);
		}
	}
	return bytes;
}

static void take_hep(const struct work *work, struct lane *lane, const struct payload *payload)
{
	struct buf front = lane->kept;
	struct payload outer = *payload;
	struct str bytes = text_of(payload), left;

	outer.gap = outer.end = false;
	lane->kept = (struct buf){0};
	if (payload->gap) {
		work->sessions->counters->hep_malformed += front.n > 0;
		lane->lost = true;
		buf_done(&front);
	}
	if (front.n || work->secure) {
		/* What the messages carry must live as long as the payloads. */
		buf_add(&front, bytes);
		bytes = buf_str(&front);
	}
	left = read_hep(work, lane, bytes, &outer);
	if (front.p && left.n == front.n) {
		lane->kept = front;
		return;
	}
	buf_add(&lane->kept, left);
	if (front.p)
		payloads_keep(work->out, front.p);
}

static void take(const struct work *work, struct lane *lane, const struct payload *payload);
static void end_lane(const struct work *work, struct lane *lane, const struct payload *payload);

static void read_tls(const struct work *work, struct side *side)
{
	struct work inside = *work;
	struct payload text;

	inside.side = side;
	inside.secure = true;
	while (tls_next(work->connection->tls, side->index, &text)) {
		bool end = text.end;

		text.end = false;
		take(&inside, &side->inner, &text);
		if (end)
			end_lane(&inside, &side->inner, &text);
	}
}

/* A ClientHello or ServerHello on a new stream, when there was one before: the ports are used again. */
static bool is_used_again(const struct side *side, const struct payload *payload)
{
	if (payload->size == 0 || !side->resumed || payload->bytes[0] != RECORD_HANDSHAKE)
		return false;
	if (payload->size <= TLS_RECORD_HEADER)
		return !payload->gap;
	return payload->bytes[TLS_RECORD_HEADER] == 1 || payload->bytes[TLS_RECORD_HEADER] == 2;
}

/* A side may become readable by what the other one says. */
static void take_tls(const struct work *work, const struct payload *payload)
{
	struct connection *connection = work->connection;
	struct side *side = work->side, *other = &connection->sides[!side->index];
	struct payload outer = *payload;

	if (connection->tls && is_used_again(side, payload))
		forget_tls(connection);
	outer.gap |= side->resumed;
	if (!connection->tls)
		connection->tls = tls_new(work->sessions->keys, work->sessions->counters);
	side->resumed = false;
	side->encrypted = true;
	tls_put(connection->tls, side->index, &outer);
	read_tls(work, other);
	read_tls(work, side);
}

static void take_kind(const struct work *work, struct lane *lane, const struct payload *payload)
{
	switch (lane->kind) {
	case KIND_TLS:
		take_tls(work, payload);
		break;
	case KIND_WEBSOCKET:
		take_websocket(work, lane, payload);
		break;
	case KIND_HEP:
		take_hep(work, lane, payload);
		break;
	default:
		hand_on(work, payload);
		break;
	}
}

/* The bytes that were held until it was clear what they are, and then those that made it so. */
static void release(const struct work *work, struct lane *lane, size_t held, const struct payload *payload)
{
	struct payload front = *payload;
	struct buf kept = lane->kept;

	lane->kept = (struct buf){0};
	front.bytes = (const uint8_t *)kept.p;
	front.size = front.length = held;
	front.gap = lane->midway; /* of the bytes held, not of those behind them */
	front.end = false;
	take_kind(work, lane, &front);
	if (kept.p)
		payloads_keep(work->out, kept.p);
}

static void decide(const struct work *work, struct lane *lane, const struct payload *payload)
{
	struct str bytes = text_of(payload);
	size_t held;

	if (lane->kept.n && payload->gap) {
		lane->kind = KIND_PLAIN;
		release(work, lane, lane->kept.n, payload);
	}
	lane->midway |= payload->gap;
	held = lane->kept.n;
	if (held) {
		bytes.n = bytes.n < LOOK - held ? bytes.n : LOOK - held;
		buf_add(&lane->kept, bytes);
		bytes = buf_str(&lane->kept);
	}
	lane->kind = kind_of(bytes, work->secure);
	if (lane->kind == KIND_NEW) {
		if (!held)
			buf_add(&lane->kept, bytes);
		return;
	}
	if (held)
		release(work, lane, held, payload);
	take_kind(work, lane, payload);
}

/* No text begins a segment so, TLS records and WebSocket frames do. */
static bool may_show_late(const struct lane *lane, const struct payload *payload)
{
	return lane->midway && (payload->bytes[0] < ' ' || payload->bytes[0] >= 0x80) && payload->bytes[0] != '\r' &&
	       payload->bytes[0] != '\n';
}

static void take(const struct work *work, struct lane *lane, const struct payload *payload)
{
	if (lane->kind == KIND_NEW) {
		if (payload->size)
			decide(work, lane, payload);
		return;
	}
	if (payload->size && lane->kind == KIND_PLAIN && may_show_late(lane, payload)) {
		lane->kind = kind_of(text_of(payload), work->secure);
		lane->kind = lane->kind == KIND_NEW ? KIND_PLAIN : lane->kind;
	}
	take_kind(work, lane, payload);
}

/* The lane brings nothing more: what it holds comes out as far as it makes sense. */
static void end_lane(const struct work *work, struct lane *lane, const struct payload *payload)
{
	struct payload last = *payload;

	last.bytes = (const uint8_t *)"";
	last.size = last.length = 0;
	last.gap = false;
	last.end = true;
	if (lane->kind == KIND_NEW && lane->kept.n) {
		lane->kind = KIND_PLAIN;
		release(work, lane, lane->kept.n, &last);
		hand_on(work, &last);
	} else if (lane->kind == KIND_WEBSOCKET) {
		websocket_gap(lane->websocket);
		read_websocket(work, lane, &last);
	} else if (lane->kind == KIND_PLAIN && work->secure) {
		hand_on(work, &last);
	}
}

static void end_side(const struct work *work, const struct payload *payload)
{
	struct sessions *sessions = work->sessions;
	struct connection *connection = work->connection;

	end_lane(work, &work->side->outer, payload);
	leave_stream(sessions, work->side);
	if (connection->sides[!work->side->index].stream)
		return;
	if (connection->tls && !connection->stray) {
		list_remove(&connection->used);
		list_add(&sessions->closed, &connection->used);
		charge(sessions, connection);
	} else {
		drop(sessions, connection);
	}
}

static bool is_websocket(const struct lane *lane)
{
	return lane->kind == KIND_WEBSOCKET && websocket_is_open(lane->websocket);
}

/* For the frame's counter: it carried something of this kind, of which nothing came out. */
static void add_empty(const struct side *side, const struct payload *payload, struct payloads *out)
{
	struct payload *empty = payloads_add(out);

	*empty = *payload;
	empty->bytes = (const uint8_t *)"";
	empty->size = empty->length = 0;
	empty->gap = empty->end = false;
	empty->whole = true;
	if (side->outer.kind == KIND_TLS)
		empty->flow.transport = is_websocket(&side->inner) ? TRANSPORT_WSS : TRANSPORT_TLS;
	else if (is_websocket(&side->outer))
		empty->flow.transport = TRANSPORT_WS;
}

void sessions_take(struct sessions *sessions, const struct payload *payload, struct payloads *out)
{
	struct side *side = side_of(sessions, payload);
	struct work work = {sessions, NULL, side, out, false};
	size_t count = out->count;

	if (!side || (side->outer.kind == KIND_PLAIN && !side->outer.midway && !payload->end)) {
		*payloads_add(out) = *payload;
		return;
	}
	work.connection = owner_of(side);
	use(sessions, work.connection);
	side->time = payload->time;
	side->frame = payload->frame;
	take(&work, &side->outer, payload);
	if (out->count == count)
		add_empty(side, payload, out);
	if (payload->end)
		end_side(&work, payload);
	else
		keep_budget(sessions, work.connection);
}

/* A payload that came out late, and where it belongs in time: never before one of its own stream that stands before it. */
struct late {
	uint64_t frame;
	size_t index;
	struct payload payload;
};

static int compare_late(const void *a, const void *b)
{
	const struct late *left = a, *right = b;

	if (left->frame != right->frame)
		return left->frame < right->frame ? -1 : 1;
	return left->index < right->index ? -1 : left->index > right->index;
}

/* The payloads from `from` on came out side by side; they are told in the order of their frames. */
static void put_in_order(struct payloads *out, size_t from)
{
	size_t count = out->count - from;
	struct late *late;

	if (count < 2)
		return;
	late = memory_new(count * sizeof(*late));
	for (size_t i = 0; i < count; i++) {
		const struct payload *payload = &out->items[from + i];
		bool follows = i && late[i - 1].payload.stream == payload->stream;

		late[i] = (struct late){payload->frame, i, *payload};
		if (follows && late[i - 1].frame > payload->frame)
			late[i].frame = late[i - 1].frame;
	}
	qsort(late, count, sizeof(*late), compare_late);
	for (size_t i = 0; i < count; i++)
		out->items[from + i] = late[i].payload;
	memory_free(late);
}

static void retry(struct sessions *sessions, struct list *list, struct payloads *out)
{
	for (struct link *link = list_first(list); link; link = list_next(list, link)) {
		struct connection *connection = LIST_OWNER(link, struct connection, used);
		struct work work = {sessions, connection, NULL, out, false};

		if (!connection->tls || !tls_waits(connection->tls))
			continue;
		read_tls(&work, &connection->sides[0]);
		read_tls(&work, &connection->sides[1]);
		charge(sessions, connection);
	}
}

size_t sessions_count(const struct sessions *sessions)
{
	return sessions->count;
}

void sessions_retry(struct sessions *sessions, struct payloads *out)
{
	size_t from = out->count;

	retry(sessions, &sessions->closed, out);
	retry(sessions, &sessions->open, out);
	put_in_order(out, from);
}

/* The end of input is the end of each stream, as far as that completes what waits. */
static void flush_side(const struct work *work)
{
	const struct connection *connection = work->connection;
	const struct side *side = work->side;
	struct payload last = {
		.flow.source = connection->ends[side->index],
		.flow.destination = connection->ends[!side->index],
		.flow.transport = TRANSPORT_TCP,
		.time = side->time,
		.frame = side->frame,
		.stream = side->stream,
	};
	struct work inside = *work;

	inside.secure = true;
	if (side->outer.kind == KIND_WEBSOCKET)
		end_lane(work, &work->side->outer, &last);
	if (side->inner.kind == KIND_WEBSOCKET)
		end_lane(&inside, &work->side->inner, &last);
}

static void flush_list(struct sessions *sessions, struct list *list, struct payloads *out)
{
	for (struct link *link = list_first(list); link; link = list_next(list, link)) {
		struct connection *connection = LIST_OWNER(link, struct connection, used);

		for (unsigned i = 0; i < 2; i++) {
			struct work work = {sessions, connection, &connection->sides[i], out, false};

			flush_side(&work);
		}
		if (connection->tls)
			tls_flush(connection->tls);
	}
}

void sessions_flush(struct sessions *sessions, struct payloads *out)
{
	flush_list(sessions, &sessions->closed, out);
	flush_list(sessions, &sessions->open, out);
}
