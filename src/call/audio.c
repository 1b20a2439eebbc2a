/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/audio.h"

#include <stdlib.h>

enum {
	MAX_ENDPOINTS = 16,
	MAX_STREAMS = 32, /* of one direction of one call */
	MAX_SPANS = 128,  /* of audio in the early phase */
};

/* Endpoints */

struct endpoints {
	struct endpoint at[MAX_ENDPOINTS];
	unsigned count;
};

static bool has_endpoint(const struct endpoints *list, const struct endpoint *endpoint)
{
	for (unsigned i = 0; i < list->count; i++)
		if (endpoint_same(&list->at[i], endpoint))
			return true;
	return false;
}

static void add_endpoint(struct endpoints *list, const struct endpoint *endpoint)
{
	if (list->count < MAX_ENDPOINTS && !has_endpoint(list, endpoint))
		list->at[list->count++] = *endpoint;
}

static void add_sdp(struct endpoints *list, const struct sdp *sdp)
{
	const struct sdp_media *audio = sdp_audio(sdp);

	if (audio && audio->has_address && audio->port && !address_is_unspecified(&audio->address))
		add_endpoint(list, &(struct endpoint){audio->address, audio->port});
}

static bool between(const struct event *event, const struct address *from, const struct address *to)
{
	return address_same(&event->flow.source.address, from) && address_same(&event->flow.destination.address, to);
}

/* The caller's endpoints are in what it sends on its hop, the callee's in what it gets there. */
static void gather_endpoints(const struct attempt *a, struct endpoints *caller, struct endpoints *callee)
{
	const struct transaction *hop = a->last;

	for (const struct event *event = a->call->first; event; event = event->next) {
		const struct transaction *t = event->transaction;
		bool on_hop = t && hop && t->vias == hop->vias &&
		              address_same(&t->client.address, &a->caller.address) &&
		              (t->client.port == a->caller.port || t->transport != TRANSPORT_UDP);
		bool in_dialog = !t && (event->flow.source.port == a->caller.port ||
		                        event->flow.destination.port == a->caller.port);

		if (!event->sdp || !(on_hop || in_dialog))
			continue;
		/* A callee's re-INVITE comes the other way round. */
		if (event->flow.source.port == a->caller.port && between(event, &a->caller.address, &a->callee.address))
			add_sdp(caller, event->sdp);
		else if (between(event, &a->callee.address, &a->caller.address))
			add_sdp(callee, event->sdp);
		else if (on_hop)
			add_sdp(event->request ? caller : callee, event->sdp);
	}
}

/* Streams */

/* The time in which packets to this call's endpoints are its own: not those of the port's last user. */
struct window {
	ns from, to;
};

static bool in_window(const struct run *run, struct window window)
{
	return run->last >= window.from && run->first <= window.to;
}

static bool alive_in(const struct stream *stream, struct window window)
{
	for (unsigned i = 0; i < stream->run_count; i++)
		if (in_window(&stream->runs[i], window))
			return true;
	return false;
}

static void count_run(struct audio *audio, const struct run *run, ns final)
{
	if (run->first >= final) {
		audio->late_packets += run->packets;
		if (run->first < audio->late_first) {
			audio->late_first = run->first;
			audio->late_first_frame = run->first_frame;
		}
		return;
	}
	audio->early_packets += run->packets;
	if (run->first < audio->early_first) {
		audio->early_first = run->first;
		audio->early_first_frame = run->first_frame;
	}
	if (audio->early_last == NEVER || run->last > audio->early_last) {
		audio->early_last = run->last;
		audio->early_last_frame = run->last_frame;
	}
}

static void add_stream(struct audio *audio, const struct stream *stream, struct window window, ns final)
{
	if (audio->stream_count >= MAX_STREAMS || !alive_in(stream, window))
		return;
	audio->streams[audio->stream_count++] = stream;
	for (unsigned i = 0; i < stream->run_count; i++)
		if (in_window(&stream->runs[i], window))
			count_run(audio, &stream->runs[i], final);
}

static void begin_audio(struct audio *audio, const struct endpoints *endpoints, struct arena *arena)
{
	struct endpoint *copy = arena_alloc(arena, MAX_ENDPOINTS * sizeof(*copy));

	for (unsigned i = 0; i < endpoints->count; i++)
		copy[i] = endpoints->at[i];
	*audio = (struct audio){.endpoints = copy,
	                        .endpoint_count = endpoints->count,
	                        .early_first = NEVER,
	                        .early_last = NEVER,
	                        .late_first = NEVER};
	audio->streams = arena_alloc(arena, MAX_STREAMS * sizeof(*audio->streams));
}

static void gather_streams(struct audio *audio, const struct endpoints *endpoints, const struct media *media,
                           struct window window, ns final)
{
	for (unsigned i = 0; i < endpoints->count; i++) {
		const struct stream *stream = media_streams(media, &endpoints->at[i]);

		for (; stream; stream = stream->next)
			add_stream(audio, stream, window, final);
	}
}

static bool from_hosts(const struct stream *stream, const struct endpoints *hosts)
{
	for (unsigned i = 0; i < hosts->count; i++)
		if (address_same(&stream->source.address, &hosts->at[i].address))
			return true;
	return false;
}

/*
 * Behind a NAT the caller's real endpoint is where its own packets come from (RFC 4961): what the
 * callee's host sends there reaches the caller, whatever its SDP said.
 */
static void gather_learned(struct attempt *a, const struct endpoints *caller, const struct endpoints *callee,
                           const struct media *media, struct window window, ns final)
{
	struct endpoints learned = {.count = 0};

	for (unsigned i = 0; i < a->forward.stream_count; i++)
		if (!has_endpoint(caller, &a->forward.streams[i]->source))
			add_endpoint(&learned, &a->forward.streams[i]->source);
	for (unsigned i = 0; i < learned.count; i++) {
		const struct stream *stream = media_streams(media, &learned.at[i]);

		for (; stream; stream = stream->next)
			if (stream->valid && from_hosts(stream, callee))
				add_stream(&a->backward, stream, window, final);
	}
}

/* Elsewhere and visibility */

struct question {
	const struct attempt *attempt;
	const struct media *media;
	const struct endpoints *caller, *callee;
	struct window window;
};

static bool is_own(const struct question *q, const struct stream *stream)
{
	for (unsigned i = 0; i < q->attempt->backward.stream_count; i++)
		if (q->attempt->backward.streams[i] == stream)
			return true;
	for (unsigned i = 0; i < q->attempt->forward.stream_count; i++)
		if (q->attempt->forward.streams[i] == stream)
			return true;
	return false;
}

/* To the caller's media host or signalling host, but to no endpoint that this call or another one named. */
static bool went_elsewhere(void *arg, const struct stream *stream)
{
	const struct question *q = arg;
	bool at_caller = address_same(&stream->destination.address, &q->attempt->caller.address);

	for (unsigned i = 0; i < q->caller->count; i++)
		at_caller |= address_same(&stream->destination.address, &q->caller->at[i].address);
	if (!at_caller || is_own(q, stream) || has_endpoint(q->caller, &stream->destination) ||
	    has_endpoint(q->callee, &stream->destination))
		return false;
	return !stream->claimed && alive_in(stream, q->window);
}

static bool is_of_another_call(void *arg, const struct stream *stream)
{
	const struct question *q = arg;

	return !is_own(q, stream) && !has_endpoint(q->caller, &stream->destination) &&
	       !has_endpoint(q->callee, &stream->destination);
}

static void find_elsewhere(struct attempt *a, struct question *q)
{
	for (unsigned i = 0; i < q->callee->count && !a->elsewhere; i++) {
		const struct stream *stream =
			media_stream_from(q->media, &q->callee->at[i].address, q->window.from, went_elsewhere, q);

		if (stream && address_same(&stream->source.address, &q->callee->at[i].address))
			a->elsewhere = stream;
	}
}

static void find_witness(struct attempt *a, struct question *q)
{
	ns since = a->start - ATTEMPT_LEARNED;

	for (unsigned i = 0; i < q->callee->count && !a->witness; i++)
		a->witness = media_stream_from(q->media, &q->callee->at[i].address, since, is_of_another_call, q);
	for (unsigned i = 0; i < q->caller->count && !a->witness; i++)
		a->witness = media_stream_to(q->media, &q->caller->at[i].address, since, is_of_another_call, q);
}

static bool any_host_seen(const struct media *media, const struct endpoints *endpoints)
{
	for (unsigned i = 0; i < endpoints->count; i++)
		if (media_host_seen(media, &endpoints->at[i].address))
			return true;
	return false;
}

static enum visibility visibility_of(struct attempt *a, struct question *q)
{
	if (a->backward.stream_count)
		return VISIBILITY_PROVEN;
	if (!media_rtp_seen(q->media))
		return VISIBILITY_NONE;
	/* A neighbour in the network proves nothing for hosts that never show. */
	if (!any_host_seen(q->media, q->caller) && !any_host_seen(q->media, q->callee))
		return VISIBILITY_BYPASS;
	find_witness(a, q);
	return a->witness || a->elsewhere ? VISIBILITY_LEARNED : VISIBILITY_PLAUSIBLE;
}

/* The last packets of a call may trail its end; much later ones are of the port's next user. */
static ns last_own_packet(const struct attempt *a)
{
	if (a->call->bye)
		return a->call->bye->time + 2 * SECOND;
	return a->final && a->final->code >= 300 ? a->end + 5 * SECOND : NEVER;
}

void attempt_listen(struct attempt *a, const struct media *media, struct arena *arena)
{
	struct endpoints caller = {.count = 0}, callee = {.count = 0};
	struct window window = {a->start, last_own_packet(a)};
	ns final = a->final ? a->end : NEVER;
	struct question q = {
		.attempt = a, .media = media, .caller = &caller, .callee = &callee, .window = {a->start, a->end}};

	a->audio_until = window.to;
	gather_endpoints(a, &caller, &callee);
	begin_audio(&a->backward, &caller, arena);
	begin_audio(&a->forward, &callee, arena);
	gather_streams(&a->forward, &callee, media, window, final);
	gather_streams(&a->backward, &caller, media, window, final);
	gather_learned(a, &caller, &callee, media, window, final);
	if (!a->backward.early_packets)
		find_elsewhere(a, &q);
	a->visibility = visibility_of(a, &q);
}

/* What was heard */

static int by_time(const void *a, const void *b)
{
	const struct window *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

/* The times at which backward audio arrived in the early phase, pauses of up to a second bridged. */
static unsigned audible_windows(const struct attempt *a, struct window *windows)
{
	unsigned count = 0, kept = 0;

	for (unsigned i = 0; i < a->backward.stream_count; i++) {
		const struct stream *stream = a->backward.streams[i];

		for (unsigned n = 0; n < stream->run_count && count < MAX_SPANS; n++)
			if (stream->runs[n].first < a->end && stream->runs[n].last >= a->start)
				windows[count++] = (struct window){stream->runs[n].first, stream->runs[n].last};
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

static void cue_response(struct cues *cues, const struct event *event)
{
	if (event->code == 180)
		add_cue(cues, event->time, event->sdp ? CUE_RINGING_SDP : CUE_RINGING);
	else if (event->code == 183)
		add_cue(cues, event->time, event->sdp ? CUE_PROGRESS_SDP : CUE_PROGRESS);
	else if (event->code > 100 && event->sdp)
		add_cue(cues, event->time, CUE_OTHER_SDP);
}

static int by_cue_time(const void *a, const void *b)
{
	const struct cue *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (int)x->kind - (int)y->kind;
}

static void add_signalling_cues(const struct attempt *a, struct cues *cues)
{
	cues->count = 0;
	for (unsigned i = 0; i < a->provisional_count && cues->count < HEARD_MAX_CUES / 2; i++)
		cue_response(cues, a->provisionals[i]);
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
		add_cue(&with, a->promise->time, CUE_RTP_STARTS);
	else
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

/* Codecs */

static struct str codec_in(const struct sdp *sdp, uint8_t payload_type)
{
	const struct sdp_media *audio = sdp_audio(sdp);

	for (unsigned i = 0; audio && i < audio->formats; i++)
		if (audio->format[i].payload_type == payload_type)
			return audio->format[i].name;
	return STR_NONE;
}

struct str attempt_codec(const struct attempt *a, bool backward, uint8_t payload_type)
{
	static const char *const fixed[] = {
		[0] = "PCMU", [3] = "GSM", [4] = "G723", [8] = "PCMA", [9] = "G722", [13] = "CN", [18] = "G729"};
	struct str name = STR_NONE;

	if (backward)
		name = codec_in(a->offer, payload_type);
	for (unsigned i = 0; !backward && !name.n && i < a->dialog_count; i++)
		if (a->dialogs[i].sdp_event)
			name = codec_in(a->dialogs[i].sdp_event->sdp, payload_type);
	if (!backward && !name.n && a->final)
		name = codec_in(a->final->sdp, payload_type);
	if (!name.n && payload_type < sizeof(fixed) / sizeof(fixed[0]))
		name = str_of(fixed[payload_type]);
	return name;
}
