/* SPDX-License-Identifier: BSD-2-Clause */
/* The secrets of TLS sessions as key logs bring them (draft-ietf-tls-keylogfile), found by the random of the ClientHello. */
#ifndef NET_KEYS_H
#define NET_KEYS_H

#include "base/hash.h"
#include "base/list.h"
#include "base/table.h"
#include "net/protection.h"

enum secret_label {
	SECRET_MASTER, /* TLS 1.2 */
	SECRET_CLIENT_EARLY,
	SECRET_CLIENT_HANDSHAKE,
	SECRET_SERVER_HANDSHAKE,
	SECRET_CLIENT_TRAFFIC,
	SECRET_SERVER_TRAFFIC,
	SECRETS
};

struct keys {
	struct hash_key key;
	struct table table;
	struct list oldest; /* first the one that came first */
	uint64_t forgotten;
};

void keys_init(struct keys *keys, const struct hash_key *key);
void keys_done(struct keys *keys);
/* Adds the lines of a key log; what is no key log line is passed over. The number of secrets that were new. */
unsigned keys_add(struct keys *keys, struct str text, unsigned most);
/* Lives until the next keys_add; STR_NONE: not known. */
struct str keys_find(const struct keys *keys, const uint8_t *client_random, enum secret_label label);

#endif
