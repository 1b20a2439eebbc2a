/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/connection.h"

#include "sip/body.h"
#include "sip/header.h"
#include "sip/start.h"

#include <string.h>

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

static bool is_foreign(const struct connection *connection)
{
	return !connection->sip && connection->skipped > CONNECTION_MAX_FOREIGN;
}

void connection_take(struct connection *connection, const struct payload *payload)
{
	connection->flow = payload->flow;
	connection->gap = payload->gap;
	connection->input = (struct str){(const char *)payload->bytes, payload->size};
	connection->frame = payload->frame;
	connection->time = payload->time;
	/* Something else than SIP is not searched line by line: only where a payload begins. */
	if (is_foreign(connection)) {
		connection->mid_line = start_look(connection->input, FRAMING_MAX_LINE) != START_YES;
		if (connection->mid_line)
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
	connection->state = CONNECTION_BOUNDARY;
	connection->searched = 0;
	skip_input(connection, size - before);
}

/* RFC 5626 3.5.1: CRLFCRLF asks, CRLF answers; RFC 3261 7.5 ignores both before a start line. */
static void skip_line_ends(struct connection *connection, struct framing_counters *counters)
{
	size_t n = 0;

	for (; n < connection->input.n && (connection->input.p[n] == '\r' || connection->input.p[n] == '\n'); n++) {
		if (connection->input.p[n] != '\n' || connection->state != CONNECTION_BOUNDARY)
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

/* At the start of a line: is it a start line? */
static void look_for_start(struct connection *connection, struct framing_counters *counters)
{
	size_t before;
	struct str text = front(connection, &before);

	switch (start_look(text, FRAMING_MAX_LINE)) {
	case START_YES:
		begin_message(connection, before, counters);
		break;
	case START_MAYBE:
		keep_front(connection, before);
		break;
	case START_NO:
		connection->skipped += before;
		forget_front(connection);
		connection->state = CONNECTION_HUNT;
		connection->mid_line = true;
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

/* RFC 3261 18.3: on a stream Content-Length is the only end of a body. */
static size_t message_size(struct str text, size_t header, struct framing_counters *counters)
{
	struct header_reader reader = header_reader((struct str){text.p, header});
	struct content_length length = {0};
	struct header_line line;

	while (header_next(&reader, &line))
		if (header_of(line.name) == HEADER_CONTENT_LENGTH)
			content_length_add(&length, line.value);
	if (length.value == 0)
		return header + unannounced_size(str_from(text, header));
	if (header + length.value <= FRAMING_MAX_MESSAGE)
		return header + length.value;
	counters->too_long++;
	return header;
}

/* The front is a message of connection->total bytes, of which text is here. */
static bool begin_body(struct connection *connection, struct str text, size_t before, struct framed *out)
{
	if (connection->total <= text.n) {
		text.n = connection->total;
		fill(connection, text, connection->total, out);
		finish(connection, before, connection->total);
		return true;
	}
	connection->state = CONNECTION_BODY;
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
		connection->total = message_size(text, header, counters);
		if (connection->total > FRAMING_MAX_EXAMINED)
			counters->too_long++;
		return begin_body(connection, text, before, out);
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

static bool read_body(struct connection *connection, struct framed *out)
{
	size_t missing = connection->total - connection->kept.n - connection->dropped;
	size_t part = connection->input.n < missing ? connection->input.n : missing;
	size_t room = FRAMING_MAX_EXAMINED - connection->kept.n;
	size_t kept = part < room ? part : room;

	buf_add(&connection->kept, (struct str){connection->input.p, kept});
	connection->dropped += part - kept;
	skip_input(connection, part);
	if (part < missing)
		return false;
	fill(connection, buf_str(&connection->kept), connection->total, out);
	connection->state = CONNECTION_BOUNDARY;
	connection->handed = true;
	return true;
}

static bool step(struct connection *connection, struct framing_counters *counters, struct framed *out)
{
	switch (connection->state) {
	case CONNECTION_HEADER:
		return read_header(connection, counters, out);
	case CONNECTION_BODY:
		return read_body(connection, out);
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
		skip_line_ends(connection, counters);
	if (connection->input.n)
		look_for_start(connection, counters);
	return false;
}

bool connection_next(struct connection *connection, struct framing_counters *counters, struct framed *out)
{
	if (connection->handed)
		forget_front(connection);
	while (connection->input.n)
		if (step(connection, counters, out))
			return true;
	return false;
}

bool connection_cut(struct connection *connection, struct framing_counters *counters, struct framed *out)
{
	bool lacks_body = connection->state == CONNECTION_BODY && !connection->handed;

	if (lacks_body) {
		fill(connection, buf_str(&connection->kept), connection->total, out);
		out->cut = true;
		connection->handed = true;
	} else {
		counters->abandoned += connection_holds_message(connection);
		forget_front(connection);
	}
	connection->state = CONNECTION_HUNT;
	connection->mid_line = false;
	connection->input = STR_NONE;
	return lacks_body;
}
