/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes captured at a time. Plain data; the bytes are the source's and live until its next frame. */
#ifndef CAPTURE_FRAME_H
#define CAPTURE_FRAME_H

#include "base/clock.h"

#include <stdint.h>

/* The tcpdump.org registry of link types, as far as they are decoded. */
enum linktype {
	LINKTYPE_NULL = 0,
	LINKTYPE_ETHERNET = 1,
	LINKTYPE_PPP = 9,
	LINKTYPE_PPP_HDLC = 50,
	LINKTYPE_PPPOE = 51,
	LINKTYPE_ATM = 100, /* RFC 2684, which makes it 802.2 */
	LINKTYPE_RAW = 101,
	LINKTYPE_C_HDLC = 104,
	LINKTYPE_IEEE802_11 = 105,
	LINKTYPE_LOOP = 108,
	LINKTYPE_LINUX_SLL = 113,
	LINKTYPE_PRISM = 119,
	LINKTYPE_RADIOTAP = 127,
	LINKTYPE_AVS = 163,
	LINKTYPE_PPI = 192,
	LINKTYPE_MPLS = 219,
	LINKTYPE_IPV4 = 228,
	LINKTYPE_IPV6 = 229,
	LINKTYPE_NFLOG = 239,
	LINKTYPE_EXPORTED = 252,
	LINKTYPE_PKTAP = 258, /* of macOS */
	LINKTYPE_LINUX_SLL2 = 276,
	LINKTYPE_UNKNOWN = -1, /* a packet of an interface nobody described */
	LINKTYPE_SECRETS = -2, /* no packet, and not numbered: lines of a TLS key log that stood here in the file */
};

enum {
	FRAME_FILE_BITS = 16,
	FRAME_FILES = 1 << FRAME_FILE_BITS, /* inputs that can be told apart */
};

struct frame {
	uint64_t number; /* an id, as payloads, events and findings hand it on: frame_id */
	ns time;
	int linktype;
	const uint8_t *bytes;
	uint32_t captured; /* bytes here */
	uint32_t length;   /* bytes on the wire: more than captured when a snap length cut the frame */
};

/* Number counts from 1 in the order read, over all inputs; file tells which input it was. Ordered as the numbers are. */
static inline uint64_t frame_id(uint64_t number, unsigned file)
{
	return number << FRAME_FILE_BITS | file;
}

static inline uint64_t frame_number(uint64_t id)
{
	return id >> FRAME_FILE_BITS;
}

static inline unsigned frame_file(uint64_t id)
{
	return (unsigned)(id & (FRAME_FILES - 1));
}

#endif
