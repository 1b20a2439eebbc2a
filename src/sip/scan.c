/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/scan.h"

#include "sip/field.h"

#include <assert.h>
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
		if (methods[i].n == name.n && str_same_bytes(methods[i].p, name.p, name.n))
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

/* 3GPP TS 24.229 7.2A.20: a parameter of the number, within <> or not. */
static void take_verstat(struct scan *scan, struct str value)
{
	static const struct str name = {"verstat=", 8};
	struct str rest = value, before;

	if (scan->out->verstat.n)
		return;
	/* Up to the next "=", of which there are few, with it. */
	do {
		const char *equals = rest.n ? memchr(rest.p, '=', rest.n) : NULL;

		if (!equals)
			return;
		before = (struct str){rest.p, (size_t)(equals - rest.p) + 1};
		rest = str_from(rest, before.n);
	} while (before.n < name.n || !str_ieq(str_from(before, before.n - name.n), name));
	value = rest;
	for (size_t n = 0; n < value.n; n++)
		if (!strchr("-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", value.p[n]) || !value.p[n])
			value.n = n;
	scan->out->verstat = value;
}

static void take_from(struct scan *scan, const struct header_line *line)
{
	struct message *out = scan->out;
	struct name_addr from;

	if (!is_first(scan, &out->from, line->value))
		return;
	from = field_name_addr(line->value);
	if (out->request && out->method == METHOD_INVITE)
		take_verstat(scan, line->value);
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

/* RFC 3261 8.1.1.5: a number below 2^31, and the method of the request. */
static void take_cseq(struct scan *scan, const struct header_line *line)
{
	struct message *out = scan->out;
	struct str rest = line->value, digits, method;
	uint32_t number;

	if (line->value.n == 0 || !is_first(scan, &scan->cseq, line->value))
		return;
	digits = field_token(&rest);
	method = field_token(&rest);
	out->cseq = number_of(digits);
	if (!str_to_u32(digits, &number) || number > INT32_MAX || (out->request && !str_eq(method, out->method_text)))
		out->deviations |= DEVIATION_CSEQ;
	if (out->request)
		return;
	out->method_text = method;
	out->method = method_of(method);
}

/* In any case and with white space around it. */
static bool is_exactly(struct str piece, struct str word)
{
	return str_ieq(str_trim(piece), word);
}

/* RFC 3261 20.42, RFC 3581 3. The first of each counts. */
static void take_via_parameters(struct message *out, struct str parameters)
{
	struct str name, value;
	uint32_t port;

	while (field_parameter(&parameters, &name, &value)) {
		if (out->via_branch.n == 0 && str_ieq(name, STR("branch"))) {
			out->via_branch = value;
		} else if (out->via_received.n == 0 && str_ieq(name, STR("received"))) {
			out->via_received = value;
		} else if (str_ieq(name, STR("rport"))) {
			out->via_rport_asked = value.n == 0;
			out->via_rport = str_to_u32(value, &port) && port <= UINT16_MAX ? (uint16_t)port : 0;
		}
	}
}

/* RFC 3261 20.42: sent-protocol, with white space allowed around each "/". False: of another protocol or version. */
static bool take_protocol(struct str *via)
{
	struct str protocol = STR_NONE, version = STR_NONE;

	if (str_starts(*via, STR("SIP/2.0/"))) {
		*via = str_from(*via, 8);
		return true;
	}
	str_split(via, '/', &protocol);
	str_split(via, '/', &version);
	return is_exactly(protocol, STR("SIP")) && is_exactly(version, STR("2.0"));
}

/* RFC 3261 8.1.1.7: the cookie of those who make branches unique, and something behind it. */
static bool is_unique(struct str branch)
{
	static const struct str cookie = {"z9hG4bK", 7};

	return branch.n > cookie.n && str_istarts(branch, cookie);
}

/* RFC 3261 20.42: sent-protocol LWS sent-by *( ; via-params ) */
static void take_top_via(struct message *out, struct str via)
{
	struct str parameters = via;
	bool is_sip;

	str_split(&parameters, ';', &via);
	is_sip = take_protocol(&via);
	out->via_transport = field_token(&via);
	out->via_sent_by = str_trim(via);
	take_via_parameters(out, parameters);
	if (!is_sip || out->via_transport.n == 0 || !field_is_host(out->via_sent_by) || field_has_empty(parameters))
		out->deviations |= DEVIATION_VIA;
	if (!is_unique(out->via_branch))
		out->deviations |= DEVIATION_BRANCH;
}

static void take_via(struct scan *scan, const struct header_line *line)
{
	struct str rest = line->value, first;

	if (!field_value(&rest, &first))
		return;
	if (scan->out->vias == 0)
		take_top_via(scan->out, first);
	scan->out->vias += 1 + field_values(rest);
}

static void note_number(struct scan *scan, struct str digits)
{
	uint32_t number;

	if (!str_to_u32(digits, &number))
		scan->out->deviations |= DEVIATION_VALUE;
}

static enum numeral numeral_of(struct str digits)
{
	uint32_t number;

	if (!str_to_u32(digits, &number))
		return number_of(digits) ? NUMERAL_LARGE : NUMERAL_NONE;
	if (number > INT32_MAX)
		return NUMERAL_HIGH;
	return number ? NUMERAL_GOOD : NUMERAL_ZERO;
}

/* RFC 3262 7.1: from 1 to 2^32 - 1. */
static void take_rseq(struct scan *scan, const struct header_line *line)
{
	scan->out->has_rseq = true;
	scan->out->rseq_numeral = numeral_of(line->value);
	scan->out->rseq = number_of(line->value);
	note_number(scan, line->value);
}

/* RFC 3262 7.2: response-num LWS CSeq-num LWS Method. */
static void take_rack(struct scan *scan, const struct header_line *line)
{
	struct str rest = line->value;

	struct str rseq = field_token(&rest), cseq = field_token(&rest);

	note_number(scan, rseq);
	note_number(scan, cseq);
	scan->out->rack_numeral = numeral_of(rseq);
	/* A CSeq may begin at 0 (RFC 3261 8.1.1.5). */
	if (scan->out->rack_numeral == NUMERAL_GOOD && numeral_of(cseq) != NUMERAL_ZERO)
		scan->out->rack_numeral = numeral_of(cseq);
	scan->out->rack_rseq = number_of(rseq);
	scan->out->rack_cseq = number_of(cseq);
	scan->out->rack_method = method_of(field_token(&rest));
}

/* RFC 3261 20.33: delta-seconds, then a comment or parameters. */
static void take_retry_after(struct scan *scan, const struct header_line *line)
{
	size_t n = 0;

	while (n < line->value.n && (unsigned char)(line->value.p[n] - '0') <= 9)
		n++;
	note_number(scan, (struct str){line->value.p, n});
	if (scan->out->retry_after.n == 0)
		scan->out->retry_after = line->value;
}

/* RFC 3261 20.17: always in GMT. */
static void take_date(struct scan *scan, const struct header_line *line)
{
	if (line->value.n < 3 || !str_eq(str_from(line->value, line->value.n - 3), STR("GMT")))
		scan->out->deviations |= DEVIATION_VALUE;
}

static unsigned option_tag(struct str name)
{
	static const struct {
		struct str name;
		enum option_tag tag;
	} rows[] = {
		{{"100rel", 6}, OPTION_100REL}, {{"precondition", 12}, OPTION_PRECONDITION},
		{{"timer", 5}, OPTION_TIMER},   {{"early-session", 13}, OPTION_EARLY_SESSION},
		{{"199", 3}, OPTION_199},       {{"replaces", 8}, OPTION_REPLACES},
		{{"ice", 3}, OPTION_ICE},       {{"sdp-anat", 8}, OPTION_SDP_ANAT},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (str_ieq(rows[i].name, name))
			return rows[i].tag;
	return name.n ? OPTION_OTHER : 0;
}

static unsigned option_tags(struct str field)
{
	unsigned tags = 0;
	struct str name;

	while (str_split(&field, ',', &name))
		tags |= option_tag(str_trim(name));
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

static void take_unsupported(struct scan *scan, const struct header_line *line)
{
	scan->out->unsupported |= option_tags(line->value);
}

static enum early_media_header early_media_of(struct str name)
{
	static const struct str names[] = {
		[EARLY_MEDIA_ABSENT] = {"", 0},           [EARLY_MEDIA_NO_DIRECTION] = {"", 0},
		[EARLY_MEDIA_SENDRECV] = {"sendrecv", 8}, [EARLY_MEDIA_SENDONLY] = {"sendonly", 8},
		[EARLY_MEDIA_RECVONLY] = {"recvonly", 8}, [EARLY_MEDIA_INACTIVE] = {"inactive", 8},
	};

	for (int i = EARLY_MEDIA_SENDRECV; i <= EARLY_MEDIA_INACTIVE; i++)
		if (str_ieq(names[i], name))
			return (enum early_media_header)i;
	return EARLY_MEDIA_NO_DIRECTION;
}

/* RFC 5009 8: the directions stand in the order of the media lines; the first is the first media line's. */
static void take_early_media(struct scan *scan, const struct header_line *line)
{
	struct message *out = scan->out;
	struct str rest = line->value, name;

	if (out->early_media == EARLY_MEDIA_ABSENT)
		out->early_media = EARLY_MEDIA_NO_DIRECTION;
	while (str_split(&rest, ',', &name)) {
		enum early_media_header direction = early_media_of(name = str_trim(name));

		out->early_media_supported |= str_ieq(name, STR("supported"));
		out->early_media_gated |= str_ieq(name, STR("gated"));
		if (direction == EARLY_MEDIA_NO_DIRECTION || out->early_media_count == EARLY_MEDIA_MAX)
			continue;
		if (out->early_media_count == 0)
			out->early_media = direction;
		out->early_media_lines[out->early_media_count++] = (uint8_t)direction;
	}
}

/* RFC 7315 4.6, 5.6: all of it are parameters. */
static void take_charging_vector(struct scan *scan, const struct header_line *line)
{
	struct str rest = line->value, name, value;

	if (scan->out->icid.n)
		return;
	while (field_parameter(&rest, &name, &value)) {
		if (str_ieq(name, STR("icid-value")))
			scan->out->icid = field_unquoted(value);
		else if (str_ieq(name, STR("icid-generated-at")))
			scan->out->icid_generated_at = field_unquoted(value);
	}
}

/* RFC 8688: the contact for redress stands in a value of its own. */
static void take_call_info(struct scan *scan, const struct header_line *line)
{
	struct str *kept = &scan->out->call_info;

	if (kept->n == 0 || (!str_ihas(*kept, STR("jwscard")) && str_ihas(line->value, STR("jwscard"))))
		*kept = line->value;
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

static void take_warning(struct scan *scan, const struct header_line *line)
{
	struct message *out = scan->out;

	if (out->warning_count < WARNING_MAX && line->value.n)
		out->warning_fields[out->warning_count++] = line->value;
}

static void take_vendor_error(struct scan *scan, const struct header_line *line)
{
	struct message *out = scan->out;

	if (out->vendor_count < VENDOR_MAX && line->value.n)
		out->vendor_fields[out->vendor_count++] =
			(struct str){line->name.p, (size_t)(line->value.p + line->value.n - line->name.p)};
}

static void take_asserted_identity(struct scan *scan, const struct header_line *line)
{
	if (scan->out->request)
		take_verstat(scan, line->value);
}

/* Fields whose value is kept as it is: the first one of a message. */
static const size_t kept_at[HEADERS] = {
	[HEADER_ACCEPT] = offsetof(struct message, accept),
	[HEADER_ALERT_INFO] = offsetof(struct message, alert_info),
	[HEADER_CONTACT] = offsetof(struct message, contact),
	[HEADER_CONTENT_DISPOSITION] = offsetof(struct message, content_disposition),
	[HEADER_CONTENT_ENCODING] = offsetof(struct message, content_encoding),
	[HEADER_CONTENT_TYPE] = offsetof(struct message, content_type),
	[HEADER_ERROR_INFO] = offsetof(struct message, error_info),
	[HEADER_ATTESTATION] = offsetof(struct message, attestation),
	[HEADER_FEATURE_CAPS] = offsetof(struct message, feature_caps),
	[HEADER_IDENTITY] = offsetof(struct message, identity),
	[HEADER_SERVER] = offsetof(struct message, server),
	[HEADER_SESSION_ID] = offsetof(struct message, session_id),
	[HEADER_USER_AGENT] = offsetof(struct message, user_agent),
};

typedef void take_fn(struct scan *scan, const struct header_line *line);

static take_fn *const takers[HEADERS] = {
	[HEADER_CALL_ID] = take_call_id,
	[HEADER_CALL_INFO] = take_call_info,
	[HEADER_CHARGING_VECTOR] = take_charging_vector,
	[HEADER_CONTENT_LENGTH] = take_content_length,
	[HEADER_CSEQ] = take_cseq,
	[HEADER_DATE] = take_date,
	[HEADER_FROM] = take_from,
	[HEADER_EARLY_MEDIA] = take_early_media,
	[HEADER_RACK] = take_rack,
	[HEADER_RSEQ] = take_rseq,
	[HEADER_REASON] = take_reason,
	[HEADER_REQUIRE] = take_require,
	[HEADER_RETRY_AFTER] = take_retry_after,
	[HEADER_SUPPORTED] = take_supported,
	[HEADER_TO] = take_to,
	[HEADER_UNSUPPORTED] = take_unsupported,
	[HEADER_VENDOR_ERROR] = take_vendor_error,
	[HEADER_ASSERTED_IDENTITY] = take_asserted_identity,
	[HEADER_VIA] = take_via,
	[HEADER_WARNING] = take_warning,
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

const uint8_t scan_projected_lines[HEADERS] = {
	[HEADER_VIA] = 1,  [HEADER_FROM] = 1, [HEADER_TO] = 1,      [HEADER_CALL_ID] = 1,         [HEADER_CSEQ] = 1,
	[HEADER_RSEQ] = 1, [HEADER_RACK] = 1, [HEADER_REQUIRE] = 4, [HEADER_REASON] = REASON_MAX,
};

/* One line more than libosip2 sees, by which message_parse knows that there are more. */
static void keep_field(struct scan *scan, enum header header, struct str value)
{
	struct message *out = scan->out;

	if (scan_projected_lines[header] == 0 || scan->lines[header] > scan_projected_lines[header])
		return;
	scan->lines[header]++;
	assert(out->field_count < MESSAGE_MAX_FIELDS);
	out->fields[out->field_count++] = (struct message_field){header, value};
}

static bool is_named(const struct header_names *names, struct str name)
{
	for (unsigned i = 0; i < names->count; i++)
		if (str_ieq(names->name[i], name))
			return true;
	return false;
}

void scan_header(struct scan *scan, struct header_reader *reader, struct message_place place)
{
	struct header_line line;
	enum header name;

	while (header_next(reader, &line)) {
		/* The capture ends within this line: half a Call-ID would be that of another call. */
		if (place.cut && reader->p == reader->end && reader->end[-1] != '\n')
			break;
		if (line.name.n == 0)
			scan->out->deviations |= DEVIATION_LINE;
		name = header_of(line.name);
		scan_field(scan, name, &line);
		keep_field(scan, name, line.value);
		if (place.correlation && scan->out->correlation.n == 0 && is_named(place.correlation, line.name))
			scan->out->correlation = line.value;
	}
}
