/* SPDX-License-Identifier: BSD-2-Clause */
/* Datagrams of DTLS 1.2 in a played ladder (RFC 6347, RFC 5764). What would be encrypted is not, but nobody can read it. */
#ifndef TESTS_DTLS_H
#define TESTS_DTLS_H

#include "base/arena.h"

#include <stdint.h>

/* One side of a handshake. */
struct dtls_side_words {
	unsigned call;
	char party;
	uint32_t records[2]; /* sent, of the epochs before and after the change of keys */
	struct dtls_side_words *next;
};

/* "client-hello" ...; bytes NULL: there is none of that name. */
struct str dtls_compose(struct arena *arena, struct dtls_side_words *side, struct str name);

#endif
