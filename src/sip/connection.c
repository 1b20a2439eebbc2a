/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/connection.h"

#include "sip/body.h"
#include "sip/header.h"
#include "sip/start.h"

#include <string.h>

enum {
	UNDECIDED_FROM =
		64, /* bytes of a line from which on only its end is waited for, so that single bytes cost no more than they must */
};

void connection_done(struct connection *connection)
{
	buf_done(&connection->kept);
}

bool connection_holds_message(const struct connection *connection)
{
	return !connection->handed && (connection->state == CONNECTION_HEADER || connection->state == CONNECTION_BODY);
}

static void forget_front(struct connection *connection)
{
	buf_done(&connection->kept);
	connection->dropped = 0;
	connection->searched = 0;
	connection->handed = false;
}

/* The message handed out last goes; what is kept behind it is the front of the next one. */
static void forget_handed(struct connection *connection)
{
	size_t n = connection->kept.n;

	if (connection->handed_size < n) {
		memmove(connection->kept.p, connection->kept.p + connection->handed_size, n - connection->handed_size);
		connection->kept.n = n - connection->handed_size;
		connection->handed = false;
	} else {
		forget_front(connection);
	}
	connection->handed_size = 0;
}

static bool is_foreign(const struct connection *connection)
{
	return !connection->sip && connection->skipped > CONNECTION_MAX_FOREIGN;
}

void connection_take(struct connection *connection, const struct payload *payload)
{
	/* An end without bytes completes nothing: what is handed out then was here before. */
	if (payload->size == 0)
		return;
	connection->flow = payload->flow;
	connection->input = (struct str){(const char *)payload->bytes, payload->size};
	/* A capture that begins within a connection lacks nothing of the calls that begin after that. */
	connection->gap =
		payload->gap && !(payload->joined && start_look(connection->input, FRAMING_MAX_LINE) == START_YES);
	connection->frame = payload->frame;
	connection->time = payload->time;
	/*
	 * A capture that began within a body does not know where that ends: a message may begin with the next payload, glued to it.
	 * Something else than SIP is not searched line by line at all, only where a payload begins.
	 */
	if (!connection->sip && (connection->mid_line || is_foreign(connection))) {
		connection->mid_line = start_look(connection->input, FRAMING_MAX_LINE) != START_YES;
		if (connection->mid_line && is_foreign(connection))
			connection->input = STR_NONE;
	}
}

/* All bytes of the front there are: the payload's own, or joined to what was kept of it. */
static struct str front(struct connection *connection, size_t *before)
{
	*before = connection->kept.n;
	if (connection->kept.n == 0)
		return connection->input;
	buf_add(&connection->kept, connection->input);
	return buf_str(&connection->kept);
}

static void skip_input(struct connection *connection, size_t n)
{
	connection->input = str_from(connection->input, n);
}

/* The front goes on in the next payload. */
static bool keep_front(struct connection *connection, size_t before)
{
	if (before == 0) {
		connection->first_frame = connection->frame;
		buf_add(&connection->kept, connection->input);
	}
	connection->input = STR_NONE;
	return false;
}

static void fill(const struct connection *connection, struct str text, size_t length, struct framed *out)
{
	*out = (struct framed){
		.text = {text.p, text.n < FRAMING_MAX_EXAMINED ? text.n : FRAMING_MAX_EXAMINED},
		.length = length,
		.time = connection->time,
		.frame = connection->frame,
		.first_frame = connection->first_frame,
		.flow = connection->flow,
		.gap_before = connection->gap,
	};
}

/* A message is over behind the front's first size bytes, the last of which are in the payload at hand. */
static void finish(struct connection *connection, size_t before, size_t size)
{
	connection->handed = before > 0;
	connection->handed_size = connection->kept.n;
	connection->state = CONNECTION_BOUNDARY;
	connection->searched = 0;
	skip_input(connection, size - before);
}

/*
 * RFC 5626 3.5.1: CRLFCRLF asks, CRLF answers; RFC 3261 7.5 ignores both before a start line. Other senders keep a
 * connection alive with NULs or blanks.
 */
static void skip_padding(struct connection *connection, struct framing_counters *counters)
{
	bool between = connection->state == CONNECTION_BOUNDARY;
	struct str input = connection->input;
	size_t n = 0;

	for (; n < input.n; n++) {
		char c = input.p[n];

		if (c != '\r' && c != '\n' && (!between || (c != ' ' && c != '\t' && c != '\0')))
			break;
		if (c != '\n' || !between)
			continue;
		connection->half_ping = !connection->half_ping;
		counters->keepalives += connection->half_ping;
	}
	skip_input(connection, n);
}

static void begin_message(struct connection *connection, size_t before, struct framing_counters *counters)
{
	if (before == 0)
		connection->first_frame = connection->frame;
	if (connection->skipped)
		counters->resyncs++;
	connection->skipped = 0;
	connection->sip = true;
	connection->half_ping = false;
	connection->searched = 0;
	connection->state = CONNECTION_HEADER;
	/* What front joined is split again: CONNECTION_HEADER joins it for itself. */
	connection->kept.n = before;
}

/* The first n bytes of the front, of which before were kept, belong to no message. */
static void skip_front(struct connection *connection, size_t before, size_t n)
{
	connection->skipped += n;
	if (n < before) {
		memmove(connection->kept.p, connection->kept.p + n, before - n);
		connection->kept.n = before - n;
		return;
	}
	forget_front(connection);
	skip_input(connection, n - before);
}

/* The line goes on, and neither what is there nor what came now decides what it is. */
static bool is_undecided(struct connection *connection)
{
	struct str input = connection->input;

	return connection->kept.n > UNDECIDED_FROM && connection->kept.n + input.n < FRAMING_MAX_LINE &&
	       !memchr(input.p, '\n', input.n);
}

/* A line of something else. The next start line is looked for in it, glued to the rest of a body; once there was SIP, also when its end is to come. */
static void leave_line(struct connection *connection, struct str text, size_t before)
{
	const char *newline = memchr(text.p, '\n', text.n);
	size_t start;

	if (connection->sip && !newline && text.n < FRAMING_MAX_LINE) {
		keep_front(connection, before);
		return;
	}
	if (newline) {
		struct str line = {text.p, (size_t)(newline - text.p)};

		start = start_find(line);
		if (start < line.n) {
			skip_front(connection, before, start);
			return;
		}
	}
	connection->skipped += before;
	forget_front(connection);
	connection->state = CONNECTION_HUNT;
	connection->mid_line = true;
}

/* What looks like a method that no RFC defines may be one that RFCs do, behind the rest of a body. */
static size_t glued(struct str text)
{
	const char *newline;
	size_t start;

	/* The slash of "SIP/2.0" stands in no method. */
	if (text.p[3] == '/' || start_is_certain(text))
		return 0;
	newline = memchr(text.p, '\n', text.n);
	if (!newline)
		return 0;
	text.n = (size_t)(newline - text.p);
	start = start_find(text);
	return start < text.n ? start : 0;
}

/* At the start of a line: is it a start line? */
static void look_for_start(struct connection *connection, struct framing_counters *counters)
{
	size_t before, start;
	struct str text;

	if (is_undecided(connection)) {
		buf_add(&connection->kept, connection->input);
		connection->input = STR_NONE;
		return;
	}
	text = front(connection, &before);
	switch (start_look(text, FRAMING_MAX_LINE)) {
	case START_YES:
		connection->kept.n = before;
		start = glued(text);
		if (start)
			skip_front(connection, before, start);
		else
			begin_message(connection, before, counters);
		break;
	case START_MAYBE:
		keep_front(connection, before);
		break;
	case START_NO:
		leave_line(connection, text, before);
		break;
	}
}

static void skip_line(struct connection *connection)
{
	const char *newline = memchr(connection->input.p, '\n', connection->input.n);
	size_t n = newline ? (size_t)(newline - connection->input.p) + 1 : connection->input.n;

	connection->mid_line = !newline;
	connection->skipped += n;
	skip_input(connection, n);
	if (is_foreign(connection))
		connection->input = STR_NONE;
}

/* The size of the header, with its blank line, searched from where the last search ended. 0: not complete. */
static size_t header_size(struct connection *connection, struct str text)
{
	size_t limit = text.n < FRAMING_MAX_EXAMINED ? text.n : FRAMING_MAX_EXAMINED;
	size_t at = connection->searched;

	for (;;) {
		const char *newline = at < limit ? memchr(text.p + at, '\n', limit - at) : NULL;
		size_t next;

		if (!newline) {
			connection->searched = limit;
			return 0;
		}
		at = (size_t)(newline - text.p);
		next = at + 1;
		if (next < limit && text.p[next] == '\r')
			next++;
		if (next == limit) {
			connection->searched = at;
			return 0;
		}
		if (text.p[next] == '\n')
			return next + 1;
		at++;
	}
}

/*
 * SDP that follows a header which says there is no body. Its receiver takes it for nonsense; here it
 * is evidence and goes with the message, as far as the payload that ends the header holds it.
 */
static size_t unannounced_size(struct str behind)
{
	struct str rest = behind, line;

	if (!body_begins_sdp(behind))
		return 0;
	while (rest.n > 1 && rest.p[0] >= 'a' && rest.p[0] <= 'z' && rest.p[1] == '=')
		str_split(&rest, '\n', &line);
	return behind.n - rest.n;
}

static enum connection_body body_of(struct str content_type)
{
	if (body_type_is(content_type, STR("application/sdp")))
		return BODY_SDP;
	if (body_type_is_multipart(content_type) || str_istarts(content_type, STR("message/")) ||
	    str_istarts(content_type, STR("text/")))
		return BODY_OPAQUE;
	return BODY_OTHER;
}

/* RFC 3261 18.3: on a stream Content-Length is the only end of a body. False: it is beyond any size that is waited for. */
static bool read_size(struct connection *connection, struct str text, size_t header)
{
	struct header_reader reader = header_reader((struct str){text.p, header});
	struct content_length length = {0};
	struct str content_type = STR_NONE;
	struct header_line line;

	while (header_next(&reader, &line)) {
		enum header name = header_of(line.name);

		if (name == HEADER_CONTENT_LENGTH)
			content_length_add(&length, line.value);
		else if (name == HEADER_CONTENT_TYPE)
			content_type = line.value;
	}
	connection->body = body_of(content_type);
	connection->total = header + length.value;
	if (length.value && connection->total <= FRAMING_MAX_MESSAGE)
		return true;
	connection->total = header + unannounced_size(str_from(text, header));
	return length.value == 0;
}

/* A line that says what a request or response must say (RFC 3261 8.1.1) stands behind nearly every start line. */
static enum start_look begins_header(struct str text)
{
	const char *newline = text.n ? memchr(text.p, '\n', text.n) : NULL;
	struct header_reader reader;
	struct header_line line;

	if (!newline)
		return text.n < FRAMING_MAX_LINE ? START_MAYBE : START_NO;
	reader = header_reader((struct str){text.p, (size_t)(newline - text.p) + 1});
	if (!header_next(&reader, &line))
		return START_NO;
	switch (header_of(line.name)) {
	case HEADER_VIA:
	case HEADER_FROM:
	case HEADER_TO:
	case HEADER_CALL_ID:
	case HEADER_CSEQ:
		return START_YES;
	default:
		return str_ieq(line.name, STR("Max-Forwards")) ? START_YES : START_NO;
	}
}

/* Whether a line within a body is the start of the next message. */
static enum start_look begins_message(struct str text, enum connection_body body)
{
	const char *newline;

	if (!start_is_certain(text))
		return START_NO;
	if (body == BODY_SDP)
		return START_YES;
	newline = memchr(text.p, '\n', text.n);
	if (!newline)
		return text.n < FRAMING_MAX_LINE ? START_MAYBE : START_NO;
	if (start_look(text, FRAMING_MAX_LINE) != START_YES)
		return START_NO;
	return begins_header(str_from(text, (size_t)(newline - text.p) + 1));
}

/*
 * Where within an announced body the next message begins, from a line on: its Content-Length is too large, and its
 * receiver goes on waiting and takes that message for body. 0: nowhere; then *from is where to look again.
 */
static size_t find_next_message(const struct connection *connection, struct str text, size_t *from)
{
	while (connection->body != BODY_OPAQUE && *from < text.n) {
		struct str rest = str_from(text, *from);
		const char *newline;

		/* Both "SIP/2.0" and all methods begin with a capital. */
		if (rest.p[0] >= 'A' && rest.p[0] <= 'Z') {
			enum start_look look = begins_message(rest, connection->body);

			if (look == START_YES)
				return *from;
			if (look == START_MAYBE)
				return 0;
		}
		newline = memchr(rest.p, '\n', rest.n);
		if (!newline)
			return 0;
		*from += (size_t)(newline - rest.p) + 1;
	}
	return 0;
}

/* What stands behind a body as long as announced is neither padding nor a message: its beginning may be the body's end. */
static bool is_suspicious(struct str behind)
{
	return behind.n && behind.p[0] != '\r' && behind.p[0] != '\n' && !start_is_certain(behind);
}

static void note_line(struct connection *connection, size_t searched, size_t n)
{
	connection->searched = searched;
	connection->line.time = connection->time;
	connection->line.frame = connection->frame;
	connection->line.first_frame = searched < n ? connection->frame : 0;
}

static bool overrun(struct connection *connection, struct framing_counters *counters, struct str text, size_t size,
                    struct framed *out)
{
	text.n = size;
	fill(connection, text, size, out);
	out->overrun = true;
	counters->overruns++;
	return true;
}

/* The front is a message of connection->total bytes, header of which are its header, and of which text is here. */
static bool begin_body(struct connection *connection, struct framing_counters *counters, struct str text, size_t header,
                       size_t before, struct framed *out)
{
	bool complete = connection->total <= text.n;
	size_t searched = header, next = 0;

	if (!complete || is_suspicious(str_from(text, connection->total)))
		next = find_next_message(connection, text, &searched);
	if (next && next < connection->total) {
		finish(connection, before, next);
		return overrun(connection, counters, text, next, out);
	}
	if (complete) {
		text.n = connection->total;
		fill(connection, text, connection->total, out);
		finish(connection, before, connection->total);
		return true;
	}
	connection->state = CONNECTION_BODY;
	note_line(connection, searched, text.n);
	keep_front(connection, before);
	if (connection->kept.n > FRAMING_MAX_EXAMINED) {
		connection->dropped = connection->kept.n - FRAMING_MAX_EXAMINED;
		connection->kept.n = FRAMING_MAX_EXAMINED;
	}
	return false;
}

static bool read_header(struct connection *connection, struct framing_counters *counters, struct framed *out)
{
	size_t before;
	struct str text = front(connection, &before);
	size_t header = header_size(connection, text);

	if (header) {
		bool good = read_size(connection, text, header);
		bool done;

		if (!good || connection->total > FRAMING_MAX_EXAMINED)
			counters->too_long++;
		done = begin_body(connection, counters, text, header, before, out);
		if (!good)
			out->overrun = true;
		return done;
	}
	if (text.n < FRAMING_MAX_EXAMINED)
		return keep_front(connection, before);
	/* What is examined of a header is full: it is handed out as it is, and its end unknown. */
	counters->too_long++;
	fill(connection, text, FRAMING_MAX_EXAMINED, out);
	finish(connection, before, FRAMING_MAX_EXAMINED);
	connection->state = CONNECTION_HUNT;
	connection->mid_line = true;
	return true;
}

/* The next message began at this place of the front, of which had bytes were kept from earlier payloads. */
static bool end_early(struct connection *connection, struct framing_counters *counters, size_t had, size_t next,
                      struct framed *out)
{
	bool line_was_known = next == connection->searched;
	struct line_begin line = connection->line;

	overrun(connection, counters, buf_str(&connection->kept), next, out);
	if (line_was_known) {
		out->time = line.time;
		out->frame = line.frame;
		connection->first_frame = line.first_frame ? line.first_frame : connection->frame;
	}
	connection->kept.n = next < had ? had : next;
	connection->handed = true;
	connection->handed_size = next;
	connection->state = CONNECTION_BOUNDARY;
	skip_input(connection, next < had ? 0 : next - had);
	return true;
}

/* Only in the part that is kept: SIP follows where a body ends, not half a megabyte behind. */
static bool read_watched_body(struct connection *connection, struct framing_counters *counters, struct framed *out)
{
	size_t had = connection->kept.n, room = FRAMING_MAX_EXAMINED - had, searched = connection->searched, next;

	if (connection->body == BODY_OPAQUE || room == 0 || connection->dropped)
		return false;
	if (!connection->line.first_frame)
		connection->line.first_frame = connection->frame;
	buf_add(&connection->kept,
	        (struct str){connection->input.p, connection->input.n < room ? connection->input.n : room});
	next = find_next_message(connection, buf_str(&connection->kept), &searched);
	if (next && next < connection->total)
		return end_early(connection, counters, had, next, out);
	if (searched > connection->searched)
		note_line(connection, searched, connection->kept.n);
	connection->kept.n = had;
	return false;
}

static bool read_body(struct connection *connection, struct framing_counters *counters, struct framed *out)
{
	size_t missing, part, room, kept;

	if (read_watched_body(connection, counters, out))
		return true;
	missing = connection->total - connection->kept.n - connection->dropped;
	part = connection->input.n < missing ? connection->input.n : missing;
	room = FRAMING_MAX_EXAMINED - connection->kept.n;
	kept = part < room ? part : room;
	buf_add(&connection->kept, (struct str){connection->input.p, kept});
	connection->dropped += part - kept;
	skip_input(connection, part);
	if (part < missing)
		return false;
	fill(connection, buf_str(&connection->kept), connection->total, out);
	connection->state = CONNECTION_BOUNDARY;
	connection->handed = true;
	connection->handed_size = connection->kept.n;
	return true;
}

static bool step(struct connection *connection, struct framing_counters *counters, struct framed *out)
{
	switch (connection->state) {
	case CONNECTION_HEADER:
		return read_header(connection, counters, out);
	case CONNECTION_BODY:
		return read_body(connection, counters, out);
	case CONNECTION_HUNT:
		if (connection->mid_line) {
			skip_line(connection);
			return false;
		}
		break;
	case CONNECTION_BOUNDARY:
		break;
	}
	if (connection->kept.n == 0)
		skip_padding(connection, counters);
	if (connection->input.n)
		look_for_start(connection, counters);
	return false;
}

bool connection_next(struct connection *connection, struct framing_counters *counters, struct framed *out)
{
	if (connection->handed)
		forget_handed(connection);
	while (connection->input.n)
		if (step(connection, counters, out))
			return true;
	return false;
}

/* A start line and more: a header that was cut still says whose message it is. */
static bool holds_lines(const struct connection *connection)
{
	return connection_holds_message(connection) && connection->kept.n &&
	       memchr(connection->kept.p, '\n', connection->kept.n);
}

bool connection_cut(struct connection *connection, struct framing_counters *counters, struct framed *out)
{
	bool holds = holds_lines(connection);

	if (holds) {
		bool in_body = connection->state == CONNECTION_BODY;

		fill(connection, buf_str(&connection->kept), in_body ? connection->total : connection->kept.n, out);
		out->cut = true;
		connection->handed = true;
		connection->handed_size = connection->kept.n;
	} else {
		counters->abandoned += connection_holds_message(connection);
		forget_front(connection);
	}
	connection->state = CONNECTION_HUNT;
	connection->mid_line = false;
	connection->input = STR_NONE;
	return holds;
}
