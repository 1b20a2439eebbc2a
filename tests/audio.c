/* SPDX-License-Identifier: BSD-2-Clause */
#include "audio.h"

#include <string.h>

enum {
	PT_PCMU = 0,
	PT_PCMA = 8,
	PT_COMFORT = 13,
	PT_KEEPALIVE = 20, /* one that nobody uses: RFC 6263 4.5 */
	PT_KEYS = 101,
	LEVEL = -20,
	COMFORT_LEVEL = -60,
	OVERLOAD = 6, /* 0 dBov is 6 dBm0 */
	KEY_VOLUME = 10,
	KEY_PACKETS = 8, /* while it is pressed, with the ends */
	KEY_ENDS = 3,
	KEY_PAUSE = 4,
	KEY_TURN = KEY_PACKETS + KEY_PAUSE,
};

#define PACKET_LENGTH (20 * MILLISECOND)
#define COMFORT_EVERY (200 * MILLISECOND)
#define KEEPALIVE_EVERY (15 * SECOND) /* RFC 6263 6 */
#define BURST_WITHIN (5 * MILLISECOND)
#define COPY_BEHIND (MILLISECOND / 2)

/* Words */

static int64_t read_signed(const struct line *line, struct str text)
{
	bool negative = text.n && *text.p == '-';
	int64_t value = line_number(line, str_from(text, text.n && (negative || *text.p == '+')));

	return negative ? -value : value;
}

static uint32_t read_percent(const struct line *line, struct str text)
{
	if (text.n && text.p[text.n - 1] == '%')
		text.n--;
	return line_number(line, text);
}

static void read_level(struct line *line, struct str value)
{
	line->audio.sound.level = (double)read_signed(line, value);
	line->audio.has_level = true;
}

/* "2s..3s" */
static void read_stretch(struct line *line, struct str text)
{
	size_t dots = 0;

	while (dots < text.n && !str_starts(str_from(text, dots), STR("..")))
		dots++;
	line->audio.lost_from = line_seconds(line, (struct str){text.p, dots});
	line->audio.lost_until = line_seconds(line, str_from(text, dots + 2));
}

static bool read_sound(struct line *line, struct str name, struct str value)
{
	struct audio *audio = &line->audio;

	if (str_eq(name, STR("tone"))) {
		if (!wave_read_tone(value, &audio->sound))
			line_fail(line, "not a tone");
	} else if (str_eq(name, STR("noise"))) {
		audio->sound.noise = (double)read_signed(line, value);
		audio->sound.has_noise = true;
	} else if (str_eq(name, STR("level"))) {
		read_level(line, value);
	} else if (str_eq(name, STR("silence"))) {
		audio->sound.kind = WAVE_SILENCE;
	} else if (str_eq(name, STR("speech"))) {
		audio->sound.kind = WAVE_SPEECH;
	} else if (str_eq(name, STR("music"))) {
		audio->sound.kind = WAVE_MUSIC;
	} else {
		return false;
	}
	return true;
}

static bool read_payload(struct line *line, struct str name, struct str value)
{
	struct audio *audio = &line->audio;

	if (str_eq(name, STR("pt"))) {
		audio->payload_type = (uint8_t)line_number(line, value);
		audio->has_payload_type = true;
	} else if (str_eq(name, STR("bytes"))) {
		audio->size = line_number(line, value);
		audio->has_size = true;
	} else if (str_eq(name, STR("codec"))) {
		audio->codec = value;
	} else if (str_eq(name, STR("clock"))) {
		audio->clock = line_number(line, value);
	} else if (str_eq(name, STR("keys"))) {
		audio->keys = value;
	} else if (str_eq(name, STR("cn"))) {
		audio->comfort = true;
	} else if (str_eq(name, STR("keepalive"))) {
		audio->keepalive = true;
	} else {
		return false;
	}
	return true;
}

static bool read_way(struct line *line, struct str name, struct str value)
{
	struct audio *audio = &line->audio;

	if (str_eq(name, STR("ptime")))
		audio->length = line_number(line, value) * MILLISECOND;
	else if (str_eq(name, STR("marker")))
		audio->marker = true;
	else if (str_eq(name, STR("seq")))
		audio->sequence_jump = read_signed(line, value);
	else if (str_eq(name, STR("ts")))
		audio->timestamp_jump = read_signed(line, value);
	else if (str_eq(name, STR("loss")))
		audio->loss = read_percent(line, value);
	else if (str_eq(name, STR("reorder")))
		audio->reorder = read_percent(line, value);
	else if (str_eq(name, STR("jitter")))
		audio->jitter = line_seconds(line, value);
	else if (str_eq(name, STR("burst")))
		audio->burst = line_number(line, value);
	else
		return false;
	return true;
}

bool audio_word(struct line *line, struct str name, struct str value)
{
	return read_sound(line, name, value) || read_payload(line, name, value) || read_way(line, name, value);
}

/* What the words make together */

static enum law law_of(const struct line *line)
{
	const struct audio *audio = &line->audio;

	if (str_ieq(audio->codec, STR("PCMU")))
		return LAW_MU;
	if (str_ieq(audio->codec, STR("PCMA")))
		return LAW_A;
	if (str_ieq(audio->codec, STR("L16")))
		return LAW_LINEAR;
	if (audio->codec.n)
		line_fail(line, "not a codec that can be played");
	if (audio->has_size || audio->comfort || audio->keepalive || audio->keys.n)
		return LAW_NONE;
	return audio->payload_type == PT_PCMU ? LAW_MU : audio->payload_type == PT_PCMA ? LAW_A : LAW_NONE;
}

static uint8_t usual_payload_type(const struct audio *audio)
{
	return audio->comfort                       ? PT_COMFORT
	       : audio->keepalive                   ? PT_KEEPALIVE
	       : audio->keys.n                      ? PT_KEYS
	       : str_ieq(audio->codec, STR("PCMA")) ? PT_PCMA
	                                            : PT_PCMU;
}

/* Of 20 ms, by RFC 3551 table 1 and 4.5; what is not known gets as much as PCMU. */
static uint32_t usual_size(const struct audio *audio)
{
	switch (audio->payload_type) {
	case 3: /* GSM */
		return 33;
	case 4: /* G.723, 30 ms */
		return 24;
	case 18: /* G.729 */
		return 20;
	default:
		return 160;
	}
}

void audio_settle(struct line *line)
{
	struct audio *audio = &line->audio;

	if (audio->has_payload_type && audio->payload_type == PT_COMFORT)
		audio->comfort = true;
	if (!audio->has_payload_type)
		audio->payload_type = usual_payload_type(audio);
	audio->law = law_of(line);
	if (!audio->has_size)
		audio->size = audio->comfort ? 1 : audio->keepalive ? 0 : usual_size(audio);
	if (audio->sound.kind == WAVE_NOISE && audio->sound.has_noise) {
		audio->sound.has_noise = false;
		audio->sound.level = audio->sound.noise;
	} else if (!audio->has_level) {
		audio->sound.level = audio->comfort ? COMFORT_LEVEL : LEVEL;
	}
	if (!audio->clock)
		audio->clock = WAVE_RATE;
	if (line->lost.n && str_eq(line->what, STR("rtp")))
		read_stretch(line, line->lost);
	if (!audio->length)
		audio->length = PACKET_LENGTH;
	audio->each = line->every        ? line->every
	              : audio->comfort   ? COMFORT_EVERY
	              : audio->keepalive ? KEEPALIVE_EVERY
	                                 : audio->length;
}

/* Packets */

unsigned audio_count(const struct line *line)
{
	const struct audio *audio = &line->audio;
	ns count = (line->duration + audio->each / 2) / audio->each;

	if (audio->keys.n && !line->duration)
		return (unsigned)audio->keys.n * KEY_TURN - KEY_PAUSE;
	return count > 0 ? (unsigned)count : 1;
}

static struct str opaque_payload(struct arena *arena, const struct line *line, unsigned number)
{
	uint32_t size = line->audio.size;
	uint8_t *bytes = arena_alloc(arena, size + 1);

	for (uint32_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)wave_chance((uint64_t)number << 16 | i);
	return (struct str){(const char *)bytes, size};
}

/* RFC 3389 3: the level, below overload; the first spectral coefficients are of no interest. */
static struct str comfort_payload(struct arena *arena, const struct line *line, unsigned number)
{
	struct str payload = opaque_payload(arena, line, number);
	double below = OVERLOAD - line->audio.sound.level;

	if (payload.n)
		((uint8_t *)payload.p)[0] = (uint8_t)(below < 0 ? 0 : below > 127 ? 127 : below);
	return payload;
}

static struct str sound_payload(struct arena *arena, const struct line *line, unsigned number)
{
	const struct audio *audio = &line->audio;
	unsigned samples = (unsigned)(audio->length * WAVE_RATE / SECOND);
	size_t size = samples * law_sample_size(audio->law);
	uint8_t *bytes = arena_alloc(arena, size);

	wave_encode(&audio->sound, audio->law, (uint64_t)(number * audio->each * WAVE_RATE / SECOND), samples, bytes);
	return (struct str){(const char *)bytes, size};
}

/* RFC 4733 2.3: while a key is down each packet tells for how long, with the timestamp of its beginning; the end is told thrice. */
static struct str key_payload(struct arena *arena, const struct line *line, unsigned number)
{
	static const char names[] = "0123456789*#ABCD";
	const struct audio *audio = &line->audio;
	unsigned place = number % KEY_TURN, last = KEY_PACKETS - KEY_ENDS;
	const char *name = memchr(names, audio->keys.p[number / KEY_TURN % audio->keys.n], sizeof(names) - 1);
	uint32_t lasted = (uint32_t)(audio->each * ((place < last ? place : last) + 1) * audio->clock / SECOND);
	uint8_t *bytes = arena_alloc(arena, 4);

	if (!name)
		line_fail(line, "not a key");
	bytes[0] = (uint8_t)(name - names);
	bytes[1] = (uint8_t)((place >= last ? 0x80 : 0) | KEY_VOLUME);
	bytes[2] = (uint8_t)(lasted >> 8);
	bytes[3] = (uint8_t)lasted;
	return (struct str){(const char *)bytes, 4};
}

static struct str payload_of(struct arena *arena, const struct line *line, unsigned number)
{
	if (line->audio.keys.n)
		return key_payload(arena, line, number);
	if (line->audio.comfort)
		return comfort_payload(arena, line, number);
	if (line->audio.law == LAW_NONE)
		return opaque_payload(arena, line, number);
	return sound_payload(arena, line, number);
}

/* Evenly: of 5 % each twentieth. */
static bool one_of(unsigned number, uint32_t percent)
{
	return (uint64_t)(number + 1) * percent / 100 > (uint64_t)number * percent / 100;
}

static ns arrival(const struct audio *audio, ns sent, unsigned number)
{
	if (number < audio->burst)
		return number * BURST_WITHIN / audio->burst;
	if (audio->burst)
		sent -= (audio->burst - 1) * audio->each;
	if (one_of(number, audio->reorder))
		sent += audio->each + COPY_BEHIND;
	if (audio->jitter)
		sent += wave_chance(number) % audio->jitter;
	return sent;
}

bool audio_packet(struct arena *arena, const struct line *line, unsigned number, struct audio_packet *out)
{
	const struct audio *audio = &line->audio;
	unsigned place = audio->keys.n ? number % KEY_TURN : 0;
	ns sent = number * audio->each;

	if (place >= KEY_PACKETS)
		return false;
	*out = (struct audio_packet){
		.sent = sent,
		.arrives = arrival(audio, sent, number),
		.stamp = sent - place * audio->each,
		.lost = one_of(number, audio->loss) || (sent >= audio->lost_from && sent < audio->lost_until),
		.marker = (audio->marker && number == 0) || (audio->keys.n && place == 0),
		.payload = payload_of(arena, line, number),
	};
	return true;
}
