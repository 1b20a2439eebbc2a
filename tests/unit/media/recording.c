/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/recording.h"

#include "media/g711.h"
#include "tests/test.h"

enum {
	PACKET = 160
};

#define START (1700000000 * SECOND)
#define MS(ms) (START + (ms)*MILLISECOND)

static int32_t sums[8000];

static void add(struct recording *recording, int16_t value, ns time)
{
	int16_t samples[PACKET];

	for (unsigned i = 0; i < PACKET; i++)
		samples[i] = value;
	recording_add(recording, samples, PACKET, time);
}

static void mix(const struct recording *recording, ns from)
{
	memset(sums, 0, sizeof(sums));
	recording_mix(recording, from, sums, sizeof(sums) / sizeof(sums[0]));
}

TEST(every_code_of_mu_law_comes_back_as_itself)
{
	for (unsigned code = 0; code < 256; code++)
		EXPECT_INT(g711_u[code], g711_u[g711_u_of(g711_u[code])]);
	EXPECT_INT(-32124, g711_u[g711_u_of(INT16_MIN)]);
	EXPECT_INT(32124, g711_u[g711_u_of(INT16_MAX)]);
	EXPECT_INT(1052, g711_u[g711_u_of(1050)]);
}

TEST(what_was_added_lies_where_its_time_says)
{
	struct recordings all = {0};
	struct recording *recording = recording_new(&all);

	add(recording, 1052, MS(100));
	add(recording, -1052, MS(120));
	add(recording, 8, MS(500));
	mix(recording, START);
	EXPECT_INT(0, sums[799]);
	EXPECT_INT(1052, sums[800]);
	EXPECT_INT(1052, sums[959]);
	EXPECT_INT(-1052, sums[960]);
	EXPECT_INT(-1052, sums[1119]);
	EXPECT_INT(0, sums[1120]);
	EXPECT_INT(8, sums[4000]);
	EXPECT_INT(0, sums[4160]);
	recording_free(recording);
	EXPECT_INT(0, all.bytes);
}

TEST(jitter_and_bursts_do_not_tear_what_belongs_together)
{
	struct recordings all = {0};
	struct recording *recording = recording_new(&all);

	add(recording, 100, MS(0));
	add(recording, 100, MS(75)); /* 55 ms late */
	add(recording, 100, MS(76));
	add(recording, 100, MS(77));
	mix(recording, START);
	for (unsigned i = 0; i < 4 * PACKET; i++)
		EXPECT(sums[i] == sums[0] && sums[0] != 0);
	EXPECT_INT(0, sums[4 * PACKET]);
	recording_free(recording);
}

TEST(mixing_begins_and_ends_anywhere_and_adds)
{
	struct recordings all = {0};
	struct recording *recording = recording_new(&all);

	add(recording, 1052, MS(0));
	add(recording, 1052, MS(990));
	mix(recording, MS(10));
	EXPECT_INT(1052, sums[0]);
	EXPECT_INT(1052, sums[79]);
	EXPECT_INT(0, sums[80]);
	EXPECT_INT(1052, sums[7999]);
	recording_mix(recording, MS(10), sums, 80);
	EXPECT_INT(2104, sums[0]);
	recording_mix(recording, MS(5000), sums, 8000);
	recording_mix(recording, MS(-5000), sums, 8000);
	EXPECT_INT(2104, sums[0]);
	recording_free(recording);
}

TEST(a_recording_ends_after_two_minutes_and_says_so)
{
	struct recordings all = {0};
	struct recording *recording = recording_new(&all);

	for (unsigned i = 0; i < 120 * 50; i++)
		add(recording, 1052, MS(20 * (ns)i));
	EXPECT_INT(0, all.cut);
	add(recording, 1052, MS(120000));
	add(recording, 1052, MS(120020));
	EXPECT_INT(1, all.cut);
	mix(recording, MS(119990));
	EXPECT_INT(1052, sums[79]);
	EXPECT_INT(0, sums[80]);
	recording_free(recording);
	EXPECT_INT(0, all.bytes);
}

TEST(all_recordings_together_stay_within_their_budget)
{
	struct recordings all = {0};
	struct recording *recordings[100];

	for (unsigned r = 0; r < 100; r++) {
		recordings[r] = recording_new(&all);
		for (unsigned i = 0; i < 120 * 50; i++)
			add(recordings[r], 1052, MS(20 * (ns)i));
	}
	EXPECT(all.bytes <= RECORDINGS_MAX_BYTES);
	EXPECT(all.bytes > RECORDINGS_MAX_BYTES / 2);
	EXPECT(all.cut > 0 && all.cut < 60);
	for (unsigned r = 0; r < 100; r++)
		recording_free(recordings[r]);
	EXPECT_INT(0, all.bytes);
}

TEST(nothing_recorded_is_nothing_heard)
{
	struct recordings all = {0};
	struct recording *recording = recording_new(&all);

	recording_add(recording, NULL, 0, START);
	mix(recording, START);
	EXPECT_INT(0, sums[0]);
	recording_free(recording);
	recording_free(NULL);
	EXPECT_INT(0, all.bytes);
}

TEST_MAIN
