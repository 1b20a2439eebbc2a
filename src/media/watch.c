/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/sink.h"

#include "base/memory.h"

/* One run for all but the last: it may belong to the call that begins, the others cannot. */
static void merge_runs(struct stream *stream)
{
	unsigned merged = stream->run_count - 1;

	for (unsigned i = 1; i < merged; i++)
		run_join(&stream->runs[0], &stream->runs[i]);
	stream->runs[1] = stream->runs[merged];
	stream->run_count = 2;
}

/* Their next packets go the long way. */
static void cut_streams(struct media *media, struct sink *sink)
{
	for (struct stream *stream = sink->streams; stream; stream = stream->next) {
		stream->cut = true;
		receipt_close(stream);
		lanes_close(media->lanes, stream);
	}
}

static void forget_refusal(struct sink *sink)
{
	memory_free(sink->refusal);
	sink->refusal = NULL;
}

/* A call begins on a port that nobody watched: RTP may have come before its SDP, or be of a call before. */
static void take_over(struct media *media, struct sink *sink)
{
	cut_streams(media, sink);
	for (struct stream *stream = sink->streams; stream; stream = stream->next) {
		stream->claimed = true;
		stream->settled = false;
		if (stream->run_count > STREAM_MAX_RUNS / 2)
			merge_runs(stream);
	}
	sink_unage(media, sink);
	list_add(&media->served, &sink->age);
	if (sink->refusal && sink->refusal->last < media->now - SECOND)
		forget_refusal(sink);
	sink->since = media->now;
	sink->settled = false;
}

bool media_overrun(const struct media *media, const struct endpoint *destination)
{
	const struct sink *sink = sink_find(media, destination);

	return sink && sink->overrun;
}

bool media_watch(struct media *media, const struct endpoint *destination)
{
	struct sink *sink = sink_find(media, destination);

	if (sink && sink->watchers) {
		sink->watchers++;
		return true;
	}
	if (media->watched >= budget_of(media->budget, MEDIA_MAX_WATCHED)) {
		media->counters.evicted++;
		return false;
	}
	if (sink)
		take_over(media, sink);
	else
		sink = sink_new(media, destination);
	sink->watchers = 1;
	media->watched++;
	return true;
}

void media_unwatch(struct media *media, const struct endpoint *destination)
{
	struct sink *sink = sink_find(media, destination);

	if (!sink || sink->watchers == 0 || --sink->watchers)
		return;
	media->watched--;
	list_remove(&sink->age);
	sink->of_caller = false;
	sink->overrun = false;
	sink->early_until = 0;
	for (struct stream *stream = sink->streams; stream; stream = stream->next) {
		lanes_close(media->lanes, stream);
		stream->settled = true;
		hearing_free(&media->hearings, stream->hearing);
		stream->hearing = NULL;
		stream->listening = false;
	}
	if (!sink->streams) {
		table_drop(&media->sinks, endpoint_hash(&media->key, destination), sink);
		sink_free(sink);
		return;
	}
	sink->since = NEVER;
	sink_age(media, sink);
}

void media_cut(struct media *media, const struct endpoint *destination)
{
	struct sink *sink = sink_find(media, destination);

	if (sink)
		cut_streams(media, sink);
}

/* Listens to what arrives at the caller's endpoint from now on, for the call that begins. */
static void order_hearing(struct media *media, struct sink *sink)
{
	sink->of_caller = true;
	for (struct stream *stream = sink->streams; stream; stream = stream->next) {
		lanes_close(media->lanes, stream);
		stream->to_hear = true;
	}
}

void media_describe(struct media *media, const struct endpoint *destination, const struct formats *formats,
                    bool of_caller, ns now)
{
	struct sink *sink = sink_find(media, destination);

	if (!sink || !sink->watchers)
		return;
	memory_free(sink->formats);
	sink->formats = formats_copy(formats);
	if (of_caller && !(sink->of_caller && now <= sink->early_until))
		order_hearing(media, sink);
	sink->early_until = now + MEDIA_HEARD_MOST;
}

void media_await(struct media *media, const struct endpoint *destination, ns now)
{
	struct sink *sink = sink_find(media, destination);

	for (struct stream *stream = sink ? sink->streams : NULL; stream; stream = stream->next) {
		if (stream->run_count && now - stream_last(stream) < STREAM_PAUSE)
			continue;
		lanes_close(media->lanes, stream);
		stream->to_hear = true;
	}
}

/* Only a tone is worth listening to behind the answer: does it go on? */
static void stop_hearing(struct stream *stream, ns now)
{
	ns until = hearing_has_tone(stream->hearing) ? now + MEDIA_HEARD_AFTER : now;

	if (stream->heard_until > until)
		stream->heard_until = until;
}

void media_settle(struct media *media, const struct endpoint *destination, ns now)
{
	struct sink *sink = sink_find(media, destination);
	bool last;

	/* Both legs of a call may name one endpoint; with more calls there another may still wait for its answer. */
	if (!sink || sink->watchers > 2)
		return;
	last = sink->watchers == 1;
	sink->settled = sink->settled || last;
	if (last)
		sink->early_until = now;
	for (struct stream *stream = sink->streams; stream; stream = stream->next) {
		lanes_close(media->lanes, stream);
		stream->settled = stream->settled || last;
		stop_hearing(stream, now);
	}
}
