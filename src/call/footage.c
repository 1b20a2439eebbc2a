/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/footage.h"

#include "base/memory.h"
#include "call/ties.h"
#include "net/exported.h"

#include <stdlib.h>

enum {
	PIECES = 1024, /* the latest, found by the number of their frame */
};

/* Frames that belong together by where they came from. */
struct strand {
	uint64_t name;  /* hash; 0: none. Two of one place: the later one stays */
	uint64_t since; /* the frame that brought the end of the last message */
	struct trail trail;
};

struct piece {
	uint64_t frame, at;
};

struct footage {
	struct hash_key key;
	struct history *signalling, *audio;
	struct strand strands[FOOTAGE_STRANDS]; /* of signalling: streams, datagrams */
	struct strand sides[FOOTAGE_STRANDS];   /* of audio: endpoints */
	struct piece pieces[PIECES];
	struct buf made;
	uint32_t given; /* attempts that got theirs, told apart */
	/* Of the frame at hand: */
	const struct frame *frame;        /* NULL: there is none */
	uint64_t signalling_at, audio_at; /* where it is kept; 0: nowhere yet */
	const struct flow *flow;
	uint32_t datagram;
};

struct footage *footage_new(const struct hash_key *key, struct budget budget)
{
	struct footage *footage = memory_new(sizeof(*footage));

	footage->key = *key;
	footage->signalling = history_new(budget_of(budget, FOOTAGE_MAX_SIGNALLING));
	footage->audio = history_new(budget_of(budget, FOOTAGE_MAX_AUDIO));
	return footage;
}

void footage_free(struct footage *footage)
{
	if (!footage)
		return;
	history_free(footage->signalling);
	history_free(footage->audio);
	buf_done(&footage->made);
	memory_free(footage);
}

void footage_begin(struct footage *footage, const struct frame *frame, const struct flow *flow, uint32_t datagram)
{
	footage->frame = frame;
	footage->flow = flow;
	footage->datagram = datagram;
	footage->signalling_at = footage->audio_at = 0;
}

void footage_end(struct footage *footage)
{
	footage->frame = NULL;
}

/* Signalling */

static uint64_t keep(struct footage *footage)
{
	if (!footage->signalling_at)
		footage->signalling_at = history_keep(footage->signalling, footage->frame);
	return footage->signalling_at;
}

static uint64_t name_of_stream(const struct footage *footage, const struct flow *flow)
{
	uint64_t source = endpoint_hash(&footage->key, &flow->source);

	return hash_words(&footage->key, source, endpoint_hash(&footage->key, &flow->destination), 1) | 1;
}

static uint64_t name_of_datagram(const struct footage *footage)
{
	uint64_t source = address_hash(&footage->key, &footage->flow->source.address);
	uint64_t destination = address_hash(&footage->key, &footage->flow->destination.address);

	return hash_words(&footage->key, source, destination, (uint64_t)footage->datagram << 1) | 1;
}

static struct strand *strand_at(struct strand *strands, uint64_t name)
{
	return &strands[(name >> 1) % FOOTAGE_STRANDS];
}

static struct strand *strand_of(struct strand *strands, uint64_t name)
{
	struct strand *strand = strand_at(strands, name);

	if (strand->name != name)
		*strand = (struct strand){.name = name};
	return strand;
}

static void hold(struct footage *footage, uint64_t name)
{
	uint64_t at = keep(footage);

	footage->pieces[frame_number(footage->frame->number) % PIECES] = (struct piece){footage->frame->number, at};
	history_add(footage->signalling, &strand_of(footage->strands, name)->trail, at);
}

void footage_segment(struct footage *footage)
{
	hold(footage, name_of_stream(footage, footage->flow));
}

void footage_fragment(struct footage *footage)
{
	hold(footage, name_of_datagram(footage));
}

/* Those behind the last message, and, when this one began within the same frame as that ended, it too. */
static void add_strand(struct footage *footage, struct call *call, uint64_t name, uint64_t first)
{
	struct strand *strand = strand_of(footage->strands, name);
	uint64_t at = strand->trail.last;
	struct knot knot;

	while (history_find(footage->signalling, at, &knot) &&
	       (knot.frame.number > strand->since || knot.frame.number == first)) {
		history_add(footage->signalling, &call->trail, knot.at);
		at = knot.previous;
	}
	if (footage->frame)
		strand->since = footage->frame->number;
}

static void add_piece(struct footage *footage, struct call *call, uint64_t frame)
{
	const struct piece *piece = &footage->pieces[frame_number(frame) % PIECES];

	if (piece->frame == frame)
		history_add(footage->signalling, &call->trail, piece->at);
}

static void add_current(struct footage *footage, struct call *call)
{
	if (footage->frame)
		history_add(footage->signalling, &call->trail, keep(footage));
}

/* What came out of TLS or WebSocket cannot be read without all before it: it is kept as it was understood. */
static bool is_unwrapped(const struct framed *framed)
{
	return framed->flow.transport == TRANSPORT_TLS || framed->flow.transport == TRANSPORT_WS ||
	       framed->flow.transport == TRANSPORT_WSS;
}

static void add_exported(struct footage *footage, struct call *call, const struct framed *framed)
{
	struct frame frame = {.number = framed->frame, .time = framed->time, .linktype = LINKTYPE_EXPORTED};

	buf_clear(&footage->made);
	exported_message(&footage->made, &framed->flow, framed->text);
	frame.bytes = (const uint8_t *)footage->made.p;
	frame.captured = (uint32_t)footage->made.n;
	frame.length = frame.captured + (uint32_t)(framed->length - framed->text.n);
	history_add(footage->signalling, &call->trail, history_keep(footage->signalling, &frame));
}

static bool is_current(const struct footage *footage, const struct payload *payload)
{
	return footage->frame && payload->frame == footage->frame->number;
}

/* Bytes of a stream may come free with a frame of another one, or with none. */
static void add_segments(struct footage *footage, struct call *call, const struct framed *framed)
{
	add_strand(footage, call, name_of_stream(footage, &framed->flow), framed->first_frame);
	if (footage->frame && flow_same(footage->flow, &framed->flow))
		add_current(footage, call);
}

void footage_message(struct footage *footage, struct call *call, const struct framed *framed,
                     const struct payload *payload)
{
	enum transport transport = framed->flow.transport;

	if (is_unwrapped(framed)) {
		add_exported(footage, call, framed);
	} else if (payload->layers >> LAYER_HEP & 1) {
		add_current(footage, call);
	} else if (transport == TRANSPORT_TCP || transport == TRANSPORT_SCTP) {
		add_segments(footage, call, framed);
	} else if (!is_current(footage, payload)) {
		add_piece(footage, call, framed->frame);
	} else {
		if (payload->fragmented)
			add_strand(footage, call, name_of_datagram(footage), 0);
		add_current(footage, call);
	}
}

void footage_error(struct footage *footage, struct call *call)
{
	add_current(footage, call);
}

/* Audio */

static uint64_t keep_audio(struct footage *footage)
{
	if (!footage->audio_at)
		footage->audio_at = history_keep(footage->audio, footage->frame);
	return footage->audio_at;
}

void footage_audio(struct footage *footage, struct trail *stream)
{
	if (footage->frame)
		history_add(footage->audio, stream, keep_audio(footage));
}

/* RTCP is at the port behind that of RTP, as a rule (RFC 3550 11). */
static uint64_t name_of_side(const struct footage *footage, const struct endpoint *endpoint)
{
	const struct endpoint even = {endpoint->address, endpoint->port & 0xfffe};

	return endpoint_hash(&footage->key, &even) | 1;
}

void footage_beside(struct footage *footage, const struct flow *flow)
{
	const struct endpoint *ends[] = {&flow->source, &flow->destination};

	for (unsigned i = 0; footage->frame && i < 2; i++) {
		struct strand *side = strand_of(footage->sides, name_of_side(footage, ends[i]));

		history_add(footage->audio, &side->trail, keep_audio(footage));
	}
}

/* What an attempt gets */

/* False: there is no room for more, and none is looked for. */
static bool reel_add(struct reel *reel, const struct knot *knot)
{
	if (reel->count == FOOTAGE_MAX_FRAMES || reel->bytes + knot->frame.captured > FOOTAGE_MAX_BYTES) {
		reel->full = true;
		return false;
	}
	if (reel->count == reel->room) {
		reel->room = reel->room ? 2 * reel->room : 64;
		reel->knots = memory_grow(reel->knots, reel->room * sizeof(*reel->knots));
	}
	reel->knots[reel->count++] = *knot;
	reel->bytes += knot->frame.captured;
	return true;
}

/* False: enough others got it. */
static bool give(struct footage *footage, struct history *history, const struct knot *knot, struct reel *out)
{
	bool given = history_take(history, knot, footage->given, FOOTAGE_MAX_ATTEMPTS);

	out->shared |= !given;
	return given;
}

/* Every frame of its trail that is still there; of another's, as many as nobody else got too often. */
static void add_call(struct footage *footage, const struct call *call, bool own, struct reel *out)
{
	uint64_t at = call->trail.last, left = call->trail.frames;
	struct knot knot;

	for (; left && history_find(footage->signalling, at, &knot); left--, at = knot.previous) {
		bool given = give(footage, footage->signalling, &knot, out);

		if (given ? !reel_add(out, &knot) : !own)
			return;
	}
	out->gone += left;
}

/* Up to most of them, none earlier than from: they are of calls before on the same ports. A few are for everybody. */
static void add_trail(struct footage *footage, const struct trail *trail, ns from, uint64_t most, struct reel *out)
{
	uint64_t at = trail->last, left = trail->frames;
	bool few = most <= FOOTAGE_WITNESS;
	struct knot knot;

	for (; most && left && history_find(footage->audio, at, &knot); most--, left--, at = knot.previous)
		if (knot.frame.time < from || !(few || give(footage, footage->audio, &knot, out)) ||
		    !reel_add(out, &knot))
			return;
	out->audio_gone |= most && left && history_since(footage->audio) > from;
}

static void add_side(struct footage *footage, const struct endpoint *endpoint, ns from, struct reel *out)
{
	uint64_t name = name_of_side(footage, endpoint);
	const struct strand *side = &footage->sides[(name >> 1) % FOOTAGE_STRANDS];

	if (side->name == name)
		add_trail(footage, &side->trail, from, UINT64_MAX, out);
}

static bool is_watched(const struct call *call, const struct endpoint *endpoint)
{
	for (unsigned i = 0; i < call->watch_count; i++)
		if (endpoint_same(&call->watches[i], endpoint))
			return true;
	return false;
}

/* What goes where no SDP wanted it. */
static void add_strays(struct footage *footage, const struct attempt *attempt, const struct audio *audio,
                       struct reel *out)
{
	for (unsigned i = 0; i < audio->stream_count; i++)
		if (!is_watched(attempt->call, &audio->streams[i]->destination))
			add_trail(footage, &audio->streams[i]->trail, attempt->audio_from, UINT64_MAX, out);
}

static void add_audio(struct footage *footage, const struct attempt *attempt, const struct media *media,
                      struct reel *out)
{
	ns from = attempt->audio_from;
	const struct call *call = attempt->call;

	for (unsigned i = 0; i < call->watch_count; i++) {
		const struct stream *stream = media_streams(media, &call->watches[i]);

		for (; stream; stream = stream->next)
			add_trail(footage, &stream->trail, from, UINT64_MAX, out);
		add_side(footage, &call->watches[i], from, out);
	}
	add_strays(footage, attempt, &attempt->backward, out);
	add_strays(footage, attempt, &attempt->forward, out);
	if (attempt->elsewhere)
		add_trail(footage, &attempt->elsewhere->trail, from, UINT64_MAX, out);
}

/* NULL: a hop of the same Call-ID, or a leg that leads here. */
static const struct attempt *onward(const struct attempt *attempt, unsigned leg)
{
	const struct leg *of = &attempt->legs[leg];

	return of->onward && of->attempt->call != attempt->call ? of->attempt : NULL;
}

/* All of the signalling before any audio: the rest may have no room. */
static void add_legs(struct footage *footage, const struct attempt *attempt, struct reel *out)
{
	const struct call *back = ties_back(attempt->call).call;

	for (unsigned i = 0; i < attempt->leg_count; i++)
		if (onward(attempt, i))
			add_call(footage, onward(attempt, i)->call, false, out);
	if (back)
		add_call(footage, back, false, out);
}

static int by_frame(const void *a, const void *b)
{
	const struct knot *x = a, *y = b;

	if (x->frame.number != y->frame.number)
		return x->frame.number < y->frame.number ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

/* One frame may be on several trails. */
static void sort(struct reel *reel)
{
	unsigned kept = 0;

	qsort(reel->knots, reel->count, sizeof(*reel->knots), by_frame);
	for (unsigned i = 0; i < reel->count; i++)
		if (kept == 0 || reel->knots[i].frame.bytes != reel->knots[kept - 1].frame.bytes)
			reel->knots[kept++] = reel->knots[i];
	reel->count = kept;
}

void footage_of(struct footage *footage, const struct attempt *attempt, const struct media *media, struct reel *out)
{
	footage->given = footage->given % HISTORY_TAKERS + 1;
	add_call(footage, attempt->call, true, out);
	add_legs(footage, attempt, out);
	add_audio(footage, attempt, media, out);
	for (unsigned i = 0; i < attempt->leg_count; i++)
		if (onward(attempt, i))
			add_audio(footage, onward(attempt, i), media, out);
	if (attempt->witness)
		add_trail(footage, &attempt->witness->trail, INT64_MIN, FOOTAGE_WITNESS, out);
	if (out->count)
		sort(out);
}

void reel_done(struct reel *reel)
{
	memory_free(reel->knots);
	*reel = (struct reel){0};
}

static ns reach_of(const struct history *history, ns now)
{
	ns since = history_since(history);

	if (since == INT64_MIN)
		return NEVER;
	return now > since ? now - since : 0;
}

struct reach footage_reach(const struct footage *footage, ns now)
{
	return (struct reach){reach_of(footage->signalling, now), reach_of(footage->audio, now)};
}
