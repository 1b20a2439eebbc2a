/* SPDX-License-Identifier: BSD-2-Clause */
/* A tone in words: what was measured, what it means, and where. */
#ifndef RULES_TONE_TEXT_H
#define RULES_TONE_TEXT_H

#include "base/buf.h"
#include "media/passage.h"

/* "425 Hz, 1.0 s on / 4.0 s off, 3 cycles: ringback tone, as in br, ch, cl, cz and 20 more". */
void tone_print(struct buf *out, const struct tone *tone);
const char *tone_words(enum tone_class class); /* "ringback tone", "a special information tone" */

#endif
