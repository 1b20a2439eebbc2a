/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/plan.h"

#include "tests/test.h"

static const struct tone european_busy = {.class = TONE_BUSY, .hz = {425}, .cadence = {498, 503}};

static bool fits(const struct tone *tone, const char *cc, enum tone_class class, bool disputed)
{
	struct plan_fit fits[PLAN_MAX_FITS];
	unsigned count = plan_fits(tone, fits);

	for (unsigned i = 0; i < count; i++)
		if (strcmp(fits[i].plan->cc, cc) == 0 && fits[i].class == class)
			return fits[i].disputed == disputed;
	return false;
}

TEST(a_country_is_found_by_its_code)
{
	EXPECT_STR("Germany", str_of(plan_find(STR("de"))->country));
	EXPECT_STR("United Kingdom", str_of(plan_find(STR("GB"))->country));
	EXPECT(plan_find(STR("uk")) == plan_find(STR("gb")));
	EXPECT(!plan_find(STR("xx")));
	EXPECT(!plan_find(STR("d")));
	EXPECT(!plan_find(STR_NONE));
}

TEST(every_row_is_whole_and_in_order)
{
	unsigned count;
	const struct plan *plans = plan_all(&count);

	EXPECT(count >= 60);
	for (unsigned i = 0; i < count; i++) {
		EXPECT(i == 0 || strcmp(plans[i - 1].cc, plans[i].cc) < 0);
		EXPECT(plans[i].tones[0].class != TONE_NONE);
		for (unsigned j = 0; j < PLAN_MAX_TONES && plans[i].tones[j].class; j++) {
			const struct plan_tone *row = &plans[i].tones[j];

			EXPECT(row->choices[0].hz[0] != 0);
			EXPECT(!(row->disputed && row->source == PLAN_BOTH));
			EXPECT(!row->sequence || (row->choices[0].hz[2] && row->cadence[2]));
		}
	}
}

TEST(every_row_fits_its_own_country)
{
	unsigned count;
	const struct plan *plans = plan_all(&count);

	for (unsigned i = 0; i < count; i++)
		for (unsigned j = 0; j < PLAN_MAX_TONES && plans[i].tones[j].class; j++) {
			const struct plan_tone *row = &plans[i].tones[j];
			struct tone tone = {.class = row->class};

			memcpy(tone.hz, row->choices[0].hz, sizeof(tone.hz));
			memcpy(tone.cadence, row->cadence, sizeof(tone.cadence));
			EXPECT(plan_tone_fits(row, &tone) || (row->sequence && tone.hz[0] == tone.hz[1]));
		}
}

TEST(what_a_tone_may_mean_is_told_by_country)
{
	EXPECT(fits(&european_busy, "de", TONE_BUSY, false));
	EXPECT(fits(&european_busy, "nl", TONE_BUSY, false));
	EXPECT(fits(&european_busy, "pl", TONE_BUSY, false));
	EXPECT(fits(&european_busy, "pl", TONE_CONGESTION, false));
	EXPECT(!fits(&european_busy, "us", TONE_BUSY, false));
	EXPECT(!fits(&european_busy, "uk", TONE_BUSY, false));
}

TEST(what_one_list_alone_says_against_the_other_is_disputed)
{
	EXPECT(fits(&european_busy, "it", TONE_BUSY, true));
	EXPECT(fits(&(struct tone){.hz = {425}, .cadence = {200, 200}}, "it", TONE_BUSY, true));
	EXPECT(fits(&(struct tone){.hz = {425}, .cadence = {200, 200}}, "it", TONE_CONGESTION, false));
}

TEST(two_pitches_are_needed_where_the_plan_has_two)
{
	EXPECT(fits(&(struct tone){.hz = {480, 440}, .cadence = {2010, 3990}}, "us", TONE_RINGBACK, false));
	EXPECT(!fits(&(struct tone){.hz = {440}, .cadence = {2010, 3990}}, "us", TONE_RINGBACK, false));
}

TEST(modulation_is_heard_at_both_sides_of_the_pitch)
{
	const struct tone tone = {.hz = {400, 374, 426}, .cadence = {400, 200, 400, 2000}};

	EXPECT(fits(&tone, "in", TONE_RINGBACK, true));
	EXPECT(!fits(&tone, "de", TONE_RINGBACK, false));
}

TEST(ringing_is_known_by_pitch_and_length)
{
	EXPECT(plan_rings((const uint16_t[]){425, 0, 0}, 1000));
	EXPECT(plan_rings((const uint16_t[]){425, 0, 0}, 0));
	EXPECT(!plan_rings((const uint16_t[]){425, 0, 0}, 700));
	EXPECT(!plan_rings((const uint16_t[]){370, 0, 0}, 0));
	EXPECT(!plan_rings((const uint16_t[]){0, 0, 0}, 0));
}

TEST(a_cycle_may_be_measured_from_any_of_its_bursts)
{
	EXPECT(fits(&(struct tone){.hz = {400}, .cadence = {225, 525, 400, 350}}, "uk", TONE_CONGESTION, false));
	EXPECT(!fits(&(struct tone){.hz = {400}, .cadence = {225, 525}}, "uk", TONE_CONGESTION, false));
}

TEST(where_the_pause_was_not_measured_the_rest_tells)
{
	EXPECT(fits(&(struct tone){.hz = {480, 440}, .cadence = {2000}}, "us", TONE_RINGBACK, false));
	EXPECT(!fits(&(struct tone){.hz = {480, 440}, .cadence = {2000}}, "tw", TONE_RINGBACK, false));
	EXPECT(fits(&(struct tone){.hz = {400, 450}, .cadence = {400, 200, 400}}, "uk", TONE_RINGBACK, false));
	EXPECT(!fits(&(struct tone){.hz = {400, 450}, .cadence = {400}}, "uk", TONE_RINGBACK, false));
}

TEST(a_continuous_tone_fits_no_cadence)
{
	EXPECT(fits(&(struct tone){.hz = {425}}, "de", TONE_DIAL, false));
	EXPECT(!fits(&(struct tone){.hz = {425}}, "de", TONE_BUSY, false));
	EXPECT(!fits(&(struct tone){.hz = {0}}, "de", TONE_DIAL, false));
}

TEST(special_information_tones_fit_by_their_pitches)
{
	const struct tone tone = {.class = TONE_SIT, .hz = {951, 1399, 1801}, .cadence = {330, 331, 329, 1000}};

	EXPECT(fits(&tone, "de", TONE_SIT, false));
	EXPECT(!fits(&tone, "de", TONE_DIAL, false));
}

TEST_MAIN
