/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/tone.h"

enum {
	MAX_PERIOD = TONE_MAX_CADENCE / 2, /* bursts of one cycle */
	SLACK = 35,                        /* ms two bursts of one cadence may differ by, and ... */
	SLACK_SHARE = 20,                  /* ... a 20th of their length */
	SAME_PITCH = 15,                   /* Hz */
	SAME_LINE = 8,                     /* Hz, of one tone measured twice */
	ENOUGH_BURSTS = 3,                 /* of one length, before busy or congestion is said */
	DOUBTED = 2,                       /* more of them, where it might be music */
	CONTINUOUS = 2600,                 /* ms; the longest ringing tone is on for 2 s */
	OVERWHELMING = 85,                 /* percent of the countries in whose plan a tone fits */
};

/* A cadence as it fits a row of bursts. */
struct beat {
	unsigned first;  /* burst of whole length; 1: the one before it is the end of one */
	unsigned period; /* bursts a cycle */
	unsigned used;   /* bursts from the beginning on that belong to it */
	unsigned cycles;
	uint32_t on[MAX_PERIOD], off[MAX_PERIOD]; /* ms, on average; off 0: not known */
};

static bool is_about(unsigned a, unsigned b, unsigned slack)
{
	return a <= b + slack && b <= a + slack;
}

static bool is_as_long(unsigned a, unsigned b)
{
	return is_about(a, b, SLACK + (a > b ? a : b) / SLACK_SHARE);
}

static bool is_within(unsigned value, unsigned low, unsigned high)
{
	return value >= low && value <= high;
}

static bool has_line(const uint16_t hz[TONE_MAX_PITCHES], unsigned wanted, unsigned slack)
{
	for (unsigned i = 0; i < TONE_MAX_PITCHES && hz[i]; i++)
		if (is_about(hz[i], wanted, slack))
			return true;
	return false;
}

static bool has_pitch(const uint16_t hz[TONE_MAX_PITCHES], unsigned wanted)
{
	return has_line(hz, wanted, SAME_PITCH);
}

/* Of two pitches as loud as each other, now the one and then the other measures as the stronger. */
bool tone_same_pitch(const uint16_t a[TONE_MAX_PITCHES], const uint16_t b[TONE_MAX_PITCHES])
{
	return has_pitch(a, b[0]) && has_pitch(b, a[0]);
}

unsigned tone_pause(const struct tone *tone)
{
	unsigned count = 0;

	while (count < TONE_MAX_CADENCE && tone->cadence[count])
		count++;
	return count && count % 2 == 0 ? tone->cadence[count - 1] : 0;
}

/* Special information tones: ITU-T E.180 asks for 950, 1400, 1800 Hz within 50 Hz; some countries are further off. */

static bool is_rising(const struct burst *bursts)
{
	static const uint16_t low[] = {850, 1290, 1550}, high[] = {1050, 1490, 1950};

	for (unsigned i = 0; i < 3; i++)
		if (!is_within(bursts[i].hz[0], low[i], high[i]) || bursts[i].on > 1100 ||
		    (bursts[i].on < 180 && !(i == 0 && bursts[i].late_start) && !bursts[i].early_end))
			return false;
	return bursts[0].off <= 60 && bursts[1].off <= 60;
}

/* North America tells the reason by two pitches and lengths for each of the first two tones. */
static enum sit sit_of(const struct burst *bursts)
{
	static const struct {
		enum sit sit;
		uint16_t hz[2], ms[2];
	} codings[] = {
		{SIT_INTERCEPT, {914, 1371}, {274, 274}},
		{SIT_VACANT_CODE, {985, 1371}, {380, 274}},
		{SIT_REORDER, {914, 1429}, {274, 380}},
		{SIT_NO_CIRCUIT, {985, 1429}, {380, 380}},
	};

	if (!is_about(bursts[2].hz[0], 1777, SAME_PITCH))
		return SIT_UNKNOWN;
	for (unsigned i = 0; i < sizeof(codings) / sizeof(codings[0]); i++)
		if (is_about(bursts[0].hz[0], codings[i].hz[0], SAME_PITCH) &&
		    is_about(bursts[1].hz[0], codings[i].hz[1], SAME_PITCH) &&
		    (bursts[0].late_start || is_about(bursts[0].on, codings[i].ms[0], SLACK)) &&
		    is_about(bursts[1].on, codings[i].ms[1], SLACK))
			return codings[i].sit;
	return SIT_UNKNOWN;
}

static unsigned sit_bursts(const struct burst *bursts, unsigned count, struct tone *out)
{
	unsigned used = 0;

	if (count < 3 || !is_rising(bursts))
		return 0;
	*out = (struct tone){.class = TONE_SIT, .sit = sit_of(bursts)};
	for (unsigned i = 0; i < 3; i++) {
		out->hz[i] = bursts[i].hz[0];
		out->cadence[i] = (uint16_t)bursts[i].on;
	}
	for (; used + 3 <= count && is_rising(bursts + used); used += 3) {
		out->cycles++;
		if (bursts[used + 2].open || bursts[used + 2].off > 3000)
			return used + 3;
		out->cadence[3] = (uint16_t)bursts[used + 2].off;
	}
	return used;
}

/* Cadences. */

static unsigned same_pitch_bursts(const struct burst *bursts, unsigned count)
{
	unsigned same = 1;

	while (same < count && tone_same_pitch(bursts[0].hz, bursts[same].hz))
		same++;
	return same;
}

static bool continues(const struct beat *beat, const struct burst *bursts, unsigned i)
{
	const struct burst *burst = &bursts[i];
	unsigned place = (i - beat->first) % beat->period, before = (place + beat->period - 1) % beat->period;

	if (beat->off[before] && !is_as_long(bursts[i - 1].off, beat->off[before]))
		return false;
	return is_as_long(burst->on, beat->on[place]) ||
	       ((burst->early_end || burst->late_start) && burst->on < beat->on[place]);
}

static bool begins(const struct beat *beat, const struct burst *burst)
{
	unsigned last = beat->period - 1;

	return burst->late_start && (burst->on <= beat->on[last] || is_as_long(burst->on, beat->on[last])) &&
	       (!beat->off[last] || is_as_long(burst->off, beat->off[last]));
}

static void average(struct beat *beat, const struct burst *bursts)
{
	for (unsigned place = 0; place < beat->period; place++) {
		uint64_t on = 0, off = 0;
		unsigned ons = 0, offs = 0;

		for (unsigned i = beat->first + place; i < beat->used; i += beat->period) {
			bool is_last = i + 1 == beat->used;

			if (!bursts[i].early_end && !bursts[i].late_start)
				on += bursts[i].on, ons++;
			if (!is_last ||
			    (!bursts[i].open && beat->off[place] && is_as_long(bursts[i].off, beat->off[place])))
				off += bursts[i].off, offs++;
		}
		if (ons)
			beat->on[place] = (uint32_t)((on + ons / 2) / ons);
		if (offs)
			beat->off[place] = (uint32_t)((off + offs / 2) / offs);
	}
}

/* Takes one cycle as the pattern and sees how far the bursts follow it. A burst of unknown length stands for itself. */
static bool find_beat(const struct burst *bursts, unsigned count, unsigned first, unsigned period, struct beat *beat)
{
	if (first + period > count)
		return false;
	*beat = (struct beat){.first = first, .period = period, .used = first + period};
	for (unsigned place = 0; place < period; place++) {
		const struct burst *burst = &bursts[first + place];

		if (burst->late_start ? first + period > 1 : burst->early_end && place + 1 < period)
			return false;
		beat->on[place] = burst->on;
		/* What ended the last pause is not the tone: it may have cut it short. */
		beat->off[place] = burst->open || first + place + 1 == count ? 0 : burst->off;
	}
	/* Then the one before the first tells. */
	if (first && first + period == count && beat->off[period - 1] < bursts[0].off)
		beat->off[period - 1] = bursts[0].off;
	if (first && !begins(beat, &bursts[0]))
		return false;
	while (!bursts[first].late_start && beat->used < count && continues(beat, bursts, beat->used))
		beat->used++;
	average(beat, bursts);

	const struct burst *last = &bursts[beat->used - 1];
	unsigned whole = beat->used - first, rest = beat->off[(whole - 1) % period];
	bool is_complete = rest && (last->off >= rest || is_as_long(last->off, rest));

	beat->cycles = (is_complete ? whole : whole - 1) / period;
	return true;
}

/* A tone without a pause may have begun before it was heard. */
static bool is_continuous(const struct burst *burst, struct beat *beat)
{
	*beat = (struct beat){.period = 1, .used = 1, .on = {burst->on}};
	return burst->on >= CONTINUOUS;
}

static bool is_ringing_pitch(const uint16_t hz[TONE_MAX_PITCHES])
{
	for (unsigned i = 0; i < TONE_MAX_PITCHES && hz[i]; i++)
		if (!is_within(hz[i], 330, 510))
			return false;
	return true;
}

/*
 * Fewer than three cycles are believed of pitches that some country rings with; one alone only if its length, too, is
 * that of a country and no other sound is around it, which might be music.
 */
static bool is_ringing(const struct beat *beat, const struct burst *bursts, const uint16_t hz[TONE_MAX_PITCHES])
{
	const struct burst *first = &bursts[beat->first];
	bool is_whole = !first->late_start && !first->early_end;

	if (beat->used > 2 * beat->period)
		return is_ringing_pitch(hz);
	if (beat->used > beat->period)
		return plan_rings(hz, 0);
	return !bursts[0].after_sound && plan_rings(hz, is_whole ? beat->on[0] : 0);
}

/* One burst and a pause as long as no other tone's, or two short ones. */
static bool is_ringback(const struct beat *beat, const struct burst *bursts, const uint16_t hz[TONE_MAX_PITCHES])
{
	unsigned pause = bursts[beat->used - 1].off;

	if (beat->off[beat->period - 1])
		pause = beat->off[beat->period - 1];
	/* North America rings with two pitches that nothing else has, and no scale. */
	if (beat->period == 1 && !hz[2] && has_line(hz, 440, SAME_LINE) && has_line(hz, 480, SAME_LINE))
		return is_within(beat->on[0], 680, 2350);
	if (beat->period == 1)
		return is_within(beat->on[0], 680, 2350) && is_within(pause, 1200, 10500) &&
		       is_ringing(beat, bursts, hz);
	return beat->period == 2 && is_within(beat->on[0], 300, 500) && is_within(beat->on[1], 300, 500) &&
	       is_within(beat->off[0], 120, 280) && is_within(pause, 1100, 10500) && is_ringing(beat, bursts, hz);
}

/* Notes of music, too, are repeated: more of them are wanted if other sound went before. */
static bool is_enough(const struct beat *beat, const struct burst *bursts)
{
	if (beat->period == 1 && beat->used == 1)
		return beat->on[0] >= CONTINUOUS;
	return beat->used - beat->first >= ENOUGH_BURSTS + (bursts[0].after_sound ? DOUBTED : 0) &&
	       (beat->period == 1 || beat->cycles >= 2);
}

static enum tone_class interrupted(const struct beat *beat, const struct burst *bursts,
                                   const uint16_t hz[TONE_MAX_PITCHES])
{
	unsigned on = beat->on[0], off = beat->off[0];

	if (beat->period != 1 || !is_enough(beat, bursts) || !is_within(on, 130, 850) ||
	    !is_about(on, off, SLACK + on / 4) || !is_within(hz[0], 330, 730))
		return TONE_NONE;
	if (has_pitch(hz, 620) || has_pitch(hz, 720)) /* the precise tone plan of North America */
		return on >= 400 ? TONE_BUSY : TONE_CONGESTION;
	return on >= 300 ? TONE_BUSY : on <= 210 ? TONE_CONGESTION : TONE_BUSY_OR_CONGESTION;
}

/* As ITU-T E.180 recommends and most exchanges do. */
static enum tone_class usual_meaning(const struct beat *beat, const struct burst *bursts, const struct tone *tone)
{
	if (is_ringback(beat, bursts, tone->hz))
		return TONE_RINGBACK;
	if (beat->used == 1 && beat->on[0] >= CONTINUOUS && is_within(tone->hz[0], 340, 460) &&
	    (!tone->hz[1] || is_within(tone->hz[1], 340, 460)))
		return TONE_DIAL;
	return interrupted(beat, bursts, tone->hz);
}

/* What the plans say in whose country the tone fits; one plan, or all of them. */
static enum tone_class planned_meaning(const struct tone *tone, const struct plan *only)
{
	struct plan_fit fits[PLAN_MAX_FITS];
	unsigned count = plan_fits(tone, fits), votes[TONE_CLASSES] = {0}, all = 0;

	for (unsigned i = 0; i < count; i++)
		if (!only || fits[i].plan == only)
			votes[fits[i].class]++, all++;
	for (enum tone_class class = TONE_NONE; all && class < TONE_CLASSES; class ++)
		if (votes[class] * 100 >= all * OVERWHELMING)
			return class;
	if (all && votes[TONE_BUSY] + votes[TONE_CONGESTION] == all)
		return TONE_BUSY_OR_CONGESTION;
	return TONE_NONE;
}

static enum tone_class meaning(const struct beat *beat, const struct burst *bursts, const struct plan *plan,
                               const struct tone *tone)
{
	enum tone_class usual = usual_meaning(beat, bursts, tone), planned = TONE_NONE;

	if (plan && is_enough(beat, bursts))
		planned = planned_meaning(tone, plan);
	if (planned || usual == TONE_RINGBACK)
		return planned ? planned : usual;
	if (is_enough(beat, bursts))
		planned = planned_meaning(tone, NULL);
	if (planned || usual == TONE_DIAL)
		return planned ? planned : usual;
	/* As no country has it: music again, unless it goes on. */
	return beat->used - beat->first >= ENOUGH_BURSTS + DOUBTED ? usual : TONE_NONE;
}

/* The mean of a line over the bursts that have it; 0: fewer than half of them do. Losses draw lines that are none. */
static uint16_t common_line(const struct burst *bursts, unsigned count, unsigned hz)
{
	unsigned sum = 0, found = 0;

	for (unsigned i = 0; i < count; i++)
		for (unsigned line = 0; line < TONE_MAX_PITCHES && bursts[i].hz[line]; line++)
			if (is_about(bursts[i].hz[line], hz, SAME_LINE)) {
				sum += bursts[i].hz[line];
				found++;
				break;
			}
	return (uint16_t)(found && found * 2 >= count ? (sum + found / 2) / found : 0);
}

static void describe_pitch(const struct burst *bursts, unsigned count, uint16_t hz[TONE_MAX_PITCHES])
{
	unsigned lines = 0;

	for (unsigned i = 0; i < count; i++)
		for (unsigned line = 0; line < TONE_MAX_PITCHES && bursts[i].hz[line] && lines < TONE_MAX_PITCHES;
		     line++) {
			uint16_t mean = common_line(bursts, count, bursts[i].hz[line]);
			bool is_new = mean != 0;

			for (unsigned j = 0; j < lines; j++)
				is_new = is_new && !is_about(hz[j], mean, SAME_LINE);
			if (is_new)
				hz[lines++] = mean;
		}
}

static void describe(const struct beat *beat, const struct burst *bursts, struct tone *out)
{
	*out = (struct tone){.cycles = (uint16_t)beat->cycles};
	describe_pitch(bursts + beat->first, beat->used - beat->first, out->hz);
	if (beat->used == 1 && beat->on[0] >= CONTINUOUS)
		return; /* continuous */
	for (unsigned place = 0; place < beat->period; place++) {
		out->cadence[2 * place] = (uint16_t)(beat->on[place] < UINT16_MAX ? beat->on[place] : UINT16_MAX);
		out->cadence[2 * place + 1] = (uint16_t)(beat->off[place] < UINT16_MAX ? beat->off[place] : UINT16_MAX);
	}
}

unsigned tone_of(const struct burst *bursts, unsigned count, const struct plan *plan, struct tone *out)
{
	unsigned used = sit_bursts(bursts, count, out);

	if (used)
		return used;
	unsigned same = same_pitch_bursts(bursts, count);

	for (unsigned period = 1; period <= MAX_PERIOD; period++)
		for (unsigned first = 0; first < 2; first++) {
			struct beat beat;
			struct tone tone;

			if (!(first == 0 && period == 1 && is_continuous(&bursts[0], &beat)) &&
			    !find_beat(bursts, same, first, period, &beat))
				continue;
			if (beat.used <= used && out->class != TONE_OTHER)
				continue;
			describe(&beat, bursts, &tone);
			tone.class = meaning(&beat, bursts, plan, &tone);
			if (tone.class == TONE_NONE && is_enough(&beat, bursts))
				tone.class = TONE_OTHER;
			if (tone.class == TONE_NONE || (used && tone.class == TONE_OTHER))
				continue;
			*out = tone;
			used = beat.used;
		}
	return used;
}
