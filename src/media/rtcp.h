/* SPDX-License-Identifier: BSD-2-Clause */
/* What an RTCP packet reports (RFC 3550 6.4), read only where all of it is in the clear: what SRTCP hides is not guessed. */
#ifndef MEDIA_RTCP_H
#define MEDIA_RTCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RTCP_MAX_BLOCKS = 62 /* of a datagram: two packets full of them; further ones are left out */
};

/* RFC 3550 6.4.1: what its sender received of one source. */
struct rtcp_block {
	uint32_t ssrc;
	uint8_t fraction; /* lost since the report before, of 256 */
	int32_t lost;     /* in all; negative where duplicates came */
	uint32_t highest; /* sequence number received, extended by its wraps */
	uint32_t jitter;  /* timestamp units */
};

struct rtcp {
	uint32_t sender;
	bool sends;       /* a sender report: it sent RTP of late */
	uint32_t packets; /* then: so many in all */
	unsigned count;
	struct rtcp_block blocks[RTCP_MAX_BLOCKS];
};

/* False: it begins with no report, or it is damaged or encrypted. */
bool rtcp_parse(const uint8_t *bytes, size_t size, struct rtcp *out);

#endif
