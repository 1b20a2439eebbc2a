/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/tone_text.h"

#include "test.h"

static struct buf text;

static bool says(const struct tone *tone, const char *wanted)
{
	buf_clear(&text);
	tone_print(&text, tone);
	if (str_has(buf_str(&text), str_of(wanted)))
		return true;
	printf("# %s\n", buf_text(&text));
	return false;
}

TEST(a_tone_is_measured_before_it_is_named)
{
	EXPECT(says(&(struct tone){TONE_RINGBACK, .hz = {480, 440}, .cadence = {2000, 4000}, .cycles = 3},
	            "440+480 Hz, 2.0 s on / 4.0 s off, 3 cycles: ringback tone, as in ca, us"));
	EXPECT(says(&(struct tone){TONE_RINGBACK, .hz = {425}, .cadence = {1004, 3996}, .cycles = 1},
	            "425 Hz, 1.0 s on / 4.0 s off, 1 cycle: ringback tone, as in "));
	EXPECT(says(&(struct tone){TONE_DIAL, .hz = {425}}, "425 Hz without a pause: dial tone, as in "));
	EXPECT(says(&(struct tone){TONE_OTHER, .hz = {1000}, .cadence = {355, 355}, .cycles = 2},
	            "1000 Hz, 0.36 s on / 0.36 s off, 2 cycles: a tone of no known meaning"));
}

TEST(a_cycle_ends_with_its_longest_pause)
{
	EXPECT(says(&(struct tone){TONE_RINGBACK, .hz = {400, 450}, .cadence = {400, 2000, 400, 200}, .cycles = 2},
	            "400+450 Hz, 0.4-0.2-0.4-2.0 s on and off, 2 cycles: ringback tone, as in "));
}

TEST(few_countries_are_named_and_the_others_counted)
{
	EXPECT(says(&(struct tone){TONE_RINGBACK, .hz = {425}, .cadence = {1000, 4000}, .cycles = 2}, " more"));
	EXPECT(says(&(struct tone){TONE_RINGBACK, .hz = {425}, .cadence = {1000, 4000}, .cycles = 2},
	            "; the lists of tones disagree about bg"));
	EXPECT(says(&(struct tone){TONE_RINGBACK, .hz = {999}, .cadence = {1000, 4000}, .cycles = 2},
	            ": ringback tone"));
}

TEST(an_ambiguous_tone_has_both_meanings_and_the_option_that_settles_it)
{
	EXPECT(says(&(struct tone){TONE_BUSY_OR_CONGESTION, .hz = {425}, .cadence = {250, 250}, .cycles = 9},
	            ": busy tone in "));
	EXPECT(says(&(struct tone){TONE_BUSY_OR_CONGESTION, .hz = {425}, .cadence = {250, 250}, .cycles = 9},
	            ", congestion tone in "));
	EXPECT(says(&(struct tone){TONE_BUSY_OR_CONGESTION, .hz = {425}, .cadence = {250, 250}, .cycles = 9},
	            "(--tone-plan CC tells which)"));
	EXPECT(says(&(struct tone){TONE_BUSY, .hz = {425}, .cadence = {500, 500}, .cycles = 9},
	            "; but congestion tone in "));
}

TEST(a_special_information_tone_is_one_pitch_after_the_other)
{
	EXPECT(says(&(struct tone){TONE_SIT, SIT_VACANT_CODE, {985, 1371, 1777}, {380, 274, 380, 1000}, 2},
	            "985 > 1371 > 1777 Hz, 0.38-0.27-0.38 s, 2 cycles: special information tone (vacant code, as North "
	            "America codes it)"));
}

TEST_MAIN
