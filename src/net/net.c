/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/net.h"

#include "base/memory.h"
#include "net/defrag.h"
#include "net/ip.h"
#include "net/link.h"
#include "net/payloads.h"
#include "net/tcp.h"

enum {
	UDP_HEADER = 8,
	TCP_HEADER = 20,
	BEHIND_FRAMES = 256,
	LONGEST_MISSING = 1 << 24, /* bytes a frame may claim beyond those captured; above is nonsense */
};

/* One frame with a wild time stamp moves the clock no further than this, so that it expires nothing by itself. */
#define CLOCK_STEP (2 * SECOND)
/* How often the holes in TCP connections are looked at. */
#define EXPIRE_INTERVAL (50 * MILLISECOND)

struct net {
	struct packet packet;
	struct payloads ready;
	struct defrag *defrag;
	struct tcp *tcp;
	struct net_counters counters;
	ns last; /* the latest time stamp, as far as time stamps are believed */
	ns now;  /* the clock of all that expires: goes forward only */
	ns expire;
	unsigned behind; /* frames in a row with a time stamp long before the last */
	bool started;
};

static enum layer udp(struct packet *packet);
static enum layer tcp(struct packet *packet);

/* One row a layer: a new tunnel is a row here and a function beside its kin. */
static unwrap_fn *const unwrap[LAYER_ENDS] = {
	[LAYER_ETHERNET] = link_ethernet,
	[LAYER_LINUX_SLL] = link_linux_sll,
	[LAYER_LINUX_SLL2] = link_linux_sll2,
	[LAYER_FAMILY] = link_family,
	[LAYER_IP] = ip_any,
	[LAYER_IPV4] = ip_v4,
	[LAYER_IPV6] = ip_v6,
	[LAYER_UDP] = udp,
	[LAYER_TCP] = tcp,
};

static const char *const verdict_names[NET_VERDICTS] = {
	[NET_PAYLOAD] = "payload",
	[NET_TCP_EMPTY] = "tcp-empty",
	[NET_TCP_REPEATED] = "tcp-repeated",
	[NET_TCP_AHEAD] = "tcp-ahead",
	[NET_FRAGMENT_HELD] = "fragment-held",
	[NET_NOT_IP] = "not-ip",
	[NET_OTHER_IP] = "other-ip",
	[NET_CUT] = "cut",
	[NET_MALFORMED] = "malformed",
	[NET_UNKNOWN_LINK] = "unknown-link",
};

const char *net_verdict_name(enum net_verdict verdict)
{
	return verdict_names[verdict];
}

struct net *net_new(const struct hash_key *key)
{
	struct net *net = memory_new(sizeof(*net));

	net->defrag = defrag_new(key, &net->counters);
	net->tcp = tcp_new(key, &net->counters, &net->ready);
	net->packet.net = net;
	net->packet.defrag = net->defrag;
	net->packet.ready = &net->ready;
	return net;
}

void net_free(struct net *net)
{
	if (!net)
		return;
	tcp_free(net->tcp);
	defrag_free(net->defrag);
	payloads_done(&net->ready);
	memory_free(net);
}

const struct net_counters *net_counters(const struct net *net)
{
	return &net->counters;
}

/*
 * Time stamps may jump: files are joined, clocks are set, and some stamps are garbage. The clock
 * follows those that go forward; when many in a row stay behind, the latest was the wrong one.
 */
static void advance(struct net *net, ns time)
{
	ns step = (ns)((uint64_t)time - (uint64_t)net->last);

	if (!net->started || (step < -CLOCK_STEP && ++net->behind >= BEHIND_FRAMES))
		step = 0;
	else if (step < 0)
		return;
	net->now += step < CLOCK_STEP ? step : CLOCK_STEP;
	net->last = time;
	net->behind = 0;
	net->started = true;
}

/* Holes are given up with the frames that go through here, and their payloads come before the frame's own. */
static void expire(struct net *net)
{
	if (net->now < net->expire)
		return;
	net->expire = net->now + EXPIRE_INTERVAL;
	tcp_expire(net->tcp, net->packet.frame, net->now);
}

static enum layer udp(struct packet *packet)
{
	const uint8_t *header = cursor_take(&packet->at, UDP_HEADER);
	struct payload *payload;
	size_t length;

	if (!header)
		return layer_short(packet);
	length = read_u16(header + 4);
	/* RFC 2675 4: too long for the field, so IP's length counts. */
	if (length == 0)
		length = UDP_HEADER + packet_sent(packet);
	/* RFC 768: the length counts the header too. A receiver drops what claims more than IP brought. */
	if (length < UDP_HEADER || length - UDP_HEADER > packet_sent(packet))
		return layer_end(NET_MALFORMED);
	packet_limit(packet, length - UDP_HEADER);
	packet->flow.source.port = read_u16(header);
	packet->flow.destination.port = read_u16(header + 2);
	packet->flow.transport = TRANSPORT_UDP;
	expire(packet->net);
	payload = payloads_add(packet->ready);
	*payload = (struct payload){
		.flow = packet->flow,
		.bytes = packet->at.p,
		.size = cursor_left(&packet->at),
		.length = length - UDP_HEADER,
		.time = packet->frame->time,
		.frame = packet->frame->number,
		.fragmented = packet->fragmented,
	};
	return layer_end(NET_PAYLOAD);
}

static enum layer tcp(struct packet *packet)
{
	const uint8_t *header = cursor_take(&packet->at, TCP_HEADER);
	struct segment segment;
	enum net_verdict verdict;
	size_t header_length;

	if (!header)
		return layer_short(packet);
	header_length = (header[12] >> 4) * 4u;
	if (header_length < TCP_HEADER)
		return layer_end(NET_MALFORMED);
	if (!cursor_take(&packet->at, header_length - TCP_HEADER))
		return layer_short(packet);
	packet->flow.source.port = read_u16(header);
	packet->flow.destination.port = read_u16(header + 2);
	packet->flow.transport = TRANSPORT_TCP;
	segment.flow = packet->flow;
	segment.flags = header[13];
	segment.acknowledged = read_u32(header + 8);
	/* RFC 9293 3.4: the SYN takes the first sequence number, data the next. */
	segment.span.at = read_u32(header + 4) + (segment.flags & TCP_SYN ? 1 : 0);
	segment.span.bytes = packet->at.p;
	segment.span.size = cursor_left(&packet->at);
	segment.span.length = packet_sent(packet);
	segment.span.time = packet->frame->time;
	segment.span.frame = packet->frame->number;
	expire(packet->net);
	verdict = tcp_add(packet->net->tcp, &segment, packet->now);
	for (size_t i = 0; packet->fragmented && i < packet->ready->count; i++)
		packet->ready->items[i].fragmented = packet->ready->items[i].frame == packet->frame->number;
	return layer_end(packet->ready->count ? NET_PAYLOAD : verdict);
}

/* Not inlined: its saved registers would cost the plain frames a tenth of their time. */
__attribute__((noinline)) static enum net_verdict unwrap_all(struct net *net, const struct frame *frame)
{
	struct packet *packet = &net->packet;
	enum layer layer = link_first(frame->linktype);

	packet->at = cursor_of(frame->bytes, frame->captured);
	packet->missing = 0;
	if (frame->length > frame->captured)
		packet->missing = frame->length - frame->captured;
	if (packet->missing > LONGEST_MISSING)
		packet->missing = LONGEST_MISSING;
	packet->frame = frame;
	packet->now = net->now;
	packet->fragmented = false;
	for (int layers = 0; layer < LAYER_ENDS; layers++) {
		if (layers == NET_MAX_LAYERS)
			return NET_OTHER_IP;
		layer = unwrap[layer](packet);
	}
	return (enum net_verdict)(layer - LAYER_ENDS);
}

void net_tick(struct net *net, ns time)
{
	advance(net, time);
}

enum net_verdict net_decode(struct net *net, const struct frame *frame)
{
	struct payload plain;

	payloads_clear(&net->ready);
	advance(net, frame->time);
	if (net->now < net->expire && net_plain(frame, &plain)) {
		*payloads_add(&net->ready) = plain;
		return NET_PAYLOAD;
	}
	return unwrap_all(net, frame);
}

bool net_next(struct net *net, struct payload *out)
{
	if (net->ready.taken == net->ready.count)
		return false;
	*out = net->ready.items[net->ready.taken++];
	return true;
}

void net_flush(struct net *net, ns now)
{
	payloads_clear(&net->ready);
	defrag_flush(net->defrag);
	tcp_flush(net->tcp, now);
}
