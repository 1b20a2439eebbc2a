/* SPDX-License-Identifier: BSD-2-Clause */
/* What a row of bursts of tone means: by its cadence and pitch, as ITU-T E.180 and the countries' tone plans say. */
#ifndef MEDIA_TONE_H
#define MEDIA_TONE_H

#include "media/plan.h"

/* One tone from its beginning to its end, and how long nothing followed. */
struct burst {
	ns from, to;
	uint64_t first_frame, last_frame;
	float power;                   /* on average, of samples squared */
	uint32_t on, off;              /* ms; off: behind it */
	uint16_t hz[TONE_MAX_PITCHES]; /* strongest first; 0: no more */
	bool late_start;               /* began before the stream did, or in a loss: may have been longer */
	bool early_end;                /* the stream ended in it, or a loss: may have been longer */
	bool open;                     /* what comes next is not known: off may get longer */
	bool after_sound;              /* other sound went right before: may be of the same music */
	enum content before;           /* what the pause before it was, and how loud */
	float before_power;
};

/*
 * What the first bursts are. Returns how many of them belong to it; 0: nothing that is known. `out` says how they
 * measure; of a special information tone the cadence is the lengths of its three tones and of the pause behind.
 */
unsigned tone_of(const struct burst *bursts, unsigned count, const struct plan *plan, struct tone *out);

bool tone_same_pitch(const uint16_t a[TONE_MAX_PITCHES], const uint16_t b[TONE_MAX_PITCHES]);
/* The pause that belongs to the cycle, behind its last burst; 0: none was measured. */
unsigned tone_pause(const struct tone *tone);

#endif
