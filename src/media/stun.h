/* SPDX-License-Identifier: BSD-2-Clause */
/* One STUN message (RFC 8489 5), as far as the connectivity checks of ICE (RFC 8445 7) need it. */
#ifndef MEDIA_STUN_H
#define MEDIA_STUN_H

#include "base/str.h"

enum {
	STUN_HEADER = 20,
	STUN_TRANSACTION = 12,
	STUN_BINDING = 1,
};

/* RFC 8489 5: two bits of the type. */
enum stun_class {
	STUN_REQUEST,
	STUN_INDICATION,
	STUN_SUCCESS,
	STUN_ERROR,
};

/* Text points into the bytes. */
struct stun {
	uint16_t method;
	enum stun_class class;
	uint8_t transaction[STUN_TRANSACTION];
	struct str username; /* empty: none */
	uint16_t error;      /* 300..699; 0: none */
	bool nominates;      /* USE-CANDIDATE */
};

/* Of a datagram of length bytes, of which size were captured. False: it is none. */
bool stun_parse(const uint8_t *bytes, size_t size, size_t length, struct stun *out);

#endif
