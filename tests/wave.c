/* SPDX-License-Identifier: BSD-2-Clause */
#include "wave.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846

enum {
	FULL_SCALE = 32124, /* 16 bits of what mu-law can say (ITU-T G.711 table 2) */
	HARMONICS = 26,
	VOWELS = 6,
};

/* A sine of full scale has 3.17 dBm0 in mu-law (ITU-T G.711 2); of A-law's 3.14 dBm0 that is 0.05 dB off. */
#define FULL_SINE_DBM0 3.17

uint32_t wave_chance(uint64_t number)
{
	/* SplitMix64 */
	number += 0x9e3779b97f4a7c15u;
	number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9u;
	number = (number ^ number >> 27) * 0x94d049bb133111ebu;
	return (uint32_t)(number >> 32);
}

/* 0 to 1, without 1. */
static double part(uint64_t number)
{
	return wave_chance(number) / 4294967296.0;
}

/* Tones */

/* Digits with or without a fraction, off the front of rest. */
static bool read_decimal(struct str *rest, double *out)
{
	double unit = 1;
	size_t digits = 0;
	bool fraction = false;

	*out = 0;
	for (; rest->n && (*rest->p == '.' || (*rest->p >= '0' && *rest->p <= '9')); *rest = str_from(*rest, 1)) {
		if (*rest->p == '.') {
			fraction = true;
			continue;
		}
		unit /= fraction ? 10 : 1;
		*out = fraction ? *out + (*rest->p - '0') * unit : *out * 10 + (*rest->p - '0');
		digits++;
	}
	return digits > 0;
}

static bool take_sign(struct str *rest, char sign)
{
	bool there = rest->n && *rest->p == sign;

	if (there)
		*rest = str_from(*rest, 1);
	return there;
}

static bool read_pitches(struct str *rest, struct wave *out)
{
	for (;;) {
		if (out->pitches == WAVE_MAX_PITCHES || !read_decimal(rest, &out->hz[out->pitches++]))
			return false;
		if (take_sign(rest, '*'))
			return read_decimal(rest, &out->modulation);
		if (take_sign(rest, '>'))
			out->in_turn = true;
		else if (!take_sign(rest, '+'))
			return true;
	}
}

bool wave_read_tone(struct str text, struct wave *out)
{
	out->kind = WAVE_TONE;
	if (!read_pitches(&text, out))
		return false;
	if (!take_sign(&text, ':'))
		return text.n == 0 && !out->in_turn;
	do
		if (out->cadence_count == WAVE_MAX_CADENCE || !read_decimal(&text, &out->cadence[out->cadence_count++]))
			return false;
	while (take_sign(&text, '-'));
	return text.n == 0 && (!out->in_turn || out->cadence_count >= out->pitches);
}

/* Which part of the cadence t falls into; t becomes the time since that began. */
static unsigned cadence_place(const struct wave *tone, double *t)
{
	double cycle = 0;
	unsigned place = 0;

	for (unsigned i = 0; i < tone->cadence_count; i++)
		cycle += tone->cadence[i];
	if (cycle <= 0)
		return 0;
	*t = fmod(*t, cycle);
	for (; place + 1 < tone->cadence_count && *t >= tone->cadence[place]; place++)
		*t -= tone->cadence[place];
	return place;
}

/* All of these have the power of a sine of amplitude 1. */

static double tone_at(const struct wave *tone, double t)
{
	enum {
		DEPTH = 1 /* of the modulation: whole */
	};
	unsigned place = cadence_place(tone, &t);
	double sum = 0;

	if (tone->in_turn)
		return place < tone->pitches ? sin(2 * PI * tone->hz[place] * t) : 0;
	if (place % 2)
		return 0;
	for (unsigned i = 0; i < tone->pitches; i++)
		sum += sin(2 * PI * tone->hz[i] * t);
	if (tone->modulation > 0)
		sum *= (1 - DEPTH * cos(2 * PI * tone->modulation * t)) / sqrt(1 + DEPTH * DEPTH / 2.0);
	return sum / sqrt(tone->pitches);
}

static double noise_at(uint64_t sample)
{
	double sum = 0;

	for (unsigned i = 0; i < 4; i++)
		sum += part(sample * 4 + i) - 0.5;
	return sum * sqrt(1.5); /* four uniform parts have a variance of 1/3, a sine one of 1/2 */
}

/* Speech */

/* About 4.4 syllables a second, some longer than others. */
static double syllables_until(double t)
{
	return 4.4 * t + 0.3 * sin(2 * PI * 0.9 * t);
}

/* Breath is taken every 2.6 s. */
static bool is_pause(double t)
{
	double phrase = floor(t / 2.6);

	return t - phrase * 2.6 > 1.7 + 0.5 * part((uint64_t)phrase + 7000);
}

/* How loud a voice whose mouth is shaped so is at that pitch: three formants. */
static double shaped(const double formants[3], double hz)
{
	static const double widths[] = {90, 120, 170}, heights[] = {1, 0.55, 0.25};
	double sum = 0.01;

	for (unsigned i = 0; i < 3; i++) {
		double off = (hz - formants[i]) / widths[i];

		sum += heights[i] / (1 + off * off);
	}
	return sum;
}

static void shape_mouth(double syllable, double formants[3])
{
	static const double vowels[VOWELS][3] = {{730, 1090, 2440}, {270, 2290, 3010}, {300, 870, 2240},
	                                         {530, 1840, 2480}, {570, 840, 2410},  {440, 1020, 2240}};
	const double *now = vowels[wave_chance((uint64_t)syllable) % VOWELS];
	const double *then = vowels[wave_chance((uint64_t)syllable + 1) % VOWELS];
	double share = pow(syllable - floor(syllable), 3);

	for (unsigned i = 0; i < 3; i++)
		formants[i] = now[i] + (then[i] - now[i]) * share;
}

static double speech_at(double t, uint64_t sample)
{
	double syllable = syllables_until(t), within = syllable - floor(syllable);
	/* The pitch sways about 125 Hz; this is its integral. */
	double turns =
		125 * t - 18 / (2 * PI * 0.7) * cos(2 * PI * 0.7 * t) - 12 / (2 * PI * 2.3) * cos(2 * PI * 2.3 * t);
	double hz = 125 + 18 * sin(2 * PI * 0.7 * t) + 12 * sin(2 * PI * 2.3 * t);
	double loud = pow(sin(PI * within), 1.5) * (0.5 + 0.5 * part((uint64_t)syllable + 9000));
	double formants[3], sum = 0;

	if (is_pause(t))
		return 0;
	if (within < 0.25 && part((uint64_t)syllable + 3000) < 0.5)
		return 0.5 * (noise_at(sample) - noise_at(sample + 1)); /* a consonant */
	shape_mouth(syllable, formants);
	for (unsigned i = 1; i <= HARMONICS && hz * i < 3600; i++)
		sum += shaped(formants, hz * i) * sin(2 * PI * fmod(turns * i, 1));
	return sum * loud * 1.25;
}

/* Music */

static double note_at(double hz, double since)
{
	double fade = since < 0.01 ? since / 0.01 : exp(-1.2 * since);

	return fade * (sin(2 * PI * hz * since) + 0.4 * sin(4 * PI * hz * since) + 0.2 * sin(6 * PI * hz * since));
}

/* A melody over a chord that changes every 1.6 s; equal temperament about A = 220 Hz. */
static double music_at(double t)
{
	static const unsigned scale[] = {0, 2, 4, 5, 7, 9, 11, 12},
			      chords[][3] = {{3, 7, 10}, {1, 5, 8}, {8, 12, 15}, {3, 8, 12}};
	double beat = floor(t / 0.4), bar = floor(t / 1.6);
	unsigned step = scale[wave_chance((uint64_t)beat + 500) % 8];
	const unsigned *chord = chords[wave_chance((uint64_t)bar + 800) % 4];
	double sum;

	if (wave_chance((uint64_t)beat) % 3 == 0 && beat > bar * 4) {
		beat--; /* the note before is held */
		step = scale[wave_chance((uint64_t)beat + 500) % 8];
	}
	sum = note_at(440 * pow(2, step / 12.0), t - beat * 0.4);
	for (unsigned i = 0; i < 3; i++)
		sum += 0.5 * note_at(220 * pow(2, chord[i] / 12.0), t - bar * 1.6);
	return sum;
}

/* Codes */

static double sample_at(const struct wave *wave, uint64_t sample)
{
	double t = (double)sample / WAVE_RATE;

	switch (wave->kind) {
	case WAVE_NOISE:
		return noise_at(sample);
	case WAVE_TONE:
		return tone_at(wave, t);
	case WAVE_SPEECH:
		return speech_at(t, sample);
	case WAVE_MUSIC:
		return music_at(t);
	default:
		return 0;
	}
}

/* ITU-T G.711 table 2: eight segments, each with steps twice those of the one before. */
static uint8_t mu_law(int sample)
{
	unsigned sign = sample < 0 ? 0x80 : 0,
		 size = (unsigned)(abs(sample) > FULL_SCALE ? FULL_SCALE : abs(sample)) + 132;
	unsigned segment = 7;

	while (segment > 0 && size < 128u << segment)
		segment--;
	return (uint8_t) ~(sign | segment << 4 | (size >> (segment + 3) & 0x0f));
}

/* Table 1: the first two segments have the same steps; every second bit is turned over. */
static uint8_t a_law(int sample)
{
	unsigned sign = sample < 0 ? 0 : 0x80, size = (unsigned)(sample < 0 ? -sample - 1 : sample), segment = 7;

	if (size > 32767)
		size = 32767;
	while (segment > 0 && size < 128u << segment)
		segment--;
	return (uint8_t)((sign | segment << 4 | (size >> (segment ? segment + 3 : 4) & 0x0f)) ^ 0x55);
}

unsigned law_sample_size(enum law law)
{
	return law == LAW_LINEAR ? 2 : 1;
}

static int clipped(double value)
{
	return (int)lround(value > 32767 ? 32767 : value < -32768 ? -32768 : value);
}

static double scale_of(double level)
{
	return 32636 * pow(10, (level - FULL_SINE_DBM0) / 20);
}

void wave_encode(const struct wave *wave, enum law law, uint64_t first, unsigned samples, uint8_t *out)
{
	double scale = scale_of(wave->level), noise = wave->has_noise ? scale_of(wave->noise) : 0;

	for (unsigned i = 0; i < samples; i++) {
		double value = scale * sample_at(wave, first + i) + (noise > 0 ? noise * noise_at(first + i) : 0);
		int sample = clipped(value);

		if (law == LAW_LINEAR)
			*out++ = (uint8_t)((unsigned)sample >> 8);
		*out++ = law == LAW_MU ? mu_law(sample) : law == LAW_A ? a_law(sample) : (uint8_t)sample;
	}
}
