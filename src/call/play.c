/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/play.h"

#include <stdlib.h>

struct cues {
	struct cue cue[HEARD_MAX_CUES];
	unsigned count;
};

static void add_cue(struct cues *cues, ns time, enum cue_kind kind)
{
	if (cues->count < HEARD_MAX_CUES)
		cues->cue[cues->count++] = (struct cue){time, kind};
}

/* On a mirrored port a response may be captured before its INVITE; the phone had it after. */
static ns heard_at(const struct attempt *a, const struct event *event)
{
	bool inverted = a->invite && event->cseq == a->invite->cseq && event->time < a->invite->time;

	return inverted ? a->invite->time : event->time;
}

static void cue_response(struct cues *cues, ns time, const struct event *event)
{
	if (event->code == 180)
		add_cue(cues, time, event->sdp ? CUE_RINGING_SDP : CUE_RINGING);
	else if (event->code == 183)
		add_cue(cues, time, event->sdp ? CUE_PROGRESS_SDP : CUE_PROGRESS);
	else if (event->code > 100 && event->sdp)
		add_cue(cues, time, CUE_OTHER_SDP);
}

static int by_cue_time(const void *a, const void *b)
{
	const struct cue *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (int)x->kind - (int)y->kind;
}

/* A phone begins the last try afresh, whatever the ones before told it. */
static void cue_retry(const struct attempt *a, struct cues *cues)
{
	if (a->invite && a->first_invite && a->invite->cseq != a->first_invite->cseq)
		add_cue(cues, a->invite->time, CUE_RETRY);
	else if (!a->invite && a->first_18x && a->first_18x != a->provisionals[0])
		add_cue(cues, a->first_18x->time, CUE_RETRY);
}

static void add_signalling_cues(const struct attempt *a, struct cues *cues)
{
	cues->count = 0;
	cue_retry(a, cues);
	for (unsigned i = 0; i < a->provisional_count && cues->count < HEARD_MAX_CUES / 2; i++)
		cue_response(cues, heard_at(a, a->provisionals[i]), a->provisionals[i]);
}

static void add_windows(const struct attempt *a, struct cues *cues, const struct windows *windows, enum cue_kind starts,
                        enum cue_kind stops, ns notice)
{
	for (unsigned i = 0; i < windows->count; i++) {
		add_cue(cues, windows->at[i].from, starts);
		if (windows->at[i].to + notice < a->end)
			add_cue(cues, windows->at[i].to, stops);
	}
}

static void add_audio_cues(const struct attempt *a, struct cues *cues)
{
	add_windows(a, cues, &a->carried.present, CUE_RTP_STARTS, CUE_RTP_STOPS, STREAM_PAUSE);
	add_windows(a, cues, &a->carried.audible, CUE_SOUND_STARTS, CUE_SOUND_STOPS, CARRIED_PAUSE);
}

/* What was promised came, and could be heard. */
static void suppose_audio(const struct attempt *a, struct cues *cues)
{
	add_cue(cues, a->opened->time, CUE_RTP_STARTS);
	add_cue(cues, a->opened->time, CUE_SOUND_STARTS);
}

void attempt_play(struct attempt *a, struct arena *arena)
{
	struct cues without, with;

	add_signalling_cues(a, &without);
	add_signalling_cues(a, &with);
	if (attempt_needs_rtp(a))
		suppose_audio(a, &with);
	else if (attempt_had_early_audio(a))
		add_audio_cues(a, &with);
	qsort(without.cue, without.count, sizeof(without.cue[0]), by_cue_time);
	qsort(with.cue, with.count, sizeof(with.cue[0]), by_cue_time);
	for (enum policy policy = 0; policy < POLICIES; policy++) {
		struct heard heard = heard_play(arena, policy, with.cue, with.count, a->start, a->end);
		struct heard silent;

		a->heard[policy] = heard;
		a->silence_known[policy] = true;
		if (!attempt_needs_rtp(a))
			continue;
		silent = heard_play(arena, policy, without.cue, without.count, a->start, a->end);
		a->heard[policy] = heard_merge(arena, &silent, &heard);
		a->silence_known[policy] =
			heard_silence(&silent, a->start, a->end) == heard_silence(&heard, a->start, a->end);
	}
}
