/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/pieces.h"

#include "base/memory.h"

#include <string.h>

static struct piece *piece_of(struct link *link)
{
	return LIST_OWNER(link, struct piece, link);
}

void pieces_init(struct pieces *pieces)
{
	memset(pieces, 0, sizeof(*pieces));
	list_init(&pieces->list);
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

void span_skip(struct span *span, size_t n)
{
	size_t captured = least(n, span->size);

	span->at += (uint32_t)n;
	span->bytes += captured;
	span->size -= captured;
	span->length -= n;
}

/* The last piece that starts at or before the position, else the first: from the end, since late ones come in order. */
static struct link *position(struct pieces *pieces, uint32_t at)
{
	struct link *head = &pieces->list.head, *link = head->prev;

	while (link != head && (int32_t)(piece_of(link)->at - at) > 0)
		link = link->prev;
	return link != head ? link : head->next;
}

static void insert_before(struct pieces *pieces, struct link *next, const struct span *span, size_t length)
{
	size_t size = least(length, span->size);
	struct piece *piece = memory_new(sizeof(*piece) + size);

	piece->at = span->at;
	piece->size = size;
	piece->length = length;
	piece->time = span->time;
	piece->frame = span->frame;
	memcpy(piece->bytes, span->bytes, size);
	piece->link = (struct link){next, next->prev};
	next->prev->next = &piece->link;
	next->prev = &piece->link;
	pieces->count++;
	pieces->covered += length;
	pieces->memory += sizeof(*piece) + size;
}

/* Takes off the span what the piece has. */
static unsigned skip_known(const struct piece *piece, struct span *span)
{
	size_t offset = span->at - piece->at, known, comparable;
	unsigned news = PIECE_REPEATED;

	if (offset >= piece->length)
		return 0;
	known = least(piece->length - offset, span->length);
	comparable = piece->size > offset ? least(least(known, span->size), piece->size - offset) : 0;
	if (memcmp(piece->bytes + offset, span->bytes, comparable) != 0)
		news |= PIECE_CONFLICT;
	span_skip(span, known);
	return news;
}

unsigned pieces_add(struct pieces *pieces, struct span span)
{
	struct link *head = &pieces->list.head;
	unsigned news = 0;

	for (struct link *link = position(pieces, span.at); span.length; link = link->next) {
		size_t room = span.length;

		if (link != head && (int32_t)(piece_of(link)->at - span.at) <= 0)
			room = 0;
		else if (link != head)
			room = least(room, piece_of(link)->at - span.at);
		if (room) {
			insert_before(pieces, link, &span, room);
			span_skip(&span, room);
			news |= PIECE_NEW;
		}
		if (span.length)
			news |= skip_known(piece_of(link), &span);
	}
	return news;
}

struct piece *pieces_first(struct pieces *pieces)
{
	return list_empty(&pieces->list) ? NULL : piece_of(pieces->list.head.next);
}

struct piece *pieces_last(struct pieces *pieces)
{
	return list_empty(&pieces->list) ? NULL : piece_of(pieces->list.head.prev);
}

void pieces_remove(struct pieces *pieces, struct piece *piece)
{
	list_remove(&piece->link);
	pieces->count--;
	pieces->covered -= piece->length;
	pieces->memory -= sizeof(*piece) + piece->size;
}

void pieces_done(struct pieces *pieces)
{
	struct piece *piece;

	while ((piece = pieces_first(pieces))) {
		pieces_remove(pieces, piece);
		memory_free(piece);
	}
}
