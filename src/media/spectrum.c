/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/spectrum.h"

#include "base/memory.h"

#include <assert.h>
#include <kiss_fftr.h>
#include <math.h>
#include <string.h>

enum {
	RATE = 8000,
	HALF = SPECTRUM_SAMPLES / 2,
	BINS = SPECTRUM_SAMPLES / 2 + 1,
	LOWEST = 200,   /* Hz; below is mains hum, and nothing a telephone carries */
	HIGHEST = 3600, /* Hz */
	COUNTED = 100,  /* Hz; what is below is no sound at all */
};

struct spectrum {
	kiss_fftr_cfg whole, half; /* of SPECTRUM_SAMPLES, and of HALF, which takes half as long */
	float samples[SPECTRUM_SAMPLES];
	float cosine
		[SPECTRUM_SAMPLES]; /* the window of so many samples, kept since most are as long as the one before */
	unsigned shaped;
	kiss_fft_cpx bins[BINS];
	float power[BINS];
};

struct spectrum *spectrum_new(void)
{
	size_t whole = 0, half = 0;

	kiss_fftr_alloc(SPECTRUM_SAMPLES, 0, NULL, &whole);
	kiss_fftr_alloc(HALF, 0, NULL, &half);
	whole = (whole + 15) / 16 * 16;
	/* The plans lie behind the rest: what the library allocates by itself may fail unseen. */
	struct spectrum *spectrum = memory_new(sizeof(*spectrum) + whole + half);
	char *plans = (char *)(spectrum + 1);

	spectrum->whole = kiss_fftr_alloc(SPECTRUM_SAMPLES, 0, plans, &whole);
	spectrum->half = kiss_fftr_alloc(HALF, 0, plans + whole, &half);
	assert(spectrum->whole && spectrum->half);
	return spectrum;
}

void spectrum_free(struct spectrum *spectrum)
{
	memory_free(spectrum);
}

/* A raised cosine (Hann): keeps a line within two bins of itself. By recurrence. */
static void raise_cosine(struct spectrum *spectrum, unsigned count)
{
	double turn = 2 * cos(2 * M_PI / count), here = 0.5, before = 0.5 * cos(2 * M_PI / count);

	for (unsigned i = 0; i < count; i++) {
		double next = turn * here - before;

		spectrum->cosine[i] = (float)(0.5 - here);
		before = here;
		here = next;
	}
	spectrum->shaped = count;
}

static void shape(struct spectrum *spectrum, const int16_t *samples, unsigned count, unsigned size)
{
	if (spectrum->shaped != count)
		raise_cosine(spectrum, count);
	for (unsigned i = 0; i < count; i++)
		spectrum->samples[i] = spectrum->cosine[i] * samples[i];
	memset(spectrum->samples + count, 0, (size - count) * sizeof(*spectrum->samples));
}

static unsigned strongest(const float *power, unsigned from, unsigned to)
{
	unsigned best = from;
	float most = power[from];

	for (unsigned bin = from; bin <= to; bin++)
		if (power[bin] > most) {
			most = power[bin];
			best = bin;
		}
	return best;
}

/* Between the bins: the vertex of the parabola through the logarithms around the peak. */
static float vertex(const float *power, unsigned bin)
{
	float left = logf(power[bin - 1] + 1e-9F), here = logf(power[bin] + 1e-9F),
	      right = logf(power[bin + 1] + 1e-9F);
	float bend = left - 2 * here + right, shift = bend < 0 ? (left - right) / (2 * bend) : 0;

	return (float)bin + (shift > 0.5F || shift < -0.5F ? 0 : shift);
}

/* Takes the line around the peak out of the spectrum: as far as the window spreads it, but not beyond a valley. */
static float take_line(float *power, unsigned peak, unsigned width, unsigned bins)
{
	unsigned from = peak, to = peak;
	float sum = 0;

	while (from > 1 && peak - from < width && power[from - 1] <= power[from])
		from--;
	while (to < bins - 2 && to - peak < width && power[to + 1] <= power[to])
		to++;
	for (unsigned bin = from; bin <= to; bin++) {
		sum += power[bin];
		power[bin] = 0;
	}
	return sum;
}

/* The power in each bin; returns all of it. */
static float transform(struct spectrum *spectrum, const int16_t *samples, unsigned count, unsigned size)
{
	float total = 0;

	shape(spectrum, samples, count, size);
	kiss_fftr(size == HALF ? spectrum->half : spectrum->whole, spectrum->samples, spectrum->bins);
	for (unsigned bin = 0; bin <= size / 2; bin++) {
		const kiss_fft_cpx *at = &spectrum->bins[bin];

		spectrum->power[bin] = at->r * at->r + at->i * at->i;
	}
	for (unsigned bin = COUNTED * size / RATE; bin <= size / 2; bin++)
		total += spectrum->power[bin];
	return total;
}

void spectrum_lines(struct spectrum *spectrum, const int16_t *samples, unsigned count, struct spectral_lines *out)
{
	unsigned size = count > HALF ? SPECTRUM_SAMPLES : HALF;

	assert(count <= SPECTRUM_SAMPLES);
	*out = (struct spectral_lines){0};
	if (count < 16)
		return;
	float total = transform(spectrum, samples, count, size);

	for (unsigned i = 0; i < SPECTRUM_LINES && total > 0; i++) {
		unsigned peak = strongest(spectrum->power, LOWEST * size / RATE, HIGHEST * size / RATE);

		out->hz[i] = vertex(spectrum->power, peak) * RATE / (float)size;
		out->share[i] = take_line(spectrum->power, peak, 2 * size / count + 1, size / 2 + 1) / total;
	}
}
