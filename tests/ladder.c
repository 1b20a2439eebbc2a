/* SPDX-License-Identifier: BSD-2-Clause */
#include "ladder.h"

#include "base/arena.h"
#include "base/memory.h"
#include "net/flow.h"
#include "net/icmp.h"
#include "sip/status.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_VIAS = 8,
	MAX_SSRCS = 64,
	MAX_CONNECTIONS = 64,
	SIP_PORT = 5060,
	TLS_PORT = 5061,
	TLS_CLIENT_PORT = 50000,
	CALLER_PORT = 30000,
	CALLEE_PORT = 40000,
	PAYLOAD_SIZE = 160, /* 20 ms of PCMU */
	ETHERNET_SIZE = 14,
	IPV4_SIZE = 20,
	UDP_SIZE = 8,
	TCP_SIZE = 20,
	GRE_SIZE = 4,
	VLAN_SIZE = 4,
	ICMP_SIZE = 8,
	QUOTED = 128, /* bytes behind the quoted UDP header, at most */
	STUN_PORT = 3478,
	FRAME_SIZE = 65536,
};

#define BEGINNING (1767323045 * SECOND) /* 2026-01-02T03:04:05Z */
#define PACKET_EVERY (20 * MILLISECOND)
#define REPEAT_EVERY (500 * MILLISECOND)
#define COPY_AFTER MILLISECOND /* on a mirrored port */

/* What packets are wrapped in. */
enum wrap {
	WRAP_NONE,
	WRAP_VLAN,
	WRAP_GRE,
	WRAP_TURN, /* of RTP: a Data indication to its receiver */
};

/* Which fragments of a datagram are captured. */
enum pieces {
	PIECES_WHOLE, /* it is not fragmented */
	PIECES_BOTH,
	PIECES_FIRST,
	PIECES_LAST,
};

/* What one line says. */
struct line {
	struct str text;
	ns time;
	char from, to;
	unsigned call;
	struct str what, phrase;
	bool sdp, untyped, zero, qos;
	const char *direction;
	struct str host; /* of the SDP; empty: the party's own */
	struct str tag, of;
	uint32_t rseq, rack, cseq;
	unsigned times;
	bool tcp, cut, twice;
	enum wrap wrap;
	enum pieces pieces;
	struct str reporter;
	uint32_t quote;
	struct str header_name, header_value;
	ns duration;
	uint16_t source_port, destination_port; /* of rtp, 0: what SDP names; of tls */
	uint32_t ssrc;
	uint8_t payload_type;
};

struct via {
	char party;
	bool tcp;
	unsigned branch;
};

/* A request that was sent: what its responses, its ACK and its CANCEL refer to. */
struct request {
	unsigned call;
	char from, to;
	struct str method;
	uint32_t cseq;
	struct via vias[MAX_VIAS]; /* the top one first */
	unsigned via_count;
	bool backward;       /* from the callee's side: From and To change places */
	struct str from_tag; /* then */
	bool answered;       /* by 2xx */
};

/* One packet to be sent. */
struct item {
	ns time;
	unsigned order;
	char from, to;
	uint16_t source_port, destination_port;
	bool tcp;
	struct str bytes; /* of a message; empty: RTP */
	size_t kept;      /* bytes the capture keeps of it */
	bool copy;        /* captured a second time */
	bool icmp;        /* from reports that the packet with these bytes to it did not arrive */
	uint8_t icmp_type, icmp_code;
	struct address reporter;
	bool has_reporter;
	enum wrap wrap;
	enum pieces pieces;
	uint32_t ssrc;
	uint8_t payload_type;
};

struct ssrc {
	uint32_t ssrc;
	uint16_t port, sequence;
};

struct connection {
	char from, to;
	uint16_t source_port, destination_port;
	uint32_t sent, received;
};

struct player {
	struct arena arena;
	struct request *requests;
	unsigned request_count;
	struct item *items;
	unsigned item_count;
	unsigned branches;
	struct ssrc ssrcs[MAX_SSRCS];
	unsigned ssrc_count;
	struct connection connections[MAX_CONNECTIONS];
	unsigned connection_count;
	uint64_t frames;
	ladder_frame_fn *frame;
	void *arg;
	uint8_t bytes[FRAME_SIZE];
};

static _Noreturn void fail(struct str line, const char *trouble)
{
	fprintf(stderr, "ladder: %s: " STR_FMT "\n", trouble, STR_ARG(line));
	exit(2);
}

/* Reading */

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

static struct str skip_space(struct str text)
{
	while (text.n && is_space(*text.p))
		text = str_from(text, 1);
	return text;
}

static struct str next_word(struct str *rest)
{
	struct str word;

	*rest = skip_space(*rest);
	word = (struct str){rest->p, 0};
	while (word.n < rest->n && !is_space(rest->p[word.n]))
		word.n++;
	*rest = str_from(*rest, word.n);
	return word;
}

/* "8.1", with or without an s behind it. */
static ns read_seconds(const struct line *line, struct str text)
{
	ns value = 0, unit = SECOND;
	bool fraction = false;

	if (text.n && text.p[text.n - 1] == 's')
		text.n--;
	if (!text.n)
		fail(line->text, "no time");
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '.' && !fraction) {
			fraction = true;
			continue;
		}
		if (text.p[i] < '0' || text.p[i] > '9')
			fail(line->text, "not a time");
		if (fraction)
			unit /= 10;
		value = fraction ? value + (text.p[i] - '0') * unit : value * 10 + (text.p[i] - '0') * SECOND;
	}
	return value;
}

static uint32_t read_number(const struct line *line, struct str text)
{
	uint32_t value;

	if (!str_to_u32(text, &value))
		fail(line->text, "not a number");
	return value;
}

static char read_party(const struct line *line, struct str word)
{
	if (word.n != 1 || *word.p < 'A' || *word.p > 'Z')
		fail(line->text, "not a party");
	return *word.p;
}

static void read_sdp(struct line *line, struct str value)
{
	static const char *const directions[] = {"sendrecv", "sendonly", "recvonly", "inactive"};

	line->sdp = true;
	if (str_eq(value, STR("zero")))
		line->zero = true;
	else if (str_eq(value, STR("qos")))
		line->qos = true;
	else if (str_eq(value, STR("untyped")))
		line->untyped = true;
	else if (value.n) {
		for (size_t i = 0; i < sizeof(directions) / sizeof(directions[0]); i++)
			if (str_eq(value, str_of(directions[i]))) {
				line->direction = directions[i];
				return;
			}
		fail(line->text, "not a kind of sdp");
	}
}

/* The value ends with the line, or before two spaces and "frame". */
static void read_header(struct line *line, struct str name, struct str *rest)
{
	struct str value = *rest;

	for (size_t i = 0; i + 8 < value.n; i++)
		if (str_starts(str_from(value, i), STR("  frame ")))
			value.n = i;
	line->header_name = (struct str){name.p, name.n - 1};
	line->header_value = str_trim(value);
	*rest = STR_NONE;
}

static bool read_setting(struct line *line, struct str name, struct str value)
{
	if (str_eq(name, STR("sdp")))
		read_sdp(line, value);
	else if (str_eq(name, STR("host")))
		line->host = value;
	else if (str_eq(name, STR("tag")))
		line->tag = value;
	else if (str_eq(name, STR("of")))
		line->of = value;
	else if (str_eq(name, STR("rel")))
		line->rseq = value.n ? read_number(line, value) : 1;
	else if (str_eq(name, STR("rack")))
		line->rack = read_number(line, value);
	else if (str_eq(name, STR("cseq")))
		line->cseq = read_number(line, value);
	else if (str_eq(name, STR("to")))
		line->destination_port = (uint16_t)read_number(line, value);
	else if (str_eq(name, STR("from")))
		line->source_port = (uint16_t)read_number(line, value);
	else if (str_eq(name, STR("ssrc")))
		line->ssrc = read_number(line, value);
	else if (str_eq(name, STR("pt")))
		line->payload_type = (uint8_t)read_number(line, value);
	else if (str_eq(name, STR("by")))
		line->reporter = value;
	else if (str_eq(name, STR("quote")))
		line->quote = read_number(line, value);
	else if (str_eq(name, STR("call")))
		line->call = read_number(line, value);
	else
		return false;
	return true;
}

/* What happens to the packets, in one word; false: it is none of these. */
static bool read_fate(struct line *line, struct str word)
{
	if (str_eq(word, STR("dup")))
		line->twice = true;
	else if (str_eq(word, STR("frag")))
		line->pieces = PIECES_BOTH;
	else if (str_eq(word, STR("frag-lost")))
		line->pieces = PIECES_FIRST;
	else if (str_eq(word, STR("frag-tail")))
		line->pieces = PIECES_LAST;
	else if (str_eq(word, STR("vlan")))
		line->wrap = WRAP_VLAN;
	else if (str_eq(word, STR("gre")))
		line->wrap = WRAP_GRE;
	else if (str_eq(word, STR("turn")))
		line->wrap = WRAP_TURN;
	else
		return false;
	return true;
}

static void read_word(struct line *line, struct str word, struct str *rest)
{
	struct str value = word, name;

	if (word.p[word.n - 1] == ':') {
		read_header(line, word, rest);
	} else if (str_eq(word, STR("for"))) {
		line->duration = read_seconds(line, next_word(rest));
	} else if (str_eq(word, STR("frame"))) {
		next_word(rest);
	} else if (str_eq(word, STR("tcp"))) {
		line->tcp = true;
	} else if (str_eq(word, STR("cut"))) {
		line->cut = true;
	} else if (*word.p == 'x' && word.n > 1) {
		line->times = read_number(line, str_from(word, 1));
	} else if (!read_fate(line, word)) {
		str_split(&value, '=', &name);
		if (!read_setting(line, name, value))
			fail(line->text, "not a word");
	}
}

static void read_what(struct line *line, struct str *rest)
{
	line->what = next_word(rest);
	if (rest->n > 1 && rest->p[0] == ' ' && rest->p[1] == '"') {
		*rest = str_from(*rest, 2);
		if (!str_split(rest, '"', &line->phrase))
			fail(line->text, "a phrase without end");
	}
	if (!line->what.n)
		fail(line->text, "nothing happens");
}

static void read_line(struct str text, struct line *out)
{
	struct str rest = text, word;

	*out = (struct line){.text = text, .call = 1, .times = 1, .ssrc = 1, .direction = "sendrecv", .quote = QUOTED};
	out->time = read_seconds(out, next_word(&rest));
	out->from = read_party(out, next_word(&rest));
	if (!str_eq(next_word(&rest), STR(">")))
		fail(text, "no >");
	out->to = read_party(out, next_word(&rest));
	read_what(out, &rest);
	while ((word = next_word(&rest)).n)
		read_word(out, word, &rest);
	if (out->times == 0 || out->call == 0)
		fail(text, "a count of nothing");
}

/* Requests */

static bool is_code(struct str what)
{
	return what.n == 3 && what.p[0] >= '1' && what.p[0] <= '6';
}

/* The last such request from one party to another; cseq 0: any. */
static struct request *find_request(struct player *player, const struct line *line, struct str method, char from,
                                    char to, uint32_t cseq)
{
	for (unsigned i = player->request_count; i > 0; i--) {
		struct request *request = &player->requests[i - 1];

		if (request->call == line->call && request->from == from && request->to == to &&
		    str_eq(request->method, method) && (!cseq || request->cseq == cseq))
			return request;
	}
	return NULL;
}

/* The request that the sender of this one received before and now passes on. */
static const struct request *find_parent(struct player *player, const struct line *line)
{
	for (unsigned i = player->request_count; i > 0; i--) {
		const struct request *request = &player->requests[i - 1];

		if (request->call == line->call && request->to == line->from && request->from != line->to &&
		    str_eq(request->method, line->what))
			return request;
	}
	return NULL;
}

static uint32_t highest_cseq(const struct player *player, const struct line *line)
{
	uint32_t highest = 0;

	for (unsigned i = 0; i < player->request_count; i++)
		if (player->requests[i].call == line->call && player->requests[i].from == line->from &&
		    player->requests[i].cseq > highest)
			highest = player->requests[i].cseq;
	return highest;
}

static void push_via(struct player *player, struct request *request, const struct line *line)
{
	if (request->via_count >= MAX_VIAS)
		fail(line->text, "too many proxies");
	memmove(&request->vias[1], &request->vias[0], request->via_count * sizeof(request->vias[0]));
	request->vias[0] = (struct via){line->from, line->tcp, ++player->branches};
	request->via_count++;
}

/* Requests of the callee's own, within the dialog an INVITE made. */
static void turn_around(struct player *player, struct request *request, const struct line *line)
{
	char tag[] = {(char)(line->from | 0x20), '1'};

	if (find_request(player, line, STR("INVITE"), line->from, line->to, 0) ||
	    !find_request(player, line, STR("INVITE"), line->to, line->from, 0))
		return;
	request->backward = true;
	request->from_tag = arena_str(&player->arena, (struct str){tag, sizeof(tag)});
}

static struct request *add_request(struct player *player, const struct line *line, struct str method)
{
	const struct request *parent = find_parent(player, line);
	struct request request = {.call = line->call, .from = line->from, .to = line->to, .method = method};

	if (parent) {
		memcpy(request.vias, parent->vias, sizeof(request.vias));
		request.via_count = parent->via_count;
		request.backward = parent->backward;
		request.from_tag = parent->from_tag;
		request.cseq = parent->cseq;
	} else {
		turn_around(player, &request, line);
		request.cseq = str_eq(method, STR("INVITE")) ? 1 : highest_cseq(player, line) + 1;
	}
	if (line->cseq)
		request.cseq = line->cseq;
	push_via(player, &request, line);
	player->requests = memory_grow(player->requests, (player->request_count + 1) * sizeof(request));
	player->requests[player->request_count] = request;
	return &player->requests[player->request_count++];
}

/* ACK and CANCEL go with their INVITE, but the ACK of a 2xx is a transaction of its own: RFC 3261 17.1.1.3. */
static struct request follow_invite(struct player *player, const struct line *line)
{
	struct request *invite = find_request(player, line, STR("INVITE"), line->from, line->to, line->cseq);
	struct request request = invite ? *invite : *add_request(player, line, STR("INVITE"));

	request.method = line->what;
	if (str_eq(line->what, STR("ACK")) && request.answered)
		request.vias[0].branch = ++player->branches;
	return request;
}

/* The request a response answers. One nobody sent, because the capture began later, is made up. */
static struct request *answered_request(struct player *player, const struct line *line)
{
	struct str method = line->of.n ? line->of : STR("INVITE");
	struct request *request = find_request(player, line, method, line->to, line->from, line->cseq);
	struct line sent = *line;

	if (request)
		return request;
	sent.from = line->to;
	sent.to = line->from;
	sent.what = method;
	return add_request(player, &sent, method);
}

/* Messages */

static uint16_t audio_port(char party, unsigned call)
{
	return (uint16_t)((party == 'A' ? CALLER_PORT : CALLEE_PORT) + 2 * (call - 1));
}

static void print_host(struct buf *out, char party)
{
	buf_printf(out, "10.0.0.%d", party - 'A' + 1);
}

/* Whose SDP it is: proxies pass on that of the caller, or of the callee the To-tag names. */
static char sdp_owner(const struct line *line, const struct request *request, bool is_response)
{
	char owner = line->from;

	if (owner < 'P')
		return owner;
	if (!is_response)
		return request->backward ? owner : 'A';
	return line->tag.n && *line->tag.p >= 'a' && *line->tag.p <= 'z' ? (char)(*line->tag.p & ~0x20) : owner;
}

static void print_sdp(struct buf *out, const struct line *line, char owner)
{
	struct buf own = {.ceiling = 64};
	struct str host;

	print_host(&own, owner);
	host = line->host.n ? line->host : buf_str(&own);
	buf_printf(out, "v=0\r\no=- 1 1 IN IP4 " STR_FMT "\r\ns=-\r\nc=IN IP4 " STR_FMT "\r\nt=0 0\r\n", STR_ARG(host),
	           STR_ARG(host));
	buf_printf(out, "m=audio %u RTP/AVP 0 8 101\r\n", line->zero ? 0u : audio_port(owner, line->call));
	buf_printf(out, "a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n");
	if (line->qos)
		buf_printf(out, "a=curr:qos local none\r\na=curr:qos remote none\r\n"
		                "a=des:qos mandatory local sendrecv\r\na=des:qos mandatory remote sendrecv\r\n");
	buf_printf(out, "a=%s\r\n", line->direction);
	buf_done(&own);
}

static void print_address(struct buf *out, const char *name, char user, struct str tag)
{
	buf_printf(out, "%s: <sip:%c@example.com>", name, user);
	if (tag.n)
		buf_printf(out, ";tag=" STR_FMT, STR_ARG(tag));
	buf_printf(out, "\r\n");
}

static void print_common(struct buf *out, const struct line *line, const struct request *request)
{
	for (unsigned i = 0; i < request->via_count; i++) {
		buf_printf(out, "Via: SIP/2.0/%s ", request->vias[i].tcp ? "TCP" : "UDP");
		print_host(out, request->vias[i].party);
		buf_printf(out, ":%d;branch=z9hG4bK%u\r\n", SIP_PORT, request->vias[i].branch);
	}
	if (request->backward) {
		print_address(out, "From", 'b', request->from_tag);
		print_address(out, "To", 'a', line->tag);
	} else {
		print_address(out, "From", 'a', STR("a1"));
		print_address(out, "To", 'b', line->tag);
	}
	buf_printf(out, "Call-ID: ladder-%u@example.com\r\nCSeq: %u " STR_FMT "\r\n", line->call, request->cseq,
	           STR_ARG(request->method));
}

static void print_contact(struct buf *out, char party)
{
	buf_printf(out, "Contact: <sip:%c@", party | 0x20);
	print_host(out, party);
	buf_printf(out, ":%d>\r\n", SIP_PORT);
}

static void print_request_line(struct buf *out, const struct line *line, const struct request *request)
{
	buf_printf(out, STR_FMT " sip:%c@", STR_ARG(request->method), request->backward ? 'a' : 'b');
	print_host(out, line->to);
	buf_printf(out, " SIP/2.0\r\nMax-Forwards: 70\r\n");
}

static void print_status_line(struct buf *out, const struct line *line, uint16_t code)
{
	const char *standard = status_phrase(code);

	if (line->phrase.n)
		buf_printf(out, "SIP/2.0 %u " STR_FMT "\r\n", code, STR_ARG(line->phrase));
	else
		buf_printf(out, "SIP/2.0 %u %s\r\n", code, standard ? standard : "Unknown");
}

/* Ends the header and adds the body. */
static void print_body(struct buf *out, const struct line *line, char owner)
{
	struct buf body = {.ceiling = 2048};

	if (line->header_name.n)
		buf_printf(out, STR_FMT ": " STR_FMT "\r\n", STR_ARG(line->header_name), STR_ARG(line->header_value));
	if (line->sdp)
		print_sdp(&body, line, owner);
	if (line->sdp && !line->untyped)
		buf_printf(out, "Content-Type: application/sdp\r\n");
	buf_printf(out, "Content-Length: %zu\r\n\r\n", body.n);
	buf_add(out, buf_str(&body));
	buf_done(&body);
}

static void append_item(struct player *player, const struct item *item)
{
	player->items = memory_grow(player->items, (player->item_count + 1) * sizeof(*item));
	player->items[player->item_count] = *item;
	player->items[player->item_count].order = player->item_count;
	player->item_count++;
}

static void add_item(struct player *player, const struct line *line, struct item item)
{
	item.wrap = line->wrap;
	item.pieces = line->pieces;
	append_item(player, &item);
	item.time += COPY_AFTER;
	item.copy = true;
	if (line->twice)
		append_item(player, &item);
}

/* The snap length takes the body, or of a message without one the end of its header. */
static size_t kept_of(struct str text)
{
	for (size_t i = 0; i + 4 < text.n; i++)
		if (str_starts(str_from(text, i), STR("\r\n\r\n")))
			return i + 4;
	return text.n - 8;
}

static void send_message(struct player *player, const struct line *line, struct buf *text)
{
	struct str bytes = arena_str(&player->arena, buf_str(text));
	struct item item = {.from = line->from,
	                    .to = line->to,
	                    .source_port = SIP_PORT,
	                    .destination_port = SIP_PORT,
	                    .tcp = line->tcp};

	item.bytes = bytes;
	item.kept = line->cut || line->pieces != PIECES_WHOLE ? kept_of(bytes) : bytes.n;
	for (unsigned i = 0; i < line->times; i++) {
		item.time = line->time + i * REPEAT_EVERY;
		add_item(player, line, item);
	}
	buf_done(text);
}

static void play_request(struct player *player, const struct line *line)
{
	bool follows = str_eq(line->what, STR("ACK")) || str_eq(line->what, STR("CANCEL"));
	struct request request = follows ? follow_invite(player, line) : *add_request(player, line, line->what);
	struct buf text = {.ceiling = 16384};

	print_request_line(&text, line, &request);
	print_common(&text, line, &request);
	if (str_eq(line->what, STR("INVITE"))) {
		print_contact(&text, line->from);
		buf_printf(&text, "Supported: 100rel\r\n");
	}
	if (str_eq(line->what, STR("PRACK"))) {
		const struct request *invite = find_request(player, line, STR("INVITE"), line->from, line->to, 0);

		buf_printf(&text, "RAck: %u %u INVITE\r\n", line->rack ? line->rack : 1, invite ? invite->cseq : 1);
	}
	print_body(&text, line, sdp_owner(line, &request, false));
	send_message(player, line, &text);
}

static void play_response(struct player *player, const struct line *line)
{
	uint16_t code = (uint16_t)read_number(line, line->what);
	struct request *request = answered_request(player, line);
	struct buf text = {.ceiling = 16384};

	request->answered |= code >= 200 && code < 300;
	print_status_line(&text, line, code);
	print_common(&text, line, request);
	if (line->tag.n && code < 300 && str_eq(request->method, STR("INVITE")))
		print_contact(&text, line->from);
	if (line->rseq)
		buf_printf(&text, "Require: 100rel\r\nRSeq: %u\r\n", line->rseq);
	print_body(&text, line, sdp_owner(line, request, true));
	send_message(player, line, &text);
}

static void play_rtp(struct player *player, const struct line *line)
{
	struct item item = {.from = line->from, .to = line->to, .payload_type = line->payload_type};
	ns packets = (line->duration + PACKET_EVERY / 2) / PACKET_EVERY;

	item.source_port = line->source_port ? line->source_port : audio_port(line->from, line->call);
	item.destination_port = line->destination_port ? line->destination_port : audio_port(line->to, line->call);
	item.ssrc = line->call << 16 | (uint32_t)(line->from - 'A' + 1) << 8 | (line->ssrc & 0xff);
	for (ns i = 0; i < packets || i == 0; i++) {
		item.time = line->time + i * PACKET_EVERY;
		add_item(player, line, item);
	}
}

static bool is_quoted(const struct item *item, const struct line *line)
{
	if (item->icmp || item->from != line->to || item->to != line->from || item->time > line->time)
		return false;
	if (str_eq(line->of, STR("rtp")))
		return !item->bytes.n;
	return str_starts(item->bytes, line->of) || str_starts(str_from(item->bytes, strlen("SIP/2.0 ")), line->of);
}

static void name_error(const struct line *line, struct item *item)
{
	static const uint8_t types[] = {3, 11, 12};

	for (size_t i = 0; i < sizeof(types); i++)
		for (uint8_t code = 0; code < 16; code++)
			if (str_eq(line->phrase, str_of(icmp_name(false, types[i], code)))) {
				item->icmp_type = types[i];
				item->icmp_code = code;
				return;
			}
	fail(line->text, "no ICMP error of that name");
}

/* About the last packet of that kind that its sender got; without one, about the port a line would name. */
static void play_icmp(struct player *player, const struct line *line)
{
	struct item item = {0};

	for (unsigned i = player->item_count; i > 0 && !item.from; i--)
		if (is_quoted(&player->items[i - 1], line))
			item = player->items[i - 1];
	if (!item.from)
		fail(line->text, "nothing to quote");
	item.icmp = true;
	item.has_reporter = line->reporter.n && address_parse(line->reporter, &item.reporter);
	item.kept = line->quote;
	name_error(line, &item);
	for (unsigned i = 0; i < line->times; i++) {
		item.time = line->time + i * REPEAT_EVERY;
		append_item(player, &item);
	}
}

/* The hellos of TLS 1.2, a ChangeCipherSpec, and one record each way that nobody can read. */
static void play_tls(struct player *player, const struct line *line)
{
	static const char up[] = "\x16\x03\x01\x00\x2d\x01\x00\x00\x29\x03\x03"
				 "ladder-ladder-ladder-ladder-cli-"
				 "\x00\x00\x02\xc0\x2f\x01\x00";
	static const char down[] = "\x16\x03\x03\x00\x2a\x02\x00\x00\x26\x03\x03"
				   "ladder-ladder-ladder-ladder-ser-"
				   "\x00\xc0\x2f\x00";
	static const char data[] = "\x14\x03\x03\x00\x01\x01"
				   "\x17\x03\x03\x00\x20"
				   "nobody can read this, nobody can";
	const struct str texts[] = {
		{up, sizeof(up) - 1}, {down, sizeof(down) - 1}, {data, sizeof(data) - 1}, {data, sizeof(data) - 1}};
	uint16_t port = line->destination_port ? line->destination_port : TLS_PORT;

	for (unsigned i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		bool back = i % 2;
		struct item item = {
			.time = line->time + i * PACKET_EVERY, .tcp = true, .bytes = texts[i], .kept = texts[i].n};

		item.from = back ? line->to : line->from;
		item.to = back ? line->from : line->to;
		item.source_port = back ? port : TLS_CLIENT_PORT;
		item.destination_port = back ? TLS_CLIENT_PORT : port;
		add_item(player, line, item);
	}
}

static void play_line(struct player *player, const struct line *line)
{
	if (str_eq(line->what, STR("rtp")))
		play_rtp(player, line);
	else if (str_eq(line->what, STR("icmp")))
		play_icmp(player, line);
	else if (str_eq(line->what, STR("tls")))
		play_tls(player, line);
	else if (is_code(line->what))
		play_response(player, line);
	else
		play_request(player, line);
}

/* Frames */

static uint8_t *put16(uint8_t *at, uint32_t value)
{
	*at++ = (uint8_t)(value >> 8);
	*at++ = (uint8_t)value;
	return at;
}

static uint8_t *put32(uint8_t *at, uint32_t value)
{
	return put16(put16(at, value >> 16), value & 0xffff);
}

static uint16_t ipv4_checksum(const uint8_t *header)
{
	uint32_t sum = 0;

	for (unsigned i = 0; i < IPV4_SIZE; i += 2)
		sum += (uint32_t)header[i] << 8 | header[i + 1];
	sum = (sum & 0xffff) + (sum >> 16);
	sum += sum >> 16;
	return (uint16_t)~sum;
}

static uint8_t *put_ethernet(uint8_t *at, char from, char to)
{
	const uint8_t ends[] = {(uint8_t)to, (uint8_t)from};

	for (unsigned i = 0; i < sizeof(ends); i++) {
		at = put32(at, 0x02000000);
		at = put16(at, ends[i]);
	}
	return put16(at, 0x0800);
}

static uint8_t *put_ipv4(uint8_t *at, const struct item *item, size_t size)
{
	uint8_t *header = at;

	at = put16(at, 0x4500);
	at = put16(at, (uint32_t)(IPV4_SIZE + size));
	at = put32(at, 0x00004000); /* don't fragment */
	*at++ = 64;
	*at++ = item->tcp ? 6 : 17;
	at = put16(at, 0);
	at = put32(at, 0x0a000000 + (uint32_t)(item->from - 'A' + 1));
	at = put32(at, 0x0a000000 + (uint32_t)(item->to - 'A' + 1));
	put16(header + 10, ipv4_checksum(header));
	return at;
}

/* Makes room behind what stands before `at`. */
static uint8_t *insert(struct player *player, size_t at, size_t size, size_t *length, size_t *captured)
{
	memmove(player->bytes + at + size, player->bytes + at, *length - at);
	*length += size;
	*captured += size;
	return player->bytes + at;
}

static void wrap(struct player *player, const struct item *item, size_t *length, size_t *captured)
{
	struct item tunnel = {.from = 'X', .to = 'Y'};
	uint8_t *at;

	if (item->wrap == WRAP_VLAN) {
		at = insert(player, ETHERNET_SIZE - 2, VLAN_SIZE, length, captured);
		put16(put16(at, 0x8100), 7);
	} else if (item->wrap == WRAP_GRE) {
		at = insert(player, ETHERNET_SIZE, IPV4_SIZE + GRE_SIZE, length, captured);
		put_ipv4(at, &tunnel, *length - ETHERNET_SIZE - IPV4_SIZE);
		at[9] = 47;
		put16(put16(at + IPV4_SIZE, 0), 0x0800);
	}
}

static void emit(struct player *player, const struct item *item, size_t length, size_t captured)
{
	struct frame frame = {
		.number = frame_id(++player->frames, 0), .time = item->time, .linktype = LINKTYPE_ETHERNET};

	wrap(player, item, &length, &captured);
	frame.bytes = player->bytes;
	frame.captured = (uint32_t)captured;
	frame.length = (uint32_t)length;
	player->frame(player->arg, &frame);
}

/* The IP packet in bytes as two fragments; the first ends a little behind the header of the message. */
static void emit_fragments(struct player *player, const struct item *item, size_t length)
{
	size_t first = (UDP_SIZE + item->kept) / 8 * 8 + 8, before = ETHERNET_SIZE + IPV4_SIZE;
	uint8_t rest[FRAME_SIZE];

	while (first + before >= length)
		first -= 8;
	put16(player->bytes + ETHERNET_SIZE + 2, (uint32_t)(IPV4_SIZE + first));
	put16(player->bytes + ETHERNET_SIZE + 4, (uint32_t)item->order + 1);
	put16(player->bytes + ETHERNET_SIZE + 6, 0x2000);
	memcpy(rest, player->bytes, length);
	if (item->pieces != PIECES_LAST)
		emit(player, item, before + first, before + first);
	memcpy(player->bytes, rest, before);
	memcpy(player->bytes + before, rest + before + first, length - before - first);
	put16(player->bytes + ETHERNET_SIZE + 2, (uint32_t)(length - first - ETHERNET_SIZE));
	put16(player->bytes + ETHERNET_SIZE + 6, (uint32_t)first / 8);
	if (item->pieces != PIECES_FIRST)
		emit(player, item, length - first, length - first);
}

static uint8_t *put_headers(struct player *player, const struct item *item, size_t size)
{
	return put_ipv4(put_ethernet(player->bytes, item->from, item->to), item, size);
}

static uint16_t next_sequence(struct player *player, const struct item *item)
{
	for (unsigned i = 0; i < player->ssrc_count; i++)
		if (player->ssrcs[i].ssrc == item->ssrc && player->ssrcs[i].port == item->destination_port)
			return player->ssrcs[i].sequence += !item->copy;
	if (player->ssrc_count < MAX_SSRCS)
		player->ssrcs[player->ssrc_count++] = (struct ssrc){item->ssrc, item->destination_port, 1};
	return 1;
}

static uint8_t *put_rtp(struct player *player, uint8_t *at, const struct item *item)
{
	at = put16(at, 0x8000 | (item->payload_type & 0x7f));
	at = put16(at, next_sequence(player, item));
	at = put32(at, (uint32_t)((item->time - BEGINNING) / (125 * (MILLISECOND / 1000))));
	at = put32(at, item->ssrc);
	for (unsigned i = 0; i < PAYLOAD_SIZE; i++)
		*at++ = (uint8_t)(0x20 + i * 37 % 96);
	return at;
}

/* RFC 8656 11.5, RFC 8489 14.2 */
static uint8_t *put_data_indication(uint8_t *at, const struct item *item, size_t size)
{
	enum {
		COOKIE = 0x2112a442
	};

	at = put16(at, 0x0017);
	at = put16(at, (uint32_t)(12 + 4 + (size + 3) / 4 * 4));
	at = put32(at, COOKIE);
	at = put32(put32(put32(at, 1), 2), 3);
	at = put32(at, 0x0012 << 16 | 8); /* XOR-PEER-ADDRESS */
	at = put16(at, 1);
	at = put16(at, item->source_port ^ (COOKIE >> 16));
	at = put32(at, (uint32_t)(0x0a000000 + (item->from - 'A' + 1)) ^ COOKIE);
	return put32(at, (uint32_t)(0x0013 << 16 | size)); /* DATA */
}

static void send_datagram(struct player *player, const struct item *item)
{
	size_t inner = item->bytes.n ? item->bytes.n : 12 + PAYLOAD_SIZE, size = inner;
	size_t missing = item->bytes.n - (item->bytes.n && item->pieces == PIECES_WHOLE ? item->kept : item->bytes.n);
	uint8_t *at;

	if (item->wrap == WRAP_TURN)
		size += 20 + 12 + 4;
	at = put_headers(player, item, UDP_SIZE + size);
	at = put16(at, item->wrap == WRAP_TURN ? STUN_PORT : item->source_port);
	at = put16(at, item->destination_port);
	at = put16(at, (uint32_t)(UDP_SIZE + size));
	at = put16(at, 0);
	if (item->wrap == WRAP_TURN)
		at = put_data_indication(at, item, inner);
	if (item->bytes.n)
		memcpy(at, item->bytes.p, inner);
	else
		put_rtp(player, at, item);
	size = (size_t)(at - player->bytes) + inner;
	if (item->pieces != PIECES_WHOLE)
		emit_fragments(player, item, size);
	else
		emit(player, item, size, size - missing);
}

/* RFC 792: the header of the packet that did not arrive, and what is quoted of the rest. */
static void send_icmp(struct player *player, const struct item *item)
{
	struct item back = *item, outer = {.from = item->to, .to = item->from, .time = item->time};
	size_t size = item->bytes.n ? item->bytes.n : 12 + PAYLOAD_SIZE;
	size_t quoted = item->bytes.n && item->kept < item->bytes.n ? item->kept : item->bytes.n;
	uint8_t *start = put_headers(player, &outer, ICMP_SIZE + IPV4_SIZE + UDP_SIZE + quoted), *at = start;

	player->bytes[ETHERNET_SIZE + 9] = 1;
	if (item->has_reporter)
		memcpy(player->bytes + ETHERNET_SIZE + 12, item->reporter.bytes + 12, 4);
	*at++ = item->icmp_type;
	*at++ = item->icmp_code;
	at = put32(put16(at, 0), 0);
	at = put_ipv4(at, &back, UDP_SIZE + size);
	at = put16(at, item->source_port);
	at = put16(at, item->destination_port);
	at = put16(at, (uint32_t)(UDP_SIZE + size));
	at = put16(at, 0);
	if (quoted)
		memcpy(at, item->bytes.p, quoted);
	at += quoted;
	emit(player, &outer, (size_t)(at - player->bytes), (size_t)(at - player->bytes));
}

enum {
	TCP_FIN = 1,
	TCP_SYN = 2,
	TCP_PSH = 8,
	TCP_ACK = 16
};

static void send_segment(struct player *player, const struct item *item, struct connection *connection, unsigned flags)
{
	struct str bytes = flags & TCP_PSH ? item->bytes : STR_NONE;
	uint8_t *at = put_headers(player, item, TCP_SIZE + bytes.n);
	bool forward = item->from == connection->from;
	uint32_t *mine = forward ? &connection->sent : &connection->received;
	size_t size;

	at = put16(at, item->source_port);
	at = put16(at, item->destination_port);
	at = put32(at, *mine);
	at = put32(at, flags & TCP_ACK ? (forward ? connection->received : connection->sent) : 0);
	at = put16(at, 0x5000 | flags);
	at = put32(at, 0xffff0000);
	at = put16(at, 0);
	if (bytes.n)
		memcpy(at, bytes.p, bytes.n);
	*mine += (uint32_t)bytes.n + (flags & TCP_SYN ? 1 : 0);
	size = (size_t)(at - player->bytes) + bytes.n;
	emit(player, item, size, size - (bytes.n ? bytes.n - item->kept : 0));
}

static struct connection *connect_parties(struct player *player, const struct item *item)
{
	struct connection *connection;
	struct item back = *item;

	for (unsigned i = 0; i < player->connection_count; i++) {
		connection = &player->connections[i];
		if (connection->from == item->from && connection->to == item->to &&
		    connection->source_port == item->source_port &&
		    connection->destination_port == item->destination_port)
			return connection;
		if (connection->from == item->to && connection->to == item->from &&
		    connection->source_port == item->destination_port &&
		    connection->destination_port == item->source_port)
			return connection;
	}
	if (player->connection_count >= MAX_CONNECTIONS)
		fail(STR("tcp"), "too many connections");
	connection = &player->connections[player->connection_count++];
	*connection = (struct connection){.from = item->from,
	                                  .to = item->to,
	                                  .source_port = item->source_port,
	                                  .destination_port = item->destination_port,
	                                  .sent = 1000,
	                                  .received = 2000};
	back.from = item->to;
	back.to = item->from;
	back.source_port = item->destination_port;
	back.destination_port = item->source_port;
	send_segment(player, item, connection, TCP_SYN);
	send_segment(player, &back, connection, TCP_SYN | TCP_ACK);
	send_segment(player, item, connection, TCP_ACK);
	return connection;
}

static int by_time(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

static void send_all(struct player *player)
{
	if (player->item_count)
		qsort(player->items, player->item_count, sizeof(*player->items), by_time);
	for (unsigned i = 0; i < player->item_count; i++) {
		const struct item *item = &player->items[i];

		if (item->icmp)
			send_icmp(player, item);
		else if (item->tcp)
			send_segment(player, item, connect_parties(player, item), TCP_PSH | TCP_ACK);
		else
			send_datagram(player, item);
	}
}

void ladder_play(const char *text, ladder_frame_fn *frame, void *arg)
{
	struct player *player = memory_new(sizeof(*player));
	struct str rest = str_of(text), raw;

	player->frame = frame;
	player->arg = arg;
	while (str_split(&rest, '\n', &raw)) {
		struct line line;

		raw = str_trim(raw);
		if (!raw.n || *raw.p == '#')
			continue;
		read_line(raw, &line);
		line.time += BEGINNING;
		play_line(player, &line);
	}
	send_all(player);
	memory_free(player->requests);
	memory_free(player->items);
	arena_done(&player->arena);
	memory_free(player);
}
