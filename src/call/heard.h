/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the caller heard, second by second. A passive tool cannot see which rules a phone follows
 * for local ringback, so five known behaviours are played over signalling and RTP, side by side.
 */
#ifndef CALL_HEARD_H
#define CALL_HEARD_H

#include "base/arena.h"
#include "base/clock.h"

enum policy {
	POLICY_RFC3960,               /* 180 rings locally unless RTP arrives; 183 alone never does (RFC 3960 3.2) */
	POLICY_SDP_CUTS,              /* the first 18x with SDP ends local ringback for good */
	POLICY_SDP_CUTS_180_RESTORES, /* as before, but a later 180 starts it again */
	POLICY_ANY_18X_RINGS,         /* 180 and 183, even bare, ring locally until RTP arrives */
	POLICY_IGNORES_EARLY_MEDIA,   /* only 180 rings; RTP before the answer is not played */
	POLICIES
};

enum sound {
	SOUND_SILENCE,
	SOUND_LOCAL_RINGBACK,
	SOUND_EARLY_MEDIA,
	SOUND_UNKNOWN, /* depends on RTP that this capture cannot show */
};

struct span {
	ns from, to;
	enum sound sound;
};

/* What can change the sound, in time order. */
enum cue_kind {
	CUE_RETRY,        /* the call is tried anew: the phone forgets what the try before told it */
	CUE_RINGING,      /* 180 without SDP */
	CUE_RINGING_SDP,  /* 180 with SDP */
	CUE_PROGRESS,     /* 183 without SDP */
	CUE_PROGRESS_SDP, /* 183 with SDP */
	CUE_OTHER_SDP,    /* 181, 182 ... with SDP */
	CUE_RTP_STARTS,
	CUE_RTP_STOPS,    /* at the last packet before a pause of more than a second */
	CUE_SOUND_STARTS, /* in what RTP brings there is something to hear */
	CUE_SOUND_STOPS,
};

struct cue {
	ns time;
	enum cue_kind kind;
};

enum {
	HEARD_MAX_CUES = 768 /* two of each window of packets and of sound, and as many as a call keeps responses */
};

struct heard {
	const struct span *spans; /* cover from..to without holes; neighbours differ */
	unsigned span_count;
};

const char *policy_name(enum policy policy); /* "rfc3960" ... */
const char *sound_name(enum sound sound);    /* "silence" ... */

/* Plays cues (sorted by time) under policy from the first INVITE to the end of the early phase. */
struct heard heard_play(struct arena *arena, enum policy policy, const struct cue *cues, unsigned count, ns from,
                        ns to);
/* What holds whether RTP came or not: where the two differ the sound is unknown. */
struct heard heard_merge(struct arena *arena, const struct heard *without, const struct heard *with);
ns heard_silence(const struct heard *heard, ns from, ns to); /* silent time within */
bool heard_is_known(const struct heard *heard);

#endif
