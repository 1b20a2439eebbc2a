/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * DTLS handshakes (RFC 6347, RFC 9147) in the capture, as far as they show whether the keys of SRTP were agreed upon
 * (RFC 5764). Nothing is decrypted. Within a budget: the sessions used least recently are forgotten.
 */
#ifndef MEDIA_DTLS_H
#define MEDIA_DTLS_H

#include "base/budget.h"
#include "media/moments.h"
#include "net/net.h"

enum {
	DTLS_MAX_SESSIONS = 8192,
	DTLS_MAX_RECORDS = 64, /* looked at in one datagram */
};

/* Sides of a session: who sent the first ClientHello, and the other. */
enum dtls_side {
	DTLS_CLIENT,
	DTLS_SERVER,
	DTLS_SIDES
};

/* From one ClientHello, with what repeats it, to the next that is another one. Where none was captured client is who sent first. */
struct dtls_session {
	struct endpoint ends[DTLS_SIDES];
	struct moments hellos;         /* ClientHellos of the client */
	struct moments counter_hellos; /* of the server: both want to begin */
	struct moments retries;        /* HelloVerifyRequest */
	struct moments server_hellos;
	struct moments certificates[DTLS_SIDES];
	struct moments finished[DTLS_SIDES]; /* encrypted records of the handshake: each side's Finished is one */
	struct moments application[DTLS_SIDES];
	struct moments alerts[DTLS_SIDES];      /* in the clear */
	uint8_t alert_level, alert_description; /* of the first one */
	ns first, last;
	uint64_t first_frame, last_frame;
};

struct dtls;

struct dtls *dtls_new(const struct hash_key *key);
void dtls_limit(struct dtls *dtls, struct budget budget); /* how much of its ceilings it may use */
void dtls_free(struct dtls *dtls);

/* Takes a UDP payload. False: it is no DTLS. */
bool dtls_take(struct dtls *dtls, const struct payload *payload);
/* The next session of which this is one end, the latest first; after NULL: the first. NULL: no more. */
const struct dtls_session *dtls_next(const struct dtls *dtls, const struct endpoint *end,
                                     const struct dtls_session *after);
/* By then each side had sent what is encrypted with the new keys. */
bool dtls_is_complete(const struct dtls_session *session, ns until);
const char *dtls_alert_name(uint8_t description); /* "handshake_failure" ...; NULL: not known */
uint64_t dtls_forgotten(const struct dtls *dtls);

#endif
