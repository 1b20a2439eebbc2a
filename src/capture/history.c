/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/history.h"

#include "base/memory.h"

#include <string.h>

enum {
	ALIGNED = 8,
	LEAST_ROOM = 4096,
	MARKS = 64,
	LARGEST_PART = 4, /* no frame takes more than one of so many parts: the others would be gone */
};

/*
 * Names are offsets into an endless tape, of which the ring is the latest part: what is older than that part cannot be there any
 * more, and nothing needs to be told so. No item crosses the end of the ring.
 */
struct history {
	size_t room;
	uint64_t end;       /* of the tape */
	uint64_t lap;       /* what of the tape lies at the beginning of the ring */
	ns marks[MARKS];    /* when each of so many parts of the ring was begun */
	uint64_t marked;    /* parts begun, in all */
	uint64_t next_mark; /* where on the tape the next one begins */
	uint8_t *ring;
};

struct tie {
	uint64_t previous, at;
};

struct kept {
	uint64_t number;
	ns time;
	int32_t linktype;
	uint32_t captured, length;
	uint32_t takers : 8, taker : 24; /* how many; the last one */
};

struct history *history_new(size_t bytes)
{
	struct history *history = memory_new(sizeof(*history));

	history->room = (bytes < LEAST_ROOM ? LEAST_ROOM : bytes) / ALIGNED * ALIGNED;
	history->ring = memory_new(history->room);
	history->end = history->lap = history->next_mark = history->room; /* no name is 0 */
	return history;
}

void history_free(struct history *history)
{
	if (!history)
		return;
	memory_free(history->ring);
	memory_free(history);
}

/* Where the next item begins. */
static uint64_t reserve(struct history *history, size_t size)
{
	uint64_t at;

	size = (size + ALIGNED - 1) / ALIGNED * ALIGNED;
	if (history->end + size - history->lap > history->room)
		history->end = history->lap += history->room;
	at = history->end;
	history->end += size;
	return at;
}

/* Of what is there. */
static uint8_t *place_of(const struct history *history, uint64_t at)
{
	return history->ring + (at >= history->lap ? at - history->lap : at + history->room - history->lap);
}

static bool is_there(const struct history *history, uint64_t at)
{
	return at && at < history->end && history->end - at <= history->room;
}

static void mark(struct history *history, uint64_t at, ns time)
{
	while (at >= history->next_mark) {
		history->marks[history->marked++ % MARKS] = time;
		history->next_mark += history->room / MARKS;
	}
}

ns history_since(const struct history *history)
{
	return history->marked < MARKS ? INT64_MIN : history->marks[history->marked % MARKS];
}

uint64_t history_keep(struct history *history, const struct frame *frame)
{
	const struct kept kept = {frame->number, frame->time, frame->linktype, frame->captured, frame->length, 0, 0};
	uint8_t *place;
	uint64_t at;

	if (frame->captured > history->room / LARGEST_PART)
		return 0;
	at = reserve(history, sizeof(kept) + frame->captured);
	mark(history, at, frame->time);
	place = place_of(history, at);
	memcpy(place, &kept, sizeof(kept));
	memcpy(place + sizeof(kept), frame->bytes, frame->captured);
	return at;
}

void history_add(struct history *history, struct trail *trail, uint64_t at)
{
	const struct tie tie = {trail->last, at};
	uint64_t knot;

	trail->frames++;
	if (!is_there(history, at))
		return;
	knot = reserve(history, sizeof(tie));
	memcpy(place_of(history, knot), &tie, sizeof(tie));
	trail->last = knot;
}

bool history_find(const struct history *history, uint64_t knot, struct knot *out)
{
	struct kept kept;
	struct tie tie;

	if (!is_there(history, knot))
		return false;
	memcpy(&tie, place_of(history, knot), sizeof(tie));
	if (!is_there(history, tie.at))
		return false;
	memcpy(&kept, place_of(history, tie.at), sizeof(kept));
	*out = (struct knot){
		.previous = tie.previous,
		.at = tie.at,
		.frame = {kept.number, kept.time, kept.linktype, place_of(history, tie.at) + sizeof(kept),
	                  kept.captured, kept.length},
	};
	return true;
}

bool history_take(struct history *history, const struct knot *knot, uint32_t taker, unsigned most)
{
	struct kept kept;

	memcpy(&kept, place_of(history, knot->at), sizeof(kept));
	if (kept.taker == taker)
		return true;
	if (kept.takers >= most)
		return false;
	kept.takers++;
	kept.taker = taker & HISTORY_TAKERS;
	memcpy(place_of(history, knot->at), &kept, sizeof(kept));
	return true;
}
