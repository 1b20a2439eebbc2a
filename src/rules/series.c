/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/series.h"

#include "base/memory.h"

/* How many calls, to or from how many, make a burst; of these four of five are refused. */
static const struct threshold {
	unsigned calls, callers, callees;
} thresholds[BURST_KINDS] = {
	[BURST_CALLER] = {5, 1, 4},
	[BURST_CALLEE] = {5, 4, 1},
	[BURST_TRUNK] = {10, 2, 4},
};

enum {
	REFUSED_PARTS = 4,
	OF_PARTS = 5,
	ROOM_FIRST = 4 /* samples there is room for at first: most numbers call once */
};

void series_done(struct series *series)
{
	memory_free(series->samples);
}

/* How many different ones there are among samples. */
static unsigned count_different(const struct sample *samples, unsigned count, bool callers)
{
	uint32_t seen[BURST_CALLS];
	unsigned different = 0;

	for (unsigned i = 0; i < count; i++) {
		uint32_t who = callers ? samples[i].caller : samples[i].callee;
		unsigned k = 0;

		while (k < different && seen[k] != who)
			k++;
		if (k == different)
			seen[different++] = who;
	}
	return different;
}

static void note_refused(struct burst *out, const struct sample *sample)
{
	out->trunk = out->refused == 0 || out->trunk == sample->trunk ? sample->trunk : 0;
	out->refused++;
	if (out->frame_count == FINDING_MAX_FRAMES)
		return;
	out->times[out->frame_count] = sample->time;
	out->frames[out->frame_count++] = sample->frame;
}

static bool are_refused(const struct burst *burst)
{
	return burst->refused * OF_PARTS >= burst->calls * REFUSED_PARTS;
}

/* The calls of one hour; whose they were is only counted where enough were refused. */
static struct burst burst_of(const struct sample *samples, unsigned count)
{
	struct burst burst = {.calls = count};

	for (unsigned i = 0; i < count; i++)
		if (samples[i].refused)
			note_refused(&burst, &samples[i]);
	if (!are_refused(&burst))
		return burst;
	burst.callers = count_different(samples, count, true);
	burst.callees = count_different(samples, count, false);
	return burst;
}

static bool is_burst(const struct burst *burst, const struct threshold *threshold)
{
	return burst->calls >= threshold->calls && are_refused(burst) && burst->callers >= threshold->callers &&
	       burst->callees >= threshold->callees;
}

static void consider(struct series *series, enum burst_kind kind, unsigned first, unsigned last)
{
	struct burst burst = burst_of(series->samples + first, last - first + 1);

	if (is_burst(&burst, &thresholds[kind]) && burst.refused > series->burst.refused)
		series->burst = burst;
}

/* The hour that ends with the sample at last: what can be known when that call is judged. */
static void look_back(struct series *series, enum burst_kind kind, unsigned last)
{
	unsigned first = last;

	while (first > 0 && series->samples[last].time - series->samples[first - 1].time < BURST_WINDOW)
		first--;
	consider(series, kind, first, last);
}

/* The hour that begins with the sample at first: what it looked like in the end, if that is known. */
static void look_ahead(struct series *series, enum burst_kind kind, unsigned first, bool known)
{
	unsigned last = first;

	while (last + 1 < series->count && series->samples[last + 1].time - series->samples[first].time < BURST_WINDOW)
		last++;
	if (known || last + 1 < series->count || first == 0)
		consider(series, kind, first, last);
}

void series_settle(struct series *series, enum burst_kind kind, bool over)
{
	if (series->settled || !series->burst.refused)
		return;
	series->burst.refused = 0;
	for (unsigned i = 0; i < series->count; i++)
		look_ahead(series, kind, i, over);
	series->settled = series->burst.refused > 0;
}

/* Where a sample is put by its time; BURST_CALLS: it is older than all that there is room for. */
static unsigned insert(struct series *series, enum burst_kind kind, const struct sample *sample)
{
	unsigned at = series->count;

	while (at > 0 && series->samples[at - 1].time > sample->time)
		at--;
	if (series->count == BURST_CALLS) {
		if (at == 0)
			return BURST_CALLS;
		series_settle(series, kind, false);
		memmove(series->samples, series->samples + 1, --at * sizeof(*sample));
		series->samples[at] = *sample;
		return at;
	}
	if (series->count == series->room) {
		series->room = series->room ? 2 * series->room : ROOM_FIRST;
		series->samples = memory_grow(series->samples, series->room * sizeof(*sample));
	}
	memmove(series->samples + at + 1, series->samples + at, (series->count - at) * sizeof(*sample));
	series->samples[at] = *sample;
	series->count++;
	return at;
}

bool series_add(struct series *series, enum burst_kind kind, const struct sample *sample)
{
	unsigned before = series->count, at = insert(series, kind, sample);

	for (unsigned i = at; i < series->count && !series->settled; i++)
		look_back(series, kind, i);
	return series->count == thresholds[kind].calls && before < series->count;
}
