/* SPDX-License-Identifier: BSD-2-Clause */
/* Packets of a played ladder as the frames a capture would hold. */
#ifndef TESTS_PLAY_H
#define TESTS_PLAY_H

#include "ladder.h"
#include "line.h"
#include "net/flow.h"

#define PLAY_BEGINNING (1767323045 * SECOND) /* 2026-01-02T03:04:05Z */

enum {
	PLAY_RTCP_SIZE = 128
};

/* Of RTP. */
struct rtp_item {
	bool is;
	ns sent, stamp; /* what its sequence number and its timestamp count up to */
	bool lost;      /* on its way */
	uint32_t ssrc, clock;
	uint8_t payload_type;
	bool marker;
	int64_t sequence_jump, timestamp_jump; /* from it on */
	uint16_t sequence;
	uint32_t timestamp;
};

/* Of RTCP. What it does not have is the truth. */
struct rtcp_item {
	bool is;
	uint32_t ssrc; /* of who reports */
	uint16_t port; /* where it receives RTP */
	bool empty;    /* nothing about anybody */
	bool sends, bye;
	bool has_received, has_lost, has_sent;
	uint32_t received, lost, sent;
	ns jitter;
	uint8_t *room; /* PLAY_RTCP_SIZE bytes for it */
};

/* One packet to be sent. */
struct item {
	ns time;
	unsigned order;
	char from, to;
	uint16_t source_port, destination_port;
	bool tcp;
	uint32_t source, destination; /* other addresses than those of the parties; 0: theirs */
	struct str bytes;             /* of a message, or the payload of RTP */
	size_t kept;                  /* bytes the capture keeps of it */
	size_t lost;                  /* bytes at its end that are in no segment */
	bool copy;                    /* captured a second time */
	bool icmp;                    /* from reports that the packet with these bytes to it did not arrive */
	uint8_t icmp_type, icmp_code;
	struct address reporter;
	bool has_reporter;
	enum wrap wrap;
	enum pieces pieces;
	struct rtp_item rtp;
	struct rtcp_item rtcp;
};

/* Sorts the items by time and makes a frame of each, or several. */
void play(struct item *items, unsigned count, const struct hosts *hosts, ladder_frame_fn *frame, void *arg);

#endif
