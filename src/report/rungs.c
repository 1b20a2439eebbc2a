/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/rungs.h"

#include "base/memory.h"
#include "report/parties.h"
#include "report/share.h"

#include <stdlib.h>

enum {
	RUNGS_MAX_AUDIO = 64, /* lines of rtp */
	COMFORT_NOISE = 13,   /* RFC 3551 table 4 */
};

#define USUAL_PACKET (20 * MILLISECOND)
#define USUAL_NOISE (200 * MILLISECOND)

/* Rungs being found. */
struct gathering {
	struct rungs *rungs;
	const struct attempt *attempt; /* the one told, or a leg of it */
	unsigned audio;
};

static void add(struct gathering *gathering, const struct rung *rung)
{
	struct rungs *rungs = gathering->rungs;
	struct rung *added = &rungs->at[rungs->count];

	*added = *rung;
	added->order = rungs->count++;
	added->attempt = gathering->attempt;
	added->call = rungs->calls;
}

static bool has_stream(const struct gathering *gathering, const struct rung *rung)
{
	const struct rungs *rungs = gathering->rungs;

	for (unsigned i = 0; i < rungs->count; i++)
		if (rungs->at[i].stream == rung->stream && rungs->at[i].call != rungs->calls)
			return true;
	return false;
}

/* Audio that does not pass through what stands between two legs is of both: once is enough. */
static void add_audio(struct gathering *gathering, const struct rung *rung)
{
	if (gathering->audio >= RUNGS_MAX_AUDIO || has_stream(gathering, rung))
		return;
	gathering->audio++;
	add(gathering, rung);
}

static ns usual_pace(uint8_t payload_type)
{
	return payload_type == COMFORT_NOISE ? USUAL_NOISE : USUAL_PACKET;
}

/* From one packet to the next, where that is not the usual 20 ms of audio, or a fifth of a second of comfort noise; else 0. */
static ns pace_of(const struct run *run)
{
	ns usual = usual_pace(run->payload_type);
	ns pace = run->packets > 1 ? (run->last - run->first) / (run->packets - 1) : usual;

	pace = (pace + MILLISECOND / 2) / MILLISECOND * MILLISECOND;
	return pace >= usual / 4 * 3 && pace <= usual / 2 * 3 ? 0 : pace;
}

static void gather_early(struct gathering *gathering, const struct stream *stream, bool backward)
{
	for (unsigned i = 0; i < stream->run_count; i++) {
		const struct run *run = &stream->runs[i];

		if (attempt_has_run(gathering->attempt, run) && share_is_early(gathering->attempt, run))
			add_audio(gathering, &(struct rung){.time = run->first,
			                                    .frame = run->first_frame,
			                                    .stream = stream,
			                                    .backward = backward,
			                                    .last = run->last,
			                                    .pace = pace_of(run),
			                                    .payload_type = run->payload_type});
	}
}

/* What plays after the final response is one line a direction: it is there, and until when. */
static void gather_late(struct gathering *gathering, const struct audio *audio, bool backward)
{
	struct rung late = {.time = NEVER, .backward = backward};
	ns last = 0;

	for (unsigned i = 0; i < audio->stream_count; i++) {
		struct share share = share_of(gathering->attempt, audio->streams[i]);

		if (share.late_first == NEVER)
			continue;
		if (late.time == NEVER || share.late_last > last)
			last = share.late_last;
		if (share.late_first < late.time) {
			late.time = share.late_first;
			late.frame = share.late_frame;
			late.stream = audio->streams[i];
			late.payload_type = share.first_run->payload_type;
		}
	}
	late.last = last;
	if (late.time != NEVER)
		add_audio(gathering, &late);
}

static void gather_refusals(struct gathering *gathering)
{
	const struct attempt *attempt = gathering->attempt;
	const struct audio *audio[] = {&attempt->backward, &attempt->forward};

	for (const struct refused *refused = attempt->call->refused; refused; refused = refused->next)
		add(gathering, &(struct rung){.time = refused->time, .frame = refused->frame, .refused = refused});
	for (size_t i = 0; i < sizeof(audio) / sizeof(audio[0]); i++)
		if (audio[i]->refusal)
			add(gathering, &(struct rung){.time = audio[i]->refusal->first,
			                              .frame = audio[i]->refusal->first_frame,
			                              .backward = i == 0,
			                              .audio = audio[i]});
}

static void gather_call(struct gathering *gathering, const struct attempt *attempt)
{
	gathering->attempt = attempt;
	gathering->rungs->calls++;
	for (const struct event *event = attempt->call->first; event; event = event->next)
		add(gathering, &(struct rung){.time = event->time, .frame = event->frame, .event = event});
	for (unsigned i = 0; i < attempt->backward.stream_count; i++)
		gather_early(gathering, attempt->backward.streams[i], true);
	if (attempt->elsewhere)
		gather_early(gathering, attempt->elsewhere, true);
	for (unsigned i = 0; i < attempt->forward.stream_count; i++)
		gather_early(gathering, attempt->forward.streams[i], false);
	gather_late(gathering, &attempt->backward, true);
	gather_late(gathering, &attempt->forward, false);
	gather_refusals(gathering);
}

static int by_time(const void *a, const void *b)
{
	const struct rung *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	if (x->frame != y->frame)
		return x->frame < y->frame ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

/* Messages that may have to be told. */
static unsigned count_events(const struct attempt *attempt)
{
	unsigned count = attempt->call->event_count;

	for (unsigned i = 0; i < attempt->leg_count; i++)
		if (leg_is_told(&attempt->legs[i]))
			count += attempt->legs[i].attempt->call->event_count;
	return count;
}

void rungs_of(const struct attempt *attempt, struct rungs *out)
{
	struct gathering gathering = {.rungs = out};

	*out = (struct rungs){
		.at = memory_new((count_events(attempt) + RUNGS_MAX_AUDIO + (LEGS_MAX + 1) * (CALL_MAX_REFUSED + 2)) *
	                         sizeof(*out->at))};
	gather_call(&gathering, attempt);
	for (unsigned i = 0; i < attempt->leg_count; i++)
		if (leg_is_told(&attempt->legs[i]))
			gather_call(&gathering, attempt->legs[i].attempt);
	qsort(out->at, out->count, sizeof(*out->at), by_time);
}

void rungs_done(struct rungs *rungs)
{
	memory_free(rungs->at);
}

ns rung_played(const struct rung *rung)
{
	return rung->last - rung->time + (rung->pace ? rung->pace : usual_pace(rung->payload_type));
}
