/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Everything under one Call-ID, as captured: its events in order and its INVITE transactions, over
 * all hops. What it means is worked out by attempt.h. One arena owns all of it.
 */
#ifndef CALL_CALL_H
#define CALL_CALL_H

#include "base/list.h"
#include "base/wheel.h"
#include "media/media.h"
#include "sip/framing.h"
#include "sip/message.h"

enum {
	CALL_MAX_EVENTS = 192,       /* kept; more are counted */
	CALL_MAX_FINALS = 64,        /* kept beyond that */
	CALL_MAX_BYTES = 512 * 1024, /* then only finals are kept, up to twice that */
	CALL_MAX_TRANSACTIONS = 64,
	CALL_MAX_DIALOGS = 16,
	CALL_MAX_WATCHES = 16,
	CALL_MAX_REFUSED = 16, /* ICMP errors that differ; more are left out */
};

/* The same bytes on the same hop within this are a duplicate of the capture, later ones a retransmission. */
#define CALL_DUPLICATE (60 * MILLISECOND)
/* A proxy's clock may be this far from the capture's: a message seen on the wire and in HEP within this is one. */
#define CALL_REPORTED (5 * SECOND)

struct transaction;

/* One SIP message of the call. Its repeats are counted in it, not kept. */
struct event {
	struct event *next;
	ns time;
	uint64_t frame;
	struct flow flow;
	bool request;
	enum method method; /* of the request, or of the request answered */
	struct str method_text;
	uint16_t code; /* 0 for a request */
	struct str phrase;
	uint32_t cseq;
	struct str to_tag;
	struct str branch; /* of the top Via */
	unsigned vias;
	struct transaction *transaction; /* INVITE and its responses, its ACK, CANCEL; else NULL */
	struct sdp *sdp;                 /* NULL: none */
	struct reason *reasons;
	uint32_t rseq;                 /* 0: none */
	uint32_t rack_rseq, rack_cseq; /* of a PRACK */
	unsigned supported, required;  /* enum option_tag */
	enum early_media_header early_media;
	bool early_media_supported;
	bool has_contact;
	struct str content_type;
	struct str agent; /* User-Agent of a request, Server or User-Agent of a response */
	struct str vendor_error, retry_after, warning;
	unsigned deviations; /* enum deviation */
	ns skew;             /* as of the payload that gave its time */
	uint64_t layers;     /* what its copies were wrapped in: 1 << enum layer */
	unsigned duplicates; /* of the capture */
	unsigned retransmissions;
	unsigned seen, reported; /* how often it was sent, by the wire and by HEP */
	ns reported_last;
	unsigned fragment_losses; /* copies of which IP fragments did not come; of the first of them: */
	ns lost_time;
	uint64_t lost_frame;
	size_t lost_size, lost_length; /* bytes that came, and that were sent */
	ns last_time;                  /* of the last repeat; time when there is none */
	uint64_t last_frame;
	uint64_t identity;  /* hash of what makes two messages the same one */
	uint64_t head;      /* hash of that but for the body */
	uint64_t text_hash; /* hash of all bytes */
};

/* An INVITE client transaction at one hop: RFC 3261 17.1.3. */
struct transaction {
	struct transaction *next;
	struct str branch, sent_by;
	uint32_t cseq;
	unsigned vias;
	struct endpoint client, server;
	enum transport transport;
	bool initial;         /* its INVITE has no To-tag; unknown counts as not */
	struct event *invite; /* NULL: not captured */
	struct event *final;  /* the first 2xx, else the last of 300..699; NULL: none */
	struct event *ack;    /* its ACK: of a 2xx matched by CSeq and addresses */
	struct event *cancel;
	struct str from_uri, to_uri, request_uri, from_tag; /* of the INVITE, else of the first response */
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
	bool evicted;    /* printed early to keep the budget */
	bool gap_before; /* bytes of a TCP connection of this call were missing */
	struct endpoint watches[CALL_MAX_WATCHES];
	unsigned watch_count;
	/* The store's */
	uint64_t hash;
	struct wheel_entry expiry;
	struct link age;
	bool probation;      /* an INVITE nobody has answered yet */
	struct queue *queue; /* where it stands by age; NULL: nowhere */
	size_t charged;      /* bytes, against the store's budget */
};

/* When and where a message was seen. */
struct sighting {
	ns time;
	uint64_t frame;
	const struct flow *flow;
	bool gap_before;
	ns skew;                           /* as of the payload */
	uint64_t layers;                   /* what it was wrapped in */
	bool fragment_lost, fragment_late; /* as of the payload */
	size_t length;                     /* as sent */
};

struct call *call_new(struct str id);
void call_free(struct call *call, struct media *media);
/* Adds a scanned (and, where it decides, parsed) message; what must outlive it is copied. Endpoints of its SDP are watched. */
void call_add(struct call *call, const struct message *message, const struct sighting *at, const struct hash_key *key,
              struct media *media);
/* Fills in what a response without a CSeq that can be read answers, where the call knows. */
void call_infer(const struct call *call, struct message *response);
/* Takes an ICMP error that quotes a message of the call, as far as it quotes it; message NULL: only the addresses. */
void call_refuse(struct call *call, const struct payload *payload, const struct message *message);
bool code_invites_retry(unsigned code); /* a final that a caller answers with another try: credentials, another place */

#endif
