/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One SIP message. message_scan indexes any message without copying a byte; message_parse lets
 * libosip2 read those that decide a diagnosis, and falls back on the scan when osip refuses, so
 * that no call is lost because of a header nobody needs. libosip2 stays inside message.c.
 */
#ifndef SIP_MESSAGE_H
#define SIP_MESSAGE_H

#include "net/flow.h"
#include "sip/deviation.h"
#include "sip/header.h"
#include "sip/reason.h"
#include "sip/sdp.h"
#include "sip/vendor.h"
#include "sip/warning.h"

enum method {
	METHOD_UNKNOWN,
	METHOD_INVITE,
	METHOD_ACK,
	METHOD_BYE,
	METHOD_CANCEL,
	METHOD_PRACK,
	METHOD_UPDATE,
	METHOD_OPTIONS,
	METHOD_REGISTER,
	METHOD_INFO,
	METHOD_SUBSCRIBE,
	METHOD_NOTIFY,
	METHOD_REFER,
	METHOD_MESSAGE,
	METHOD_PUBLISH,
	METHODS
};

enum method method_of(struct str name); /* case matters: RFC 3261 7.1 */
const char *method_name(enum method method);

enum deviation {
	DEVIATION_STATUS_LINE = 1 << 0,          /* RFC 3261 7.2: no space after the code, no three digits ... */
	DEVIATION_CONTENT_TYPE_MISSING = 1 << 1, /* a body that is SDP, and no Content-Type */
	DEVIATION_CONTENT_TYPE_WRONG = 1 << 2,
	DEVIATION_CONTENT_LENGTH_LONG = 1 << 3,  /* says more than there is */
	DEVIATION_CONTENT_LENGTH_SHORT = 1 << 4, /* says less than the datagram holds */
	DEVIATION_CONTENT_LENGTH_ZERO = 1 << 5,  /* says 0, or nothing on TCP, yet a body follows */
	DEVIATION_CONTENT_LENGTH_BAD = 1 << 6,   /* not a number, or two that differ */
	DEVIATION_BARE_LF = 1 << 7,
	DEVIATION_CUT = 1 << 8,               /* the capture's snap length cut it */
	DEVIATION_REFUSED = 1 << 9,           /* libosip2 could not parse it: the scan's fields are used */
	DEVIATION_NO_END = 1 << 10,           /* no blank line behind the header */
	DEVIATION_DUPLICATE_HEADER = 1 << 11, /* two different From, To, Call-ID or CSeq */
	DEVIATION_TOO_LONG = 1 << 12,         /* more header than is examined */
	DEVIATION_FRAGMENT_LOST = 1 << 13,    /* IP fragments of it never came */
	DEVIATION_NO_VIA = 1 << 14,           /* RFC 3261 8.1.1: what every message must have */
	DEVIATION_NO_FROM = 1 << 15,
	DEVIATION_NO_TO = 1 << 16,
	DEVIATION_NO_CALL_ID = 1 << 17,
	DEVIATION_NO_CSEQ = 1 << 18,
	DEVIATION_CSEQ = 1 << 19,   /* no number below 2^31, or not the method of the request line (RFC 3261 8.1.1.5) */
	DEVIATION_METHOD = 1 << 20, /* one that no RFC defines, or in another case (RFC 3261 7.1) */
	DEVIATION_NO_TAG =
		1 << 21, /* From without a tag; To without one in a response but 100 (RFC 3261 8.1.1.3, 8.2.6.2) */
	DEVIATION_BRANCH = 1 << 22,              /* top Via: none, or not z9hG4bK and more (RFC 3261 8.1.1.7) */
	DEVIATION_QUOTE = 1 << 23,               /* a quoted string that never closes (RFC 4475 3.1.2.6) */
	DEVIATION_ADDRESS = 1 << 24,             /* From, To, Contact, Request-URI: not by the grammar */
	DEVIATION_VIA = 1 << 25,                 /* the top one: not by the grammar */
	DEVIATION_NUL = 1 << 26,                 /* in the header */
	DEVIATION_LINE = 1 << 27,                /* a header line that is no field */
	DEVIATION_CONTENT_LENGTH_NONE = 1 << 28, /* RFC 3261 20.14: over a stream it must be there */
	DEVIATION_GAP = 1 << 30,                 /* over a stream: bytes of it are not in the capture */
	DEVIATION_VALUE = 1 << 29, /* RSeq, RAck, Retry-After: no number, or too large; Date: not in GMT */
};

/* RFC 5009 8: what P-Early-Media says of a media line. */
enum early_media_header {
	EARLY_MEDIA_ABSENT,
	EARLY_MEDIA_NO_DIRECTION, /* only "supported", "gated": no authorization (RFC 5009 8) */
	EARLY_MEDIA_SENDRECV,
	EARLY_MEDIA_SENDONLY,
	EARLY_MEDIA_RECVONLY,
	EARLY_MEDIA_INACTIVE,
};

/* Option tags (Supported, Require, Unsupported) that matter. */
enum option_tag {
	OPTION_100REL = 1 << 0,
	OPTION_PRECONDITION = 1 << 1,
	OPTION_TIMER = 1 << 2,
	OPTION_EARLY_SESSION = 1 << 3,
	OPTION_199 = 1 << 4,
	OPTION_REPLACES = 1 << 5,
	OPTION_ICE = 1 << 6,      /* RFC 5768 */
	OPTION_SDP_ANAT = 1 << 7, /* RFC 4092 */
	OPTION_OTHER = 1 << 15,   /* any that is not here */
};

/* How a number of RSeq and RAck stands in its field (RFC 3262 7.1, 7.2). */
enum numeral {
	NUMERAL_ABSENT, /* no such field */
	NUMERAL_GOOD,
	NUMERAL_ZERO,
	NUMERAL_HIGH,  /* above 2^31 - 1: no first RSeq and no CSeq may be (RFC 3262 3, RFC 3261 8.1.1.5) */
	NUMERAL_LARGE, /* above 2^32 - 1 */
	NUMERAL_NONE,  /* no number */
};

enum {
	MESSAGE_MAX_FIELDS = 28, /* the sum of scan_projected_lines (sip/scan.h), and one more of each field */
	EARLY_MEDIA_MAX = 8,     /* directions of P-Early-Media kept, one a media line */
	HEADER_NAMES_MAX = 8,
	BODY_MAX_PARTS = 8,
};

/* Names of header fields of the user's choice; their case does not matter. */
struct header_names {
	struct str name[HEADER_NAMES_MAX];
	unsigned count;
};

/* Content-Disposition (RFC 3261 20.11). */
enum disposition {
	DISPOSITION_NONE, /* not written: "session" for application/sdp, else "render" */
	DISPOSITION_SESSION,
	DISPOSITION_EARLY_SESSION, /* RFC 3959 */
	DISPOSITION_OTHER,
};

/* One part of a multipart body. */
struct body_part {
	struct str type; /* "application/isup", without parameters; empty: none is named */
	size_t size;     /* bytes behind the part's header */
	enum disposition disposition;
	bool optional; /* handling=optional; else who does not know the type must refuse (RFC 5621) */
	bool is_sdp;   /* by type or by its first bytes */
	bool encoded;  /* has a Content-Encoding but identity */
};

/* A header field as it stands in the message. */
struct message_field {
	enum header header;
	struct str value;
};

/* Every str is a slice of text (scan) or of the arena (parse). Absent fields are empty. */
struct message {
	struct str text;       /* the whole message as framed */
	struct str start_line; /* as sent, without its line end */
	size_t header_size;    /* up to and with the blank line */
	struct str body;       /* what follows, as far as Content-Length and the capture allow */
	struct str rest;       /* bytes of the datagram behind Content-Length */
	bool request;
	enum method method; /* of a request: its own; of a response: its CSeq's */
	struct str method_text;
	uint16_t code; /* of a response: 100..699; of a request: 0 */
	struct str phrase;
	struct str request_uri;
	struct str call_id;
	struct str from, to;         /* whole field values */
	struct str from_uri, to_uri; /* the addr-spec, without <> and parameters */
	struct str from_tag, to_tag;
	uint32_t cseq;
	struct str via_branch, via_sent_by, via_transport, via_received; /* of the top Via */
	uint16_t via_rport;                                              /* 0: no number given */
	bool via_rport_asked;                                            /* ";rport" without a value (RFC 3581 3) */
	unsigned vias;
	uint32_t rseq;                 /* 0: none */
	uint32_t rack_rseq, rack_cseq; /* 0: none */
	bool has_rseq;
	enum numeral rseq_numeral;
	enum numeral rack_numeral;                  /* of its two numbers the first that is not good */
	enum method rack_method;                    /* METHOD_UNKNOWN: none, or it is missing */
	unsigned supported, required, unsupported;  /* enum option_tag, or-ed */
	enum early_media_header early_media;        /* of the first media line; message_early_media() of others */
	uint8_t early_media_lines[EARLY_MEDIA_MAX]; /* enum early_media_header */
	uint8_t early_media_count;
	bool early_media_supported; /* P-Early-Media: supported */
	bool early_media_gated;
	struct str contact;
	struct str content_type, content_disposition, content_encoding;
	bool has_content_length;
	uint32_t content_length;
	struct str user_agent, server;
	struct str session_id;              /* RFC 7989; session_id_parse() takes it apart */
	struct str icid, icid_generated_at; /* of P-Charging-Vector (RFC 7315 4.6), without quotes */
	struct str correlation;             /* the value of the first field that message_place.correlation names */
	struct str retry_after;
	struct str alert_info, accept, error_info;
	struct str call_info;                   /* the first, but one with purpose=jwscard (RFC 8688) before others */
	struct str feature_caps;                /* RFC 6809 */
	struct str warning_fields[WARNING_MAX]; /* values of Warning, unparsed */
	unsigned warning_count;
	struct str vendor_fields[VENDOR_MAX]; /* the vendors' error fields, "X-Twilio-Error: 32203" as written */
	unsigned vendor_count;
	struct str identity;    /* RFC 8224: the first */
	struct str attestation; /* of P-Attestation-Indicator (3GPP TS 24.229 7.2) */
	struct str verstat; /* what a provider made of it: of From or P-Asserted-Identity (3GPP TS 24.229 7.2A.20) */
	struct str reason_fields[REASON_MAX]; /* Reason field values, unparsed */
	unsigned reason_count;
	unsigned deviations; /* enum deviation, or-ed */
	/* What message_parse reads, in their order. */
	unsigned field_count;
	struct message_field fields[MESSAGE_MAX_FIELDS];
};

/* Before message_parse: sets up osip's parser, allocator and silent trace, once however often it is called. */
void message_init(void);

/* How a message came. */
struct message_place {
	bool datagram;      /* alone in one: its size can contradict a Content-Length */
	bool cut;           /* the capture lacks some of it */
	bool fragment_lost; /* what it lacks are IP fragments that never came */
	bool hole;          /* what it lacks are bytes of its stream */
	bool shortened;     /* more of it was captured than is examined */
	bool overrun;       /* on a stream: the next message begins before Content-Length is used up */
	const struct header_names *correlation; /* NULL: none */
};

/* Scans one framed message; false when its first line is no SIP start line. */
bool message_scan(struct str text, struct message_place place, struct message *out);

/*
 * Whether a diagnosis rests on it: INVITE, PRACK, UPDATE, CANCEL; every response to INVITE but 100; responses to PRACK and
 * UPDATE that refuse or carry a body.
 */
bool message_decides(const struct message *message);

/*
 * Reads a scanned message with libosip2: a capped projection of the header, in an arena of its own.
 * Fields osip reads replace the scan's; on refusal DEVIATION_REFUSED is set and the scan's stay.
 * The replaced fields live until the next message_parse.
 */
void message_parse(struct message *message);

/* What P-Early-Media says of a media line, counted from 0. RFC 5009 8: the last direction is that of all lines behind it. */
enum early_media_header message_early_media(const struct message *message, unsigned line);

/* Where Contact points: false unless its host is a literal address. Without a port: the scheme's (RFC 3261 19.1.2). */
bool message_contact(const struct message *message, struct endpoint *out);

/*
 * The SDP of the session in a message, also inside multipart and also without a Content-Type (bytes that begin
 * with "v=0"). Everything is copied into arena. NULL: none.
 */
struct sdp *message_sdp(const struct message *message, struct arena *arena);
/* The SDP that a Content-Disposition of early-session marks (RFC 3959), which is not the session's. NULL: none. */
struct sdp *message_early_session(const struct message *message, struct arena *arena);
/* The parts of a multipart body, in order, the first BODY_MAX_PARTS of them; copied into arena. NULL and 0: it has none. */
struct body_part *message_parts(const struct message *message, struct arena *arena, unsigned *count);
struct reason *message_reasons(const struct message *message, struct arena *arena);
struct warning *message_warnings(const struct message *message, struct arena *arena);
struct vendor *message_vendors(const struct message *message, struct arena *arena);

#endif
