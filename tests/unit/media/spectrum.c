/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/spectrum.h"

#include <math.h>

#include "tests/test.h"

enum {
	RATE = 8000,
};

static struct spectral_lines lines_of(float first, float second, unsigned count)
{
	struct spectrum *spectrum = spectrum_new();
	int16_t samples[SPECTRUM_SAMPLES];
	struct spectral_lines lines;

	for (unsigned i = 0; i < count; i++)
		samples[i] =
			(int16_t)(4000 * sin(2 * M_PI * first * i / RATE) + 3000 * sin(2 * M_PI * second * i / RATE));
	spectrum_lines(spectrum, samples, count, &lines);
	spectrum_free(spectrum);
	return lines;
}

static bool is_about(float value, float wanted, float tolerance)
{
	return fabsf(value - wanted) <= tolerance;
}

TEST(one_pitch_is_one_line)
{
	struct spectral_lines lines = lines_of(425, 0, 2000);

	EXPECT(is_about(lines.hz[0], 425, 1));
	EXPECT(lines.share[0] > 0.98F);
	EXPECT(lines.share[1] < 0.01F);
}

TEST(a_short_tone_is_told_within_a_few_hertz)
{
	struct spectral_lines lines = lines_of(1776.7F, 0, 800);

	EXPECT(is_about(lines.hz[0], 1776.7F, 3));
	EXPECT(lines.share[0] > 0.95F);
}

TEST(two_pitches_25_hz_apart_are_two_lines)
{
	struct spectral_lines lines = lines_of(413, 438, 2000);

	EXPECT(is_about(lines.hz[0], 413, 3));
	EXPECT(is_about(lines.hz[1], 438, 3));
	EXPECT(lines.share[0] + lines.share[1] > 0.95F);
	EXPECT(lines.share[0] > lines.share[1]);
}

TEST(silence_and_nothing_have_no_lines)
{
	EXPECT(lines_of(0, 0, 2000).share[0] == 0);
	EXPECT(lines_of(425, 0, 0).share[0] == 0);
}

TEST(the_longest_stretch_is_taken_whole)
{
	EXPECT(is_about(lines_of(480, 620, SPECTRUM_SAMPLES).hz[1], 620, 1));
}

TEST_MAIN
