/* SPDX-License-Identifier: BSD-2-Clause */
/* The a= lines that audio depends on, read into the m= block they stand in (or into that of the session). */
#ifndef SIP_ATTRIBUTE_H
#define SIP_ATTRIBUTE_H

#include "base/hash.h"
#include "sip/sdp.h"

#define SDP_SESSION_LEVEL UINT8_MAX /* the index of the session's own block */

/* One m= block while it is read; the session's own lines fill one too, and each m= block begins as its copy. */
struct sdp_block {
	struct sdp_media facts;
	struct sdp_details details;
	uint8_t index; /* among the blocks */
	int rank;      /* of the last line, to see whether they are in order */
	bool has_rtcp_port, has_details;
	/* These stand last and are not copied. */
	struct sdp_format format[SDP_MAX_FORMATS];
	struct sdp_crypto crypto[SDP_MAX_CRYPTO];
};

/* Only to tell two descriptions apart, and the same in every run: no secret is needed. */
extern const struct hash_key sdp_block_key;

/* True when the facts of block, or their hash of keys, tell all that the line says. */
bool attribute_take(struct sdp_block *block, struct str name, struct str value);

#endif
