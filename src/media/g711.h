/* SPDX-License-Identifier: BSD-2-Clause */
/* The 8-bit codes of ITU-T G.711 as 16-bit linear samples: mu-law and A-law. */
#ifndef MEDIA_G711_H
#define MEDIA_G711_H

#include <stdint.h>

extern const int16_t g711_u[256], g711_a[256];

uint8_t g711_u_of(int16_t sample); /* the nearest code */

#endif
