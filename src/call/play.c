/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/play.h"

#include <stdlib.h>

enum {
	MAX_SPANS = 128 /* of audio in the early phase */
};

struct window {
	ns from, to;
};

static int by_time(const void *a, const void *b)
{
	const struct window *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

static ns earlier(ns a, ns b)
{
	return a < b ? a : b;
}

static ns later(ns a, ns b)
{
	return a > b ? a : b;
}

/* Without what was refused: before it, and behind it. */
static unsigned add_window(const struct attempt *a, const struct stream *stream, const struct run *run,
                           struct window *windows, unsigned count)
{
	const struct refusal *refusal = a->backward.refusal;
	struct window whole = {run->first, run->last};

	if (!refusal || !endpoint_same(&stream->destination, a->backward.refusal_at)) {
		windows[count++] = whole;
		return count;
	}
	if (whole.from < refusal->first - REFUSES_BEFORE)
		windows[count++] = (struct window){whole.from, earlier(whole.to, refusal->first - REFUSES_BEFORE)};
	if (whole.to > refusal->last + REFUSES_AFTER && count < MAX_SPANS)
		windows[count++] = (struct window){later(whole.from, refusal->last + REFUSES_AFTER), whole.to};
	return count;
}

/* The times at which backward audio arrived in the early phase, pauses of up to a second bridged. */
static unsigned audible_windows(const struct attempt *a, struct window *windows)
{
	unsigned count = 0, kept = 0;

	for (unsigned i = 0; i < a->backward.stream_count; i++) {
		const struct stream *stream = a->backward.streams[i];

		for (unsigned n = 0; n < stream->run_count && count < MAX_SPANS; n++)
			if (attempt_has_run(a, &stream->runs[n]) && stream->runs[n].first < a->end)
				count = add_window(a, stream, &stream->runs[n], windows, count);
	}
	qsort(windows, count, sizeof(*windows), by_time);
	for (unsigned i = 0; i < count; i++) {
		if (kept && windows[i].from <= windows[kept - 1].to + STREAM_PAUSE) {
			if (windows[i].to > windows[kept - 1].to)
				windows[kept - 1].to = windows[i].to;
		} else {
			windows[kept++] = windows[i];
		}
	}
	return kept;
}

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

static void add_audio_cues(const struct attempt *a, struct cues *cues)
{
	struct window windows[MAX_SPANS];
	unsigned count = audible_windows(a, windows);

	for (unsigned i = 0; i < count; i++) {
		add_cue(cues, windows[i].from, CUE_RTP_STARTS);
		if (windows[i].to + STREAM_PAUSE < a->end)
			add_cue(cues, windows[i].to, CUE_RTP_STOPS);
	}
}

void attempt_play(struct attempt *a, struct arena *arena)
{
	struct cues without, with;

	add_signalling_cues(a, &without);
	add_signalling_cues(a, &with);
	if (attempt_needs_rtp(a))
		add_cue(&with, a->opened->time, CUE_RTP_STARTS);
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
