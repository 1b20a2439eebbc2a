/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/sink.h"

#include "base/memory.h"

enum {
	SERVED_LITTLE = 25,    /* packets, half a second */
	SERVED_LOOKED_AT = 16, /* watched destinations, for one whose streams may give way */
	UNPROVEN_SHARE = 4,    /* destinations without valid RTP may take one of so many places before they go first */
};

/* Watched streams with few packets that rested for so long may give way where all places are such. */
#define SERVED_IDLE (2 * SECOND)

/* One packet and no second one in ten times the usual 20 ms is no audio. */
#define STRAY_TIME (200 * MILLISECOND)

static bool same_sink(const void *item, const void *key)
{
	const struct sink *sink = item;

	return endpoint_same(&sink->endpoint, key);
}

struct sink *sink_find(const struct media *media, const struct endpoint *destination)
{
	return table_find(&media->sinks, endpoint_hash(&media->key, destination), same_sink, destination);
}

void sink_age(struct media *media, struct sink *sink)
{
	list_add(sink->proven ? &media->proven : &media->unproven, &sink->age);
	sink->touched = media->now;
	if (sink->proven)
		media->proven_count++;
	else
		media->unproven_count++;
}

void sink_unage(struct media *media, struct sink *sink)
{
	list_remove(&sink->age);
	if (sink->proven)
		media->proven_count--;
	else
		media->unproven_count--;
}

static void free_stream(struct media *media, struct stream *stream)
{
	lanes_close(media->lanes, stream);
	hearing_free(&media->hearings, stream->hearing);
	if (stream->valid)
		networks_remove(media->networks, stream);
	media->stream_count--;
	media->receipt_count -= receipt_free(stream);
	stream_done(stream);
	memory_free(stream);
}

/* Its streams are gone. */
void sink_free(struct sink *sink)
{
	memory_free(sink->refusal);
	memory_free(sink->formats);
	memory_free(sink);
}

/* Unwatched only: it is in a list by age. */
static void forget_sink(struct media *media, struct sink *sink)
{
	struct stream *next;

	for (struct stream *stream = sink->streams; stream; stream = next) {
		next = stream->next;
		free_stream(media, stream);
	}
	sink_unage(media, sink);
	table_drop(&media->sinks, endpoint_hash(&media->key, &sink->endpoint), sink);
	sink_free(sink);
}

/* What merely looks like RTP must not push RTP out, nor be pushed out before it could prove itself. */
static bool forget_oldest(struct media *media)
{
	size_t most = budget_of(media->budget, MEDIA_MAX_STREAMS_ALL) / UNPROVEN_SHARE;
	bool unproven = media->unproven_count > most || media->proven_count == 0;
	struct link *oldest = list_first(unproven ? &media->unproven : &media->proven);

	if (!oldest)
		return false;
	forget_sink(media, LIST_OWNER(oldest, struct sink, age));
	media->counters.evicted++;
	return true;
}

struct sink *sink_new(struct media *media, const struct endpoint *destination)
{
	struct sink *sink = memory_new(sizeof(*sink));

	sink->endpoint = *destination;
	table_put(&media->sinks, endpoint_hash(&media->key, destination), sink);
	return sink;
}

static struct sink *new_unwatched_sink(struct media *media, const struct endpoint *destination)
{
	struct sink *sink = sink_new(media, destination);

	sink->since = NEVER;
	sink_age(media, sink);
	return sink;
}

/* Streams */

static bool is_stream(const struct stream *stream, const struct payload *payload, const struct rtp *rtp)
{
	return stream->ssrc == rtp->ssrc && endpoint_same(&stream->source, &payload->flow.source);
}

/* Streams not proven go first, then the one silent for longest. */
static bool is_staler(const struct stream *stream, const struct stream *other)
{
	if (stream->valid != other->valid)
		return !stream->valid;
	return stream_last(stream) < stream_last(other);
}

static bool is_stray(const struct stream *stream, ns now)
{
	return stream->run_count == 1 && stream->runs[0].packets == 1 && now - stream->runs[0].last > STRAY_TIME;
}

/* The link to the stream of sink that is missed least; NULL when those of today's calls fill it. */
static struct stream **find_stale(struct sink *sink, ns now)
{
	struct stream **found = NULL;

	for (struct stream **at = &sink->streams; *at; at = &(*at)->next) {
		bool stale = !(*at)->valid || stream_last(*at) < sink->since || is_stray(*at, now);

		if (stale && (!found || is_staler(*at, *found)))
			found = at;
	}
	return found;
}

static bool make_room_in(struct media *media, struct sink *sink)
{
	struct stream **at, *stale;

	if (sink->stream_count < MEDIA_MAX_STREAMS)
		return true;
	at = find_stale(sink, media->now);
	if (!at)
		return false;
	stale = *at;
	*at = stale->next;
	sink->stream_count--;
	free_stream(media, stale);
	return true;
}

/* Little audio, and that some time ago. */
static bool is_idle(const struct media *media, const struct sink *sink)
{
	uint64_t packets = 0;

	for (const struct stream *stream = sink->streams; stream; stream = stream->next) {
		if (media->now - stream_last(stream) < SERVED_IDLE)
			return false;
		for (unsigned i = 0; i < stream->run_count; i++)
			packets += stream->runs[i].packets;
	}
	return packets < SERVED_LITTLE;
}

/* What is known of its audio is not all from now on. */
static void forget_streams(struct media *media, struct sink *sink)
{
	struct stream *next;

	for (struct stream *stream = sink->streams; stream; stream = next) {
		next = stream->next;
		free_stream(media, stream);
	}
	sink->streams = NULL;
	sink->stream_count = 0;
	sink->overrun = true;
	list_remove(&sink->age);
	media->counters.evicted++;
}

/*
 * All places belong to calls. A flood of calls with a little audio each must not leave those without a place that come after it: theirs
 * is tried in turn.
 */
static bool forget_idle(struct media *media)
{
	for (unsigned i = 0; i < SERVED_LOOKED_AT && !list_empty(&media->served); i++) {
		struct sink *sink = LIST_OWNER(list_first(&media->served), struct sink, age);

		if (is_idle(media, sink)) {
			forget_streams(media, sink);
			return true;
		}
		list_remove(&sink->age);
		list_add(&media->served, &sink->age);
	}
	return false;
}

/* Only a call's own audio makes that of other calls give way. */
static bool make_room(struct media *media, const struct endpoint *destination)
{
	const struct sink *sink;

	if (media->stream_count < budget_of(media->budget, MEDIA_MAX_STREAMS_ALL) || forget_oldest(media))
		return true;
	sink = sink_find(media, destination);
	return sink && sink->watchers && forget_idle(media);
}

/* NULL: no budget for it. The room comes first, since making it may forget the very destination. */
static struct sink *sink_with_room(struct media *media, const struct endpoint *destination)
{
	struct sink *sink;

	if (!make_room(media, destination))
		return NULL;
	sink = sink_find(media, destination);
	if (!sink)
		return new_unwatched_sink(media, destination);
	return make_room_in(media, sink) ? sink : NULL;
}

struct sink *sink_begin_stream(struct media *media, const struct payload *payload, const struct rtp *rtp)
{
	struct sink *sink = sink_with_room(media, &payload->flow.destination);
	struct stream *stream;

	if (!sink)
		return NULL;
	stream = memory_new(sizeof(*stream));
	stream_start(stream, &payload->flow, rtp);
	stream->claimed = sink->watchers > 0;
	/* The jitter of what no call waits for is of no interest either. */
	stream->settled = sink->settled || !sink->watchers;
	stream->rate = sink->formats ? formats_clock(sink->formats, rtp->payload_type) : 0;
	stream->to_hear = true;
	stream->next = sink->streams;
	sink->streams = stream;
	sink->stream_count++;
	if (sink->watchers && sink->stream_count == 1)
		list_add(&media->served, &sink->age);
	media->stream_count++;
	hosts_note(media->hosts, &payload->flow);
	return sink;
}

/* Brings the stream of payload to the front of sink; false: it is new. */
bool sink_find_stream(struct sink *sink, const struct payload *payload, const struct rtp *rtp)
{
	struct stream *stream = sink->streams, *before = NULL;

	while (stream && !is_stream(stream, payload, rtp)) {
		before = stream;
		stream = stream->next;
	}
	if (!stream)
		return false;
	if (before) {
		before->next = stream->next;
		stream->next = sink->streams;
		sink->streams = stream;
	}
	return true;
}

void sink_free_all(struct media *media, struct sink *sink)
{
	while (sink->streams) {
		struct stream *stream = sink->streams;

		sink->streams = stream->next;
		hearing_free(&media->hearings, stream->hearing);
		receipt_free(stream);
		stream_done(stream);
		memory_free(stream);
	}
	sink_free(sink);
}
