/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/recording.h"

#include "base/memory.h"
#include "media/g711.h"

enum {
	FIRST_SAMPLES = RECORDING_RATE,
	FIRST_STRETCHES = 4,
};

#define SAMPLE_TIME (SECOND / RECORDING_RATE)

/* Sound without a break: the samples from first on, up to those of the next stretch. */
struct stretch {
	ns time;
	uint32_t first;
};

struct recording {
	struct recordings *all;
	uint8_t *samples; /* mu-law */
	struct stretch *stretches;
	uint32_t count, room;
	uint32_t stretch_count, stretch_room;
	bool cut;
};

struct recording *recording_new(struct recordings *all)
{
	struct recording *recording = memory_new(sizeof(*recording));

	recording->all = all;
	all->bytes += sizeof(*recording);
	return recording;
}

void recording_free(struct recording *recording)
{
	if (!recording)
		return;
	recording->all->bytes -=
		sizeof(*recording) + recording->room + recording->stretch_room * sizeof(struct stretch);
	memory_free(recording->samples);
	memory_free(recording->stretches);
	memory_free(recording);
}

bool recording_is_empty(const struct recording *recording)
{
	return recording->count == 0;
}

/* Twice the room for members of that size; false: the budget of all recordings is used up. */
static bool grow(struct recordings *all, void **members, uint32_t *room, uint32_t first, size_t size)
{
	uint32_t wanted = *room ? *room * 2 : first;

	if (all->bytes + (wanted - *room) * size > budget_of(all->budget, RECORDINGS_MAX_BYTES))
		return false;
	*members = memory_grow(*members, wanted * size);
	all->bytes += (wanted - *room) * size;
	*room = wanted;
	return true;
}

static bool make_room(struct recording *recording, unsigned count)
{
	void *samples = recording->samples, *stretches = recording->stretches;
	bool made = recording->count + count <= RECORDING_MAX_SAMPLES;

	while (made && recording->room < recording->count + count)
		made = grow(recording->all, &samples, &recording->room, FIRST_SAMPLES, 1);
	if (made && recording->stretch_room == recording->stretch_count)
		made = grow(recording->all, &stretches, &recording->stretch_room, FIRST_STRETCHES,
		            sizeof(struct stretch));
	recording->samples = samples;
	recording->stretches = stretches;
	return made;
}

static ns end_of(const struct recording *recording)
{
	const struct stretch *last = &recording->stretches[recording->stretch_count - 1];

	return last->time + (ns)(recording->count - last->first) * SAMPLE_TIME;
}

void recording_add(struct recording *recording, const int16_t *samples, unsigned count, ns time)
{
	if (recording->cut)
		return;
	if (!make_room(recording, count)) {
		recording->cut = true;
		recording->all->cut++;
		return;
	}
	if (!recording->stretch_count || time > end_of(recording) + RECORDING_MAX_JITTER)
		recording->stretches[recording->stretch_count++] = (struct stretch){time, recording->count};
	for (unsigned i = 0; i < count; i++)
		recording->samples[recording->count++] = g711_u_of(samples[i]);
}

/* Only as far as it lies among the sums. */
static void mix_stretch(const uint8_t *samples, int64_t count, int64_t at, int32_t *sums, size_t size)
{
	for (int64_t i = at < 0 ? -at : 0; i < count && at + i < (int64_t)size; i++)
		sums[at + i] += g711_u[samples[i]];
}

void recording_mix(const struct recording *recording, ns from, int32_t *sums, size_t count)
{
	for (uint32_t i = 0; i < recording->stretch_count; i++) {
		const struct stretch *stretch = &recording->stretches[i];
		uint32_t end = i + 1 < recording->stretch_count ? stretch[1].first : recording->count;

		mix_stretch(recording->samples + stretch->first, end - stretch->first,
		            (stretch->time - from) / SAMPLE_TIME, sums, count);
	}
}
