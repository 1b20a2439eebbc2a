/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/pattern.h"

#include "base/cursor.h"

static const struct pattern no_pattern = {CONTENT_UNKNOWN, 0};

/* 10 ms in 10 octets; 2 octets of G.729 Annex B noise at the end or alone (RFC 3551 4.5.6). */
static struct pattern g729(size_t size)
{
	if (size == 2)
		return (struct pattern){CONTENT_NOISE, 10};
	if (size % 10 != 0 && size % 10 != 2)
		return no_pattern;
	return (struct pattern){CONTENT_UNKNOWN, (unsigned)(size / 10 * 10 + size % 10 * 5)};
}

/*
 * The lowest two bits of each frame of 30 ms tell its kind and so its size: 6.3 kbit/s, 5.3, SID (RFC 3551 4.5.3), and
 * one that is not transmitted (ITU-T G.723.1 Annex A).
 */
static struct pattern g723(struct cursor cursor)
{
	static const uint8_t sizes[4] = {24, 20, 4, 1};
	struct pattern pattern = {CONTENT_NOISE, 0};

	while (cursor_left(&cursor)) {
		unsigned kind = cursor.p[0] & 3;

		if (!cursor_take(&cursor, sizes[kind]))
			return no_pattern;
		if (kind < 2)
			pattern.content = CONTENT_UNKNOWN;
		pattern.ms += 30;
	}
	return pattern;
}

enum {
	AMR_MAX_FRAMES = 12,
	AMR_TYPES = 16,
	AMR_NONE = 0xFFFF, /* not a type of this codec */
};

/* The bits of a frame by its type (RFC 4867 3.6, 4.3.2; 3GPP TS 26.101 and 26.201). From `noise` on there is no speech in it. */
struct amr {
	uint8_t noise;
	uint16_t bits[AMR_TYPES];
};

static const struct amr amr_narrow = {
	8, {95, 103, 118, 134, 148, 159, 204, 244, 39, 43, 38, 37, AMR_NONE, AMR_NONE, AMR_NONE, 0}};
static const struct amr amr_wide = {
	9, {132, 177, 253, 285, 317, 365, 397, 461, 477, 40, AMR_NONE, AMR_NONE, AMR_NONE, AMR_NONE, 0, 0}};

struct amr_frames {
	unsigned count, speech, lost;
	size_t bits, octets;
};

static bool amr_add(const struct amr *amr, struct amr_frames *frames, unsigned type)
{
	if (amr->bits[type] == AMR_NONE || ++frames->count > AMR_MAX_FRAMES)
		return false;
	frames->speech += type < amr->noise;
	frames->bits += amr->bits[type];
	frames->octets += (amr->bits[type] + 7) / 8;
	return true;
}

/* A mode request in one octet; then for each frame one: F, FT, Q and padding (RFC 4867 4.4). */
static bool amr_aligned(const struct amr *amr, struct cursor cursor, struct amr_frames *frames)
{
	unsigned entry;

	if (cursor_u8(&cursor) & 0x0F)
		return false;
	do {
		entry = cursor_u8(&cursor);
		if (entry & 3 || !amr_add(amr, frames, entry >> 3 & 15))
			return false;
	} while (entry & 0x80 && cursor_left(&cursor));
	return !cursor.bad && !(entry & 0x80) && cursor_left(&cursor) == frames->octets;
}

/* The same in 4 bits and 6 bits a frame, then the frames bit by bit (RFC 4867 4.3). */
static bool amr_packed(const struct amr *amr, struct cursor cursor, struct amr_frames *frames)
{
	size_t size = cursor_left(&cursor);
	uint32_t held = cursor_u8(&cursor) & 0x0F;
	unsigned have = 4, entry;

	do {
		if (have < 6) {
			held = held << 8 | cursor_u8(&cursor);
			have += 8;
		}
		have -= 6;
		entry = held >> have & 0x3F;
		if (!amr_add(amr, frames, entry >> 1 & 15))
			return false;
	} while (entry & 0x20 && !cursor.bad);
	return !cursor.bad && (4 + 6 * frames->count + frames->bits + 7) / 8 == size;
}

/* Which of the two ways it is written says only the SDP: whichever fits the size. If both do, either may find speech. */
static struct pattern amr(const struct amr *amr, struct cursor cursor)
{
	struct amr_frames aligned = {0}, packed = {0};
	bool fits_aligned = amr_aligned(amr, cursor, &aligned), fits_packed = amr_packed(amr, cursor, &packed);
	struct pattern pattern = {CONTENT_NOISE, 0};

	if (!fits_aligned && !fits_packed)
		return no_pattern;
	if ((fits_aligned && aligned.speech) || (fits_packed && packed.speech))
		pattern.content = CONTENT_UNKNOWN;
	if (!fits_packed || (fits_aligned && aligned.count == packed.count))
		pattern.ms = aligned.count * 20;
	else if (!fits_aligned)
		pattern.ms = packed.count * 20;
	return pattern;
}

/* In the compact format the size tells all: 48 bits are a SID (3GPP TS 26.445 A.2.1). */
static struct pattern evs(size_t size)
{
	return (struct pattern){size == 6 ? CONTENT_NOISE : CONTENT_UNKNOWN, size == 6 ? 20 : 0};
}

/* In 0.1 ms (RFC 6716 3.1 table 2). */
static unsigned opus_frame(unsigned config)
{
	static const uint16_t silk[4] = {100, 200, 400, 600}, hybrid[2] = {100, 200}, celt[4] = {25, 50, 100, 200};

	if (config < 12)
		return silk[config & 3];
	return config < 16 ? hybrid[config & 1] : celt[config & 3];
}

static struct pattern opus(struct cursor cursor)
{
	size_t size = cursor_left(&cursor);
	uint8_t first = cursor_u8(&cursor), second = cursor_u8(&cursor);
	unsigned code = first & 3, frames = code == 0 ? 1 : code == 3 ? second & 0x3F : 2;
	struct pattern pattern = {CONTENT_UNKNOWN, opus_frame(first >> 3) * frames / 10};

	if (pattern.ms > 120) /* RFC 6716 3.2.5 */
		return no_pattern;
	if (size <= 2) /* a TOC with a frame of at most one octet is not sent but in a pause (RFC 6716 2.1.9) */
		pattern.content = CONTENT_NOISE;
	else if (size == 3 && first == 0xF8 && second == 0xFF && cursor_u8(&cursor) == 0xFE)
		pattern.content = CONTENT_SILENCE; /* 20 ms of digital silence, as mixers and browsers send it */
	return pattern;
}

/* 20 ms in 38 octets or 30 ms in 50 (RFC 3952 3.1). */
static struct pattern ilbc(size_t size)
{
	if (size % 38 == 0)
		return (struct pattern){CONTENT_UNKNOWN, (unsigned)(size / 38 * 20)};
	return (struct pattern){CONTENT_UNKNOWN, size % 50 ? 0 : (unsigned)(size / 50 * 30)};
}

struct pattern pattern_of(enum codec codec, const uint8_t *payload, size_t size)
{
	struct cursor cursor = cursor_of(payload, size);

	if (!size)
		return (struct pattern){CONTENT_KEEPALIVE, 0}; /* RFC 6263 4 */
	switch (codec) {
	case CODEC_CN:
		return (struct pattern){CONTENT_NOISE, 0};
	case CODEC_KEYS:
		return (struct pattern){CONTENT_KEYS, 0};
	case CODEC_G729:
		return g729(size);
	case CODEC_G723:
		return g723(cursor);
	case CODEC_AMR:
		return amr(&amr_narrow, cursor);
	case CODEC_AMR_WB:
		return amr(&amr_wide, cursor);
	case CODEC_EVS:
		return evs(size);
	case CODEC_OPUS:
		return opus(cursor);
	case CODEC_ILBC:
		return ilbc(size);
	case CODEC_GSM:
		return (struct pattern){CONTENT_UNKNOWN, size % 33 ? 0 : (unsigned)(size / 33 * 20)};
	default:
		return no_pattern;
	}
}
