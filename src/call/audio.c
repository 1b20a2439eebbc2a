/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/audio.h"

#include "call/attempt.h"
#include "net/hep.h"

enum {
	MAX_ENDPOINTS = 16,
	MAX_STREAMS = 32, /* of one direction of one call */
};

const char *visibility_name(enum visibility visibility)
{
	static const char *const names[] = {"V0", "V1", "V2", "V3", "V4"};

	return names[visibility];
}

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

/* All audio lines: an offer may have one for RTP and one for SRTP, and the callee takes its choice. */
static void add_sdp(struct endpoints *list, const struct sdp *sdp)
{
	for (unsigned i = 0; sdp && i < sdp->media_count; i++) {
		const struct sdp_media *media = &sdp->media[i];

		if (str_ieq(media->kind, STR("audio")) && media->has_address && media->port &&
		    !address_is_unspecified(&media->address))
			add_endpoint(list, &(struct endpoint){media->address, media->port});
	}
}

/* The caller's endpoints are in what it sends, the callee's in what it gets, whoever began the transaction. */
static void gather_endpoints(const struct attempt *a, struct endpoints *caller, struct endpoints *callee)
{
	for (const struct event *event = a->call->first; event; event = event->next) {
		if (!event->sdp)
			continue;
		if (attempt_is_caller(a, &event->flow->source))
			add_sdp(caller, event->sdp);
		else if (attempt_is_caller(a, &event->flow->destination))
			add_sdp(callee, event->sdp);
	}
}

/* Streams */

bool attempt_has_run(const struct attempt *a, const struct run *run)
{
	return run->first >= a->audio_from && run->first <= a->audio_until;
}

/* What was sent in the early phase, by whichever call. */
static bool in_early_phase(const struct attempt *a, const struct stream *stream)
{
	for (unsigned i = 0; i < stream->run_count; i++)
		if (stream->runs[i].last >= a->start && stream->runs[i].first <= a->end)
			return true;
	return false;
}

static bool has_format(const struct sdp_media *media, uint8_t payload_type)
{
	for (unsigned i = 0; i < media->formats; i++)
		if (media->format[i].payload_type == payload_type)
			return true;
	return false;
}

/* Video, text and the like go to their own ports, or share the audio's (RFC 9143) and differ in payload type. */
static bool is_other_media(const struct attempt *a, const struct stream *stream)
{
	uint8_t payload_type = stream->run_count ? stream->runs[0].payload_type : 0;
	bool other = false;

	for (unsigned i = 0; a->offer && i < a->offer->media_count; i++) {
		const struct sdp_media *media = &a->offer->media[i];

		if (!str_ieq(media->kind, STR("audio")))
			other = other || has_format(media, payload_type) ||
			        (media->port && media->port == stream->destination.port);
		else if (has_format(media, payload_type))
			return false;
	}
	return other;
}

/* Audio that the capture timed itself, of a call whose signalling an agent timed: which came first cannot be told. */
static bool is_of_other_clock(const struct attempt *a, const struct stream *stream)
{
	return a->skew && !(stream->layers >> LAYER_HEP & 1);
}

static bool has_stream(const struct attempt *a, const struct stream *stream)
{
	for (unsigned i = 0; i < stream->run_count; i++)
		if (attempt_has_run(a, &stream->runs[i]))
			return true;
	return false;
}

static void count_run(const struct attempt *a, struct audio *audio, const struct run *run)
{
	ns first = run->first < a->start && a->audio_from ? a->start : run->first;
	ns last = a->final && run->last > a->end ? a->end : run->last; /* a run may go on into the answered call */

	/* An answer that was not captured was before what followed it. */
	if ((a->final || a->orphan) && run->first >= a->end) {
		audio->late_packets += run->packets;
		if (run->first < audio->late_first) {
			audio->late_first = run->first;
			audio->late_first_frame = run->first_frame;
		}
		return;
	}
	audio->early_packets += run->packets;
	if (first < audio->early_first) {
		audio->early_first = first;
		audio->early_first_frame = run->first_frame;
	}
	if (audio->early_last == NEVER || last > audio->early_last) {
		audio->early_last = last;
		audio->early_last_frame = run->last_frame;
	}
}

static void add_stream(const struct attempt *a, struct audio *audio, const struct stream *stream)
{
	if (audio->stream_count >= MAX_STREAMS || !has_stream(a, stream) || is_of_other_clock(a, stream))
		return;
	audio->streams[audio->stream_count++] = stream;
	for (unsigned i = 0; i < stream->run_count; i++)
		if (attempt_has_run(a, &stream->runs[i]))
			count_run(a, audio, &stream->runs[i]);
}

static void begin_audio(struct audio *audio, const struct endpoints *endpoints, struct arena *arena)
{
	struct endpoint *copy = arena_alloc(arena, endpoints->count * sizeof(*copy));

	for (unsigned i = 0; i < endpoints->count; i++)
		copy[i] = endpoints->at[i];
	*audio = (struct audio){.endpoints = copy,
	                        .endpoint_count = endpoints->count,
	                        .early_first = NEVER,
	                        .early_last = NEVER,
	                        .late_first = NEVER};
	audio->streams = arena_alloc(arena, MAX_STREAMS * sizeof(*audio->streams));
}

/* Some media servers receive several calls on one port: a source that another call named is that call's. */
static bool is_of_neighbour(const struct media *media, const struct stream *stream, const struct endpoints *senders)
{
	return !has_endpoint(senders, &stream->source) && media_watchers(media, &stream->source) > 0;
}

/* A phone forgets the port that an earlier INVITE of it named, where it no more names it. */
#define FORGETS (SECOND / 2)

static bool named_before_last_try(const struct attempt *a, const struct endpoint *endpoint)
{
	bool named = false;

	for (const struct event *event = a->call->first; event; event = event->next) {
		if (!event->sdp || !attempt_is_caller(a, &event->flow->source) || !event_names(event, endpoint))
			continue;
		if (event == a->invite || event->time >= a->invite->time)
			return false;
		named = true;
	}
	return named;
}

/* Sent to what an earlier try offered, and begun in the last: it went to the wrong place. */
static bool is_to_old_offer(const struct attempt *a, const struct stream *stream)
{
	return a->invite && a->invite != a->first_invite && a->offer_event == a->invite && stream->run_count &&
	       stream->runs[0].first >= a->invite->time + FORGETS && named_before_last_try(a, &stream->destination);
}

static void gather_streams(const struct attempt *a, struct audio *audio, const struct endpoints *receivers,
                           const struct endpoints *senders, const struct media *media)
{
	for (unsigned i = 0; i < receivers->count; i++) {
		const struct stream *stream = media_streams(media, &receivers->at[i]);

		audio->overrun = audio->overrun || media_overrun(media, &receivers->at[i]);
		for (; stream; stream = stream->next)
			if (!is_of_neighbour(media, stream, senders) && !is_other_media(a, stream) &&
			    !is_to_old_offer(a, stream) && (stream->valid || stream->claimed))
				add_stream(a, audio, stream);
	}
}

/* One question to media about one call. */
struct question {
	struct attempt *attempt;
	const struct media *media;
	const struct endpoints *caller, *callee;
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

static bool at_host(const struct address *address, const struct endpoints *hosts, const struct endpoint *signalling)
{
	for (unsigned i = 0; i < hosts->count; i++)
		if (address_same(address, &hosts->at[i].address))
			return true;
	return address_same(address, &signalling->address);
}

/* Another call's endpoint may have got it by mistake: when it comes from one that no other call named, it is this call's. */
static bool is_anothers(const struct question *q, const struct stream *stream)
{
	return stream->claimed &&
	       !(has_endpoint(q->callee, &stream->source) && media_watchers(q->media, &stream->source) == 1);
}

/* Between the hosts of this call, the right way round, and to no endpoint that any other call named. */
static bool is_stray(const struct question *q, const struct stream *stream)
{
	const struct attempt *a = q->attempt;

	if (is_of_other_clock(a, stream) || is_anothers(q, stream) || is_own(q, stream) || is_other_media(a, stream) ||
	    !in_early_phase(a, stream))
		return false;
	return at_host(&stream->destination.address, q->caller, &a->caller) &&
	       at_host(&stream->source.address, q->callee, &a->callee) &&
	       !endpoint_same(&stream->destination, &a->caller) && !has_endpoint(q->callee, &stream->destination);
}

/* Asks pass about the streams to the hosts where the caller may be. */
static const struct stream *stream_to_caller(struct question *q, media_pass_fn *pass)
{
	const struct stream *found = media_stream_to(q->media, &q->attempt->caller.address, q->attempt->start, pass, q);

	for (unsigned i = 0; i < q->caller->count && !found; i++)
		found = media_stream_to(q->media, &q->caller->at[i].address, q->attempt->start, pass, q);
	return found;
}

static bool take_stray(void *arg, const struct stream *stream)
{
	struct question *q = arg;

	if (is_stray(q, stream))
		add_stream(q->attempt, &q->attempt->backward, stream);
	return false;
}

static bool has_ice(const struct attempt *a)
{
	const struct sdp_media *offer = sdp_audio(a->offer);

	return offer && offer->has_ice;
}

/* The caller's SIP comes from another network than the one its SDP names: a NAT stands between, and media goes to its outside. */
static bool is_behind_nat(const struct question *q)
{
	const struct address *outside = &q->attempt->caller.address;

	for (unsigned i = 0; i < q->caller->count; i++)
		if (!address_is_private(&q->caller->at[i].address) || address_same(&q->caller->at[i].address, outside))
			return false;
	return q->caller->count && address_realm(outside) != address_realm(&q->caller->at[0].address);
}

static bool take_outside(void *arg, const struct stream *stream)
{
	struct question *q = arg;

	if (address_same(&stream->destination.address, &q->attempt->caller.address) && is_stray(q, stream))
		add_stream(q->attempt, &q->attempt->backward, stream);
	return false;
}

/*
 * Behind a NAT the caller's real endpoint is where its own packets come from (RFC 4961): what the callee's side sends there
 * reaches the caller, whatever its SDP said. With ICE (RFC 8445) any pair of the two hosts may carry the audio.
 */
static void gather_learned(struct question *q)
{
	struct attempt *a = q->attempt;
	struct endpoints learned = {.count = 0};

	for (unsigned i = 0; i < a->forward.stream_count; i++)
		if (!has_endpoint(q->caller, &a->forward.streams[i]->source))
			add_endpoint(&learned, &a->forward.streams[i]->source);
	for (unsigned i = 0; i < learned.count; i++) {
		const struct stream *stream = media_streams(q->media, &learned.at[i]);

		for (; stream; stream = stream->next)
			if (stream->valid && at_host(&stream->source.address, q->callee, &a->callee))
				add_stream(a, &a->backward, stream);
	}
	/* So it may where the capture began too late for the caller's SDP. */
	if (has_ice(a) || q->caller->count == 0) {
		stream_to_caller(q, take_stray);
	} else if (is_behind_nat(q) && !a->backward.stream_count) {
		stream_to_caller(q, take_outside);
		a->outside = a->backward.stream_count > 0;
	}
}

/* Elsewhere and visibility */

/* So long without audio tells something. */
#define SHOWS_ABSENCE (2 * SECOND)
/* How exactly it is known when an interface went down and came up. */
#define DOWN_BLUR (SECOND / 2)

/* Fewer packets may be anything, as those that keep a path open. */
enum {
	FEW = 10
};

/* What was there before this call is of something else. */
static bool went_elsewhere(void *arg, const struct stream *stream)
{
	const struct question *q = arg;
	uint64_t packets = 0;

	for (unsigned i = 0; i < stream->run_count; i++)
		packets += stream->runs[i].packets;
	return packets >= FEW && stream->runs[0].first >= q->attempt->start && is_stray(arg, stream);
}

/* Where both sides are of one network: what the caller sends tells nothing of what it is sent. */
static bool is_wrong_way(const struct question *q, const struct stream *stream)
{
	const struct address *from = &stream->source.address, *to = &stream->destination.address;
	const struct attempt *a = q->attempt;

	return (at_host(from, q->caller, &a->caller) && !at_host(from, q->callee, &a->callee)) ||
	       (at_host(to, q->callee, &a->callee) && !at_host(to, q->caller, &a->caller));
}

/* From where this call's audio was to come, at its time, to an address that no call named: a NAT may have made it of the caller's. */
static bool may_be_own(const struct question *q, const struct stream *stream)
{
	return has_endpoint(q->callee, &stream->source) && !stream->claimed && in_early_phase(q->attempt, stream) &&
	       !at_host(&stream->destination.address, q->caller, &q->attempt->caller);
}

/* Audio in a relay shows nothing of what would pass here in the open. */
static bool is_of_another_call(void *arg, const struct stream *stream)
{
	return !is_own(arg, stream) && !may_be_own(arg, stream) && !(stream->layers >> LAYER_TURN & 1) &&
	       !is_wrong_way(arg, stream);
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

typedef bool has_host_fn(const struct media *media, const struct address *host);

static bool any_host(const struct question *q, const struct endpoints *endpoints, const struct endpoint *signalling,
                     has_host_fn *has)
{
	for (unsigned i = 0; i < endpoints->count; i++)
		if (has(q->media, &endpoints->at[i].address))
			return true;
	return has(q->media, &signalling->address);
}

/* The relay, who uses it and whom it talks to: any of them may be all that the SDP and the packets have in common. */
static bool is_relayed(const struct question *q)
{
	return any_host(q, q->caller, &q->attempt->caller, media_host_relayed) ||
	       any_host(q, q->callee, &q->attempt->callee, media_host_relayed);
}

static bool is_sealed(const struct question *q)
{
	return any_host(q, q->caller, &q->attempt->caller, media_host_sealed) &&
	       any_host(q, q->callee, &q->attempt->callee, media_host_sealed);
}

static enum visibility unseen(struct attempt *a, enum unseen why)
{
	a->unseen = why;
	return VISIBILITY_BYPASS;
}

/* The audio seen is another destination's than that of the promise: what that sends may pass elsewhere. */
static bool is_of_other_dialog(const struct attempt *a)
{
	const struct sdp_media *audio = a->promise ? sdp_audio(a->promised) : NULL;

	if (!audio || !audio->has_address || !a->final || a->final->code >= 300 ||
	    str_eq(a->promise->to_tag, a->final->to_tag))
		return false;
	for (unsigned i = 0; i < a->backward.stream_count; i++)
		if (address_same(&a->backward.streams[i]->source.address, &audio->address))
			return false;
	return true;
}

static ns overlap(ns from, ns until, ns low, ns high)
{
	if (from < low)
		from = low;
	if (until > high)
		until = high;
	return until > from ? until - from : 0;
}

/* Within that time, more than the blur of its ends and the longest time it paused. */
static bool runs_within(const struct stream *stream, ns from, ns until)
{
	for (unsigned i = 0; i < stream->run_count; i++) {
		const struct run *run = &stream->runs[i];

		if (overlap(run->first, run->last, from, until) > run->gap + DOWN_BLUR)
			return true;
	}
	return false;
}

static bool has_stream_within(const struct audio *audio, ns from, ns until)
{
	for (unsigned i = 0; i < audio->stream_count; i++)
		if (runs_within(audio->streams[i], from, until))
			return true;
	return false;
}

/* An interface was down, the rest of the early phase is too short to tell, and this call's audio was on no other one. */
static bool is_blind(const struct attempt *a, const struct question *q)
{
	ns since = a->opened ? a->opened->time : a->start;
	const struct loss *loss = losses_down_within(media_losses(q->media), since, a->end);

	return loss && a->end - since - overlap(loss->from, loss->until, since, a->end) < SHOWS_ABSENCE &&
	       !has_stream_within(&a->backward, loss->from, loss->until) &&
	       !has_stream_within(&a->forward, loss->from, loss->until);
}

static enum visibility visibility_of(struct attempt *a, struct question *q)
{
	if (!a->backward.early_packets && is_blind(a, q))
		return unseen(a, UNSEEN_DOWN);
	if (a->backward.stream_count)
		return is_of_other_dialog(a) && !a->backward.early_packets ? VISIBILITY_PLAUSIBLE : VISIBILITY_PROVEN;
	if (is_relayed(q))
		return unseen(a, UNSEEN_RELAYED);
	if (a->skew && media_rtp_seen(q->media))
		return unseen(a, UNSEEN_CLOCK);
	if (!media_rtp_seen(q->media))
		return is_sealed(q) ? unseen(a, UNSEEN_SEALED) : VISIBILITY_NONE;
	/* A neighbour in the network proves nothing for hosts that never show. */
	if (!any_host_seen(q->media, q->caller) && !any_host_seen(q->media, q->callee))
		return unseen(a, UNSEEN_ELSEWHERE);
	find_witness(a, q);
	if (!a->witness && !a->elsewhere && is_sealed(q))
		return unseen(a, UNSEEN_SEALED);
	if (!a->witness && !a->elsewhere && media_relayed_within(q->media, a->start, a->end))
		return unseen(a, UNSEEN_RELAYED);
	return a->witness || a->elsewhere ? VISIBILITY_LEARNED : VISIBILITY_PLAUSIBLE;
}

/* What begins after the end is of the port's next user, who may come within a second; the last packets trail a final. */
static ns last_own_packet(const struct attempt *a)
{
	if (a->call->bye)
		return a->call->bye->time;
	if (!a->final)
		return a->end;
	return a->final->code >= 300 ? a->end + SECOND / 2 : NEVER;
}

/* Refusal */

/* Less audio than this that was not refused is none. */
#define HARDLY_ANY (200 * MILLISECOND)

/* Before the caller gave up: then its phone closes the port while the audio is still on its way. */
static bool is_refused_early(const struct attempt *a, const struct refusal *refusal)
{
	ns until = a->cancel && a->cancel->time < a->end ? a->cancel->time : a->end;

	return refusal->last >= a->start && refusal->first < until - OVERTAKES;
}

static void note_refusal(const struct attempt *a, struct audio *audio, const struct media *media,
                         const struct endpoint *at)
{
	const struct refusal *refusal = audio->refusal ? NULL : media_refusal(media, at);

	if (!refusal || !is_refused_early(a, refusal))
		return;
	audio->refusal = refusal;
	audio->refusal_at = at;
}

static bool takes_none(const struct attempt *a, const struct audio *audio)
{
	const struct refusal *refusal = audio->refusal;
	ns spared = 0;

	for (unsigned i = 0; i < audio->stream_count; i++) {
		const struct stream *stream = audio->streams[i];
		bool refused = endpoint_same(&stream->destination, audio->refusal_at);

		for (unsigned n = 0; n < stream->run_count; n++) {
			const struct run *run = &stream->runs[n];

			if (!attempt_has_run(a, run) || run->first >= a->end)
				continue;
			spared += run->last - run->first;
			if (refused)
				spared -= overlap(run->first, run->last, refusal->first - REFUSES_BEFORE,
				                  refusal->last + REFUSES_AFTER);
		}
	}
	return spared <= HARDLY_ANY;
}

static void find_refusal(const struct attempt *a, struct audio *audio, const struct media *media)
{
	for (unsigned i = 0; i < audio->endpoint_count; i++)
		note_refusal(a, audio, media, &audio->endpoints[i]);
	for (unsigned i = 0; i < audio->stream_count; i++)
		note_refusal(a, audio, media, &audio->streams[i]->destination);
	audio->refused = audio->refusal && takes_none(a, audio);
}

/* By HEP alone: what the agent's clock may differ makes audio seem to come before the INVITE. */
static bool is_reported(const struct attempt *a)
{
	return a->first_invite && !a->first_invite->seen;
}

void attempt_listen(struct attempt *a, const struct media *media, struct arena *arena)
{
	struct endpoints caller = {.count = 0}, callee = {.count = 0};
	struct question q = {.attempt = a, .media = media, .caller = &caller, .callee = &callee};

	a->audio_from = a->mid_call ? 0 : a->start - (is_reported(a) ? HEP_CLOCKS_DIFFER : 0);
	a->audio_until = last_own_packet(a);
	gather_endpoints(a, &caller, &callee);
	begin_audio(&a->backward, &caller, arena);
	begin_audio(&a->forward, &callee, arena);
	gather_streams(a, &a->forward, &callee, &caller, media);
	gather_streams(a, &a->backward, &caller, &callee, media);
	gather_learned(&q);
	find_refusal(a, &a->backward, media);
	find_refusal(a, &a->forward, media);
	if (!attempt_had_early_audio(a))
		a->elsewhere = stream_to_caller(&q, went_elsewhere);
	a->visibility = visibility_of(a, &q);
	/* Audio shows that the call went on. */
	if (a->given_up && a->backward.early_packets && a->backward.early_last > a->end)
		a->end = a->backward.early_last;
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
	struct str name = STR_NONE;

	if (backward)
		name = codec_in(a->offer, payload_type);
	for (unsigned i = 0; !backward && !name.n && i < a->dialog_count; i++)
		if (a->dialogs[i].sdp_event)
			name = codec_in(a->dialogs[i].sdp_event->sdp, payload_type);
	if (!backward && !name.n && a->final)
		name = codec_in(a->final->sdp, payload_type);
	return name.n ? name : sdp_static_format(payload_type).name;
}
