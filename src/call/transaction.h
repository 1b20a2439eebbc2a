/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests and their responses: RFC 3261 17.1.3. Those of INVITE are kept as transactions of their own, one a hop; of the
 * others a response only names the request it answers.
 */
#ifndef CALL_TRANSACTION_H
#define CALL_TRANSACTION_H

#include "call/event.h"

/* An INVITE client transaction at one hop. */
struct transaction {
	struct transaction *next;
	struct str branch, sent_by;
	struct endpoint client, server;
	uint32_t cseq;
	uint8_t vias;
	uint8_t transport;    /* enum transport */
	bool initial;         /* its INVITE has no To-tag; unknown counts as not */
	bool rport_asked;     /* the top Via of its INVITE has an rport parameter (RFC 3581) */
	struct event *invite; /* NULL: not captured */
	struct event *final;  /* the first 2xx, else the last of 300..699; NULL: none */
	struct event *ack;    /* its ACK: of a 2xx matched by CSeq and addresses */
	struct event *cancel;
	struct event *cancel_final;                         /* the final response to the CANCEL; NULL: none */
	struct str from_uri, to_uri, request_uri, from_tag; /* of the INVITE, else of the first response */
};

struct call;

/* The transaction of a message of INVITE, ACK or CANCEL; one of INVITE begins it. NULL: there is none. */
struct transaction *transaction_of(struct call *call, const struct message *message, const struct flow *flow);
/* Files event in its transaction, and links responses and requests, whichever was captured first. */
void transaction_note(struct call *call, struct event *event);
/* Reads into t what its INVITE says, now that it can be read. */
void transaction_describe(struct call *call, struct transaction *t, const struct message *message);

#endif
