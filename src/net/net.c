/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/net.h"

#include "base/memory.h"
#include "net/defrag.h"
#include "net/exported.h"
#include "net/hep.h"
#include "net/icmp.h"
#include "net/ip.h"
#include "net/link.h"
#include "net/payloads.h"
#include "net/sctp.h"
#include "net/session.h"
#include "net/tcp.h"
#include "net/tunnel.h"
#include "net/turn.h"
#include "net/wireless.h"

enum {
	UDP_HEADER = 8,
	TCP_HEADER = 20,
	BEHIND_FRAMES = 256,
	/* Connections that new secrets are tried on: for each line of a key log, for each second of packet time, at most. */
	RETRY_EACH = 64,
	RETRY_TICK = 2048,
	LONGEST_MISSING = 1 << 24, /* bytes a frame may claim beyond those captured; above is nonsense */
};

/* One frame with a wild time stamp moves the clock no further than this, so that it expires nothing by itself. */
#define CLOCK_STEP (2 * SECOND)
/* How often the holes in TCP connections are looked at. */
#define EXPIRE_INTERVAL (50 * MILLISECOND)

struct net {
	struct packet packet;
	struct payloads ready; /* of IP */
	struct payloads open;  /* of what TCP carries */
	struct payloads lost;  /* beginnings of datagrams whose other fragments did not come */
	struct defrag *defrag;
	struct tcp *tcp;
	struct sctp *sctp;
	struct turn *turn;
	struct exported *exported;
	struct tls_keys *keys;
	struct sessions *sessions;
	struct net_counters counters;
	ns last; /* the latest time stamp, as far as time stamps are believed */
	ns now;  /* the clock of all that expires: goes forward only */
	ns expire;
	unsigned behind; /* frames in a row with a time stamp long before the last */
	bool started;
	size_t retries; /* connections that secrets may be tried on */
	bool untried;   /* secrets are known that were not tried on what waits */
	bool flushing;  /* sessions are still to be flushed, when they have all that TCP brings */
};

static enum layer udp(struct packet *packet);
static enum layer tcp(struct packet *packet);
static enum layer whole(struct packet *packet);

/* One row a layer: a new tunnel is a row here and a function beside its kin. */
static unwrap_fn *const unwrap[LAYERS] = {
	[LAYER_ETHERNET] = link_ethernet,
	[LAYER_VLAN] = link_vlan,
	[LAYER_VN_TAG] = link_vn_tag,
	[LAYER_E_TAG] = link_e_tag,
	[LAYER_I_TAG] = link_i_tag,
	[LAYER_MACSEC] = link_macsec,
	[LAYER_LLC] = link_llc,
	[LAYER_LINUX_SLL] = link_linux_sll,
	[LAYER_LINUX_SLL2] = link_linux_sll2,
	[LAYER_FAMILY] = link_family,
	[LAYER_RADIOTAP] = wireless_radiotap,
	[LAYER_PRISM] = wireless_prism,
	[LAYER_AVS] = wireless_avs,
	[LAYER_PPI] = wireless_ppi,
	[LAYER_PKTAP] = link_pktap,
	[LAYER_WIRELESS] = wireless_frame,
	[LAYER_SUBFRAME] = wireless_subframe,
	[LAYER_NFLOG] = link_nflog,
	[LAYER_PPP] = tunnel_ppp,
	[LAYER_HDLC] = tunnel_hdlc,
	[LAYER_PPPOE] = tunnel_pppoe,
	[LAYER_MPLS] = tunnel_mpls,
	[LAYER_IP] = ip_any,
	[LAYER_IPV4] = ip_v4,
	[LAYER_IPV6] = ip_v6,
	[LAYER_GRE] = tunnel_gre,
	[LAYER_ERSPAN] = tunnel_erspan,
	[LAYER_ERSPAN3] = tunnel_erspan3,
	[LAYER_ETHERIP] = tunnel_etherip,
	[LAYER_ESP] = tunnel_esp,
	[LAYER_UDP] = udp,
	[LAYER_TCP] = tcp,
	[LAYER_SCTP] = sctp_packet,
	[LAYER_ICMP] = icmp_v4,
	[LAYER_ICMPV6] = icmp_v6,
	[LAYER_VXLAN] = tunnel_vxlan,
	[LAYER_GENEVE] = tunnel_geneve,
	[LAYER_GTP] = tunnel_gtp,
	[LAYER_TZSP] = tunnel_tzsp,
	[LAYER_L2TP] = tunnel_l2tp,
	[LAYER_L2TP3] = tunnel_l2tp3,
	[LAYER_HEP] = hep_datagram,
	[LAYER_TURN] = turn_datagram,
	[LAYER_EXPORTED] = exported_pdu,
	[LAYER_PAYLOAD] = whole,
};

static const char *const verdict_names[NET_VERDICTS] = {
	[NET_PAYLOAD] = "payload",
	[NET_TCP_EMPTY] = "tcp-empty",
	[NET_TCP_REPEATED] = "tcp-repeated",
	[NET_TCP_AHEAD] = "tcp-ahead",
	[NET_SCTP_EMPTY] = "sctp-empty",
	[NET_SCTP_HELD] = "sctp-held",
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

	net->defrag = defrag_new(key, &net->counters, &net->lost);
	net->tcp = tcp_new(key, &net->counters, &net->ready);
	net->sctp = sctp_new(key, &net->counters);
	net->turn = turn_new(key);
	net->exported = exported_new();
	net->keys = tls_keys_new(key);
	net->sessions = sessions_new(key, &net->counters, net->keys);
	net->retries = SESSION_MAX;
	net->packet.net = net;
	net->packet.defrag = net->defrag;
	net->packet.sctp = net->sctp;
	net->packet.turn = net->turn;
	net->packet.exported = net->exported;
	net->packet.counters = &net->counters;
	net->packet.ready = &net->ready;
	return net;
}

void net_limit(struct net *net, struct budget budget)
{
	defrag_limit(net->defrag, budget);
	tcp_limit(net->tcp, budget);
	sctp_limit(net->sctp, budget);
	turn_limit(net->turn, budget);
	tls_keys_limit(net->keys, budget);
	sessions_limit(net->sessions, budget);
}

void net_free(struct net *net)
{
	if (!net)
		return;
	sessions_free(net->sessions);
	tls_keys_free(net->keys);
	exported_free(net->exported);
	turn_free(net->turn);
	sctp_free(net->sctp);
	tcp_free(net->tcp);
	defrag_free(net->defrag);
	payloads_done(&net->ready);
	payloads_done(&net->open);
	payloads_done(&net->lost);
	memory_free(net);
}

const struct net_counters *net_counters(const struct net *net)
{
	return &net->counters;
}

void net_usage(const struct net *net, struct usages *out)
{
	defrag_usage(net->defrag, out);
	tcp_usage(net->tcp, out);
	sctp_usage(net->sctp, out);
	sessions_usage(net->sessions, out);
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
	defrag_expire(net->defrag, net->now);
	tcp_expire(net->tcp, net->packet.frame, net->now);
}

static enum layer udp(struct packet *packet)
{
	const uint8_t *header = cursor_take(&packet->at, UDP_HEADER);
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
	return tunnel_in_udp(packet);
}

static enum layer whole(struct packet *packet)
{
	expire(packet->net);
	*payloads_add(packet->ready) = packet_payload(packet);
	return layer_end(NET_PAYLOAD);
}

/* Of the payloads a segment released: those it completed came the way it came. */
static void mark_wrapped(struct payload *payload, const struct packet *packet)
{
	if (payload->frame != packet->frame->number)
		return;
	payload->fragmented = packet->fragmented;
	payload->layers = packet->layers;
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
	for (size_t i = 0; (packet->fragmented || packet->layers) && i < packet->ready->count; i++)
		mark_wrapped(&packet->ready->items[i], packet);
	return layer_end(packet->ready->count ? NET_PAYLOAD : verdict);
}

static enum net_verdict unwrap_part(struct packet *packet, enum layer layer)
{
	for (int headers = 0; layer < LAYERS; headers++) {
		if (headers == NET_MAX_LAYERS)
			return NET_OTHER_IP;
		packet->counters->layers[layer]++;
		packet->layers |= (uint64_t)1 << layer;
		layer = unwrap[layer](packet);
	}
	return (enum net_verdict)(layer - LAYERS);
}

static void begin_part(struct packet *packet, const struct cursor *at, size_t missing)
{
	packet->at = *at;
	packet->missing = missing;
	packet->rest = cursor_of(NULL, 0);
	packet->fragmented = packet->fragment_late = packet->hidden = false;
	packet->layers = 0;
}

/* Not inlined: its saved registers would cost the plain frames a tenth of their time. */
__attribute__((noinline)) static enum net_verdict unwrap_all(struct net *net, const struct frame *frame)
{
	struct packet *packet = &net->packet;
	struct cursor at = cursor_of(frame->bytes, frame->captured);
	size_t missing = frame->length > frame->captured ? frame->length - frame->captured : 0;
	enum net_verdict verdict;

	packet->frame = frame;
	packet->now = net->now;
	begin_part(packet, &at, missing < LONGEST_MISSING ? missing : LONGEST_MISSING);
	verdict = unwrap_part(packet, link_first(frame->linktype));
	for (int parts = 1; cursor_left(&packet->rest) && parts < NET_MAX_PARTS; parts++) {
		enum net_verdict next;

		at = packet->rest;
		begin_part(packet, &at, 0);
		next = unwrap_part(packet, packet->rest_layer);
		if (next == NET_PAYLOAD)
			verdict = next;
	}
	return verdict;
}

/* What is wrapped in UDP begins with anything but what RTP begins with (RFC 3550 5.1: version 2), save on a few ports. */
static bool may_be_wrapped(const struct payload *payload)
{
	return payload->size == 0 || payload->bytes[0] >> 6 != 2 || tunnel_hides_from_rtp(payload->flow.source.port) ||
	       tunnel_hides_from_rtp(payload->flow.destination.port);
}

/* Secrets that come one by one while many connections wait must not cost the product of both: some wait for each other. */
static void retry(struct net *net, size_t more)
{
	size_t count = sessions_count(net->sessions);

	net->retries = net->retries + more < SESSION_MAX ? net->retries + more : SESSION_MAX;
	if (!net->untried || count > net->retries)
		return;
	net->retries -= count;
	net->untried = false;
	sessions_retry(net->sessions, &net->open);
}

void net_tick(struct net *net, ns time)
{
	advance(net, time);
	retry(net, RETRY_TICK);
}

static void put_u16(uint8_t *out, size_t value)
{
	out[0] = (uint8_t)(value >> 8);
	out[1] = (uint8_t)value;
}

bool net_words_of(const struct flow *flow, size_t length, struct net_words *out)
{
	uint8_t bytes[NET_PLAIN_HEADERS] = {0};
	size_t total = length + NET_PLAIN_HEADERS - NET_PLAIN_IP;

	if (total > UINT16_MAX || !address_is_ipv4(&flow->source.address) ||
	    !address_is_ipv4(&flow->destination.address))
		return false;
	put_u16(bytes + NET_PLAIN_IP + 2, total);
	memcpy(bytes + NET_PLAIN_IP + 12, flow->source.address.bytes + 12, 4);
	memcpy(bytes + NET_PLAIN_IP + 16, flow->destination.address.bytes + 12, 4);
	put_u16(bytes + NET_PLAIN_PORTS, flow->source.port);
	put_u16(bytes + NET_PLAIN_PORTS + 2, flow->destination.port);
	put_u16(bytes + NET_PLAIN_PORTS + 4, total - (NET_PLAIN_PORTS - NET_PLAIN_IP));
	*out = net_words_at(bytes);
	return true;
}

enum net_verdict net_decode(struct net *net, const struct frame *frame)
{
	struct payload plain = {.size = 0};

	payloads_clear(&net->ready);
	payloads_clear(&net->open);
	payloads_clear(&net->lost);
	advance(net, frame->time);
	if (net->now < net->expire && net_plain(frame, &plain) && !may_be_wrapped(&plain)) {
		*payloads_add(&net->ready) = plain;
		return NET_PAYLOAD;
	}
	return unwrap_all(net, frame);
}

bool net_next(struct net *net, struct payload *out)
{
	for (;;) {
		const struct payload *next;

		if (net->lost.taken < net->lost.count) {
			*out = net->lost.items[net->lost.taken++];
			return true;
		}
		if (net->open.taken < net->open.count) {
			*out = net->open.items[net->open.taken++];
			return true;
		}
		if (net->ready.taken == net->ready.count && net->flushing) {
			net->flushing = false;
			net->retries = SESSION_MAX;
			retry(net, 0);
			sessions_flush(net->sessions, &net->open);
			continue;
		}
		if (net->ready.taken == net->ready.count)
			return false;
		next = &net->ready.items[net->ready.taken++];
		if (!next->stream) {
			*out = *next;
			return true;
		}
		/* Many held bytes may come free at once, and each may be a message: never all of them side by side. */
		payloads_clear(&net->open);
		sessions_take(net->sessions, next, &net->open);
	}
}

void net_flush(struct net *net, ns now)
{
	payloads_clear(&net->ready);
	payloads_clear(&net->open);
	payloads_clear(&net->lost);
	defrag_flush(net->defrag);
	tcp_flush(net->tcp, now);
	sctp_flush(net->sctp, &net->ready);
	net->flushing = true;
}

unsigned net_add_secrets(struct net *net, struct str text)
{
	unsigned news = tls_keys_add(net->keys, text);

	net->counters.tls_secrets += news;
	net->counters.tls_forgotten = tls_keys_forgotten(net->keys);
	net->untried = net->untried || news;
	retry(net, RETRY_EACH);
	return news;
}

const struct flow *net_flow(const struct net *net)
{
	return &net->packet.flow;
}

uint32_t net_datagram(const struct net *net)
{
	return net->packet.datagram;
}

void net_closed(const struct net *net, struct tls_closed *out)
{
	tls_closed(net->keys, out);
}
