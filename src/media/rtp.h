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
	size_t payload_length; /* as sent: more than payload_size when a snap length cut it, and then with padding */
};

bool rtp_parse(const uint8_t *bytes, size_t size, struct rtp *out); /* false: it is no RTP */

static inline uint32_t rtp_word(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* A header with neither padding, extension nor CSRC list, as nearly all are. False: rtp_parse is to be asked. */
static inline bool rtp_plain(const uint8_t *bytes, size_t size, struct rtp *out)
{
	if (size < 12 || bytes[0] != 0x80 || (bytes[1] & 0x60) == 0x40)
		return false;
	*out = (struct rtp){
		.payload_type = bytes[1] & 0x7f,
		.marker = bytes[1] >> 7,
		.sequence = (uint16_t)(bytes[2] << 8 | bytes[3]),
		.timestamp = rtp_word(bytes + 4),
		.ssrc = rtp_word(bytes + 8),
		.payload = bytes + 12,
		.payload_size = size - 12,
		.payload_length = size - 12,
	};
	return true;
}

bool rtcp_looks(const uint8_t *bytes, size_t size);

#endif
