/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SIP on one direction of one TCP connection: takes its bytes in whatever pieces they come and finds
 * where messages begin and end. Keeps only bytes of a message that is not complete.
 */
#ifndef SIP_CONNECTION_H
#define SIP_CONNECTION_H

#include "sip/framing.h"

enum {
	CONNECTION_MAX_FOREIGN = 4096, /* bytes of something else before a connection counts as no SIP */
};

/* What stands at the front of the bytes that were not handed out yet. */
enum connection_state {
	CONNECTION_BOUNDARY, /* a start line, or keep-alives before it */
	CONNECTION_HUNT,     /* anything, until a line is a start line */
	CONNECTION_HEADER,   /* a message whose header is not complete */
	CONNECTION_BODY,     /* a message of known size */
};

/* Whether a line of a body can be told from the start of the next message. */
enum connection_body {
	BODY_OTHER,  /* by a start line and a header line */
	BODY_SDP,    /* by a start line: no line of SDP is like it */
	BODY_OPAQUE, /* not at all: text, a message within a message */
};

/* When the last line of a body began: all before it was there then. */
struct line_begin {
	ns time;
	uint64_t frame;
	uint64_t first_frame; /* of its first byte; 0: that did not come yet */
};

/* All zeroes is ready for the first byte. */
struct connection {
	enum connection_state state;
	struct buf kept;    /* the message or line at the front, as far as earlier payloads had it */
	size_t dropped;     /* its bytes beyond FRAMING_MAX_EXAMINED */
	size_t searched;    /* CONNECTION_HEADER: no blank line begins before this; _BODY: no message does */
	size_t total;       /* CONNECTION_BODY: its size */
	size_t handed_size; /* handed: behind these bytes kept holds the front of the next one */
	enum connection_body body;
	struct line_begin line; /* CONNECTION_BODY: at searched */
	uint64_t first_frame;   /* where its first byte came */
	size_t skipped;         /* bytes since the last message that belong to none */
	bool sip;               /* a message was there once */
	bool mid_line;          /* CONNECTION_HUNT: a line that is no start line goes on */
	bool half_ping;         /* a keep-alive of one line end, so far */
	bool handed;            /* kept holds the message handed out last */
	struct str input;       /* of the payload at hand, what was not looked at */
	uint64_t frame;
	ns time;
	struct flow flow;
	bool gap;
};

void connection_done(struct connection *connection);
bool connection_holds_message(const struct connection *connection);
/* The payload's bytes are read by connection_next, until it returns false. */
void connection_take(struct connection *connection, const struct payload *payload);
bool connection_next(struct connection *connection, struct framing_counters *counters, struct framed *out);
/* The bytes that should come next never will: hands out a message as far as it is there, forgets less than a start line. */
bool connection_cut(struct connection *connection, struct framing_counters *counters, struct framed *out);

#endif
