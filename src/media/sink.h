/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What media.h is made of, for the files that make it: destinations with their streams, and all that belongs to them. Nothing
 * outside of media/ includes this.
 */
#ifndef MEDIA_SINK_H
#define MEDIA_SINK_H

#include "base/table.h"
#include "media/hosts.h"
#include "media/lanes.h"
#include "media/media.h"
#include "media/networks.h"

/* A destination. */
struct sink {
	struct endpoint endpoint;
	unsigned watchers;
	unsigned stream_count;
	struct stream *streams; /* the last used first */
	ns since;               /* streams silent from before this on are none of today's calls */
	ns touched;
	struct refusal *refusal; /* NULL: none */
	ns reported;             /* when the receiver there sent a report last; 0: never */
	bool names;              /* its reports name streams */
	struct formats *formats; /* what SDP says of its payload types; NULL: nothing */
	ns early_until;          /* of a watched one: its call was not answered, and is not that old */
	bool of_caller;          /* what arrives there is to be heard */
	bool settled;            /* its call was answered */
	bool overrun;            /* packets came for which there was no place */
	ns unkept;               /* when the last of those came */
	bool proven;             /* one of its streams is valid */
	struct link age;         /* among the unwatched; of a watched one: among those with streams */
};

struct media {
	struct hash_key key;
	struct budget budget;
	struct lanes *lanes;
	struct table sinks;
	struct list proven, unproven; /* unwatched sinks by age, to the second */
	struct list served;           /* watched ones with streams, as they were looked at last: sink_with_room */
	struct hosts *hosts;
	struct hosts *relayed, *sealed; /* whose packets are hidden */
	ns relayed_first, relayed_last;
	struct networks *networks;
	struct hearings hearings;
	struct ice *ice;
	struct dtls *dtls;
	struct losses losses;
	unsigned receipt_count;
	unsigned watched, proven_count, unproven_count, stream_count;
	bool rtp_seen;
	bool keeps;          /* media_keep was asked for */
	struct trail *trail; /* media_trail */
	ns now;              /* of the latest packet */
	struct media_counters counters;
};

/* NULL: nothing came there, and nobody watches it. */
struct sink *sink_find(const struct media *media, const struct endpoint *destination);
struct sink *sink_new(struct media *media, const struct endpoint *destination); /* it is not there yet */
void sink_free(struct sink *sink);                                              /* its streams are gone */
void sink_free_all(struct media *media, struct sink *sink);                     /* with its streams, when all goes */
/* Unwatched ones stand by their age: the oldest go first. */
void sink_age(struct media *media, struct sink *sink);
void sink_unage(struct media *media, struct sink *sink);

/* The stream of a packet is at the front of the sink given back. NULL: no budget for it. */
struct sink *sink_begin_stream(struct media *media, const struct payload *payload, const struct rtp *rtp);
/* Brings the stream of payload to the front; false: it is new. */
bool sink_find_stream(struct sink *sink, const struct payload *payload, const struct rtp *rtp);

/* What RTCP says of streams, with them. */
void sink_take_report(struct media *media, const struct payload *payload);

#endif
