/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Everything under one Call-ID, as captured: its events in order and its INVITE transactions, over
 * all hops. What it means is worked out by attempt.h. One arena owns all of it.
 */
#ifndef CALL_CALL_H
#define CALL_CALL_H

#include "base/list.h"
#include "base/wheel.h"
#include "call/transaction.h"
#include "capture/history.h"
#include "media/media.h"
#include "sip/framing.h"

enum {
	CALL_MAX_EVENTS = 192,       /* kept; more are counted */
	CALL_MAX_FINALS = 64,        /* kept beyond that */
	CALL_MAX_BYTES = 512 * 1024, /* then only finals are kept, up to twice that */
	CALL_MAX_TRANSACTIONS = 64,
	CALL_MAX_DIALOGS = 16,
	CALL_MAX_WATCHES = 16,
	CALL_MAX_REFUSED = 16, /* ICMP errors that differ; more are left out */
};

/* An ICMP error about a message of the call: it did not arrive. */
struct refused {
	struct refused *next;
	ns time;
	uint64_t frame;
	struct flow flow;        /* of the message */
	struct address reporter; /* who sent the error */
	uint8_t type, code;      /* as ICMP has them; ICMPv6's are told by the addresses */
	struct event *event;     /* the message quoted; NULL: not captured */
	bool request;            /* as far as the quote or the event tells */
	struct str what;         /* "INVITE", "183"; empty: unknown */
	size_t length;           /* of the message as sent; 0: unknown */
	unsigned count;          /* without copies of the capture */
	ns last;
};

struct queue;
struct ties;
struct refused_call;
struct advance;
struct look;

struct call {
	struct str id;
	struct arena arena;
	struct event *first, *last;
	unsigned event_count;
	uint64_t events_dropped; /* over CALL_MAX_EVENTS */
	struct transaction *transactions, *last_transaction;
	unsigned transaction_count;
	ns first_time, last_time; /* of its SIP messages */
	uint64_t first_frame, last_frame;
	struct event *bye; /* the first; NULL: none */
	struct refused *refused;
	unsigned refused_count;
	bool evicted;             /* printed early to keep the budget */
	bool opened;              /* an 18x with SDP came */
	bool answered;            /* a 2xx came */
	bool gap_before;          /* bytes of a TCP connection of this call were missing */
	struct endpoint *watches; /* watched by media for it */
	uint8_t watch_count;
	struct trail trail; /* of the frames it came in, where they are kept: footage.h */
	uint64_t number;    /* in the order calls are judged, from 1; 0: it was not yet */
	struct ties *ties;  /* ties.h; NULL: its initial INVITE was not captured */
	/* refusals.h: as known when its initial INVITE was captured. NULL: none */
	const struct refused_call *refused_before; /* of the same caller and callee, told to who sends the INVITE */
	const struct advance *advance;             /* of who sends the INVITE, from or to another server */
	struct look *look;                         /* looks.h; NULL: nobody looks at it before it is over */
	/* The store's */
	uint64_t hash;
	struct wheel_entry expiry;
	struct link age;
	bool probation;      /* an INVITE nobody has answered yet */
	bool kept;           /* judged, and waiting for the call it is a leg of */
	struct queue *queue; /* where it stands by age; NULL: nowhere */
	size_t charged;      /* bytes, against the store's budget */
	ns alive;            /* the last sign of it that the order of its queue knows of */
};

struct call *call_new(struct str id);
void call_free(struct call *call, struct media *media);
/* Adds a scanned (and, where it decides, parsed) message; what must outlive it is copied. Endpoints of its SDP are watched. */
struct event *call_add(struct call *call, const struct message *message, const struct sighting *at,
                       const struct hash_key *key,
                       struct media *media); /* NULL: it had the message, or no room for it */
/* Fills in what a response without a CSeq that can be read answers, where the call knows. */
void call_infer(const struct call *call, struct message *response);
/* Takes an ICMP error that quotes a message of the call, as far as it quotes it; message NULL: only the addresses. */
void call_refuse(struct call *call, const struct payload *payload, const struct message *message);
bool code_invites_retry(unsigned code); /* a final that a caller answers with another try: credentials, another place */

#endif
