/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/body.h"

#include "sip/field.h"
#include "sip/header.h"
#include "sip/message.h"

bool body_begins_sdp(struct str body)
{
	return str_starts(str_skip_lines(body), STR("v=0"));
}

bool body_begins_line(struct str body)
{
	body = str_skip_lines(body);
	return body.n >= 2 && body.p[0] >= 'a' && body.p[0] <= 'z' && body.p[1] == '=';
}

bool body_type_is(struct str content_type, struct str type)
{
	struct str before;

	if (str_eq(content_type, type))
		return true;
	return str_split(&content_type, ';', &before) && str_ieq(str_trim(before), type);
}

bool body_type_is_multipart(struct str content_type)
{
	return str_istarts(content_type, STR("multipart/"));
}

/* One part of a multipart body. */
struct part {
	struct str content_type;
	struct str body;
};

/* Reads a body line by line; at is where the next line starts. */
struct parts {
	struct str body;
	struct str boundary;
	size_t at;
	bool last; /* the closing delimiter was there */
};

/* RFC 2046 5.1.1: "--boundary" at the start of a line; two more hyphens close the body. */
static bool is_delimiter(struct parts *parts, struct str line)
{
	struct str behind;

	if (!str_starts(line, STR("--")) || !str_starts(str_from(line, 2), parts->boundary))
		return false;
	behind = str_trim(str_from(line, 2 + parts->boundary.n));
	if (str_eq(behind, STR("--")))
		parts->last = true;
	return behind.n == 0 || parts->last;
}

/* The bytes up to the next delimiter, which is passed over. False at the end of the body. */
static bool next_section(struct parts *parts, struct str *out)
{
	struct str rest = str_from(parts->body, parts->at);
	struct str line, left = rest;
	size_t start;

	if (rest.n == 0 || parts->last)
		return false;
	while (left.n) {
		start = rest.n - left.n;
		str_split(&left, '\n', &line);
		if (!is_delimiter(parts, line))
			continue;
		parts->at += rest.n - left.n;
		*out = (struct str){rest.p, start};
		return true;
	}
	/* A body whose closing delimiter is missing ends with its last part. */
	parts->at = parts->body.n;
	*out = rest;
	return true;
}

static struct part read_part(struct str section)
{
	struct header_reader reader = header_reader(section);
	struct header_line line;
	struct part part = {0};

	while (header_next(&reader, &line))
		if (header_of(line.name) == HEADER_CONTENT_TYPE)
			part.content_type = line.value;
	part.body = (struct str){reader.p, (size_t)(reader.end - reader.p)};
	return part;
}

/* The Content-Type's boundary; without one, what the body's own first delimiter says. */
static struct str boundary_of(struct str content_type, struct str body)
{
	struct str type, boundary, line;

	str_split(&content_type, ';', &type);
	boundary = field_unquoted(field_parameter_named(content_type, STR("boundary")));
	if (boundary.n)
		return boundary;
	body = str_skip_lines(body);
	if (!str_starts(body, STR("--")) || !str_split(&body, '\n', &line))
		return STR_NONE;
	return str_trim(str_from(line, 2));
}

/* The first SDP among the parts; in nested, the first part that is multipart itself. */
static struct str sdp_of_parts(const struct part *whole, struct part *nested)
{
	struct parts parts = {.body = whole->body, .boundary = boundary_of(whole->content_type, whole->body)};
	struct str section;

	*nested = (struct part){0};
	/* Before the first delimiter stands a preamble nobody reads (RFC 2046 5.1.1). */
	if (parts.boundary.n == 0 || !next_section(&parts, &section))
		return STR_NONE;
	while (next_section(&parts, &section)) {
		struct part part = read_part(section);

		if (body_type_is(part.content_type, STR("application/sdp")) || body_begins_sdp(part.body))
			return part.body;
		if (nested->body.n == 0 && body_type_is_multipart(part.content_type))
			*nested = part;
	}
	return STR_NONE;
}

struct str body_sdp(struct str body, struct str content_type)
{
	struct part part = {content_type, body};
	struct str sdp = STR_NONE;

	if (body_type_is(content_type, STR("application/sdp")) || body_begins_sdp(body))
		return body;
	for (int depth = 0; depth < BODY_MAX_DEPTH && sdp.n == 0; depth++) {
		struct part nested;

		if (!body_type_is_multipart(part.content_type))
			break;
		sdp = sdp_of_parts(&part, &nested);
		part = nested;
	}
	return sdp;
}

struct sdp *message_sdp(const struct message *message, struct arena *arena)
{
	struct str sdp = body_sdp(message->body, message->content_type);

	/* A Content-Length of 0 hides a body from its receiver; here it is evidence. */
	if (message->body.n == 0 && body_begins_sdp(message->rest))
		sdp = message->rest;
	return sdp.n ? sdp_parse(arena, sdp) : NULL;
}

struct reason *message_reasons(const struct message *message, struct arena *arena)
{
	struct reason *list = NULL;

	for (unsigned i = 0; i < message->reason_count; i++)
		reason_parse(arena, message->reason_fields[i], &list);
	return list;
}
