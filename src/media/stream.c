/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/stream.h"

enum {
	/* RFC 3550 A.1 */
	MAX_DROPOUT = 3000,
	MAX_MISORDER = 100,
	SEQUENCES = 65536,
	USUAL_RATE = 8000,
	/* Kept back, so that after many pauses a final response still parts before from after. */
	RUNS_FOR_CUTS = 2,
};

/* Where a packet stands against the highest sequence number so far. */
enum standing {
	STANDING_NEXT,   /* ahead of it, perhaps with a loss between */
	STANDING_REPEAT, /* the same again: a mirrored port, as a rule */
	STANDING_LATE,   /* overtaken by others */
	STANDING_JUMPED, /* the sender counts from elsewhere now */
};

static enum standing standing_of(uint16_t ahead)
{
	if (ahead == 0)
		return STANDING_REPEAT;
	if (ahead < MAX_DROPOUT)
		return STANDING_NEXT;
	return ahead <= SEQUENCES - MAX_MISORDER ? STANDING_JUMPED : STANDING_LATE;
}

/*
 * The clock of the static payload types (RFC 3551 6). A dynamic type is taken for 8000 Hz, as
 * telephony mostly is: the jitter of Opus or AMR-WB comes out wrong, since the SDP is not known here.
 */
static uint32_t clock_rate(uint8_t payload_type)
{
	switch (payload_type) {
	case 6:
		return 16000;
	case 10:
	case 11:
		return 44100;
	case 16:
		return 11025;
	case 17:
		return 22050;
	case 14:
	case 25:
	case 26:
	case 28:
	case 31:
	case 32:
	case 33:
	case 34:
		return 90000;
	default:
		return USUAL_RATE;
	}
}

/* RFC 3550 A.8: arrival in units of the sender's clock, less its timestamp. */
static uint32_t transit_of(const struct rtp *rtp, ns time, uint32_t rate)
{
	uint64_t since = (uint64_t)time;

	/* The usual rate costs one division by a constant. */
	if (rate == USUAL_RATE)
		return (uint32_t)(since / (SECOND / USUAL_RATE)) - rtp->timestamp;
	return (uint32_t)(since / SECOND * rate + since % SECOND * rate / SECOND) - rtp->timestamp;
}

/* RFC 3550 A.8, but for a step of more than a second: the timestamps begin anew, the network did not do that. */
void stream_jitter(struct stream *stream, struct run *run, const struct rtp *rtp, ns time)
{
	uint32_t rate = clock_rate(rtp->payload_type);
	uint32_t transit = transit_of(rtp, time, rate);
	uint32_t step = transit - stream->transit;

	stream->transit = transit;
	if (step > UINT32_MAX / 2)
		step = 0 - step;
	if (step > rate)
		return;
	stream->jitter_scaled += step - ((stream->jitter_scaled + 8) >> 4);
	run->jitter = stream->jitter_scaled >> 4;
}

/* A number overtaken by others, with the wraps counted. */
static uint32_t extended(const struct stream *stream, uint16_t sequence)
{
	return stream->wraps + sequence - (sequence > stream->sequence_last ? SEQUENCES : 0);
}

/* Follows the sender to this number and gives it with the wraps counted. */
static uint32_t extend_sequence(struct stream *stream, uint16_t sequence, enum standing standing)
{
	if (standing == STANDING_LATE)
		return extended(stream, sequence);
	if (sequence < stream->sequence_last)
		stream->wraps += SEQUENCES;
	stream->sequence_last = sequence;
	return stream->wraps + sequence;
}

static bool is_before(uint32_t sequence, uint32_t other)
{
	return sequence - other > UINT32_MAX / 2;
}

/* The numbers that have not come, and so still may: kept apart from the shortest way, which leaves no number out. */

static void mark(struct stream *stream, uint16_t sequence, bool missed)
{
	uint64_t bit = (uint64_t)1 << (sequence % 64);
	uint64_t *word = &stream->missed[sequence / 64 % 2];

	*word = missed ? *word | bit : *word & ~bit;
}

static bool is_missed(const struct stream *stream, uint16_t sequence)
{
	return stream->missed[sequence / 64 % 2] >> (sequence % 64) & 1;
}

/* All numbers up to this one came, but for those already marked. */
static void know_up_to(struct stream *stream, uint16_t sequence)
{
	uint16_t news = (uint16_t)(sequence - stream->missed_up_to);

	stream->missed_up_to = sequence;
	if (news >= STREAM_WINDOW) {
		stream->missed[0] = stream->missed[1] = 0;
		return;
	}
	for (; news > 0; news--)
		mark(stream, (uint16_t)(sequence - news + 1), false);
}

/* The next one came, and those before it back to the last did not. */
static void skip_to(struct stream *stream, uint16_t sequence)
{
	uint16_t gap = (uint16_t)(sequence - stream->missed_up_to - 1);

	for (uint16_t i = gap < STREAM_WINDOW ? gap : STREAM_WINDOW - 1; i > 0; i--)
		mark(stream, (uint16_t)(sequence - i), true);
	mark(stream, sequence, false);
	stream->missed_up_to = sequence;
}

/* A packet from before the first one: those between may still come. */
static void reach_back(struct stream *stream, uint32_t sequence)
{
	for (uint32_t i = sequence + 1; i != stream->missed_from; i++)
		mark(stream, (uint16_t)i, true);
	stream->missed_from = sequence;
}

/* Nothing is known of what was before this one, the latest. */
static void forget_missed(struct stream *stream)
{
	stream->missed[0] = stream->missed[1] = 0;
	stream->missed_up_to = stream->sequence_last;
	stream->missed_from = stream->wraps + stream->sequence_last;
}

static bool came_before(const struct stream *stream, uint16_t sequence)
{
	return !is_missed(stream, sequence) && !is_before(extended(stream, sequence), stream->missed_from);
}

static void note_late(struct stream *stream, uint16_t sequence)
{
	mark(stream, sequence, false);
	if (is_before(extended(stream, sequence), stream->missed_from))
		reach_back(stream, extended(stream, sequence));
}

void stream_start(struct stream *stream, const struct flow *flow, const struct rtp *rtp)
{
	*stream = (struct stream){
		.source = flow->source,
		.destination = flow->destination,
		.ssrc = rtp->ssrc,
		.in_sequence = 1,
		.sequence_last = rtp->sequence,
		.missed_up_to = rtp->sequence,
	};
}

/*
 * A packet that comes late is one of the run before: the new run expects none for it. Its time
 * is not before the end of the run before, whatever the clock of the capture says.
 */
static void begin_run(struct stream *stream, const struct rtp *rtp, ns time, uint64_t frame, uint32_t sequence)
{
	struct run *run = &stream->runs[stream->run_count];
	const struct run *before = stream->run_count ? run - 1 : NULL;
	bool late = before && is_before(sequence, before->sequence_highest);

	if (before && time < before->last)
		time = before->last;
	*run = (struct run){
		.first = time,
		.last = time,
		.first_frame = frame,
		.last_frame = frame,
		.packets = 1,
		.sequence_first = late ? before->sequence_highest + 1 : sequence,
		.sequence_highest = late ? before->sequence_highest : sequence,
		.payload_type = rtp->payload_type,
	};
	stream->run_count++;
	stream->jitter_scaled = 0;
	stream->transit = transit_of(rtp, time, clock_rate(rtp->payload_type));
}

/* The run began with a packet that had overtaken this one. */
static void widen_front(const struct stream *stream, struct run *run, uint32_t sequence)
{
	if (stream->run_count == 1 || is_before(run[-1].sequence_highest, sequence))
		run->sequence_first = sequence;
}

static void continue_run(struct stream *stream, const struct rtp *rtp, ns time, uint64_t frame, uint32_t sequence)
{
	struct run *run = &stream->runs[stream->run_count - 1];

	run->packets++;
	if (time >= run->last) {
		run->last = time;
		run->last_frame = frame;
	}
	if (is_before(run->sequence_highest, sequence))
		run->sequence_highest = sequence;
	else if (is_before(sequence, run->sequence_first))
		widen_front(stream, run, sequence);
	stream_jitter(stream, run, rtp, time);
}

/* How long after the first copy of a late packet this one comes, by the pace of the run. */
static ns repeated_after(const struct stream *stream, const struct run *run, uint16_t sequence, ns time)
{
	uint16_t behind = (uint16_t)(stream->sequence_last - sequence);
	uint32_t expected = run->sequence_highest - run->sequence_first;

	if (time < run->last)
		return 0;
	return time - run->last + (expected ? (run->last - run->first) / expected * behind : 0);
}

/* Not one packet more: what a capture shows twice must not hide a loss (RFC 3550 A.3 lets it). */
static void note_repeat(struct stream *stream, struct run *run, uint16_t sequence, ns time, uint64_t frame)
{
	if (repeated_after(stream, run, sequence, time) <= STREAM_DUPLICATE) {
		run->duplicates++;
		return;
	}
	if (stream->cut || time < run->last)
		return;
	run->last = time;
	run->last_frame = frame;
}

static bool has_room(const struct stream *stream)
{
	return stream->run_count < (unsigned)(stream->cut ? STREAM_MAX_RUNS : STREAM_MAX_RUNS - RUNS_FOR_CUTS);
}

static void begin_or_swallow(struct stream *stream, const struct rtp *rtp, ns time, uint64_t frame,
                             enum standing standing)
{
	uint32_t sequence = extend_sequence(stream, rtp->sequence, standing);

	/* Before a jump there was no RTP, as long as nothing proved that there was. */
	if (standing == STANDING_JUMPED && !stream->valid)
		stream->run_count = 0;
	if (has_room(stream)) {
		begin_run(stream, rtp, time, frame, sequence);
	} else {
		struct run *run = &stream->runs[stream->run_count - 1];

		if (standing == STANDING_JUMPED)
			run->sequence_first += sequence - run->sequence_highest - 1; /* nothing between is lost */
		continue_run(stream, rtp, time, frame, sequence);
	}
	stream->cut = false;
}

static bool continues(const struct run *run, ns time)
{
	return time >= run->last && (uint64_t)time - (uint64_t)run->last <= STREAM_PAUSE;
}

/* RFC 3550 A.1, except that a jump needs no second packet to be believed: a run too many does no harm. */
__attribute__((noinline)) static void add_any(struct stream *stream, const struct rtp *rtp, ns time, uint64_t frame)
{
	struct run *run = stream->run_count ? &stream->runs[stream->run_count - 1] : NULL;
	uint16_t ahead = (uint16_t)(rtp->sequence - stream->sequence_last);
	enum standing standing = standing_of(ahead);
	bool resumed = !run || (time > run->last && !continues(run, time));

	know_up_to(stream, stream->sequence_last);
	if (standing == STANDING_LATE && !resumed && came_before(stream, rtp->sequence))
		standing = STANDING_REPEAT;
	if (standing == STANDING_REPEAT && !resumed) {
		note_repeat(stream, run, rtp->sequence, time, frame);
		return;
	}
	stream->in_sequence = ahead > 1 ? 1 : stream->in_sequence + ahead;
	/* Nothing is overtaken for more than a second: the sender began anew a little lower. */
	if (standing == STANDING_LATE && resumed)
		standing = STANDING_JUMPED;
	if (resumed || stream->cut || standing == STANDING_JUMPED)
		begin_or_swallow(stream, rtp, time, frame, standing);
	else
		continue_run(stream, rtp, time, frame, extend_sequence(stream, rtp->sequence, standing));
	if (standing == STANDING_LATE)
		note_late(stream, rtp->sequence);
	else if (resumed || standing == STANDING_JUMPED)
		forget_missed(stream);
	else
		skip_to(stream, rtp->sequence);
}

void stream_add(struct stream *stream, const struct rtp *rtp, ns time, uint64_t frame)
{
	struct run *run = stream->run_count ? &stream->runs[stream->run_count - 1] : NULL;

	if (run && stream_follow(stream, run, rtp, time, frame))
		stream->in_sequence++;
	else
		add_any(stream, rtp, time, frame);
}

ns stream_last(const struct stream *stream)
{
	return stream->runs[stream->run_count - 1].last;
}

uint32_t run_lost(const struct run *run)
{
	uint32_t expected = run->sequence_highest - run->sequence_first + 1;

	return expected > run->packets ? expected - run->packets : 0;
}
