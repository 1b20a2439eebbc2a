/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes a capture of many calls to stdout, as pcap of Ethernet and IPv4: the same bytes for the same
 * arguments. The number of calls under way at a time does not depend on how many there are, so that
 * memory use can be compared between a short and a long capture.
 *
 *	generate signalling CALLS [SEED]
 *	generate rtp CALLS SECONDS [SEED]     G.711 both ways for SECONDS a call, 48 calls at a time
 *	generate tcp CALLS [SEED]             as signalling, over a TCP connection for each 100 calls
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	CALL_INTERVAL_US = 40 * 1000,
	RTP_CALLS_AT_A_TIME = 48,
	RTP_INTERVAL_US = 20 * 1000,
	RTP_SIZE = 12 + 160,
	CALLS_A_CONNECTION = 100,
	SEGMENT_SIZE = 1460,
	MESSAGE_SIZE = 4096,
	NOISE_SIZE = 1 << 16,
};

#define START_US (1767312000 * UINT64_C(1000000)) /* 2026-01-02 00:00 UTC */

/* What a call does next. */
enum act {
	INVITE,
	TRYING,
	RINGING,
	PROGRESS, /* 183 */
	PROGRESS_SDP,
	PROGRESS_RELIABLE, /* with SDP and 100rel */
	PRACK,
	PRACK_OK,
	ANSWER,
	DECLINE,
	ACK,
	BYE,
	BYE_OK,
	EARLY_AUDIO, /* from the callee */
	AUDIO,       /* both ways */
	END
};

struct step {
	enum act act;
	unsigned delay_ms;
};

static const struct step normal[] = {
	{INVITE, 0},    {TRYING, 10},   {PROGRESS_RELIABLE, 800},
	{PRACK, 20},    {PRACK_OK, 10}, {RINGING, 500},
	{ANSWER, 5000}, {ACK, 20},      {BYE, 20000},
	{BYE_OK, 10},   {END, 0},
};
static const struct step declined[] = {{INVITE, 0}, {TRYING, 10}, {RINGING, 900}, {DECLINE, 4000}, {ACK, 10}, {END, 0}};
static const struct step bare[] = {
	{INVITE, 0}, {TRYING, 10}, {PROGRESS, 900}, {ANSWER, 6000}, {ACK, 20}, {BYE, 20000}, {BYE_OK, 10}, {END, 0},
};
static const struct step promised[] = {
	{INVITE, 0}, {TRYING, 10}, {PROGRESS_SDP, 900}, {ANSWER, 6000}, {ACK, 20}, {BYE, 20000}, {BYE_OK, 10}, {END, 0},
};
static const struct step talk[] = {
	{INVITE, 0}, {TRYING, 10}, {PROGRESS_SDP, 300}, {EARLY_AUDIO, 20}, {ANSWER, 10},
	{ACK, 20},   {AUDIO, 20},  {BYE, 10},           {BYE_OK, 10},      {END, 0},
};

struct call {
	uint64_t time_us; /* of the next step */
	uint32_t number;
	const struct step *step;
	uint32_t ticks;   /* of the audio under way */
	uint32_t sent[2]; /* RTP packets: by the caller, by the callee */
};

/* One direction of a TCP connection. */
struct side {
	uint32_t sequence;
	size_t size; /* of what waits to share a segment with the next message */
	char waits[MESSAGE_SIZE];
};

struct connection {
	bool open;
	struct side side[2]; /* caller's, callee's */
};

struct generator {
	uint64_t random;
	bool tcp, rtp;
	uint32_t calls, early_ticks, audio_ticks;
	uint64_t interval_us;
	struct call *heap; /* the earliest call first */
	size_t heap_size, heap_room;
	struct connection *connections;
	uint64_t time_us;
	uint8_t noise[NOISE_SIZE];
};

static void fail(const char *why)
{
	fprintf(stderr, "generate: %s\n", why);
	exit(2);
}

static uint64_t mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static uint32_t chance(struct generator *g, uint32_t below)
{
	g->random = mix(g->random);
	return (uint32_t)(g->random % below);
}

/* Calls by time */

static bool is_before(const struct call *a, const struct call *b)
{
	return a->time_us != b->time_us ? a->time_us < b->time_us : a->number < b->number;
}

static void heap_sink(struct generator *g, size_t i)
{
	for (size_t child = 2 * i + 1; child < g->heap_size; child = 2 * i + 1) {
		if (child + 1 < g->heap_size && is_before(&g->heap[child + 1], &g->heap[child]))
			child++;
		if (is_before(&g->heap[i], &g->heap[child]))
			return;
		struct call lower = g->heap[i];
		g->heap[i] = g->heap[child];
		g->heap[child] = lower;
		i = child;
	}
}

static void heap_add(struct generator *g, const struct call *call)
{
	if (g->heap_size == g->heap_room) {
		g->heap_room = g->heap_room ? 2 * g->heap_room : 64;
		g->heap = realloc(g->heap, g->heap_room * sizeof(*g->heap));
		if (!g->heap)
			fail("out of memory");
	}
	size_t i = g->heap_size++;
	for (; i && is_before(call, &g->heap[(i - 1) / 2]); i = (i - 1) / 2)
		g->heap[i] = g->heap[(i - 1) / 2];
	g->heap[i] = *call;
}

/* Frames */

static uint8_t *put16(uint8_t *p, unsigned n)
{
	p[0] = (uint8_t)(n >> 8);
	p[1] = (uint8_t)n;
	return p + 2;
}

static uint8_t *put32(uint8_t *p, uint32_t n)
{
	return put16(put16(p, n >> 16), n & 0xffff);
}

static uint32_t add16(uint32_t sum, const uint8_t *p, size_t n)
{
	for (; n > 1; p += 2, n -= 2)
		sum += (uint32_t)p[0] << 8 | p[1];
	return n ? sum + ((uint32_t)p[0] << 8) : sum;
}

static unsigned checksum(uint32_t sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	return ~(sum + (sum >> 16)) & 0xffff;
}

static void write_bytes(const void *bytes, size_t n)
{
	if (fwrite(bytes, 1, n, stdout) != n)
		fail("cannot write");
}

/* The caller of call n is 10.1.x.y and the callee 10.2.x.y; over TCP the n counts connections. */
static uint8_t *put_address(uint8_t *p, bool callee, uint32_t n)
{
	return put32(p, UINT32_C(0x0a010000) + (callee ? 0x10000 : 0) + (n & 0xffff));
}

/* An IPv4 packet: header is the UDP or TCP header, its checksum for TCP still to be filled in. */
static void write_frame(struct generator *g, bool from_callee, uint32_t n, uint8_t *header, size_t header_size,
                        const void *data, size_t size)
{
	uint8_t front[16 + 14 + 20] = {0};
	bool tcp = header_size == 20;
	uint32_t length = (uint32_t)(20 + header_size + size), captured = 14 + length;
	uint32_t record[4] = {(uint32_t)(g->time_us / 1000000), (uint32_t)(g->time_us % 1000000), captured, captured};

	memcpy(front, record, sizeof(record));
	uint8_t *ethernet = front + 16, *ip = ethernet + 14;
	memcpy(ethernet, from_callee ? "\2\0\0\0\0\1\2\0\0\0\0\2" : "\2\0\0\0\0\2\2\0\0\0\0\1", 12);
	put16(ethernet + 12, 0x0800);
	ip[0] = 0x45;
	put16(ip + 2, length);
	ip[8] = 64;
	ip[9] = tcp ? 6 : 17;
	put_address(put_address(ip + 12, from_callee, n), !from_callee, n);
	put16(ip + 10, checksum(add16(0, ip, 20)));
	if (tcp) {
		uint32_t sum = add16(add16(6 + (uint32_t)(header_size + size), ip + 12, 8), header, header_size);
		put16(header + 16, checksum(add16(sum, data, size)));
	}
	write_bytes(front, sizeof(front));
	write_bytes(header, header_size);
	write_bytes(data, size);
}

static void write_udp(struct generator *g, bool from_callee, uint32_t n, unsigned source, unsigned destination,
                      const void *data, size_t size)
{
	uint8_t header[8] = {0};

	put16(put16(put16(header, source), destination), (unsigned)(8 + size));
	write_frame(g, from_callee, n, header, sizeof(header), data, size);
}

/* TCP */

static void write_segment(struct generator *g, uint32_t n, bool from_callee, uint8_t flags, uint32_t sequence,
                          const char *data, size_t size)
{
	const struct side *other = &g->connections[n].side[!from_callee];
	uint8_t header[20] = {0};
	uint8_t *p = put16(put16(header, from_callee ? 5060 : 40000), from_callee ? 40000 : 5060);

	p = put32(put32(p, sequence), flags & 0x10 ? other->sequence : 0);
	p[0] = 0x50;
	p[1] = flags;
	put16(p + 2, 65535);
	write_frame(g, from_callee, n, header, sizeof(header), data, size);
	g->time_us++;
}

static void open_connection(struct generator *g, uint32_t n)
{
	struct connection *c = &g->connections[n];

	c->open = true;
	c->side[0].sequence = chance(g, UINT32_MAX);
	c->side[1].sequence = chance(g, UINT32_MAX);
	write_segment(g, n, false, 0x02, c->side[0].sequence++, "", 0);
	write_segment(g, n, true, 0x12, c->side[1].sequence++, "", 0);
	write_segment(g, n, false, 0x10, c->side[0].sequence, "", 0);
}

/* Some segments are split, sent twice or out of order, as on a real network. */
static void write_stream(struct generator *g, uint32_t n, bool from_callee, const char *data, size_t size)
{
	struct side *side = &g->connections[n].side[from_callee];

	while (size) {
		size_t whole = size < SEGMENT_SIZE ? size : SEGMENT_SIZE;
		size_t first = chance(g, 4) ? whole : 1 + chance(g, (uint32_t)whole);
		uint32_t fate = chance(g, 100);
		if (fate == 0 && first < whole) {
			write_segment(g, n, from_callee, 0x18, side->sequence + (uint32_t)first, data + first,
			              whole - first);
			write_segment(g, n, from_callee, 0x18, side->sequence, data, first);
			first = whole;
		} else {
			write_segment(g, n, from_callee, 0x18, side->sequence, data, first);
			if (fate == 1)
				write_segment(g, n, from_callee, 0x18, side->sequence, data, first);
		}
		side->sequence += (uint32_t)first;
		data += first;
		size -= first;
		write_segment(g, n, !from_callee, 0x10, g->connections[n].side[!from_callee].sequence, "", 0);
	}
}

/* Half of the 100s wait for the next response, so that segments hold more than one message. */
static void send_tcp(struct generator *g, const struct call *call, bool from_callee, const char *text, size_t size)
{
	uint32_t n = call->number / CALLS_A_CONNECTION;
	struct side *side = &g->connections[n].side[from_callee];
	char all[2 * MESSAGE_SIZE];

	if (!g->connections[n].open)
		open_connection(g, n);
	if (call->step->act == TRYING && !side->size && chance(g, 2)) {
		memcpy(side->waits, text, size);
		side->size = size;
		return;
	}
	memcpy(all, side->waits, side->size);
	memcpy(all + side->size, text, size);
	size += side->size;
	side->size = 0;
	write_stream(g, n, from_callee, all, size);
}

/* SIP */

struct shape {
	const char *start; /* of a response; of a request the method */
	const char *method;
	unsigned cseq;
	bool response, sdp;
	const char *extra;
};

static const struct shape shapes[] = {
	[INVITE] = {"INVITE", "INVITE", 1, false, true, "Supported: 100rel, timer\r\n"},
	[TRYING] = {"100 Trying", "INVITE", 1, true, false, ""},
	[RINGING] = {"180 Ringing", "INVITE", 1, true, false, ""},
	[PROGRESS] = {"183 Session Progress", "INVITE", 1, true, false, ""},
	[PROGRESS_SDP] = {"183 Session Progress", "INVITE", 1, true, true, ""},
	[PROGRESS_RELIABLE] = {"183 Session Progress", "INVITE", 1, true, true, "Require: 100rel\r\nRSeq: 1\r\n"},
	[PRACK] = {"PRACK", "PRACK", 2, false, false, "RAck: 1 1 INVITE\r\n"},
	[PRACK_OK] = {"200 OK", "PRACK", 2, true, false, ""},
	[ANSWER] = {"200 OK", "INVITE", 1, true, true, ""},
	[DECLINE] = {"603 Decline", "INVITE", 1, true, false, "Reason: Q.850;cause=21;text=\"Call Rejected\"\r\n"},
	[ACK] = {"ACK", "ACK", 1, false, false, ""},
	[BYE] = {"BYE", "BYE", 3, false, false, "Reason: Q.850;cause=16;text=\"Normal call clearing\"\r\n"},
	[BYE_OK] = {"200 OK", "BYE", 3, true, false, ""},
};

static unsigned media_port(const struct call *call)
{
	return 10000 + call->number % 20000 * 2;
}

static size_t write_sdp(char *out, size_t room, const struct call *call, bool callee)
{
	unsigned x = call->number >> 8 & 255, y = call->number & 255, net = callee ? 2 : 1;

	return (size_t)snprintf(out, room,
	                        "v=0\r\no=- %u 1 IN IP4 10.%u.%u.%u\r\ns=call\r\nc=IN IP4 10.%u.%u.%u\r\nt=0 0\r\n"
	                        "m=audio %u RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
	                        "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n",
	                        call->number, net, x, y, net, x, y, media_port(call));
}

static size_t write_message(const struct generator *g, char *out, const struct call *call)
{
	const struct shape *shape = &shapes[call->step->act];
	uint64_t name = mix(call->number);
	unsigned n = call->number, caller = n % 10000000;
	char body[512] = "", start[128], tag[40] = "";

	if (shape->response)
		snprintf(start, sizeof(start), "SIP/2.0 %s", shape->start);
	else
		snprintf(start, sizeof(start), "%s sip:+1555%07u@sip.example.net;user=phone SIP/2.0", shape->start,
		         caller);
	if (call->step->act != INVITE && call->step->act != TRYING)
		snprintf(tag, sizeof(tag), ";tag=callee-%08x", (unsigned)(name >> 32));
	size_t length = shape->sdp ? write_sdp(body, sizeof(body), call, shape->response) : 0;
	int size = snprintf(out, MESSAGE_SIZE,
	                    "%s\r\n"
	                    "Via: SIP/2.0/%s 10.1.%u.%u:5060;branch=z9hG4bK-%016llx-%u;rport\r\n"
	                    "Max-Forwards: 70\r\n"
	                    "From: \"Caller %u\" <sip:+1666%07u@sip.example.com;user=phone>;tag=caller-%08x\r\n"
	                    "To: <sip:+1555%07u@sip.example.net;user=phone>%s\r\n"
	                    "Call-ID: %016llx-%u@sip.example.com\r\n"
	                    "CSeq: %u %s\r\n"
	                    "Contact: <sip:party@10.%u.%u.%u:5060;transport=%s>\r\n"
	                    "Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY, UPDATE, PRACK\r\n"
	                    "User-Agent: Example Gateway 7.2\r\n"
	                    "%s%sContent-Length: %zu\r\n\r\n%s",
	                    start, g->tcp ? "TCP" : "UDP", n >> 8 & 255, n & 255, (unsigned long long)name, shape->cseq,
	                    caller, caller, (unsigned)name, caller, tag, (unsigned long long)name, n, shape->cseq,
	                    shape->method, shape->response ? 2 : 1, n >> 8 & 255, n & 255, g->tcp ? "tcp" : "udp",
	                    shape->extra, shape->sdp ? "Content-Type: application/sdp\r\n" : "", length, body);
	return (size_t)size;
}

static void send_message(struct generator *g, const struct call *call)
{
	char text[MESSAGE_SIZE];
	size_t size = write_message(g, text, call);
	bool from_callee = shapes[call->step->act].response;

	if (g->tcp)
		send_tcp(g, call, from_callee, text, size);
	else
		write_udp(g, from_callee, call->number, 5060, 5060, text, size);
}

/* RTP */

static void send_rtp(struct generator *g, struct call *call, bool from_callee)
{
	uint8_t packet[RTP_SIZE];
	uint32_t sent = call->sent[from_callee]++;
	uint8_t *p = put16(packet, sent ? 0x8000 : 0x8080); /* PCMU; the first packet has the marker */

	p = put32(put32(put16(p, sent & 0xffff), sent * 160), (uint32_t)mix(2 * (uint64_t)call->number + from_callee));
	memcpy(p, g->noise + chance(g, NOISE_SIZE - 160), 160);
	write_udp(g, from_callee, call->number, media_port(call), media_port(call), packet, sizeof(packet));
}

/* One tick of audio; true while there is more. */
static bool send_audio(struct generator *g, struct call *call)
{
	uint32_t ticks = call->step->act == AUDIO ? g->audio_ticks : g->early_ticks;

	send_rtp(g, call, true);
	if (call->step->act == AUDIO)
		send_rtp(g, call, false);
	if (++call->ticks < ticks)
		return true;
	call->ticks = 0;
	return false;
}

/* Calls */

static const struct step *script_of(const struct generator *g, uint32_t number)
{
	uint64_t draw = mix(g->random ^ number) % 100;

	if (draw < 10)
		return declined;
	if (g->rtp)
		return talk;
	return draw < 15 ? bare : draw < 20 ? promised : normal;
}

static void start_call(struct generator *g, uint64_t seed, uint32_t number)
{
	struct generator drawn = {.random = seed, .rtp = g->rtp};
	struct call call = {
		.time_us = START_US + number * g->interval_us, .number = number, .step = script_of(&drawn, number)};

	heap_add(g, &call);
}

/* Does the next step of the earliest call and puts it back, or removes it at its end. */
static void do_step(struct generator *g)
{
	struct call *call = &g->heap[0];
	bool more = false;

	if (g->time_us < call->time_us) /* a burst of segments may have reached beyond it */
		g->time_us = call->time_us;
	if (call->step->act == EARLY_AUDIO || call->step->act == AUDIO)
		more = send_audio(g, call);
	else
		send_message(g, call);
	if (!more)
		call->step++;
	call->time_us += more ? RTP_INTERVAL_US : UINT64_C(1000) * call->step->delay_ms;
	if (call->step->act == END)
		*call = g->heap[--g->heap_size];
	heap_sink(g, 0);
}

static void generate(struct generator *g, uint64_t seed)
{
	static const uint32_t header[] = {0xa1b2c3d4, 2 | 4 << 16, 0, 0, 65535, 1};

	write_bytes(header, sizeof(header));
	for (uint32_t next = 0; next < g->calls || g->heap_size;) {
		if (next < g->calls && (!g->heap_size || START_US + next * g->interval_us <= g->heap[0].time_us))
			start_call(g, seed, next++);
		else
			do_step(g);
	}
	if (fflush(stdout))
		fail("cannot write");
}

static uint32_t number_of(const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (!*text || *end || n > UINT32_MAX)
		fail("a number is expected");
	return (uint32_t)n;
}

int main(int argc, char **argv)
{
	static struct generator g;
	static char buffer[1 << 20];
	const char *mode = argc > 1 ? argv[1] : "";

	g.rtp = strcmp(mode, "rtp") == 0;
	g.tcp = strcmp(mode, "tcp") == 0;
	if (argc < 3 + g.rtp || argc > 4 + g.rtp || (!g.rtp && !g.tcp && strcmp(mode, "signalling")))
		fail("usage: generate signalling|tcp CALLS [SEED] or generate rtp CALLS SECONDS [SEED]");
	g.calls = number_of(argv[2]);
	uint64_t seed = mix(argc > 3 + g.rtp ? number_of(argv[3 + g.rtp]) : 1);
	uint32_t seconds = g.rtp ? number_of(argv[3]) : 0;
	g.random = seed;
	g.early_ticks = 50;
	g.audio_ticks = seconds > 1 ? 50 * (seconds - 1) : 1;
	g.interval_us = g.rtp ? (uint64_t)(seconds + 1) * 1000000 / RTP_CALLS_AT_A_TIME : CALL_INTERVAL_US;
	g.connections = calloc(g.calls / CALLS_A_CONNECTION + 1, sizeof(*g.connections));
	if (!g.connections)
		fail("out of memory");
	for (size_t i = 0; i < NOISE_SIZE; i += 8) {
		uint64_t bits = mix(seed + i);
		memcpy(g.noise + i, &bits, 8);
	}
	setvbuf(stdout, buffer, _IOFBF, sizeof(buffer));
	generate(&g, seed);
	free(g.connections);
	free(g.heap);
	return 0;
}
