/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Puts passages together: bursts of tone, other sound and pauses go in, in time order. A burst waits for those that
 * follow, as only they tell its cadence; what turns out to be no known tone is sound like what is around it.
 */
#ifndef MEDIA_PASSAGES_H
#define MEDIA_PASSAGES_H

#include "media/tone.h"

enum {
	PASSAGES = 32,
	PASSAGES_BURSTS = 16, /* that wait; beyond, they are told as far as they are understood */
	PASSAGES_PAUSES = 6,  /* pieces of what followed the last sound */
};

/* A piece of a pause: silence, faint sound, or what packets said of themselves. */
struct pause {
	enum content content;
	ns from, to;
	uint64_t first_frame, last_frame;
	uint32_t ms;
	float power; /* on average; as of samples squared */
};

/* Sound that is no tone, and what tells speech from music. */
struct plain_sound {
	ns from, to;
	uint64_t first_frame, last_frame;
	uint32_t ms;            /* heard, without pauses */
	float energy;           /* power * ms */
	uint16_t spectra, held; /* looked at; of the same lines as the one before */
	uint16_t dips;          /* of the level, as between syllables */
};

struct passages {
	const struct plan *plan;
	struct passage list[PASSAGES];
	struct burst bursts[PASSAGES_BURSTS];
	struct pause pauses[PASSAGES_PAUSES];
	struct plain_sound sound; /* ms 0: none */
	unsigned count, burst_count, pause_count;
};

/* `gap`: ms since the sound or burst before, as the samples measure it. */
void passages_add_burst(struct passages *passages, const struct burst *burst, uint32_t gap);
void passages_add_sound(struct passages *passages, const struct plain_sound *sound, uint32_t gap);
void passages_add_pause(struct passages *passages, const struct pause *pause);
void passages_end(struct passages *passages); /* nothing waits any more */

#endif
