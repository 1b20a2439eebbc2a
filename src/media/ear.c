/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/ear.h"

#include "base/memory.h"
#include "media/passages.h"
#include "media/spectrum.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum {
	STEP = 80, /* samples; 10 ms, what is on or off as a whole */
	STEP_MS = STEP * 1000 / EAR_RATE,
	UNTONAL_LOOKS = 2,
	UNTONAL_EACH = 4,
	WINDOW_STEPS = 25, /* a spectrum is made of 250 ms at most ... */
	LEAST_STEPS = 6,   /* ... and 60 ms at least */
	WINDOW = WINDOW_STEPS * STEP,
	BRIDGE = 2,          /* steps: shorter pauses are beats of a tone */
	SHORTEST_ON = 2,     /* steps: shorter sounds are clicks */
	HIDDEN = 6,          /* steps: the beginning or end of a tone may hide in a loss as short as three packets */
	REPEATED = 2,        /* steps of a longer loss that phones fill by what they played last */
	SPLIT_STEPS = 3,     /* of another pitch */
	SPLIT_CROSSINGS = 4, /* of zero, in a step: 200 Hz */
	SPLIT_LOWEST = 14,   /* crossings in a step: 700 Hz; only special information tones follow without a pause */
	SPLIT_AFTER = 10,    /* steps of one pitch */
	BLOCKS = 12,         /* seconds: longer than the longest pause of a common tone */
	BLOCK_STEPS = 100,
	SAME_LINE = 6, /* Hz */
};

/* A keep-alive that comes sooner after audio is sent beside it, not instead. */
static const ns beside = 200 * MILLISECOND;

/* Powers are of samples squared; 2.5653e8 is 0 dBm0 (ITU-T G.711 table 6). */
static const float audible = 2565.3F;     /* -50 dBm0 */
static const float always_off = 16186.0F; /* -42 dBm0 */
static const float quietest = 1.0F;       /* below: codes of nothing, which tell no noise */

/* The loudest and the faintest of one second. */
struct block {
	float peak, floor;
};

enum step_kind {
	STEP_HEARD,
	STEP_LOST,
	STEP_TOLD,
};

struct step {
	enum step_kind kind;
	enum content content; /* if told */
	float power;
	unsigned crossings;
	ns time;
	uint64_t frame;
};

/* Sound without a pause. */
struct spell {
	uint64_t start, end; /* in samples of the stream */
	ns from, to;
	uint64_t first_frame, last_frame;
	float energy, first_power, last_power;
	uint32_t steps, heard;
	uint32_t crossings, crossings_squared;
	uint32_t course;                       /* steps that crossings were counted in */
	unsigned off_course;                   /* steps at the end that are of another pitch */
	unsigned spectra, tonal, held, passed; /* windows looked into, and passed over */
	unsigned widest;                       /* steps of the best spectrum */
	unsigned window_heard;
	float hz[SPECTRUM_LINES], previous[SPECTRUM_LINES], window_energy, least_power, most_power;
	bool late_start, early_end, unsteady;
};

struct ear {
	struct spectrum *spectrum;
	struct passages passages;
	struct block blocks[BLOCKS];
	unsigned block, block_steps;

	int16_t window[WINDOW];
	unsigned fill;   /* samples in the window */
	unsigned part;   /* behind them, of the step that is not complete */
	unsigned missed; /* samples, less than a step */
	ns now;          /* where the packets are */
	ns part_time;
	uint64_t frame, part_frame;
	uint64_t position; /* samples up to the last step */

	bool is_on;
	struct spell spell;
	unsigned doubt;        /* steps since it was sure to be on or off */
	unsigned doubt_lost;   /* of them, lost at their beginning */
	unsigned doubt_on;     /* steps that may be the beginning of a sound */
	unsigned lost;         /* steps in a row */
	enum content told;     /* the last packet was not decoded but told this; CONTENT_SOUND: it was decoded */
	float before, earlier; /* powers of the last two steps heard; negative: none */
	uint64_t last_end;     /* of the last sound */

	float envelope, extreme; /* for dips: smoothed power, and the last turning point */
	bool is_rising;
	uint16_t dips;
};

_Static_assert(sizeof(struct ear) <= EAR_BYTES, "an ear fits into its budget");
_Static_assert((int)EAR_MAX_PASSAGES == (int)PASSAGES, "what is put together fits into what is given out");

struct ear *ear_new(struct spectrum *spectrum, const struct plan *plan)
{
	struct ear *ear = memory_new(sizeof(*ear));

	ear->spectrum = spectrum;
	ear->passages.plan = plan;
	ear->told = CONTENT_SILENCE;
	for (unsigned i = 0; i < BLOCKS; i++)
		ear->blocks[i].floor = INFINITY;
	ear->before = ear->earlier = -1;
	return ear;
}

void ear_free(struct ear *ear)
{
	memory_free(ear);
}

/* How loud sound is here. */

static float loudest_of(float a, float b)
{
	return a > b ? a : b;
}

static float faintest_of(float a, float b)
{
	return a < b ? a : b;
}

/* The floor is the faintest 30 ms: noise, where the stream has some, and its tone, where that never pauses. */
static void follow_level(struct ear *ear, float power)
{
	struct block *block = &ear->blocks[ear->block];
	float floor = loudest_of(power, loudest_of(ear->before, ear->earlier));

	if (power > block->peak)
		block->peak = power;
	if (power >= quietest && ear->before >= quietest && ear->earlier >= quietest && floor < block->floor)
		block->floor = floor;
	ear->earlier = ear->before;
	ear->before = power;
	if (++ear->block_steps < BLOCK_STEPS)
		return;
	ear->block_steps = 0;
	ear->block = (ear->block + 1) % BLOCKS;
	ear->blocks[ear->block] = (struct block){0, INFINITY};
}

/* What is louder is on: 6 dB above the noise, but not so high that a tone that never pauses would be off. */
static float threshold(const struct ear *ear)
{
	float peak = 0, floor = INFINITY;

	for (unsigned i = 0; i < BLOCKS; i++) {
		peak = loudest_of(peak, ear->blocks[i].peak);
		floor = faintest_of(floor, ear->blocks[i].floor);
	}
	if (isinf(floor))
		return loudest_of(always_off, peak / 300);
	return loudest_of(always_off, loudest_of(peak / 1000, faintest_of(4 * floor, peak / 10)));
}

/* Counts how often the level falls by 6 dB and rises again, as it does between syllables. */
static void count_dips(struct ear *ear, float power)
{
	ear->envelope += (power - ear->envelope) * 0.3F;
	if (ear->is_rising ? ear->envelope > ear->extreme : ear->envelope < ear->extreme) {
		ear->extreme = ear->envelope;
	} else if (ear->is_rising && ear->envelope * 4 < ear->extreme) {
		ear->is_rising = false;
		ear->extreme = ear->envelope;
		ear->dips += ear->dips < UINT16_MAX;
	} else if (!ear->is_rising && ear->envelope > ear->extreme * 4 + audible) {
		ear->is_rising = true;
		ear->extreme = ear->envelope;
	}
}

/* Spectra of the spell. */

static bool has_line(const float hz[SPECTRUM_LINES], float wanted, float tolerance)
{
	for (unsigned i = 0; i < SPECTRUM_LINES; i++)
		if (hz[i] > 0 && fabsf(hz[i] - wanted) <= tolerance)
			return true;
	return false;
}

static void note_steadiness(struct spell *spell, float power)
{
	if (spell->least_power == 0 || power < spell->least_power)
		spell->least_power = power;
	if (power > spell->most_power)
		spell->most_power = power;
	if (spell->most_power > 2 * spell->least_power)
		spell->unsteady = true;
}

static void take_lines(struct spell *spell, struct spectral_lines *lines, unsigned steps)
{
	float together = 0, tolerance = SAME_LINE + 60.0F / (float)steps;
	unsigned same = 0;

	for (unsigned i = 0; i < SPECTRUM_LINES; i++) {
		same += spell->spectra && has_line(spell->previous, lines->hz[i], SAME_LINE);
		spell->previous[i] = lines->hz[i];
		if (lines->share[i] < 0.12F * lines->share[0])
			lines->hz[i] = 0;
		else
			together += lines->share[i];
	}
	if (spell->widest && !has_line(spell->hz, lines->hz[0], tolerance))
		spell->unsteady = true;
	spell->spectra++;
	spell->held += same >= 2;
	spell->tonal += together > 0.75F;
	if (steps <= spell->widest)
		return;
	spell->widest = steps;
	memcpy(spell->hz, lines->hz, sizeof(spell->hz));
}

static void end_window(struct ear *ear)
{
	struct spell *spell = &ear->spell;

	if (spell->window_heard >= WINDOW_STEPS / 2)
		note_steadiness(spell, spell->window_energy / (float)spell->window_heard);
	ear->fill = 0;
	spell->window_energy = 0;
	spell->window_heard = 0;
}

static void look(struct ear *ear)
{
	struct spell *spell = &ear->spell;
	unsigned steps = ear->fill / STEP;
	struct spectral_lines lines;

	spectrum_lines(ear->spectrum, ear->window, ear->fill, &lines);
	take_lines(spell, &lines, steps);
	end_window(ear);
}

/* A spell that began with nothing like a tone is noise or a crowd: one window in so many tells whether that changes. */
static void look_at_full(struct ear *ear)
{
	struct spell *spell = &ear->spell;

	if (spell->spectra >= UNTONAL_LOOKS && !spell->tonal && !spell->held && ++spell->passed % UNTONAL_EACH)
		end_window(ear);
	else
		look(ear);
}

/* Runs and pauses. */

static void add_pause(struct ear *ear, enum content content, uint32_t steps, float power)
{
	ns length = (ns)steps * STEP_MS * MILLISECOND;
	struct pause pause = {content, ear->now - length, ear->now, ear->frame, ear->frame, steps * STEP_MS, power};

	passages_add_pause(&ear->passages, &pause);
}

static void begin_spell(struct ear *ear, const struct step *step)
{
	unsigned hidden = ear->doubt_lost <= HIDDEN ? ear->doubt_lost : 0;

	ear->spell = (struct spell){
		.start = ear->position - hidden * STEP / 2,
		.from = step->time,
		.first_frame = step->frame,
		.first_power = hidden ? INFINITY : step->power,
		.late_start = ear->position < 3 * STEP || ear->doubt_lost > HIDDEN,
	};
}

static void add_to_spell(struct spell *spell, const struct step *step)
{
	spell->steps++;
	spell->heard++;
	spell->energy += step->power;
	spell->window_heard++;
	spell->window_energy += step->power;
	spell->last_power = step->power;
	spell->to = step->time + STEP_MS * MILLISECOND;
	spell->last_frame = step->frame;
	if (!spell->off_course && spell->heard > 1) { /* half of the first step is noise */
		spell->course++;
		spell->crossings += step->crossings;
		spell->crossings_squared += step->crossings * step->crossings;
	}
}

static uint64_t missing_part(float edge, float power)
{
	return edge < power ? (uint64_t)((1 - edge / power) * STEP) : 0;
}

static void tell_burst(struct ear *ear, uint32_t gap)
{
	const struct spell *spell = &ear->spell;
	struct burst burst = {
		.from = spell->from,
		.to = spell->to,
		.first_frame = spell->first_frame,
		.last_frame = spell->last_frame,
		.power = spell->energy / (float)spell->heard,
		.on = (uint32_t)((spell->end - spell->start) * 1000 / EAR_RATE),
		.late_start = spell->late_start,
		.early_end = spell->early_end,
	};

	for (unsigned i = 0; i < SPECTRUM_LINES; i++)
		burst.hz[i] = (uint16_t)lrintf(spell->hz[i]);
	passages_add_burst(&ear->passages, &burst, gap);
}

static void tell_sound(struct ear *ear, uint32_t gap)
{
	const struct spell *spell = &ear->spell;
	uint32_t ms = spell->steps * STEP_MS;
	struct plain_sound sound = {
		.from = spell->from,
		.to = spell->to,
		.first_frame = spell->first_frame,
		.last_frame = spell->last_frame,
		.ms = ms,
		.energy = spell->energy / (float)spell->heard * (float)ms,
		.spectra = (uint16_t)spell->spectra,
		.held = (uint16_t)spell->held,
		.dips = ear->dips,
	};

	ear->dips = 0;
	passages_add_sound(&ear->passages, &sound, gap);
}

/* `doubtful` steps at the end of the window are not of the spell. */
static void end_spell(struct ear *ear, unsigned doubtful, uint64_t end)
{
	struct spell *spell = &ear->spell;
	float power = spell->energy / (float)(spell->heard ? spell->heard : 1);

	ear->is_on = false;
	ear->fill -= ear->fill < doubtful * STEP ? ear->fill : doubtful * STEP;
	if (spell->steps < LEAST_STEPS) {
		add_pause(ear, power < audible ? CONTENT_SILENCE : CONTENT_SOUND, spell->steps, power);
		ear->fill = 0;
		return;
	}
	if (ear->fill >= LEAST_STEPS * STEP)
		look(ear);
	ear->fill = 0;
	spell->start += missing_part(spell->first_power, power);
	spell->end = end - (spell->early_end || ear->doubt_lost ? 0 : missing_part(spell->last_power, power));
	uint32_t gap = spell->start > ear->last_end ? (uint32_t)((spell->start - ear->last_end) * 1000 / EAR_RATE) : 0;

	ear->last_end = spell->end;
	if (spell->spectra && spell->tonal + spell->spectra / 4 >= spell->spectra && !spell->unsteady)
		tell_burst(ear, gap);
	else
		tell_sound(ear, gap);
}

/* What of the step before was taken for the spell is a pause after all. */
static void end_in_doubt(struct ear *ear, enum content content, float power)
{
	unsigned doubt = ear->doubt;
	uint64_t sure = ear->position + STEP - doubt * STEP;

	if (ear->lost > HIDDEN) {
		ear->spell.early_end = true;
		end_spell(ear, doubt, sure + REPEATED * STEP);
	} else {
		end_spell(ear, doubt, sure + ear->doubt_lost * STEP / 2);
	}
	ear->doubt = ear->doubt_on = 0;
	add_pause(ear, content, doubt, power);
}

/* Louder by far than all of the spell so far: that was noise, and here begins what stands out of it. */
static void begin_again(struct ear *ear, const struct step *step)
{
	struct spell *spell = &ear->spell;
	float power = spell->energy / (float)spell->heard;

	add_pause(ear, power < audible ? CONTENT_SILENCE : CONTENT_SOUND, spell->steps, power);
	memmove(ear->window, ear->window + (ear->fill < STEP ? 0 : ear->fill - STEP), STEP * sizeof(ear->window[0]));
	ear->fill = ear->fill < STEP ? 0 : STEP;
	ear->doubt = ear->doubt_lost = 0;
	begin_spell(ear, step);
}

static bool is_off_course(const struct spell *spell, unsigned crossings)
{
	unsigned count = spell->course, mean = count ? (spell->crossings + count / 2) / count : 0;

	if (count < SPLIT_AFTER || mean < SPLIT_LOWEST || crossings < SPLIT_LOWEST ||
	    (uint64_t)spell->crossings_squared * count >
	            (uint64_t)spell->crossings * spell->crossings + 4ULL * count * count)
		return false;
	return crossings > mean ? crossings - mean >= SPLIT_CROSSINGS : mean - crossings >= SPLIT_CROSSINGS;
}

/* One tone after the other without a pause. */
static void split_spell(struct ear *ear, const struct step *step)
{
	unsigned tail = ear->fill < SPLIT_STEPS * STEP ? ear->fill : SPLIT_STEPS * STEP;
	int16_t samples[SPLIT_STEPS * STEP];
	uint64_t boundary = ear->position - (SPLIT_STEPS - 1) * STEP;

	memcpy(samples, ear->window + ear->fill - tail, tail * sizeof(samples[0]));
	ear->spell.last_power = INFINITY;
	ear->spell.to -= SPLIT_STEPS * STEP_MS * MILLISECOND;
	ear->doubt_lost = 0;
	end_spell(ear, SPLIT_STEPS, boundary);
	memcpy(ear->window, samples, tail * sizeof(samples[0]));
	ear->fill = tail;
	ear->is_on = true;
	begin_spell(ear, step);
	ear->spell.start = boundary;
	ear->spell.from -= (SPLIT_STEPS - 1) * STEP_MS * MILLISECOND;
	ear->spell.first_power = INFINITY;
	ear->spell.late_start = false;
	for (unsigned i = 0; i < SPLIT_STEPS; i++)
		add_to_spell(&ear->spell, step);
}

static void go_on(struct ear *ear, const struct step *step, float loud)
{
	struct spell *spell = &ear->spell;

	spell->steps += ear->doubt;
	ear->doubt = ear->doubt_lost = 0;
	if (spell->heard && spell->energy < loud * (float)spell->heard)
		begin_again(ear, step);
	spell = &ear->spell;
	spell->off_course = is_off_course(spell, step->crossings) ? spell->off_course + 1 : 0;
	add_to_spell(spell, step);
	if (spell->off_course == SPLIT_STEPS)
		split_spell(ear, step);
	if (ear->fill == WINDOW)
		look_at_full(ear);
}

static void step_on(struct ear *ear, const struct step *step, float loud)
{
	if (step->kind == STEP_HEARD && step->power > loud) {
		ear->lost = 0;
		go_on(ear, step, loud);
		return;
	}
	ear->doubt++;
	if (step->kind == STEP_LOST) {
		ear->doubt_lost += ear->doubt == ear->doubt_lost + 1;
		if (++ear->lost > HIDDEN)
			end_in_doubt(ear, CONTENT_SILENCE, 0);
	} else {
		ear->lost = 0;
		if (step->kind == STEP_TOLD || ear->doubt - ear->doubt_lost > BRIDGE)
			end_in_doubt(ear, step->content, step->power);
	}
	if (ear->is_on && ear->fill == WINDOW)
		look_at_full(ear);
}

static void step_off(struct ear *ear, const struct step *step, float loud)
{
	if (step->kind == STEP_HEARD && step->power > loud) {
		if (ear->doubt_on == 0)
			begin_spell(ear, step);
		ear->spell.steps += ear->doubt;
		ear->doubt = ear->lost = 0;
		add_to_spell(&ear->spell, step);
		if (++ear->doubt_on >= SHORTEST_ON) {
			ear->is_on = true;
			ear->doubt_on = ear->doubt_lost = 0;
		}
		return;
	}
	if (step->kind == STEP_LOST && ++ear->lost <= HIDDEN && ear->doubt_on) {
		ear->doubt++;
		return;
	}
	add_pause(ear, step->content, 1 + ear->doubt_on + ear->doubt, step->power);
	ear->doubt_lost = step->kind == STEP_LOST ? ear->doubt_lost + 1 : 0;
	ear->lost = step->kind == STEP_LOST ? ear->lost : 0;
	ear->doubt = ear->doubt_on = 0;
	ear->fill = 0;
}

static void take_step(struct ear *ear, const struct step *step)
{
	float loud = step->kind == STEP_HEARD ? threshold(ear) : INFINITY;

	ear->now = step->time + STEP_MS * MILLISECOND;
	ear->frame = step->frame;
	if (ear->is_on)
		step_on(ear, step, loud);
	else
		step_off(ear, step, loud);
	ear->position += STEP;
}

/* Steps from samples. */

static void measure(const int16_t *samples, struct step *step)
{
	int32_t sum = samples[0];
	int64_t squares = (int32_t)samples[0] * samples[0];
	unsigned crossings = 0;

	for (unsigned i = 1; i < STEP; i++) {
		sum += samples[i];
		squares += (int32_t)samples[i] * samples[i];
		crossings += (samples[i] ^ samples[i - 1]) < 0;
	}
	/* Without the mean: a constant code is silence, whichever it is. */
	step->power = (float)(squares * STEP - (int64_t)sum * sum) / (STEP * STEP);
	step->crossings = crossings;
}

static void step_heard(struct ear *ear)
{
	struct step step = {.kind = STEP_HEARD, .time = ear->part_time, .frame = ear->part_frame};
	float before = ear->before;

	measure(ear->window + ear->fill, &step);
	step.content = step.power + (before < 0 ? step.power : before) < 2 * audible ? CONTENT_SILENCE : CONTENT_SOUND;
	follow_level(ear, step.power);
	count_dips(ear, step.power);
	ear->fill += STEP;
	ear->part = 0;
	take_step(ear, &step);
}

/* Behind comfort noise nothing is sent until there is something to hear (RFC 3389): how long, only the clock tells. */
static void fill_noise(struct ear *ear, ns until)
{
	struct step step = {.kind = STEP_TOLD, .content = CONTENT_NOISE, .frame = ear->frame};

	if (ear->told != CONTENT_NOISE)
		return;
	for (unsigned i = 0; i < EAR_MAX_MISSED / STEP && until - ear->now > 2 * STEP_MS * MILLISECOND; i++) {
		step.time = ear->now;
		take_step(ear, &step);
	}
}

void ear_take(struct ear *ear, const int16_t *samples, unsigned count, ns time, uint64_t frame)
{
	fill_noise(ear, time);
	ear->told = CONTENT_SOUND;
	for (unsigned done = 0; done < count;) {
		unsigned room = STEP - ear->part, some = count - done < room ? count - done : room;

		assert(ear->fill + STEP <= WINDOW);
		if (ear->part == 0) {
			ear->part_time = time + (ns)done * SECOND / EAR_RATE;
			ear->part_frame = frame;
		}
		memcpy(ear->window + ear->fill + ear->part, samples + done, some * sizeof(samples[0]));
		done += some;
		ear->part += some;
		if (ear->part == STEP)
			step_heard(ear);
	}
}

void ear_note(struct ear *ear, enum content content, unsigned samples, ns time, uint64_t frame)
{
	struct step step = {.kind = STEP_TOLD, .content = content, .time = time, .frame = frame};

	if (content == CONTENT_KEEPALIVE && ear->told == CONTENT_SOUND && time - ear->now < beside)
		return;
	fill_noise(ear, time);
	ear->told = content;
	ear->part = 0;
	ear->before = ear->earlier = -1;
	take_step(ear, &step);
	if (samples < 2 * STEP)
		return;
	unsigned rest = samples / STEP - 1;

	ear->now += (ns)rest * STEP_MS * MILLISECOND;
	ear->position += rest * STEP;
	add_pause(ear, content, rest, 0);
}

static void step_missed(struct ear *ear)
{
	struct step step = {.kind = STEP_LOST, .content = CONTENT_SILENCE, .time = ear->now, .frame = ear->frame};

	if (ear->told == CONTENT_NOISE || (ear->told == CONTENT_UNKNOWN && ear->lost < HIDDEN)) {
		step.kind = STEP_TOLD;
		step.content = ear->told;
	}
	/* Zeroes keep what is behind the loss in step with what is before it. */
	if (step.kind == STEP_LOST && (ear->is_on || ear->doubt_on) && ear->lost < HIDDEN) {
		memset(ear->window + ear->fill, 0, STEP * sizeof(ear->window[0]));
		ear->fill += STEP;
		assert(ear->fill <= WINDOW);
	}
	ear->before = ear->earlier = -1;
	take_step(ear, &step);
}

void ear_miss(struct ear *ear, unsigned samples)
{
	unsigned most = samples < EAR_MAX_MISSED ? samples : EAR_MAX_MISSED;

	ear->missed += ear->part + most;
	ear->part = 0;
	for (; ear->missed >= STEP; ear->missed -= STEP)
		step_missed(ear);
}

void ear_end(struct ear *ear, ns time)
{
	fill_noise(ear, time);
	if (ear->is_on) {
		ear->spell.early_end = true;
		end_spell(ear, ear->doubt, ear->position - ear->doubt * STEP);
		ear->doubt = 0;
	}
	passages_end(&ear->passages);
}

unsigned ear_passages(const struct ear *ear, struct passage out[EAR_MAX_PASSAGES])
{
	struct ear until_now = *ear;

	ear_end(&until_now, until_now.now);
	memcpy(out, until_now.passages.list, until_now.passages.count * sizeof(out[0]));
	return until_now.passages.count;
}
