/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/scan.h"

#include "sip/body.h"
#include "sip/field.h"
#include "sip/start.h"

#include <string.h>

static const struct str methods[METHODS] = {
	[METHOD_UNKNOWN] = {"", 0},      [METHOD_INVITE] = {"INVITE", 6},       [METHOD_ACK] = {"ACK", 3},
	[METHOD_BYE] = {"BYE", 3},       [METHOD_CANCEL] = {"CANCEL", 6},       [METHOD_PRACK] = {"PRACK", 5},
	[METHOD_UPDATE] = {"UPDATE", 6}, [METHOD_OPTIONS] = {"OPTIONS", 7},     [METHOD_REGISTER] = {"REGISTER", 8},
	[METHOD_INFO] = {"INFO", 4},     [METHOD_SUBSCRIBE] = {"SUBSCRIBE", 9}, [METHOD_NOTIFY] = {"NOTIFY", 6},
	[METHOD_REFER] = {"REFER", 5},   [METHOD_MESSAGE] = {"MESSAGE", 7},     [METHOD_PUBLISH] = {"PUBLISH", 7},
};

enum method method_of(struct str name)
{
	for (int i = METHOD_UNKNOWN + 1; i < METHODS; i++)
		if (str_eq(methods[i], name))
			return (enum method)i;
	return METHOD_UNKNOWN;
}

const char *method_name(enum method method)
{
	return methods[method].p;
}

/* The first of the fields that identify a message counts; that another one differs is noted. */
static bool is_first(struct scan *scan, struct str *field, struct str value)
{
	if (field->n == 0) {
		*field = value;
		return true;
	}
	if (!str_eq(*field, value))
		scan->out->deviations |= DEVIATION_DUPLICATE_HEADER;
	return false;
}

static void take_call_id(struct scan *scan, const struct header_line *line)
{
	is_first(scan, &scan->out->call_id, line->value);
}

static void take_from(struct scan *scan, const struct header_line *line)
{
	struct message *out = scan->out;
	struct name_addr from;

	if (!is_first(scan, &out->from, line->value))
		return;
	from = field_name_addr(line->value);
	out->from_uri = from.uri;
	out->from_tag = field_parameter_named(from.parameters, STR("tag"));
}

static void take_to(struct scan *scan, const struct header_line *line)
{
	struct message *out = scan->out;
	struct name_addr to;

	if (!is_first(scan, &out->to, line->value))
		return;
	to = field_name_addr(line->value);
	out->to_uri = to.uri;
	out->to_tag = field_parameter_named(to.parameters, STR("tag"));
}

/* A number too large for any legal field (RFC 4475 3.1.2.4) stays too large: it is not taken for absent. */
static uint32_t number_of(struct str digits)
{
	uint32_t n;

	if (str_to_u32(digits, &n))
		return n;
	for (size_t i = 0; i < digits.n; i++)
		if ((unsigned char)(digits.p[i] - '0') > 9)
			return 0;
	return digits.n ? UINT32_MAX : 0;
}

static void take_cseq(struct scan *scan, const struct header_line *line)
{
	struct message *out = scan->out;
	struct str rest = line->value;

	if (!is_first(scan, &scan->cseq, line->value))
		return;
	out->cseq = number_of(field_token(&rest));
	if (out->request)
		return;
	out->method_text = field_token(&rest);
	out->method = method_of(out->method_text);
}

/* RFC 3261 20.42: sent-protocol LWS sent-by *( ; via-params ), with white space allowed around each "/". */
static void take_top_via(struct message *out, struct str field)
{
	struct str via = STR_NONE, piece, parameters;

	if (!field_value(&field, &via))
		return;
	parameters = via;
	str_split(&parameters, ';', &via);
	str_split(&via, '/', &piece);
	str_split(&via, '/', &piece);
	(void)field_token(&via);
	out->via_sent_by = str_trim(via);
	out->via_branch = field_parameter_named(parameters, STR("branch"));
}

static void take_via(struct scan *scan, const struct header_line *line)
{
	if (scan->out->vias == 0)
		take_top_via(scan->out, line->value);
	scan->out->vias += field_values(line->value);
}

static void take_rseq(struct scan *scan, const struct header_line *line)
{
	scan->out->rseq = number_of(line->value);
}

/* RFC 3262 7.2: response-num LWS CSeq-num LWS Method. */
static void take_rack(struct scan *scan, const struct header_line *line)
{
	struct str rest = line->value;

	scan->out->rack_rseq = number_of(field_token(&rest));
	scan->out->rack_cseq = number_of(field_token(&rest));
	scan->out->rack_method = method_of(field_token(&rest));
}

static unsigned option_tags(struct str field)
{
	static const struct {
		struct str name;
		enum option_tag tag;
	} rows[] = {
		{{"100rel", 6}, OPTION_100REL}, {{"precondition", 12}, OPTION_PRECONDITION},
		{{"timer", 5}, OPTION_TIMER},   {{"early-session", 13}, OPTION_EARLY_SESSION},
		{{"199", 3}, OPTION_199},
	};
	unsigned tags = 0;
	struct str name;

	while (str_split(&field, ',', &name)) {
		name = str_trim(name);
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
			if (rows[i].name.n == name.n && str_ieq(rows[i].name, name))
				tags |= rows[i].tag;
	}
	return tags;
}

static void take_supported(struct scan *scan, const struct header_line *line)
{
	scan->out->supported |= option_tags(line->value);
}

static void take_require(struct scan *scan, const struct header_line *line)
{
	scan->out->required |= option_tags(line->value);
}

/* RFC 5009 8: the directions stand in the order of the media lines; the first is the first media line's. */
static void take_early_media(struct scan *scan, const struct header_line *line)
{
	static const struct {
		struct str name;
		enum early_media_header direction;
	} rows[] = {
		{{"sendrecv", 8}, EARLY_MEDIA_SENDRECV},
		{{"sendonly", 8}, EARLY_MEDIA_SENDONLY},
		{{"recvonly", 8}, EARLY_MEDIA_RECVONLY},
		{{"inactive", 8}, EARLY_MEDIA_INACTIVE},
	};
	struct message *out = scan->out;
	struct str rest = line->value, name;

	if (out->early_media == EARLY_MEDIA_ABSENT)
		out->early_media = EARLY_MEDIA_NO_DIRECTION;
	while (str_split(&rest, ',', &name)) {
		name = str_trim(name);
		if (str_ieq(name, STR("supported")))
			out->early_media_supported = true;
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
			if (out->early_media == EARLY_MEDIA_NO_DIRECTION && str_ieq(rows[i].name, name))
				out->early_media = rows[i].direction;
	}
}

static void take_content_length(struct scan *scan, const struct header_line *line)
{
	content_length_add(&scan->length, line->value);
}

static void take_reason(struct scan *scan, const struct header_line *line)
{
	struct message *out = scan->out;
	struct str value = line->value;

	if (out->reason_count == REASON_MAX)
		return;
	if (value.n > REASON_MAX_BYTES) {
		value.n = REASON_MAX_BYTES;
		out->deviations |= DEVIATION_TOO_LONG;
	}
	out->reason_fields[out->reason_count++] = value;
}

static void take_vendor_error(struct scan *scan, const struct header_line *line)
{
	if (scan->out->vendor_error.n == 0 && line->value.n)
		scan->out->vendor_error =
			(struct str){line->name.p, (size_t)(line->value.p + line->value.n - line->name.p)};
}

/* Fields whose value is kept as it is: the first one of a message. */
static const size_t kept_at[HEADERS] = {
	[HEADER_CONTACT] = offsetof(struct message, contact),
	[HEADER_CONTENT_TYPE] = offsetof(struct message, content_type),
	[HEADER_RETRY_AFTER] = offsetof(struct message, retry_after),
	[HEADER_SERVER] = offsetof(struct message, server),
	[HEADER_SESSION_ID] = offsetof(struct message, session_id),
	[HEADER_USER_AGENT] = offsetof(struct message, user_agent),
	[HEADER_WARNING] = offsetof(struct message, warning),
};

typedef void take_fn(struct scan *scan, const struct header_line *line);

static take_fn *const takers[HEADERS] = {
	[HEADER_CALL_ID] = take_call_id,
	[HEADER_CONTENT_LENGTH] = take_content_length,
	[HEADER_CSEQ] = take_cseq,
	[HEADER_FROM] = take_from,
	[HEADER_EARLY_MEDIA] = take_early_media,
	[HEADER_RACK] = take_rack,
	[HEADER_RSEQ] = take_rseq,
	[HEADER_REASON] = take_reason,
	[HEADER_REQUIRE] = take_require,
	[HEADER_SUPPORTED] = take_supported,
	[HEADER_TO] = take_to,
	[HEADER_VENDOR_ERROR] = take_vendor_error,
	[HEADER_VIA] = take_via,
};

void scan_field(struct scan *scan, enum header header, const struct header_line *line)
{
	if (takers[header]) {
		takers[header](scan, line);
	} else if (kept_at[header]) {
		struct str *kept = (struct str *)(void *)((char *)scan->out + kept_at[header]);

		if (kept->n == 0)
			*kept = line->value;
	}
}

static void take_start(struct message *out, const struct start_line *start)
{
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
	size_t skip = 0;

	while (skip < rest.n && (rest.p[skip] == '\r' || rest.p[skip] == '\n'))
		skip++;
	rest = str_from(rest, skip);
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
	if (claimed > present.n && place.datagram && !place.cut)
		out->deviations |= DEVIATION_CONTENT_LENGTH_LONG;
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
		out->deviations |= DEVIATION_CUT;
}

/* RFC 3261 7.5: empty lines before a start line are ignored. On success header stands behind the start line. */
static bool read_start(struct str text, struct start_line *start, struct header_reader *header)
{
	size_t skip = 0, size;
	const char *newline;
	struct str line;
	bool has_cr;

	while (skip < text.n && (text.p[skip] == '\r' || text.p[skip] == '\n'))
		skip++;
	line = str_from(text, skip);
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
	return start_line_parse(line, start);
}

bool message_scan(struct str text, struct message_place place, struct message *out)
{
	struct scan scan = {.out = out};
	struct header_reader header;
	struct header_line line;
	struct start_line start;

	if (!read_start(text, &start, &header))
		return false;
	*out = (struct message){.text = text};
	take_start(out, &start);
	while (header_next(&header, &line))
		scan_field(&scan, header_of(line.name), &line);
	finish_header(out, place, &header);
	take_body(out, place, &scan.length);
	check_content_type(out);
	return true;
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
