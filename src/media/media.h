/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All RTP of the capture, by destination. Calls watch the endpoints their SDP promises; what nobody
 * watches is kept too, within a budget, so that audio sent to a wrong place can be found and so
 * that a claim of absence rests on what this capture can show. One hash probe a packet.
 */
#ifndef MEDIA_MEDIA_H
#define MEDIA_MEDIA_H

#include "media/dtls.h"
#include "media/hearing.h"
#include "media/ice.h"
#include "media/losses.h"
#include "media/receipt.h"
#include "media/stream.h"

enum {
	MEDIA_MAX_WATCHED = 262144, /* destinations; they are cheap until RTP comes */
	MEDIA_MAX_STREAMS = 8,      /* a destination */
	MEDIA_MAX_STREAMS_ALL =
		32768, /* then the oldest destinations that nobody watches are forgotten, then what a call has little of */
	MEDIA_MAX_HOSTS = 65536,
	MEDIA_MAX_WALK = 256,       /* streams looked at in one question about a network */
	MEDIA_PROBATION = 3,        /* packets in sequence before an unwatched stream counts as RTP */
	MEDIA_MAX_RECEIPTS = 65536, /* of streams */
	MEDIA_KEPT_UNWATCHED = 100,
};

/* For how long early audio is examined, and for how long a tone behind the answer: more than a cycle of any ringback. */
#define MEDIA_HEARD_MOST (300 * SECOND)
#define MEDIA_HEARD_AFTER (7 * SECOND)
/* What is worth keeping as it was captured: early audio, and so much behind the answer; of what nobody watches some packets a run. */
#define MEDIA_KEPT_AFTER (10 * SECOND)

enum media_kind {
	MEDIA_NONE,
	MEDIA_RTP,
	MEDIA_RTCP,
	MEDIA_STUN,
	MEDIA_DTLS,
};

struct media_counters {
	uint64_t rtp, rtcp;
	uint64_t evicted; /* destinations forgotten, or not watched, to keep the budget */
	uint64_t unkept;  /* of rtp: packets that had no place left */
	uint64_t unread;  /* of rtcp: reports that nothing was learned from, to keep the budget */
	uint64_t checks_forgotten, handshakes_forgotten; /* of ICE, of DTLS, likewise */
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
void media_limit(struct media *media, struct budget budget); /* how much of its ceilings it may use */
void media_free(struct media *media);

/* Takes a UDP payload that is no SIP. STUN and DTLS are evidence of the path that RTP would take. */
enum media_kind media_take(struct media *media, const struct payload *payload);
/*
 * media_take for the commonest packet of all: the next one of a stream, that is in nothing unlike the one before. Stops at
 * the first frame that is something else, or whose time is before that of the last one and from, or not before until. How
 * many there were before it; nothing is done about the others.
 */
unsigned media_follow(struct media *media, const struct frame *frames, unsigned count, ns from, ns until);
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
/* The call that watches it was answered: jitter is of the early phase, so it is measured no longer, and listening ends soon. */
void media_settle(struct media *media, const struct endpoint *destination, ns now);
/*
 * What SDP says of a watched destination, whose call nobody answered yet. That of a caller is listened to from now on: what
 * arrives there, and what is sent past it from an endpoint of the callee's.
 */
void media_describe(struct media *media, const struct endpoint *destination, const struct formats *formats,
                    bool of_caller, ns now);
/*
 * Another call begins whose caller listens there. A stream of the one before it that fell silent may come again as it was, source,
 * SSRC and all: what it carries then is another story, and heard as such.
 */
void media_await(struct media *media, const struct endpoint *destination, ns now);
void media_set_plan(struct media *media, const struct plan *plan); /* the country by which tones are told; NULL: none */
void media_record(struct media *media); /* keeps what is listened to, so that it can be heard */
/* From now on packets that are worth keeping come through media_take, each of them, and media_trail says whose they are. */
void media_keep(struct media *media);
struct trail *media_trail(const struct media *media); /* of the packet taken last; NULL: it need not be kept */

/* The streams to destination, then through stream->next; NULL: none. Those not `valid` are to be skipped unless the endpoint was watched. */
const struct stream *media_streams(const struct media *media, const struct endpoint *destination);
/* When RTP came there last, also such as there was no place for; 0: none, or not known any more. */
ns media_last(const struct media *media, const struct endpoint *destination);
/* Packets to it were left out since a call watches it, to keep the budget: what is known of its audio is not all. */
bool media_overrun(const struct media *media, const struct endpoint *destination);
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

/* The stretches in which the capture lost frames. */
const struct losses *media_losses(const struct media *media);
/* Frames of that time were lost before they reached us; frame: the first one that was not. */
void media_note_loss(struct media *media, const struct loss *loss);
void media_note_down(struct media *media, ns since); /* as losses_down, losses_up */
void media_note_up(struct media *media, ns since, ns until);
void media_note_loss_within(struct media *media,
                            const struct loss *whole); /* some time between the first frame and the last */
const struct ice *media_ice(const struct media *media);
const struct dtls *media_dtls(const struct media *media);

/*
 * Where RTP went lately, from since on: first to where nothing more of it is to be heard, so that its headers are enough, then
 * to where somebody listens.
 */
typedef void media_sound_fn(void *arg, const struct endpoint *destination, bool heard);
void media_sounds(const struct media *media, ns since, media_sound_fn *fn, void *arg);

const struct hearings *media_hearings(const struct media *media);
const struct media_counters *media_counters(const struct media *media);
void media_usage(const struct media *media, struct usages *out);

#endif
