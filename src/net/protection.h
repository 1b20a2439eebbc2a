/* SPDX-License-Identifier: BSD-2-Clause */
/* How TLS records of one direction are protected: the cipher suites, the keys that follow from a secret, opening a record. */
#ifndef NET_PROTECTION_H
#define NET_PROTECTION_H

#include "net/cipher.h"

enum tls_version {
	TLS_1_0 = 0x0301,
	TLS_1_1 = 0x0302,
	TLS_1_2 = 0x0303,
	TLS_1_3 = 0x0304,
};

enum {
	TLS_RECORD_HEADER = 5,
	TLS_RANDOM = 32,
	TLS_MASTER_SECRET = 48,
	TLS_MAX_RECORD = (1 << 14) + 2048, /* RFC 5246 6.2.3; RFC 8446 5.2 allows less */
};

enum record_type {
	RECORD_CHANGE_CIPHER_SPEC = 20,
	RECORD_ALERT = 21,
	RECORD_HANDSHAKE = 22,
	RECORD_DATA = 23,
	RECORD_HEARTBEAT = 24, /* RFC 6520 */
};

/* The IANA registry "TLS Cipher Suites", as far as they can be read here. */
struct suite {
	uint16_t id;
	enum algorithm algorithm;
	enum digest digest; /* of the pseudorandom function or the key schedule */
	enum digest mac;    /* of CBC suites */
	uint8_t tag;        /* bytes, of suites that authenticate */
};

const struct suite *suite_find(uint16_t id); /* NULL: none that can be read */

/* One direction's keys. All zeroes: none yet. */
struct protection {
	const struct suite *suite;
	struct cipher *cipher; /* NULL: no keys */
	bool thirteen;         /* TLS 1.3 */
	bool encrypt_then_mac; /* RFC 7366 */
	uint8_t iv[CIPHER_NONCE];
	uint8_t mac_key[DIGEST_MAX];
	uint8_t secret[DIGEST_MAX]; /* TLS 1.3: what the next keys follow from */
};

/* What a TLS 1.2 handshake agreed upon. */
struct agreement {
	const struct suite *suite;
	bool encrypt_then_mac;
	struct str master; /* secret */
	const uint8_t *client_random, *server_random;
};

/* False: no such keys can be made, and out is as it was. */
bool protection_of_master(struct protection *out, const struct agreement *agreement, bool client);
bool protection_of_traffic(struct protection *out, const struct suite *suite, struct str secret);
bool protection_after(struct protection *out, const struct protection *before); /* a KeyUpdate */
void protection_done(struct protection *protection);

/* A record as it was sent: its header, then its body. */
struct sealed {
	const uint8_t *header;
	struct str body;
};

/* What was in it. TLS 1.3 keeps its type inside. */
struct opened {
	uint8_t type;
	struct str text; /* in the room that was given */
};

/* Opens the record with that number; room has TLS_MAX_RECORD bytes. */
bool protection_open(struct protection *protection, uint64_t number, const struct sealed *sealed, uint8_t *room,
                     struct opened *out);

#endif
