/* SPDX-License-Identifier: BSD-2-Clause */
/* One direction of a call's audio as stretches of time without a pause of more than a second, over all of its streams. */
#ifndef RULES_STRETCH_H
#define RULES_STRETCH_H

#include "rules/rule.h"

enum {
	STRETCHES_MAX = 384 /* as many as the streams of one direction have runs */
};

/* What of a run lies between two times. */
struct stretch {
	const struct stream *stream;
	const struct run *run;
	ns from, to;
	bool backward;
};

struct stretches {
	struct stretch at[STRETCHES_MAX]; /* in the order they begin */
	unsigned count;
};

/* Those that touch from..until. */
void stretches_of(const struct attempt *attempt, const struct audio *audio, ns from, ns until, struct stretches *out);
/* Any of them: audio came, or was sent, between the two times. */
bool stretches_any(const struct attempt *attempt, const struct audio *audio, ns from, ns until);
/* As dense as audio is, more than a few packets, and neither digits nor comfort noise: not what only keeps a path open. */
bool stretch_is_audio(const struct attempt *attempt, const struct stretch *stretch);
/* From the first to the last of those that are audio; 0: there are none. */
ns stretches_extent(const struct attempt *attempt, const struct audio *audio, ns from, ns until, struct stretch *first);
/*
 * A side that is silent may send nothing meanwhile: comfort noise was agreed upon (RFC 3389) or is sent, or the codec
 * stops by itself (G.729 annex B, unless it is ruled out, RFC 4856).
 */
bool pauses_allowed(const struct attempt *attempt);

#endif
