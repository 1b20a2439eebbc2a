/* SPDX-License-Identifier: BSD-2-Clause */
/* What can be told of a TLS connection without its contents, and which connections stayed closed. */
#ifndef NET_TLS_FACTS_H
#define NET_TLS_FACTS_H

#include "base/clock.h"
#include "net/flow.h"

enum {
	TLS_MAX_CLOSED = 64, /* closed connections told apart; those that are likely SIP come before others */
	TLS_MAX_NAME = 255,  /* RFC 1035 2.3.4 */
	TLS_SIP_PORT = 5061, /* RFC 3261 18.1 */
};

/* Why a connection stayed closed. */
enum tls_obstacle {
	TLS_NO_SECRETS, /* none that fits is known */
	TLS_MIDWAY,     /* its handshake was not captured */
	TLS_OLD,        /* version 1.0 or 1.1 */
	TLS_SUITE,      /* a cipher suite that is not read */
};

struct tls_facts {
	struct flow flow; /* client to server, as far as that is known */
	ns time;
	uint64_t frame;                     /* its first */
	char server_name[TLS_MAX_NAME + 1]; /* SNI (RFC 6066 3), printable ASCII only; empty: none */
	bool sip;                           /* ALPN says sip/2 (RFC 7301 and the IANA registry), or sip */
	bool decrypted;                     /* at least one record of application data was opened */
	uint64_t records;                   /* of application data, as far as that can be told */
	enum tls_obstacle obstacle;         /* while none was */
};

struct tls_closed {
	struct tls_facts connection[TLS_MAX_CLOSED]; /* in the order of their first frames */
	unsigned count;
	uint64_t total; /* that carried data */
};

/* Adds a connection if it carried data and none was opened. What is likely SIP takes the place of the latest that is not. */
void tls_closed_note(struct tls_closed *closed, const struct tls_facts *facts);
void tls_closed_sort(struct tls_closed *closed); /* by first frame */

static inline bool tls_is_likely_sip(const struct tls_facts *facts)
{
	return facts->sip || facts->flow.destination.port == TLS_SIP_PORT;
}

#endif
