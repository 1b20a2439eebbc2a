/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/defrag.h"

#include "base/memory.h"
#include "base/table.h"

enum {
	LARGEST = 65535,
	MAX_PIECES = 256, /* of one datagram: an MTU of 576 makes 120 of the largest */
	UDP = 17,
	UDP_HEADER = 8,
};

/*
 * Captures of several interfaces, or of both sides of a tunnel, see each fragment more than once. A datagram that is complete
 * is remembered for this long, so that its fragments seen again make copies of it, like those of datagrams in one piece, and
 * open no other.
 */
#define ECHO_TIME (100 * MILLISECOND)

/* Fragments seen again, of which another copy may come together. */
struct echo {
	size_t bytes;
	unsigned firsts, lasts;
};

struct joining {
	struct link age; /* in incomplete, late or complete, oldest first */
	struct address source, destination;
	uint64_t hash, layers;
	ns since;
	uint32_t id;
	uint32_t total; /* bytes; 0 until the last fragment is here */
	uint8_t protocol;
	bool v6;
	bool told; /* what there was of it has been handed on */
	bool complete;
	struct echo echo;
	struct pieces pieces;
};

struct defrag {
	struct hash_key key;
	struct budget budget;
	struct table table;
	struct list incomplete, late, complete; /* late: for longer than NET_FRAGMENT_LATE_SECONDS */
	size_t memory;
	struct net_counters *counters;
	struct payloads *lost;
};

struct defrag *defrag_new(const struct hash_key *key, struct net_counters *counters, struct payloads *lost)
{
	struct defrag *defrag = memory_new(sizeof(*defrag));

	defrag->key = *key;
	defrag->counters = counters;
	defrag->lost = lost;
	list_init(&defrag->incomplete);
	list_init(&defrag->late);
	list_init(&defrag->complete);
	return defrag;
}

void defrag_limit(struct defrag *defrag, struct budget budget)
{
	defrag->budget = budget;
}

void defrag_usage(const struct defrag *defrag, struct usages *out)
{
	usages_count(out, "fragmented-datagrams", defrag->table.count, budget_of(defrag->budget, NET_MAX_FRAGMENTED));
	usages_bytes(out, "fragments", defrag->memory, budget_of(defrag->budget, NET_MAX_FRAGMENT_BYTES));
}

static struct joining *oldest(struct list *list)
{
	struct link *first = list_first(list);

	return first ? LIST_OWNER(first, struct joining, age) : NULL;
}

static void forget(struct defrag *defrag, struct joining *joining)
{
	table_drop(&defrag->table, joining->hash, joining);
	list_remove(&joining->age);
	defrag->memory -= joining->pieces.memory;
	pieces_done(&joining->pieces);
	memory_free(joining);
}

/* What stands before the first byte that is missing or that a snap length cut. */
static size_t copy_beginning(struct joining *joining, uint8_t *out)
{
	struct list *list = &joining->pieces.list;
	size_t size = 0;

	for (struct link *link = list_first(list); link; link = list_next(list, link)) {
		const struct piece *piece = LIST_OWNER(link, struct piece, link);

		if (piece->at != size)
			break;
		if (out)
			memcpy(out + size, piece->bytes, piece->size);
		size += piece->size;
		if (piece->size < piece->length)
			break;
	}
	return size;
}

static struct payload *add_lost(struct defrag *defrag, struct joining *joining)
{
	struct payload *payload = payloads_add(defrag->lost);
	const struct piece *first = pieces_first(&joining->pieces);

	*payload = (struct payload){
		.flow.source.address = joining->source,
		.flow.destination.address = joining->destination,
		.flow.transport = TRANSPORT_UDP,
		.bytes = (const uint8_t *)"",
		.time = first->time,
		.frame = first->frame,
		.fragmented = true,
		.fragment_lost = true,
		.layers = joining->layers,
	};
	return payload;
}

static bool has_beginning(struct joining *joining)
{
	const struct piece *first = pieces_first(&joining->pieces);

	return joining->protocol == UDP && first && first->at == 0 && first->size >= UDP_HEADER;
}

/* A first fragment that a snap length cut ends there: what is missing then is the capture's doing, as of any packet. */
static void tell_beginning(struct defrag *defrag, struct joining *joining)
{
	size_t size = copy_beginning(joining, NULL), length;
	uint8_t *bytes = memory_new(size);
	struct payload *payload;

	copy_beginning(joining, bytes);
	length = net_u16(bytes + 4);
	if (length < size) { /* IP says that there is more, and UDP that there is less */
		memory_free(bytes);
		return;
	}
	payloads_keep(defrag->lost, bytes);
	payload = add_lost(defrag, joining);
	payload->flow.source.port = net_u16(bytes);
	payload->flow.destination.port = net_u16(bytes + 2);
	payload->bytes = bytes + UDP_HEADER;
	payload->size = size - UDP_HEADER;
	payload->length = length - UDP_HEADER;
	payload->fragment_lost = pieces_first(&joining->pieces)->size == pieces_first(&joining->pieces)->length;
}

static void tell(struct defrag *defrag, struct joining *joining)
{
	if (joining->told || !has_beginning(joining))
		return;
	joining->told = true;
	tell_beginning(defrag, joining);
}

static void give_up(struct defrag *defrag, struct joining *joining)
{
	if (!joining->complete) {
		defrag->counters->fragments_lost++;
		tell(defrag, joining);
		if (!joining->told && joining->protocol == UDP && pieces_first(&joining->pieces))
			add_lost(defrag, joining);
	}
	forget(defrag, joining);
}

static struct joining *least_missed(struct defrag *defrag)
{
	struct joining *joining = oldest(&defrag->complete);

	if (!joining)
		joining = oldest(&defrag->late);
	return joining ? joining : oldest(&defrag->incomplete);
}

void defrag_flush(struct defrag *defrag)
{
	struct joining *joining;

	while ((joining = least_missed(defrag)))
		give_up(defrag, joining);
}

void defrag_free(struct defrag *defrag)
{
	struct joining *joining;

	if (!defrag)
		return;
	while ((joining = least_missed(defrag)))
		forget(defrag, joining);
	table_done(&defrag->table);
	memory_free(defrag);
}

static bool is_late(const struct joining *joining, ns now)
{
	return now - joining->since > NET_FRAGMENT_LATE_SECONDS * SECOND;
}

void defrag_expire(struct defrag *defrag, ns now)
{
	struct joining *joining;

	while ((joining = oldest(&defrag->complete)) && now - joining->since > ECHO_TIME)
		forget(defrag, joining);
	while ((joining = oldest(&defrag->incomplete)) && is_late(joining, now)) {
		tell(defrag, joining);
		list_remove(&joining->age);
		list_add(&defrag->late, &joining->age);
	}
	while ((joining = oldest(&defrag->late)) && now - joining->since > NET_FRAGMENT_SECONDS * SECOND)
		give_up(defrag, joining);
}

static void give_up_oldest(struct defrag *defrag)
{
	give_up(defrag, least_missed(defrag));
}

static uint64_t hash_of(const struct defrag *defrag, const struct fragment *fragment)
{
	uint64_t source = address_hash(&defrag->key, &fragment->source);
	uint64_t destination = address_hash(&defrag->key, &fragment->destination);

	return hash_words(&defrag->key, source, destination, (uint64_t)fragment->id << 1 | fragment->v6);
}

static bool same(const void *item, const void *key)
{
	const struct joining *joining = item;
	const struct fragment *fragment = key;

	return joining->id == fragment->id && joining->v6 == fragment->v6 &&
	       (joining->v6 || joining->protocol == fragment->protocol) &&
	       address_same(&joining->source, &fragment->source) &&
	       address_same(&joining->destination, &fragment->destination);
}

static struct joining *start(struct defrag *defrag, const struct fragment *fragment, uint64_t hash, ns now)
{
	struct joining *joining;

	while (defrag->table.count >= budget_of(defrag->budget, NET_MAX_FRAGMENTED))
		give_up_oldest(defrag);
	joining = memory_new(sizeof(*joining));
	joining->source = fragment->source;
	joining->destination = fragment->destination;
	joining->id = fragment->id;
	joining->protocol = fragment->protocol;
	joining->v6 = fragment->v6;
	joining->hash = hash;
	joining->layers = fragment->layers;
	joining->since = now;
	pieces_init(&joining->pieces);
	table_put(&defrag->table, hash, joining);
	list_add(&defrag->incomplete, &joining->age);
	return joining;
}

/* The complete datagram, without what stands behind bytes that a snap length cut. */
static struct datagram join(struct joining *joining)
{
	struct datagram out = {
		.bytes = memory_new(joining->total),
		.length = joining->total,
		.protocol = joining->protocol,
		.late = joining->told,
	};

	out.size = copy_beginning(joining, out.bytes);
	return out;
}

static bool is_malformed(const struct fragment *fragment)
{
	const struct span *span = &fragment->span;

	/* RFC 791 3.2, RFC 8200 4.5: all but the last are multiples of 8 bytes; none ends beyond 65,535. */
	return span->length == 0 || (fragment->more && span->length % 8) || span->length > LARGEST - span->at;
}

/* The last fragment says how long the datagram is; one that ends elsewhere, or lies beyond, is not of this datagram. */
static bool contradicts(struct joining *joining, const struct fragment *fragment)
{
	const struct piece *last = pieces_last(&joining->pieces);
	uint32_t end = fragment->span.at + (uint32_t)fragment->span.length;

	if (joining->total)
		return fragment->more ? end > joining->total : end != joining->total;
	return !fragment->more && last && piece_end(last) > end;
}

/* Bytes that are here already read differently in the fragment. */
static bool differs(struct joining *joining, const struct fragment *fragment)
{
	const struct span *span = &fragment->span;
	struct list *list = &joining->pieces.list;

	for (struct link *link = list_first(list); link; link = list_next(list, link)) {
		const struct piece *piece = LIST_OWNER(link, struct piece, link);
		uint32_t from = piece->at > span->at ? piece->at : span->at;
		uint32_t piece_until = piece->at + (uint32_t)piece->size, until = span->at + (uint32_t)span->size;

		if (piece_until < until)
			until = piece_until;
		if (from < until &&
		    memcmp(piece->bytes + (from - piece->at), span->bytes + (from - span->at), until - from) != 0)
			return true;
	}
	return false;
}

/* Ids of 16 bits come round: what is late and then reads differently is another datagram (RFC 4963). */
static bool is_reused(struct joining *joining, const struct fragment *fragment, ns now)
{
	return !joining->complete && is_late(joining, now) &&
	       (contradicts(joining, fragment) || differs(joining, fragment));
}

static unsigned add(struct defrag *defrag, struct joining *joining, const struct fragment *fragment)
{
	unsigned news;

	defrag->memory -= joining->pieces.memory;
	news = pieces_add(&joining->pieces, fragment->span);
	defrag->memory += joining->pieces.memory;
	if (news == PIECE_REPEATED) {
		joining->echo.bytes += fragment->span.length;
		joining->echo.firsts += fragment->span.at == 0;
		joining->echo.lasts += !fragment->more;
	}
	if (!fragment->more)
		joining->total = fragment->span.at + (uint32_t)fragment->span.length;
	if (fragment->span.at == 0 && news & PIECE_NEW) {
		joining->protocol = fragment->protocol;
		joining->layers = fragment->layers;
	}
	return news;
}

/* What is complete and seen again; anything but the same bytes is a new datagram under a reused id. */
static bool is_echo(struct defrag *defrag, struct joining *joining, const struct fragment *fragment)
{
	return joining->complete && !contradicts(joining, fragment) && add(defrag, joining, fragment) == PIECE_REPEATED;
}

static bool is_copy(struct joining *joining)
{
	struct echo *echo = &joining->echo;

	if (echo->bytes < joining->total || !echo->firsts || !echo->lasts)
		return false;
	echo->bytes -= joining->total;
	echo->firsts--;
	echo->lasts--;
	return true;
}

static enum net_verdict take(struct defrag *defrag, struct joining *joining, const struct fragment *fragment)
{
	unsigned news;

	if (contradicts(joining, fragment)) {
		defrag->counters->fragments_overlapping++;
		return NET_FRAGMENT_HELD;
	}
	news = add(defrag, joining, fragment);
	if (news & PIECE_CONFLICT || news == (PIECE_NEW | PIECE_REPEATED))
		defrag->counters->fragments_overlapping++;
	if (joining->pieces.covered == joining->total)
		return NET_PAYLOAD;
	if (joining->pieces.count > MAX_PIECES)
		give_up(defrag, joining);
	return NET_FRAGMENT_HELD;
}

enum net_verdict defrag_take(struct defrag *defrag, const struct fragment *fragment, ns now, struct datagram *out)
{
	uint64_t hash = hash_of(defrag, fragment);
	struct joining *joining;

	if (is_malformed(fragment))
		return NET_MALFORMED;
	defrag_expire(defrag, now);
	/* Before the datagram is looked up: it may be the oldest itself. */
	while (defrag->memory + sizeof(struct piece) + fragment->span.size >
	       budget_of(defrag->budget, NET_MAX_FRAGMENT_BYTES))
		give_up_oldest(defrag);
	joining = table_find(&defrag->table, hash, same, fragment);
	if (joining && is_echo(defrag, joining, fragment)) {
		if (!is_copy(joining))
			return NET_FRAGMENT_HELD;
		*out = join(joining);
		return NET_PAYLOAD;
	}
	if (joining && joining->complete) {
		forget(defrag, joining);
		joining = NULL;
	}
	if (joining && is_reused(joining, fragment, now)) {
		give_up(defrag, joining);
		joining = NULL;
	}
	if (!joining)
		joining = start(defrag, fragment, hash, now);
	if (take(defrag, joining, fragment) != NET_PAYLOAD)
		return NET_FRAGMENT_HELD;
	*out = join(joining);
	joining->complete = true;
	joining->since = now;
	list_remove(&joining->age);
	list_add(&defrag->complete, &joining->age);
	return NET_PAYLOAD;
}
