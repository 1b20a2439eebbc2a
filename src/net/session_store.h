/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The TCP connections of session.h and what is kept of each, found by stream or by their two ends, within a budget. Those longest unused
 * go first, closed ones before open ones.
 */
#ifndef NET_SESSION_STORE_H
#define NET_SESSION_STORE_H

#include "base/budget.h"
#include "base/list.h"
#include "base/table.h"
#include "net/payloads.h"
#include "net/tls.h"
#include "net/websocket.h"

enum lane_kind {
	LANE_NEW, /* the bytes so far do not tell */
	LANE_PLAIN,
	LANE_TLS,
	LANE_WEBSOCKET,
	LANE_HEP,
};

/* One direction of something reliable: of TCP, or of what TLS brings. */
struct lane {
	enum lane_kind kind;
	bool midway;     /* may have been joined midway: what it carries shows later than with its first bytes */
	bool lost;       /* HEP: looks for the next message */
	struct buf kept; /* LANE_NEW: all bytes so far; HEP: the message at the front */
	struct websocket *websocket;
};

struct side {
	uint64_t stream; /* 0: none at present */
	unsigned index;
	bool encrypted; /* the connection's struct tls has bytes of this side */
	bool resumed;   /* bytes may be missing between those and the stream's */
	ns time;        /* of its latest payload */
	uint64_t frame;
	struct lane outer, inner;
};

/* One TCP connection. */
struct session {
	struct link used; /* in open or closed, longest unused first */
	uint64_t hash;
	struct endpoint ends[2];
	struct side sides[2];
	struct tls *tls;
	size_t charged; /* of the store's bytes */
	bool stray;     /* beside the one in the table: bytes that do not join on to its stream */
};

struct session_store {
	struct hash_key key;
	struct budget budget;
	struct net_counters *counters;
	struct table streams; /* of sides */
	struct table pairs;   /* of sessions */
	/* Closed ones wait with their secrets: TCP takes silence for the end, and the connection may go on. */
	struct list open, closed;
	size_t count, bytes;
};

void session_store_init(struct session_store *store, const struct hash_key *key, struct net_counters *counters);
void session_store_done(struct session_store *store);
/* Of the payload's stream, begun when it is new. NULL: a stream that ends with nothing of it known. */
struct side *session_side(struct session_store *store, const struct payload *payload);
struct session *session_of(struct side *side);
void session_use(struct session_store *store, struct session *session);    /* it is the latest used, and open */
void session_charge(struct session_store *store, struct session *session); /* counts anew what it holds */
void session_keep_budget(struct session_store *store,
                         struct session *session); /* and makes room where that is too much */
void session_forget_tls(struct session *session);
/* The side's stream is over; so is the session when the other's is. It waits among the closed ones if it was TLS. */
void session_end_side(struct session_store *store, struct side *side);

#endif
