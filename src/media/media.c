/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/media.h"

#include "base/memory.h"
#include "base/table.h"
#include "media/hosts.h"
#include "media/lanes.h"
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
	ns reported;             /* when the receiver there sent a report last; 0: never */
	bool names;              /* its reports name streams */
	struct formats *formats; /* what SDP says of its payload types; NULL: nothing */
	ns early_until;          /* of a watched one: its call was not answered, and is not that old */
	bool of_caller;          /* what arrives there is to be heard */
	bool settled;            /* its call was answered */
	bool overrun;            /* packets came for which there was no place */
	bool proven;             /* one of its streams is valid */
	struct link age;         /* among the unwatched */
};

struct media {
	struct hash_key key;
	struct lanes *lanes;
	struct table sinks;
	struct list proven, unproven; /* unwatched sinks by age, to the second */
	struct hosts *hosts;
	struct hosts *relayed, *sealed; /* whose packets are hidden */
	ns relayed_first, relayed_last;
	struct networks *networks;
	struct hearings hearings;
	struct ice *ice;
	struct dtls *dtls;
	struct losses losses;
	unsigned receipt_count;
	unsigned watched, proven_count, unproven_count, stream_count;
	bool rtp_seen;
	ns now; /* of the latest packet */
	struct media_counters counters;
};

struct media *media_new(const struct hash_key *key)
{
	struct media *media = memory_new(sizeof(*media));

	media->key = *key;
	media->lanes = lanes_new(key);
	list_init(&media->proven);
	list_init(&media->unproven);
	media->hosts = hosts_new(key);
	media->relayed = hosts_new(key);
	media->sealed = hosts_new(key);
	media->relayed_first = NEVER;
	media->networks = networks_new(key);
	hearings_init(&media->hearings);
	media->ice = ice_new(key);
	media->dtls = dtls_new(key);
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
static void free_empty_sink(struct sink *sink)
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
	unage_sink(media, sink);
	table_drop(&media->sinks, endpoint_hash(&media->key, &sink->endpoint), sink);
	free_empty_sink(sink);
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
	/* The jitter of what no call waits for is of no interest either. */
	stream->settled = sink->settled || !sink->watchers;
	stream->rate = sink->formats ? formats_clock(sink->formats, rtp->payload_type) : 0;
	stream->to_hear = true;
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

/* Hearing */

/*
 * Who says that this stream is to be heard: its destination when a call that nobody answered named it; else its source, when the
 * callee's side sends where nobody asked for it, past a NAT or to a wrong place. NULL: nobody.
 */
static const struct sink *ordered_by(const struct media *media, const struct sink *sink, const struct stream *stream)
{
	const struct sink *source;

	if (sink->watchers)
		return sink->of_caller && media->now <= sink->early_until ? sink : NULL;
	source = find_sink(media, &stream->source);
	return source && source->watchers && !source->of_caller && media->now <= source->early_until ? source : NULL;
}

static void begin_hearing(struct media *media, const struct sink *sink, struct stream *stream)
{
	const struct sink *order = ordered_by(media, sink, stream);

	stream->to_hear = false;
	if (!order)
		return;
	stream->heard_until = order->early_until;
	if (stream->hearing) {
		stream->listening = hearing_again(&media->hearings, stream->hearing, order->formats, media->now);
		return;
	}
	stream->hearing = hearing_new(&media->hearings, order->formats, media->now);
	stream->listening = stream->hearing != NULL;
}

/* Behind the answer, and on the way to a place that nobody named any more, is nothing to be heard. */
static bool is_over(const struct media *media, const struct sink *sink, const struct stream *stream, ns time)
{
	return time > stream->heard_until || (!sink->watchers && !ordered_by(media, sink, stream));
}

static void hear(struct media *media, const struct sink *sink, struct stream *stream, const struct payload *payload,
                 const struct rtp *rtp)
{
	if (is_over(media, sink, stream, payload->time)) {
		stream->listening = false;
		hearing_close(&media->hearings, stream->hearing);
		return;
	}
	hearing_take(&media->hearings, stream->hearing, rtp, payload->length > payload->size, payload->time,
	             payload->frame);
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

enum {
	/* Sequence numbers: fewer may come late, more are a new beginning. */
	GAP_LEAST = 3,
	GAP_MOST = 500,
};

static void note_gap(struct media *media, const struct stream *stream, const struct payload *payload,
                     const struct rtp *rtp)
{
	uint16_t step = (uint16_t)(rtp->sequence - stream->sequence_last);

	if (stream->valid && stream->run_count && step >= GAP_LEAST && step <= GAP_MOST)
		losses_gap(&media->losses, &payload->flow, stream_last(stream), payload->time, payload->frame);
}

/* For the first stream of sink. */
static void add_packet(struct media *media, struct sink *sink, const struct payload *payload, const struct rtp *rtp)
{
	struct stream *stream = sink->streams;

	lanes_close(media->lanes, stream);
	note_gap(media, stream, payload, rtp);
	stream_add(stream, rtp, payload->time, payload->frame);
	stream->layers |= payload->layers;
	if (stream->to_hear)
		begin_hearing(media, sink, stream);
	if (stream->listening)
		hear(media, sink, stream, payload, rtp);
	if (stream->valid) {
		if (stream->runs[stream->run_count - 1].packets == 1)
			networks_add(media->networks, stream);
	} else if (sink->watchers || stream->in_sequence >= MEDIA_PROBATION) {
		prove(media, sink, stream);
	}
	if (sink->watchers == 0 && media->now - sink->touched >= SECOND) {
		unage_sink(media, sink);
		age_sink(media, sink);
	}
	if (stream->valid && !stream->listening && stream_is_steady(stream))
		lanes_open(media->lanes, stream, rtp->payload_length, sink->watchers ? NEVER : sink->touched + SECOND);
}

/* CSRC list and extension (RFC 3550 5.3.1); the length of one that was cut away is not known. */
static size_t size_of_lists(const struct payload *payload)
{
	const uint8_t *bytes = payload->bytes;
	size_t size = (size_t)(bytes[0] & 0x0f) * 4;

	if ((bytes[0] & 0x10) && payload->size >= 12 + size + 4)
		size += 4 + (size_t)net_u16(bytes + 12 + size + 2) * 4;
	return size;
}

/* Of a packet that a snap length cut padding cannot be told. */
static bool read_cut(const struct payload *payload, struct rtp *out)
{
	uint8_t header[12];
	size_t size;

	if (payload->size < sizeof(header))
		return false;
	memcpy(header, payload->bytes, sizeof(header));
	if (header[0] >> 6 != 2)
		return false;
	header[0] = 2 << 6;
	if (!rtp_parse(header, sizeof(header), out))
		return false;
	size = sizeof(header) + size_of_lists(payload);
	if (size > payload->length)
		return false;
	/* How much of it is padding only its last byte says. */
	out->payload_length = payload->bytes[0] & 0x20 ? 0 : payload->length - size;
	size = size < payload->size ? size : payload->size;
	out->payload = payload->bytes + size;
	out->payload_size = payload->size - size;
	return true;
}

/* A keep-alive without payload (RFC 6263 4) is too little to tell RTP from something else. */
static bool is_plausible(const struct payload *payload, const struct rtp *rtp)
{
	return payload->flow.source.port >= FIRST_DYNAMIC_PORT &&
	       payload->flow.destination.port >= FIRST_DYNAMIC_PORT &&
	       (rtp->payload_size > 0 || payload->length > payload->size);
}

/* Reports */

static bool has_ssrc(const struct sink *sink, uint32_t ssrc)
{
	for (const struct stream *stream = sink ? sink->streams : NULL; stream; stream = stream->next)
		if (stream->ssrc == ssrc)
			return true;
	return false;
}

static bool names_any(const struct rtcp *rtcp, const struct sink *sink)
{
	for (unsigned i = 0; i < rtcp->count; i++)
		if (has_ssrc(sink, rtcp->blocks[i].ssrc))
			return true;
	return false;
}

/* Of a source that is none of sink's; 0 stands for none. */
static bool names_foreign(const struct rtcp *rtcp, const struct sink *sink)
{
	for (unsigned i = 0; i < rtcp->count; i++)
		if (rtcp->blocks[i].ssrc && !has_ssrc(sink, rtcp->blocks[i].ssrc))
			return true;
	return false;
}

/*
 * Where arrives what is reported from source: there itself (RFC 5761) or at the port before (RFC 3550 11). NULL: it is not
 * known, or it might be either.
 */
static struct sink *reported_sink(const struct media *media, const struct endpoint *source, const struct rtcp *rtcp)
{
	const struct endpoint before = {source->address, (uint16_t)(source->port - 1)};
	struct sink *same = find_sink(media, source), *other = find_sink(media, &before);

	if (!same || !other)
		return same ? same : other;
	if (names_any(rtcp, same))
		return same;
	if (names_any(rtcp, other) || !same->streams)
		return other;
	return other->streams ? NULL : same;
}

static const struct rtcp_block *block_of(const struct rtcp *rtcp, uint32_t ssrc)
{
	for (unsigned i = 0; i < rtcp->count; i++)
		if (rtcp->blocks[i].ssrc == ssrc)
			return &rtcp->blocks[i];
	return NULL;
}

static void note_reports(struct media *media, struct sink *sink, const struct rtcp *rtcp, const struct payload *payload)
{
	bool foreign = names_foreign(rtcp, sink);
	struct account account = {.before = sink->reported, .time = payload->time, .frame = payload->frame};

	sink->names |= names_any(rtcp, sink);
	account.names = sink->names;
	for (struct stream *stream = sink->streams; stream; stream = stream->next) {
		account.block = block_of(rtcp, stream->ssrc);
		/* What is known there by another name than here may be this very stream. */
		if (stream->valid && (account.block || !foreign))
			media->receipt_count += receipt_note(stream, &account);
	}
	sink->reported = payload->time;
}

static void take_report(struct media *media, const struct payload *payload)
{
	struct rtcp rtcp;
	struct sink *sink;

	if (payload->length > payload->size || !rtcp_parse(payload->bytes, payload->size, &rtcp))
		return;
	sink = reported_sink(media, &payload->flow.source, &rtcp);
	if (!sink)
		return;
	/* With room for what one report may add. */
	if (media->receipt_count + MEDIA_MAX_STREAMS > MEDIA_MAX_RECEIPTS)
		media->counters.unread++;
	else
		note_reports(media, sink, &rtcp, payload);
}

/* All of these are told apart by their first bytes (RFC 7983). */
static enum media_kind take_other(struct media *media, const struct payload *payload)
{
	if (rtcp_looks(payload->bytes, payload->size)) {
		media->counters.rtcp++;
		take_report(media, payload);
		return MEDIA_RTCP;
	}
	if (ice_take(media->ice, payload)) {
		media->counters.checks_forgotten = ice_forgotten(media->ice);
		return MEDIA_STUN;
	}
	if (!dtls_take(media->dtls, payload))
		return MEDIA_NONE;
	media->counters.handshakes_forgotten = dtls_forgotten(media->dtls);
	return MEDIA_DTLS;
}

static void leave_out(struct media *media, const struct endpoint *destination)
{
	struct sink *sink = find_sink(media, destination);

	media->counters.unkept++;
	if (sink)
		sink->overrun = true;
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
		leave_out(media, &payload->flow.destination);
	return MEDIA_RTP;
}

unsigned media_follow(struct media *media, const struct frame *frames, unsigned count, ns from, ns until)
{
	unsigned followed = lanes_follow(media->lanes, frames, count, from, until);

	if (followed && frames[followed - 1].time > media->now)
		media->now = frames[followed - 1].time;
	media->counters.rtp += followed;
	return followed;
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
	unage_sink(media, sink);
	if (sink->refusal && sink->refusal->last < media->now - SECOND)
		forget_refusal(sink);
	sink->since = media->now;
	sink->settled = false;
}

bool media_overrun(const struct media *media, const struct endpoint *destination)
{
	const struct sink *sink = find_sink(media, destination);

	return sink && sink->overrun;
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
		free_empty_sink(sink);
		return;
	}
	sink->since = NEVER;
	age_sink(media, sink);
}

void media_cut(struct media *media, const struct endpoint *destination)
{
	struct sink *sink = find_sink(media, destination);

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
	struct sink *sink = find_sink(media, destination);

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
	struct sink *sink = find_sink(media, destination);

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
	struct sink *sink = find_sink(media, destination);
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

const struct losses *media_losses(const struct media *media)
{
	return &media->losses;
}

void media_note_loss(struct media *media, const struct loss *loss)
{
	losses_note(&media->losses, loss);
}

void media_note_loss_within(struct media *media, const struct loss *whole)
{
	media->losses.whole = *whole;
}

const struct ice *media_ice(const struct media *media)
{
	return media->ice;
}

const struct dtls *media_dtls(const struct media *media)
{
	return media->dtls;
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

void media_set_plan(struct media *media, const struct plan *plan)
{
	media->hearings.plan = plan;
}

void media_record(struct media *media)
{
	media->hearings.records = true;
}

const struct hearings *media_hearings(const struct media *media)
{
	return &media->hearings;
}

const struct media_counters *media_counters(const struct media *media)
{
	return &media->counters;
}

static void free_sink(struct media *media, struct sink *sink)
{
	while (sink->streams) {
		struct stream *stream = sink->streams;

		sink->streams = stream->next;
		hearing_free(&media->hearings, stream->hearing);
		receipt_free(stream);
		stream_done(stream);
		memory_free(stream);
	}
	free_empty_sink(sink);
}

void media_free(struct media *media)
{
	if (!media)
		return;
	lanes_free(media->lanes);
	networks_free(media->networks);
	hosts_free(media->hosts);
	hosts_free(media->relayed);
	hosts_free(media->sealed);
	table_settle(&media->sinks);
	for (uint32_t i = 0; media->sinks.slots && i <= media->sinks.mask; i++)
		if (media->sinks.slots[i].item)
			free_sink(media, media->sinks.slots[i].item);
	table_done(&media->sinks);
	hearings_done(&media->hearings);
	ice_free(media->ice);
	dtls_free(media->dtls);
	memory_free(media);
}
