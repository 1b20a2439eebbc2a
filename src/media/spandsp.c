/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/spandsp.h"

#include <spandsp.h>

#include "base/memory.h"

enum {
	GSM_FRAME = 33, /* octets (RFC 3551 4.5.8) */
	GSM_SAMPLES = 160
};

enum kind {
	KIND_NONE,
	KIND_G722,
	KIND_G726,
	KIND_GSM
};

struct spandsp {
	enum kind kind;
	unsigned bits; /* of a sample */
	union {
		g722_decode_state_t *g722;
		g726_state_t *g726;
		gsm0610_state_t *gsm;
	};
};

static const struct {
	uint8_t kind, bits, packing;
} codecs[CODECS] = {
	[CODEC_G722] = {KIND_G722, 8, 0},
	/* The first code in the lowest bits of the octet, or in the highest (RFC 3551 4.5.4). */
	[CODEC_G726_16] = {KIND_G726, 2, G726_PACKING_RIGHT},
	[CODEC_G726_24] = {KIND_G726, 3, G726_PACKING_RIGHT},
	[CODEC_G726_32] = {KIND_G726, 4, G726_PACKING_RIGHT},
	[CODEC_G726_40] = {KIND_G726, 5, G726_PACKING_RIGHT},
	[CODEC_AAL2_G726_16] = {KIND_G726, 2, G726_PACKING_LEFT},
	[CODEC_AAL2_G726_24] = {KIND_G726, 3, G726_PACKING_LEFT},
	[CODEC_AAL2_G726_32] = {KIND_G726, 4, G726_PACKING_LEFT},
	[CODEC_AAL2_G726_40] = {KIND_G726, 5, G726_PACKING_LEFT},
	[CODEC_GSM] = {KIND_GSM, 0, 0},
};

bool spandsp_decodes(enum codec codec)
{
	return codecs[codec].kind != KIND_NONE;
}

static bool open_state(struct spandsp *spandsp, enum codec codec)
{
	switch (spandsp->kind) {
	case KIND_G722:
		/* Its lower band alone, which is what a telephone plays; half the work. */
		spandsp->g722 = g722_decode_init(NULL, 64000, G722_SAMPLE_RATE_8000);
		return spandsp->g722;
	case KIND_G726:
		spandsp->g726 = g726_init(NULL, (int)spandsp->bits * 8000, G726_ENCODING_LINEAR, codecs[codec].packing);
		return spandsp->g726;
	case KIND_GSM:
		spandsp->gsm = gsm0610_init(NULL, GSM0610_PACKING_VOIP);
		return spandsp->gsm;
	case KIND_NONE:
		break;
	}
	return false;
}

struct spandsp *spandsp_new(enum codec codec)
{
	struct spandsp *spandsp;

	if (!spandsp_decodes(codec))
		return NULL;
	spandsp = memory_new(sizeof(*spandsp));
	spandsp->kind = codecs[codec].kind;
	spandsp->bits = codecs[codec].bits;
	if (open_state(spandsp, codec))
		return spandsp;
	memory_free(spandsp); /* the heap is exhausted: then there is one codec less */
	return NULL;
}

void spandsp_free(struct spandsp *spandsp)
{
	if (!spandsp)
		return;
	if (spandsp->kind == KIND_G722)
		g722_decode_free(spandsp->g722);
	else if (spandsp->kind == KIND_G726)
		g726_free(spandsp->g726);
	else
		gsm0610_free(spandsp->gsm);
	memory_free(spandsp);
}

static unsigned decode_gsm(gsm0610_state_t *state, const uint8_t *payload, size_t size, int16_t *samples, unsigned room)
{
	unsigned count = 0;

	if (size % GSM_FRAME)
		return 0;
	for (; size && room - count >= GSM_SAMPLES; payload += GSM_FRAME, size -= GSM_FRAME) {
		if (payload[0] >> 4 != 0xD) /* every frame begins with this signature (RFC 3551 4.5.8.1) */
			return 0;
		if (gsm0610_decode(state, samples + count, payload, GSM_FRAME) != GSM_SAMPLES)
			return 0;
		count += GSM_SAMPLES;
	}
	return count;
}

unsigned spandsp_decode(struct spandsp *spandsp, const uint8_t *payload, size_t size, int16_t *samples, unsigned room)
{
	int count;

	if (spandsp->kind == KIND_GSM)
		return decode_gsm(spandsp->gsm, payload, size, samples, room);
	if (size > room * spandsp->bits / 8)
		size = room * spandsp->bits / 8;
	if (spandsp->kind == KIND_G722)
		count = g722_decode(spandsp->g722, samples, payload, (int)size);
	else
		count = g726_decode(spandsp->g726, samples, payload, (int)size);
	return count > 0 ? (unsigned)count : 0;
}
