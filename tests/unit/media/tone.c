/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/tone.h"

#include "tests/test.h"

enum {
	MOST = 16,
};

static struct burst bursts[MOST];
static unsigned count;

static void begin(void)
{
	count = 0;
}

static struct burst *add(unsigned on, unsigned off, unsigned hz, unsigned second)
{
	struct burst *burst = &bursts[count++];

	*burst = (struct burst){.on = on, .off = off, .hz = {(uint16_t)hz, (uint16_t)second}, .power = 1e6F};
	return burst;
}

static struct tone tone_heard(const char *cc, unsigned *used)
{
	struct tone tone = {0};

	*used = tone_of(bursts, count, cc ? plan_find(str_of(cc)) : NULL, &tone);
	return tone;
}

static enum tone_class class_in(const char *cc)
{
	unsigned used;

	return tone_heard(cc, &used).class;
}

static enum tone_class class_of_equal(unsigned number, unsigned on, unsigned off, unsigned hz, unsigned second)
{
	begin();
	for (unsigned i = 0; i < number; i++)
		add(on, off, hz, second);
	return class_in(NULL);
}

TEST(one_long_burst_and_a_long_pause_are_ringback)
{
	EXPECT_INT(TONE_RINGBACK, class_of_equal(1, 1000, 4000, 425, 0));
	EXPECT_INT(TONE_RINGBACK, class_of_equal(2, 2000, 4000, 440, 480));
	EXPECT_INT(TONE_NONE, class_of_equal(1, 300, 4000, 425, 0));
	EXPECT_INT(TONE_NONE, class_of_equal(1, 1000, 4000, 1000, 0));
}

TEST(behind_other_sound_one_burst_is_not_enough)
{
	begin();
	add(1000, 4000, 425, 0)->after_sound = true;
	EXPECT_INT(TONE_NONE, class_in(NULL));
	add(1000, 4000, 425, 0);
	EXPECT_INT(TONE_RINGBACK, class_in(NULL));
}

TEST(two_short_bursts_and_a_pause_are_ringback)
{
	begin();
	add(400, 200, 400, 450);
	add(400, 2000, 450, 400);
	EXPECT_INT(TONE_RINGBACK, class_in(NULL));
}

TEST(busy_takes_three_bursts)
{
	EXPECT_INT(TONE_NONE, class_of_equal(2, 500, 500, 425, 0));
	EXPECT_INT(TONE_BUSY, class_of_equal(3, 500, 500, 425, 0));
	EXPECT_INT(TONE_BUSY, class_of_equal(3, 500, 500, 480, 620));
	EXPECT_INT(TONE_CONGESTION, class_of_equal(3, 250, 250, 480, 620));
}

TEST(where_it_might_be_music_busy_takes_five_bursts)
{
	EXPECT_INT(TONE_OTHER, class_of_equal(4, 350, 350, 560, 0)); /* in no country's plan */
	EXPECT_INT(TONE_BUSY, class_of_equal(5, 350, 350, 560, 0));
	class_of_equal(4, 500, 500, 425, 0);
	bursts[0].after_sound = true;
	EXPECT_INT(TONE_NONE, class_in(NULL));
	add(500, 500, 425, 0);
	EXPECT_INT(TONE_BUSY, class_in(NULL));
}

TEST(what_is_busy_here_and_congestion_there_is_told_as_either_unless_a_plan_decides)
{
	EXPECT_INT(TONE_BUSY_OR_CONGESTION, class_of_equal(8, 250, 250, 425, 0));
	EXPECT_INT(TONE_CONGESTION, class_in("nl"));
	EXPECT_INT(TONE_BUSY, class_in("br"));
	EXPECT_INT(TONE_BUSY_OR_CONGESTION, class_in("mx"));
}

TEST(a_tone_the_plan_does_not_have_is_told_without_it)
{
	class_of_equal(8, 500, 500, 480, 620);
	EXPECT_INT(TONE_BUSY, class_in("de"));
}

TEST(the_end_of_a_burst_at_the_beginning_is_not_measured)
{
	unsigned used;

	begin();
	add(130, 4000, 425, 0)->late_start = true;
	add(1000, 4000, 425, 0);
	add(1000, 4010, 425, 0);
	struct tone tone = tone_heard(NULL, &used);

	EXPECT_INT(3, used);
	EXPECT_INT(TONE_RINGBACK, tone.class);
	EXPECT_INT(1000, tone.cadence[0]);
	EXPECT_INT(4005, tone.cadence[1]);
	EXPECT_INT(2, tone.cycles);
}

TEST(tuned_in_late_and_answered_early_ringing_is_still_told)
{
	unsigned used;

	begin();
	add(700, 4000, 425, 0)->late_start = true;
	*add(800, 0, 425, 0) = (struct burst){.on = 800, .hz = {425}, .early_end = true, .open = true};
	struct tone tone = tone_heard(NULL, &used);

	EXPECT_INT(TONE_RINGBACK, tone.class);
	EXPECT_INT(2, used);
	EXPECT_INT(800, tone.cadence[0]);
	EXPECT_INT(4000, tone.cadence[1]);
	EXPECT_INT(0, tone.cycles);
	bursts[1].open = false;
	bursts[1].off = 70; /* an announcement followed */
	EXPECT_INT(2, (tone_heard(NULL, &used), used));
}

TEST(a_pause_that_something_else_ended_is_not_measured)
{
	unsigned used;

	begin();
	add(2000, 2110, 440, 480); /* then speech */
	struct tone tone = tone_heard(NULL, &used);

	EXPECT_INT(TONE_RINGBACK, tone.class);
	EXPECT_INT(2000, tone.cadence[0]);
	EXPECT_INT(0, tone.cadence[1]);
	EXPECT_INT(0, tone.cycles);
	EXPECT_INT(0, tone_pause(&tone));
	add(500, 500, 480, 620); /* then another tone */
	EXPECT_INT(0, tone_heard(NULL, &used).cadence[1]);
	begin();
	add(400, 200, 400, 450);
	add(400, 1300, 400, 450);
	tone = tone_heard(NULL, &used);
	EXPECT_INT(TONE_RINGBACK, tone.class);
	EXPECT_INT(400, tone.cadence[2]);
	EXPECT_INT(0, tone.cadence[3]);
	EXPECT_INT(0, tone_pause(&tone));
}

TEST(the_pitches_of_north_american_ringing_tell_it_before_its_pause)
{
	begin();
	add(1400, 0, 480, 440)->open = true;
	EXPECT_INT(TONE_RINGBACK, class_in(NULL));
	begin();
	add(1400, 0, 494, 440)->open = true;
	EXPECT_INT(TONE_NONE, class_in(NULL));
}

TEST(another_cadence_of_the_same_pitch_is_another_tone)
{
	unsigned used;

	begin();
	add(1000, 4000, 425, 0);
	add(1000, 1500, 425, 0);
	for (unsigned i = 0; i < 4; i++)
		add(480, 480, 425, 0);
	EXPECT_INT(TONE_RINGBACK, tone_heard(NULL, &used).class);
	EXPECT_INT(2, used);
	struct tone next;

	EXPECT_INT(4, tone_of(bursts + used, count - used, NULL, &next));
	EXPECT_INT(TONE_BUSY, next.class);
}

TEST(a_cycle_of_two_bursts_is_found)
{
	unsigned used;

	begin();
	for (unsigned i = 0; i < 3; i++) {
		add(400, 350, 400, 0);
		add(225, 525, 400, 0);
	}
	struct tone tone = tone_heard(NULL, &used);

	EXPECT_INT(6, used);
	EXPECT_INT(TONE_CONGESTION, tone.class);
	EXPECT_INT(225, tone.cadence[2]);
	EXPECT_INT(0, tone.cadence[4]);
	EXPECT_INT(525, tone_pause(&tone));
}

TEST(a_tone_without_a_pause_is_dial_tone)
{
	EXPECT_INT(TONE_DIAL, class_of_equal(1, 5000, 0, 425, 0));
	EXPECT_INT(TONE_DIAL, class_of_equal(1, 5000, 0, 350, 440));
	EXPECT_INT(TONE_OTHER, class_of_equal(1, 5000, 0, 1004, 0));
}

static void add_sit(unsigned first, unsigned first_ms, unsigned second, unsigned second_ms)
{
	begin();
	add(first_ms, 0, first, 0);
	add(second_ms, 20, second, 0);
	add(380, 5000, 1777, 0)->open = true;
}

TEST(three_rising_tones_are_special_information)
{
	unsigned used;

	add_sit(950, 330, 1400, 330);
	struct tone tone = tone_heard(NULL, &used);

	EXPECT_INT(TONE_SIT, tone.class);
	EXPECT_INT(SIT_UNKNOWN, tone.sit);
	EXPECT_INT(3, used);
	EXPECT_INT(1400, tone.hz[1]);
	bursts[1].off = 200;
	EXPECT_INT(TONE_NONE, class_in(NULL));
}

TEST(north_american_codings_are_told_by_pitch_and_length)
{
	static const struct {
		enum sit sit;
		unsigned first, first_ms, second, second_ms;
	} codings[] = {
		{SIT_INTERCEPT, 914, 274, 1371, 274}, {SIT_VACANT_CODE, 985, 380, 1371, 274},
		{SIT_REORDER, 914, 274, 1429, 380},   {SIT_NO_CIRCUIT, 985, 380, 1429, 380},
		{SIT_UNKNOWN, 950, 380, 1429, 380},   {SIT_UNKNOWN, 985, 274, 1429, 380},
	};
	unsigned used;

	for (unsigned i = 0; i < sizeof(codings) / sizeof(codings[0]); i++) {
		add_sit(codings[i].first, codings[i].first_ms, codings[i].second, codings[i].second_ms);
		EXPECT_INT(codings[i].sit, tone_heard(NULL, &used).sit);
	}
}

TEST(a_line_only_one_burst_has_is_none_of_the_tone)
{
	unsigned used;

	begin();
	add(500, 500, 425, 407);
	for (unsigned i = 0; i < 4; i++)
		add(500, 500, 425, 0);
	struct tone tone = tone_heard(NULL, &used);

	EXPECT_INT(425, tone.hz[0]);
	EXPECT_INT(0, tone.hz[1]);
}

TEST_MAIN
