/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a TCP connection carries besides bare SIP: TLS, WebSocket (RFC 7118), HEP. Recognized by content on any port, taken
 * off layer by layer (a WebSocket in TLS), and told payload by payload. Each direction is read by itself as far as its
 * protocol allows; TLS needs both.
 */
#ifndef NET_SESSION_H
#define NET_SESSION_H

#include "base/budget.h"
#include "base/usage.h"
#include "net/payloads.h"
#include "net/tls.h"

enum {
	SESSION_MAX = 16384,                  /* connections remembered */
	SESSION_MAX_BYTES = 16 * 1024 * 1024, /* kept of what is not complete, in all of them; TLS has its own budget */
};

struct sessions;

struct sessions *sessions_new(const struct hash_key *key, struct net_counters *counters, struct tls_keys *keys);
void sessions_limit(struct sessions *sessions, struct budget budget); /* how much of its ceilings it may use */
void sessions_usage(const struct sessions *sessions, struct usages *out);
void sessions_free(struct sessions *sessions); /* NULL is fine */
/*
 * Takes a TCP payload (also an empty one with end set) and adds what it carries to out: itself when it is neither TLS,
 * WebSocket nor HEP; an empty one of the transport when nothing comes out of it. Bytes it makes live in out (payloads_keep).
 */
void sessions_take(struct sessions *sessions, const struct payload *payload, struct payloads *out);
size_t sessions_count(const struct sessions *sessions); /* connections */
/* New secrets are known: adds the payloads that waited for them. */
void sessions_retry(struct sessions *sessions, struct payloads *out);
/* End of input: adds what there is of messages that are not complete. */
void sessions_flush(struct sessions *sessions, struct payloads *out);

#endif
