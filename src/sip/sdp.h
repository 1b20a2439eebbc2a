/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A session description as facts (RFC 8866), read by a tolerant linear scanner: whatever can be
 * understood is, and each departure from the grammar is noted, because strict stacks refuse it.
 */
#ifndef SIP_SDP_H
#define SIP_SDP_H

#include "base/arena.h"
#include "net/flow.h"

enum {
	SDP_MAX_MEDIA = 8, /* m= lines kept; more are counted */
	SDP_MAX_FORMATS = 24,
};

enum sdp_direction {
	SDP_SENDRECV, /* also when no direction is written: RFC 8866 6.7 */
	SDP_SENDONLY,
	SDP_RECVONLY,
	SDP_INACTIVE,
};

enum sdp_deviation {
	SDP_NO_VERSION = 1 << 0,
	SDP_NO_ORIGIN = 1 << 1,
	SDP_NO_NAME = 1 << 2,
	SDP_NO_TIME = 1 << 3,
	SDP_NO_CONNECTION = 1 << 4, /* an m= line with no c= for it at either level */
	SDP_ORDER = 1 << 5,         /* lines in another order than RFC 8866 9 */
	SDP_BARE_LF = 1 << 6,
	SDP_NO_FINAL_CRLF = 1 << 7,
	SDP_BAD_LINE = 1 << 8,  /* not "x=" */
	SDP_BAD_MEDIA = 1 << 9, /* an m= line that cannot be read */
	SDP_BAD_ADDRESS = 1 << 10,
	SDP_TOO_MUCH = 1 << 11, /* more lines, media or formats than are read */
};

struct sdp_format {
	uint8_t payload_type;
	struct str name; /* as in rtpmap, else RFC 3551's name for a static type, else empty */
	uint32_t clock;  /* Hz; 0 unknown */
};

/* One m= line with what the session's own lines say for it. */
struct sdp_media {
	struct str kind;         /* "audio", "video" ... */
	struct str proto;        /* "RTP/AVP" ... */
	uint16_t port;           /* 0: the stream is refused (RFC 3264 6) */
	uint16_t rtcp_port;      /* a=rtcp, else port + 1; the RTP port with rtcp-mux */
	struct str address_text; /* c= as written */
	struct address address;
	bool has_address;             /* address_text is a literal address */
	enum sdp_direction direction; /* this m= line's, else the session's */
	bool has_direction;           /* written at either level */
	unsigned ptime_ms;            /* 0: not given */
	unsigned formats;
	struct sdp_format *format;
	bool has_ice; /* a=candidate or a=ice-ufrag here or at session level */
	bool rtcp_mux;
	bool has_preconditions;  /* a=curr or a=des: qos (RFC 3312) */
	bool precondition_unmet; /* a mandatory a=des the a=curr lines do not reach */
	bool has_crypto, has_fingerprint;
};

struct sdp {
	unsigned deviations;  /* enum sdp_deviation, or-ed */
	struct str origin;    /* the o= value */
	unsigned media_count; /* m= lines kept */
	struct sdp_media *media;
};

/* Everything kept is copied into arena. Never NULL for a body that has anything like an SDP line; NULL when it has none. */
struct sdp *sdp_parse(struct arena *arena, struct str body);
const struct sdp_media *sdp_audio(const struct sdp *sdp);  /* the first audio m= line; NULL: none, or sdp is NULL */
struct sdp_format sdp_static_format(uint8_t payload_type); /* RFC 3551 6; without name and clock: none */
const char *sdp_direction_name(enum sdp_direction direction);
bool sdp_sends(enum sdp_direction direction); /* sendrecv or sendonly: who wrote it may send */

#endif
