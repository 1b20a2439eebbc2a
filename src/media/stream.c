/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/stream.h"

#include "base/memory.h"

enum {
	/* RFC 3550 A.1 */
	MAX_DROPOUT = 3000,
	MAX_MISORDER = 100,
	SEQUENCES = 65536,
	USUAL_RATE = 8000,
	/* Kept back, so that after many pauses calls and their phases are still told apart. */
	RUNS_FOR_CUTS = 3,
	STATIC_TYPES = 35, /* RFC 3551 6: those above have no clock of their own */
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

/* RFC 3551 6 */
static uint32_t static_clock(uint8_t payload_type)
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

uint32_t stream_clock(const struct stream *stream, uint8_t payload_type)
{
	return payload_type < STATIC_TYPES ? static_clock(payload_type) : stream->rate;
}

/* Telephony's own where the session description is not known. */
static uint32_t clock_or_usual(const struct stream *stream, uint8_t payload_type)
{
	uint32_t clock = stream_clock(stream, payload_type);

	return clock ? clock : USUAL_RATE;
}

/* RFC 3550 A.8: arrival in units of the sender's clock, less its timestamp. */
static uint32_t transit_of(uint32_t timestamp, ns time, uint32_t rate)
{
	uint64_t since = (uint64_t)time;

	/* The usual rate costs one division by a constant. */
	if (rate == USUAL_RATE)
		return (uint32_t)(since / (SECOND / USUAL_RATE)) - timestamp;
	return (uint32_t)(since / SECOND * rate + since % SECOND * rate / SECOND) - timestamp;
}

/* RFC 3550 A.8, but for a step of more than a second: the timestamps begin anew, the network did not do that. */
void stream_jitter(struct stream *stream, struct run *run, uint8_t payload_type, uint32_t timestamp, ns time)
{
	uint32_t rate = clock_or_usual(stream, payload_type);
	uint32_t transit = transit_of(timestamp, time, rate);
	uint32_t step = transit - stream->transit;

	stream->transit = transit;
	if (step > UINT32_MAX / 2)
		step = 0 - step;
	if (step > rate)
		return;
	stream->jitter_scaled += step - ((stream->jitter_scaled + 8) >> 4);
	run->jitter = stream->jitter_scaled >> 4;
	if (run->jitter > run->jitter_most)
		run->jitter_most = run->jitter;
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

static uint16_t size_of(const struct rtp *rtp)
{
	return rtp->payload_length < UINT16_MAX ? (uint16_t)rtp->payload_length : UINT16_MAX;
}

/* The latest packet in sequence is what the next one is compared with. */
static void note_latest(struct stream *stream, const struct rtp *rtp)
{
	stream->timestamp = rtp->timestamp;
	stream->payload_type = rtp->payload_type;
}

static void note_payload(struct run *run, const struct rtp *rtp)
{
	uint16_t size = size_of(rtp);

	run->payload_types[rtp->payload_type / 64] |= (uint64_t)1 << (rtp->payload_type % 64);
	if (size < run->size_least)
		run->size_least = size;
	if (size > run->size_most)
		run->size_most = size;
}

/* Most streams have a run or two, and there may be many streams. */
static struct run *new_run(struct stream *stream)
{
	if (stream->run_count == stream->run_room) {
		unsigned room = stream->run_room ? 2 * stream->run_room : 1;

		stream->run_room = room < STREAM_MAX_RUNS ? room : STREAM_MAX_RUNS;
		stream->runs = memory_grow(stream->runs, stream->run_room * sizeof(*stream->runs));
	}
	return &stream->runs[stream->run_count++];
}

/*
 * A packet that comes late is one of the run before: the new run expects none for it. Its time
 * is not before the end of the run before, whatever the clock of the capture says.
 */
static void begin_run(struct stream *stream, const struct rtp *rtp, ns time, uint64_t frame, uint32_t sequence)
{
	struct run *run = new_run(stream);
	const bool follows = stream->run_count > 1;
	bool late = follows && is_before(sequence, run[-1].sequence_highest);

	if (follows && time < run[-1].last)
		time = run[-1].last;
	*run = (struct run){
		.first = time,
		.last = time,
		.first_frame = frame,
		.last_frame = frame,
		.packets = 1,
		.sequence_first = late ? run[-1].sequence_highest + 1 : sequence,
		.sequence_highest = late ? run[-1].sequence_highest : sequence,
		.burst = 1,
		.unpaired = 1,
		.size_least = size_of(rtp),
		.payload_type = rtp->payload_type,
	};
	note_payload(run, rtp);
	stream->other_pairs = 0;
	stream->jitter_scaled = 0;
	stream->transit = transit_of(rtp->timestamp, time, clock_or_usual(stream, rtp->payload_type));
}

/* The run began with a packet that had overtaken this one. */
static void widen_front(const struct stream *stream, struct run *run, uint32_t sequence)
{
	if (stream->run_count == 1 || is_before(run[-1].sequence_highest, sequence))
		run->sequence_first = sequence;
}

/* The usual step is the commonest: another that comes more often takes its place. */
static void note_step(struct stream *stream, struct run *run, uint32_t step)
{
	uint32_t usual = run_pairs(run) - run->off_step - 1;

	if (usual == 0 && run->off_step == 0)
		run->step = step;
	if (step == run->step)
		return;
	run->off_step++;
	if (stream->other_pairs == 0)
		stream->other_step = step;
	stream->other_pairs += step == stream->other_step ? 1 : UINT32_MAX;
	if (stream->other_pairs <= usual || step != stream->other_step)
		return;
	run->off_step -= stream->other_pairs - usual;
	stream->other_step = run->step;
	stream->other_pairs = usual;
	run->step = step;
}

static ns apart(ns x, ns y)
{
	return x < y ? y - x : x - y;
}

/* Timestamps may leave out what was not sent (DTX), but then no packets arrive meanwhile. */
static bool is_jump(const struct stream *stream, const struct run *run, const struct rtp *rtp, ns time)
{
	uint32_t clock = stream_clock(stream, rtp->payload_type);
	int32_t step = (int32_t)(rtp->timestamp - stream->timestamp);
	ns advance;

	if (clock == 0 || run->step == 0)
		return false;
	advance = step * SECOND / clock;
	return apart(advance, (int32_t)run->step * SECOND / clock) > STREAM_JUMP &&
	       apart(advance, time - run->last) > STREAM_JUMP;
}

static void note_jump(struct run *run, ns time, uint64_t frame)
{
	if (run->jumps++)
		return;
	run->jump = time;
	run->jump_frame = frame;
}

static void note_pair(struct stream *stream, struct run *run, const struct rtp *rtp, ns time, uint64_t frame)
{
	if (is_jump(stream, run, rtp, time))
		note_jump(run, time, frame);
	note_step(stream, run, rtp->timestamp - stream->timestamp);
}

static bool is_pair(const struct stream *stream, const struct rtp *rtp)
{
	return (uint16_t)(rtp->sequence - stream->sequence_last) == 1 && !rtp->marker &&
	       rtp->payload_type == stream->payload_type && rtp->timestamp != stream->timestamp;
}

static void note_arrival(struct run *run, ns time, uint64_t frame)
{
	if (time < run->last)
		return;
	/* A run that swallows others has longer gaps, but none that may pass for usual. */
	if (time - run->last > run->gap)
		run->gap = time - run->last < STREAM_PAUSE ? time - run->last : STREAM_PAUSE;
	run->last = time;
	run->last_frame = frame;
}

/* All of a packet of run but its place in sequence; the stream has not followed it there yet. */
static void count_packet(struct stream *stream, struct run *run, const struct rtp *rtp, ns time, uint64_t frame)
{
	run->packets++;
	run->burst += time - run->first <= STREAM_BURST;
	note_payload(run, rtp);
	if (is_pair(stream, rtp))
		note_pair(stream, run, rtp, time, frame);
	else
		run->unpaired++;
	note_arrival(run, time, frame);
	if (!stream->settled)
		stream_jitter(stream, run, rtp->payload_type, rtp->timestamp, time);
}

static void continue_run(struct stream *stream, struct run *run, uint32_t sequence, enum standing standing)
{
	run->reordered += standing == STANDING_LATE;
	if (is_before(run->sequence_highest, sequence))
		run->sequence_highest = sequence;
	else if (is_before(sequence, run->sequence_first))
		widen_front(stream, run, sequence);
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
	if (!stream->cut)
		note_arrival(run, time, frame);
}

static bool has_room(const struct stream *stream)
{
	return stream->run_count < (unsigned)(stream->cut ? STREAM_MAX_RUNS : STREAM_MAX_RUNS - RUNS_FOR_CUTS);
}

static void begin_or_swallow(struct stream *stream, const struct rtp *rtp, ns time, uint64_t frame,
                             enum standing standing)
{
	struct run *run;
	uint32_t sequence;

	/* Before a jump there was no RTP, as long as nothing proved that there was. */
	if (standing == STANDING_JUMPED && !stream->valid)
		stream->run_count = 0;
	if (has_room(stream)) {
		sequence = extend_sequence(stream, rtp->sequence, standing);
		begin_run(stream, rtp, time, frame, sequence);
		stream->runs[stream->run_count - 1].jumped = standing == STANDING_JUMPED;
	} else {
		run = &stream->runs[stream->run_count - 1];
		count_packet(stream, run, rtp, time, frame);
		sequence = extend_sequence(stream, rtp->sequence, standing);
		if (standing == STANDING_JUMPED)
			run->sequence_first += sequence - run->sequence_highest - 1; /* nothing between is lost */
		continue_run(stream, run, sequence, standing);
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
	if (resumed || stream->cut || standing == STANDING_JUMPED) {
		begin_or_swallow(stream, rtp, time, frame, standing);
	} else {
		count_packet(stream, run, rtp, time, frame);
		continue_run(stream, run, extend_sequence(stream, rtp->sequence, standing), standing);
	}
	if (standing != STANDING_LATE)
		note_latest(stream, rtp);
	if (standing == STANDING_LATE)
		note_late(stream, rtp->sequence);
	else if (resumed || standing == STANDING_JUMPED)
		forget_missed(stream);
	else
		skip_to(stream, rtp->sequence);
}

/* The packet that nearly every one is: in all that a run counts like those before it. False, and nothing done: it is not. */
static bool add_plain(struct stream *stream, const struct rtp *rtp, ns time, uint64_t frame)
{
	struct run *run = &stream->runs[stream->run_count - 1];

	if (rtp->sequence != stream->sequence_last + 1 || rtp->marker || rtp->payload_type != stream->payload_type ||
	    rtp->timestamp - stream->timestamp != run->step || rtp->payload_length < run->size_least ||
	    rtp->payload_length > run->size_most || (uint64_t)time - (uint64_t)run->last > (uint64_t)run->gap)
		return false;
	stream->sequence_last++;
	stream->timestamp = rtp->timestamp;
	run->packets++;
	run->sequence_highest++;
	run->last = time;
	run->last_frame = frame;
	if (!stream->settled)
		stream_jitter(stream, run, rtp->payload_type, rtp->timestamp, time);
	return true;
}

void stream_add(struct stream *stream, const struct rtp *rtp, ns time, uint64_t frame)
{
	if (stream_is_steady(stream) && add_plain(stream, rtp, time, frame))
		stream->in_sequence++;
	else
		add_any(stream, rtp, time, frame);
}

void stream_done(struct stream *stream)
{
	memory_free(stream->runs);
	stream->runs = NULL;
	stream->run_count = stream->run_room = 0;
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

static void join_steps(struct run *run, const struct run *next)
{
	uint32_t pairs = run_pairs(run) + run_pairs(next);
	bool same = run->step == next->step;
	struct run usual = run_pairs(run) >= run_pairs(next) ? *run : *next;

	run->off_step = same ? run->off_step + next->off_step : pairs - (run_pairs(&usual) - usual.off_step);
	run->step = usual.step;
	run->unpaired += next->unpaired;
}

static void join_jumps(struct run *run, const struct run *next)
{
	if (run->jumps == 0) {
		run->jump = next->jump;
		run->jump_frame = next->jump_frame;
	}
	run->jumps += next->jumps;
}

static void join_payloads(struct run *run, const struct run *next)
{
	run->payload_types[0] |= next->payload_types[0];
	run->payload_types[1] |= next->payload_types[1];
	if (next->size_least < run->size_least)
		run->size_least = next->size_least;
	if (next->size_most > run->size_most)
		run->size_most = next->size_most;
}

void run_join(struct run *run, const struct run *next)
{
	uint32_t expected =
		run->sequence_highest - run->sequence_first + 1 + next->sequence_highest - next->sequence_first;

	join_steps(run, next);
	join_jumps(run, next);
	join_payloads(run, next);
	run->last = next->last;
	run->last_frame = next->last_frame;
	run->packets += next->packets;
	run->duplicates += next->duplicates;
	run->reordered += next->reordered;
	run->sequence_highest = next->sequence_highest;
	run->sequence_first = next->sequence_highest - expected;
	run->jitter = next->jitter;
	if (next->jitter_most > run->jitter_most)
		run->jitter_most = next->jitter_most;
	if (next->gap > run->gap)
		run->gap = next->gap;
}
