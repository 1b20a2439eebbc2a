/* SPDX-License-Identifier: BSD-2-Clause */
#include "compose.h"

#include "sip/status.h"

#include <string.h>

enum {
	CALLER_PORT = 30000,
	CALLEE_PORT = 40000,
	EARLY_SESSION_PORT = 100, /* above the party's own */
};

#define BOUNDARY "ladder"

/* What a field is made for. */
struct composer {
	struct buf *out;
	const struct line *line;
	const struct request *request;
	const struct leg *leg;
	char owner; /* of the SDP */
};

/* Parties */

uint16_t leg_port(const struct leg *leg, char party)
{
	uint16_t port = leg->ports[party - 'A'];

	return port ? port : (uint16_t)((party == leg->caller ? CALLER_PORT : CALLEE_PORT) + 2 * (leg->call - 1));
}

static uint32_t host_of(const struct leg *leg, char party)
{
	return leg->hosts->of[party - 'A'];
}

static void print_host(struct buf *out, uint32_t host)
{
	buf_printf(out, "%u.%u.%u.%u", host >> 24, host >> 16 & 0xff, host >> 8 & 0xff, host & 0xff);
}

static bool is_proxy(char party)
{
	return party >= 'P';
}

/* Proxies pass on the SDP of the caller, or of the party the To-tag names. */
char compose_sdp_owner(const struct line *line, const struct request *request, const struct leg *leg)
{
	if (!is_proxy(line->from))
		return line->from;
	if (!line_is_response(line))
		return request->backward ? request->vias[request->via_count - 1].party : leg->caller;
	return line->tag.n && *line->tag.p >= 'a' && *line->tag.p <= 'z' ? (char)(*line->tag.p & ~0x20) : line->from;
}

/* SDP: RFC 8866 5 */

static bool is_direction(struct str text)
{
	return str_eq(text, STR("a=sendrecv")) || str_eq(text, STR("a=sendonly")) || str_eq(text, STR("a=recvonly")) ||
	       str_eq(text, STR("a=inactive"));
}

/* How many of the lines that are written out stand before the first m=: they belong to the session and to its audio. */
static unsigned leading_lines(const struct line *line)
{
	unsigned n = 0;

	while (n < line->sdp_line_count && *line->sdp_lines[n].p != 'm')
		n++;
	return n;
}

static bool sdp_lacks(const struct line *line, char letter)
{
	return line_list_has(line->sdp_without, (struct str){&letter, 1});
}

/* Where such a line goes: in the place of the usual one, behind m=audio, or to the end. */
static bool has_place(const struct line *line, unsigned index)
{
	char letter = *line->sdp_lines[index].p;

	if (index >= leading_lines(line) || sdp_lacks(line, letter))
		return false;
	return strchr(sdp_lacks(line, 'm') ? "vosct" : "vosctibk", letter);
}

static void print_text(struct buf *out, struct str text)
{
	buf_add(out, text);
	buf_add(out, STR("\r\n"));
}

static bool print_written(struct buf *out, const struct line *line, char letter)
{
	bool found = false;

	for (unsigned i = 0; i < line->sdp_line_count; i++)
		if (*line->sdp_lines[i].p == letter && has_place(line, i)) {
			print_text(out, line->sdp_lines[i]);
			found = true;
		}
	return found;
}

/* "IN IP4 10.0.0.1"; a name says nothing about the version, and IP4 is what is written then. */
static void print_network(struct buf *out, const struct line *line, uint32_t own)
{
	buf_printf(out, "IN %s ", line->host.n && memchr(line->host.p, ':', line->host.n) ? "IP6" : "IP4");
	if (line->host.n)
		buf_add(out, line->host);
	else
		print_host(out, own);
}

static void print_session_line(struct buf *out, const struct line *line, char letter, uint32_t own)
{
	if (sdp_lacks(line, letter) || print_written(out, line, letter))
		return;
	if (letter == 'v')
		buf_printf(out, "v=0");
	else if (letter == 'o')
		buf_printf(out, "o=- 1 1 ");
	else if (letter == 's')
		buf_printf(out, "s=-");
	else if (letter == 'c')
		buf_printf(out, "c=");
	else
		buf_printf(out, "t=0 0");
	if (letter == 'o' || letter == 'c')
		print_network(out, line, own);
	buf_printf(out, "\r\n");
}

/* "0,8,96/opus/48000": the payload types, or with maps the a=rtpmap of those that have one. */
static void print_formats(struct buf *out, struct str codecs, bool maps)
{
	struct str codec, type;

	while (str_split(&codecs, ',', &codec)) {
		str_split(&codec, '/', &type);
		if (!maps)
			buf_printf(out, " " STR_FMT, STR_ARG(type));
		else if (codec.n)
			buf_printf(out, "a=rtpmap:" STR_FMT " " STR_FMT "\r\n", STR_ARG(type), STR_ARG(codec));
	}
}

static void print_attributes(struct buf *out, const struct line *line)
{
	bool directed = false;

	for (unsigned i = 0; i < leading_lines(line); i++)
		directed |= is_direction(line->sdp_lines[i]);
	print_formats(out, line->codecs.n ? line->codecs : STR("0/PCMU/8000,8/PCMA/8000,101/telephone-event/8000"),
	              true);
	if (line->qos)
		buf_printf(out, "a=curr:qos local none\r\na=curr:qos remote none\r\n"
		                "a=des:qos mandatory local sendrecv\r\na=des:qos mandatory remote sendrecv\r\n");
	if (!directed)
		buf_printf(out, "a=%s\r\n", line->direction);
}

static void print_audio(struct buf *out, const struct line *line, uint16_t port)
{
	const char *before_attributes = "ibk"; /* RFC 8866 9: the order of the grammar */

	if (sdp_lacks(line, 'm'))
		return;
	buf_printf(out, "m=audio %u ", line->zero ? 0u : port);
	buf_add(out, line->proto.n ? line->proto : STR("RTP/AVP"));
	print_formats(out, line->codecs.n ? line->codecs : STR("0,8,101"), false);
	buf_printf(out, "\r\n");
	for (const char *letter = before_attributes; *letter; letter++)
		print_written(out, line, *letter);
	if (!sdp_lacks(line, 'a'))
		print_attributes(out, line);
}

static void without_returns(struct buf *text)
{
	size_t kept = 0;

	for (size_t i = 0; i < text->n; i++)
		if (text->p[i] != '\r')
			text->p[kept++] = text->p[i];
	text->n = kept;
}

static void print_sdp(struct buf *out, const struct line *line, uint32_t own, uint16_t port)
{
	struct buf text = {.ceiling = 8192};

	for (const char *letter = "vosct"; *letter; letter++)
		print_session_line(&text, line, *letter, own);
	print_audio(&text, line, port);
	for (unsigned i = 0; i < line->sdp_line_count; i++)
		if (!has_place(line, i))
			print_text(&text, line->sdp_lines[i]);
	if (line->unended && text.n)
		text.n -= strlen("\r\n");
	if (line->sdp_lf)
		without_returns(&text);
	buf_add(out, buf_str(&text));
	buf_done(&text);
}

/* Bodies */

static const struct part_kind {
	struct str name, type, disposition; /* disposition: where handling is asked for and nothing else is said */
	struct str bytes;
} part_kinds[] = {
	{{"sdp", 3}, {"application/sdp", 15}, {"session", 7}, {NULL, 0}},
	{{"isup", 4},
         {"application/ISUP;version=itu-t92+", 33},
         {"signal", 6},
         {"\x06\x16\x04\x01\x29\x01\x01\x00", 8}}, /* an ACM */
	{{"text", 4}, {"text/plain", 10}, {"render", 6}, {"ladder\r\n", 8}},
};

static const struct part_kind *part_kind(const struct line *line, struct str name)
{
	for (size_t i = 0; i < sizeof(part_kinds) / sizeof(part_kinds[0]); i++)
		if (str_eq(name, part_kinds[i].name))
			return &part_kinds[i];
	line_fail(line, "not a kind of part");
}

/* Content-Disposition: RFC 3261 20.11, RFC 3959 */
static void print_disposition(struct buf *out, struct str disposition, struct str handling)
{
	buf_printf(out, "Content-Disposition: " STR_FMT, STR_ARG(disposition));
	if (handling.n)
		buf_printf(out, ";handling=" STR_FMT, STR_ARG(handling));
	buf_printf(out, "\r\n");
}

/* "isup/optional", "sdp/early-session" */
static void print_part(const struct composer *composer, struct buf *out, struct str part)
{
	const struct line usual = {.direction = "sendrecv", .host = composer->line->host};
	uint32_t own = host_of(composer->leg, composer->owner);
	uint16_t port = leg_port(composer->leg, composer->owner);
	struct str name, word, handling = STR_NONE;
	const struct part_kind *kind;
	bool early = false;

	str_split(&part, '/', &name);
	kind = part_kind(composer->line, name);
	while (str_split(&part, '/', &word)) {
		if (str_eq(word, STR("early-session")))
			early = true;
		else
			handling = word;
	}
	buf_printf(out, "--" BOUNDARY "\r\nContent-Type: " STR_FMT "\r\n", STR_ARG(kind->type));
	if (early || handling.n)
		print_disposition(out, early ? STR("early-session") : kind->disposition, handling);
	buf_printf(out, "\r\n");
	if (kind->bytes.n)
		buf_add(out, kind->bytes);
	else if (early)
		print_sdp(out, &usual, own, (uint16_t)(port + EARLY_SESSION_PORT));
	else
		print_sdp(out, composer->line, own, port);
	buf_printf(out, "\r\n");
}

static void print_content(const struct composer *composer, struct buf *out)
{
	const struct line *line = composer->line;
	struct str parts = line->parts, part;

	if (line->body.n)
		print_text(out, line->body);
	else if (!line->parts.n && line->sdp)
		print_sdp(out, line, host_of(composer->leg, composer->owner), leg_port(composer->leg, composer->owner));
	if (!line->parts.n)
		return;
	while (str_split(&parts, ',', &part))
		print_part(composer, out, part);
	buf_printf(out, "--" BOUNDARY "--\r\n");
}

/* Header fields */

static bool wants(const struct composer *composer, struct str header)
{
	return !line_gives(composer->line, header) && !line_leaves_out(composer->line, header);
}

static void print_top_via(const struct composer *composer, const struct via *via)
{
	const struct line *line = composer->line;
	struct buf *out = composer->out;
	struct str branch = line->branch.n ? line->branch : via->branch;

	if (line->bad_branch)
		buf_printf(out, ";branch=%u", via->number);
	else if (branch.n)
		buf_printf(out, ";branch=z9hG4bK-" STR_FMT, STR_ARG(branch));
	else
		buf_printf(out, ";branch=z9hG4bK%u", via->number);
	if (line->received.n)
		buf_printf(out, ";received=" STR_FMT, STR_ARG(line->received));
	if (line->rport.n)
		buf_printf(out, ";rport=" STR_FMT, STR_ARG(line->rport));
	else if (line->rport.p)
		buf_printf(out, ";rport");
}

static void print_via(const struct composer *composer, unsigned index)
{
	const struct via *via = &composer->request->vias[index];
	struct str host = index == 0 && composer->line->via.n ? composer->line->via : via->host;
	struct buf *out = composer->out;

	buf_printf(out, "Via: SIP/2.0/%s ", via->tcp ? "TCP" : "UDP");
	if (host.n)
		buf_add(out, host);
	else
		print_host(out, host_of(composer->leg, via->party));
	if (!host.n || !memchr(host.p, ':', host.n))
		buf_printf(out, ":%d", COMPOSE_SIP_PORT);
	if (index == 0)
		print_top_via(composer, via);
	else if (via->branch.n)
		buf_printf(out, ";branch=z9hG4bK-" STR_FMT, STR_ARG(via->branch));
	else
		buf_printf(out, ";branch=z9hG4bK%u", via->number);
	buf_printf(out, "\r\n");
}

/* The user that is meant: the name given to the call's side, or its letter. */
static struct str user_of(const struct leg *leg, bool caller)
{
	if (caller)
		return leg->caller_user.n ? leg->caller_user : STR("a");
	return leg->callee_user.n ? leg->callee_user : STR("b");
}

static void print_address(struct buf *out, const char *name, struct str user, struct str tag)
{
	buf_printf(out, "%s: <sip:" STR_FMT "@example.com>", name, STR_ARG(user));
	if (tag.n)
		buf_printf(out, ";tag=" STR_FMT, STR_ARG(tag));
	buf_printf(out, "\r\n");
}

static struct str from_tag_of(const struct composer *composer, const char *own)
{
	struct str said = composer->line->from_tag, tag = said.n ? said : composer->request->from_tag;

	if (str_eq(tag, STR("none")))
		return STR_NONE;
	return tag.n ? tag : str_of(own);
}

static void print_cseq(const struct composer *composer)
{
	const struct request *request = composer->request;
	struct str method = request->method;
	uint32_t cseq = request->cseq;

	if (composer->line->bad_cseq && line_is_response(composer->line))
		cseq |= 1U << 31;
	else if (composer->line->bad_cseq)
		method = STR("ANOTHER");
	buf_printf(composer->out, "CSeq: %u " STR_FMT "\r\n", cseq, STR_ARG(method));
}

static void print_common(const struct composer *composer)
{
	const struct request *request = composer->request;
	const char own_tag[] = {(char)(composer->leg->caller | 0x20), '1', '\0'};

	for (unsigned i = 0; i < request->via_count && wants(composer, STR("Via")); i++)
		print_via(composer, i);
	if (wants(composer, STR("From")))
		print_address(composer->out, "From", user_of(composer->leg, !request->backward),
		              from_tag_of(composer, own_tag));
	if (wants(composer, STR("To")))
		print_address(composer->out, "To", user_of(composer->leg, request->backward), composer->line->tag);
	if (wants(composer, STR("Call-ID")))
		buf_printf(composer->out, "Call-ID: ladder-%u@example.com\r\n", composer->line->call);
	if (wants(composer, STR("CSeq")))
		print_cseq(composer);
}

static void print_contact(const struct composer *composer)
{
	char party = composer->line->from;

	if (!wants(composer, STR("Contact")))
		return;
	buf_printf(composer->out, "Contact: <sip:%c@", party | 0x20);
	print_host(composer->out, host_of(composer->leg, party));
	buf_printf(composer->out, ":%d>\r\n", COMPOSE_SIP_PORT);
}

static void print_given(const struct composer *composer)
{
	const struct line *line = composer->line;

	if (line->leg)
		buf_printf(composer->out, "X-CID: ladder\r\n");
	for (unsigned i = 0; i < line->field_count; i++) {
		if (line->fields[i].name.n) {
			buf_add(composer->out, line->fields[i].name);
			buf_add(composer->out, STR(": "));
		}
		print_text(composer->out, line->fields[i].value);
	}
}

static void print_type(const struct composer *composer)
{
	const struct line *line = composer->line;
	struct str type = line->type;

	if (!wants(composer, STR("Content-Type")) || line->untyped)
		return;
	if (!type.n && line->parts.n)
		type = STR("multipart/mixed");
	else if (!type.n && line->body.n)
		type = STR("text/plain");
	else if (!type.n && line->sdp)
		type = STR("application/sdp");
	if (!type.n)
		return;
	buf_printf(composer->out, "Content-Type: " STR_FMT "%s\r\n", STR_ARG(type),
	           line->parts.n ? ";boundary=" BOUNDARY : "");
}

/* "+5" and "-5": more and less than there is; "0"; "none". */
static void print_length(const struct composer *composer, size_t size)
{
	struct str length = composer->line->length;
	size_t wrong =
		length.n ? line_number(composer->line, str_from(length, *length.p == '+' || *length.p == '-')) : 0;

	if (length.n && *length.p == '-')
		size = wrong < size ? size - wrong : 0;
	else if (length.n && *length.p == '+')
		size += wrong;
	else if (length.n)
		size = wrong;
	buf_printf(composer->out, "Content-Length: %zu\r\n", size);
}

/* Ends the header and adds the body. */
static void print_body(const struct composer *composer)
{
	const struct line *line = composer->line;
	struct buf body = {.ceiling = 16384};

	print_given(composer);
	print_content(composer, &body);
	print_type(composer);
	if (wants(composer, STR("Content-Length")) && !str_eq(line->length, STR("none")))
		print_length(composer, body.n);
	if (!line->no_end)
		buf_printf(composer->out, "\r\n");
	if (line->bare_lf)
		without_returns(composer->out);
	if (!line->no_end)
		buf_add(composer->out, buf_str(&body));
	buf_done(&body);
}

/* Messages */

static void print_request_line(const struct composer *composer)
{
	const struct request *request = composer->request;

	/* RFC 3261 7.1: single spaces */
	buf_printf(composer->out, STR_FMT " %ssip:" STR_FMT "@", STR_ARG(request->method),
	           composer->line->bad_start ? " " : "", STR_ARG(user_of(composer->leg, request->backward)));
	print_host(composer->out, host_of(composer->leg, composer->line->to));
	buf_printf(composer->out, " SIP/2.0\r\n");
}

static void compose_request(const struct composer *composer)
{
	const struct request *request = composer->request;
	uint32_t rseq = composer->line->rack ? composer->line->rack : 1;

	print_request_line(composer);
	if (wants(composer, STR("Max-Forwards")))
		buf_printf(composer->out, "Max-Forwards: 70\r\n");
	print_common(composer);
	if (str_eq(request->method, STR("INVITE"))) {
		print_contact(composer);
		if (wants(composer, STR("Supported")))
			buf_printf(composer->out, "Supported: 100rel\r\n");
	}
	if (str_eq(request->method, STR("PRACK")) && wants(composer, STR("RAck")))
		buf_printf(composer->out, "RAck: %u %u INVITE\r\n", rseq, request->rack_cseq);
	print_body(composer);
}

/* RFC 3261 7.2 has a space behind the code even where no phrase follows. */
static void print_status_line(const struct composer *composer, uint16_t code)
{
	const char *standard = status_phrase(code);
	struct str phrase = composer->line->phrase;

	buf_printf(composer->out, "SIP/2.0 %u", code);
	if (phrase.n)
		buf_printf(composer->out, " " STR_FMT, STR_ARG(phrase));
	else if (!composer->line->bad_start)
		buf_printf(composer->out, " %s", standard ? standard : "Unknown");
	buf_printf(composer->out, "\r\n");
}

static void compose_response(const struct composer *composer)
{
	const struct line *line = composer->line;
	uint16_t code = (uint16_t)line_number(line, line->what);

	print_status_line(composer, code);
	print_common(composer);
	if (line->tag.n && code < 300 && str_eq(composer->request->method, STR("INVITE")))
		print_contact(composer);
	if (line->rseq && wants(composer, STR("Require")))
		buf_printf(composer->out, "Require: 100rel\r\n");
	if (line->rseq && wants(composer, STR("RSeq")))
		buf_printf(composer->out, "RSeq: %u\r\n", line->rseq);
	print_body(composer);
}

void compose(struct buf *out, const struct line *line, const struct request *request, const struct leg *leg)
{
	const struct composer composer = {out, line, request, leg, compose_sdp_owner(line, request, leg)};

	if (line_is_response(line))
		compose_response(&composer);
	else
		compose_request(&composer);
}
