/* SPDX-License-Identifier: BSD-2-Clause */
/* The SIP message a line of a ladder asks for, byte by byte. */
#ifndef TESTS_COMPOSE_H
#define TESTS_COMPOSE_H

#include "line.h"

enum {
	COMPOSE_MAX_VIAS = 8,
	COMPOSE_SIP_PORT = 5060,
};

struct via {
	char party;
	bool tcp;
	unsigned number;   /* of its branch, unless that is written */
	struct str branch; /* behind the cookie */
	struct str host;   /* empty: the party's own */
};

/* A request that was sent: what its responses, its ACK and its CANCEL refer to. */
struct request {
	unsigned call;
	char from, to;
	struct str method;
	uint32_t cseq, rack_cseq;
	struct via vias[COMPOSE_MAX_VIAS]; /* the top one first */
	unsigned via_count;
	bool backward;       /* from the callee's side: From and To change places */
	struct str from_tag; /* empty: the caller's; "none": none */
	bool answered;       /* by 2xx */
};

/* What is the same in all messages of a call. */
struct leg {
	unsigned call;
	char caller; /* A, unless another party's INVITE was the first */
	bool begun;  /* by an INVITE */
	struct str caller_user, callee_user;
	const struct hosts *hosts;
	uint16_t ports['Z' - 'A' + 1];       /* of a party's audio; 0: the usual one */
	struct str fragments['Z' - 'A' + 1]; /* a=ice-ufrag of a party; empty: none */
	struct leg *next;
};

uint16_t leg_port(const struct leg *leg, char party);
/* Whose SDP a message carries: proxies pass on that of others. */
char compose_sdp_owner(const struct line *line, const struct request *request, const struct leg *leg);
void compose(struct buf *out, const struct line *line, const struct request *request, const struct leg *leg);

#endif
