/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/losses.h"

#include <assert.h>
#include <string.h>

/* Stretches that are nearer to each other are one. */
#define APART SECOND
/* A stream that lacks packets for longer is no sign of a moment. */
#define LONGEST_GAP (2 * SECOND)
/* How near two gaps are that count as of the same moment by chance. */
#define MOMENT (100 * MILLISECOND)

enum {
	LOAD_UNIT = 16
};

static bool touches(const struct loss *a, const struct loss *b)
{
	return a->from <= b->until + APART && b->from <= a->until + APART;
}

static void extend(struct loss *loss, const struct loss *by)
{
	if (by->from < loss->from)
		loss->from = by->from;
	if (by->until > loss->until) {
		loss->until = by->until;
		loss->frame = by->frame ? by->frame : loss->frame;
	}
	loss->told += by->told;
	loss->down |= by->down;
	if (by->streams > loss->streams)
		loss->streams = by->streams;
}

static void remove_at(struct losses *losses, unsigned i)
{
	losses->count--;
	memmove(&losses->at[i], &losses->at[i + 1], (losses->count - i) * sizeof(losses->at[0]));
}

void losses_note(struct losses *losses, const struct loss *loss)
{
	unsigned i = 0;

	while (i < losses->count && losses->at[i].until + APART < loss->from)
		i++;
	if (i < losses->count && touches(&losses->at[i], loss)) {
		extend(&losses->at[i], loss);
	} else if (losses->count == LOSSES_MAX) {
		i = i ? i - 1 : 0;
		extend(&losses->at[i], loss);
	} else {
		memmove(&losses->at[i + 1], &losses->at[i], (losses->count - i) * sizeof(losses->at[0]));
		losses->at[i] = *loss;
		losses->count++;
	}
	while (i + 1 < losses->count && touches(&losses->at[i], &losses->at[i + 1])) {
		const struct loss next = losses->at[i + 1];

		extend(&losses->at[i], &next);
		remove_at(losses, i + 1);
	}
}

void losses_down(struct losses *losses, ns since)
{
	if (losses->down++ == 0)
		losses->open = (struct loss){.from = since, .until = NEVER, .down = true};
}

void losses_up(struct losses *losses, ns since, ns until)
{
	assert(losses->down);
	losses->down--;
	losses_note(losses, &(struct loss){.from = since, .until = until, .down = true});
}

static bool is_related(const struct loss_gap *a, const struct loss_gap *b)
{
	return address_same(&a->source, &b->source) || address_same(&a->source, &b->destination) ||
	       address_same(&a->destination, &b->source) || address_same(&a->destination, &b->destination);
}

static bool is_at_once(const struct loss_gap *a, const struct loss_gap *b)
{
	return a->from < b->until && b->from < a->until;
}

/* Of late gaps those of the same moment as gap whose streams have no host in common with it, nor with each other. */
static unsigned find_company(const struct losses *losses, const struct loss_gap *gap,
                             const struct loss_gap *company[LOSSES_RECENT])
{
	unsigned known = losses->gaps < LOSSES_RECENT ? (unsigned)losses->gaps : LOSSES_RECENT, count = 0;

	for (unsigned i = 0; i < known; i++) {
		const struct loss_gap *other = &losses->recent[i];
		bool fits = is_at_once(gap, other) && !is_related(gap, other);

		for (unsigned n = 0; n < count && fits; n++)
			fits = is_at_once(company[n], other) && !is_related(company[n], other);
		if (fits)
			company[count++] = other;
	}
	return count;
}

static void count_gap(struct losses *losses, ns time)
{
	ns since = time - losses->loaded;

	if (since < 0)
		since = 0;
	if (since >= LOSSES_MEMORY)
		losses->load = 0;
	else
		losses->load -= (uint32_t)((uint64_t)losses->load * (uint64_t)since / (uint64_t)LOSSES_MEMORY);
	if (losses->load < UINT32_MAX - LOAD_UNIT)
		losses->load += LOAD_UNIT;
	losses->loaded = time;
}

/* More than chance brings together. */
static unsigned streams_needed(const struct losses *losses)
{
	uint64_t by_chance = (uint64_t)losses->load * (uint64_t)MOMENT / (uint64_t)LOSSES_MEMORY;

	return LOSSES_STREAMS + (unsigned)(4 * by_chance / LOAD_UNIT);
}

void losses_gap(struct losses *losses, const struct flow *flow, ns from, ns until, uint64_t frame)
{
	const struct loss_gap gap = {flow->source.address, flow->destination.address, from, until};
	const struct loss_gap *company[LOSSES_RECENT];
	struct loss loss = {.from = from, .until = until, .frame = frame};
	unsigned count;

	if (from > until || until - from > LONGEST_GAP)
		return;
	count_gap(losses, until);
	count = find_company(losses, &gap, company);
	losses->recent[losses->gaps++ % LOSSES_RECENT] = gap;
	if (count + 1 < streams_needed(losses))
		return;
	for (unsigned i = 0; i < count; i++) {
		if (company[i]->from > loss.from)
			loss.from = company[i]->from;
		if (company[i]->until < loss.until)
			loss.until = company[i]->until;
	}
	loss.streams = count + 1;
	losses_note(losses, &loss);
}

const struct loss *losses_within(const struct losses *losses, ns from, ns until)
{
	for (unsigned i = 0; i < losses->count; i++)
		if (losses->at[i].until >= from && losses->at[i].from <= until)
			return &losses->at[i];
	if (losses->down && losses->open.from <= until)
		return &losses->open;
	return losses->whole.told ? &losses->whole : NULL;
}

const struct loss *losses_down_within(const struct losses *losses, ns from, ns until)
{
	for (unsigned i = 0; i < losses->count; i++)
		if (losses->at[i].down && losses->at[i].until >= from && losses->at[i].from <= until)
			return &losses->at[i];
	return losses->down && losses->open.from <= until ? &losses->open : NULL;
}

bool losses_is_whole(const struct losses *losses, const struct loss *loss)
{
	return loss == &losses->whole;
}
