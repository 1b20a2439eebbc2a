/* SPDX-License-Identifier: BSD-2-Clause */
/* Stands for spandsp.c in builds without SpanDSP. */
#include "media/spandsp.h"

bool spandsp_decodes(enum codec codec)
{
	return false;
}

struct spandsp *spandsp_new(enum codec codec)
{
	return NULL;
}

void spandsp_free(struct spandsp *spandsp)
{
}

unsigned spandsp_decode(struct spandsp *spandsp, const uint8_t *payload, size_t size, int16_t *samples, unsigned room)
{
	return 0;
}
