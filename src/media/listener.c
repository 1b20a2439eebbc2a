/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/listener.h"

#include "base/memory.h"

enum {
	SAMPLE_RATE = 8000,
	USUAL_PACKET = 160, /* samples of 20 ms, for what does not say how long it stands */
	/* A step of the timestamps beyond this is a new beginning, no loss: as long as a pause that ends a run. */
	MAX_STEP = SAMPLE_RATE,
	/* Less than this is no pause. */
	SHORTEST_PAUSE = 480,
	/* The tags of SRTP (RFC 3711 5.2) behind a payload that is a multiple of 10 ms of G.711. */
	G711_UNIT = 80,
	TAG_SHORT = 4,
	TAG_LONG = 10,
};

#define LONGEST_PAUSE ((ns)EAR_MAX_MISSED * (SECOND / SAMPLE_RATE))

struct listener {
	struct formats *formats; /* NULL: unknown */
	struct ear *ear;
	struct recording *recording; /* NULL: nobody wants to hear it */
	struct decoder *decoder;     /* of the payload type that came last */
	enum codec codec;
	uint8_t payload_type;
	uint32_t expected; /* timestamp of what comes next, when it is known */
	bool expects, was_decoded;
	uint16_t sequence;
	ns last; /* the end of what came last, by its arrival */
	struct decoded decoded;
};

struct listener *listener_new(const struct formats *formats, struct spectrum *spectrum, const struct plan *plan,
                              struct recording *recording)
{
	struct listener *listener = memory_new(sizeof(*listener));

	if (formats)
		listener->formats = formats_copy(formats);
	listener->ear = ear_new(spectrum, plan);
	listener->recording = recording;
	return listener;
}

void listener_free(struct listener *listener)
{
	if (!listener)
		return;
	decoder_free(listener->decoder);
	ear_free(listener->ear);
	memory_free(listener->formats);
	memory_free(listener);
}

static void set_decoder(struct listener *listener, uint8_t payload_type)
{
	if (listener->decoder && listener->payload_type == payload_type)
		return;
	decoder_free(listener->decoder);
	listener->payload_type = payload_type;
	listener->codec = formats_codec(listener->formats, payload_type);
	listener->decoder = decoder_new(listener->codec);
}

static bool is_sealed(const struct listener *listener, const struct rtp *rtp)
{
	const struct formats *formats = listener->formats;
	size_t rest = rtp->payload_size % G711_UNIT;

	if (!formats)
		return false;
	if (formats->sealed)
		return rtp->payload_size > 0;
	return formats->maybe_sealed && (listener->codec == CODEC_PCMU || listener->codec == CODEC_PCMA) &&
	       (rest == TAG_SHORT || rest == TAG_LONG);
}

/* What the packet carries, into decoded. */
static void decode(struct listener *listener, const struct rtp *rtp, bool cut)
{
	struct decoded *out = &listener->decoded;

	if (cut || is_sealed(listener, rtp)) {
		out->content = CONTENT_UNKNOWN;
		out->samples_valid = false;
		out->count = 0;
		return;
	}
	decoder_take(listener->decoder, rtp->payload, rtp->payload_size, out);
}

static uint32_t in_samples(uint32_t ticks, uint32_t clock)
{
	return (uint32_t)((uint64_t)ticks * SAMPLE_RATE / clock);
}

static uint32_t in_ticks(uint32_t samples, uint32_t clock)
{
	return (uint32_t)((uint64_t)samples * clock / SAMPLE_RATE);
}

/* Lost; or not sent, where no sequence number is missing: an encoder without discontinued transmission knows no pause. */
static void pass_over(struct listener *listener, uint32_t samples, const struct rtp *rtp, uint64_t frame)
{
	bool is_sent_whole = rtp->sequence == (uint16_t)(listener->sequence + 1);

	if (is_sent_whole && listener->was_decoded && samples >= SHORTEST_PAUSE && samples <= EAR_MAX_MISSED)
		ear_note(listener->ear, CONTENT_SILENCE, samples, listener->last, frame);
	else
		ear_miss(listener->ear, samples);
}

/* Played already, or passed over: a repetition, or one that others overtook. A decoder that remembers must not see it. */
static bool is_late(const struct listener *listener, const struct rtp *rtp, uint32_t clock)
{
	uint32_t behind = listener->expected - rtp->timestamp;

	return listener->expects && listener->codec != CODEC_KEYS && rtp->payload_size && behind &&
	       behind <= in_ticks(MAX_STEP, clock);
}

/* What is missing before this packet. */
static void fill_gap(struct listener *listener, const struct rtp *rtp, uint32_t clock, ns time, uint64_t frame)
{
	uint32_t step = rtp->timestamp - listener->expected;
	ns pause = time - listener->last;

	if (!listener->expects || step == 0)
		return;
	if (step <= in_ticks(MAX_STEP, clock)) {
		pass_over(listener, in_samples(step, clock), rtp, frame);
		return;
	}
	/* The timestamps begin anew, or nothing was sent for long: the time line goes by arrival. */
	if (pause > 0)
		pass_over(listener,
		          (uint32_t)((pause < LONGEST_PAUSE ? pause : LONGEST_PAUSE) / (SECOND / SAMPLE_RATE)), rtp,
		          frame);
}

void listener_take(struct listener *listener, const struct rtp *rtp, bool cut, ns time, uint64_t frame)
{
	uint32_t clock = formats_clock(listener->formats, rtp->payload_type);
	const struct decoded *decoded = &listener->decoded;

	set_decoder(listener, rtp->payload_type);
	if (is_late(listener, rtp, clock))
		return;
	decode(listener, rtp, cut);
	/* Neither the timestamps of telephone events (RFC 4733 2.5.1.2) nor those of keep-alives go on with the audio's. */
	if (listener->codec == CODEC_KEYS || decoded->content == CONTENT_KEEPALIVE) {
		ear_note(listener->ear, decoded->content, 0, time, frame);
		return;
	}
	fill_gap(listener, rtp, clock, time, frame);
	if (decoded->samples_valid)
		ear_take(listener->ear, decoded->samples, decoded->count, time, frame);
	else
		ear_note(listener->ear, decoded->content, decoded->count ? decoded->count : USUAL_PACKET, time, frame);
	if (listener->recording && decoded->samples_valid)
		recording_add(listener->recording, decoded->samples, decoded->count, time);
	/* Behind comfort noise nothing is missing: its sender is silent on purpose (RFC 3389 4). */
	listener->expects = decoded->count && decoded->content != CONTENT_NOISE;
	listener->expected = rtp->timestamp + in_ticks(decoded->count, clock);
	listener->sequence = rtp->sequence;
	listener->was_decoded = decoded->samples_valid;
	listener->last = time + decoded->count * (SECOND / SAMPLE_RATE);
}

void listener_end(struct listener *listener, ns time)
{
	ear_end(listener->ear, time);
}

unsigned listener_passages(const struct listener *listener, struct passage out[EAR_MAX_PASSAGES])
{
	return ear_passages(listener->ear, out);
}
