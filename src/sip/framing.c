/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/framing.h"

#include "base/list.h"
#include "base/memory.h"
#include "base/table.h"
#include "sip/connection.h"
#include "sip/start.h"

#include <string.h>

/* A TCP direction that carried something. */
struct tracked {
	struct link link; /* the least recently used one stands first */
	uint64_t stream;
	struct connection connection;
	size_t charged; /* of framing->bytes */
};

/* What is still to be done with the payload at hand; framing_next goes on from there. */
enum stage {
	STAGE_NONE,
	STAGE_GAP,
	STAGE_BYTES,
	STAGE_MESSAGES,
	STAGE_END,
	STAGE_OVER,
};

struct framing {
	struct hash_key key;
	struct budget budget;
	struct table connections;
	struct list used;
	size_t bytes; /* of partial messages */
	enum stage stage;
	struct payload payload;
	struct tracked *tracked; /* the payload's */
	struct framed ready;     /* found while it was taken in, for the first framing_next */
	bool is_ready;
	bool is_partial; /* the payload ended within a message */
	bool flushing;
	struct framing_counters counters;
};

struct framing *framing_new(const struct hash_key *key)
{
	struct framing *framing = memory_new(sizeof(*framing));

	framing->key = *key;
	list_init(&framing->used);
	return framing;
}

void framing_limit(struct framing *framing, struct budget budget)
{
	framing->budget = budget;
}

static uint64_t hash_of(const struct framing *framing, uint64_t stream)
{
	return hash_words(&framing->key, stream, 0, 0);
}

static void charge(struct framing *framing, struct tracked *tracked, size_t bytes)
{
	framing->bytes = framing->bytes - tracked->charged + bytes;
	tracked->charged = bytes;
}

static void drop(struct framing *framing, struct tracked *tracked)
{
	charge(framing, tracked, 0);
	table_drop(&framing->connections, hash_of(framing, tracked->stream), tracked);
	list_remove(&tracked->link);
	connection_done(&tracked->connection);
	memory_free(tracked);
}

static struct tracked *oldest(struct framing *framing)
{
	return LIST_OWNER(list_first(&framing->used), struct tracked, link);
}

void framing_free(struct framing *framing)
{
	if (!framing)
		return;
	while (!list_empty(&framing->used))
		drop(framing, oldest(framing));
	table_done(&framing->connections);
	memory_free(framing);
}

static void evict_oldest(struct framing *framing)
{
	struct tracked *tracked = oldest(framing);

	framing->counters.abandoned += connection_holds_message(&tracked->connection);
	drop(framing, tracked);
}

static bool same_stream(const void *item, const void *key)
{
	const struct tracked *tracked = item;
	const uint64_t *stream = key;

	return tracked->stream == *stream;
}

static struct tracked *connection_of(struct framing *framing, const struct payload *payload)
{
	uint64_t hash = hash_of(framing, payload->stream);
	struct tracked *tracked = table_find(&framing->connections, hash, same_stream, &payload->stream);

	if (tracked) {
		list_remove(&tracked->link);
	} else {
		if (payload->size == 0)
			return NULL;
		if (framing->connections.count >= budget_of(framing->budget, FRAMING_MAX_FLOWS))
			evict_oldest(framing);
		tracked = memory_new(sizeof(*tracked));
		tracked->stream = payload->stream;
		table_put(&framing->connections, hash, tracked);
	}
	list_add(&framing->used, &tracked->link);
	return tracked;
}

/* Test tools send methods of any length; only in a datagram can the end of such a line be told. */
static bool has_long_method(struct str text)
{
	const char *newline = memchr(text.p, '\n', text.n < FRAMING_MAX_EXAMINED ? text.n : FRAMING_MAX_EXAMINED);
	struct start_line line;

	return newline && start_line_parse((struct str){text.p, (size_t)(newline - text.p)}, &line);
}

bool framing_is_sip(struct str bytes)
{
	struct str text = str_skip_lines(bytes);

	if (text.n == 0)
		return bytes.n > 0;
	return start_look(text, FRAMING_MAX_LINE) == START_YES || has_long_method(text);
}

/* RFC 3261 18.3: a datagram is one message, whatever else is in it. */
static bool take_datagram(struct framing *framing, const struct payload *payload)
{
	struct str bytes = {(const char *)payload->bytes, payload->size};
	struct str text = str_skip_lines(bytes);

	if (bytes.n == 0 || !framing_is_sip(text.n ? text : bytes))
		return false;
	if (text.n == 0) {
		framing->counters.keepalives++;
		return true;
	}
	framing->ready = (struct framed){
		.text = text,
		.length = payload->length - (bytes.n - text.n),
		.cut = payload->length > payload->size,
		.fragment_lost = payload->fragment_lost,
		.datagram = true,
		.time = payload->time,
		.frame = payload->frame,
		.first_frame = payload->frame,
		.flow = payload->flow,
		.gap_before = payload->gap,
	};
	if (text.n > FRAMING_MAX_EXAMINED) {
		framing->ready.text.n = FRAMING_MAX_EXAMINED;
		framing->counters.too_long++;
	}
	framing->is_ready = true;
	return true;
}

static void leave_connection(struct framing *framing)
{
	struct tracked *tracked = framing->tracked;

	framing->tracked = NULL;
	framing->stage = STAGE_NONE;
	framing->is_partial = tracked->connection.kept.n > 0;
	if (framing->payload.end) {
		drop(framing, tracked);
		return;
	}
	charge(framing, tracked, tracked->connection.kept.room);
	while (framing->bytes > budget_of(framing->budget, FRAMING_MAX_BYTES) && oldest(framing) != tracked)
		evict_oldest(framing);
}

/* The next message of the payload at hand. A gap comes before its bytes, the connection's end behind them. */
static bool advance(struct framing *framing, struct framed *out)
{
	struct connection *connection;

	if (!framing->tracked)
		return false;
	connection = &framing->tracked->connection;
	if (framing->stage == STAGE_GAP) {
		framing->stage = STAGE_BYTES;
		if (framing->payload.gap && connection_cut(connection, &framing->counters, out)) {
			out->gap_before = true;
			out->hole = !framing->payload.snapped;
			return true;
		}
	}
	if (framing->stage == STAGE_BYTES) {
		framing->stage = STAGE_MESSAGES;
		connection_take(connection, &framing->payload);
	}
	if (framing->stage == STAGE_MESSAGES) {
		if (connection_next(connection, &framing->counters, out))
			return true;
		framing->stage = STAGE_END;
	}
	if (framing->stage == STAGE_END) {
		framing->stage = STAGE_OVER;
		if (framing->payload.end && connection_cut(connection, &framing->counters, out)) {
			out->hole = true;
			return true;
		}
	}
	leave_connection(framing);
	return false;
}

static bool take_segment(struct framing *framing, const struct payload *payload)
{
	uint64_t keepalives = framing->counters.keepalives;

	framing->tracked = connection_of(framing, payload);
	if (!framing->tracked)
		return false;
	framing->payload = *payload;
	framing->stage = STAGE_GAP;
	framing->is_partial = false;
	framing->is_ready = advance(framing, &framing->ready);
	return framing->is_ready || framing->is_partial || framing->counters.keepalives > keepalives;
}

bool framing_take(struct framing *framing, const struct payload *payload)
{
	framing->is_ready = false;
	/* Of a payload that was not read to its end nothing is left to go on from. */
	if (framing->tracked)
		drop(framing, framing->tracked);
	framing->tracked = NULL;
	if (payload->stream && !payload->whole)
		return take_segment(framing, payload);
	return take_datagram(framing, payload);
}

bool framing_next(struct framing *framing, struct framed *out)
{
	if (framing->is_ready) {
		framing->is_ready = false;
		*out = framing->ready;
		return true;
	}
	if (advance(framing, out))
		return true;
	while (framing->flushing && !list_empty(&framing->used)) {
		framing->tracked = oldest(framing);
		framing->payload.end = true;
		framing->stage = STAGE_END;
		if (advance(framing, out))
			return true;
	}
	return false;
}

void framing_flush(struct framing *framing)
{
	framing->flushing = true;
}

const struct framing_counters *framing_counters(const struct framing *framing)
{
	return &framing->counters;
}

void framing_usage(const struct framing *framing, struct usages *out)
{
	usages_count(out, "partial-messages", framing->connections.count,
	             budget_of(framing->budget, FRAMING_MAX_FLOWS));
	usages_bytes(out, "partial-messages", framing->bytes, budget_of(framing->budget, FRAMING_MAX_BYTES));
}
