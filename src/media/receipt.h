/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the receiver of a stream said in RTCP (RFC 3550 6.4) of its arrival: evidence of what was heard that no capture on the
 * way can give. Up to a final response of the call and from there on are told apart.
 */
#ifndef MEDIA_RECEIPT_H
#define MEDIA_RECEIPT_H

#include "media/moments.h"
#include "media/rtcp.h"

struct stream;

enum {
	RECEIPT_MAX = 4 /* of one stream; then the last one swallows what follows */
};

struct receipt {
	struct receipt *next; /* from the next final response on; NULL: none */
	struct moments some;  /* reports by which packets had arrived since the report before */
	struct moments none;  /* by which none had, though they were sent all the time */
	uint32_t unnamed;     /* of none: that do not name the stream at all */
	ns last;              /* when the last report came that names the stream; 0: none did */
	uint32_t highest;     /* its extended sequence number */
	int32_t lost;         /* packets lost in all, by that report */
	uint32_t jitter;      /* in timestamp units */
	bool names;           /* its sender names streams, sooner or later */
	bool closed;          /* a final response came */
};

/* A report that the receiver of a stream sent, as far as it is about that. */
struct account {
	const struct rtcp_block *block; /* about the stream; NULL: none, which says that nothing arrived */
	ns before;                      /* when the same receiver reported last; 0: never */
	bool names; /* it names streams, in this or an earlier report: to be silent says something */
	ns time;
	uint64_t frame;
};

/* Notes in stream->receipts what a report says of the stream. True: a receipt was made. */
bool receipt_note(struct stream *stream, const struct account *account);
void receipt_close(struct stream *stream);    /* a final response came */
unsigned receipt_free(struct stream *stream); /* how many there were */

#endif
