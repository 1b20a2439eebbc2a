/* SPDX-License-Identifier: BSD-2-Clause */
/* The two messages a TLS handshake begins with, as far as reading the connection needs them. */
#ifndef NET_HELLO_H
#define NET_HELLO_H

#include "net/protection.h"
#include "net/tls_facts.h"

struct client_hello {
	uint8_t random[TLS_RANDOM];
	char server_name[TLS_MAX_NAME + 1]; /* printable ASCII; empty: none */
	bool sip;                           /* offered as application protocol */
	bool early;                         /* 0-RTT data follows: RFC 8446 4.2.10 */
};

struct server_hello {
	uint8_t random[TLS_RANDOM];
	uint16_t version, suite;
	bool compressed;
	bool encrypt_then_mac; /* RFC 7366 */
	bool retry;            /* a HelloRetryRequest: RFC 8446 4.1.4 */
};

/* body: of the handshake message. False: it is none, and out is undefined. */
bool hello_of_client(struct str body, struct client_hello *out);
bool hello_of_server(struct str body, struct server_hello *out);

#endif
