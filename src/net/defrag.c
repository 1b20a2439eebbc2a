/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/defrag.h"

#include "base/memory.h"
#include "base/table.h"

enum {
	LARGEST = 65535,
	MAX_PIECES = 256, /* of one datagram: an MTU of 576 makes 120 of the largest */
};

/*
 * Captures of several interfaces see each fragment more than once. A datagram that is complete is
 * remembered for this long, so that the second copy of its last fragment does not open another.
 */
#define ECHO_TIME (100 * MILLISECOND)

struct joining {
	struct link age; /* in incomplete or complete, oldest first */
	struct address source, destination;
	uint64_t hash;
	ns since;
	uint32_t id;
	uint32_t total; /* bytes; 0 until the last fragment is here */
	uint8_t protocol;
	bool v6;
	bool complete;
	struct pieces pieces;
};

struct defrag {
	struct hash_key key;
	struct table table;
	struct list incomplete, complete;
	size_t memory;
	struct net_counters *counters;
};

struct defrag *defrag_new(const struct hash_key *key, struct net_counters *counters)
{
	struct defrag *defrag = memory_new(sizeof(*defrag));

	defrag->key = *key;
	defrag->counters = counters;
	list_init(&defrag->incomplete);
	list_init(&defrag->complete);
	return defrag;
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

static void give_up(struct defrag *defrag, struct joining *joining)
{
	if (!joining->complete)
		defrag->counters->fragments_lost++;
	forget(defrag, joining);
}

void defrag_flush(struct defrag *defrag)
{
	struct joining *joining;

	while ((joining = oldest(&defrag->complete)) || (joining = oldest(&defrag->incomplete)))
		give_up(defrag, joining);
}

void defrag_free(struct defrag *defrag)
{
	if (!defrag)
		return;
	defrag_flush(defrag);
	table_done(&defrag->table);
	memory_free(defrag);
}

static void expire(struct defrag *defrag, ns now)
{
	struct joining *joining;

	while ((joining = oldest(&defrag->complete)) && now - joining->since > ECHO_TIME)
		forget(defrag, joining);
	while ((joining = oldest(&defrag->incomplete)) && now - joining->since > NET_FRAGMENT_SECONDS * SECOND)
		give_up(defrag, joining);
}

static void give_up_oldest(struct defrag *defrag)
{
	struct joining *joining = oldest(&defrag->complete);

	give_up(defrag, joining ? joining : oldest(&defrag->incomplete));
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

	while (defrag->table.count >= NET_MAX_FRAGMENTED)
		give_up_oldest(defrag);
	joining = memory_new(sizeof(*joining));
	joining->source = fragment->source;
	joining->destination = fragment->destination;
	joining->id = fragment->id;
	joining->protocol = fragment->protocol;
	joining->v6 = fragment->v6;
	joining->hash = hash;
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
		.bytes = memory_new(joining->total), .length = joining->total, .protocol = joining->protocol};
	struct list *list = &joining->pieces.list;

	for (struct link *link = list_first(list); link; link = list_next(list, link)) {
		const struct piece *piece = LIST_OWNER(link, struct piece, link);

		memcpy(out.bytes + piece->at, piece->bytes, piece->size);
		out.size += piece->size;
		if (piece->size < piece->length)
			break;
	}
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

static unsigned add(struct defrag *defrag, struct joining *joining, const struct fragment *fragment)
{
	unsigned news;

	defrag->memory -= joining->pieces.memory;
	news = pieces_add(&joining->pieces, fragment->span);
	defrag->memory += joining->pieces.memory;
	if (!fragment->more)
		joining->total = fragment->span.at + (uint32_t)fragment->span.length;
	if (fragment->span.at == 0 && news & PIECE_NEW)
		joining->protocol = fragment->protocol;
	return news;
}

/* What is complete and seen again; anything but the same bytes is a new datagram under a reused id. */
static bool is_echo(struct defrag *defrag, struct joining *joining, const struct fragment *fragment)
{
	return joining->complete && !contradicts(joining, fragment) && add(defrag, joining, fragment) == PIECE_REPEATED;
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
	expire(defrag, now);
	/* Before the datagram is looked up: it may be the oldest itself. */
	while (defrag->memory + sizeof(struct piece) + fragment->span.size > NET_MAX_FRAGMENT_BYTES)
		give_up_oldest(defrag);
	joining = table_find(&defrag->table, hash, same, fragment);
	if (joining && is_echo(defrag, joining, fragment))
		return NET_FRAGMENT_HELD;
	if (joining && joining->complete) {
		forget(defrag, joining);
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
