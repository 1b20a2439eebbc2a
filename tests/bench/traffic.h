/* SPDX-License-Identifier: BSD-2-Clause */
/* A capture written to stdout, of bare IPv4: its packets, and the messages of calls between two parties. */
#ifndef TESTS_BENCH_TRAFFIC_H
#define TESTS_BENCH_TRAFFIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SECOND_US = 1000 * 1000,
	PORT_SIP = 5060,
	LARGEST = 65535,
	PSH_ACK = 0x18,
	SYN = 0x02,
	FIN_ACK = 0x11,
};

#define START_US (1767312000 * UINT64_C(1000000)) /* 2026-01-02 00:00 UTC */

struct end {
	uint32_t address;
	uint16_t port;
};

extern uint64_t now_us;       /* of the next packet */
extern int64_t clock_step_us; /* what is wrong with the clock that stamps it */

_Noreturn void fail(const char *why);
void begin_capture(void);
/* fragment: what stands in the header beside the identification (RFC 791 3.1). */
void put_packet(uint32_t from, uint32_t to, uint8_t protocol, uint32_t fragment, const uint8_t *payload, size_t size);
void put_udp(struct end from, struct end to, const void *payload, size_t size);
void put_tcp(struct end from, struct end to, uint8_t flags, uint32_t sequence, const void *payload, size_t size);
void put_rtp(struct end from, struct end to, uint32_t ssrc, uint16_t sequence);

enum act {
	INVITE,
	TRYING,
	PROGRESS,
	EARLY, /* audio, no message */
	ANSWER,
	ACK,
	BYE,
	BYE_OK,
	BLOCK,
	RINGING,
	DECLINE,
	BUSY,
	UNAVAILABLE,
	CANCEL,
	CANCEL_OK,
	TERMINATED,
	REGISTER,
	REGISTER_OK,
	OPTIONS,
	OPTIONS_OK,
	END
};

struct party {
	char id[64];
	unsigned long caller, callee; /* numbers */
	struct end from, to, audio_from, audio_to;
	const char *extra; /* lines of the INVITE */
	const char *tag;
};

bool is_response(enum act act);
size_t print_message(char *out, size_t room, const struct party *party, enum act act);
void put_message(const struct party *party, enum act act); /* over UDP */

#endif
