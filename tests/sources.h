/* SPDX-License-Identifier: BSD-2-Clause */
/* The sources of RTP in a played ladder: how far each has counted, and what RTCP says of them. */
#ifndef TESTS_SOURCES_H
#define TESTS_SOURCES_H

#include "play.h"

enum {
	SOURCES_MAX = 64,
};

/* One SSRC to one port. */
struct source {
	uint32_t ssrc;
	uint16_t port;
	char to;
	ns last;
	uint32_t first, sequence; /* extended by wraps */
	uint32_t timestamp_offset, timestamp;
	uint32_t sent, octets, arrived, clock;
	uint32_t told_expected, told_lost; /* in the last report about it */
};

struct sources {
	struct source of[SOURCES_MAX];
	unsigned count;
};

/* Items must come in the order in which they were sent, those that get lost among them. */
void sources_send_rtp(struct sources *sources, struct item *item);
void sources_send_rtcp(struct sources *sources, struct item *item);

#endif
