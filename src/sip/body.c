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

/* A body, or one part of a multipart body. */
struct part {
	struct str content_type, disposition, encoding;
	struct str body;
};

/* RFC 3261 20.11, RFC 3959. */
static enum disposition disposition_of(struct str field)
{
	struct str name = STR_NONE;

	str_split(&field, ';', &name);
	name = str_trim(name);
	if (name.n == 0)
		return DISPOSITION_NONE;
	if (str_ieq(name, STR("session")))
		return DISPOSITION_SESSION;
	return str_ieq(name, STR("early-session")) ? DISPOSITION_EARLY_SESSION : DISPOSITION_OTHER;
}

static bool is_sdp(const struct part *part)
{
	return body_type_is(part->content_type, STR("application/sdp")) || body_begins_sdp(part->body);
}

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

	while (header_next(&reader, &line)) {
		switch (header_of(line.name)) {
		case HEADER_CONTENT_TYPE:
			part.content_type = line.value;
			break;
		case HEADER_CONTENT_DISPOSITION:
			part.disposition = line.value;
			break;
		case HEADER_CONTENT_ENCODING:
			part.encoding = line.value;
			break;
		default:
			break;
		}
	}
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

/* Before the first delimiter stands a preamble nobody reads (RFC 2046 5.1.1). */
static bool begin_parts(const struct part *whole, struct parts *parts)
{
	struct str preamble;

	*parts = (struct parts){.body = whole->body, .boundary = boundary_of(whole->content_type, whole->body)};
	return parts->boundary.n && next_section(parts, &preamble);
}

/* Of each kind the first counts. */
static void add_sdp(struct body_sdp *found, const struct part *part)
{
	bool early = disposition_of(part->disposition) == DISPOSITION_EARLY_SESSION;
	struct str *place = early ? &found->early_session : &found->session;

	if (place->n == 0)
		*place = part->body;
}

/* The SDP among the parts; in nested, the first part that is multipart itself. */
static void find_in_parts(const struct part *whole, struct body_sdp *found, struct part *nested)
{
	struct parts parts;
	struct str section;

	*nested = (struct part){0};
	if (!begin_parts(whole, &parts))
		return;
	while (next_section(&parts, &section)) {
		struct part part = read_part(section);

		if (is_sdp(&part))
			add_sdp(found, &part);
		else if (nested->body.n == 0 && body_type_is_multipart(part.content_type))
			*nested = part;
	}
}

struct body_sdp body_sdp(struct str body, struct str content_type, struct str disposition)
{
	struct part part = {.content_type = content_type, .disposition = disposition, .body = body};
	struct body_sdp found = {0};

	if (is_sdp(&part)) {
		add_sdp(&found, &part);
		return found;
	}
	for (int depth = 0; depth < BODY_MAX_DEPTH && found.session.n == 0; depth++) {
		struct part nested;

		if (!body_type_is_multipart(part.content_type))
			break;
		find_in_parts(&part, &found, &nested);
		part = nested;
	}
	return found;
}

static struct body_sdp find_sdp(const struct message *message)
{
	/* A Content-Length of 0 hides a body from its receiver; here it is evidence. */
	bool hidden = message->body.n == 0 && body_begins_sdp(message->rest);

	return body_sdp(hidden ? message->rest : message->body, message->content_type, message->content_disposition);
}

struct sdp *message_sdp(const struct message *message, struct arena *arena)
{
	struct str sdp = find_sdp(message).session;

	return sdp.n ? sdp_parse(arena, sdp) : NULL;
}

struct sdp *message_early_session(const struct message *message, struct arena *arena)
{
	struct str sdp = find_sdp(message).early_session;

	return sdp.n ? sdp_parse(arena, sdp) : NULL;
}

/* RFC 2046 5.1.1: the line end before a delimiter is the delimiter's. */
static size_t size_of(struct str body)
{
	if (body.n && body.p[body.n - 1] == '\n')
		body.n--;
	if (body.n && body.p[body.n - 1] == '\r')
		body.n--;
	return body.n;
}

static struct body_part describe_part(struct arena *arena, const struct part *part)
{
	struct str type = STR_NONE, rest = part->content_type, parameters = part->disposition, disposition;

	str_split(&rest, ';', &type);
	str_split(&parameters, ';', &disposition);
	type = str_trim(type);
	return (struct body_part){
		.type = type.n ? arena_str(arena, type) : STR_NONE,
		.size = size_of(part->body),
		.disposition = disposition_of(part->disposition),
		.optional = str_ieq(field_parameter_named(parameters, STR("handling")), STR("optional")),
		.is_sdp = is_sdp(part),
		.encoded = part->encoding.n && !str_ieq(part->encoding, STR("identity")),
	};
}

struct body_part *message_parts(const struct message *message, struct arena *arena, unsigned *count)
{
	struct part whole = {.content_type = message->content_type, .body = message->body};
	struct part kept[BODY_MAX_PARTS];
	struct body_part *list;
	struct parts parts;
	struct str section;

	*count = 0;
	if (!body_type_is_multipart(whole.content_type) || !begin_parts(&whole, &parts))
		return NULL;
	while (*count < BODY_MAX_PARTS && next_section(&parts, &section))
		kept[(*count)++] = read_part(section);
	if (*count == 0)
		return NULL;
	list = arena_alloc(arena, *count * sizeof(*list));
	for (unsigned i = 0; i < *count; i++)
		list[i] = describe_part(arena, &kept[i]);
	return list;
}

struct reason *message_reasons(const struct message *message, struct arena *arena)
{
	struct reason *list = NULL;

	for (unsigned i = 0; i < message->reason_count; i++)
		reason_parse(arena, message->reason_fields[i], &list);
	return list;
}

struct warning *message_warnings(const struct message *message, struct arena *arena)
{
	struct warning *list = NULL;

	for (unsigned i = 0; i < message->warning_count; i++)
		warning_parse(arena, message->warning_fields[i], &list);
	return list;
}

struct vendor *message_vendors(const struct message *message, struct arena *arena)
{
	struct vendor *list = NULL;

	for (unsigned i = 0; i < message->vendor_count; i++)
		vendor_parse(arena, message->vendor_fields[i], &list);
	return list;
}
