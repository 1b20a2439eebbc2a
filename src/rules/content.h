/* SPDX-License-Identifier: BSD-2-Clause */
/* What the rules about the content of early audio share. */
#ifndef RULES_CONTENT_H
#define RULES_CONTENT_H

#include "media/codec.h"
#include "rules/rule.h"

/* Less of a kind is too little to say anything of it; a special information tone is as short as a second. */
#define CONTENT_LEAST SECOND
#define CONTENT_TONE_LEAST (SECOND / 2)
/* Longer than the pauses of most ringback tones: a stream may begin in one. */
#define CONTENT_SILENT_LEAST (4 * SECOND)
/* Longer than the pauses of nearly all of them. */
#define CONTENT_SILENT_LONG (5 * SECOND)

/* What the caller's host refuses, or has a payload type that the caller does not know, is not heard. */
bool is_playable(const struct attempt *attempt, const struct carried_passage *heard);
/* The longest early one of this content and class (unless TONE_NONE), if there is enough of it; NULL: none. */
const struct carried_passage *early_passage(const struct attempt *attempt, enum content content, enum tone_class class);
/* All that came early was heard into, nothing in it is to be heard, and most of it is of that content. */
bool carries_only(const struct attempt *attempt, enum content content);
/* What was early is known: the final is there, or would be. */
bool is_early_known(const struct attempt *attempt);

/* It is audio of one codec: neither digits nor comfort noise, nor a mixture. */
bool run_is_audio(const struct attempt *attempt, const struct run *run);
bool run_is_of_one_type(const struct run *run);
enum codec codec_of(const struct attempt *attempt, uint8_t payload_type); /* of what comes to the caller */

/* For people: "silence", "sound, of no clear kind". */
const char *content_words(enum content content);
const char *word_tone(struct finding *finding, const struct tone *tone); /* as tone_print has it */
/* "from second 1.2 to 9.0 (frames 12 to 400)"; they are proofs. */
const char *word_when(struct finding *finding, const struct attempt *attempt, const struct carried_passage *heard);
/* The final response says busy: then so does a tone that is busy in one country and congestion in another. */
bool is_said_busy(const struct attempt *attempt);
/* Tells the early tone of that class, if there is one: em-tone-*. */
bool finding_tone(struct finding *finding, const struct attempt *attempt, enum tone_class class);
/* Likewise what sounds like speech or music. */
bool finding_sound(struct finding *finding, const struct attempt *attempt, enum content content);
/* That packets reached the caller does not follow from their way to the outside of its NAT. */
void doubt_outside(struct finding *finding, const struct attempt *attempt);

#endif
