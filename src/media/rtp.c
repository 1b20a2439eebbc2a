/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/rtp.h"

#include "base/cursor.h"

enum {
	RTP_HEADER = 12, /* without CSRC list and extension */
	RTCP_HEADER = 8, /* with the SSRC of the sender; what SRTCP leaves in the clear (RFC 3711 3.4) */
};

static unsigned version_of(const uint8_t *bytes)
{
	return bytes[0] >> 6;
}

/* Leaves in rest what is behind CSRC list and extension; false when they are longer than the packet. */
static bool skip_lists(struct cursor *rest, uint8_t first)
{
	cursor_skip(rest, (size_t)(first & 0x0f) * 4);
	if (first & 0x10) {
		cursor_skip(rest, 2);
		cursor_skip(rest, (size_t)cursor_u16(rest) * 4);
	}
	return !rest->bad;
}

/* RFC 3550 5.1: the last octet counts the octets of padding, itself among them. */
static bool cut_padding(struct cursor *rest)
{
	size_t left = cursor_left(rest);

	if (left == 0 || rest->end[-1] == 0 || rest->end[-1] > left)
		return false;
	rest->end -= rest->end[-1];
	return true;
}

bool rtp_parse(const uint8_t *bytes, size_t size, struct rtp *out)
{
	struct cursor rest;
	uint8_t payload_type;

	if (size < RTP_HEADER || version_of(bytes) != 2)
		return false;
	payload_type = bytes[1] & 0x7f;
	/* RFC 5761 4: with the marker these would be RTCP packet types. */
	if (payload_type >= 64 && payload_type <= 95)
		return false;
	rest = cursor_of(bytes + RTP_HEADER, size - RTP_HEADER);
	if ((bytes[0] & 0x1f) && !skip_lists(&rest, bytes[0]))
		return false;
	if ((bytes[0] & 0x20) && !cut_padding(&rest))
		return false;
	*out = (struct rtp){
		.payload_type = payload_type,
		.marker = bytes[1] >> 7,
		.sequence = (uint16_t)(bytes[2] << 8 | bytes[3]),
		.timestamp = rtp_word(bytes + 4),
		.ssrc = rtp_word(bytes + 8),
		.payload = rest.p,
		.payload_size = cursor_left(&rest),
		.payload_length = cursor_left(&rest),
	};
	return true;
}

/*
 * Only the first packet of a compound is looked at: encryption hides the others (RFC 3711 3.4), and
 * it need not be a report when the size is reduced (RFC 5506).
 */
bool rtcp_looks(const uint8_t *bytes, size_t size)
{
	size_t words;

	if (size < RTCP_HEADER || version_of(bytes) != 2 || bytes[1] < 192 || bytes[1] > 223)
		return false;
	words = (size_t)(bytes[2] << 8 | bytes[3]) + 1;
	return words * 4 >= RTCP_HEADER && words * 4 <= size;
}
