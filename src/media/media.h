/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All RTP of the capture, by destination. Calls watch the endpoints their SDP promises; what nobody
 * watches is kept too, within a budget, so that audio sent to a wrong place can be found and so
 * that a claim of absence rests on what this capture can show. One hash probe a packet.
 */
#ifndef MEDIA_MEDIA_H
#define MEDIA_MEDIA_H

#include "media/stream.h"

enum {
	MEDIA_MAX_WATCHED = 262144,    /* destinations; they are cheap until RTP comes */
	MEDIA_MAX_STREAMS = 8,         /* a destination */
	MEDIA_MAX_STREAMS_ALL = 32768, /* then the oldest destinations that nobody watches are forgotten */
	MEDIA_MAX_HOSTS = 65536,
	MEDIA_MAX_WALK = 256, /* streams looked at in one question about a network */
	MEDIA_PROBATION = 3,  /* packets in sequence before an unwatched stream counts as RTP */
};

enum media_kind {
	MEDIA_NONE,
	MEDIA_RTP,
	MEDIA_RTCP,
};

struct media_counters {
	uint64_t rtp, rtcp;
	uint64_t evicted; /* destinations forgotten, or not watched, to keep the budget */
	uint64_t unkept;  /* of rtp: packets that had no place left */
};

/* ICMP errors about packets to a destination: they did not arrive. */
struct refusal {
	ns first, last;
	uint64_t first_frame, last_frame;
	uint64_t count;  /* without copies of the capture */
	uint16_t quoted; /* the RTP sequence number in the last one */
	/* Of the first: */
	struct endpoint source; /* of the packet refused */
	struct address reporter;
	uint8_t type, code; /* as ICMP has them; ICMPv6's are told by the addresses */
};

struct media;

struct media *media_new(const struct hash_key *key);
void media_free(struct media *media);

/* Takes a UDP payload that is no SIP. */
enum media_kind media_take(struct media *media, const struct payload *payload);
/*
 * media_take for the commonest packet of all: the next one of a stream to a watched destination. False, and nothing
 * done: it is something else.
 */
bool media_follow(struct media *media, const struct payload *payload);
/* Takes a payload marked unreachable that is no SIP. False: nothing is known of its destination. */
bool media_refuse(struct media *media, const struct payload *payload);
const struct refusal *media_refusal(const struct media *media, const struct endpoint *destination); /* NULL: none */
/* Notes that packets of these two hosts pass this capture. */
void media_note_hosts(struct media *media, const struct flow *flow);
/* Notes that these two hosts exchange what may be audio and of which the capture does not show whose it is: payload->hidden. */
void media_note_hidden(struct media *media, const struct payload *payload);

/* Packets to destination are a call's business from now on, until its unwatch. False: no budget, and nothing to unwatch. */
bool media_watch(struct media *media, const struct endpoint *destination);
void media_unwatch(struct media *media, const struct endpoint *destination);
/* A final response came: what arrives at destination from now on belongs to new runs. */
void media_cut(struct media *media, const struct endpoint *destination);
/* The call that watches it was answered: jitter is of the early phase, so it is measured no longer. */
void media_settle(struct media *media, const struct endpoint *destination);

/* The streams to destination, then through stream->next; NULL: none. Those not `valid` are to be skipped unless the endpoint was watched. */
const struct stream *media_streams(const struct media *media, const struct endpoint *destination);
unsigned media_watchers(const struct media *media, const struct endpoint *destination);

bool media_rtp_seen(const struct media *media); /* any RTP in the capture up to now */
bool media_host_seen(const struct media *media,
                     const struct address *host); /* as source or destination of any packet */

bool media_host_relayed(const struct media *media, const struct address *host); /* in a TURN relay's hidden packets */
bool media_relayed_within(const struct media *media, ns from,
                          ns until); /* hidden packets of whichever relay, as far as known */
bool media_host_sealed(const struct media *media, const struct address *host); /* in encrypted ones: ESP */

/*
 * The most recent valid stream from (to) the host, else from (to) its network, that began or was
 * alive at or after since and that pass accepts. NULL: none.
 */
typedef bool media_pass_fn(void *arg, const struct stream *stream);
const struct stream *media_stream_from(const struct media *media, const struct address *host, ns since,
                                       media_pass_fn *pass, void *arg);
const struct stream *media_stream_to(const struct media *media, const struct address *host, ns since,
                                     media_pass_fn *pass, void *arg);

const struct media_counters *media_counters(const struct media *media);

#endif
