/* SPDX-License-Identifier: BSD-2-Clause */
/* What a phone had to go by, in the order it came: the responses on the caller's hop, and the audio found for it. */
#ifndef CALL_PLAY_H
#define CALL_PLAY_H

#include "call/attempt.h"

/* Fills heard and silence_known from the provisional responses and the streams found: attempt_listen() must be done. */
void attempt_play(struct attempt *attempt, struct arena *arena);

#endif
