/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Call-progress tones of countries, after ITU-T E.180 Supplement 2 as two lists give it: A is indications.conf.sample
 * of Asterisk, B is global-tones.xml of spandsp. Where they disagree both are kept.
 */
#ifndef MEDIA_PLAN_H
#define MEDIA_PLAN_H

#include "base/buf.h"
#include "media/passage.h"

enum {
	PLAN_MAX_TONES = 12,  /* of one country */
	PLAN_MAX_CHOICES = 3, /* pitches that serve alike */
};

enum plan_source {
	PLAN_A,
	PLAN_B,
	PLAN_BOTH, /* A, and B says the same */
};

/* One of the sounds a tone may have. */
struct plan_pitch {
	uint16_t hz[3];    /* at one time; in a sequence one after the other; 0: no more */
	uint16_t modulate; /* Hz, of the amplitude; 0: not */
};

struct plan_tone {
	enum tone_class class;
	enum plan_source source;
	bool disputed; /* the other source says something else */
	bool sequence; /* one pitch after the other */
	struct plan_pitch choices[PLAN_MAX_CHOICES];
	uint16_t cadence
		[TONE_MAX_CADENCE]; /* ms; all 0: continuous; of a sequence without gaps: the tones, then the pause */
};

struct plan {
	char cc[3]; /* ISO 3166, but "uk" */
	const char *country;
	struct plan_tone tones[PLAN_MAX_TONES]; /* class TONE_NONE: no more */
};

const struct plan *plan_find(struct str cc); /* any case, "gb" and "uk"; NULL: none known */
const struct plan *plan_all(unsigned *count);

/* What a measured tone may mean in one country. */
struct plan_fit {
	const struct plan *plan;
	enum tone_class class;
	bool disputed; /* one of the two sources only says so, and the other something else */
};

enum {
	PLAN_MAX_FITS = 128,
};

/* Where a measured tone fits, in the order of the country codes, a country once for each meaning; returns how many. */
unsigned plan_fits(const struct tone *tone, struct plan_fit out[PLAN_MAX_FITS]);
/* Whether a ringing tone somewhere sounds so, in bursts of so many ms; 0: of any length. */
bool plan_rings(const uint16_t hz[TONE_MAX_PITCHES], unsigned on);
bool plan_tone_fits(const struct plan_tone *row, const struct tone *tone);

#endif
