/* SPDX-License-Identifier: BSD-2-Clause */
/* Where what the caller heard and what the signalling said are two stories. */
#ifndef RULES_CONTRADICTION_H
#define RULES_CONTRADICTION_H

#include "call/attempt.h"

/* A failure is to be signalled so soon after its tone began; an announcement behind it is played to its end first. */
#define FAILURE_TONE_MOST (10 * SECOND)
#define FAILURE_ANNOUNCED_MOST (30 * SECOND)

/* An early tone said that the call failed (busy, congestion, special information), and nobody rang behind it. */
bool has_failure_tone(const struct attempt *attempt);
/*
 * The first early tone that says that the call failed (busy, congestion, special information) and after which no response
 * failed the call in time; waited: how long none did. NULL: none.
 */
const struct carried_passage *tone_without_final(const struct attempt *attempt, ns *waited);
/* The early tone of a failure where the signalling says success, nothing, or a failure of another kind; NULL: none. */
const struct carried_passage *tone_contradicts(const struct attempt *attempt);
/* Ringback tone that came before any leg towards the callee had made progress; NULL: none, or it cannot be told. */
const struct carried_passage *ringback_before_alert(const struct attempt *attempt);

#endif
