/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/wireless.h"

#include "capture/format.h"
#include "net/link.h"

enum {
	RADIOTAP_HEADER = 8, /* version, padding, length, and the first word of what is present */
	RADIOTAP_PRESENT = 4,
	RADIOTAP_HAS_TIME = 1,
	RADIOTAP_HAS_FLAGS = 2,
	RADIOTAP_TIME = 8,            /* bytes, and where it begins is a multiple of them */
	RADIOTAP_CHECKSUM = 0x10,     /* flags: the frame's checksum is at its end */
	RADIOTAP_BAD_CHECKSUM = 0x40, /* what the air made of a frame */
	CHECKSUM = 4,
	PRISM_HEADER = 144,
	AVS_HEADER = 8,      /* magic, length: more follows */
	AVS_MAGIC = 0x80211, /* and a version of 12 bits */
	PPI_HEADER = 8,
};

enum wireless_frame { /* IEEE 802.11 9.2 */
	FRAME_HEADER = 24,
	FRAME_CONTROL = 2, /* its first bytes */
	FRAME_VERSION = 0x03,
	FRAME_TYPE = 0x0c,
	FRAME_DATA = 0x08,
	FRAME_NO_DATA = 0x40,
	FRAME_QOS = 0x80,
	/* The second byte. */
	FRAME_TO_AND_FROM = 0x03,
	FRAME_PROTECTED = 0x40,
	FRAME_MORE_CONTROL = 0x80, /* HT control follows QoS control */
	FRAME_SEQUENCE = 22,       /* where it stands */
	FRAME_FRAGMENT = 0x0f,     /* of it: the number of a fragment; those behind the first have no header of IP */
	ADDRESS = 6,
	QOS_CONTROL = 2,
	QOS_AGGREGATE = 0x80,
	HT_CONTROL = 4,
	SUBFRAME_HEADER = 14,
	DATA_PAD = 2,
	SNAP = 3,
};

/* www.radiotap.org: fields stand in the order of their bits, behind all words of bits; the flags are the second field. */
static uint8_t radiotap_flags(struct cursor header)
{
	const uint8_t *start = header.p, *word;
	uint32_t present;

	cursor_skip(&header, RADIOTAP_HEADER - RADIOTAP_PRESENT);
	word = cursor_take(&header, RADIOTAP_PRESENT);
	present = word ? little_u32(word) : 0;
	while (word && word[3] & 0x80)
		word = cursor_take(&header, RADIOTAP_PRESENT);
	if (!word || !(present & RADIOTAP_HAS_FLAGS))
		return 0;
	if (present & RADIOTAP_HAS_TIME) {
		cursor_skip(&header, (size_t)(start - header.p) % RADIOTAP_TIME);
		cursor_skip(&header, RADIOTAP_TIME);
	}
	return cursor_u8(&header);
}

enum layer wireless_radiotap(struct packet *packet)
{
	struct cursor header = packet->at;
	size_t length;
	uint8_t flags;

	if (cursor_left(&packet->at) < RADIOTAP_HEADER)
		return layer_short(packet);
	length = little_u16(header.p + 2);
	if (header.p[0] != 0 || length < RADIOTAP_HEADER)
		return layer_end(NET_MALFORMED);
	cursor_limit(&header, length);
	flags = radiotap_flags(header);
	if (!cursor_take(&packet->at, length))
		return layer_short(packet);
	if (flags & RADIOTAP_BAD_CHECKSUM)
		return layer_end(NET_MALFORMED);
	if (flags & RADIOTAP_CHECKSUM && packet_sent(packet) >= CHECKSUM)
		packet_limit(packet, packet_sent(packet) - CHECKSUM);
	return LAYER_WIRELESS;
}

static bool is_avs(const struct cursor *at)
{
	return cursor_left(at) >= AVS_HEADER && read_u32(at->p) >> 12 == AVS_MAGIC;
}

enum layer wireless_prism(struct packet *packet)
{
	/* Drivers that changed to the newer header kept the link type. */
	if (is_avs(&packet->at))
		return LAYER_AVS;
	return cursor_take(&packet->at, PRISM_HEADER) ? LAYER_WIRELESS : layer_short(packet);
}

enum layer wireless_avs(struct packet *packet)
{
	uint32_t length;

	if (cursor_left(&packet->at) < AVS_HEADER)
		return layer_short(packet);
	length = read_u32(packet->at.p + 4);
	if (!is_avs(&packet->at) || length < AVS_HEADER)
		return layer_end(NET_MALFORMED);
	return cursor_take(&packet->at, length) ? LAYER_WIRELESS : layer_short(packet);
}

/* CACE's header: version, flags, length, then the link type of what follows; little-endian. */
enum layer wireless_ppi(struct packet *packet)
{
	uint32_t linktype;
	size_t length;

	if (cursor_left(&packet->at) < PPI_HEADER)
		return layer_short(packet);
	length = little_u16(packet->at.p + 2);
	linktype = little_u32(packet->at.p + 4);
	if (packet->at.p[0] != 0 || length < PPI_HEADER)
		return layer_end(NET_MALFORMED);
	if (!cursor_take(&packet->at, length))
		return layer_short(packet);
	return link_first(format_linktype(linktype));
}

/* Some hardware pads the header to words; what stands behind it begins with LLC, or with a subframe that does. */
static void skip_data_pad(struct cursor *at, size_t header, size_t llc)
{
	static const uint8_t snap[SNAP] = {0xaa, 0xaa, 0x03};

	if (header % 4 == 0 || cursor_left(at) < DATA_PAD + llc + SNAP)
		return;
	if (memcmp(at->p + llc, snap, SNAP) != 0 && memcmp(at->p + DATA_PAD + llc, snap, SNAP) == 0)
		cursor_skip(at, DATA_PAD);
}

static bool is_plain_data(const uint8_t *header)
{
	return !(header[0] & FRAME_VERSION) && (header[0] & FRAME_TYPE) == FRAME_DATA && !(header[0] & FRAME_NO_DATA) &&
	       !(header[1] & FRAME_PROTECTED);
}

static const uint8_t *quality_of_service(const uint8_t *header)
{
	return header + FRAME_HEADER + ((header[1] & FRAME_TO_AND_FROM) == FRAME_TO_AND_FROM ? ADDRESS : 0);
}

enum layer wireless_frame(struct packet *packet)
{
	const uint8_t *header = packet->at.p;
	size_t length = FRAME_HEADER;
	bool aggregate;

	if (cursor_left(&packet->at) < FRAME_CONTROL)
		return layer_short(packet);
	/* Control frames are shorter. */
	if (!is_plain_data(header))
		return layer_end(NET_NOT_IP);
	if ((header[1] & FRAME_TO_AND_FROM) == FRAME_TO_AND_FROM)
		length += ADDRESS;
	if (header[0] & FRAME_QOS)
		length += header[1] & FRAME_MORE_CONTROL ? QOS_CONTROL + HT_CONTROL : QOS_CONTROL;
	if (!cursor_take(&packet->at, length))
		return layer_short(packet);
	if (header[FRAME_SEQUENCE] & FRAME_FRAGMENT)
		return layer_end(NET_NOT_IP);
	aggregate = header[0] & FRAME_QOS && *quality_of_service(header) & QOS_AGGREGATE;
	skip_data_pad(&packet->at, length, aggregate ? SUBFRAME_HEADER : 0);
	return aggregate ? LAYER_SUBFRAME : LAYER_LLC;
}

/* One of several frames in one (IEEE 802.11 9.3.2.2): destination, source, length, and padding to words between them. */
enum layer wireless_subframe(struct packet *packet)
{
	const uint8_t *header = cursor_take(&packet->at, SUBFRAME_HEADER);
	size_t length, padding;

	if (!header)
		return layer_short(packet);
	length = read_u16(header + 12);
	padding = (4 - (SUBFRAME_HEADER + length) % 4) % 4;
	packet->rest = packet->at;
	packet->rest_layer = LAYER_SUBFRAME;
	if (cursor_left(&packet->rest) > length + padding)
		cursor_skip(&packet->rest, length + padding);
	else
		packet->rest = cursor_of(NULL, 0);
	packet_limit(packet, length);
	return LAYER_LLC;
}
