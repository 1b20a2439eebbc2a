/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/ring.h"

#include "base/memory.h"

#include <assert.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
	ALIGNMENT = 8,
	CACHE_LINE = 64,
	LEAST = 4096,
};

/* What fills the block up to its end, where the next one would not fit, is but a size of 0. */
struct record {
	uint32_t size; /* with the bytes behind it */
	uint32_t note;
	ns time;
	int linktype;
	uint32_t captured, length;
	uint32_t reserved;
};

_Static_assert(sizeof(struct record) % ALIGNMENT == 0, "records follow each other");

/* Whoever waits says so first: the other side pays for waking it only then. */
struct bell {
	atomic_bool waits;
	int fd;
};

/*
 * Positions only grow; their lower bits say where in the block. What one side writes and the other reads often lies in cache
 * lines of its own.
 */
struct ring {
	uint8_t *block;
	size_t size;
	struct bell filled, emptied;
	uint8_t apart[CACHE_LINE];
	size_t head;           /* of the side that puts */
	size_t room_until;     /* by what it last saw of freed */
	uint8_t apart_too[CACHE_LINE];
	size_t tail;         /* of the side that takes */
	size_t filled_until; /* by what it last saw of published */
	size_t next;         /* behind what was looked at */
	uint8_t apart_as_well[CACHE_LINE];
	atomic_size_t published;
	uint8_t and_apart[CACHE_LINE];
	atomic_size_t freed;
};

static size_t power_of_two(size_t bytes)
{
	size_t size = LEAST;

	while (size < bytes)
		size *= 2;
	return size;
}

struct ring *ring_new(size_t bytes)
{
	struct ring *ring = memory_new(sizeof(*ring));

	ring->size = power_of_two(bytes);
	ring->block = memory_new(ring->size);
	ring->room_until = ring->size;
	ring->filled.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	ring->emptied.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return ring;
}

void ring_free(struct ring *ring)
{
	if (!ring)
		return;
	close(ring->filled.fd);
	close(ring->emptied.fd);
	memory_free(ring->block);
	memory_free(ring);
}

/* Waiting */

static void wake(struct bell *bell)
{
	const uint64_t one = 1;

	if (write(bell->fd, &one, sizeof(one)) < 0)
		return; /* it has been rung so often that it is heard anyway */
}

static void wake_waiting(struct bell *bell)
{
	if (atomic_load(&bell->waits) && atomic_exchange(&bell->waits, false))
		wake(bell);
}

static void wait_for(struct bell *bell, int timeout_ms)
{
	struct pollfd pollfd = {.fd = bell->fd, .events = POLLIN};
	uint64_t rung;

	if (poll(&pollfd, 1, timeout_ms) > 0 && read(bell->fd, &rung, sizeof(rung)) < 0)
		rung = 0; /* somebody else's signal came first: all the same */
	atomic_store(&bell->waits, false);
}

/* The side that puts */

static struct record *record_at(const struct ring *ring, size_t position)
{
	return (struct record *)(void *)(ring->block + (position & (ring->size - 1)));
}

static bool has_room(struct ring *ring, size_t until)
{
	if (until <= ring->room_until)
		return true;
	ring->room_until = atomic_load(&ring->freed) + ring->size;
	return until <= ring->room_until;
}

/* Records do not go round the end of the block. */
static size_t left_at_end(const struct ring *ring)
{
	return ring->size - (ring->head & (ring->size - 1));
}

bool ring_put(struct ring *ring, const struct ring_item *item)
{
	const struct frame *frame = &item->frame;
	size_t size = (sizeof(struct record) + frame->captured + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	size_t left = left_at_end(ring), skipped = left < size ? left : 0;
	struct record *record;

	assert(size <= ring->size / 2);
	if (!has_room(ring, ring->head + skipped + size))
		return false;
	if (skipped)
		record_at(ring, ring->head)->size = 0;
	ring->head += skipped;
	record = record_at(ring, ring->head);
	*record = (struct record){(uint32_t)size,  item->note,      frame->time,
	                          frame->linktype, frame->captured, frame->length};
	if (frame->captured)
		memcpy(record + 1, frame->bytes, frame->captured);
	ring->head += size;
	return true;
}

void ring_publish(struct ring *ring)
{
	atomic_store(&ring->published, ring->head);
	wake_waiting(&ring->filled);
}

void ring_wait_room(struct ring *ring, int timeout_ms)
{
	atomic_store(&ring->emptied.waits, true);
	if (atomic_load(&ring->freed) + ring->size == ring->room_until)
		wait_for(&ring->emptied, timeout_ms);
}

/* The side that takes */

static bool is_filled(struct ring *ring)
{
	if (ring->tail == ring->filled_until)
		ring->filled_until = atomic_load(&ring->published);
	return ring->tail != ring->filled_until;
}

bool ring_peek(struct ring *ring, struct ring_item *out)
{
	const struct record *record;

	if (!is_filled(ring))
		return false;
	record = record_at(ring, ring->tail);
	if (record->size == 0) {
		ring->tail += ring->size - (ring->tail & (ring->size - 1));
		record = record_at(ring, ring->tail);
	}
	ring->next = ring->tail + record->size;
	*out = (struct ring_item){
		.note = record->note,
		.frame = {.time = record->time,
	                  .linktype = record->linktype,
	                  .bytes = (const uint8_t *)(record + 1),
	                  .captured = record->captured,
	                  .length = record->length},
	};
	return true;
}

void ring_skip(struct ring *ring)
{
	ring->tail = ring->next;
}

void ring_release(struct ring *ring)
{
	if (atomic_load_explicit(&ring->freed, memory_order_relaxed) == ring->tail)
		return;
	atomic_store(&ring->freed, ring->tail);
	wake_waiting(&ring->emptied);
}

void ring_wait(struct ring *ring, int timeout_ms)
{
	atomic_store(&ring->filled.waits, true);
	if (!is_filled(ring))
		wait_for(&ring->filled, timeout_ms);
	atomic_store(&ring->filled.waits, false);
}
