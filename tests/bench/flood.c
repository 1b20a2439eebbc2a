/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes a capture to stdout in which a stranger wants to fill our memory: ITEMS things of one CLASS, 20 us apart, and among them
 * forty ordinary calls, ten before, ten that go on all the while, ten within and ten after. They are to be reported as if nothing
 * had been. The same bytes for the same arguments; pcap of bare IPv4.
 *
 *	flood CLASS ITEMS
 *	flood list            the names of the classes, one a line
 *
 * Class all is something of each, week the same beside ordinary calls and spread over seven days of packet time.
 */
#include "put.h"
#include "traffic.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	ITEM_US = 20,
	WITNESSES_EACH = 10,
	WITNESSES = 4 * WITNESSES_EACH,
	EARLY_PACKETS = 50,
	WEEK_SECONDS = 7 * 86400,
	ALL_RUN = 64, /* items of one class in a row */
	UDP = 17,
	SCTP = 132,
	ICMP = 1,
};

/* Witnesses */

struct witness {
	struct party party;
	uint64_t due_us, answer_us;
	enum act act;
	unsigned early;
};

static struct witness witnesses[WITNESSES];
static uint64_t next_due = UINT64_MAX;

static const unsigned pause_us[] = {
	[INVITE] = 10000, [TRYING] = 190000,   [PROGRESS] = 20000, [EARLY] = 20000,
	[ANSWER] = 20000, [ACK] = 1000 * 1000, [BYE] = 10000,
};

static struct party party_of(uint32_t number, uint32_t base)
{
	struct party p = {.caller = 15550000000 + number, .callee = 15560000000 + number};

	p.from = (struct end){base + (number & 0xff), PORT_SIP};
	p.to = (struct end){base + 0x100 + (number & 0xff), PORT_SIP};
	p.audio_from = (struct end){p.from.address, (uint16_t)(20000 + 2 * (number >> 8 & 0x3fff))};
	p.audio_to = (struct end){p.to.address, p.audio_from.port};
	return p;
}

static void begin_witness(unsigned number, const char *name, uint64_t start_us, uint64_t answer_us)
{
	struct witness *w = &witnesses[number];

	*w = (struct witness){.party = party_of(number, 0xc0a80000), .due_us = start_us, .answer_us = answer_us};
	snprintf(w->party.id, sizeof(w->party.id), "witness-%s-%u", name, number % WITNESSES_EACH);
	if (start_us < next_due)
		next_due = start_us;
}

static void step_witness(struct witness *w)
{
	if (w->act == EARLY)
		put_rtp(w->party.audio_to, w->party.audio_from, 7, (uint16_t)(1000 + w->early++));
	else
		put_message(&w->party, w->act);
	if (w->act < sizeof(pause_us) / sizeof(pause_us[0])) /* behind the last act there is none */
		w->due_us += pause_us[w->act];
	if (w->act == EARLY && (w->early < EARLY_PACKETS || w->due_us < w->answer_us))
		return;
	w->act++;
	if (w->act == BLOCK)
		w->due_us = UINT64_MAX;
}

/* All that is due up to then. */
static void run_witnesses(uint64_t until_us)
{
	while (next_due <= until_us) {
		uint64_t next = UINT64_MAX;

		for (unsigned i = 0; i < WITNESSES; i++) {
			if (witnesses[i].due_us == next_due) {
				now_us = next_due;
				step_witness(&witnesses[i]);
			}
			if (witnesses[i].due_us < next)
				next = witnesses[i].due_us;
		}
		next_due = next;
	}
	now_us = until_us;
}

/* Floods: each makes one item. */

static struct party stranger(uint64_t n)
{
	struct party p = party_of((uint32_t)n, 0x0a000000 + ((uint32_t)n >> 8 & 0xff) * 0x10000);

	snprintf(p.id, sizeof(p.id), "flood-%llu@example.com", (unsigned long long)n);
	return p;
}

static uint32_t any_address(uint64_t n)
{
	return 0x0b000000 + (uint32_t)(n & 0xffffff);
}

static void flood_invite(uint64_t n)
{
	struct party p = stranger(n);

	put_message(&p, INVITE);
}

static void flood_half_open(uint64_t n)
{
	struct party p = stranger(n);
	char text[LARGEST - 64];
	size_t size = print_message(text, sizeof(text), &p, INVITE);

	put_tcp((struct end){any_address(n), 5060}, p.to, PSH_ACK, 1, text, size / 2);
}

static void flood_syn(uint64_t n)
{
	put_tcp((struct end){any_address(n), (uint16_t)n}, (struct end){0x0a000001, PORT_SIP}, SYN, 0, NULL, 0);
}

static void flood_fragment(uint64_t n)
{
	struct party p = stranger(n);
	char text[LARGEST - 64];
	uint8_t bytes[208];

	print_message(text, sizeof(text), &p, INVITE);
	put_bytes(put16(put16(put16(put16(bytes, 5060), 5060), 1400), 0), text, 200);
	put_packet(any_address(n / 65536), p.to.address, UDP, (uint32_t)(n & 0xffff) << 16 | 0x2000, bytes,
	           sizeof(bytes));
}

static void flood_one_call(uint64_t n)
{
	struct party p = stranger(0);
	char text[2048], *cseq;
	size_t size = print_message(text, sizeof(text), &p, INVITE);

	cseq = strstr(text, "CSeq: 1 ");
	memmove(cseq + 16, cseq + 7, size - (size_t)(cseq + 7 - text) + 1);
	snprintf(cseq + 6, 11, "%010llu", (unsigned long long)n % 2000000000 + 1);
	cseq[16] = ' ';
	put_udp(p.from, p.to, text, size + 9);
}

static void flood_forks(uint64_t n)
{
	struct party p = stranger(0);
	char tag[32];

	snprintf(tag, sizeof(tag), "fork%llu", (unsigned long long)n);
	p.tag = tag;
	put_message(&p, n ? PROGRESS : INVITE);
}

/* A header that never ends: a hundred bytes an item. */
static void flood_endless(uint64_t n)
{
	char text[101];
	struct end from = {0x0a000001, 40000}, to = {0x0a000002, PORT_SIP};

	snprintf(text, sizeof(text), n ? "X-%010llu: %086u\r\n" : "INVITE sip:u@h SIP/2.0\r\nX-%010llu: %062u\r\n",
	         (unsigned long long)n, 0u);
	put_tcp(from, to, PSH_ACK, (uint32_t)(1 + n * 100), text, 100);
}

/* Calls that are called, answered and over. */
static void flood_calls(uint64_t n)
{
	struct party p = stranger(n / 6);
	static const enum act parts[] = {INVITE, TRYING, ANSWER, ACK, BYE, BYE_OK};

	put_message(&p, parts[n % 6]);
}

/* Calls with early media, and some of it. */
static void flood_early(uint64_t n)
{
	struct party p = stranger(n / 8);

	if (n % 8 < 2)
		put_message(&p, n % 8 ? PROGRESS : INVITE);
	else
		put_rtp(p.audio_to, p.audio_from, (uint32_t)(n / 8), (uint16_t)(n % 8));
}

/* The same once around, with pauses: passages are kept. */
static void flood_answered(uint64_t n)
{
	struct party p = stranger(n / 8);

	if (n % 8 < 2)
		put_message(&p, n % 8 ? PROGRESS : INVITE);
	else if (n % 8 < 7)
		put_rtp(p.audio_to, p.audio_from, (uint32_t)(n / 8), (uint16_t)(n % 8));
	else
		put_message(&p, ANSWER);
}

/* Refusals that tell something of later calls, each of other numbers. */
static void flood_blocked(uint64_t n)
{
	struct party p = stranger(n / 2);

	put_message(&p, n % 2 ? BLOCK : INVITE);
}

/* Legs of one story: all with the same Session-ID. */
static void flood_legs(uint64_t n)
{
	struct party p = stranger(n);
	char extra[96];

	snprintf(extra, sizeof(extra), "Session-ID: %032llx\r\n", (unsigned long long)n / 4 + 1);
	p.extra = extra;
	put_message(&p, INVITE);
}

/* Audio to ports nobody named. */
static void flood_rtp(uint64_t n)
{
	uint64_t stream = n / 4;

	put_rtp((struct end){any_address(stream * 7), 20000},
	        (struct end){any_address(stream), (uint16_t)(20000 + 2 * (stream % 1000))}, (uint32_t)stream,
	        (uint16_t)n);
}

/* Audio to a port that a witness listens on, each packet another stream. */
static void flood_watched(uint64_t n)
{
	const struct witness *w = &witnesses[WITNESSES_EACH + n % WITNESSES_EACH];

	put_rtp((struct end){any_address(n), 20000}, w->party.audio_from, (uint32_t)n, (uint16_t)n);
}

/* What is not SIP, from everywhere. */
static void flood_hosts(uint64_t n)
{
	put_udp((struct end){any_address(n), 4000}, (struct end){any_address(n * 3 + 1), 4000}, "hello", 5);
}

static void flood_pairs(uint64_t n)
{
	struct party p = stranger(n);

	p.from.address = any_address(n);
	p.to.address = any_address(n * 3 + 1);
	put_message(&p, BYE);
}

static void flood_rtcp(uint64_t n)
{
	uint8_t bytes[32];
	uint8_t *at = put32(put32(bytes, 0x81c90007), (uint32_t)n);

	put32(put32(put32(put32(put32(put32(at, (uint32_t)n * 2 + 1), 0), 0), 0), 0), 0);
	put_udp((struct end){any_address(n), 20001}, (struct end){any_address(n + 1), 20001}, bytes, sizeof(bytes));
}

/* A binding request with a USERNAME of its own. */
static void flood_stun(uint64_t n)
{
	uint8_t bytes[20 + 20];
	char name[17];
	uint8_t *at = put32(put32(bytes, 0x00010014), 0x2112a442);

	snprintf(name, sizeof(name), "%08llx:%07llx", (unsigned long long)n & 0xffffffff,
	         (unsigned long long)n & 0xfffffff);
	at = put32(put32(put32(at, (uint32_t)n), (uint32_t)n), (uint32_t)n);
	put_bytes(put16(put16(at, 6), 16), name, 16);
	put_udp((struct end){any_address(n), 20000}, (struct end){any_address(n + 1), 20000}, bytes, sizeof(bytes));
}

/* The first record of a DTLS handshake. */
static void flood_dtls(uint64_t n)
{
	uint8_t bytes[13 + 12 + 42] = {22, 0xfe, 0xfd};

	put16(bytes + 11, 12 + 42);
	put32(bytes + 13, 0x01000000 | 42);
	put24(bytes + 13 + 9, 42);
	put16(bytes + 25, 0xfefd);
	put_udp((struct end){any_address(n), 20000}, (struct end){any_address(n + 1), 20000}, bytes, sizeof(bytes));
}

/* Half a TLS record each. */
static void flood_tls(uint64_t n)
{
	uint8_t bytes[900] = {22, 3, 1, 0x10, 0, 1, 0, 0x0f, 0xfc, 3, 3};

	put_tcp((struct end){any_address(n), 40000}, (struct end){0x0a000002, 5061}, PSH_ACK, 1, bytes, sizeof(bytes));
}

static void flood_websocket(uint64_t n)
{
	char text[1024];
	int size = snprintf(text, sizeof(text), "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nX: %0800u\r\n", 0u);

	put_tcp((struct end){any_address(n), 40000}, (struct end){0x0a000002, 80}, PSH_ACK, 1, text, (size_t)size);
}

/* Behind a gap: what came before it never comes. */
static void flood_ahead(uint64_t n)
{
	static uint8_t bytes[1400];
	struct end from = {any_address(n / 2), 40000}, to = {0x0a000002, PORT_SIP};

	if (n % 2 == 0)
		put_tcp(from, to, PSH_ACK, 1, "INVITE sip:u@h SIP/2.0\r\n", 24);
	else
		put_tcp(from, to, PSH_ACK, 1000, bytes, sizeof(bytes));
}

/* The beginning of a message (RFC 4960 3.3.1). */
static void flood_sctp(uint64_t n)
{
	uint8_t bytes[12 + 16 + 1000] = {0};
	uint8_t *at = put32(put32(put32(bytes, PORT_SIP << 16 | PORT_SIP), 1), 0);

	at = put32(put32(put32(put32(at, 0x00020000 | (16 + 1000)), (uint32_t)n), 1), 0);
	put_bytes(at, "INVITE sip:u@h SIP/2.0\r\n", 24);
	put_packet(any_address(n), 0x0a000002, SCTP, 0, bytes, sizeof(bytes));
}

/* A quote of audio that somebody watches or not. */
static void flood_icmp(uint64_t n)
{
	uint8_t bytes[8 + 28 + 12] = {3, 3};
	uint8_t *at = put32(put32(bytes + 8, 0x45000000 | 200), 0);
	struct party p = stranger(n);

	if (n % 2) {
		put_rtp(p.audio_to, p.audio_from, 1, (uint16_t)n);
		return;
	}
	p = stranger(n + 1);
	at = put32(put32(put32(at, 64u << 24 | UDP << 16), p.audio_to.address), p.audio_from.address);
	at = put32(put32(at, (uint32_t)p.audio_to.port << 16 | p.audio_from.port), 180u << 16);
	put32(put32(put32(at, 0x80000000), 0), 1);
	put_packet(p.audio_from.address, p.audio_to.address, ICMP, 0, bytes, sizeof(bytes));
}

/* Calls of 60 KiB, each under its own Call-ID. */
static void flood_large(uint64_t n)
{
	static char extra[60 * 1024];
	struct party p = stranger(n);
	size_t at = 0;

	while (!extra[0] || at + 300 < sizeof(extra)) {
		at += (size_t)snprintf(extra + at, sizeof(extra) - at, "Reason: Q.850;cause=%zu;text=\"%0200u\"\r\n",
		                       at % 127 + 1, 0u);
		if (at + 300 >= sizeof(extra))
			break;
	}
	p.extra = extra;
	put_message(&p, INVITE);
}

/*
 * Names chosen so that they are one to a hash without a key: twenty times one of two pairs of letters that sum up alike where a hash
 * multiplies by 33 (djb2), between addresses whose sum and difference are the same in all.
 */
static void put_named(uint64_t n, const char *pairs, uint32_t mixed)
{
	struct party p = stranger(n);

	for (unsigned i = 0; i < 20; i++)
		memcpy(p.id + 2 * i, pairs + 2 * (n >> i & 1), 2);
	memcpy(p.id + 40, "@example.com", 13);
	p.from.address = p.audio_from.address = 0x0b000000 | ((uint32_t)n & 0xffffff);
	p.to.address = p.audio_to.address = 0x0c000000 | (mixed & 0xffffff);
	p.audio_from.port = p.audio_to.port = 20000;
	put_message(&p, INVITE);
	put_rtp(p.audio_to, p.audio_from, 1, (uint16_t)n);
}

static void flood_collide(uint64_t n)
{
	put_named(n, "EzFY", ~(uint32_t)n);
}

/* The same, of names and addresses that are nothing special. */
static void flood_scatter(uint64_t n)
{
	put_named(n, "EzFz", (uint32_t)n * 2654435761u >> 8);
}

/* Bits from the lowest on, as deflate packs them (RFC 1951 3.1.1). */
struct bits {
	uint8_t *at;
	unsigned count;
};

static void put_bits(struct bits *bits, unsigned value, unsigned count)
{
	for (unsigned i = 0; i < count; i++, bits->count++) {
		if (bits->count % 8 == 0)
			bits->at[bits->count / 8] = 0;
		bits->at[bits->count / 8] |= (uint8_t)((value >> i & 1) << bits->count % 8);
	}
}

/* A zlib stream of nothing but blanks, 258 for every 13 bits (RFC 1950 2.2, RFC 1951 3.2.6). */
static void put_bomb(uint8_t *out, size_t size)
{
	struct bits bits = {out + 2, 0};

	put16(out, 0x789c);
	put_bits(&bits, 3, 3);    /* the last block, fixed codes */
	put_bits(&bits, 0x0a, 8); /* a blank: 01010000 from its highest bit on */
	while (bits.count / 8 + 8 < size - 2) {
		put_bits(&bits, 0xa3, 8); /* length 258: 11000101, likewise */
		put_bits(&bits, 0, 5);    /* distance 1 */
	}
	memset(out + 2 + bits.count / 8 + 1, 0, size - 2 - bits.count / 8 - 1);
}

/* HEP of packets seen elsewhere, whose payload unpacks to a hundred and fifty times its size. */
static void flood_hep(uint64_t n)
{
	/* IPv4, UDP, from port 5060 to port 5060, SIP */
	static const uint8_t head[] = {0, 0,    0,    1, 0, 7, 2, 0, 0, 0,    2,    0, 7, 17, 0,  0, 0, 7, 0,
	                               8, 0x13, 0xc4, 0, 0, 0, 8, 0, 8, 0x13, 0xc4, 0, 0, 0,  11, 0, 7, 1};
	enum {
		BOMB = 420
	};
	static uint8_t bytes[6 + sizeof(head) + 2 * 10 + 6 + BOMB];
	struct end from = {any_address(n), 9060}, to = {0x0a000002, 9060};
	uint8_t *at = put16(put_bytes(bytes, "HEP3", 4), sizeof(bytes));

	at = put_bytes(at, head, sizeof(head));
	at = put32(put16(put32(at, 3), 10), any_address(n));
	at = put32(put16(put32(at, 4), 10), 0x0a000002);
	at = put16(put32(at, 16), 6 + BOMB);
	if (!*at)
		put_bomb(at, BOMB);
	put_udp(from, to, bytes, sizeof(bytes));
}

static const struct {
	const char *name;
	void (*put)(uint64_t n);
} floods[] = {
	{"invite", flood_invite},
	{"halfopen", flood_half_open},
	{"syn", flood_syn},
	{"ipfrag", flood_fragment},
	{"onecall", flood_one_call},
	{"forks", flood_forks},
	{"tcpone", flood_endless},
	{"calls", flood_calls},
	{"early", flood_early},
	{"answered", flood_answered},
	{"blocked", flood_blocked},
	{"legs", flood_legs},
	{"rtp", flood_rtp},
	{"watched", flood_watched},
	{"hosts", flood_hosts},
	{"pairs", flood_pairs},
	{"rtcp", flood_rtcp},
	{"stun", flood_stun},
	{"dtls", flood_dtls},
	{"tls", flood_tls},
	{"websocket", flood_websocket},
	{"ahead", flood_ahead},
	{"sctp", flood_sctp},
	{"icmp", flood_icmp},
	{"large", flood_large},
	{"collide", flood_collide},
	{"scatter", flood_scatter},
	{"hep", flood_hep},
};

/* Something of everything. */
static void flood_all(uint64_t n)
{
	const uint64_t count = sizeof(floods) / sizeof(floods[0]), turn = n / ALL_RUN;

	floods[turn % count].put(turn / count * ALL_RUN + n % ALL_RUN);
}

static void run(void (*put)(uint64_t n), uint64_t items, uint64_t apart_us)
{
	uint64_t begin = START_US + 5 * SECOND_US, end = begin + items * apart_us;

	for (unsigned i = 0; i < WITNESSES_EACH; i++) {
		begin_witness(i, "before", START_US + i * 1000, 0);
		begin_witness(WITNESSES_EACH + i, "spanning", begin - 2 * SECOND_US + i * 1000,
		              apart_us == ITEM_US ? end + SECOND_US : 0); /* nobody rings for a week */
		begin_witness(2 * WITNESSES_EACH + i, "within", begin + i * (end - begin) / WITNESSES_EACH, 0);
		begin_witness(3 * WITNESSES_EACH + i, "after", end + 2 * SECOND_US + i * 1000, 0);
	}
	for (uint64_t i = 0; i < items; i++) {
		run_witnesses(begin + i * apart_us);
		put(i);
	}
	run_witnesses(end + 60 * SECOND_US);
}

/* Ordinary traffic, and something of everything. */
static void flood_week(uint64_t n)
{
	if (n / ALL_RUN % 2)
		flood_all(n / ALL_RUN / 2 * ALL_RUN + n % ALL_RUN);
	else
		flood_calls(n / ALL_RUN / 2 * ALL_RUN + n % ALL_RUN);
}

static bool run_class(const char *name, uint64_t items)
{
	if (strcmp(name, "all") == 0) {
		run(flood_all, items, ITEM_US);
		return true;
	}
	if (strcmp(name, "week") == 0) {
		run(flood_week, items, items ? (uint64_t)WEEK_SECONDS * SECOND_US / items : 0);
		return true;
	}
	for (size_t i = 0; i < sizeof(floods) / sizeof(floods[0]); i++) {
		if (strcmp(floods[i].name, name))
			continue;
		run(floods[i].put, items, ITEM_US);
		return true;
	}
	return false;
}

static void list_classes(void)
{
	for (size_t i = 0; i < sizeof(floods) / sizeof(floods[0]); i++)
		puts(floods[i].name);
	puts("all");
	puts("week");
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "list") == 0) {
		list_classes();
		return 0;
	}
	if (argc != 3)
		fail("wants a class and a number of items");
	begin_capture();
	if (!run_class(argv[1], strtoull(argv[2], NULL, 10)))
		fail("no such class");
	if (fflush(stdout))
		fail("cannot write");
	return 0;
}
