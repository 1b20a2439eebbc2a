/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the audio to the caller carried: the passages of its streams on one time line, and when of the early phase packets
 * came that a phone can play, and when there was something to hear in them.
 */
#ifndef CALL_CARRIED_H
#define CALL_CARRIED_H

#include "base/arena.h"
#include "media/media.h"

enum {
	CARRIED_MAX_WINDOWS = 128,  /* of the early phase */
	CARRIED_MAX_PASSAGES = 256, /* of one call; further ones are left out */
};

/* A pause this long within audible audio is one of speech or of a cadence, and no silence. */
#define CARRIED_PAUSE (2 * SECOND)

struct window {
	ns from, to;
};

struct windows {
	const struct window *at; /* in time order, apart from each other */
	unsigned count;
};

struct carried_passage {
	const struct stream *stream;
	struct passage passage; /* as far as it is of this call */
	bool early;             /* it began before the final response */
};

struct carried {
	ns from, until; /* the early phase */
	const struct carried_passage
		*passages; /* in the order they began; those of unexamined packets have CONTENT_UNKNOWN */
	unsigned passage_count;
	struct windows present; /* packets that a phone can play came; pauses of up to a second bridged */
	struct windows
		audible; /* and what they carried was not silence, as far as can be told; pauses of CARRIED_PAUSE bridged */
	ns examined, silent; /* of the early phase: heard into, and found silent or comfort noise */
	ns first_audible;    /* in audio that was heard into; NEVER: none, or it cannot be told */
	uint64_t first_audible_frame;
	uint64_t
		unusable; /* packets of the early phase whose payload type the caller's SDP does not know: RFC 3550 5.1 */
	const struct run *unusable_run; /* the first such; NULL: none */
	const struct stream *unusable_stream;
};

struct attempt;

/* Fills attempt->carried from its backward streams: attempt_listen() must be done. */
void attempt_hear(struct attempt *attempt, struct arena *arena);

/* The longest early passage of this content (and class, unless TONE_NONE); NULL: none. */
const struct carried_passage *carried_find(const struct carried *carried, enum content content, enum tone_class class);
ns carried_early(const struct carried *carried, const struct carried_passage *heard); /* how much of it is early */
ns carried_time(const struct carried *carried, enum content content);                 /* likewise, of all of them */
/* All that came early was examined, and nothing in it was to be heard; there was more than a click of it. */
bool carried_nothing(const struct carried *carried);

const char *content_name(enum content content); /* "silence", "speech-like" ... */
const char *tone_name(enum tone_class class);   /* "ringback" ...; TONE_NONE gives NULL */
const char *sit_name(enum sit sit);             /* "vacant code" ...; SIT_UNKNOWN gives NULL */

#endif
