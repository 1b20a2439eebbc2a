/* SPDX-License-Identifier: BSD-2-Clause */
/* Connectivity checks of a played ladder: RFC 8445 7, RFC 8489. */
#ifndef TESTS_STUN_H
#define TESTS_STUN_H

#include "base/arena.h"

enum stun_kind {
	STUN_KIND_REQUEST,
	STUN_KIND_INDICATION,
	STUN_KIND_SUCCESS,
	STUN_KIND_ERROR,
};

struct stun_words {
	enum stun_kind kind;
	uint32_t transaction;
	struct str username; /* of a request; empty: none */
	bool controls;       /* its sender chooses the pair */
	bool nominates;
	unsigned code;   /* of an error */
	uint32_t mapped; /* of a success: the address that sent the request */
	uint16_t mapped_port;
};

struct str stun_compose(struct arena *arena, const struct stun_words *words);

#endif
