/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/codec.h"

#include "tests/test.h"

#include <math.h>
#include <stdlib.h>

static struct decoded taken;

static const struct decoded *take(struct decoder *decoder, const uint8_t *payload, size_t size)
{
	memset(&taken, 0xA5, sizeof(taken));
	decoder_take(decoder, payload, size, &taken);
	return &taken;
}

static const struct decoded *decode(enum codec codec, const uint8_t *payload, size_t size)
{
	struct decoder *decoder = decoder_new(codec);

	take(decoder, payload, size);
	decoder_free(decoder);
	return &taken;
}

#define DECODE(codec, ...) decode((codec), (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

/* A payload of so many octets that begins with these. */
static const struct decoded *decode_begun(enum codec codec, size_t size, const uint8_t begin[2])
{
	uint8_t *payload = calloc(1, size);
	const struct decoded *decoded;

	memcpy(payload, begin, size < 2 ? size : 2);
	decoded = decode(codec, payload, size);
	free(payload);
	return decoded;
}

#define BEGUN(codec, size, first, second) decode_begun((codec), (size), (const uint8_t[2]){(first), (second)})

static void expect_told(enum content content, unsigned ms, const struct decoded *decoded)
{
	EXPECT_INT(content, decoded->content);
	EXPECT(!decoded->samples_valid && !decoded->constant);
	EXPECT_INT(ms * 8, decoded->count);
}

/* How much of the samples is a tone of that pitch, 0 to 1; the first, where the codec still adapts, are left out. */
static double share_of(double hz, const struct decoded *decoded)
{
	double with = 0, beside = 0, all = 0;
	unsigned from = decoded->count / 4;

	for (unsigned i = from; i < decoded->count; i++) {
		double angle = 2 * 3.14159265358979 * hz * i / 8000, sample = decoded->samples[i];

		with += sample * cos(angle);
		beside += sample * sin(angle);
		all += sample * sample;
	}
	return all > 0 ? (with * with + beside * beside) * 2 / (all * (decoded->count - from)) : 0;
}

/* Names */

TEST(names_are_those_of_rtpmap_in_any_case)
{
	EXPECT_INT(CODEC_PCMU, codec_named(STR("pcmu"), 8000));
	EXPECT_INT(CODEC_OPUS, codec_named(STR("OPUS"), 48000));
	EXPECT_INT(CODEC_ILBC, codec_named(STR("ILBC"), 8000));
	EXPECT_INT(CODEC_AMR_WB, codec_named(STR("amr-wb"), 0));
	EXPECT_INT(CODEC_AAL2_G726_32, codec_named(STR("AAL2-G726-32"), 8000));
	EXPECT_INT(CODEC_KEYS, codec_named(STR("telephone-event"), 16000));
	EXPECT_INT(CODEC_G729, codec_named(STR("G729A"), 8000));
}

TEST(every_codec_is_found_by_its_own_name_and_rate)
{
	for (enum codec codec = CODEC_PCMU; codec < CODEC_OTHER; codec++)
		EXPECT_INT(codec, codec_named(str_of(codec_name(codec)), codec_rate(codec)));
}

TEST(a_name_not_known_is_another_codec_and_none_at_all_is_unknown)
{
	EXPECT_INT(CODEC_OTHER, codec_named(STR("G7221"), 16000));
	EXPECT_INT(CODEC_OTHER, codec_named(STR("PCM"), 8000));
	EXPECT_INT(CODEC_OTHER, codec_named(STR("?"), 8000));
	EXPECT_INT(CODEC_UNKNOWN, codec_named(STR_NONE, 8000));
}

TEST(linear_samples_are_decoded_at_multiples_of_8000)
{
	EXPECT_INT(CODEC_L16_8, codec_named(STR("L16"), 8000));
	EXPECT_INT(CODEC_L16_48, codec_named(STR("l16"), 48000));
	EXPECT_INT(CODEC_L16, codec_named(STR("L16"), 44100));
	EXPECT_INT(CODEC_L16, codec_named(STR("L16"), 0));
	EXPECT(codec_is_decoded(CODEC_L16_24));
	EXPECT(!codec_is_decoded(CODEC_L16));
}

TEST(static_payload_types_are_those_of_rfc_3551)
{
	EXPECT_INT(CODEC_PCMU, codec_static(0));
	EXPECT_INT(CODEC_UNKNOWN, codec_static(1));
	EXPECT_INT(CODEC_GSM, codec_static(3));
	EXPECT_INT(CODEC_G723, codec_static(4));
	EXPECT_INT(CODEC_OTHER, codec_static(7));
	EXPECT_INT(CODEC_PCMA, codec_static(8));
	EXPECT_INT(CODEC_G722, codec_static(9));
	EXPECT_INT(CODEC_OTHER, codec_static(10));
	EXPECT_INT(CODEC_L16, codec_static(11));
	EXPECT_INT(CODEC_CN, codec_static(13));
	EXPECT_INT(CODEC_G729, codec_static(18));
	EXPECT_INT(CODEC_CN, codec_static(19));
	EXPECT_INT(CODEC_UNKNOWN, codec_static(20));
	EXPECT_INT(CODEC_UNKNOWN, codec_static(101));
	EXPECT_INT(CODEC_UNKNOWN, codec_static(255));
}

TEST(the_clock_of_G722_is_8000_though_it_samples_16000)
{
	EXPECT_INT(8000, codec_rate(CODEC_G722));
	EXPECT_INT(48000, codec_rate(CODEC_OPUS));
	EXPECT_INT(16000, codec_rate(CODEC_AMR_WB));
}

/* Sizes */

TEST(twenty_octets_are_no_G711)
{
	EXPECT(!codec_size_fits(CODEC_PCMU, 20));
	EXPECT(!codec_size_fits(CODEC_PCMA, 33));
	EXPECT(codec_size_fits(CODEC_PCMU, 160));
	EXPECT(codec_size_fits(CODEC_PCMA, 240));
	EXPECT(codec_size_fits(CODEC_PCMA, 40));
}

TEST(codecs_with_frames_come_in_whole_frames)
{
	EXPECT(codec_size_fits(CODEC_G729, 20));
	EXPECT(codec_size_fits(CODEC_G729, 2));
	EXPECT(codec_size_fits(CODEC_G729, 12));
	EXPECT(!codec_size_fits(CODEC_G729, 33));
	EXPECT(codec_size_fits(CODEC_GSM, 66));
	EXPECT(!codec_size_fits(CODEC_GSM, 160));
	EXPECT(codec_size_fits(CODEC_ILBC, 38));
	EXPECT(codec_size_fits(CODEC_ILBC, 50));
	EXPECT(!codec_size_fits(CODEC_ILBC, 20));
	EXPECT(codec_size_fits(CODEC_G726_32, 80));
	EXPECT(!codec_size_fits(CODEC_G726_32, 81));
}

TEST(empty_payloads_and_codecs_without_fixed_sizes_fit_always)
{
	for (enum codec codec = 0; codec < CODECS; codec++)
		EXPECT(codec_size_fits(codec, 0));
	EXPECT(codec_size_fits(CODEC_UNKNOWN, 7));
	EXPECT(codec_size_fits(CODEC_OPUS, 61));
}

/* G.711 and linear */

TEST(mu_law_is_that_of_G711)
{
	const struct decoded *decoded = DECODE(CODEC_PCMU, 0xFF, 0x7F, 0xFE, 0x80, 0x00, 0xE7);
	const int16_t want[] = {0, 0, 8, 32124, -32124, 260};

	EXPECT_INT(CONTENT_SOUND, decoded->content);
	EXPECT(decoded->samples_valid);
	EXPECT_INT(6, decoded->count);
	for (unsigned i = 0; i < 6; i++)
		EXPECT_INT(want[i], decoded->samples[i]);
}

TEST(A_law_is_that_of_G711)
{
	const struct decoded *decoded = DECODE(CODEC_PCMA, 0xD5, 0x55, 0xD4, 0xAA, 0x2A, 0x80, 0x00);
	const int16_t want[] = {8, -8, 24, 32256, -32256, 5504, -5504};

	EXPECT_INT(7, decoded->count);
	for (unsigned i = 0; i < 7; i++)
		EXPECT_INT(want[i], decoded->samples[i]);
}

/* ITU-T G.711 table 5 and 6: these eight codes are a tone of 1 kHz at 0 dBm0. */
TEST(the_digital_milliwatt_has_0_dBm0)
{
	static const uint8_t u[8] = {0x1E, 0x0B, 0x0B, 0x1E, 0x9E, 0x8B, 0x8B, 0x9E};
	static const uint8_t a[8] = {0x34, 0x21, 0x21, 0x34, 0xB4, 0xA1, 0xA1, 0xB4};
	uint8_t payload[160];

	for (int law = 0; law < 2; law++) {
		double power = 0, full = law ? 4096 * 8 : 8159 * 4, over = law ? 3.14 : 3.17;
		const struct decoded *decoded;

		for (unsigned i = 0; i < 160; i++)
			payload[i] = (law ? a : u)[i % 8];
		decoded = decode(law ? CODEC_PCMA : CODEC_PCMU, payload, 160);
		for (unsigned i = 0; i < 160; i++)
			power += (double)decoded->samples[i] * decoded->samples[i] / 160;
		EXPECT(fabs(10 * log10(power / (full * full / 2)) + over) < 0.05);
		EXPECT(share_of(1000, decoded) > 0.99);
	}
}

TEST(the_idle_codes_of_G711_are_silence)
{
	for (unsigned code = 0; code < 256; code++) {
		EXPECT(DECODE(CODEC_PCMU, (uint8_t)code, (uint8_t)code, (uint8_t)code)->constant);
		EXPECT_INT(CONTENT_SILENCE, taken.content);
	}
	EXPECT(DECODE(CODEC_PCMU, 0xFF, 0x7F, 0xFE, 0x7E, 0xFF)->constant);
	EXPECT(DECODE(CODEC_PCMA, 0xD5, 0x55, 0xD4, 0x54, 0xD5)->constant);
	EXPECT(taken.samples_valid);
	EXPECT_INT(5, taken.count);
	EXPECT(!DECODE(CODEC_PCMU, 0xFF, 0x7F, 0xFD)->constant);
	EXPECT_INT(CONTENT_SOUND, taken.content);
	EXPECT(!DECODE(CODEC_PCMA, 0xD5, 0x55, 0xD7)->constant);
}

TEST(linear_samples_are_big_endian_and_come_down_to_8_kHz)
{
	EXPECT_INT(2, DECODE(CODEC_L16_8, 0x12, 0x34, 0xFF, 0xFE)->count);
	EXPECT_INT(0x1234, taken.samples[0]);
	EXPECT_INT(-2, taken.samples[1]);
	EXPECT_INT(1, DECODE(CODEC_L16_16, 0x00, 0x10, 0x00, 0x20, 0x7F, 0xFF)->count);
	EXPECT_INT(0x18, taken.samples[0]);
	EXPECT_INT(1, DECODE(CODEC_L16_48, 0x80, 0, 0x80, 0, 0x80, 0, 0x80, 0, 0x80, 0, 0x80, 0)->count);
	EXPECT_INT(-32768, taken.samples[0]);
	expect_told(CONTENT_UNKNOWN, 0, DECODE(CODEC_L16_8, 0x12));
	expect_told(CONTENT_UNKNOWN, 0, DECODE(CODEC_L16, 0x12, 0x34));
}

TEST(a_packet_longer_than_there_is_room_is_cut)
{
	static const uint8_t payload[65536];

	for (enum codec codec = 0; codec < CODECS; codec++) {
		decode(codec, payload, sizeof(payload));
		EXPECT(!taken.samples_valid || taken.count <= DECODED_MAX);
	}
	EXPECT_INT(DECODED_MAX, decode(CODEC_PCMA, payload, sizeof(payload))->count);
}

/* What SpanDSP decodes: tones of 1 kHz at -9 dBm0. Builds without it tell how long they are, where that is known. */

static const uint8_t g722[] = {
	0xfa, 0xe0, 0xe0, 0xe0, 0xdf, 0xc4, 0xc4, 0xc6, 0xfa, 0xeb, 0xea, 0xf1, 0xdd, 0xd2, 0xd1, 0xd6, 0xf9, 0xef,
	0xee, 0xf3, 0xdd, 0xd4, 0xd2, 0xd8, 0xf9, 0xf0, 0xee, 0xf4, 0xde, 0xd4, 0xd2, 0xd9, 0xf9, 0xf0, 0xef, 0xf6,
	0xdd, 0xd5, 0xd4, 0xd9, 0xf9, 0xf1, 0xef, 0xf6, 0xdd, 0xd5, 0xd5, 0xda, 0xf9, 0xf1, 0xef, 0xf7, 0xdd, 0xd6,
	0xd5, 0xda, 0xf9, 0xf1, 0xf0, 0xf5, 0xdd, 0xd5, 0xd4, 0xd8, 0xf9, 0xf0, 0xef, 0xf7, 0xdd, 0xd6, 0xd6, 0xdb,
	0xf9, 0xf1, 0xf0, 0xf4, 0xde, 0xd5, 0xd4, 0xd8, 0xfa, 0xf1, 0xef, 0xf8, 0xff, 0xd5, 0xd5, 0xd9, 0xf9, 0xf0,
	0xee, 0xf6, 0xdf, 0xd7, 0xd7, 0xd9, 0xfc, 0xf0, 0xef, 0xf8, 0xfe, 0xd5, 0xd5, 0xd8, 0xfc, 0xef, 0xf2, 0xf4,
	0xff, 0xd7, 0xd6, 0xd8, 0xfc, 0xf0, 0xef, 0xf7, 0xde, 0xd9, 0xd5, 0xd7, 0xf8, 0xf1, 0xf0, 0xf4, 0xfd, 0xd6,
	0xd4, 0xd6, 0xfa, 0xf3, 0xf2, 0xf3, 0xdf, 0xdb, 0xd4, 0xd6, 0xf9, 0xf4, 0xee, 0xf7, 0xfe, 0xd8, 0xd4, 0xd7,
	0xf8, 0xf3, 0xf1, 0xf2, 0xfd, 0xdb, 0xd5, 0xd7, 0xf8, 0xf3, 0xf2, 0xf2, 0xfa, 0xd9, 0xd5, 0xd9,
};

static const uint8_t g726_16[] = {
	0x54, 0xab, 0x54, 0xab, 0x54, 0xfb, 0x14, 0xef, 0x04, 0xef, 0x14, 0xff, 0x14, 0xef,
	0x04, 0xef, 0x14, 0xff, 0x14, 0xef, 0x10, 0xfb, 0x07, 0xbb, 0xd0, 0xf8, 0x07, 0xef,
	0x07, 0xaf, 0x00, 0xaf, 0xd0, 0xec, 0x77, 0xff, 0x47, 0xff, 0x47, 0xff,
};

static const uint8_t aal_16[] = {
	0x15, 0xea, 0x15, 0xea, 0x15, 0xef, 0x14, 0xfb, 0x10, 0xfb, 0x14, 0xff, 0x14, 0xfb,
	0x10, 0xfb, 0x14, 0xff, 0x14, 0xfb, 0x04, 0xef, 0xd0, 0xee, 0x07, 0x2f, 0xd0, 0xfb,
	0xd0, 0xfa, 0x00, 0xfa, 0x07, 0x3b, 0xdd, 0xff, 0xd1, 0xff, 0xd1, 0xff,
};

static const uint8_t g726_24[] = {
	0xdf, 0x76, 0x92, 0xdf, 0x76, 0x92, 0xd7, 0xf2, 0xd6, 0x97, 0xe4, 0xb6, 0xd7, 0xf2, 0xd6,
	0x97, 0xe4, 0xb6, 0xd1, 0xf2, 0xda, 0x5f, 0xf2, 0xd6, 0x97, 0xe4, 0xb6, 0x91, 0xe4, 0xb6,
	0x91, 0xe4, 0xd6, 0xd7, 0x62, 0xd7, 0xd7, 0x7e, 0xb7, 0x89, 0x72, 0xba, 0x49, 0xe4, 0xb6,
	0x97, 0xf2, 0xb6, 0x91, 0xf4, 0xd6, 0xd7, 0x72, 0xf7, 0x5e, 0x74, 0xbf, 0xca, 0xf2, 0xdb,
};

static const uint8_t aal_24[] = {
	0xed, 0xbf, 0x24, 0xed, 0xbf, 0x24, 0xe9, 0x9f, 0x6e, 0xe9, 0x2d, 0x6d, 0xe9, 0x9f, 0x6e,
	0xe9, 0x2d, 0x6d, 0x29, 0x9f, 0x76, 0xec, 0x9f, 0x6e, 0xe9, 0x2d, 0x6d, 0x29, 0x2d, 0x6d,
	0x29, 0x2d, 0x6e, 0xe9, 0x9d, 0xae, 0xe9, 0xff, 0xad, 0x25, 0x1f, 0x35, 0x24, 0xad, 0x6d,
	0xe9, 0x1f, 0x6d, 0x29, 0x2f, 0x6e, 0xe9, 0x9f, 0xaf, 0xcc, 0xaf, 0xbd, 0x45, 0x9f, 0xf6,
};

static const uint8_t g726_32[] = {
	0x7f, 0x77, 0x8f, 0x88, 0x7f, 0x47, 0xae, 0xba, 0x41, 0x45, 0xae, 0xca, 0x41, 0x36, 0xbe, 0xca,
	0x51, 0x35, 0xbe, 0xca, 0x51, 0x35, 0xae, 0xca, 0x41, 0x35, 0xae, 0xca, 0x41, 0x35, 0xae, 0xca,
	0x41, 0x35, 0xbd, 0xca, 0x51, 0x25, 0xbe, 0xca, 0x51, 0x25, 0xbe, 0xca, 0x51, 0x34, 0xae, 0xda,
	0x5f, 0x44, 0xae, 0xcb, 0x41, 0x35, 0xbe, 0xca, 0x5f, 0x35, 0xce, 0xca, 0x5f, 0x35, 0xbf, 0xbb,
	0x41, 0x26, 0xcf, 0xca, 0x4f, 0x35, 0xbf, 0xca, 0x4e, 0x35, 0xce, 0xc9, 0x4e, 0x33, 0xbf, 0xc9,
};

static const uint8_t aal_32[] = {
	0xf7, 0x77, 0xf8, 0x88, 0xf7, 0x74, 0xea, 0xab, 0x14, 0x54, 0xea, 0xac, 0x14, 0x63, 0xeb, 0xac,
	0x15, 0x53, 0xeb, 0xac, 0x15, 0x53, 0xea, 0xac, 0x14, 0x53, 0xea, 0xac, 0x14, 0x53, 0xea, 0xac,
	0x14, 0x53, 0xdb, 0xac, 0x15, 0x52, 0xeb, 0xac, 0x15, 0x52, 0xeb, 0xac, 0x15, 0x43, 0xea, 0xad,
	0xf5, 0x44, 0xea, 0xbc, 0x14, 0x53, 0xeb, 0xac, 0xf5, 0x53, 0xec, 0xac, 0xf5, 0x53, 0xfb, 0xbb,
	0x14, 0x62, 0xfc, 0xac, 0xf4, 0x53, 0xfb, 0xac, 0xe4, 0x53, 0xec, 0x9c, 0xe4, 0x33, 0xfb, 0x9c,
};

static const uint8_t g726_40[] = {
	0xff, 0xbd, 0xe7, 0x21, 0x84, 0xe2, 0xbd, 0xd7, 0xe7, 0xc4, 0x02, 0xa9, 0xd3, 0xaf, 0xcd, 0x22, 0x25,
	0xd3, 0xaf, 0xcd, 0x23, 0x25, 0xc3, 0xaf, 0xcd, 0x03, 0x25, 0xc3, 0xaf, 0xcd, 0x03, 0xa5, 0xc2, 0xaf,
	0xcd, 0x03, 0x21, 0xc3, 0xaf, 0xd5, 0x03, 0x21, 0xc3, 0xaf, 0xd5, 0x03, 0x21, 0xc3, 0xaf, 0xd5, 0x03,
	0x21, 0xc3, 0xef, 0xcd, 0x03, 0x21, 0xc3, 0xef, 0xcd, 0x03, 0x21, 0xc3, 0xb1, 0xd5, 0x01, 0x21, 0xd3,
	0xef, 0xcd, 0xe2, 0x24, 0xd3, 0xb1, 0xd5, 0x1f, 0x21, 0xf3, 0xef, 0xcd, 0xff, 0x24, 0xd3, 0xf1, 0xc5,
	0x1f, 0x9d, 0xd3, 0xb3, 0xc5, 0xc1, 0x20, 0xf3, 0xaf, 0xcd, 0xfc, 0x1c, 0xc3, 0xb1, 0xbd,
};

static const uint8_t aal_40[] = {
	0xfb, 0xde, 0xff, 0x42, 0x10, 0x13, 0xde, 0xfe, 0xce, 0x78, 0x12, 0x14, 0x7e, 0xde, 0xd9, 0x12, 0x52,
	0x6e, 0xde, 0xd9, 0x1a, 0x52, 0x6e, 0x5e, 0xd9, 0x1a, 0x12, 0x6e, 0x5e, 0xd9, 0x1a, 0x12, 0x5e, 0x5e,
	0xd9, 0x1a, 0x10, 0x6e, 0x5e, 0xda, 0x1a, 0x10, 0x6e, 0x5e, 0xda, 0x1a, 0x10, 0x6e, 0x5e, 0xda, 0x1a,
	0x10, 0x6e, 0x5e, 0xf9, 0x1a, 0x10, 0x6e, 0x5e, 0xf9, 0x1a, 0x10, 0x6e, 0x62, 0xda, 0x0a, 0x10, 0x6e,
	0xde, 0xf9, 0x11, 0xd2, 0x6e, 0xe2, 0xda, 0xfa, 0x10, 0x6f, 0xde, 0xf9, 0xf9, 0xd2, 0x6e, 0xe2, 0xf8,
	0xfa, 0x0e, 0x7e, 0xe6, 0xd8, 0x09, 0x90, 0x6f, 0xde, 0xd9, 0xe1, 0xce, 0x6e, 0x62, 0xd7,
};

static const uint8_t gsm[] = {
	0xd4, 0x7c, 0xe3, 0xe9, 0x62, 0x50, 0x33, 0xf0, 0xf8, 0xb4, 0x68, 0xea, 0x5a, 0x08, 0x80, 0xb3, 0x55,
	0xba, 0xdb, 0xaa, 0x05, 0x42, 0x7b, 0x59, 0x3a, 0x9b, 0xec, 0x43, 0xf8, 0x33, 0x3d, 0x88, 0xde, 0xd4,
	0x7e, 0xc3, 0x21, 0x5a, 0xb0, 0xe2, 0x0c, 0xd6, 0x32, 0x9c, 0xdd, 0x90, 0xa1, 0x17, 0x86, 0x87, 0x97,
	0xcd, 0xe0, 0xa1, 0x17, 0x85, 0x87, 0x97, 0xcd, 0xf1, 0x20, 0xab, 0x0e, 0xa7, 0x17, 0x85, 0xd4, 0x7e,
	0xcb, 0x21, 0x5a, 0x51, 0x80, 0x77, 0x1c, 0x52, 0x36, 0xda, 0x91, 0x80, 0x56, 0xdc, 0x8d, 0xc5, 0xd5,
	0x51, 0xa0, 0x28, 0xdc, 0x6e, 0x37, 0x13, 0x51, 0xc0, 0x39, 0x1c, 0x91, 0xc7, 0x23,
};

static void expect_tone(enum codec codec, const uint8_t *payload, size_t size, unsigned count)
{
	const struct decoded *decoded = decode(codec, payload, size);

	if (!codec_is_decoded(codec)) {
		EXPECT_INT(CONTENT_UNKNOWN, decoded->content);
		EXPECT(!decoded->samples_valid);
		return;
	}
	EXPECT_INT(CONTENT_SOUND, decoded->content);
	EXPECT(decoded->samples_valid);
	EXPECT_INT(count, decoded->count);
	EXPECT(share_of(1000, decoded) > 0.9);
}

TEST(G722_comes_down_to_8_kHz)
{
	expect_tone(CODEC_G722, g722, sizeof(g722), 160);
}

TEST(G726_is_read_in_both_packings)
{
	expect_tone(CODEC_G726_16, g726_16, sizeof(g726_16), 160);
	expect_tone(CODEC_G726_24, g726_24, sizeof(g726_24), 160);
	expect_tone(CODEC_G726_32, g726_32, sizeof(g726_32), 160);
	expect_tone(CODEC_G726_40, g726_40, sizeof(g726_40), 160);
	expect_tone(CODEC_AAL2_G726_16, aal_16, sizeof(aal_16), 160);
	expect_tone(CODEC_AAL2_G726_24, aal_24, sizeof(aal_24), 160);
	expect_tone(CODEC_AAL2_G726_32, aal_32, sizeof(aal_32), 160);
	expect_tone(CODEC_AAL2_G726_40, aal_40, sizeof(aal_40), 160);
}

TEST(G726_in_the_wrong_packing_is_no_tone)
{
	if (codec_is_decoded(CODEC_G726_32))
		EXPECT(share_of(1000, decode(CODEC_G726_32, aal_32, sizeof(aal_32))) < 0.9);
}

TEST(GSM_comes_in_frames_of_33_octets)
{
	expect_tone(CODEC_GSM, gsm, sizeof(gsm), 480);
	expect_told(CONTENT_UNKNOWN, 0, decode(CODEC_GSM, gsm, 65));
	expect_told(CONTENT_UNKNOWN, 20, decode(CODEC_GSM, gsm + 1, 33));
}

TEST(a_decoder_goes_on_where_the_packet_before_ended)
{
	struct decoder *decoder = decoder_new(CODEC_G726_32);
	struct decoded whole = *decode(CODEC_G726_32, g726_32, sizeof(g726_32));

	take(decoder, g726_32, 40);
	take(decoder, g726_32 + 40, sizeof(g726_32) - 40);
	if (codec_is_decoded(CODEC_G726_32))
		EXPECT(!memcmp(taken.samples, whole.samples + 80, 80 * sizeof(taken.samples[0])));
	decoder_free(decoder);
}

/* Patterns */

TEST(an_empty_payload_keeps_a_path_open_whatever_the_codec)
{
	for (enum codec codec = 0; codec < CODECS; codec++)
		expect_told(CONTENT_KEEPALIVE, 0, decode(codec, NULL, 0));
}

TEST(comfort_noise_and_keys_are_told_by_their_payload_type)
{
	expect_told(CONTENT_NOISE, 0, DECODE(CODEC_CN, 70));
	expect_told(CONTENT_KEYS, 0, DECODE(CODEC_KEYS, 1, 10, 0, 160));
	expect_told(CONTENT_UNKNOWN, 0, DECODE(CODEC_UNKNOWN, 0xFF, 0xFF));
	expect_told(CONTENT_UNKNOWN, 0, DECODE(CODEC_SPEEX, 0xFF, 0xFF));
}

TEST(two_octets_of_G729_are_noise)
{
	expect_told(CONTENT_NOISE, 10, BEGUN(CODEC_G729, 2, 0, 0));
	expect_told(CONTENT_UNKNOWN, 20, BEGUN(CODEC_G729, 20, 0, 0));
	expect_told(CONTENT_UNKNOWN, 20, BEGUN(CODEC_G729, 12, 0, 0));
	expect_told(CONTENT_UNKNOWN, 0, BEGUN(CODEC_G729, 15, 0, 0));
}

TEST(G723_tells_noise_in_the_lowest_bits_of_its_frames)
{
	expect_told(CONTENT_NOISE, 30, BEGUN(CODEC_G723, 4, 0x02, 0));
	expect_told(CONTENT_NOISE, 30, BEGUN(CODEC_G723, 1, 0x03, 0));
	expect_told(CONTENT_UNKNOWN, 30, BEGUN(CODEC_G723, 24, 0x00, 0));
	expect_told(CONTENT_UNKNOWN, 30, BEGUN(CODEC_G723, 20, 0x01, 0));
	expect_told(CONTENT_UNKNOWN, 60, BEGUN(CODEC_G723, 48, 0x00, 0));
	expect_told(CONTENT_UNKNOWN, 0, BEGUN(CODEC_G723, 23, 0x00, 0));
	expect_told(CONTENT_NOISE, 60, DECODE(CODEC_G723, 0x02, 0, 0, 0, 0x03));
	expect_told(CONTENT_UNKNOWN, 0, DECODE(CODEC_G723, 0x02, 0, 0));
}

TEST(AMR_octet_aligned_tells_noise_in_its_table_of_contents)
{
	static const uint8_t one_of_two[3 + 31] = {0xF0, 0xBC, 0x7C}; /* the other was not sent */

	expect_told(CONTENT_NOISE, 20, BEGUN(CODEC_AMR, 7, 0xF0, 0x44));
	expect_told(CONTENT_NOISE, 20, BEGUN(CODEC_AMR, 2, 0xF0, 0x7C));
	expect_told(CONTENT_UNKNOWN, 20, BEGUN(CODEC_AMR, 33, 0xF0, 0x3C));
	expect_told(CONTENT_UNKNOWN, 0, BEGUN(CODEC_AMR, 8, 0xF0, 0x44));
	expect_told(CONTENT_NOISE, 20, BEGUN(CODEC_AMR_WB, 7, 0xF0, 0x4C));
	expect_told(CONTENT_UNKNOWN, 20, BEGUN(CODEC_AMR_WB, 62, 0xF0, 0x44));
	expect_told(CONTENT_UNKNOWN, 40, decode(CODEC_AMR, one_of_two, sizeof(one_of_two)));
}

TEST(AMR_in_bits_tells_noise_too)
{
	/* CMR 15, F 0, FT 8, Q 1: 1111 0100 01..; FT 15: 1111 0111 11.. */
	expect_told(CONTENT_NOISE, 20, BEGUN(CODEC_AMR, 7, 0xF4, 0x40));
	expect_told(CONTENT_NOISE, 20, BEGUN(CODEC_AMR, 2, 0xF7, 0xC0));
	/* FT 7, 12.2 kbit/s, as mobile networks send it: 1111 0011 11.. */
	expect_told(CONTENT_UNKNOWN, 20, BEGUN(CODEC_AMR, 32, 0xF3, 0xC0));
	/* AMR-WB FT 9 */
	expect_told(CONTENT_NOISE, 20, BEGUN(CODEC_AMR_WB, 7, 0xF4, 0xC0));
	/* two frames not sent: 1111 1111 1101 1111 */
	expect_told(CONTENT_NOISE, 40, BEGUN(CODEC_AMR, 2, 0xFF, 0xDF));
}

TEST(AMR_that_fits_neither_way_is_unknown)
{
	expect_told(CONTENT_UNKNOWN, 0, BEGUN(CODEC_AMR, 1, 0xF0, 0));
	expect_told(CONTENT_UNKNOWN, 0, BEGUN(CODEC_AMR, 160, 0xFF, 0xFF));
	expect_told(CONTENT_UNKNOWN, 0, BEGUN(CODEC_AMR, 2, 0xF0, 0x6C));
}

TEST(EVS_tells_noise_by_its_size)
{
	expect_told(CONTENT_NOISE, 20, BEGUN(CODEC_EVS, 6, 0, 0));
	expect_told(CONTENT_UNKNOWN, 0, BEGUN(CODEC_EVS, 33, 0, 0));
}

TEST(Opus_tells_how_long_it_is_and_pauses_by_their_size)
{
	expect_told(CONTENT_NOISE, 20, BEGUN(CODEC_OPUS, 1, 0x08, 0));
	expect_told(CONTENT_NOISE, 20, BEGUN(CODEC_OPUS, 2, 0x78, 0));
	expect_told(CONTENT_SILENCE, 20, DECODE(CODEC_OPUS, 0xF8, 0xFF, 0xFE));
	expect_told(CONTENT_UNKNOWN, 20, DECODE(CODEC_OPUS, 0xF8, 0xFF, 0xFD));
	expect_told(CONTENT_UNKNOWN, 20, BEGUN(CODEC_OPUS, 60, 0x78, 0));
	expect_told(CONTENT_UNKNOWN, 60, BEGUN(CODEC_OPUS, 60, 0x18, 0));
	expect_told(CONTENT_UNKNOWN, 40, BEGUN(CODEC_OPUS, 60, 0xF9, 0));
	expect_told(CONTENT_UNKNOWN, 60, BEGUN(CODEC_OPUS, 60, 0xFB, 3));
	expect_told(CONTENT_UNKNOWN, 0, BEGUN(CODEC_OPUS, 60, 0xFB, 63));
}

TEST(iLBC_has_frames_of_20_and_of_30_ms)
{
	expect_told(CONTENT_UNKNOWN, 20, BEGUN(CODEC_ILBC, 38, 0, 0));
	expect_told(CONTENT_UNKNOWN, 60, BEGUN(CODEC_ILBC, 100, 0, 0));
	expect_told(CONTENT_UNKNOWN, 0, BEGUN(CODEC_ILBC, 20, 0, 0));
}

TEST_MAIN
