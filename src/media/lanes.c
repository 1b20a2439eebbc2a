/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/lanes.h"

#include "base/memory.h"

#include <endian.h>

enum {
	LANE_BITS = 15,
	LANES = 1 << LANE_BITS,
	LANE_SIZE = 128, /* the first half, a cache line, is all that most packets need */
	RTP_HEADER = 12,
	TAKE_STOCK = 32,       /* packets; of 65536 a divisor */
	RTP_VERSION = 2 << 14, /* in the first two bytes: no padding, no extension, no CSRC list, no marker */
};

/*
 * The first half is what the next packet has to look like when it is as long as the last one, and what is counted up: some
 * numbers that the run has as well, since a run that is only written need not be waited for.
 */
struct lane {
	uint64_t addresses;
	uint64_t
		ports; /* inverted: 0 fits no frame, for where the lane is closed or packets must be looked at closer */
	uint64_t next; /* timestamp << 32, the first two bytes of the RTP header << 16, sequence number */
	ns last;       /* as the run's */
	struct run *run;  /* NULL: closed */
	uint32_t ssrc;    /* as it lies in the packet */
	uint32_t step;    /* of timestamps */
	uint32_t gap;     /* as the run's */
	uint32_t packets; /* as the run's */
	uint32_t ahead;   /* of packets, the run's highest sequence number */
	uint16_t packet_length;
	uint16_t frame_length; /* at least */

	struct stream *stream;
	uint64_t flow_ports; /* as ports, but not inverted: their length is of no account */
	ns until;
	uint16_t size_least, size_room; /* of payload, and how much more it may be */
	bool settled;                   /* as the stream */
};

_Static_assert(sizeof(struct lane) <= LANE_SIZE && offsetof(struct lane, stream) == 64,
               "the first half of a lane is full");

/* A stream without a packet for so long gives way. */
#define IDLE SECOND

struct lanes {
	uint64_t key;
	uint8_t *first; /* LANE_SIZE each, aligned to that */
	uint8_t block[(LANES + 1) * LANE_SIZE];
};

struct lanes *lanes_new(const struct hash_key *key)
{
	struct lanes *lanes = memory_new(sizeof(*lanes));

	lanes->key = key->a | 1;
	lanes->first = lanes->block + (LANE_SIZE - (uintptr_t)lanes->block % LANE_SIZE);
	return lanes;
}

void lanes_free(struct lanes *lanes)
{
	memory_free(lanes);
}

/* The ports alone, of net_words. */
static inline uint32_t ports_of(uint64_t ports)
{
	return (uint32_t)(be64toh(ports) >> 32);
}

/* Strangers who find two flows of one lane only send both the long way round. */
static inline struct lane *lane_of(const struct lanes *lanes, uint64_t addresses, uint32_t ports)
{
	uint64_t mixed = (addresses + ports * UINT64_C(0x9e3779b97f4a7c15)) * lanes->key;

	return (struct lane *)(void *)(lanes->first + (mixed >> (64 - LANE_BITS)) * LANE_SIZE);
}

/* Where the stream goes whose lane is another's. */
static inline struct lane *beside(const struct lanes *lanes, const struct lane *lane)
{
	size_t at = (size_t)((const uint8_t *)lane - lanes->first);

	return (struct lane *)(void *)(lanes->first + (at ^ LANE_SIZE));
}

static bool is_of(const struct lane *lane, const struct net_words *words)
{
	return lane->run && words->addresses == lane->addresses && ports_of(words->ports) == ports_of(lane->flow_ports);
}

/* A stream that goes on is not pushed aside but by one of its own ports: of two that push each other none gains. */
static bool is_in_use(const struct lane *lane, const struct net_words *words, ns now)
{
	return lane->run && lane->last + IDLE > now && !is_of(lane, words);
}

void lanes_close(struct lanes *lanes, struct stream *stream)
{
	struct lane *lane = (struct lane *)(void *)(lanes->first + (size_t)stream->lane * LANE_SIZE);

	if (!stream->followed)
		return;
	stream->followed = false;
	stream->timestamp = (uint32_t)(lane->next >> 32) - lane->step;
	stream->sequence_last = (uint16_t)(lane->next - 1);
	stream->wraps = lane->run->sequence_highest - stream->sequence_last;
	*lane = (struct lane){.run = NULL};
}

static uint64_t next_of(const struct stream *stream, uint32_t step)
{
	return (uint64_t)(stream->timestamp + step) << 32 | (uint64_t)(RTP_VERSION | stream->payload_type) << 16 |
	       (uint16_t)(stream->sequence_last + 1);
}

void lanes_open(struct lanes *lanes, struct stream *stream, size_t payload_length, ns until)
{
	const struct flow flow = {.source = stream->source, .destination = stream->destination};
	struct run *run = &stream->runs[stream->run_count - 1];
	size_t length = NET_PLAIN_HEADERS + RTP_HEADER + payload_length;
	struct net_words words;
	struct lane *lane;

	if (length > UINT16_MAX || !net_words_of(&flow, RTP_HEADER + payload_length, &words))
		return;
	lane = lane_of(lanes, words.addresses, ports_of(words.ports));
	if (is_in_use(lane, &words, run->last))
		lane = beside(lanes, lane);
	if (is_in_use(lane, &words, run->last))
		return;
	if (lane->run)
		lanes_close(lanes, lane->stream);
	*lane = (struct lane){
		.addresses = words.addresses,
		.ports = stream->settled && until == NEVER ? ~words.ports : 0,
		.next = next_of(stream, run->step),
		.last = run->last,
		.run = run,
		.ssrc = htobe32(stream->ssrc),
		.step = run->step,
		.gap = (uint32_t)run->gap,
		.packets = run->packets,
		.ahead = run->sequence_highest - run->packets,
		.packet_length = words.length,
		.frame_length = (uint16_t)length,
		.stream = stream,
		.flow_ports = words.ports,
		.until = until,
		.size_least = run->size_least,
		.size_room = (uint16_t)(run->size_most - run->size_least),
		.settled = stream->settled,
	};
	stream->lane = (uint32_t)(((uint8_t *)lane - lanes->first) / LANE_SIZE);
	stream->followed = true;
}

/* As the lane has it in next. */
static inline uint64_t start_of(const uint8_t *rtp)
{
	uint64_t start = be64toh(net_word64(rtp));

	return start << 32 | start >> 32;
}

/* Now and then: the payload type stays when the sequence numbers begin anew, and the time is looked at. */
__attribute__((noinline)) static void take_stock(struct lane *lane)
{
	if ((uint16_t)lane->next == 0)
		lane->next -= 1 << 16;
	if (lane->until != NEVER)
		lane->ports = 0;
}

static inline void count_packet(struct lane *lane, const struct frame *frame)
{
	struct run *run = lane->run;
	uint32_t packets = lane->packets + 1;

	lane->next += (uint64_t)lane->step << 32 | 1;
	lane->packets = packets;
	lane->last = frame->time;
	run->packets = packets;
	run->sequence_highest = packets + lane->ahead;
	run->last = frame->time;
	run->last_frame = frame->number;
	if (lane->next % TAKE_STOCK == 0)
		take_stock(lane);
}

static inline bool is_in_time(const struct lane *lane, ns time)
{
	return (uint64_t)time - (uint64_t)lane->last <= lane->gap;
}

static inline bool is_next(const struct lane *lane, const uint8_t *rtp)
{
	return start_of(rtp) == lane->next && net_word32(rtp + 8) == lane->ssrc;
}

/* What must be looked at closer. */
__attribute__((noinline)) static bool follow_closely(struct lanes *lanes, struct lane *lane, const struct frame *frame)
{
	const struct net_words words = net_words_at(frame->bytes);
	size_t length;

	if (!is_of(lane, &words))
		lane = beside(lanes, lane);
	if (!is_of(lane, &words) || !is_next(lane, frame->bytes + NET_PLAIN_HEADERS) || !net_is_plain(frame, &length) ||
	    length - RTP_HEADER - lane->size_least > lane->size_room || frame->time >= lane->until ||
	    !is_in_time(lane, frame->time))
		return false;
	if (!lane->settled)
		stream_jitter(lane->stream, lane->run, lane->next >> 16 & 0x7f, (uint32_t)(lane->next >> 32),
		              frame->time);
	else
		lane->ports = ~lane->flow_ports;
	count_packet(lane, frame);
	return true;
}

static inline bool follow(struct lanes *lanes, const struct frame *frame)
{
	const uint8_t *bytes = frame->bytes;
	struct net_words words;
	struct lane *lane;

	if (frame->linktype != LINKTYPE_ETHERNET || frame->captured < NET_PLAIN_HEADERS + RTP_HEADER)
		return false;
	words = net_words_at(bytes);
	lane = lane_of(lanes, words.addresses, ports_of(words.ports));
	if (words.addresses != lane->addresses || words.ports != ~lane->ports || words.length != lane->packet_length ||
	    !net_is_datagram(bytes) || frame->length < lane->frame_length ||
	    !is_next(lane, bytes + NET_PLAIN_HEADERS) || !is_in_time(lane, frame->time))
		return follow_closely(lanes, lane, frame);
	count_packet(lane, frame);
	return true;
}

unsigned lanes_follow(struct lanes *lanes, const struct frame *frames, unsigned count, ns from, ns until)
{
	unsigned followed = 0;

	while (followed < count && frames[followed].time >= from && frames[followed].time < until &&
	       follow(lanes, &frames[followed]))
		from = frames[followed++].time;
	return followed;
}

void lanes_settled(const struct lanes *lanes, ns since, lanes_settled_fn *fn, void *arg)
{
	for (unsigned i = 0; i < LANES; i++) {
		const struct lane *lane = (const struct lane *)(const void *)(lanes->first + (size_t)i * LANE_SIZE);

		if (lane->run && lane->settled && lane->last >= since)
			fn(arg, &lane->stream->destination);
	}
}
