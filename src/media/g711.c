/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/g711.h"

/* A sign, three bits of exponent, four of mantissa; mu-law with all bits turned over, A-law with every other one. */
#define MAGNITUDE_U(u) ((((((u)&0x0F) << 3) + 0x84) << ((u) >> 4 & 7)) - 0x84)
#define SAMPLE_U(code) (((code)&0x80 ? 1 : -1) * MAGNITUDE_U(0xFF ^ (code)))
#define EXPONENT_A(a) (((a) >> 4 & 7) - (((a)&0x70) != 0))
#define MAGNITUDE_A(a) ((((a)&0x0F) * 16 + ((a)&0x70 ? 0x108 : 8)) << EXPONENT_A(a))
#define SAMPLE_A(code) (((code)&0x80 ? 1 : -1) * MAGNITUDE_A((code) ^ 0x55))

#define FOUR(f, c) f(c), f((c) + 1), f((c) + 2), f((c) + 3)
#define SIXTEEN(f, c) FOUR(f, c), FOUR(f, (c) + 4), FOUR(f, (c) + 8), FOUR(f, (c) + 12)
#define SIXTY_FOUR(f, c) SIXTEEN(f, c), SIXTEEN(f, (c) + 16), SIXTEEN(f, (c) + 32), SIXTEEN(f, (c) + 48)
#define ALL(f) SIXTY_FOUR(f, 0), SIXTY_FOUR(f, 64), SIXTY_FOUR(f, 128), SIXTY_FOUR(f, 192)

const int16_t g711_u[256] = {ALL(SAMPLE_U)};
const int16_t g711_a[256] = {ALL(SAMPLE_A)};

enum {
	BIAS = 0x84,
	CLIP = 0x7FFF - BIAS
};

uint8_t g711_u_of(int16_t sample)
{
	unsigned sign = sample < 0 ? 0x80 : 0, exponent = 0;
	int magnitude = sample < 0 ? -sample : sample;

	magnitude = (magnitude > CLIP ? CLIP : magnitude) + BIAS;
	while (magnitude >> (exponent + 8))
		exponent++;
	return (uint8_t) ~(sign | exponent << 4 | (magnitude >> (exponent + 3) & 0x0F));
}
