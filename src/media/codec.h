/* SPDX-License-Identifier: BSD-2-Clause */
/* What the payload of an RTP packet sounds like: samples where its codec is decoded, else what its pattern tells. */
#ifndef MEDIA_CODEC_H
#define MEDIA_CODEC_H

#include "base/str.h"
#include "media/passage.h"

enum codec {
	CODEC_UNKNOWN,
	CODEC_PCMU,
	CODEC_PCMA,
	CODEC_L16, /* of a rate that is not decoded: 44100 and what is made of it */
	CODEC_L16_8,
	CODEC_L16_16,
	CODEC_L16_24,
	CODEC_L16_32,
	CODEC_L16_48,
	CODEC_G722,
	CODEC_G726_16,
	CODEC_G726_24,
	CODEC_G726_32,
	CODEC_G726_40,
	CODEC_AAL2_G726_16, /* the same codes packed from the other end of the octet (RFC 3551 4.5.4) */
	CODEC_AAL2_G726_24,
	CODEC_AAL2_G726_32,
	CODEC_AAL2_G726_40,
	CODEC_GSM,
	CODEC_CN,
	CODEC_KEYS, /* telephone-event and tone (RFC 4733) */
	CODEC_G729,
	CODEC_G723,
	CODEC_AMR,
	CODEC_AMR_WB,
	CODEC_EVS,
	CODEC_OPUS,
	CODEC_ILBC,
	CODEC_SPEEX,
	CODEC_OTHER, /* has a name, and nothing more is known of it here */
	CODECS
};

/* By the encoding name of an rtpmap, in any case of letters; a rate of 0 is one not known. Mono: of two channels is CODEC_OTHER. */
enum codec codec_named(struct str name, uint32_t rate);
/* By RFC 3551 table 4, with 2 for G.721 as RFC 1890 had it and 19 for CN as drafts had it; dynamic types: CODEC_UNKNOWN. */
enum codec codec_static(uint8_t payload_type);
const char *codec_name(enum codec codec); /* as an rtpmap writes it; "?" for CODEC_UNKNOWN and CODEC_OTHER */
uint32_t codec_rate(enum codec codec);    /* ticks of the RTP clock a second; 0: only the rtpmap can tell */
bool codec_is_decoded(enum codec codec);  /* by this build */

/*
 * Whether packets of this codec, in the clear, can have that size. One misfit proves nothing: the last packet of an
 * announcement may have any size. A codec without fixed sizes, or an unknown one, fits everything; so does 0.
 */
bool codec_size_fits(enum codec codec, size_t payload_size);

enum {
	DECODED_MAX = 2048 /* samples: 256 ms; the rest of a longer packet is left out */
};

struct decoded {
	/* CONTENT_SOUND: nothing but the samples can tell; other kinds are told by the pattern, samples or not. */
	enum content content;
	bool samples_valid;
	bool constant;  /* one code all over, or none further than a step from 0: then CONTENT_SILENCE */
	unsigned count; /* at 8 kHz: of samples; without samples how long the packet stands for, 0: not known */
	int16_t samples[DECODED_MAX];
};

/* Remembers what the codec carries over from one packet to the next: one decoder for each codec of a stream. */
struct decoder;

struct decoder *decoder_new(enum codec codec);
void decoder_free(struct decoder *decoder); /* NULL is fine */
void decoder_take(struct decoder *decoder, const uint8_t *payload, size_t size, struct decoded *out);

#endif
