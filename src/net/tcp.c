/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/tcp.h"

#include "base/memory.h"
#include "base/table.h"

enum {
	OPENINGS = 4096,    /* SYNs remembered until their first data, the newer instead of the older */
	MAX_PIECES = 512,   /* held for one direction, so that finding a place among them stays cheap */
	FORGET_AT_ONCE = 4, /* idle directions a segment */
	NEAR = 1 << 20,     /* bytes: within it of what comes next, a segment belongs to what was seen so far */
};

/* A hole stays open this long; shorter when the receiver has said that it has the bytes: the capture missed them. */
#define HOLE_TIME (3 * SECOND)
#define HOLE_TIME_ACKNOWLEDGED (200 * MILLISECOND)
/* So long after the last data may a SYN be repeated. */
#define SYN_TIME (3 * SECOND)

struct opening {
	uint64_t hash;
	uint32_t first; /* sequence number of the first byte of data */
};

/* A segment was seen that cannot belong to what came before: if another follows on it, the direction moves there. */
struct elsewhere {
	uint64_t stream; /* 0: nowhere */
	uint32_t next;
	bool gap; /* a snap length cut it */
};

struct direction {
	struct link used;    /* in open, longest unused first; or in closed */
	struct link waiting; /* in unacknowledged or acknowledged while there is a hole, longest open first */
	struct flow flow;
	uint64_t hash;
	uint64_t stream;
	uint64_t passed; /* bytes from the first one seen to the next one awaited */
	struct pieces ahead;
	struct elsewhere elsewhere;
	ns last;               /* data */
	ns give_up;            /* the hole */
	uint32_t hole;         /* `next` when give_up was set */
	uint32_t first, next;  /* sequence numbers: first byte seen, first byte not delivered */
	uint32_t end;          /* of the FIN */
	uint32_t acknowledged; /* by the other side, as far as anyone asked */
	bool midway;           /* began without a SYN: earlier bytes may still come */
	bool gap;              /* bytes before `next` are missing */
	bool snapped;          /* with gap: a snap length cut them off */
	bool ending;           /* there was a FIN */
	bool closed;           /* there was an end: kept to know repetitions by */
};

struct tcp {
	struct hash_key key;
	struct budget budget;
	struct net_counters *counters;
	struct payloads *ready;
	struct table table;
	struct list open, closed;
	struct list unacknowledged, acknowledged;
	struct opening openings[OPENINGS];
	size_t held;
	uint64_t streams;
	ns now;
	ns time;        /* of the current frame */
	uint64_t frame; /* its number */
};

struct tcp *tcp_new(const struct hash_key *key, struct net_counters *counters, struct payloads *ready)
{
	struct tcp *tcp = memory_new(sizeof(*tcp));

	tcp->key = *key;
	tcp->counters = counters;
	tcp->ready = ready;
	list_init(&tcp->open);
	list_init(&tcp->closed);
	list_init(&tcp->unacknowledged);
	list_init(&tcp->acknowledged);
	return tcp;
}

void tcp_limit(struct tcp *tcp, struct budget budget)
{
	tcp->budget = budget;
}

void tcp_usage(const struct tcp *tcp, struct usages *out)
{
	usages_count(out, "tcp-directions", tcp->table.count, budget_of(tcp->budget, NET_MAX_TCP_FLOWS));
	usages_bytes(out, "tcp-out-of-order", tcp->held, budget_of(tcp->budget, NET_MAX_TCP_AHEAD_ALL));
}

static struct direction *first_used(struct list *list)
{
	struct link *first = list_first(list);

	return first ? LIST_OWNER(first, struct direction, used) : NULL;
}

static struct direction *first_waiting(struct list *list)
{
	struct link *first = list_first(list);

	return first ? LIST_OWNER(first, struct direction, waiting) : NULL;
}

static uint64_t hash_of(const struct tcp *tcp, const struct flow *flow)
{
	uint64_t source = endpoint_hash(&tcp->key, &flow->source);
	uint64_t destination = endpoint_hash(&tcp->key, &flow->destination);

	return hash_words(&tcp->key, source, destination, 1);
}

static bool same(const void *item, const void *key)
{
	const struct direction *direction = item;

	return flow_same(&direction->flow, key);
}

static struct direction *find(const struct tcp *tcp, const struct flow *flow, uint64_t hash)
{
	return table_find(&tcp->table, hash, same, flow);
}

static struct payload *emit(struct tcp *tcp, const struct direction *direction, uint64_t stream)
{
	struct payload *payload = payloads_add(tcp->ready);

	*payload = (struct payload){
		.flow = direction->flow,
		.bytes = (const uint8_t *)"",
		.time = tcp->time,
		.frame = tcp->frame,
		.stream = stream,
	};
	return payload;
}

static struct payload *emit_span(struct tcp *tcp, const struct direction *direction, uint64_t stream,
                                 const struct span *span)
{
	struct payload *payload = emit(tcp, direction, stream);

	payload->bytes = span->bytes;
	payload->size = payload->length = span->size;
	payload->time = span->time;
	payload->frame = span->frame;
	return payload;
}

/* The next bytes of the direction. What a snap length cut off their end will never come. */
static void deliver(struct tcp *tcp, struct direction *direction, const struct span *span)
{
	if (span->size) {
		struct payload *payload = emit_span(tcp, direction, direction->stream, span);

		payload->gap = direction->gap;
		payload->joined = direction->gap && direction->midway && direction->passed == 0;
		payload->snapped = direction->snapped;
		direction->gap = direction->snapped = false;
	}
	if (span->size < span->length) {
		direction->gap = direction->snapped = true;
		tcp->counters->tcp_gaps++;
	}
	direction->next += (uint32_t)span->length;
	direction->passed += span->length;
}

/* The stream is over: its last payload says so, or an empty one does. */
static void emit_end(struct tcp *tcp, const struct direction *direction, uint64_t stream)
{
	struct payloads *ready = tcp->ready;
	struct payload *last = ready->count ? &ready->items[ready->count - 1] : NULL;

	if (!last || last->stream != stream)
		last = emit(tcp, direction, stream);
	last->end = true;
}

static void leave_elsewhere(struct tcp *tcp, struct direction *direction)
{
	if (direction->elsewhere.stream)
		emit_end(tcp, direction, direction->elsewhere.stream);
	direction->elsewhere.stream = 0;
}

static void drop_ahead(struct tcp *tcp, struct direction *direction)
{
	tcp->held -= direction->ahead.memory;
	pieces_done(&direction->ahead);
	list_remove(&direction->waiting);
}

static void close_direction(struct tcp *tcp, struct direction *direction)
{
	drop_ahead(tcp, direction);
	emit_end(tcp, direction, direction->stream);
	leave_elsewhere(tcp, direction);
	direction->closed = true;
	list_remove(&direction->used);
	list_add(&tcp->closed, &direction->used);
}

static bool is_acknowledged(const struct direction *direction)
{
	return (int32_t)(direction->acknowledged - direction->next) > 0;
}

static bool has_hole(const struct direction *direction)
{
	return direction->ahead.count || direction->ending;
}

/* After `next` moved or something came ahead of it: the end is reached, or the time of a hole starts. */
static void settle(struct tcp *tcp, struct direction *direction)
{
	bool waiting = direction->waiting.next;

	if (direction->ending && (int32_t)(direction->end - direction->next) <= 0) {
		close_direction(tcp, direction);
		return;
	}
	if (waiting && has_hole(direction) && direction->hole == direction->next)
		return;
	list_remove(&direction->waiting);
	if (!has_hole(direction))
		return;
	if (!waiting)
		direction->acknowledged = direction->next;
	direction->hole = direction->next;
	direction->give_up = tcp->now + (is_acknowledged(direction) ? HOLE_TIME_ACKNOWLEDGED : HOLE_TIME);
	list_add(is_acknowledged(direction) ? &tcp->acknowledged : &tcp->unacknowledged, &direction->waiting);
}

/*
 * Delivers what is held and comes next. Bytes waited for are complete with the current frame; bytes
 * behind a hole that was given up were so with their own: the receiver had what the capture missed.
 */
static void release(struct tcp *tcp, struct direction *direction, bool filled)
{
	struct piece *piece;

	while ((piece = pieces_first(&direction->ahead)) && piece->at == direction->next) {
		struct span span = {piece->at, piece->bytes, piece->size, piece->length, piece->time, piece->frame};

		if (filled) {
			span.time = tcp->time;
			span.frame = tcp->frame;
		}
		tcp->held -= direction->ahead.memory;
		pieces_remove(&direction->ahead, piece);
		tcp->held += direction->ahead.memory;
		payloads_keep(tcp->ready, piece);
		deliver(tcp, direction, &span);
	}
	settle(tcp, direction);
}

/* Gives up the first hole of a direction that has one. */
static void give_up(struct tcp *tcp, struct direction *direction)
{
	struct piece *first = pieces_first(&direction->ahead);
	uint32_t behind = first ? first->at : direction->end;

	tcp->counters->tcp_gaps++;
	direction->passed += behind - direction->next;
	direction->next = behind;
	direction->gap = true;
	release(tcp, direction, false);
}

static void give_up_all(struct tcp *tcp, struct direction *direction)
{
	while (direction->waiting.next)
		give_up(tcp, direction);
}

static void give_up_due(struct tcp *tcp, struct list *list)
{
	struct direction *direction;

	while ((direction = first_waiting(list)) && direction->give_up <= tcp->now)
		give_up(tcp, direction);
}

static void keep_budget(struct tcp *tcp, struct direction *direction)
{
	while (direction->ahead.memory > NET_MAX_TCP_AHEAD || direction->ahead.count > MAX_PIECES)
		give_up(tcp, direction);
	while (tcp->held > budget_of(tcp->budget, NET_MAX_TCP_AHEAD_ALL)) {
		struct direction *longest = first_waiting(&tcp->acknowledged);

		give_up(tcp, longest ? longest : first_waiting(&tcp->unacknowledged));
	}
}

/* The segment goes the other way and may acknowledge bytes that the capture does not have. */
static void acknowledge(struct tcp *tcp, const struct segment *segment)
{
	struct flow flow = flow_reverse(&segment->flow);
	struct direction *direction = find(tcp, &flow, hash_of(tcp, &flow));

	if (!direction || !direction->waiting.next || is_acknowledged(direction))
		return;
	direction->acknowledged = segment->acknowledged;
	if (!is_acknowledged(direction))
		return;
	direction->give_up = tcp->now + HOLE_TIME_ACKNOWLEDGED;
	list_remove(&direction->waiting);
	list_add(&tcp->acknowledged, &direction->waiting);
}

static void forget(struct tcp *tcp, struct direction *direction)
{
	if (!direction->closed) {
		give_up_all(tcp, direction);
		if (!direction->closed)
			close_direction(tcp, direction);
	}
	table_drop(&tcp->table, direction->hash, direction);
	list_remove(&direction->used);
	memory_free(direction);
}

static void forget_idle(struct tcp *tcp)
{
	struct direction *direction;

	for (int n = 0; n < FORGET_AT_ONCE; n++) {
		direction = first_used(&tcp->closed);
		if (!direction || tcp->now - direction->last < NET_TCP_IDLE_SECONDS * SECOND)
			direction = first_used(&tcp->open);
		if (!direction || tcp->now - direction->last < NET_TCP_IDLE_SECONDS * SECOND)
			return;
		forget(tcp, direction);
	}
}

static void make_room(struct tcp *tcp)
{
	while (tcp->table.count >= budget_of(tcp->budget, NET_MAX_TCP_FLOWS)) {
		struct direction *direction = first_used(&tcp->closed);

		if (!direction) {
			direction = first_used(&tcp->open);
			tcp->counters->tcp_evicted++;
		}
		forget(tcp, direction);
	}
}

/* A new stream: at the byte the SYN announced when there was one, else midway at the segment at hand. */
static void begin(struct tcp *tcp, struct direction *direction, const struct span *span)
{
	struct opening *opening = &tcp->openings[direction->hash % OPENINGS];
	bool announced = opening->hash == direction->hash && span->at - opening->first < NEAR;

	direction->first = direction->next = announced ? opening->first : span->at;
	direction->midway = direction->gap = !announced;
	direction->ending = direction->closed = false;
	direction->stream = ++tcp->streams;
	direction->passed = 0;
	opening->hash = 0;
}

static struct direction *start(struct tcp *tcp, const struct segment *segment, uint64_t hash)
{
	struct direction *direction;

	make_room(tcp);
	direction = memory_new(sizeof(*direction));
	direction->flow = segment->flow;
	direction->hash = hash;
	pieces_init(&direction->ahead);
	table_put(&tcp->table, hash, direction);
	list_add(&tcp->open, &direction->used);
	begin(tcp, direction, &segment->span);
	return direction;
}

/*
 * A SYN. Remembers where the data will begin, and ends what used the same ports before. A device that
 * starts anew may well choose the same number again, so an equal one is a repetition only for a while.
 */
static struct direction *opened(struct tcp *tcp, struct direction *direction, uint32_t first, uint64_t hash)
{
	if (direction && !direction->closed && direction->first == first && tcp->now - direction->last < SYN_TIME)
		return direction;
	if (direction)
		forget(tcp, direction);
	tcp->openings[hash % OPENINGS] = (struct opening){hash, first};
	return NULL;
}

/* Data was sent after the end: another connection, whose SYN the capture does not have. */
static void reopen(struct tcp *tcp, struct direction *direction, const struct span *span)
{
	list_remove(&direction->used);
	list_add(&tcp->open, &direction->used);
	begin(tcp, direction, span);
}

/* Bytes that do not join on to anything so far: a stream of their own, which goes on if more follow. */
static enum net_verdict deliver_elsewhere(struct tcp *tcp, struct direction *direction, const struct span *span)
{
	uint32_t end = span->at + (uint32_t)span->length;

	if (direction->elsewhere.stream && end == direction->elsewhere.next)
		return NET_TCP_REPEATED;
	if (!span->size)
		return NET_CUT;
	leave_elsewhere(tcp, direction);
	direction->elsewhere = (struct elsewhere){++tcp->streams, end, span->size < span->length};
	tcp->counters->tcp_gaps += direction->elsewhere.gap;
	emit_span(tcp, direction, direction->elsewhere.stream, span)->gap = true;
	return NET_PAYLOAD;
}

/* A second segment follows on the one seen elsewhere: the connection is there now. */
static void move_elsewhere(struct tcp *tcp, struct direction *direction)
{
	struct elsewhere there = direction->elsewhere;

	direction->elsewhere.stream = 0;
	give_up_all(tcp, direction);
	if (direction->closed) {
		list_remove(&direction->used);
		list_add(&tcp->open, &direction->used);
	} else {
		emit_end(tcp, direction, direction->stream);
	}
	direction->stream = there.stream;
	direction->first = direction->next = there.next;
	direction->passed = 0;
	direction->gap = there.gap;
	direction->midway = direction->ending = direction->closed = false;
}

/* Takes off the span what was delivered. Joined midway, bytes from before that moment are a stream of their own. */
static void skip_delivered(struct tcp *tcp, struct direction *direction, struct span *span)
{
	uint32_t behind = direction->next - span->at;
	size_t before = behind > direction->passed ? behind - direction->passed : 0;

	if (before > span->length)
		before = span->length;
	if (direction->midway && before) {
		struct span front = *span;

		front.length = before;
		front.size = front.size < before ? front.size : before;
		direction->passed = behind;
		if (front.size) {
			struct payload *payload = emit_span(tcp, direction, ++tcp->streams, &front);

			payload->gap = payload->end = true;
		}
	}
	span_skip(span, behind < span->length ? behind : span->length);
}

static enum net_verdict hold(struct tcp *tcp, struct direction *direction, const struct span *span)
{
	unsigned news;

	tcp->held -= direction->ahead.memory;
	news = pieces_add(&direction->ahead, *span);
	tcp->held += direction->ahead.memory;
	if (news & PIECE_CONFLICT)
		tcp->counters->tcp_conflicts++;
	if (!(news & PIECE_NEW))
		return NET_TCP_REPEATED;
	release(tcp, direction, true);
	keep_budget(tcp, direction);
	return NET_TCP_AHEAD;
}

static bool is_near(uint32_t a, uint32_t b)
{
	return a - b <= NEAR || b - a <= NEAR;
}

static enum net_verdict take_data(struct tcp *tcp, struct direction *direction, struct span span)
{
	if (!is_near(span.at, direction->next)) {
		if (direction->closed)
			reopen(tcp, direction, &span);
		else if (direction->elsewhere.stream && span.at == direction->elsewhere.next)
			move_elsewhere(tcp, direction);
		else
			return deliver_elsewhere(tcp, direction, &span);
	}
	if ((int32_t)(direction->next - span.at) > 0)
		skip_delivered(tcp, direction, &span);
	if (!span.length)
		return NET_TCP_REPEATED;
	if (direction->closed)
		reopen(tcp, direction, &span);
	if (span.at != direction->next || has_hole(direction))
		return hold(tcp, direction, &span);
	deliver(tcp, direction, &span);
	return span.size ? NET_PAYLOAD : NET_CUT;
}

/* A FIN or RST at this sequence number. One far from the data is stray or forged. */
static void ended(struct tcp *tcp, struct direction *direction, uint32_t end, unsigned flags)
{
	if (direction->closed || !is_near(end, direction->next))
		return;
	if (flags & TCP_RST) {
		give_up_all(tcp, direction);
		if (!direction->closed)
			close_direction(tcp, direction);
	} else if (!direction->ending && (int32_t)(end - direction->next) >= 0) {
		direction->ending = true;
		direction->end = end;
		settle(tcp, direction);
	}
}

/* RFC 9293 3.8.4: a keep-alive may carry one byte of garbage, of a number already used. No stream begins there. */
static bool is_keep_alive(const struct tcp *tcp, const struct span *span, uint64_t hash)
{
	const struct opening *opening = &tcp->openings[hash % OPENINGS];

	if (span->length != 1)
		return false;
	return opening->hash == hash ? span->at + 1 == opening->first : span->size == 1 && span->bytes[0] == 0;
}

static void set_time(struct tcp *tcp, ns time, uint64_t frame, ns now)
{
	tcp->now = now;
	tcp->time = time;
	tcp->frame = frame;
}

static struct direction *use(struct tcp *tcp, struct direction *direction)
{
	direction->last = tcp->now;
	if (!direction->closed) {
		list_remove(&direction->used);
		list_add(&tcp->open, &direction->used);
	}
	return direction;
}

enum net_verdict tcp_add(struct tcp *tcp, const struct segment *segment, ns now)
{
	const struct span *span = &segment->span;
	uint64_t hash = hash_of(tcp, &segment->flow);
	struct direction *direction = find(tcp, &segment->flow, hash);
	enum net_verdict verdict = NET_TCP_EMPTY;

	set_time(tcp, span->time, span->frame, now);
	if (segment->flags & TCP_ACK && !list_empty(&tcp->unacknowledged))
		acknowledge(tcp, segment);
	if (segment->flags & TCP_SYN)
		direction = opened(tcp, direction, span->at, hash);
	if (!direction && span->length && !span->size)
		return NET_CUT;
	if (!direction && span->length && is_keep_alive(tcp, span, hash))
		return NET_TCP_REPEATED;
	if (!direction && span->length)
		direction = start(tcp, segment, hash);
	if (direction && span->length)
		verdict = take_data(tcp, use(tcp, direction), *span);
	if (direction && segment->flags & (TCP_FIN | TCP_RST))
		ended(tcp, direction, span->at + (uint32_t)span->length, segment->flags);
	return verdict;
}

void tcp_expire(struct tcp *tcp, const struct frame *frame, ns now)
{
	set_time(tcp, frame->time, frame->number, now);
	give_up_due(tcp, &tcp->acknowledged);
	give_up_due(tcp, &tcp->unacknowledged);
	forget_idle(tcp);
}

void tcp_flush(struct tcp *tcp, ns now)
{
	struct direction *direction;

	tcp->time = now;
	while ((direction = first_waiting(&tcp->acknowledged)) || (direction = first_waiting(&tcp->unacknowledged)))
		give_up(tcp, direction);
}

void tcp_free(struct tcp *tcp)
{
	struct direction *direction;

	if (!tcp)
		return;
	while ((direction = first_used(&tcp->closed)) || (direction = first_used(&tcp->open)))
		forget(tcp, direction);
	table_done(&tcp->table);
	memory_free(tcp);
}
