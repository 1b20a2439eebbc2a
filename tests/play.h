/* SPDX-License-Identifier: BSD-2-Clause */
/* Packets of a played ladder as the frames a capture would hold. */
#ifndef TESTS_PLAY_H
#define TESTS_PLAY_H

#include "ladder.h"
#include "line.h"
#include "net/flow.h"

#define PLAY_BEGINNING (1767323045 * SECOND) /* 2026-01-02T03:04:05Z */

/* One packet to be sent. */
struct item {
	ns time;
	unsigned order;
	char from, to;
	uint16_t source_port, destination_port;
	bool tcp;
	struct str bytes; /* of a message; empty: RTP */
	size_t kept;      /* bytes the capture keeps of it */
	size_t lost;      /* bytes at its end that are in no segment */
	bool copy;        /* captured a second time */
	bool icmp;        /* from reports that the packet with these bytes to it did not arrive */
	uint8_t icmp_type, icmp_code;
	struct address reporter;
	bool has_reporter;
	enum wrap wrap;
	enum pieces pieces;
	uint32_t ssrc;
	uint8_t payload_type;
};

/* Sorts the items by time and makes a frame of each, or several. */
void play(struct item *items, unsigned count, const struct hosts *hosts, ladder_frame_fn *frame, void *arg);

#endif
