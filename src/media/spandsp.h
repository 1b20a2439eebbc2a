/* SPDX-License-Identifier: BSD-2-Clause */
/* The codecs that SpanDSP decodes: G.722, G.726 and GSM 06.10. Built without it, there are none. */
#ifndef MEDIA_SPANDSP_H
#define MEDIA_SPANDSP_H

#include "media/codec.h"

struct spandsp;

bool spandsp_decodes(enum codec codec);
struct spandsp *spandsp_new(enum codec codec); /* NULL for a codec it does not decode */
void spandsp_free(struct spandsp *spandsp);    /* NULL is fine */
/* The number of samples at 8 kHz, at most room; 0: this is no payload of the codec. */
unsigned spandsp_decode(struct spandsp *spandsp, const uint8_t *payload, size_t size, int16_t *samples, unsigned room);

#endif
