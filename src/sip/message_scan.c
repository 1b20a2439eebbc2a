/* SPDX-License-Identifier: BSD-2-Clause */
/* Our own scan of a message as a whole: its start line, its body, and what no single field (scan.h) shows. */
#include "sip/body.h"
#include "sip/field.h"
#include "sip/scan.h"
#include "sip/start.h"
#include "sip/uri.h"

#include <string.h>

static void take_start(struct message *out, const struct start_line *start, struct str line)
{
	out->start_line = line;
	out->request = start->request;
	out->method_text = start->method;
	out->method = method_of(start->method);
	out->request_uri = start->uri;
	out->code = start->code;
	out->phrase = start->phrase;
	if (start->deviates)
		out->deviations |= DEVIATION_STATUS_LINE;
}

/* Behind the last line that was examined: where the blank line is over. */
static size_t skip_header(struct str text, size_t at)
{
	while (at < text.n && at < HEADER_MAX_SIZE) {
		const char *newline = memchr(text.p + at, '\n', text.n - at);
		size_t size = newline ? (size_t)(newline - text.p) + 1 - at : text.n - at;

		if (newline && (size == 1 || (size == 2 && text.p[at] == '\r')))
			return at + size;
		at += size;
	}
	return text.n;
}

/* Padding behind a message is nobody's body. */
static bool is_padding(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\r' && s.p[i] != '\n' && s.p[i] != ' ' && s.p[i] != '\0')
			return false;
	return true;
}

/* A second message in a datagram (RFC 4475 3.1.2.14) is left alone (RFC 3261 18.3) and not held against Content-Length. */
static bool is_stray_body(struct str rest)
{
	rest = str_skip_lines(rest);
	return !is_padding(rest) && start_look(rest, HEADER_MAX_SIZE) != START_YES;
}

static void take_body(struct message *out, struct message_place place, const struct content_length *length)
{
	struct str present = str_from(out->text, out->header_size);
	size_t claimed = length->value;

	if (length->bad)
		out->deviations |= DEVIATION_CONTENT_LENGTH_BAD;
	/* RFC 3261 18.3: without it a datagram's body is the rest, and a stream's is empty. */
	if (place.datagram && (!length->present || length->bad))
		claimed = present.n;
	out->has_content_length = length->present;
	out->content_length = length->value;
	out->body = (struct str){present.p, claimed < present.n ? claimed : present.n};
	out->rest = str_from(present, out->body.n);
	if (claimed > present.n && (place.overrun || (place.datagram && !place.cut && !place.shortened)))
		out->deviations |= DEVIATION_CONTENT_LENGTH_LONG;
	if (!length->present && !place.datagram && !place.cut && !place.shortened)
		out->deviations |= DEVIATION_CONTENT_LENGTH_NONE;
	if (out->rest.n && is_stray_body(out->rest))
		out->deviations |= claimed ? DEVIATION_CONTENT_LENGTH_SHORT : DEVIATION_CONTENT_LENGTH_ZERO;
}

/* RFC 3261 20.15: a body must have a Content-Type, and it must be the right one. */
static void check_content_type(struct message *out)
{
	bool sdp = body_begins_sdp(out->body) || (out->body.n == 0 && body_begins_sdp(out->rest));
	bool named = body_type_is(out->content_type, STR("application/sdp"));

	if (sdp && out->content_type.n == 0)
		out->deviations |= DEVIATION_CONTENT_TYPE_MISSING;
	else if (sdp && !named)
		out->deviations |= DEVIATION_CONTENT_TYPE_WRONG;
	else if (named && !is_padding(out->body) && !body_begins_line(out->body))
		out->deviations |= DEVIATION_CONTENT_TYPE_WRONG;
}

static void finish_header(struct message *out, struct message_place place, const struct header_reader *header)
{
	out->header_size = (size_t)(header->p - out->text.p);
	if (header->too_long) {
		out->header_size = skip_header(out->text, out->header_size);
		out->deviations |= DEVIATION_TOO_LONG;
	} else if (!header->ended && !place.cut) {
		out->deviations |= DEVIATION_NO_END;
	}
	if (header->bare_lf)
		out->deviations |= DEVIATION_BARE_LF;
	if (place.cut)
		out->deviations |= place.fragment_lost ? DEVIATION_FRAGMENT_LOST
		                   : place.hole        ? DEVIATION_GAP
		                                       : DEVIATION_CUT;
}

/* RFC 3261 25.1: within a quoted string and behind a backslash even NUL is allowed. */
static bool has_nul(struct str header)
{
	const char *nul = header.n ? memchr(header.p, '\0', header.n) : NULL;

	return nul && (nul == header.p || nul[-1] != '\\');
}

static void note_flaws(struct message *out, struct str address)
{
	unsigned flaws = field_flaws(address);

	if (flaws & FLAW_QUOTE)
		out->deviations |= DEVIATION_QUOTE;
	if (flaws & FLAW_ADDRESS)
		out->deviations |= DEVIATION_ADDRESS;
}

/* Of a request that begins something: all that follows repeats what it said. */
static void check_addresses(struct message *out)
{
	struct str contacts = out->contact, first;

	if (!out->request)
		return;
	if (!field_is_uri(out->request_uri, false))
		out->deviations |= DEVIATION_ADDRESS;
	if (out->to_tag.n)
		return;
	if (out->from.n)
		note_flaws(out, out->from);
	if (out->to.n)
		note_flaws(out, out->to);
	if (field_value(&contacts, &first) && !str_eq(first, STR("*")))
		note_flaws(out, first);
}

/* RFC 3261 8.1.1: what every message must have. */
static void check_mandatory(struct message *out, const struct scan *scan)
{
	bool tagged = out->to_tag.n || out->request || out->code == 100;

	if (out->vias == 0)
		out->deviations |= DEVIATION_NO_VIA;
	if (out->from.n == 0)
		out->deviations |= DEVIATION_NO_FROM;
	if (out->to.n == 0)
		out->deviations |= DEVIATION_NO_TO;
	if (out->call_id.n == 0)
		out->deviations |= DEVIATION_NO_CALL_ID;
	if (scan->cseq.n == 0)
		out->deviations |= DEVIATION_NO_CSEQ;
	else if (out->method == METHOD_UNKNOWN)
		out->deviations |= DEVIATION_METHOD;
	if ((out->from.n && out->from_tag.n == 0) || (out->to.n && !tagged))
		out->deviations |= DEVIATION_NO_TAG;
}

/* RFC 3261 7.5: empty lines before a start line are ignored. On success header stands behind the start line. */
static bool read_start(struct str text, struct message *out, struct header_reader *header)
{
	struct str line = str_skip_lines(text);
	struct start_line start;
	const char *newline;
	size_t size;
	bool has_cr;

	if (line.n == 0)
		return false;
	newline = memchr(line.p, '\n', line.n);
	size = newline ? (size_t)(newline - line.p) + 1 : line.n;
	*header = header_reader((struct str){line.p + size, line.n - size});
	if (newline)
		line.n = size - 1;
	has_cr = line.n && line.p[line.n - 1] == '\r';
	line.n -= has_cr;
	header->bare_lf = newline && !has_cr;
	if (!start_line_parse(line, &start))
		return false;
	/* The fields at its end are read only as far as they were written. */
	memset(out, 0, offsetof(struct message, fields));
	out->text = text;
	take_start(out, &start, line);
	return true;
}

bool message_scan(struct str text, struct message_place place, struct message *out)
{
	struct scan scan = {.out = out};
	struct header_reader header;

	if (!read_start(text, out, &header))
		return false;
	scan_header(&scan, &header, place);
	finish_header(out, place, &header);
	if (has_nul((struct str){text.p, out->header_size}))
		out->deviations |= DEVIATION_NUL;
	if (!header.too_long && !place.cut) {
		check_mandatory(out, &scan);
		check_addresses(out);
	}
	take_body(out, place, &scan.length);
	check_content_type(out);
	return true;
}

enum early_media_header message_early_media(const struct message *message, unsigned line)
{
	if (message->early_media_count == 0)
		return message->early_media;
	if (line >= message->early_media_count)
		line = message->early_media_count - 1u;
	return (enum early_media_header)message->early_media_lines[line];
}

bool message_contact(const struct message *message, struct endpoint *out)
{
	struct str rest = message->contact, first;

	return field_value(&rest, &first) && uri_endpoint(field_name_addr(first).uri, out);
}

bool message_decides(const struct message *message)
{
	switch (message->method) {
	case METHOD_INVITE:
		return message->request || message->code != 100;
	case METHOD_PRACK:
	case METHOD_UPDATE:
		return message->request || message->code >= 300 || message->body.n;
	case METHOD_CANCEL:
		return message->request;
	default:
		return false;
	}
}
