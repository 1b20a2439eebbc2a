/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a frame to the payloads it completes: unwraps link layers, joins IP fragments, puts TCP in
 * order. Holds state within the budgets named here; what it must give up is counted.
 */
#ifndef NET_NET_H
#define NET_NET_H

#include "base/budget.h"
#include "base/usage.h"
#include "capture/frame.h"
#include "net/flow.h"
#include "net/layer.h"
#include "net/tls_facts.h"

#include <endian.h>

enum {
	NET_MAX_LAYERS = 24,                      /* link and tunnel headers in one frame */
	NET_MAX_PARTS = 64,                       /* frames in one frame (802.11 A-MSDU) */
	NET_MAX_FRAGMENTED = 1024,                /* datagrams waiting for fragments */
	NET_MAX_FRAGMENT_BYTES = 8 * 1024 * 1024, /* of all of them together */
	NET_FRAGMENT_SECONDS = 30,                /* RFC 8200 4.5 allows 60; RFC 791 suggests 15 */
	NET_FRAGMENT_LATE_SECONDS = 2,  /* after which what came of a datagram is handed on, marked fragment_lost */
	NET_MAX_TCP_FLOWS = 16384,      /* directions */
	NET_MAX_TCP_AHEAD = 256 * 1024, /* out-of-order bytes a direction */
	NET_MAX_TCP_AHEAD_ALL = 16 * 1024 * 1024,
	NET_TCP_IDLE_SECONDS = 300,
};

/* What became of a frame. Each frame has exactly one. */
enum net_verdict {
	NET_PAYLOAD,       /* at least one payload waits in net_next */
	NET_TCP_EMPTY,     /* TCP without data: SYN, ACK, FIN, RST, keep-alive */
	NET_TCP_REPEATED,  /* TCP data already delivered */
	NET_TCP_AHEAD,     /* TCP data held until what is missing before it arrives */
	NET_SCTP_EMPTY,    /* SCTP without user data: handshakes, acknowledgements, heartbeats */
	NET_SCTP_HELD,     /* SCTP chunks of a message not complete yet */
	NET_FRAGMENT_HELD, /* an IP fragment of a datagram not complete yet */
	NET_NOT_IP,        /* ARP, LLDP, spanning tree ... */
	NET_OTHER_IP,      /* IP that carries neither UDP nor TCP nor SCTP */
	NET_CUT,           /* the snap length cut it within the headers */
	NET_MALFORMED,     /* a header contradicts itself or the length of the frame */
	NET_UNKNOWN_LINK,  /* a link type this program does not read */
	NET_VERDICTS
};

const char *net_verdict_name(enum net_verdict verdict); /* "tcp-empty" ... */

/* What UDP or TCP carried between two endpoints. The bytes live until the next net_next or net_decode. */
struct payload {
	struct flow flow;
	const uint8_t *bytes;
	size_t size;
	size_t length;   /* as sent: more than size when a snap length cut it (UDP only) */
	ns time;         /* of the frame that completed it */
	uint64_t frame;  /* the same frame's number */
	uint64_t stream; /* TCP: names this direction of this connection, never reused; 0 for UDP */
	bool gap;     /* TCP: bytes before this one are missing from the capture, or the connection was joined midway */
	bool joined;  /* TCP: with gap, nothing but that the capture began within this connection */
	bool snapped; /* TCP: with gap, a snap length cut them off */
	bool end;     /* TCP: the direction is over (FIN, RST, evicted); size may be 0 */
	bool fragmented; /* put together from IP fragments */
	bool fragment_lost; /* fragments did not come: size is what there is, length what was sent; 0, 0: not even the first */
	bool fragment_late; /* fragmented, and its beginning was handed on before as fragment_lost */
	bool whole; /* one message of its own, whatever the transport: a datagram, an SCTP user message, a WebSocket message */
	/* An ICMP error: flow and bytes are of the packet it quotes, which did not arrive. */
	bool unreachable;
	uint8_t icmp_type, icmp_code; /* as ICMP has them; ICMPv6's are told by the addresses */
	struct address reporter;      /* who sent the error */
	uint64_t layers;              /* what it was wrapped in: 1 << enum layer; 0: plain */
	/* Whose it is cannot be told: relayed, and the capture does not show for whom; or, without bytes, encrypted. */
	bool hidden;
	ns skew; /* how far time is ahead of its frame's, when another clock gave it; 0: the capture's own */
};

struct net_counters {
	uint64_t fragments_lost; /* datagrams given up with fragments missing */
	uint64_t fragments_overlapping;
	uint64_t fragments_behind; /* fragments but the first of their datagram: a filter for ports hides them */
	uint64_t tcp_gaps;         /* holes given up */
	uint64_t tcp_evicted;      /* directions forgotten to keep the budget */
	uint64_t tcp_conflicts;    /* retransmitted with other bytes; the first ones count */
	uint64_t layers[LAYERS];   /* headers taken off; those of plain frames (net_plain) are not counted */
	uint64_t sctp_lost;        /* SCTP user messages given up with chunks missing */
	uint64_t hep_malformed;
	uint64_t turn_unknown;         /* relayed data of whose two ends the capture does not show both */
	uint64_t turn_evicted;         /* allocations and channels forgotten to keep the budget */
	uint64_t sessions_evicted;     /* TCP connections whose inner protocol was forgotten, to keep the budget */
	uint64_t websocket_compressed; /* messages not read: permessage-deflate (RFC 7692) */
	uint64_t websocket_refused;    /* other messages not read: nonsense */
	uint64_t tls_decrypted;        /* records */
	uint64_t tls_without_keys;     /* records that no known secret opens */
	uint64_t tls_damaged;          /* records that should open and do not */
	uint64_t tls_secrets;          /* learned */
	uint64_t tls_forgotten;        /* secrets, to keep the budget */
};

struct net;

struct net *net_new(const struct hash_key *key);
void net_limit(struct net *net, struct budget budget); /* how much of its ceilings it may use */
void net_free(struct net *net);
enum net_verdict net_decode(struct net *net, const struct frame *frame);
/*
 * Moves the clock by which fragments and TCP expire: at least once a second of packet time when frames go past net_decode.
 * Payloads may come out through net_next.
 */
void net_tick(struct net *net, ns time);
/*
 * Lines of a TLS key log, from whichever source. What waited for them comes out through net_next: now, or after a net_tick when
 * too many connections wait to be looked at for each line. The number of new secrets.
 */
unsigned net_add_secrets(struct net *net, struct str text);
/*
 * Of the last frame that was a segment, a fragment or anything else but a plain datagram: whose it was, as far as that goes, and,
 * of a fragment, the id of the datagram that it is part of.
 */
const struct flow *net_flow(const struct net *net);
uint32_t net_datagram(const struct net *net);
void net_closed(const struct net *net, struct tls_closed *out); /* TLS connections of which nothing could be read */
bool net_next(struct net *net, struct payload *out);            /* the payloads the last frame completed, in order */
void net_flush(struct net *net,
               ns now); /* end of input: what waits behind a TCP hole comes out through net_next, marked gap */
const struct net_counters *net_counters(const struct net *net);
void net_usage(const struct net *net, struct usages *out);

static inline uint16_t net_u16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

/*
 * The payload of nearly all frames of a capture with media: Ethernet, IPv4 without options, UDP, nothing cut off,
 * nothing odd. False: net_decode is to be asked. Here, so that the values stay in registers: the layers would come to
 * the same payload with ten times the instructions. Sets the flow, the bytes and when they came; the caller has cleared
 * the rest where it matters, which costs more than all this.
 */
static inline bool net_plain(const struct frame *frame, struct payload *out)
{
	enum {
		IP = 14,
		UDP = 34,
		PAYLOAD = 42
	};
	const uint8_t *bytes = frame->bytes;
	size_t total, length;

	if (frame->linktype != LINKTYPE_ETHERNET || frame->captured < PAYLOAD)
		return false;
	/* Type 0x0800, version 4, five words of header; not a fragment; protocol 17. */
	if (net_u16(bytes + 12) != 0x0800 || bytes[IP] != 0x45 || net_u16(bytes + IP + 6) & 0x3fff ||
	    bytes[IP + 9] != 17)
		return false;
	total = net_u16(bytes + IP + 2);
	length = net_u16(bytes + UDP + 4);
	if (length < PAYLOAD - UDP || length + (UDP - IP) > total || IP + total > frame->captured)
		return false;
	out->flow.source.address = address_of_ipv4(bytes + IP + 12);
	out->flow.destination.address = address_of_ipv4(bytes + IP + 16);
	out->flow.source.port = net_u16(bytes + UDP);
	out->flow.destination.port = net_u16(bytes + UDP + 2);
	out->flow.transport = TRANSPORT_UDP;
	out->bytes = bytes + PAYLOAD;
	out->size = out->length = length - (PAYLOAD - UDP);
	out->time = frame->time;
	out->frame = frame->number;
	return true;
}

/*
 * The headers of a frame as net_plain takes it, in words that are only good for comparing: for frames of which most are
 * never read. What differs from packet to packet of a flow is left out.
 */
struct net_words {
	uint64_t addresses;
	uint64_t ports;  /* and the length of the UDP datagram */
	uint16_t length; /* of the IP packet */
};

enum {
	NET_PLAIN_IP = 14,
	NET_PLAIN_PORTS = 34,
	NET_PLAIN_HEADERS = 42,
};

static inline uint64_t net_word64(const uint8_t *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	return word;
}

static inline uint32_t net_word32(const uint8_t *bytes)
{
	uint32_t word;

	memcpy(&word, bytes, sizeof(word));
	return word;
}

static inline uint16_t net_word16(const uint8_t *bytes)
{
	uint16_t word;

	memcpy(&word, bytes, sizeof(word));
	return word;
}

/* Of a frame with NET_PLAIN_HEADERS bytes, whatever they are. */
static inline struct net_words net_words_at(const uint8_t *bytes)
{
	return (struct net_words){
		.addresses = net_word64(bytes + NET_PLAIN_IP + 12),
		.ports = net_word64(bytes + NET_PLAIN_PORTS) & htobe64(0xffffffffffff0000),
		.length = net_word16(bytes + NET_PLAIN_IP + 2),
	};
}

/* Those of flow, with so much payload. False: it is not of IPv4, or the payload is too long. */
bool net_words_of(const struct flow *flow, size_t length, struct net_words *out);

/* What is the same in all that net_plain takes: IPv4 without options, any type of service, no fragment, UDP. */
static inline bool net_is_datagram(const uint8_t *bytes)
{
	return (net_word32(bytes + 12) & htobe32(0xffffff00)) == htobe32(0x08004500) &&
	       (net_word32(bytes + NET_PLAIN_IP + 6) & htobe32(0x3fff00ff)) == htobe32(17);
}

/*
 * Whether net_plain would take it, had no snap length cut it; out: the length of its payload as sent. Of a frame of
 * Ethernet with NET_PLAIN_HEADERS bytes.
 */
static inline bool net_is_plain(const struct frame *frame, size_t *out)
{
	size_t total = net_u16(frame->bytes + NET_PLAIN_IP + 2), length = net_u16(frame->bytes + NET_PLAIN_PORTS + 4);

	*out = length - (NET_PLAIN_HEADERS - NET_PLAIN_PORTS);
	return net_is_datagram(frame->bytes) && length >= NET_PLAIN_HEADERS - NET_PLAIN_PORTS &&
	       length + (NET_PLAIN_PORTS - NET_PLAIN_IP) <= total && NET_PLAIN_IP + total <= frame->length;
}

#endif
