/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sound of one stream, kept to be played: at 8 kHz, 8 bits a sample as in mu-law, each stretch with the time of the packet
 * it began with. Kept only where somebody asked for it.
 */
#ifndef MEDIA_RECORDING_H
#define MEDIA_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/budget.h"
#include "base/clock.h"

#define RECORDING_MAX_JITTER (60 * MILLISECOND)

enum {
	RECORDING_RATE = 8000,
	RECORDING_MAX_SAMPLES = 120 * RECORDING_RATE, /* of a stream: 120 s */
	RECORDINGS_MAX_BYTES = 64 * 1024 * 1024,      /* of all streams, everything included */
};

/* What all recordings share. All zeroes is ready for use. */
struct recordings {
	struct budget budget;
	size_t bytes;
	uint64_t cut; /* recordings that end early, for the one limit or the other */
};

struct recording;

struct recording *recording_new(struct recordings *all); /* all must outlive it */
void recording_free(struct recording *recording);        /* NULL is fine */
/*
 * What a packet brought. Packets that come in a burst, or with jitter, are played one after the other; where one comes
 * later than RECORDING_MAX_JITTER behind the end of what is there, silence lies between.
 */
void recording_add(struct recording *recording, const int16_t *samples, unsigned count, ns time);
bool recording_is_empty(const struct recording *recording);

/* Adds what was to be heard from `from` on to count sums. */
void recording_mix(const struct recording *recording, ns from, int32_t *sums, size_t count);

#endif
