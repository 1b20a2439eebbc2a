/* SPDX-License-Identifier: BSD-2-Clause */
/* One SIP message of a call, as far as a diagnosis reads it. Its repeats are counted in it, not kept. */
#ifndef CALL_EVENT_H
#define CALL_EVENT_H

#include "net/net.h"
#include "sip/message.h"

struct transaction;

/* A message that comes again on its hop within this was captured twice; one that comes later was sent again. */
#define EVENT_DUPLICATE (60 * MILLISECOND)
/* An agent's clock may be this far from the capture's: a message seen on the wire and in HEP within this is one. */
#define EVENT_REPORTED (5 * SECOND)

/* What few messages carry. */
struct details {
	struct str from_tag;     /* of a request within a dialog, where it is not that of the first INVITE */
	struct str method_text;  /* of a method without a name of ours, or written otherwise */
	struct str content_type; /* other than application/sdp, or that without SDP in the body */
	struct str retry_after, alert_info, accept, error_info, call_info, content_disposition, content_encoding;
	struct warning *warnings;
	struct vendor *vendors;
	struct redress redress; /* of a Call-Info for it (RFC 8688): what its jCard says, else its URL alone */
	/* Who a provider says the caller is, of an INVITE: 'A', 'B' or 'C' (RFC 8588); 0: not said */
	char attestation;
	bool identity;         /* it has an Identity (RFC 8224) */
	struct str verstat;    /* "TN-Validation-Passed" ... (3GPP TS 24.229 7.2A.20) */
	bool plays_608;        /* Feature-Caps of an INVITE: whoever has it plays an announcement for 608 (RFC 8688) */
	struct str start_line; /* as sent, where it is not by the grammar */
	const struct sdp *early_session; /* RFC 3959: the SDP of an early session; NULL: none */
	const struct body_part *parts;   /* of a multipart body */
	unsigned part_count;
	unsigned unsupported; /* enum option_tag */
	/* Of a message with DEVIATION_CONTENT_LENGTH_LONG, _SHORT or _ZERO: */
	uint32_t content_length;
	size_t body_size;        /* bytes behind the header */
	enum numeral rseq, rack; /* where they are neither absent nor good */
	enum method rack_method; /* where it is not INVITE */
	/* The top Via of a response that does not go back where the request captured came from, or does not fit it. */
	struct str via_sent_by, via_received;
	uint16_t via_rport;
	/* HEP: how often it was sent, by the wire and by the agent */
	ns skew;          /* as of the payload that gave its time: an agent's clock against the capture's */
	ns reported_last; /* when an agent reported it last */
	/* IP fragments */
	unsigned fragment_losses; /* copies of which IP fragments did not come; of the first of them: */
	ns lost_time;
	uint64_t lost_frame;
	size_t lost_size, lost_length; /* bytes that came, and that were sent */
};

struct event {
	struct event *next;
	ns time;
	uint64_t frame;
	ns last_time; /* of the last repeat; time when there is none */
	uint64_t last_frame;
	const struct flow *flow;
	struct transaction *transaction; /* INVITE and its responses, its ACK, CANCEL; else NULL */
	const struct event *answers;   /* the request a response answers; NULL: of a request, or it was not captured */
	const struct details *details; /* never NULL */
	struct sdp *sdp;               /* of the session; NULL: none */
	struct reason *reasons;
	struct str phrase;
	struct str to_tag;
	struct str branch; /* of the top Via */
	struct str agent;  /* User-Agent of a request, Server or User-Agent of a response */
	uint64_t head;     /* hash of what makes two messages the same one, but for the body */
	uint32_t body;     /* of the body */
	uint32_t bytes;    /* of all of it */
	uint64_t layers;   /* what its copies were wrapped in: 1 << enum layer */
	uint32_t cseq;
	uint32_t rseq;                 /* 0: none */
	uint32_t rack_rseq, rack_cseq; /* of a PRACK */
	unsigned deviations;           /* enum deviation */
	uint32_t contact;              /* hash of Contact, of a response to INVITE that has one; 0: none */
	uint16_t supported, required;  /* enum option_tag */
	uint16_t code;                 /* 0 for a request */
	uint16_t duplicates;           /* of the capture; this and what follows stop at the highest number */
	uint16_t retransmissions;
	uint16_t seen, reported; /* how often it was sent, by the wire and by HEP */
	uint8_t vias;
	uint8_t method;      /* enum method: of the request, or of the request answered */
	uint8_t early_media; /* enum early_media_header: P-Early-Media for the audio line */
	bool request;
	bool early_media_supported;
	bool has_contact;
	bool has_rseq;
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

/* By the capture's own clock, which all copies of a message have in common. */
ns sighting_arrived(const struct sighting *at);

/* The event of a message, what must outlive it copied into arena; what others (a list) has already is shared with them. */
struct event *event_new(struct arena *arena, const struct event *others, const struct message *message,
                        const struct sighting *at, const struct hash_key *key);
/* The same message, of which more is known now. */
void event_describe(struct event *event, struct arena *arena, const struct event *others, const struct message *message,
                    const struct hash_key *key);
/* Keeps the top Via of a response that needs explaining; its transaction is known. */
void event_keep_via(struct event *event, struct arena *arena, const struct message *message);
/* Another copy of the message was seen: of the capture, or sent again. */
void event_repeat(struct event *event, struct arena *arena, const struct sighting *at, uint32_t bytes);
void event_sent_again(struct event *event);
/* A copy lost IP fragments. */
void event_lost(struct event *event, struct arena *arena, const struct message *message, const struct sighting *at);
/* Its details, to be written. */
struct details *event_details(struct event *event, struct arena *arena);

struct str event_method(const struct event *event);
/* A response with branch and CSeq of the request captured on its hop (RFC 3261 17.1.3). */
bool event_fits(const struct event *event);
bool event_is_reliable(const struct event *event);   /* RFC 3262: Require: 100rel and an RSeq */
bool event_is_incomplete(const struct event *event); /* what it said at its end is unknown */
bool event_shows_header(const struct event *event);  /* a field that was not found in it is not there */
/* All of it was captured, and it has neither SDP nor a body that says it is. */
bool event_lacks_sdp(const struct event *event);
/* SDP with an audio port, sendrecv or sendonly, P-Early-Media not against it. */
bool event_promises_audio(const struct event *event);
/* Its P-Early-Media lets who sent it send early media: RFC 5009 8. */
bool event_authorises_audio(const struct event *event);
/* Its SDP has qos preconditions, so that it reserves resources and, unless P-Early-Media says so, promises no audio: RFC 3312. */
bool event_reserves(const struct event *event);
/* An m= line of its SDP wants media there. */
bool event_names(const struct event *event, const struct endpoint *endpoint);
/* RFC 3326 2: a CANCEL because another destination answered. It is not the caller who gave up. */
bool event_is_answered_elsewhere(const struct event *cancel);
/* The offer of an INVITE bars the callee from sending (RFC 3264 5.1, 8.4). */
bool event_bars_audio(const struct event *invite);

#endif
