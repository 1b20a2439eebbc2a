/* SPDX-License-Identifier: BSD-2-Clause */
/* The strongest frequencies of a stretch of sound. */
#ifndef MEDIA_SPECTRUM_H
#define MEDIA_SPECTRUM_H

#include <stdint.h>

enum {
	SPECTRUM_SAMPLES = 2048, /* 256 ms at 8 kHz: keeps 25 Hz apart apart */
	SPECTRUM_LINES = 3,
};

struct spectrum; /* the transform's plan and scratch memory: not to be shared among threads */

struct spectrum *spectrum_new(void);
void spectrum_free(struct spectrum *spectrum); /* NULL is fine */

struct spectral_lines {
	float hz[SPECTRUM_LINES];    /* strongest first */
	float share[SPECTRUM_LINES]; /* of all power; 0: no more. All of them together: how much like a tone it is */
};

/* At most SPECTRUM_SAMPLES. */
void spectrum_lines(struct spectrum *spectrum, const int16_t *samples, unsigned count, struct spectral_lines *out);

#endif
