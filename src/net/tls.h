/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TLS 1.2 and 1.3 read with the session's own secrets, as endpoints write them to an NSS key log
 * (draft-ietf-tls-keylogfile). One struct tls is one connection, both directions. libcrypto stays inside cipher.c; built
 * without it, every connection is one without keys.
 */
#ifndef NET_TLS_H
#define NET_TLS_H

#include "base/budget.h"
#include "base/str.h"
#include "net/net.h"
#include "net/tls_facts.h"

enum {
	TLS_MAX_SECRETS = 65536,       /* lines of key logs; the oldest are forgotten */
	TLS_MAX_WAITING = 64 * 1024,   /* bytes of one direction that wait for a secret or the rest of a record */
	TLS_MAX_WAITING_ALL = 8 << 20, /* of all of them together */
	TLS_MAX_MESSAGE = 16 * 1024,   /* a hello; longer ones are not read */
	TLS_MAX_LOST = 64,             /* records that may be missing: as many numbers are tried behind a gap */
	TLS_MAX_FAILURES = 32,         /* records in a row that do not open, after which a direction is given up */
};

bool tls_is_read(void); /* false: this build cannot decrypt */

/* All secrets known. */
struct tls_keys;

struct tls_keys *tls_keys_new(const struct hash_key *key);
void tls_keys_limit(struct tls_keys *keys, struct budget budget); /* how much of its ceilings it may use */
void tls_keys_free(struct tls_keys *keys);                        /* NULL is fine */
/* Adds the lines of a key log; what is no key log line is passed over. The number of secrets that were new. */
unsigned tls_keys_add(struct tls_keys *keys, struct str text);
uint64_t tls_keys_forgotten(const struct tls_keys *keys);

struct tls;

struct tls *tls_new(struct tls_keys *keys, struct net_counters *counters);
void tls_free(struct tls *tls); /* NULL is fine */
/* Whether bytes begin like a TLS record; more bytes may be needed: *maybe. */
bool tls_begins(struct str bytes, bool *maybe);
/*
 * Takes the next bytes of one direction (side 0 or 1; which of them is the client is found out). After a gap the
 * connection is followed again from the next record whose number can be told.
 */
void tls_put(struct tls *tls, unsigned side, const struct payload *payload);
/*
 * The next piece of plain text: a payload like the one that completed its record but for bytes, size and length.
 * tls_put of one side may be what the other side waited for: ask both. The bytes live until the next tls_ call. The end of a
 * direction comes, with size 0, when all before it could be opened.
 */
bool tls_next(struct tls *tls, unsigned side, struct payload *out);
void tls_flush(struct tls *tls);       /* end of input: what waits for a secret is given up, and counted */
bool tls_waits(const struct tls *tls); /* for a secret: when it is known, tls_next may go on, also after the end */
const struct tls_facts *tls_facts(struct tls *tls);

/* Of all connections so far, those that are freed and those that are not. */
void tls_closed(const struct tls_keys *keys, struct tls_closed *out);

#endif
