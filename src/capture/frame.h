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
	LINKTYPE_RAW = 101,
	LINKTYPE_LOOP = 108,
	LINKTYPE_LINUX_SLL = 113,
	LINKTYPE_IPV4 = 228,
	LINKTYPE_IPV6 = 229,
	LINKTYPE_LINUX_SLL2 = 276,
	LINKTYPE_UNKNOWN = -1, /* a packet of an interface nobody described */
};

struct frame {
	uint64_t number; /* from 1, in the order read */
	ns time;
	int linktype;
	const uint8_t *bytes;
	uint32_t captured; /* bytes here */
	uint32_t length;   /* bytes on the wire: more than captured when a snap length cut the frame */
};

#endif
