/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/passages.h"

#include <math.h>
#include <string.h>

/* ITU-T G.711 table 6: the power of its 0 dBm0 sequence (1 kHz), in steps of 16 bit samples. */
static const float reference = 2.5653e8F;

enum {
	SHORT_PAUSE = 400,     /* ms; shorter ones belong to what is before them */
	OPENING = 100,         /* ms */
	FLICKER = 200,         /* ms; shorter pieces between two of a kind are of that kind */
	SPEECH_PAUSE = 2000,   /* ms within speech */
	SUBSTANTIAL = 1000,    /* ms of a piece of a pause: two of them are not told as one */
	LONGEST_PAUSE = 12000, /* ms; ringing tones pause for 10 s at most */
	USUAL_PAUSE = 4000,    /* ms behind a ringing tone */
	AROUND = 1000,         /* ms: what is closer to other sound may be part of it */
	BEFORE = 3000,         /* ms: what is closer behind other sound may be more of it */
	FAINTER = 12,          /* dB: noise in the pauses of a tone */
	KEPT = 8,              /* of bursts that wait and are not understood yet */
	LONE = 400,
	STEADY = 1000, /* ms of a tone by itself, and of one among others, to be told as a tone at all */
	ENOUGH_SPECTRA = 6,
	ENOUGH_SOUND = 1500, /* ms; to tell speech from music */
};

/* dBm0, of samples squared. */
static float level_of(float power)
{
	return power > 0 ? 10 * log10f(power / reference) : -INFINITY;
}

static struct passage *latest(struct passages *passages)
{
	return passages->count ? &passages->list[passages->count - 1] : NULL;
}

static ns length_of(const struct passage *passage)
{
	return passage->to - passage->from;
}

/* Both lie side by side; `into` keeps its kind. */
static void join(struct passage *into, const struct passage *other)
{
	if (other->from < into->from) {
		into->from = other->from;
		into->first_frame = other->first_frame;
	}
	if (other->to > into->to)
		into->to = other->to;
	if (other->last_frame > into->last_frame)
		into->last_frame = other->last_frame;
	if (other->level > into->level)
		into->level = other->level;
}

static bool is_same_tone(const struct tone *a, const struct tone *b)
{
	return a->class == b->class && tone_same_pitch(a->hz, b->hz);
}

static bool is_of_a_kind(const struct passage *a, const struct passage *b)
{
	if (a->content != b->content)
		return false;
	if (a->content != CONTENT_TONE)
		return true;
	return is_same_tone(&a->tone, &b->tone) &&
	       b->from - a->to <= (ns)(SHORT_PAUSE + tone_pause(&a->tone)) * MILLISECOND;
}

static void join_tones(struct passage *into, const struct passage *other)
{
	unsigned cycles = into->tone.cycles + other->tone.cycles;

	if (other->tone.cycles >= into->tone.cycles)
		into->tone = other->tone;
	into->tone.cycles = (uint16_t)(cycles < UINT16_MAX ? cycles : UINT16_MAX);
}

static void remove_at(struct passages *passages, unsigned at)
{
	passages->count--;
	memmove(&passages->list[at], &passages->list[at + 1], (passages->count - at) * sizeof(passages->list[0]));
}

/* Makes room: the shortest becomes part of the longer of its neighbours, a tone only if there is nothing else. */
static void squeeze(struct passages *passages)
{
	struct passage *list = passages->list;
	unsigned least = 0;

	for (unsigned i = 1; i < passages->count; i++) {
		bool is_tone = list[i].content == CONTENT_TONE, least_is_tone = list[least].content == CONTENT_TONE;

		if (is_tone != least_is_tone ? least_is_tone : length_of(&list[i]) < length_of(&list[least]))
			least = i;
	}
	unsigned into = least + 1;

	if (least + 1 == passages->count || (least > 0 && length_of(&list[least - 1]) > length_of(&list[least + 1])))
		into = least - 1;
	join(&list[into], &list[least]);
	remove_at(passages, least);
	for (unsigned i = 1; i < passages->count; i++)
		if (is_of_a_kind(&list[i - 1], &list[i])) {
			join(&list[i - 1], &list[i]);
			remove_at(passages, i--);
		}
}

/* The moment until the first sound is no passage of its own, and no passage reaches into the next. */
static void make_way(struct passages *passages, const struct passage *next)
{
	struct passage *last = latest(passages);

	if (!last || is_of_a_kind(last, next))
		return;
	if (last->to > next->from)
		last->to = next->from;
	bool is_opening = passages->count == 1 &&
	                  (last->content == CONTENT_SILENCE || last->content == CONTENT_SOUND) &&
	                  length_of(last) < OPENING * MILLISECOND;

	if (length_of(last) <= 0 || is_opening)
		passages->count--;
}

static void push(struct passages *passages, const struct passage *passage)
{
	make_way(passages, passage);
	struct passage *last = latest(passages);

	if (last && is_of_a_kind(last, passage)) {
		if (last->content == CONTENT_TONE)
			join_tones(last, passage);
		join(last, passage);
		return;
	}
	if (passages->count == PASSAGES)
		squeeze(passages);
	passages->list[passages->count++] = *passage;
}

/* Pauses. */

static bool says_something(enum content content) /* stands for itself, however short */
{
	return content == CONTENT_KEYS || content == CONTENT_UNKNOWN;
}

static uint32_t pause_ms(const struct passages *passages)
{
	uint32_t ms = 0;

	for (unsigned i = 0; i < passages->pause_count; i++)
		ms += passages->pauses[i].ms;
	return ms;
}

static void push_pause(struct passages *passages, const struct pause *pause)
{
	struct passage *last = latest(passages);
	ns from = last && last->to > pause->from ? last->to : pause->from;

	if (pause->to <= from)
		return;
	if (last && pause->to - from < SHORT_PAUSE * MILLISECOND && !says_something(pause->content)) {
		last->to = pause->to;
		last->last_frame = pause->last_frame;
		return;
	}
	struct passage passage = {
		.from = from,
		.to = pause->to,
		.first_frame = pause->first_frame,
		.last_frame = pause->last_frame,
		.content = pause->content,
		.level = pause->content == CONTENT_SOUND ? level_of(pause->power) : -INFINITY,
	};
	push(passages, &passage);
}

static void push_pauses(struct passages *passages)
{
	for (unsigned i = 0; i < passages->pause_count; i++)
		push_pause(passages, &passages->pauses[i]);
	passages->pause_count = 0;
}

/* Sound. */

static enum content kind_of(const struct plain_sound *sound, ns length)
{
	double seconds = (double)length / SECOND;

	if (sound->ms < ENOUGH_SOUND || sound->spectra < ENOUGH_SPECTRA)
		return CONTENT_SOUND;
	if (sound->held * 10 >= sound->spectra * 4)
		return CONTENT_MUSIC;
	if (sound->held * 10 <= sound->spectra * 2 && sound->dips >= 1.5 * seconds && sound->dips <= 10 * seconds)
		return CONTENT_SPEECH;
	return CONTENT_SOUND;
}

static void push_sound(struct passages *passages)
{
	const struct plain_sound *sound = &passages->sound;

	if (sound->ms == 0)
		return;
	struct passage passage = {
		.from = sound->from,
		.to = sound->to,
		.first_frame = sound->first_frame,
		.last_frame = sound->last_frame,
		.content = kind_of(sound, sound->to - sound->from),
		.level = level_of(sound->energy / (float)sound->ms),
	};
	passages->sound = (struct plain_sound){0};
	push(passages, &passage);
}

static void merge_sound(struct plain_sound *into, const struct plain_sound *other)
{
	if (into->ms == 0) {
		*into = *other;
		return;
	}
	into->to = other->to;
	into->last_frame = other->last_frame;
	into->ms += other->ms;
	into->energy += other->energy;
	into->spectra += other->spectra;
	into->held += other->held;
	into->dips += other->dips;
}

/* Bursts. */

static struct plain_sound sound_of(const struct burst *burst)
{
	uint16_t spectra = (uint16_t)(burst->on / 250 < UINT16_MAX ? burst->on / 250 : UINT16_MAX);

	return (struct plain_sound){
		.from = burst->from,
		.to = burst->to,
		.first_frame = burst->first_frame,
		.last_frame = burst->last_frame,
		.ms = burst->on ? burst->on : 1,
		.energy = burst->power * (float)burst->on,
		.spectra = spectra,
		.held = spectra,
	};
}

/* The pause before bursts[i], unless the tone before has it as its own. */
static void push_pause_before(struct passages *passages, unsigned i)
{
	const struct burst *burst = &passages->bursts[i];
	const struct passage *last = latest(passages);

	if (!last || burst->from <= last->to)
		return;
	struct pause pause = {
		.content = burst->before,
		.power = burst->before_power,
		.from = last->to,
		.to = burst->from,
		.first_frame = last->last_frame,
		.last_frame = burst->first_frame,
	};
	push_pause(passages, &pause);
}

static void push_tone(struct passages *passages, unsigned first, unsigned count, const struct tone *tone)
{
	const struct burst *bursts = &passages->bursts[first], *last = &bursts[count - 1];
	unsigned pause = tone_pause(tone);
	float energy = 0, ms = 0;

	for (unsigned i = 0; i < count; i++) {
		energy += bursts[i].power * (float)bursts[i].on;
		ms += (float)bursts[i].on;
	}
	if (pause == 0)
		pause = tone->class == TONE_RINGBACK ? USUAL_PAUSE : count > 1 ? last->on : 0;
	if (last->off < pause)
		pause = last->off;
	push_sound(passages);
	push_pause_before(passages, first);
	struct passage passage = {
		.from = bursts[0].from,
		.to = last->to + pause * MILLISECOND,
		.first_frame = bursts[0].first_frame,
		.last_frame = last->last_frame,
		.content = CONTENT_TONE,
		.level = level_of(energy / (ms > 0 ? ms : 1)),
		.tone = *tone,
	};
	push(passages, &passage);
}

/* The rest of a tone that was told already: cut short, or too few bursts to stand alone. */
static bool extends_last(struct passages *passages, const struct burst *burst)
{
	struct passage *last = latest(passages);
	unsigned longest = 0;

	if (passages->sound.ms || !last || last->content != CONTENT_TONE || !tone_same_pitch(last->tone.hz, burst->hz))
		return false;
	for (unsigned i = 0; i < TONE_MAX_CADENCE && last->tone.cadence[i]; i += 2)
		if (last->tone.cadence[i] > longest)
			longest = last->tone.cadence[i];
	if (burst->on > longest + longest / 10 + 50 || burst->from - last->to > SHORT_PAUSE * MILLISECOND)
		return false;
	unsigned pause = tone_pause(&last->tone);

	last->to = burst->to + (burst->off < pause ? burst->off : pause) * MILLISECOND;
	last->last_frame = burst->last_frame;
	return true;
}

static uint32_t gap_before(const struct passages *passages, unsigned i)
{
	if (i)
		return passages->bursts[i - 1].off;
	ns gap = passages->bursts[0].from - passages->sound.to;

	return gap > 0 ? (uint32_t)(gap / MILLISECOND) : 0;
}

static bool is_tone_by_itself(const struct passages *passages, unsigned i)
{
	const struct burst *burst = &passages->bursts[i];
	bool is_alone = !(passages->sound.ms && gap_before(passages, i) < AROUND) &&
	                (i + 1 == passages->burst_count || burst->off >= AROUND);

	return burst->on >= (is_alone ? LONE : STEADY);
}

static void tell_unknown(struct passages *passages, unsigned i)
{
	const struct burst *burst = &passages->bursts[i];

	if (extends_last(passages, burst))
		return;
	if (is_tone_by_itself(passages, i)) {
		struct tone tone = {.class = TONE_OTHER};

		memcpy(tone.hz, burst->hz, sizeof(tone.hz));
		tone.cadence[0] = (uint16_t)(burst->on < UINT16_MAX ? burst->on : UINT16_MAX);
		push_tone(passages, i, 1, &tone);
		return;
	}
	struct plain_sound sound = sound_of(burst);

	if (passages->sound.ms && gap_before(passages, i) > SPEECH_PAUSE)
		push_sound(passages);
	if (!passages->sound.ms)
		push_pause_before(passages, i);
	merge_sound(&passages->sound, &sound);
}

static bool is_like_music(const struct passage *passage)
{
	return passage->content == CONTENT_SOUND || passage->content == CONTENT_SPEECH ||
	       passage->content == CONTENT_MUSIC ||
	       (passage->content == CONTENT_TONE && passage->tone.class == TONE_OTHER);
}

/* Other sound about as loud just ended: this may be one more note of the same music. */
static bool is_after_sound(const struct passages *passages, unsigned i)
{
	const struct burst *burst = &passages->bursts[i];
	unsigned before = passages->count;

	if (passages->sound.ms)
		return gap_before(passages, i) < BEFORE;
	if (before > 1 && passages->list[before - 1].content == CONTENT_SILENCE)
		before--;
	if (before == 0)
		return false;
	const struct passage *last = &passages->list[before - 1];

	return is_like_music(last) && burst->from - last->to < BEFORE * MILLISECOND &&
	       last->level > level_of(burst->power) - FAINTER;
}

/* Tells what the bursts were; if there may come more of them, what is not understood yet waits. */
static void tell_bursts(struct passages *passages, bool may_wait)
{
	unsigned told = 0;

	while (told < passages->burst_count) {
		struct burst *burst = &passages->bursts[told];
		unsigned left = passages->burst_count - told;
		struct tone tone;

		burst->after_sound = is_after_sound(passages, told);
		unsigned used = tone_of(burst, left, passages->plan, &tone);

		if (!used && may_wait && left < KEPT)
			break;
		if (used)
			push_tone(passages, told, used, &tone);
		else
			tell_unknown(passages, told);
		told += used ? used : 1;
	}
	passages->burst_count -= told;
	memmove(passages->bursts, passages->bursts + told, passages->burst_count * sizeof(passages->bursts[0]));
}

static void close_all(struct passages *passages, bool is_open)
{
	if (passages->burst_count) {
		struct burst *last = &passages->bursts[passages->burst_count - 1];

		last->off = pause_ms(passages);
		last->open = is_open;
		tell_bursts(passages, false);
	}
	push_sound(passages);
	push_pauses(passages);
}

/* Whether the pause is of one kind, so that what is before and behind it may belong together. */
static bool is_one_pause(const struct passages *passages, const struct pause **main)
{
	static const struct pause none = {.content = CONTENT_SILENCE};

	unsigned substantial = 0;
	uint32_t longest = 0;

	*main = &none;
	for (unsigned i = 0; i < passages->pause_count; i++) {
		const struct pause *pause = &passages->pauses[i];

		if (says_something(pause->content))
			return false;
		substantial += pause->ms >= SUBSTANTIAL;
		if (pause->ms > longest) {
			longest = pause->ms;
			*main = pause;
		}
	}
	return substantial < 2;
}

void passages_add_burst(struct passages *passages, const struct burst *burst, uint32_t gap)
{
	const struct pause *main;
	struct burst new = *burst;

	if (passages->burst_count)
		passages->bursts[passages->burst_count - 1].off = gap;
	bool is_one = is_one_pause(passages, &main);

	new.before = main->content;
	new.before_power = main->power;
	if (!is_one)
		close_all(passages, true);
	if (passages->burst_count == 0 && passages->sound.ms == 0)
		push_pauses(passages);
	passages->pause_count = 0;
	if (passages->burst_count == PASSAGES_BURSTS)
		tell_bursts(passages, true);
	passages->bursts[passages->burst_count++] = new;
}

void passages_add_sound(struct passages *passages, const struct plain_sound *sound, uint32_t gap)
{
	const struct pause *main;
	bool is_one = is_one_pause(passages, &main);

	if (passages->burst_count) {
		passages->bursts[passages->burst_count - 1].off = gap;
		tell_bursts(passages, false);
	}
	if (!is_one || gap > SPEECH_PAUSE)
		push_sound(passages);
	if (passages->sound.ms == 0)
		push_pauses(passages);
	passages->pause_count = 0;
	merge_sound(&passages->sound, sound);
}

static void extend_pause(struct pause *pause, const struct pause *more)
{
	pause->power =
		(pause->power * (float)pause->ms + more->power * (float)more->ms) / (float)(pause->ms + more->ms + 1);
	pause->ms += more->ms;
	pause->to = more->to;
	pause->last_frame = more->last_frame;
}

void passages_add_pause(struct passages *passages, const struct pause *pause)
{
	struct pause *last = passages->pause_count ? &passages->pauses[passages->pause_count - 1] : NULL;

	if (last && last->content == pause->content) {
		extend_pause(last, pause);
		if (passages->burst_count + passages->sound.ms && pause_ms(passages) > LONGEST_PAUSE)
			close_all(passages, true);
		return;
	}
	if (says_something(pause->content))
		close_all(passages, true);
	if (last && passages->pause_count > 1 && last->ms < FLICKER && last[-1].content == pause->content &&
	    !says_something(last->content)) {
		extend_pause(&last[-1], last);
		extend_pause(&last[-1], pause);
		passages->pause_count--;
		return;
	}
	if (passages->pause_count == PASSAGES_PAUSES)
		close_all(passages, true);
	passages->pauses[passages->pause_count++] = *pause;
}

void passages_end(struct passages *passages)
{
	close_all(passages, true);
}
