/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/records.h"

#include "base/cursor.h"
#include "base/memory.h"

enum {
	MOST_TYPE = RECORD_DATA,
	ROOM_FIRST = 512,
};

static size_t body_size(const uint8_t *header)
{
	return (size_t)header[3] << 8 | header[4];
}

/* Bytes of anything else do not pass for this once in a million. */
bool record_begins(const uint8_t *header)
{
	return header[0] >= RECORD_CHANGE_CIPHER_SPEC && header[0] <= MOST_TYPE && header[1] == 3 && header[2] >= 1 &&
	       header[2] <= 3 && body_size(header) > 0 && body_size(header) <= TLS_MAX_RECORD;
}

void records_init(struct records *records)
{
	memset(records, 0, sizeof(*records));
	list_init(&records->whole);
}

struct record *records_first(struct records *records)
{
	struct link *link = list_first(&records->whole);

	return link ? LIST_OWNER(link, struct record, link) : NULL;
}

void records_take(struct records *records)
{
	struct record *record = records_first(records);

	records->held -= sizeof(*record) + record->size;
	list_remove(&record->link);
	memory_free(record);
}

void records_drop(struct records *records)
{
	struct record *next;

	records_take(records);
	next = records_first(records);
	if (!next)
		records->gap = true;
	else
		next->gap = true;
}

static void free_part(struct records *records)
{
	records->held -= records->part_room;
	memory_free(records->part);
	records->part = NULL;
	records->part_size = records->part_room = 0;
}

static void begin_gap(struct records *records)
{
	free_part(records);
	records->gap = true;
}

void records_drop_part(struct records *records)
{
	if (records->part)
		begin_gap(records);
}

static void grow_part(struct records *records, size_t size)
{
	size_t room = records->part_room ? records->part_room : ROOM_FIRST;

	while (room < size)
		room *= 2;
	if (records->part && room == records->part_room)
		return;
	records->part = memory_grow(records->part, room);
	records->held += room - records->part_room;
	records->part_room = room;
}

static void add(struct records *records, const uint8_t *bytes, const struct payload *payload)
{
	size_t size = body_size(bytes);
	struct record *record = memory_new(sizeof(*record) + size);

	record->time = payload->time;
	record->frame = payload->frame;
	record->gap = records->gap;
	record->size = size;
	memcpy(record->header, bytes, TLS_RECORD_HEADER);
	memcpy(record->body, bytes + TLS_RECORD_HEADER, size);
	list_add(&records->whole, &record->link);
	records->gap = false;
	records->held += sizeof(*record) + size;
}

/* What no record begins with is passed over. Fewer bytes than a header are left where they are. */
static void search(struct records *records, struct cursor *at)
{
	while (cursor_left(at) >= TLS_RECORD_HEADER && !record_begins(at->p)) {
		cursor_skip(at, 1);
		records->gap = true;
	}
}

/* Takes whole records; what is left is less than one. */
static unsigned cut(struct records *records, struct cursor *at, const struct payload *payload)
{
	unsigned data = 0;

	for (;;) {
		search(records, at);
		if (cursor_left(at) < TLS_RECORD_HEADER || cursor_left(at) < TLS_RECORD_HEADER + body_size(at->p))
			return data;
		add(records, at->p, payload);
		data += at->p[0] == RECORD_DATA;
		cursor_skip(at, TLS_RECORD_HEADER + body_size(at->p));
	}
}

static void keep_part(struct records *records, const struct cursor *rest)
{
	size_t n = cursor_left(rest);

	if (n == 0) {
		free_part(records);
		return;
	}
	grow_part(records, n); /* moves nothing when the rest already lies there: it is no longer than that */
	memmove(records->part, rest->p, n);
	records->part_size = n;
}

unsigned records_put(struct records *records, const struct payload *payload)
{
	struct cursor at = cursor_of(payload->bytes, payload->size);
	unsigned data;

	if (payload->gap)
		begin_gap(records);
	if (payload->size == 0)
		return 0;
	if (records->part) {
		grow_part(records, records->part_size + payload->size);
		memcpy(records->part + records->part_size, payload->bytes, payload->size);
		records->part_size += payload->size;
		at = cursor_of(records->part, records->part_size);
	}
	data = cut(records, &at, payload);
	keep_part(records, &at);
	return data;
}
