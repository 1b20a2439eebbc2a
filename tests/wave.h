/* SPDX-License-Identifier: BSD-2-Clause */
/* What the RTP of a ladder sounds like: made up sample by sample, the same each time. */
#ifndef TESTS_WAVE_H
#define TESTS_WAVE_H

#include "base/str.h"

#include <stdint.h>

enum {
	WAVE_RATE = 8000, /* samples a second */
	WAVE_MAX_PITCHES = 4,
	WAVE_MAX_CADENCE = 8,
};

enum wave_kind {
	WAVE_NOISE, /* white */
	WAVE_SILENCE,
	WAVE_TONE,
	WAVE_SPEECH, /* as speech goes up and down, and with its pauses; no words */
	WAVE_MUSIC,  /* chords and a melody */
};

struct wave {
	enum wave_kind kind;
	double level; /* dBm0 while it sounds */
	bool has_noise;
	double noise; /* dBm0 of white noise beneath all of it */

	/* Of a tone. */
	double hz[WAVE_MAX_PITCHES];
	unsigned pitches;
	bool in_turn;                     /* one pitch after another, not all at once */
	double modulation;                /* Hz of the first one's amplitude; 0: none */
	double cadence[WAVE_MAX_CADENCE]; /* seconds on, off, on ... of one cycle; in turn: on, on, on, off */
	unsigned cadence_count;           /* 0: continuous */
};

/* How samples become bytes. */
enum law {
	LAW_NONE, /* they do not */
	LAW_MU,
	LAW_A,
	LAW_LINEAR, /* L16: RFC 3551 4.5.11 */
};

/* "440+480:2-4", "400*25:1-2", "950>1400>1800:0.33-0.33-0.33-1"; false: no tone. */
bool wave_read_tone(struct str text, struct wave *out);
unsigned law_sample_size(enum law law);
/* Samples from the one of that number on; out has room for them. */
void wave_encode(const struct wave *wave, enum law law, uint64_t first, unsigned samples, uint8_t *out);
uint32_t wave_chance(uint64_t number); /* a number as if by chance, the same for the same */

#endif
