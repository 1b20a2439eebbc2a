/* SPDX-License-Identifier: BSD-2-Clause */
#include "traffic.h"

#include "put.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	AUDIO = 12 + 160,
	UDP = 17,
	TCP = 6,
};

uint64_t now_us;
int64_t clock_step_us;

_Noreturn void fail(const char *why)
{
	fprintf(stderr, "%s\n", why);
	exit(2);
}

static void little(uint8_t *at, uint32_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

static void write_bytes(const void *bytes, size_t size)
{
	if (fwrite(bytes, 1, size, stdout) != size)
		fail("cannot write");
}

void begin_capture(void)
{
	uint8_t header[24] = {0};

	little(header, 0xa1b2c3d4, 4);
	little(header + 4, 2, 2);
	little(header + 6, 4, 2);
	little(header + 16, 262144, 4);
	little(header + 20, 101, 4); /* raw IP */
	write_bytes(header, sizeof(header));
}

/* fragment: what stands in the header beside the identification (RFC 791 3.1). */
void put_packet(uint32_t from, uint32_t to, uint8_t protocol, uint32_t fragment, const uint8_t *payload, size_t size)
{
	uint64_t stamp = now_us + (uint64_t)clock_step_us;
	uint8_t record[16], header[20], *at = header;

	at = put32(at, 0x45000000 | (uint32_t)(size + sizeof(header)));
	at = put32(at, fragment);
	at = put32(at, 64u << 24 | (uint32_t)protocol << 16);
	put32(put32(at, from), to);
	little(record, (uint32_t)(stamp / SECOND_US), 4);
	little(record + 4, (uint32_t)(stamp % SECOND_US), 4);
	little(record + 8, (uint32_t)(size + sizeof(header)), 4);
	little(record + 12, (uint32_t)(size + sizeof(header)), 4);
	write_bytes(record, sizeof(record));
	write_bytes(header, sizeof(header));
	write_bytes(payload, size);
}

void put_udp(struct end from, struct end to, const void *payload, size_t size)
{
	static uint8_t bytes[LARGEST];

	put_bytes(put16(put16(put16(put16(bytes, from.port), to.port), (uint32_t)size + 8), 0), payload, size);
	put_packet(from.address, to.address, UDP, 0, bytes, size + 8);
}

void put_tcp(struct end from, struct end to, uint8_t flags, uint32_t sequence, const void *payload, size_t size)
{
	static uint8_t bytes[LARGEST];
	uint8_t *at = put32(put32(put16(put16(bytes, from.port), to.port), sequence), 1);

	at = put32(put32(at, 0x50000000 | (uint32_t)flags << 16 | 65535), 0);
	put_bytes(at, payload, size);
	put_packet(from.address, to.address, TCP, 0, bytes, size + 20);
}

void put_rtp(struct end from, struct end to, uint32_t ssrc, uint16_t sequence)
{
	uint8_t bytes[AUDIO];

	put32(put32(put32(bytes, 0x80000000 | sequence), sequence * 160u), ssrc);
	/* A square wave of 400 Hz. */
	for (unsigned i = 12; i < AUDIO; i++)
		bytes[i] = (i - 12) / 10 % 2 ? 0x10 : 0x90;
	put_udp(from, to, bytes, sizeof(bytes));
}

/* Messages */

static const struct {
	const char *start; /* NULL: a request */
	const char *method;
	bool back, described;
	unsigned cseq;
} acts[] = {
	[INVITE] = {NULL, "INVITE", false, true, 1},
	[TRYING] = {"100 Trying", "INVITE", true, false, 1},
	[PROGRESS] = {"183 Session Progress", "INVITE", true, true, 1},
	[ANSWER] = {"200 OK", "INVITE", true, true, 1},
	[ACK] = {NULL, "ACK", false, false, 1},
	[BYE] = {NULL, "BYE", false, false, 2},
	[BYE_OK] = {"200 OK", "BYE", true, false, 2},
	[BLOCK] = {"603 Network Blocked", "INVITE", true, false, 1},
	[RINGING] = {"180 Ringing", "INVITE", true, false, 1},
	[DECLINE] = {"603 Decline", "INVITE", true, false, 1},
	[BUSY] = {"486 Busy Here", "INVITE", true, false, 1},
	[UNAVAILABLE] = {"480 Temporarily Unavailable", "INVITE", true, false, 1},
	[CANCEL] = {NULL, "CANCEL", false, false, 1},
	[CANCEL_OK] = {"200 OK", "CANCEL", true, false, 1},
	[TERMINATED] = {"487 Request Terminated", "INVITE", true, false, 1},
	[REGISTER] = {NULL, "REGISTER", false, false, 1},
	[REGISTER_OK] = {"200 OK", "REGISTER", true, false, 1},
	[OPTIONS] = {NULL, "OPTIONS", false, false, 1},
	[OPTIONS_OK] = {"200 OK", "OPTIONS", true, false, 1},
};

static size_t print_address(char *out, size_t room, uint32_t address)
{
	return (size_t)snprintf(out, room, "%u.%u.%u.%u", address >> 24, address >> 16 & 255, address >> 8 & 255,
	                        address & 255);
}

size_t print_message(char *out, size_t room, const struct party *p, enum act act)
{
	struct end media = acts[act].back ? p->audio_to : p->audio_from;
	char from[16], to[16], audio[16], body[256] = "";
	bool tagged = act != INVITE && act != TRYING && act != CANCEL && act != REGISTER && act != OPTIONS;

	print_address(from, sizeof(from), p->from.address);
	print_address(to, sizeof(to), p->to.address);
	print_address(audio, sizeof(audio), media.address);
	if (acts[act].described)
		snprintf(body, sizeof(body),
		         "v=0\r\no=- 1 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio %u RTP/AVP 0\r\n", audio,
		         audio, media.port);
	return (size_t)snprintf(
		out, room,
		"%s%s%s%s\r\nVia: SIP/2.0/UDP %s:%u;branch=z9hG4bK%s-%u\r\nFrom: <sip:+%lu@%s>;tag=f\r\nTo: "
		"<sip:+%lu@%s>%s%s\r\nCall-ID: %s\r\nCSeq: %u %s\r\nContact: <sip:u@%s>\r\n%s%sContent-Length: %zu\r\n\r\n%s",
		acts[act].start ? "SIP/2.0 " : acts[act].method, acts[act].start ? acts[act].start : " sip:u@",
		acts[act].start ? "" : to, acts[act].start ? "" : " SIP/2.0", from, p->from.port, p->id, acts[act].cseq,
		p->caller, from, p->callee, to, tagged ? ";tag=" : "", tagged ? p->tag ? p->tag : "t" : "", p->id,
		acts[act].cseq, acts[act].method, acts[act].back ? to : from, act == INVITE && p->extra ? p->extra : "",
		body[0] ? "Content-Type: application/sdp\r\n" : "", strlen(body), body);
}

bool is_response(enum act act)
{
	return acts[act].back;
}

void put_message(const struct party *p, enum act act)
{
	char text[LARGEST - 64];
	size_t size = print_message(text, sizeof(text), p, act);

	if (acts[act].back)
		put_udp(p->to, p->from, text, size);
	else
		put_udp(p->from, p->to, text, size);
}
