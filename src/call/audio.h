/* SPDX-License-Identifier: BSD-2-Clause */
/* The audio half of an attempt: which endpoints were promised, what reached them, and what this capture could have shown. */
#ifndef CALL_AUDIO_H
#define CALL_AUDIO_H

#include "call/attempt.h"

/* Fills backward, forward, elsewhere, witness and visibility; the signalling half must be done. */
void attempt_listen(struct attempt *attempt, const struct media *media, struct arena *arena);
/* Fills heard from the events of the caller's hop and the streams found. */
void attempt_play(struct attempt *attempt, struct arena *arena);

#endif
