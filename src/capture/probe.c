/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/probe.h"

#include <arpa/inet.h>
#include <string.h>

enum {
	PROBE_HOSTS = 10, /* of each family; two of them are nobody's */
	PROBE_PORTS = 16,
	PROBE_SCANS = 8,    /* pairs of hosts between which every port is tried */
	PROBE_LENGTH = 200, /* of a packet: as a message or 20 ms of audio */
	LEAST_PORT = 1024,
	LEAST_RTP_PORT = 6000, /* below it lie the ports of SIP and its like */
	MANY_PORTS = 100,      /* let through below it: a range that RTP may use after all */
	UDP = 17,
	TCP = 6,
	FRAGMENT = 44, /* the IPv6 fragment header */
};

enum part {
	PART_WHOLE,
	PART_FIRST,
	PART_LATER,
};

struct host {
	uint8_t bytes[16]; /* of IPv4 the first four */
};

struct hosts {
	struct host host[PROBE_HOSTS];
	unsigned count;
};

struct tried {
	const struct program *program;
	struct hosts v4, v6;
	uint16_t ports[PROBE_PORTS];
	unsigned port_count;
	struct frame frame;
	uint8_t bytes[PROBE_LENGTH];
	unsigned scans;
	struct probed found;
};

/* Who sends what to whom. */
struct packet {
	bool v6;
	const struct host *from, *to;
	uint8_t protocol;
	uint16_t port; /* of both sides */
	enum part part;
};

static void put_u16(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static uint8_t *put_v4(uint8_t *at, const struct packet *packet)
{
	static const uint16_t part[] = {[PART_WHOLE] = 0, [PART_FIRST] = 0x2000, [PART_LATER] = 185};

	at[0] = 0x45;
	put_u16(at + 2, PROBE_LENGTH - 14);
	put_u16(at + 6, part[packet->part]);
	at[8] = 64;
	at[9] = packet->protocol;
	memcpy(at + 12, packet->from, 4);
	memcpy(at + 16, packet->to, 4);
	return at + 20;
}

static uint8_t *put_v6(uint8_t *at, const struct packet *packet)
{
	static const uint16_t part[] = {[PART_FIRST] = 1, [PART_LATER] = 1480};

	at[0] = 0x60;
	put_u16(at + 4, PROBE_LENGTH - 14 - 40);
	at[6] = packet->part == PART_WHOLE ? packet->protocol : FRAGMENT;
	at[7] = 64;
	memcpy(at + 8, packet->from, 16);
	memcpy(at + 24, packet->to, 16);
	if (packet->part == PART_WHOLE)
		return at + 40;
	at[40] = packet->protocol;
	put_u16(at + 42, part[packet->part]);
	return at + 48;
}

static bool passes(struct tried *tried, const struct packet *packet)
{
	uint8_t *at;

	memset(tried->bytes, 0, sizeof(tried->bytes));
	put_u16(tried->bytes + 12, packet->v6 ? 0x86dd : 0x0800);
	at = packet->v6 ? put_v6(tried->bytes + 14, packet) : put_v4(tried->bytes + 14, packet);
	if (packet->part != PART_LATER) {
		put_u16(at, packet->port);
		put_u16(at + 2, packet->port);
		if (packet->protocol == TCP)
			put_u16(at + 12, 0x5018); /* 20 bytes of header, PSH and ACK */
		else
			put_u16(at + 4, PROBE_LENGTH - 14 - (packet->v6 ? 40 : 20));
	}
	return program_passes(tried->program, &tried->frame);
}

/* The words of the expression */

static void add_host(struct hosts *hosts, const struct host *host)
{
	for (unsigned i = 0; i < hosts->count; i++) {
		if (memcmp(&hosts->host[i], host, sizeof(*host)) == 0)
			return;
	}
	if (hosts->count < PROBE_HOSTS)
		hosts->host[hosts->count++] = *host;
}

static void add_port(struct tried *tried, struct str word)
{
	uint32_t port;

	if (tried->port_count < PROBE_PORTS && str_to_u32(word, &port) && port >= 1 && port <= UINT16_MAX)
		tried->ports[tried->port_count++] = (uint16_t)port;
}

/* An address, a network with or without the bits of its mask, a port or the first and last of several. */
static void take_word(struct tried *tried, struct str word)
{
	struct host host = {0};
	struct str first;
	struct buf text = {0};

	str_split(&word, '/', &first);
	buf_add(&text, first);
	if (inet_pton(AF_INET, buf_text(&text), host.bytes) == 1)
		add_host(&tried->v4, &host);
	else if (inet_pton(AF_INET6, buf_text(&text), host.bytes) == 1)
		add_host(&tried->v6, &host);
	buf_done(&text);
	word = first;
	while (str_split(&word, '-', &first))
		add_port(tried, first);
}

static bool parts_words(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '(' || c == ')' || c == '!' || c == '&' ||
	       c == '|' || c == '=' || c == '<' || c == '>';
}

static void take_words(struct tried *tried, struct str expression)
{
	size_t start = 0;

	for (size_t i = 0; i <= expression.n; i++) {
		if (i < expression.n && !parts_words(expression.p[i]))
			continue;
		if (i > start)
			take_word(tried, (struct str){expression.p + start, i - start});
		start = i + 1;
	}
}

/* The attempts */

/* What passes whole between these two must pass in fragments. */
static void try_fragments(struct tried *tried, struct packet packet)
{
	packet.part = PART_LATER;
	if (!passes(tried, &packet))
		tried->found.later = false;
	packet.part = PART_FIRST;
	if (packet.v6 && !passes(tried, &packet))
		tried->found.first_of_v6 = false;
}

static bool try_sip(struct tried *tried, struct packet packet)
{
	bool any = false;

	for (unsigned i = 0; i < tried->port_count; i++) {
		packet.port = tried->ports[i];
		if (!passes(tried, &packet))
			continue;
		any = true;
		try_fragments(tried, packet);
	}
	return any;
}

static void try_rtp(struct tried *tried, struct packet packet)
{
	static const uint16_t usual[] = {10000, 16384, 20000, 30000, 40000, 50000, 60000};

	for (size_t i = 0; !tried->found.rtp && i < sizeof(usual) / sizeof(*usual); i++) {
		packet.port = usual[i];
		tried->found.rtp = passes(tried, &packet);
	}
}

static void scan_rtp(struct tried *tried, struct packet packet)
{
	unsigned below = 0;

	for (unsigned port = UINT16_MAX; !tried->found.rtp && port >= LEAST_PORT; port--) {
		packet.port = (uint16_t)port;
		if (!passes(tried, &packet))
			continue;
		below += port < LEAST_RTP_PORT;
		tried->found.rtp = port >= LEAST_RTP_PORT || below > MANY_PORTS;
	}
}

static void try_pair(struct tried *tried, struct packet packet)
{
	bool udp, tcp;

	packet.protocol = TCP;
	tcp = try_sip(tried, packet);
	packet.protocol = UDP;
	udp = try_sip(tried, packet);
	tried->found.udp |= udp;
	tried->found.tcp |= tcp;
	try_rtp(tried, packet);
	if ((udp || tcp) && tried->scans++ < PROBE_SCANS)
		scan_rtp(tried, packet);
}

static void try_pairs(struct tried *tried, const struct hosts *hosts, bool v6)
{
	for (unsigned from = 0; from < hosts->count; from++)
		for (unsigned to = 0; to < hosts->count; to++) {
			if (from != to)
				try_pair(tried,
				         (struct packet){.v6 = v6, .from = &hosts->host[from], .to = &hosts->host[to]});
		}
}

struct probed probe_program(const struct program *program, struct str expression)
{
	static const char nobody[] = "198.51.100.77 203.0.113.99 2001:db8:77::1 2001:db8:99::1";
	struct tried tried = {.program = program, .found = {.later = true, .first_of_v6 = true}};

	tried.frame = (struct frame){
		.linktype = LINKTYPE_ETHERNET,
		.bytes = tried.bytes,
		.captured = PROBE_LENGTH,
		.length = PROBE_LENGTH,
	};
	take_words(&tried, str_of(nobody));
	add_port(&tried, STR("5060"));
	take_words(&tried, expression);
	try_pairs(&tried, &tried.v4, false);
	try_pairs(&tried, &tried.v6, true);
	/* Nothing was tried that could tell. */
	if (!tried.found.udp && !tried.found.tcp)
		tried.found.later = false;
	return tried.found;
}
