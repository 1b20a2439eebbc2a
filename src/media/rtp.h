/* SPDX-License-Identifier: BSD-2-Clause */
/* The fixed header of RTP (RFC 3550 5.1) and the look of RTCP (RFC 5761 4). */
#ifndef MEDIA_RTP_H
#define MEDIA_RTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rtp {
	uint8_t payload_type; /* 0..127 */
	bool marker;
	uint16_t sequence;
	uint32_t timestamp;
	uint32_t ssrc;
	const uint8_t *payload;
	size_t payload_size;   /* without padding; of what was captured */
	size_t payload_length; /* as sent: more than payload_size when a snap length cut it; 0 if padding was cut, too */
};

bool rtp_parse(const uint8_t *bytes, size_t size, struct rtp *out); /* false: it is no RTP */

static inline uint32_t rtp_word(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

bool rtcp_looks(const uint8_t *bytes, size_t size);

#endif
