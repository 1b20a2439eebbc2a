/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/session.h"

#include "base/memory.h"
#include "net/hep.h"
#include "net/protection.h"
#include "net/session_store.h"

#include <stdlib.h>

enum {
	LOOK = 40, /* bytes that tell any protocol here from plain text */
};

struct sessions {
	struct session_store store;
	struct net_counters *counters;
	struct tls_keys *keys;
};

/* A lane at work. */
struct work {
	struct sessions *sessions;
	struct session *session;
	struct side *side;
	struct payloads *out;
	bool secure; /* the lane is inside TLS */
};

struct sessions *sessions_new(const struct hash_key *key, struct net_counters *counters, struct tls_keys *keys)
{
	struct sessions *sessions = memory_new(sizeof(*sessions));

	session_store_init(&sessions->store, key, counters);
	sessions->counters = counters;
	sessions->keys = keys;
	return sessions;
}

void sessions_limit(struct sessions *sessions, struct budget budget)
{
	sessions->store.budget = budget;
}

void sessions_usage(const struct sessions *sessions, struct usages *out)
{
	usages_count(out, "tcp-sessions", sessions->store.count, budget_of(sessions->store.budget, SESSION_MAX));
	usages_bytes(out, "tcp-sessions", sessions->store.bytes, budget_of(sessions->store.budget, SESSION_MAX_BYTES));
}

void sessions_free(struct sessions *sessions)
{
	if (!sessions)
		return;
	session_store_done(&sessions->store);
	memory_free(sessions);
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

static enum lane_kind kind_of(struct str bytes, bool secure)
{
	bool maybe_tls = false, maybe_websocket = false;
	int64_t hep;

	if (!secure && tls_begins(bytes, &maybe_tls) && is_followed(bytes))
		return LANE_TLS;
	if (websocket_begins(bytes, &maybe_websocket))
		return LANE_WEBSOCKET;
	hep = hep_size(bytes);
	if (hep > 0 || (hep == 0 && bytes.n >= LOOK))
		return LANE_HEP;
	if ((maybe_tls || maybe_websocket || hep == 0) && bytes.n < LOOK)
		return LANE_NEW;
	return LANE_PLAIN;
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
			lane->kind = LANE_PLAIN;
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
	if (lane->kind != LANE_WEBSOCKET) {
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
	while (tls_next(work->session->tls, side->index, &text)) {
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
	struct session *session = work->session;
	struct side *side = work->side, *other = &session->sides[!side->index];
	struct payload outer = *payload;

	if (session->tls && is_used_again(side, payload))
		session_forget_tls(session);
	outer.gap |= side->resumed;
	if (!session->tls)
		session->tls = tls_new(work->sessions->keys, work->sessions->counters);
	side->resumed = false;
	side->encrypted = true;
	tls_put(session->tls, side->index, &outer);
	read_tls(work, other);
	read_tls(work, side);
}

static void take_kind(const struct work *work, struct lane *lane, const struct payload *payload)
{
	switch (lane->kind) {
	case LANE_TLS:
		take_tls(work, payload);
		break;
	case LANE_WEBSOCKET:
		take_websocket(work, lane, payload);
		break;
	case LANE_HEP:
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
		lane->kind = LANE_PLAIN;
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
	if (lane->kind == LANE_NEW) {
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
	if (lane->kind == LANE_NEW) {
		if (payload->size)
			decide(work, lane, payload);
		return;
	}
	if (payload->size && lane->kind == LANE_PLAIN && may_show_late(lane, payload)) {
		lane->kind = kind_of(text_of(payload), work->secure);
		lane->kind = lane->kind == LANE_NEW ? LANE_PLAIN : lane->kind;
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
	if (lane->kind == LANE_NEW && lane->kept.n) {
		lane->kind = LANE_PLAIN;
		release(work, lane, lane->kept.n, &last);
		hand_on(work, &last);
	} else if (lane->kind == LANE_WEBSOCKET) {
		websocket_gap(lane->websocket);
		read_websocket(work, lane, &last);
	} else if (lane->kind == LANE_PLAIN && work->secure) {
		hand_on(work, &last);
	}
}

static bool is_websocket(const struct lane *lane)
{
	return lane->kind == LANE_WEBSOCKET && websocket_is_open(lane->websocket);
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
	if (side->outer.kind == LANE_TLS)
		empty->flow.transport = is_websocket(&side->inner) ? TRANSPORT_WSS : TRANSPORT_TLS;
	else if (is_websocket(&side->outer))
		empty->flow.transport = TRANSPORT_WS;
}

void sessions_take(struct sessions *sessions, const struct payload *payload, struct payloads *out)
{
	struct side *side = session_side(&sessions->store, payload);
	struct work work = {sessions, NULL, side, out, false};
	size_t count = out->count;

	if (!side || (side->outer.kind == LANE_PLAIN && !side->outer.midway && !payload->end)) {
		*payloads_add(out) = *payload;
		return;
	}
	work.session = session_of(side);
	session_use(&sessions->store, work.session);
	side->time = payload->time;
	side->frame = payload->frame;
	take(&work, &side->outer, payload);
	if (out->count == count)
		add_empty(side, payload, out);
	if (payload->end) {
		end_lane(&work, &side->outer, payload);
		session_end_side(&sessions->store, side);
	} else {
		session_keep_budget(&sessions->store, work.session);
	}
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
		struct session *session = LIST_OWNER(link, struct session, used);
		struct work work = {sessions, session, NULL, out, false};

		if (!session->tls || !tls_waits(session->tls))
			continue;
		read_tls(&work, &session->sides[0]);
		read_tls(&work, &session->sides[1]);
		session_charge(&sessions->store, session);
	}
}

size_t sessions_count(const struct sessions *sessions)
{
	return sessions->store.count;
}

void sessions_retry(struct sessions *sessions, struct payloads *out)
{
	size_t from = out->count;

	retry(sessions, &sessions->store.closed, out);
	retry(sessions, &sessions->store.open, out);
	put_in_order(out, from);
}

/* The end of input is the end of each stream, as far as that completes what waits. */
static void flush_side(const struct work *work)
{
	const struct session *session = work->session;
	const struct side *side = work->side;
	struct payload last = {
		.flow.source = session->ends[side->index],
		.flow.destination = session->ends[!side->index],
		.flow.transport = TRANSPORT_TCP,
		.time = side->time,
		.frame = side->frame,
		.stream = side->stream,
	};
	struct work inside = *work;

	inside.secure = true;
	if (side->outer.kind == LANE_WEBSOCKET)
		end_lane(work, &work->side->outer, &last);
	if (side->inner.kind == LANE_WEBSOCKET)
		end_lane(&inside, &work->side->inner, &last);
}

static void flush_list(struct sessions *sessions, struct list *list, struct payloads *out)
{
	for (struct link *link = list_first(list); link; link = list_next(list, link)) {
		struct session *session = LIST_OWNER(link, struct session, used);

		for (unsigned i = 0; i < 2; i++) {
			struct work work = {sessions, session, &session->sides[i], out, false};

			flush_side(&work);
		}
		if (session->tls)
			tls_flush(session->tls);
	}
}

void sessions_flush(struct sessions *sessions, struct payloads *out)
{
	flush_list(sessions, &sessions->store.closed, out);
	flush_list(sessions, &sessions->store.open, out);
}
