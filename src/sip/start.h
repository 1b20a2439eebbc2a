/* SPDX-License-Identifier: BSD-2-Clause */
/* The first line of a SIP message: RFC 3261 7.1, 7.2, read tolerantly. */
#ifndef SIP_START_H
#define SIP_START_H

#include "base/str.h"

enum {
	START_MAX_METHOD = 64 /* where a line may go on; in a line that is whole it may be of any length */
};

struct start_line {
	bool request;
	bool deviates;          /* from RFC 3261's grammar */
	struct str method, uri; /* of a request */
	uint16_t code;          /* of a response: 100..699 */
	struct str phrase;
};

/* line is without its line end. False, and out untouched, when it is no usable start line. */
bool start_line_parse(struct str line, struct start_line *out);

enum start_look {
	START_NO, /* these bytes do not begin a SIP message */
	START_YES,
	START_MAYBE, /* more bytes must decide */
};

/*
 * Whether bytes begin like a SIP message: "SIP/2.0 ", or a token with " SIP/2.0" at the line's end.
 * Reads at most the first line and limit bytes.
 */
enum start_look start_look(struct str bytes, size_t limit);

/*
 * Whether bytes begin like a message and like nothing else: a status line, or a method that an RFC defines and a URI.
 * An extension method is a start line too, yet so may be what is left of a line that was cut.
 */
bool start_is_certain(struct str bytes);

/*
 * Where in one line such a start line stands, behind something it was glued to: a body longer than its Content-Length
 * said, or bytes that keep a connection alive. line.n: nowhere. 0: at its beginning.
 */
size_t start_find(struct str line);

#endif
