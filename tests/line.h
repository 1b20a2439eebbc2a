/* SPDX-License-Identifier: BSD-2-Clause */
/* One line of a ladder (docs/ladder.md), read: what happens, and in which words. */
#ifndef TESTS_LINE_H
#define TESTS_LINE_H

#include "base/clock.h"
#include "sip/header.h"
#include "wave.h"

enum {
	LINE_MAX_FIELDS = 24,
	LINE_MAX_SDP = 48,
};

/* What packets are wrapped in. */
enum wrap {
	WRAP_NONE,
	WRAP_VLAN,
	WRAP_GRE,
	WRAP_TURN, /* of RTP: a Data indication to its receiver */
};

/* Which fragments of a datagram are captured. */
enum pieces {
	PIECES_WHOLE, /* it is not fragmented */
	PIECES_BOTH,
	PIECES_FIRST,
	PIECES_LAST,
};

/* The IPv4 address of each party. */
struct hosts {
	uint32_t of['Z' - 'A' + 1];
};

/* What RTP packets hold, and what becomes of them. */
struct audio {
	struct wave sound;
	bool comfort, keepalive;
	struct str keys; /* pressed: telephone events */
	struct str codec;
	enum law law;
	uint8_t payload_type;
	bool has_payload_type, has_level, has_size;
	uint32_t size;  /* of a payload that is no samples */
	uint32_t clock; /* of the timestamps, Hz */
	ns length;      /* of the sound in a packet */
	ns each;        /* from one packet to the next */
	bool marker;    /* on the first */
	/* Before the first; then they go on from there. */
	int64_t sequence_jump, timestamp_jump;
	uint32_t loss, reorder;   /* of a hundred */
	ns lost_from, lost_until; /* since the first */
	ns jitter;
	uint32_t burst; /* so many come at once */
};

/* Every str is a slice of the text, or empty: not said. */
struct line {
	struct str text;
	ns time;
	char from, to;
	unsigned call;
	bool leg;      /* an INVITE that has something in common with those of other calls */
	struct str at; /* where FROM is */
	struct str what, phrase;
	uint16_t source_port, destination_port; /* 0: what SDP names, or SIP's own */

	/* Of a message: its header. */
	struct header_line fields[LINE_MAX_FIELDS]; /* without a name: a line as it stands */
	unsigned field_count;
	struct str without; /* names of header fields, with commas */
	struct str caller, callee;
	struct str tag, from_tag, of;
	struct str branch, via, received, rport;
	uint32_t rseq, rack, cseq;
	bool bad_start, bad_branch, bad_cseq, bare_lf, no_end;

	/* Its body. */
	bool sdp, untyped, zero, qos, unended, sdp_lf;
	const char *direction;
	struct str host; /* of the SDP; empty: the party's own */
	struct str sdp_lines[LINE_MAX_SDP];
	unsigned sdp_line_count;
	struct str sdp_without; /* letters of lines, with commas */
	struct str codecs, proto;
	uint16_t port; /* of the audio line; 0: the party's own */
	struct str type, length, body, parts;

	/* Its packets. */
	unsigned times;
	ns every; /* 0: as is usual */
	bool backoff;
	bool tcp, cut, gap, twice;
	struct str source, toward; /* other addresses than those of FROM and TO */
	enum wrap wrap;
	enum pieces pieces;

	/* Of an ICMP error. */
	struct str reporter;
	uint32_t quote;

	/* Of RTP. */
	ns duration;
	uint32_t ssrc;
	struct audio audio;

	/* Of RTCP; `received` and `lost` count. */
	struct str lost, sent;
	bool mux, empty, sender, bye;

	/* Of STUN. */
	struct str username;
	bool nominates;
};

/* Ends the program when the line cannot be read. */
void line_read(struct str text, struct line *out);
_Noreturn void line_fail(const struct line *line, const char *trouble);
uint32_t line_number(const struct line *line, struct str text);
ns line_seconds(const struct line *line, struct str text); /* "8.1", with or without an s behind it, or "40ms" */
bool line_is_response(const struct line *line);
bool line_list_has(struct str list, struct str name);             /* of names with commas, in any case */
bool line_gives(const struct line *line, struct str header);      /* by a field of that name, full or compact */
bool line_leaves_out(const struct line *line, struct str header); /* as `without=` says */

#endif
