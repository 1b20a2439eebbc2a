/* SPDX-License-Identifier: BSD-2-Clause */
/* What of a stream belongs to a call, and to which part of it: an endpoint may have served other calls before and after. */
#ifndef REPORT_SHARE_H
#define REPORT_SHARE_H

#include "call/attempt.h"

struct share {
	uint64_t early_packets, late_packets; /* before, after the final response */
	ns first, last;                       /* of both parts; NEVER: none */
	ns late_first, late_last;             /* NEVER: none */
	uint64_t late_frame;
	const struct run *first_run; /* the first of the call; NULL: none */
	const struct run *longest;   /* of the early part; NULL: none */
	uint64_t lost;               /* of the early part */
};

struct share share_of(const struct attempt *attempt, const struct stream *stream);
bool share_is_early(const struct attempt *attempt, const struct run *run); /* of a run of the call */

/* The format that describes payload_type in the SDP of who receives it, else of who sends it; NULL: neither has it. */
const struct sdp_format *share_format(const struct attempt *attempt, bool backward, uint8_t payload_type);

#endif
