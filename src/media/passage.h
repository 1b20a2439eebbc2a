/* SPDX-License-Identifier: BSD-2-Clause */
/* What a stream carried, stretch by stretch, as far as its packets were examined. */
#ifndef MEDIA_PASSAGE_H
#define MEDIA_PASSAGE_H

#include "base/clock.h"

enum content {
	CONTENT_UNKNOWN, /* encrypted, or of a codec that is not decoded: that packets came stands for sound */
	CONTENT_SILENCE, /* below the threshold of hearing, or one code all over */
	CONTENT_NOISE, /* comfort noise and nothing else: CN packets (RFC 3389), SID frames, discontinued transmission */
	CONTENT_KEEPALIVE, /* packets that only hold a path open (RFC 6263) */
	CONTENT_KEYS,      /* telephone events (RFC 4733) */
	CONTENT_SOUND,     /* audible, of no kind known here */
	CONTENT_SPEECH,    /* like speech: level and pitch go up and down as syllables do; a guess */
	CONTENT_MUSIC,     /* like music: held tones of changing pitch; a guess */
	CONTENT_TONE,      /* a call-progress tone, or one that might be: struct tone */
	CONTENTS
};

enum tone_class {
	TONE_NONE,
	TONE_OTHER, /* steady frequencies in no cadence known */
	TONE_RINGBACK,
	TONE_BUSY,
	TONE_CONGESTION,
	TONE_BUSY_OR_CONGESTION, /* a cadence that is the one here and the other there */
	TONE_SIT,                /* special information tone: three rising tones, an announcement follows */
	TONE_DIAL,
	TONE_CLASSES
};

/* North American codings of the special information tone, told by the pitch and length of its tones. */
enum sit {
	SIT_UNKNOWN, /* of ITU-T E.180, or not to be told */
	SIT_INTERCEPT,
	SIT_VACANT_CODE,
	SIT_REORDER,
	SIT_NO_CIRCUIT,
};

enum {
	TONE_MAX_PITCHES = 3,
	TONE_MAX_CADENCE = 8,
};

/* A tone as measured; the class is what the measurement fits. */
struct tone {
	enum tone_class class;
	enum sit sit;
	/* At one time, strongest first; 0: no more. Of a TONE_SIT: one after the other. */
	uint16_t hz[TONE_MAX_PITCHES];
	/*
	 * ms on, off, on ... of one cycle, as measured on average; 0: no more; all 0: continuous. Of a TONE_SIT: the lengths of its
	 * three tones, then the pause behind them, where it is played again.
	 */
	uint16_t cadence[TONE_MAX_CADENCE];
	uint16_t cycles; /* seen whole */
};

struct passage {
	ns from, to;
	uint64_t first_frame, last_frame;
	enum content content;
	float level; /* dBm0 (ITU-T G.711: a full sine is 3.17 dBm0 in mu-law), of its audible part; -INFINITY: none */
	struct tone tone; /* with CONTENT_TONE */
};

#endif
