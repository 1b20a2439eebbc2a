/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SCTP (RFC 9260): each user message is a payload; those in several DATA chunks are joined by TSN, those in several I-DATA
 * chunks (RFC 8260) by their message's number.
 */
#ifndef NET_SCTP_H
#define NET_SCTP_H

#include "base/budget.h"
#include "base/usage.h"
#include "net/packet.h"

enum {
	SCTP_MAX_RUNS = 1024,             /* pieces of messages that wait for chunks, in all; and ways they go */
	SCTP_MAX_RUNS_EACH = 32,          /* from one endpoint to another */
	SCTP_MAX_BYTES = 4 * 1024 * 1024, /* of all of them together */
	SCTP_MAX_MESSAGE = 64 * 1024,     /* kept of one */
	SCTP_SECONDS = 30,                /* then it is given up */
};

struct sctp;

struct sctp *sctp_new(const struct hash_key *key, struct net_counters *counters);
void sctp_limit(struct sctp *sctp, struct budget budget); /* how much of its ceilings it may use */
void sctp_usage(const struct sctp *sctp, struct usages *out);
void sctp_free(struct sctp *sctp); /* NULL is fine */
unwrap_fn sctp_packet;
/* End of input: adds what there is of messages that are not complete. */
void sctp_flush(struct sctp *sctp, struct payloads *ready);

#endif
