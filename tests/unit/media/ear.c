/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/ear.h"

#include "media/spectrum.h"

#include <math.h>

#include "tests/test.h"

enum {
	PACKET = 160,
	MS = EAR_RATE / 1000,
};

static struct spectrum *spectrum;
static struct ear *ear;
static struct passage passages[EAR_MAX_PASSAGES];
static unsigned count, position;
static ns now;
static uint64_t frame;
static double phase, second_phase;

static void begin(void)
{
	if (!spectrum)
		spectrum = spectrum_new();
	ear_free(ear);
	ear = ear_new(spectrum, NULL);
	now = 100 * SECOND;
	frame = 1;
	position = 0;
}

static void send(const int16_t *samples, unsigned number)
{
	ear_take(ear, samples, number, now, frame++);
	now += (ns)number * SECOND / EAR_RATE;
}

/* Both pitches at once, in packets of 20 ms. */
static void play(unsigned ms, double hz, double second, double size)
{
	int16_t samples[PACKET];

	for (unsigned left = ms * MS; left;) {
		unsigned some = left < PACKET ? left : PACKET;

		for (unsigned i = 0; i < some; i++, position++) {
			phase += 2 * M_PI * hz / EAR_RATE;
			second_phase += 2 * M_PI * second / EAR_RATE;
			samples[i] = (int16_t)(size * (sin(phase) + (second > 0 ? sin(second_phase) : 0)));
		}
		send(samples, some);
		left -= some;
	}
}

static void tone(unsigned ms, double hz)
{
	play(ms, hz, 0, 4000);
}

static void quiet(unsigned ms)
{
	play(ms, 0, 0, 0);
}

/* Like a syllable: many harmonics of a pitch that moves. */
static void speak(unsigned ms)
{
	int16_t samples[PACKET];

	for (unsigned sent = 0; sent < ms; sent += 20) {
		double level = sent / 100 % 2 ? 300 : 2000;

		for (unsigned i = 0; i < PACKET; i++, position++) {
			double pitch = 140 + 50 * sin(position / 2500.0), sum = 0;

			phase += 2 * M_PI * pitch / EAR_RATE;
			for (unsigned n = 1; n < 15; n++)
				sum += sin(n * phase + n * n) / sqrt(n);
			samples[i] = (int16_t)(level * sum);
		}
		send(samples, PACKET);
	}
}

static void end(void)
{
	ear_end(ear, now);
	count = ear_passages(ear, passages);
}

static bool is_about(ns time, double seconds) /* since the beginning */
{
	return fabs((double)(time - 100 * SECOND) / SECOND - seconds) < 0.025;
}

TEST(a_stream_of_one_code_is_one_silence)
{
	int16_t constant[PACKET];

	begin();
	for (unsigned i = 0; i < PACKET; i++)
		constant[i] = -32124;
	for (unsigned i = 0; i < 250; i++)
		send(constant, PACKET);
	end();
	EXPECT_INT(1, count);
	EXPECT_INT(CONTENT_SILENCE, passages[0].content);
	EXPECT(passages[0].level == -INFINITY);
	EXPECT(is_about(passages[0].from, 0) && is_about(passages[0].to, 5));
	EXPECT_INT(1, passages[0].first_frame);
	EXPECT_INT(250, passages[0].last_frame);
}

TEST(nothing_said_is_no_passage)
{
	begin();
	end();
	EXPECT_INT(0, count);
	ear_miss(ear, 1);
	end();
	EXPECT_INT(0, count);
}

TEST(faint_noise_below_the_threshold_of_hearing_is_silence)
{
	begin();
	play(3000, 1000, 0, 50);
	end();
	EXPECT_INT(1, count);
	EXPECT_INT(CONTENT_SILENCE, passages[0].content);
}

TEST(ringing_is_one_passage_until_the_end_of_its_pause)
{
	begin();
	for (unsigned i = 0; i < 3; i++) {
		tone(1000, 425);
		quiet(4000);
	}
	end();
	EXPECT_INT(1, count);
	EXPECT_INT(CONTENT_TONE, passages[0].content);
	EXPECT_INT(TONE_RINGBACK, passages[0].tone.class);
	EXPECT_INT(425, passages[0].tone.hz[0]);
	EXPECT_INT(0, passages[0].tone.hz[1]);
	EXPECT(passages[0].tone.cadence[0] > 990 && passages[0].tone.cadence[0] < 1010);
	EXPECT(passages[0].tone.cadence[1] > 3990 && passages[0].tone.cadence[1] < 4010);
	EXPECT_INT(0, passages[0].tone.cadence[2]);
	EXPECT(is_about(passages[0].from, 0) && is_about(passages[0].to, 15));
	EXPECT(fabsf(passages[0].level + 15.1F) < 0.5F);
}

TEST(what_is_heard_so_far_can_be_asked_at_any_time)
{
	begin();
	for (unsigned i = 0; i < 4; i++) {
		tone(1000, 425);
		quiet(2000);
		count = ear_passages(ear, passages);
		EXPECT_INT(1, count);
		EXPECT_INT(TONE_RINGBACK, passages[0].tone.class);
		quiet(2000);
	}
	end();
	EXPECT_INT(1, count);
	EXPECT(passages[0].tone.cycles >= 3);
	EXPECT_INT(1, ear_passages(ear, passages));
}

TEST(a_tone_that_goes_on_is_told_while_it_does)
{
	begin();
	play(4000, 350, 440, 3000);
	count = ear_passages(ear, passages);
	EXPECT_INT(1, count);
	EXPECT_INT(TONE_DIAL, passages[0].tone.class);
	EXPECT_INT(0, passages[0].tone.cadence[0]);
}

TEST(losses_of_three_packets_do_not_break_a_cadence)
{
	begin();
	for (unsigned i = 0; i < 12; i++) {
		tone(240, 425);
		ear_miss(ear, 60 * MS);
		now += 60 * MILLISECOND;
		tone(200, 425);
		quiet(300);
		ear_miss(ear, 60 * MS);
		now += 60 * MILLISECOND;
		quiet(140);
	}
	end();
	EXPECT_INT(1, count);
	EXPECT_INT(TONE_BUSY, passages[0].tone.class);
	EXPECT(passages[0].tone.cycles >= 11);
	EXPECT(passages[0].tone.cadence[0] > 485 && passages[0].tone.cadence[0] < 515);
}

TEST(a_long_loss_is_silence)
{
	begin();
	speak(3000);
	ear_miss(ear, 5000 * MS);
	now += 5 * SECOND;
	speak(3000);
	end();
	EXPECT_INT(3, count);
	EXPECT_INT(CONTENT_SPEECH, passages[0].content);
	EXPECT_INT(CONTENT_SILENCE, passages[1].content);
	EXPECT_INT(CONTENT_SPEECH, passages[2].content);
	EXPECT(is_about(passages[2].from, 8));
}

TEST(speech_keeps_its_pauses)
{
	begin();
	speak(2000);
	quiet(1500);
	speak(2000);
	quiet(3000);
	speak(2000);
	end();
	EXPECT_INT(3, count);
	EXPECT_INT(CONTENT_SPEECH, passages[0].content);
	EXPECT(is_about(passages[0].to, 5.5));
	EXPECT_INT(CONTENT_SILENCE, passages[1].content);
}

TEST(special_information_tones_come_before_their_announcement)
{
	begin();
	quiet(1000);
	tone(380, 985.2);
	tone(274, 1370.6);
	tone(380, 1776.7);
	quiet(500);
	speak(3000);
	end();
	EXPECT_INT(3, count);
	EXPECT_INT(CONTENT_SILENCE, passages[0].content);
	EXPECT_INT(TONE_SIT, passages[1].tone.class);
	EXPECT_INT(SIT_VACANT_CODE, passages[1].tone.sit);
	EXPECT(is_about(passages[1].from, 1));
	EXPECT_INT(CONTENT_SPEECH, passages[2].content);
	EXPECT(is_about(passages[2].from, 2.53));
}

TEST(held_notes_are_music)
{
	static const double notes[] = {262, 330, 392, 523, 440, 349, 294, 392};

	begin();
	for (unsigned i = 0; i < 16; i++)
		play(700, notes[i % 8], notes[(i + 2) % 8], 3000);
	end();
	EXPECT_INT(1, count);
	EXPECT_INT(CONTENT_MUSIC, passages[0].content);
}

static bool has_meaning(void)
{
	for (unsigned i = 0; i < count; i++)
		if (passages[i].content == CONTENT_TONE && passages[i].tone.class != TONE_OTHER)
			return true;
	return false;
}

TEST(neither_dialled_digits_nor_a_calling_fax_mean_anything)
{
	begin();
	for (unsigned i = 0; i < 10; i++) {
		play(100, i % 2 ? 697 : 770, i % 3 ? 1209 : 1336, 3000);
		quiet(100);
	}
	end();
	EXPECT(count > 0 && !has_meaning());
	begin();
	for (unsigned i = 0; i < 5; i++) {
		tone(500, 1100);
		quiet(3000);
	}
	end();
	EXPECT(count > 0 && !has_meaning());
}

TEST(ringing_then_busy_are_two_tones_of_one_pitch)
{
	begin();
	for (unsigned i = 0; i < 2; i++) {
		tone(1000, 425);
		quiet(4000);
	}
	for (unsigned i = 0; i < 8; i++) {
		tone(480, 425);
		quiet(480);
	}
	end();
	EXPECT_INT(2, count);
	EXPECT_INT(TONE_RINGBACK, passages[0].tone.class);
	EXPECT_INT(TONE_BUSY, passages[1].tone.class);
	EXPECT(is_about(passages[1].from, 10));
}

TEST(a_plan_decides_what_differs_between_countries)
{
	begin();
	ear_free(ear);
	ear = ear_new(spectrum, plan_find(STR("br")));
	for (unsigned i = 0; i < 10; i++) {
		tone(250, 425);
		quiet(250);
	}
	end();
	EXPECT_INT(1, count);
	EXPECT_INT(TONE_BUSY, passages[0].tone.class);
}

TEST(comfort_noise_between_rings_does_not_end_them)
{
	begin();
	for (unsigned i = 0; i < 3; i++) {
		tone(1000, 425);
		ear_note(ear, CONTENT_NOISE, PACKET, now, frame++);
		now += 4 * SECOND;
	}
	tone(1000, 425);
	end();
	EXPECT_INT(1, count);
	EXPECT_INT(TONE_RINGBACK, passages[0].tone.class);
	EXPECT(passages[0].tone.cadence[1] > 3950 && passages[0].tone.cadence[1] < 4050);
}

TEST(packets_that_are_not_decoded_are_told_as_what_they_are)
{
	static const enum content told[] = {CONTENT_UNKNOWN, CONTENT_NOISE, CONTENT_KEYS, CONTENT_SILENCE};

	begin();
	for (unsigned kind = 0; kind < 4; kind++)
		for (unsigned i = 0; i < 50; i++) {
			ear_note(ear, told[kind], PACKET, now, frame++);
			now += 20 * MILLISECOND;
		}
	end();
	EXPECT_INT(4, count);
	for (unsigned kind = 0; kind < 4; kind++) {
		EXPECT_INT(told[kind], passages[kind].content);
		EXPECT(is_about(passages[kind].from, kind));
		EXPECT(is_about(passages[kind].to, kind + 1.0));
	}
	EXPECT_INT(50, passages[0].last_frame);
	EXPECT_INT(51, passages[1].first_frame);
}

TEST(keep_alives_alone_are_keep_alives)
{
	begin();
	for (unsigned i = 0; i < 4; i++) {
		ear_note(ear, CONTENT_KEEPALIVE, 0, now, frame++);
		now += 5 * SECOND;
	}
	end();
	EXPECT_INT(1, count);
	EXPECT_INT(CONTENT_KEEPALIVE, passages[0].content);
	EXPECT(is_about(passages[0].to, 15));
}

TEST(keys_are_told_however_short)
{
	begin();
	speak(3000);
	for (unsigned i = 0; i < 5; i++) {
		ear_note(ear, CONTENT_KEYS, 0, now, frame++);
		now += 20 * MILLISECOND;
	}
	speak(3000);
	end();
	EXPECT_INT(3, count);
	EXPECT_INT(CONTENT_KEYS, passages[1].content);
}

TEST(jitter_does_not_bend_a_cadence)
{
	begin();
	for (unsigned i = 0; i < 8; i++) {
		tone(500, 425);
		now += 90 * MILLISECOND;
		quiet(500);
		now -= 90 * MILLISECOND;
	}
	end();
	EXPECT_INT(1, count);
	EXPECT_INT(TONE_BUSY, passages[0].tone.class);
	EXPECT(passages[0].tone.cadence[0] > 490 && passages[0].tone.cadence[0] < 510);
}

TEST(packets_of_any_size_are_put_together)
{
	int16_t samples[EAR_RATE];

	begin();
	for (unsigned i = 0; i < EAR_RATE; i++)
		samples[i] = (int16_t)(4000 * sin(2 * M_PI * 425 * i / EAR_RATE));
	for (unsigned ring = 0; ring < 3; ring++) {
		for (unsigned i = 0; i + 37 <= EAR_RATE; i += 37)
			send(samples + i, 37);
		quiet(4000);
	}
	send(samples, EAR_RATE);
	end();
	EXPECT_INT(1, count);
	EXPECT_INT(TONE_RINGBACK, passages[0].tone.class);
}

TEST(when_passages_run_out_the_tones_are_kept)
{
	unsigned rings = 0;

	begin();
	for (unsigned i = 0; i < 60; i++) {
		if (i % 20 == 10) {
			for (unsigned n = 0; n < 6; n++) {
				tone(500, 425);
				quiet(500);
			}
			quiet(1000);
		}
		speak(1000);
		quiet(2500);
	}
	end();
	EXPECT_INT(EAR_MAX_PASSAGES, count);
	for (unsigned i = 0; i < count; i++) {
		rings += passages[i].content == CONTENT_TONE;
		EXPECT(i == 0 || passages[i - 1].to <= passages[i].from);
	}
	EXPECT_INT(3, rings);
}

TEST_MAIN
