/* SPDX-License-Identifier: BSD-2-Clause */
#include "ladder.h"

#include "base/arena.h"
#include "base/memory.h"
#include "net/icmp.h"
#include "stage.h"

#include <stdlib.h>
#include <string.h>

enum {
	TLS_PORT = 5061,
	TLS_CLIENT_PORT = 50000,
	GAP_SIZE = 8,
};

#define PACKET_EVERY (20 * MILLISECOND)
#define COPY_AFTER MILLISECOND /* on a mirrored port */
#define REPEAT_EVERY (500 * MILLISECOND)
#define T1 (500 * MILLISECOND)
#define T2 (4 * SECOND)

/* Calls */

struct leg *stage_leg(struct ladder *ladder, unsigned call)
{
	struct leg *leg = ladder->legs;

	while (leg && leg->call != call)
		leg = leg->next;
	if (leg)
		return leg;
	leg = arena_alloc(&ladder->arena, sizeof(*leg));
	*leg = (struct leg){.call = call, .caller = 'A', .hosts = &ladder->hosts, .next = ladder->legs};
	return ladder->legs = leg;
}

/* Who calls: the sender of the first INVITE; where only proxies are seen, A. */
static void name_caller(struct ladder *ladder, const struct line *line, struct str method)
{
	struct leg *leg = stage_leg(ladder, line->call);

	if (leg->begun || !str_eq(method, STR("INVITE")))
		return;
	leg->begun = true;
	if (line->from < 'P')
		leg->caller = line->from;
}

/* What a line says of its call holds from there on. */
static void name_users(struct ladder *ladder, const struct line *line)
{
	struct leg *leg = stage_leg(ladder, line->call);

	if (line->caller.n)
		leg->caller_user = line->caller;
	if (line->callee.n)
		leg->callee_user = line->callee;
}

/* Requests */

/* The last such request from one party to another; cseq 0: any. */
static struct request *find_request(struct ladder *ladder, const struct line *line, struct str method, char from,
                                    char to, uint32_t cseq)
{
	for (unsigned i = ladder->request_count; i > 0; i--) {
		struct request *request = &ladder->requests[i - 1];

		if (request->call == line->call && request->from == from && request->to == to &&
		    str_eq(request->method, method) && (!cseq || request->cseq == cseq))
			return request;
	}
	return NULL;
}

/* The request that the sender of this one received before and now passes on. */
static const struct request *find_parent(struct ladder *ladder, const struct line *line)
{
	for (unsigned i = ladder->request_count; i > 0; i--) {
		const struct request *request = &ladder->requests[i - 1];

		if (request->call == line->call && request->to == line->from && request->from != line->to &&
		    str_eq(request->method, line->what))
			return request;
	}
	return NULL;
}

static uint32_t highest_cseq(const struct ladder *ladder, const struct line *line)
{
	uint32_t highest = 0;

	for (unsigned i = 0; i < ladder->request_count; i++)
		if (ladder->requests[i].call == line->call && ladder->requests[i].from == line->from &&
		    ladder->requests[i].cseq > highest)
			highest = ladder->requests[i].cseq;
	return highest;
}

static void push_via(struct ladder *ladder, struct request *request, const struct line *line)
{
	if (request->via_count >= COMPOSE_MAX_VIAS)
		line_fail(line, "too many proxies");
	memmove(&request->vias[1], &request->vias[0], request->via_count * sizeof(request->vias[0]));
	request->vias[0] = (struct via){.party = line->from,
	                                .tcp = line->tcp,
	                                .number = ++ladder->branches,
	                                .branch = line->branch,
	                                .host = line->via};
	request->via_count++;
}

/* The INVITE that began what there is between the two. */
static const struct request *first_invite(const struct ladder *ladder, const struct line *line)
{
	for (unsigned i = 0; i < ladder->request_count; i++) {
		const struct request *request = &ladder->requests[i];
		bool forth = request->from == line->from && request->to == line->to;
		bool back = request->from == line->to && request->to == line->from;

		if (request->call == line->call && str_eq(request->method, STR("INVITE")) && (forth || back))
			return request;
	}
	return NULL;
}

/* Requests of the callee's own, within the dialog an INVITE made. */
static void turn_around(struct ladder *ladder, struct request *request, const struct line *line)
{
	const struct request *invite = first_invite(ladder, line);
	char tag[] = {(char)(line->from | 0x20), '1'};

	if (!invite || invite->from == line->from)
		return;
	request->backward = true;
	request->from_tag = arena_str(&ladder->arena, (struct str){tag, sizeof(tag)});
}

/* An INVITE outside of a dialog is the first, or cseq= says which; everything else counts up: RFC 3261 12.2.1.1. */
static uint32_t next_cseq(const struct ladder *ladder, const struct line *line, struct str method)
{
	bool initial = str_eq(method, STR("INVITE")) && !line->tag.n;

	return initial ? 1 : highest_cseq(ladder, line) + 1;
}

static uint32_t invite_cseq(struct ladder *ladder, const struct line *line)
{
	const struct request *invite = find_request(ladder, line, STR("INVITE"), line->from, line->to, 0);

	return invite ? invite->cseq : 1;
}

static struct request *keep_request(struct ladder *ladder, const struct request *request)
{
	ladder->requests = memory_grow(ladder->requests, (ladder->request_count + 1) * sizeof(*request));
	ladder->requests[ladder->request_count] = *request;
	return &ladder->requests[ladder->request_count++];
}

static struct request *add_request(struct ladder *ladder, const struct line *line, struct str method)
{
	const struct request *parent = find_parent(ladder, line);
	struct request request = {.call = line->call, .from = line->from, .to = line->to, .method = method};

	name_caller(ladder, line, method);
	if (parent) {
		memcpy(request.vias, parent->vias, sizeof(request.vias));
		request.via_count = parent->via_count;
		request.backward = parent->backward;
		request.from_tag = parent->from_tag;
		request.cseq = parent->cseq;
	} else {
		turn_around(ladder, &request, line);
		request.cseq = next_cseq(ladder, line, method);
	}
	if (line->cseq)
		request.cseq = line->cseq;
	if (line->from_tag.n)
		request.from_tag = line->from_tag;
	request.rack_cseq = invite_cseq(ladder, line);
	push_via(ladder, &request, line);
	return keep_request(ladder, &request);
}

/* ACK and CANCEL go with their INVITE, but the ACK of a 2xx is a transaction of its own: RFC 3261 17.1.1.3, 9.1. */
static struct request *follow_invite(struct ladder *ladder, const struct line *line, struct str method)
{
	struct request *invite = find_request(ladder, line, STR("INVITE"), line->from, line->to, line->cseq);
	struct request request = invite ? *invite : *add_request(ladder, line, STR("INVITE"));

	request.method = method;
	if (str_eq(method, STR("ACK")) && request.answered)
		request.vias[0].number = ++ladder->branches;
	return keep_request(ladder, &request);
}

static struct request *make_request(struct ladder *ladder, const struct line *line, struct str method)
{
	if (str_eq(method, STR("ACK")) || str_eq(method, STR("CANCEL")))
		return follow_invite(ladder, line, method);
	return add_request(ladder, line, method);
}

/* The request a response answers. One nobody sent, because the capture began later, is made up. */
static struct request *answered_request(struct ladder *ladder, const struct line *line)
{
	struct str method = line->of.n ? line->of : STR("INVITE");
	struct request *request = find_request(ladder, line, method, line->to, line->from, line->cseq);
	struct line sent = *line;

	if (request)
		return request;
	sent.from = line->to;
	sent.to = line->from;
	sent.what = method;
	sent.tag = sent.branch = sent.via = STR_NONE;
	return make_request(ladder, &sent, method);
}

/* Packets */

void stage_append(struct ladder *ladder, const struct item *item)
{
	ladder->items = memory_grow(ladder->items, (ladder->item_count + 1) * sizeof(*item));
	ladder->items[ladder->item_count] = *item;
	ladder->items[ladder->item_count].order = ladder->item_count;
	ladder->item_count++;
}

void stage_add(struct ladder *ladder, const struct line *line, struct item item)
{
	item.wrap = line->wrap;
	item.pieces = line->pieces;
	stage_append(ladder, &item);
	item.time += COPY_AFTER;
	item.copy = true;
	if (line->twice)
		stage_append(ladder, &item);
}

/* The snap length takes the body, or of a message without one the end of its header. */
static size_t kept_of(struct str text)
{
	for (size_t i = 0; i + 4 < text.n; i++)
		if (str_starts(str_from(text, i), STR("\r\n\r\n")))
			return i + 4;
	return text.n - 8;
}

/* RFC 3261 17.1.1.2, RFC 3262 3: INVITE and reliable responses wait twice as long each time; RFC 3261 17.1.2.1: others T2 at most. */
static ns waits_at_most(const struct line *line)
{
	return str_eq(line->what, STR("INVITE")) || line->rseq ? NEVER : T2;
}

/* When it is sent for the nth time, after the first. */
ns stage_after(const struct line *line, unsigned n)
{
	ns after = 0, wait = T1, most = waits_at_most(line);

	if (!line->backoff)
		return n * (line->every ? line->every : REPEAT_EVERY);
	for (unsigned i = 0; i < n; i++) {
		after += wait;
		wait = wait * 2 < most ? wait * 2 : most;
	}
	return after;
}

static void send_message(struct ladder *ladder, const struct line *line, const struct request *request)
{
	struct item item = {.from = line->from,
	                    .to = line->to,
	                    .source_port = line->source_port ? line->source_port : COMPOSE_SIP_PORT,
	                    .destination_port = line->destination_port ? line->destination_port : COMPOSE_SIP_PORT,
	                    .tcp = line->tcp};
	struct buf text = {.ceiling = 32768};

	compose(&text, line, request, stage_leg(ladder, line->call));
	item.bytes = arena_str(&ladder->arena, buf_str(&text));
	buf_done(&text);
	item.kept = line->cut || line->pieces != PIECES_WHOLE ? kept_of(item.bytes) : item.bytes.n;
	item.lost = line->gap ? GAP_SIZE : 0;
	for (unsigned i = 0; i < line->times; i++) {
		item.time = line->time + stage_after(line, i);
		stage_add(ladder, line, item);
	}
}

/* What an SDP says of its owner's audio holds from there on. */
static void move_audio(struct ladder *ladder, const struct line *line, const struct request *request)
{
	struct leg *leg = stage_leg(ladder, line->call);
	char owner = compose_sdp_owner(line, request, leg);
	struct str fragment = STR("a=ice-ufrag:");

	if (line->port)
		leg->ports[owner - 'A'] = line->port;
	for (unsigned i = 0; i < line->sdp_line_count; i++)
		if (str_starts(line->sdp_lines[i], fragment))
			leg->fragments[owner - 'A'] = str_from(line->sdp_lines[i], fragment.n);
}

static void play_message(struct ladder *ladder, const struct line *line)
{
	bool responds = line_is_response(line);
	struct request *request = responds ? answered_request(ladder, line) : make_request(ladder, line, line->what);

	if (responds)
		request->answered |= *line->what.p == '2';
	name_users(ladder, line);
	move_audio(ladder, line, request);
	send_message(ladder, line, request);
}

static bool is_quoted(const struct item *item, const struct line *line)
{
	if (item->icmp || item->from != line->to || item->to != line->from || item->time > line->time)
		return false;
	if (item->rtp.lost || item->rtcp.is)
		return false;
	if (item->rtp.is)
		return !line->of.n || str_eq(line->of, STR("rtp"));
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
	line_fail(line, "no ICMP error of that name");
}

/* About the last packet of that kind that its sender got; without one, about the port a line would name. */
static void play_icmp(struct ladder *ladder, const struct line *line)
{
	struct item item = {0};

	for (unsigned i = ladder->item_count; i > 0 && !item.from; i--)
		if (is_quoted(&ladder->items[i - 1], line))
			item = ladder->items[i - 1];
	if (!item.from)
		line_fail(line, "nothing to quote");
	item.icmp = true;
	item.has_reporter = line->reporter.n && address_parse(line->reporter, &item.reporter);
	item.kept = line->quote;
	name_error(line, &item);
	for (unsigned i = 0; i < line->times; i++) {
		item.time = line->time + stage_after(line, i);
		stage_append(ladder, &item);
	}
}

/* The hellos of TLS 1.2, a ChangeCipherSpec, and one record each way that nobody can read. */
static void play_tls(struct ladder *ladder, const struct line *line)
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
		stage_add(ladder, line, item);
	}
}

static void play_line(struct ladder *ladder, const struct line *line)
{
	if (str_eq(line->what, STR("rtp")))
		stage_play_rtp(ladder, line);
	else if (str_eq(line->what, STR("rtcp")))
		stage_play_rtcp(ladder, line);
	else if (str_eq(line->what, STR("stun")) || str_starts(line->what, STR("stun=")))
		stage_play_stun(ladder, line);
	else if (str_starts(line->what, STR("dtls=")))
		stage_play_dtls(ladder, line);
	else if (str_eq(line->what, STR("icmp")))
		play_icmp(ladder, line);
	else if (str_eq(line->what, STR("tls")))
		play_tls(ladder, line);
	else
		play_message(ladder, line);
}

static struct hosts usual_hosts(void)
{
	struct hosts hosts;

	for (unsigned i = 0; i < sizeof(hosts.of) / sizeof(hosts.of[0]); i++)
		hosts.of[i] = 0x0a000001 + i;
	return hosts;
}

/* A party has one address, wherever in the ladder it is told. */
static void place_party(struct ladder *ladder, const struct line *line)
{
	if (line->at.n)
		ladder->hosts.of[line->from - 'A'] = stage_ipv4(line, line->at);
}

static void each_line(struct ladder *ladder, const char *text, void (*visit)(struct ladder *, const struct line *))
{
	struct str rest = str_of(text), raw;

	while (str_split(&rest, '\n', &raw)) {
		struct line line;

		raw = str_trim(raw);
		if (!raw.n || *raw.p == '#')
			continue;
		line_read(raw, &line);
		line.time += PLAY_BEGINNING;
		visit(ladder, &line);
	}
}

void ladder_play(const char *text, ladder_frame_fn *frame, void *arg)
{
	struct ladder ladder = {.hosts = usual_hosts()};

	each_line(&ladder, text, place_party);
	each_line(&ladder, text, play_line);
	play(ladder.items, ladder.item_count, &ladder.hosts, frame, arg);
	memory_free(ladder.requests);
	memory_free(ladder.checks);
	memory_free(ladder.items);
	arena_done(&ladder.arena);
}
