/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/media.h"

#include "base/memory.h"
#include "base/table.h"
#include "media/hosts.h"
#include "media/networks.h"

#include <string.h>

enum {
	UNPROVEN_SHARE = 4, /* destinations without valid RTP may take one of so many places before they go first */
	FIRST_DYNAMIC_PORT = 1024 /* DNS, NTP and their like are below; RTP is not */
};

/* One packet and no second one in ten times the usual 20 ms is no audio. */
#define STRAY_TIME (200 * MILLISECOND)

/* A destination. */
struct sink {
	struct endpoint endpoint;
	unsigned watchers;
	unsigned stream_count;
	struct stream *streams; /* the last used first */
	ns since;               /* streams silent from before this on are none of today's calls */
	ns touched;
	struct refusal *refusal; /* NULL: none */
	bool settled;            /* its call was answered */
	bool proven;             /* one of its streams is valid */
	struct link age;         /* among the unwatched */
};

/*
 * The shortest way to the streams of watched destinations: one load where the table, the sink and the stream's runs
 * would take four, each waiting for the one before. A lane is only a hint; what it points to is compared in full.
 */
struct lane {
	struct stream *stream; /* NULL: none */
	struct run *run;       /* its last */
};

enum {
	LANE_BITS = 12,
	LANES = 1 << LANE_BITS
};

struct media {
	struct hash_key key;
	struct lane lanes[LANES];
	struct table sinks;
	struct list proven, unproven; /* unwatched sinks by age, to the second */
	struct hosts *hosts;
	struct hosts *relayed, *sealed; /* whose packets are hidden */
	ns relayed_first, relayed_last;
	struct networks *networks;
	unsigned watched, proven_count, unproven_count, stream_count;
	bool rtp_seen;
	ns now; /* of the latest packet */
	struct media_counters counters;
};

struct media *media_new(const struct hash_key *key)
{
	struct media *media = memory_new(sizeof(*media));

	media->key = *key;
	list_init(&media->proven);
	list_init(&media->unproven);
	media->hosts = hosts_new(key);
	media->relayed = hosts_new(key);
	media->sealed = hosts_new(key);
	media->relayed_first = NEVER;
	media->networks = networks_new(key);
	return media;
}

/* Sinks */

static bool same_sink(const void *item, const void *key)
{
	const struct sink *sink = item;

	return endpoint_same(&sink->endpoint, key);
}

static struct sink *find_sink(const struct media *media, const struct endpoint *destination)
{
	return table_find(&media->sinks, endpoint_hash(&media->key, destination), same_sink, destination);
}

static void age_sink(struct media *media, struct sink *sink)
{
	list_add(sink->proven ? &media->proven : &media->unproven, &sink->age);
	sink->touched = media->now;
	if (sink->proven)
		media->proven_count++;
	else
		media->unproven_count++;
}

static void unage_sink(struct media *media, struct sink *sink)
{
	list_remove(&sink->age);
	if (sink->proven)
		media->proven_count--;
	else
		media->unproven_count--;
}

/* Strangers who find two flows of one lane only send both the long way round. */
static uint32_t lane_of(const struct media *media, const struct flow *flow)
{
	uint64_t source[2], destination[2];
	uint64_t ports = (uint64_t)flow->source.port << 16 | flow->destination.port;

	memcpy(source, flow->source.address.bytes, sizeof(source));
	memcpy(destination, flow->destination.address.bytes, sizeof(destination));
	return (uint32_t)(((source[0] ^ source[1]) + 3 * (destination[0] ^ destination[1]) + ports) *
	                          (media->key.a | 1) >>
	                  (64 - LANE_BITS));
}

static void open_lane(struct media *media, struct stream *stream)
{
	const struct flow flow = {.source = stream->source, .destination = stream->destination};

	stream->lane = lane_of(media, &flow);
	stream->followed = true;
	media->lanes[stream->lane] = (struct lane){stream, &stream->runs[stream->run_count - 1]};
}

static void close_lane(struct media *media, struct stream *stream)
{
	if (stream->followed && media->lanes[stream->lane].stream == stream)
		media->lanes[stream->lane] = (struct lane){NULL, NULL};
	stream->followed = false;
}

static void free_stream(struct media *media, struct stream *stream)
{
	close_lane(media, stream);
	if (stream->valid)
		networks_remove(media->networks, stream);
	media->stream_count--;
	memory_free(stream);
}

/* Unwatched only: it is in a list by age. */
static void forget_sink(struct media *media, struct sink *sink)
{
	struct stream *next;

	for (struct stream *stream = sink->streams; stream; stream = next) {
		next = stream->next;
		free_stream(media, stream);
	}
	unage_sink(media, sink);
	table_drop(&media->sinks, endpoint_hash(&media->key, &sink->endpoint), sink);
	memory_free(sink->refusal);
	memory_free(sink);
}

/* What merely looks like RTP must not push RTP out, nor be pushed out before it could prove itself. */
static bool forget_oldest(struct media *media)
{
	bool unproven = media->unproven_count > MEDIA_MAX_STREAMS_ALL / UNPROVEN_SHARE || media->proven_count == 0;
	struct link *oldest = list_first(unproven ? &media->unproven : &media->proven);

	if (!oldest)
		return false;
	forget_sink(media, LIST_OWNER(oldest, struct sink, age));
	media->counters.evicted++;
	return true;
}

static struct sink *new_sink(struct media *media, const struct endpoint *destination)
{
	struct sink *sink = memory_new(sizeof(*sink));

	sink->endpoint = *destination;
	table_put(&media->sinks, endpoint_hash(&media->key, destination), sink);
	return sink;
}

static struct sink *new_unwatched_sink(struct media *media, const struct endpoint *destination)
{
	struct sink *sink = new_sink(media, destination);

	sink->since = NEVER;
	age_sink(media, sink);
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

/* NULL: no budget for it. The room comes first, since making it may forget the very destination. */
static struct sink *sink_with_room(struct media *media, const struct endpoint *destination)
{
	struct sink *sink;

	if (media->stream_count >= MEDIA_MAX_STREAMS_ALL && !forget_oldest(media))
		return NULL;
	sink = find_sink(media, destination);
	if (!sink)
		return new_unwatched_sink(media, destination);
	return make_room_in(media, sink) ? sink : NULL;
}

static struct sink *begin_stream(struct media *media, const struct payload *payload, const struct rtp *rtp)
{
	struct sink *sink = sink_with_room(media, &payload->flow.destination);
	struct stream *stream;

	if (!sink)
		return NULL;
	stream = memory_new(sizeof(*stream));
	stream_start(stream, &payload->flow, rtp);
	stream->claimed = sink->watchers > 0;
	stream->settled = sink->settled;
	stream->next = sink->streams;
	sink->streams = stream;
	sink->stream_count++;
	media->stream_count++;
	hosts_note(media->hosts, &payload->flow);
	return sink;
}

/* Brings the stream of payload to the front of sink; false: it is new. */
static bool find_stream(struct sink *sink, const struct payload *payload, const struct rtp *rtp)
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

static void prove(struct media *media, struct sink *sink, struct stream *stream)
{
	stream->valid = true;
	media->rtp_seen = true;
	networks_add(media->networks, stream);
	if (sink->proven)
		return;
	if (sink->watchers) {
		sink->proven = true;
		return;
	}
	unage_sink(media, sink);
	sink->proven = true;
	age_sink(media, sink);
}

/* For the first stream of sink. */
static void add_packet(struct media *media, struct sink *sink, const struct payload *payload, const struct rtp *rtp)
{
	struct stream *stream = sink->streams;

	stream_add(stream, rtp, payload->time, payload->frame);
	stream->layers |= payload->layers;
	if (stream->valid) {
		if (stream->runs[stream->run_count - 1].packets == 1)
			networks_add(media->networks, stream);
	} else if (sink->watchers || stream->in_sequence >= MEDIA_PROBATION) {
		prove(media, sink, stream);
	}
	if (sink->watchers && stream->valid)
		open_lane(media, stream);
	if (sink->watchers == 0 && media->now - sink->touched >= SECOND) {
		unage_sink(media, sink);
		age_sink(media, sink);
	}
}

/* Of a packet that a snap length cut only the fixed header is read: neither padding nor lengths can be checked. */
static bool read_cut(const struct payload *payload, struct rtp *out)
{
	uint8_t header[12];

	if (payload->size < sizeof(header))
		return false;
	memcpy(header, payload->bytes, sizeof(header));
	if (header[0] >> 6 != 2)
		return false;
	header[0] = 2 << 6;
	if (!rtp_parse(header, sizeof(header), out))
		return false;
	out->payload = payload->bytes + sizeof(header);
	out->payload_size = payload->size - sizeof(header);
	return true;
}

/* A keep-alive without payload (RFC 6263 4.3) is too little to tell RTP from something else. */
static bool is_plausible(const struct payload *payload, const struct rtp *rtp)
{
	return payload->flow.source.port >= FIRST_DYNAMIC_PORT &&
	       payload->flow.destination.port >= FIRST_DYNAMIC_PORT &&
	       (rtp->payload_size > 0 || payload->length > payload->size);
}

static enum media_kind take_other(struct media *media, const struct payload *payload)
{
	if (!rtcp_looks(payload->bytes, payload->size))
		return MEDIA_NONE;
	media->counters.rtcp++;
	return MEDIA_RTCP;
}

/*
 * The port says nothing about RTCP, which may share it (RFC 5761) or be anywhere (RFC 3605): it is
 * told by its look. A packet on probation is RTP to the caller, since nothing else claims it.
 */
enum media_kind media_take(struct media *media, const struct payload *payload)
{
	struct rtp rtp;
	struct sink *sink;

	if (payload->length > payload->size ? !read_cut(payload, &rtp)
	                                    : !rtp_parse(payload->bytes, payload->size, &rtp))
		return take_other(media, payload);
	sink = find_sink(media, &payload->flow.destination);
	if (!(sink && sink->watchers) && !is_plausible(payload, &rtp))
		return MEDIA_NONE;
	if (payload->time > media->now)
		media->now = payload->time;
	media->counters.rtp++;
	if (!sink || !find_stream(sink, payload, &rtp))
		sink = begin_stream(media, payload, &rtp);
	if (sink)
		add_packet(media, sink, payload, &rtp);
	else
		media->counters.unkept++;
	return MEDIA_RTP;
}

bool media_follow(struct media *media, const struct payload *payload)
{
	const struct lane *lane = &media->lanes[lane_of(media, &payload->flow)];
	struct stream *stream = lane->stream;
	struct rtp rtp;

	if (!stream || !rtp_plain(payload->bytes, payload->size, &rtp))
		return false;
	if (!stream->followed || !is_stream(stream, payload, &rtp) ||
	    !endpoint_same(&stream->destination, &payload->flow.destination) ||
	    !stream_follow(stream, lane->run, &rtp, payload->time, payload->frame))
		return false;
	if (payload->time > media->now)
		media->now = payload->time;
	media->counters.rtp++;
	return true;
}

static uint16_t quoted_sequence(const struct payload *payload)
{
	return payload->size < 4 ? 0 : net_u16(payload->bytes + 2);
}

/* Copies may come behind the error about the next packet. */
static bool is_copy(const struct refusal *refusal, const struct payload *payload)
{
	return refusal->count && payload->size >= 4 &&
	       (int16_t)(uint16_t)(quoted_sequence(payload) - refusal->quoted) <= 0 &&
	       payload->time - refusal->last <= STREAM_DUPLICATE;
}

bool media_refuse(struct media *media, const struct payload *payload)
{
	struct sink *sink = find_sink(media, &payload->flow.destination);
	struct refusal *refusal;

	if (!sink)
		return false;
	if (!sink->refusal) {
		sink->refusal = memory_new(sizeof(*sink->refusal));
		*sink->refusal = (struct refusal){
			.first = payload->time,
			.first_frame = payload->frame,
			.source = payload->flow.source,
			.reporter = payload->reporter,
			.type = payload->icmp_type,
			.code = payload->icmp_code,
		};
	}
	refusal = sink->refusal;
	if (is_copy(refusal, payload))
		return true;
	refusal->quoted = quoted_sequence(payload);
	refusal->last = payload->time;
	refusal->last_frame = payload->frame;
	refusal->count++;
	return true;
}

/* Watching */

/* One run for all but the last: it may belong to the call that begins, the others cannot. */
static void merge_runs(struct stream *stream)
{
	unsigned merged = stream->run_count - 1;
	struct run *run = &stream->runs[0];
	struct run last = stream->runs[merged - 1];
	uint32_t expected = 0, packets = 0, duplicates = 0;

	for (unsigned i = 0; i < merged; i++) {
		duplicates += stream->runs[i].duplicates;
		expected += stream->runs[i].sequence_highest - stream->runs[i].sequence_first + 1;
		packets += stream->runs[i].packets;
	}
	run->last = last.last;
	run->last_frame = last.last_frame;
	run->packets = packets;
	run->duplicates = duplicates;
	run->sequence_highest = last.sequence_highest;
	run->sequence_first = last.sequence_highest + 1 - expected; /* what was lost stays the same */
	run->jitter = last.jitter;
	stream->runs[1] = stream->runs[merged];
	stream->run_count = 2;
}

static void cut_streams(struct sink *sink)
{
	for (struct stream *stream = sink->streams; stream; stream = stream->next)
		stream->cut = true;
}

static void forget_refusal(struct sink *sink)
{
	memory_free(sink->refusal);
	sink->refusal = NULL;
}

/* A call begins on a port that nobody watched: RTP may have come before its SDP, or be of a call before. */
static void take_over(struct media *media, struct sink *sink)
{
	for (struct stream *stream = sink->streams; stream; stream = stream->next) {
		stream->claimed = true;
		stream->settled = false;
		if (stream->run_count > STREAM_MAX_RUNS / 2)
			merge_runs(stream);
	}
	cut_streams(sink);
	unage_sink(media, sink);
	if (sink->refusal && sink->refusal->last < media->now - SECOND)
		forget_refusal(sink);
	sink->since = media->now;
	sink->settled = false;
}

bool media_watch(struct media *media, const struct endpoint *destination)
{
	struct sink *sink = find_sink(media, destination);

	if (sink && sink->watchers) {
		sink->watchers++;
		return true;
	}
	if (media->watched >= MEDIA_MAX_WATCHED) {
		media->counters.evicted++;
		return false;
	}
	if (sink)
		take_over(media, sink);
	else
		sink = new_sink(media, destination);
	sink->watchers = 1;
	media->watched++;
	return true;
}

void media_unwatch(struct media *media, const struct endpoint *destination)
{
	struct sink *sink = find_sink(media, destination);

	if (!sink || sink->watchers == 0 || --sink->watchers)
		return;
	media->watched--;
	for (struct stream *stream = sink->streams; stream; stream = stream->next)
		close_lane(media, stream);
	if (!sink->streams) {
		table_drop(&media->sinks, endpoint_hash(&media->key, destination), sink);
		memory_free(sink->refusal);
		memory_free(sink);
		return;
	}
	sink->since = NEVER;
	age_sink(media, sink);
}

void media_cut(struct media *media, const struct endpoint *destination)
{
	struct sink *sink = find_sink(media, destination);

	if (sink)
		cut_streams(sink);
}

void media_settle(struct media *media, const struct endpoint *destination)
{
	struct sink *sink = find_sink(media, destination);

	/* Another call may still wait for its answer. */
	if (!sink || sink->watchers != 1)
		return;
	sink->settled = true;
	for (struct stream *stream = sink->streams; stream; stream = stream->next)
		stream->settled = true;
}

/* Questions */

const struct stream *media_streams(const struct media *media, const struct endpoint *destination)
{
	const struct sink *sink = find_sink(media, destination);

	return sink ? sink->streams : NULL;
}

unsigned media_watchers(const struct media *media, const struct endpoint *destination)
{
	const struct sink *sink = find_sink(media, destination);

	return sink ? sink->watchers : 0;
}

const struct refusal *media_refusal(const struct media *media, const struct endpoint *destination)
{
	const struct sink *sink = find_sink(media, destination);

	return sink ? sink->refusal : NULL;
}

bool media_rtp_seen(const struct media *media)
{
	return media->rtp_seen;
}

void media_note_hosts(struct media *media, const struct flow *flow)
{
	hosts_note(media->hosts, flow);
}

void media_note_hidden(struct media *media, const struct payload *payload)
{
	bool relayed = payload->layers >> LAYER_TURN & 1;

	hosts_note(relayed ? media->relayed : media->sealed, &payload->flow);
	if (!relayed)
		return;
	if (media->relayed_first == NEVER)
		media->relayed_first = payload->time;
	media->relayed_last = payload->time;
}

bool media_relayed_within(const struct media *media, ns from, ns until)
{
	return media->relayed_first != NEVER && media->relayed_first <= until && media->relayed_last >= from;
}

bool media_host_relayed(const struct media *media, const struct address *host)
{
	return hosts_has(media->relayed, host);
}

bool media_host_sealed(const struct media *media, const struct address *host)
{
	return hosts_has(media->sealed, host);
}

bool media_host_seen(const struct media *media, const struct address *host)
{
	return hosts_has(media->hosts, host);
}

const struct stream *media_stream_from(const struct media *media, const struct address *host, ns since,
                                       media_pass_fn *pass, void *arg)
{
	return networks_find(media->networks, &(struct question){NETWORK_FROM, host, since, pass, arg});
}

const struct stream *media_stream_to(const struct media *media, const struct address *host, ns since,
                                     media_pass_fn *pass, void *arg)
{
	return networks_find(media->networks, &(struct question){NETWORK_TO, host, since, pass, arg});
}

const struct media_counters *media_counters(const struct media *media)
{
	return &media->counters;
}

static void free_sink(struct sink *sink)
{
	while (sink->streams) {
		struct stream *stream = sink->streams;

		sink->streams = stream->next;
		memory_free(stream);
	}
	memory_free(sink->refusal);
	memory_free(sink);
}

void media_free(struct media *media)
{
	if (!media)
		return;
	networks_free(media->networks);
	hosts_free(media->hosts);
	hosts_free(media->relayed);
	hosts_free(media->sealed);
	for (uint32_t i = 0; media->sinks.slots && i <= media->sinks.mask; i++)
		if (media->sinks.slots[i].item)
			free_sink(media->sinks.slots[i].item);
	table_done(&media->sinks);
	memory_free(media);
}
