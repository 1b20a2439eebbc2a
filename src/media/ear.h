/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hears one stream: samples go in as its packets bring them, passages come out. Durations are those of the samples,
 * times those of the packets, so that neither jitter nor a burst bends a cadence.
 */
#ifndef MEDIA_EAR_H
#define MEDIA_EAR_H

#include "media/passage.h"
#include "media/plan.h"

struct ear;
struct spectrum; /* media/spectrum.h: one serves all ears of a thread */

enum {
	EAR_RATE = 8000,                /* samples a second */
	EAR_MAX_PASSAGES = 32,          /* beyond: the shortest is merged with its neighbour, a tone last */
	EAR_BYTES = 8192,               /* at most, everything included */
	EAR_MAX_MISSED = 30 * EAR_RATE, /* samples; of a longer loss the rest is left out */
};

struct ear *ear_new(struct spectrum *spectrum, const struct plan *plan); /* plan NULL: no country given */
void ear_free(struct ear *ear);                                          /* NULL is fine */

/* What one packet carried: 16 bit linear as ITU-T G.711 decodes (a full sine is 3.17 dBm0). */
void ear_take(struct ear *ear, const int16_t *samples, unsigned count, ns time, uint64_t frame);
/* A packet that is not decoded but told by its pattern: UNKNOWN, SILENCE, NOISE, KEEPALIVE, KEYS. */
void ear_note(struct ear *ear, enum content content, unsigned samples, ns time, uint64_t frame);
/* So many samples were lost or not sent before the packet that comes next. */
void ear_miss(struct ear *ear, unsigned samples);
void ear_end(struct ear *ear, ns time); /* no packet came until then; more than once is fine */

/* What was heard so far, in time order; how many. Possible at any time: before ear_end the last may yet change. */
unsigned ear_passages(const struct ear *ear, struct passage out[EAR_MAX_PASSAGES]);

#endif
