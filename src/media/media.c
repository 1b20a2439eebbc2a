/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/sink.h"

#include "base/memory.h"

#include <string.h>

enum {
	FIRST_DYNAMIC_PORT = 1024 /* DNS, NTP and their like are below; RTP is not */
};

struct media *media_new(const struct hash_key *key)
{
	struct media *media = memory_new(sizeof(*media));

	media->key = *key;
	media->lanes = lanes_new(key);
	list_init(&media->proven);
	list_init(&media->unproven);
	list_init(&media->served);
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

void media_limit(struct media *media, struct budget budget)
{
	media->budget = media->hearings.budget = media->hearings.recordings.budget = budget;
	hosts_limit(media->hosts, budget);
	hosts_limit(media->relayed, budget);
	hosts_limit(media->sealed, budget);
	ice_limit(media->ice, budget);
	dtls_limit(media->dtls, budget);
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
	source = sink_find(media, &stream->source);
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
	if (stream->hearing)
		stream->hearing->destination = stream->destination;
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
	sink_unage(media, sink);
	sink->proven = true;
	sink_age(media, sink);
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

/* Its packets are worth keeping: they are of an early phase, or may turn out to be of one. */
static bool is_kept(const struct media *media, const struct sink *sink, const struct stream *stream)
{
	if (!media->keeps)
		return false;
	if (sink->watchers)
		return media->now <= sink->early_until + MEDIA_KEPT_AFTER;
	return stream->listening || stream->runs[stream->run_count - 1].packets <= MEDIA_KEPT_UNWATCHED;
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
		sink_unage(media, sink);
		sink_age(media, sink);
	}
	if (is_kept(media, sink, stream))
		media->trail = &stream->trail;
	else if (stream->valid && !stream->listening && stream_is_steady(stream))
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

/* All of these are told apart by their first bytes (RFC 7983). */
static enum media_kind take_other(struct media *media, const struct payload *payload)
{
	if (rtcp_looks(payload->bytes, payload->size)) {
		media->counters.rtcp++;
		sink_take_report(media, payload);
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

static void leave_out(struct media *media, const struct payload *payload)
{
	struct sink *sink = sink_find(media, &payload->flow.destination);

	media->counters.unkept++;
	if (!sink)
		return;
	sink->overrun = true;
	sink->unkept = payload->time;
}

/*
 * The port says nothing about RTCP, which may share it (RFC 5761) or be anywhere (RFC 3605): it is
 * told by its look. A packet on probation is RTP to the caller, since nothing else claims it.
 */
enum media_kind media_take(struct media *media, const struct payload *payload)
{
	struct rtp rtp;
	struct sink *sink;

	media->trail = NULL;
	if (payload->length > payload->size ? !read_cut(payload, &rtp)
	                                    : !rtp_parse(payload->bytes, payload->size, &rtp))
		return take_other(media, payload);
	sink = sink_find(media, &payload->flow.destination);
	if (!(sink && sink->watchers) && !is_plausible(payload, &rtp))
		return MEDIA_NONE;
	if (payload->time > media->now)
		media->now = payload->time;
	media->counters.rtp++;
	if (!sink || !sink_find_stream(sink, payload, &rtp))
		sink = sink_begin_stream(media, payload, &rtp);
	if (sink)
		add_packet(media, sink, payload, &rtp);
	else
		leave_out(media, payload);
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
	struct sink *sink = sink_find(media, &payload->flow.destination);
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

/* Questions */

const struct stream *media_streams(const struct media *media, const struct endpoint *destination)
{
	const struct sink *sink = sink_find(media, destination);

	return sink ? sink->streams : NULL;
}

ns media_last(const struct media *media, const struct endpoint *destination)
{
	const struct sink *sink = sink_find(media, destination);
	ns last = sink && sink->overrun ? sink->unkept : 0;

	for (const struct stream *stream = sink ? sink->streams : NULL; stream; stream = stream->next)
		if (stream->run_count && stream_last(stream) > last)
			last = stream_last(stream);
	return last;
}

unsigned media_watchers(const struct media *media, const struct endpoint *destination)
{
	const struct sink *sink = sink_find(media, destination);

	return sink ? sink->watchers : 0;
}

const struct refusal *media_refusal(const struct media *media, const struct endpoint *destination)
{
	const struct sink *sink = sink_find(media, destination);

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

void media_note_down(struct media *media, ns since)
{
	losses_down(&media->losses, since);
}

void media_note_up(struct media *media, ns since, ns until)
{
	losses_up(&media->losses, since, until);
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

void media_keep(struct media *media)
{
	media->keeps = true;
}

struct trail *media_trail(const struct media *media)
{
	return media->trail;
}

struct sounds {
	media_sound_fn *fn;
	void *arg;
};

static void tell_settled(void *arg, const struct endpoint *destination)
{
	const struct sounds *sounds = arg;

	sounds->fn(sounds->arg, destination, false);
}

void media_sounds(const struct media *media, ns since, media_sound_fn *fn, void *arg)
{
	const struct list *open = &media->hearings.open;
	struct sounds sounds = {fn, arg};

	lanes_settled(media->lanes, since, tell_settled, &sounds);
	for (const struct link *link = open->head.next; link != &open->head; link = link->next) {
		const struct hearing *hearing = LIST_OWNER(link, struct hearing, age);

		fn(arg, &hearing->destination, true);
	}
}

const struct hearings *media_hearings(const struct media *media)
{
	return &media->hearings;
}

const struct media_counters *media_counters(const struct media *media)
{
	return &media->counters;
}

void media_usage(const struct media *media, struct usages *out)
{
	usages_count(out, "rtp-destinations", media->watched, budget_of(media->budget, MEDIA_MAX_WATCHED));
	usages_count(out, "rtp-streams", media->stream_count, budget_of(media->budget, MEDIA_MAX_STREAMS_ALL));
	hearings_usage(&media->hearings, out);
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
			sink_free_all(media, media->sinks.slots[i].item);
	table_done(&media->sinks);
	hearings_done(&media->hearings);
	ice_free(media->ice);
	dtls_free(media->dtls);
	memory_free(media);
}
