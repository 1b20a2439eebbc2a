/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/codec.h"

#include "base/memory.h"
#include "media/g711.h"
#include "media/pattern.h"
#include "media/spandsp.h"

enum {
	RATE = 8000 /* of the samples given out */
};

static const struct {
	const char *name;
	uint32_t rate;
	uint8_t bits; /* of 1/8000 s of sound, in codecs that have no frames */
} codecs[CODECS] = {
	[CODEC_UNKNOWN] = {"?", 0, 0},
	[CODEC_PCMU] = {"PCMU", 8000, 8},
	[CODEC_PCMA] = {"PCMA", 8000, 8},
	[CODEC_L16] = {"L16", 0, 0},
	[CODEC_L16_8] = {"L16", 8000, 16},
	[CODEC_L16_16] = {"L16", 16000, 32},
	[CODEC_L16_24] = {"L16", 24000, 48},
	[CODEC_L16_32] = {"L16", 32000, 64},
	[CODEC_L16_48] = {"L16", 48000, 96},
	[CODEC_G722] = {"G722", 8000, 8}, /* by an old mistake that is now the rule (RFC 3551 4.5.2) */
	[CODEC_G726_16] = {"G726-16", 8000, 2},
	[CODEC_G726_24] = {"G726-24", 8000, 3},
	[CODEC_G726_32] = {"G726-32", 8000, 4},
	[CODEC_G726_40] = {"G726-40", 8000, 5},
	[CODEC_AAL2_G726_16] = {"AAL2-G726-16", 8000, 2},
	[CODEC_AAL2_G726_24] = {"AAL2-G726-24", 8000, 3},
	[CODEC_AAL2_G726_32] = {"AAL2-G726-32", 8000, 4},
	[CODEC_AAL2_G726_40] = {"AAL2-G726-40", 8000, 5},
	[CODEC_GSM] = {"GSM", 8000, 0},
	[CODEC_CN] = {"CN", 8000, 0},
	[CODEC_KEYS] = {"telephone-event", 0, 0},
	[CODEC_G729] = {"G729", 8000, 0},
	[CODEC_G723] = {"G723", 8000, 0},
	[CODEC_AMR] = {"AMR", 8000, 0},
	[CODEC_AMR_WB] = {"AMR-WB", 16000, 0},
	[CODEC_EVS] = {"EVS", 16000, 0},
	[CODEC_OPUS] = {"opus", 48000, 0}, /* RFC 7587 4.1, whatever was sampled */
	[CODEC_ILBC] = {"iLBC", 8000, 0},
	[CODEC_SPEEX] = {"speex", 0, 0},
	[CODEC_OTHER] = {"?", 0, 0},
};

/* Names that products write besides those of the registry. */
static const struct {
	const char *name;
	enum codec codec;
} aliases[] = {
	{"G711U", CODEC_PCMU},       {"G711A", CODEC_PCMA},   {"G721", CODEC_G726_32}, {"G729A", CODEC_G729},
	{"G729B", CODEC_G729},       {"G729AB", CODEC_G729},  {"G7231", CODEC_G723},   {"G723.1", CODEC_G723},
	{"G.729", CODEC_G729},       {"AMRWB", CODEC_AMR_WB}, {"tone", CODEC_KEYS},    {"GSM-FR", CODEC_GSM},
	{"comfort-noise", CODEC_CN},
};

static enum codec linear_of(uint32_t rate)
{
	for (enum codec codec = CODEC_L16_8; codec <= CODEC_L16_48; codec++)
		if (codecs[codec].rate == rate)
			return codec;
	return CODEC_L16;
}

enum codec codec_named(struct str name, uint32_t rate)
{
	if (!name.n)
		return CODEC_UNKNOWN;
	if (str_ieq(name, STR("L16")))
		return linear_of(rate);
	for (enum codec codec = CODEC_PCMU; codec < CODEC_OTHER; codec++)
		if (str_ieq(name, str_of(codecs[codec].name)))
			return codec;
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
		if (str_ieq(name, str_of(aliases[i].name)))
			return aliases[i].codec;
	return CODEC_OTHER;
}

enum codec codec_static(uint8_t payload_type)
{
	switch (payload_type) {
	case 0:
		return CODEC_PCMU;
	case 2:
		return CODEC_G726_32;
	case 3:
		return CODEC_GSM;
	case 4:
		return CODEC_G723;
	case 8:
		return CODEC_PCMA;
	case 9:
		return CODEC_G722;
	case 11:
		return CODEC_L16; /* 44100 */
	case 13:
	case 19:
		return CODEC_CN;
	case 18:
		return CODEC_G729;
	default: /* the other rows are of old codecs, or of two channels */
		return payload_type < 18 && payload_type != 1 ? CODEC_OTHER : CODEC_UNKNOWN;
	}
}

const char *codec_name(enum codec codec)
{
	return codecs[codec].name;
}

uint32_t codec_rate(enum codec codec)
{
	return codecs[codec].rate;
}

bool codec_is_decoded(enum codec codec)
{
	return codec == CODEC_PCMU || codec == CODEC_PCMA || (codec >= CODEC_L16_8 && codec <= CODEC_L16_48) ||
	       spandsp_decodes(codec);
}

/* Packets of sample codecs are of whole milliseconds, and nobody sends less than 5 of them at once. */
static bool fits_samples(unsigned bits, size_t size)
{
	return size >= bits * 5 && size % bits == 0;
}

bool codec_size_fits(enum codec codec, size_t payload_size)
{
	if (!payload_size)
		return true;
	if (codecs[codec].bits)
		return fits_samples(codecs[codec].bits, payload_size);
	switch (codec) {
	case CODEC_GSM:
		return payload_size % 33 == 0;
	case CODEC_G729:
		return payload_size % 10 == 0 || payload_size % 10 == 2;
	case CODEC_ILBC:
		return payload_size % 38 == 0 || payload_size % 50 == 0;
	default:
		return true;
	}
}

struct decoder {
	enum codec codec;
	struct spandsp *spandsp; /* NULL: not one of its codecs */
};

struct decoder *decoder_new(enum codec codec)
{
	struct decoder *decoder = memory_new(sizeof(*decoder));

	*decoder = (struct decoder){codec, spandsp_new(codec)};
	return decoder;
}

void decoder_free(struct decoder *decoder)
{
	if (!decoder)
		return;
	spandsp_free(decoder->spandsp);
	memory_free(decoder);
}

static unsigned look_up(const int16_t *table, const uint8_t *payload, size_t size, int16_t *samples)
{
	unsigned count = size < DECODED_MAX ? (unsigned)size : DECODED_MAX;

	for (unsigned i = 0; i < count; i++)
		samples[i] = table[payload[i]];
	return count;
}

/* Higher rates come down to 8 kHz by the mean of what each sample there covers: low pass enough for tones and levels. */
static unsigned average(unsigned step, const uint8_t *payload, size_t size, int16_t *samples)
{
	size_t whole = size / 2 / step;
	unsigned count = whole < DECODED_MAX ? (unsigned)whole : DECODED_MAX;

	for (unsigned i = 0; i < count; i++) {
		int sum = 0;

		for (unsigned j = 0; j < step; j++, payload += 2)
			sum += (int16_t)(payload[0] << 8 | payload[1]);
		samples[i] = (int16_t)(sum / (int)step);
	}
	return count;
}

static unsigned decode(struct decoder *decoder, const uint8_t *payload, size_t size, int16_t *samples)
{
	if (decoder->codec == CODEC_PCMU)
		return look_up(g711_u, payload, size, samples);
	if (decoder->codec == CODEC_PCMA)
		return look_up(g711_a, payload, size, samples);
	if (decoder->codec >= CODEC_L16_8 && decoder->codec <= CODEC_L16_48)
		return average(codecs[decoder->codec].rate / RATE, payload, size, samples);
	if (decoder->spandsp)
		return spandsp_decode(decoder->spandsp, payload, size, samples, DECODED_MAX);
	return 0;
}

/* The two codes next to 0, on either side of it, and the two next to these: what idle lines and converters send. */
static bool is_constant(enum codec codec, const struct decoded *decoded)
{
	int first = decoded->samples[0], step = codec == CODEC_PCMA ? 24 : codec == CODEC_PCMU ? 8 : 0;
	bool same = true, near = first >= -step && first <= step;

	for (unsigned i = 1; i < decoded->count && (same || near); i++) {
		int sample = decoded->samples[i];

		same &= sample == first;
		near &= sample >= -step && sample <= step;
	}
	return same || near;
}

static void take_pattern(enum codec codec, const uint8_t *payload, size_t size, struct decoded *out)
{
	struct pattern pattern = pattern_of(codec, payload, size);

	out->content = pattern.content;
	out->samples_valid = out->constant = false;
	out->count = pattern.ms * (RATE / 1000);
}

void decoder_take(struct decoder *decoder, const uint8_t *payload, size_t size, struct decoded *out)
{
	out->count = size ? decode(decoder, payload, size, out->samples) : 0;
	if (!out->count) {
		take_pattern(decoder->codec, payload, size, out);
		return;
	}
	out->samples_valid = true;
	out->constant = is_constant(decoder->codec, out);
	out->content = out->constant ? CONTENT_SILENCE : CONTENT_SOUND;
}
