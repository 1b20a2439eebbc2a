/* SPDX-License-Identifier: BSD-2-Clause */
/* The words of a ladder's `rtp` lines: what their packets hold, and what becomes of them on the way. */
#ifndef TESTS_AUDIO_H
#define TESTS_AUDIO_H

#include "base/arena.h"
#include "line.h"

/* One packet of a line. */
struct audio_packet {
	ns sent, arrives; /* since the line's first */
	ns stamp;         /* what its timestamp counts up to */
	bool lost, marker;
	struct str payload;
};

bool audio_word(struct line *line, struct str name, struct str value); /* false: it is none of them */
void audio_settle(struct line *line);                                  /* once all words are read */
unsigned audio_count(const struct line *line);
/* False: nothing is sent at that time. */
bool audio_packet(struct arena *arena, const struct line *line, unsigned number, struct audio_packet *out);

#endif
