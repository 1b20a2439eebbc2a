/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One frame while its headers are taken off, outermost first. Each header is one function that reads
 * it, moves the packet behind it and says which layer comes next, or how the frame ends.
 */
#ifndef NET_PACKET_H
#define NET_PACKET_H

#include "base/cursor.h"
#include "net/net.h"

/*
 * What a layer's function returns: the layer that comes next, at the packet's cursor; or, from LAYERS on, that it goes no
 * further and why: LAYERS + net_verdict.
 */
struct packet {
	struct cursor at; /* before the next header */
	size_t missing;   /* bytes of this layer that were sent behind at.end and not captured */
	const struct frame *frame;
	struct flow flow; /* as far as the headers read so far tell */
	bool fragmented, fragment_late;
	uint32_t datagram; /* of a fragment: the id of its datagram */
	bool hidden;
	uint64_t layers; /* those passed so far: 1 << enum layer */
	/* What stands behind the part that is being read: the next of several frames in one. Empty: nothing. */
	struct cursor rest;
	enum layer rest_layer;
	ns now; /* time that only goes forward (net.c) */
	struct net *net;
	struct defrag *defrag;
	struct sctp *sctp;
	struct turn *turn;
	struct exported *exported;
	struct net_counters *counters;
	struct payloads *ready;
};

typedef enum layer unwrap_fn(struct packet *packet);

static inline enum layer layer_end(enum net_verdict verdict)
{
	return (enum layer)(LAYERS + verdict);
}

/* A header does not fit into what is left. */
static inline enum layer layer_short(const struct packet *packet)
{
	return layer_end(packet->missing ? NET_CUT : NET_MALFORMED);
}

/* For a layer that finds nothing in it for us: its header counts as not passed, what UDP carried is told as it is. */
static inline enum layer layer_take_back(struct packet *packet, enum layer layer)
{
	uint64_t bit = (uint64_t)1 << layer;

	if (packet->layers & bit)
		packet->counters->layers[layer]--;
	packet->layers &= ~bit;
	return LAYER_PAYLOAD;
}

static inline size_t packet_sent(const struct packet *packet) /* bytes of this layer from the cursor on */
{
	return cursor_left(&packet->at) + packet->missing;
}

/*
 * A length field says that n bytes follow. Padding behind them goes. When there are fewer, the
 * frame was cut: tools that cut frames do not always keep the length on the wire.
 */
static inline void packet_limit(struct packet *packet, size_t n)
{
	size_t left = cursor_left(&packet->at);

	packet->missing = n > left ? n - left : 0;
	cursor_limit(&packet->at, n);
}

/* What is left of the packet as the payload of packet->flow. */
static inline struct payload packet_payload(const struct packet *packet)
{
	return (struct payload){
		.flow = packet->flow,
		.bytes = packet->at.p,
		.size = cursor_left(&packet->at),
		.length = packet_sent(packet),
		.time = packet->frame->time,
		.frame = packet->frame->number,
		.fragmented = packet->fragmented,
		.fragment_late = packet->fragment_late,
		.layers = packet->layers,
		.hidden = packet->hidden,
	};
}

/* Network byte order, from bytes whose number has been checked. */
static inline uint16_t read_u16(const uint8_t *bytes)
{
	return net_u16(bytes);
}

static inline uint32_t read_u32(const uint8_t *bytes)
{
	return (uint32_t)read_u16(bytes) << 16 | read_u16(bytes + 2);
}

/* Where the order is the other one. */
static inline uint16_t little_u16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[1] << 8 | bytes[0]);
}

static inline uint32_t little_u32(const uint8_t *bytes)
{
	return (uint32_t)little_u16(bytes + 2) << 16 | little_u16(bytes);
}

#endif
