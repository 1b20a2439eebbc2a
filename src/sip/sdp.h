/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A session description as facts (RFC 8866), read by a tolerant linear scanner: whatever can be
 * understood is, and each departure from the grammar is noted, because strict stacks refuse it.
 * Descriptions are kept by the hundred thousand: what few of them have stands behind a pointer.
 */
#ifndef SIP_SDP_H
#define SIP_SDP_H

#include "base/arena.h"
#include "net/flow.h"
#include "sip/deviation.h"

enum {
	SDP_MAX_MEDIA = 8, /* m= lines kept; more are counted */
	SDP_MAX_FORMATS = 24,
	SDP_MAX_CRYPTO = 8, /* a=crypto lines of an m= line kept */
};

enum sdp_direction {
	SDP_SENDRECV, /* also when no direction is written: RFC 8866 6.7 */
	SDP_SENDONLY,
	SDP_RECVONLY,
	SDP_INACTIVE,
};

/* RFC 4145 4: who opens the connection; RFC 5763 5: who begins DTLS. */
enum sdp_setup {
	SDP_SETUP_NONE, /* not written */
	SDP_SETUP_ACTIVE,
	SDP_SETUP_PASSIVE,
	SDP_SETUP_ACTPASS,
	SDP_SETUP_HOLDCONN,
	SDP_SETUP_OTHER, /* a word of no RFC */
};

/* The address type that c= names (RFC 8866 5.7). */
enum sdp_family {
	SDP_FAMILY_NONE, /* no c= */
	SDP_FAMILY_IP4,
	SDP_FAMILY_IP6,
	SDP_FAMILY_OTHER,
};

/* RFC 3312 4: whose reservation a=curr, a=des and a=conf speak of. */
enum sdp_status {
	SDP_STATUS_E2E,
	SDP_STATUS_LOCAL,
	SDP_STATUS_REMOTE,
	SDP_STATUS_TYPES
};

/* Directions of a reservation, or-ed. */
enum sdp_way {
	SDP_WAY_SEND = 1,
	SDP_WAY_RECV = 2,
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
	SDP_TOO_MUCH = 1 << 11,        /* more lines, media or formats than are read */
	SDP_EMPTY_NAME = 1 << 12,      /* "s=" and nothing */
	SDP_AFTER_ATTRIBUTE = 1 << 13, /* c= or b= behind an a= of the same part */
	SDP_UNKNOWN_LINE = 1 << 14,    /* a letter that RFC 8866 does not know */
	SDP_SPACES = 1 << 15,          /* blanks around "=", at an end of a line, or two in a row in c=, m=, o= */
	SDP_BAD_ORIGIN = 1 << 16,      /* o= without its six parts */
	SDP_BAD_VERSION = 1 << 17,     /* v= other than 0 */
	SDP_REPEATED = 1 << 18,        /* v=, o= or s= twice */
};

struct sdp_format {
	struct str name; /* as in rtpmap, else RFC 3551's name for a static type, else empty */
	uint32_t clock;  /* Hz; 0 unknown */
	uint8_t payload_type;
	uint8_t channels; /* as in rtpmap; 0: not said, which is one */
};

/* RFC 4568 4: an a=crypto line. Its key is not kept. */
struct sdp_crypto {
	struct str suite; /* "AES_CM_128_HMAC_SHA1_80" */
	uint32_t tag;
	bool tag_bad;  /* no number */
	bool untagged; /* UNAUTHENTICATED_SRTP (RFC 4568 6.3.3): packets have no tag */
};

/* What few m= lines have. */
struct sdp_details {
	const struct sdp_crypto *crypto;
	unsigned crypto_count;  /* kept; SDP_MAX_CRYPTO may stand for more */
	struct str fingerprint; /* hash name of the first a=fingerprint (RFC 8122 5): "sha-256" */
	struct str content;     /* a=content (RFC 4796): "g.3gpp.cat" (TS 24.182) */
	uint64_t keys; /* hash of what a=crypto, a=fingerprint and a=key-mgmt hold: tells only whether they changed */
	uint64_t ice_fragment; /* sdp_ice_fragment of a=ice-ufrag (RFC 8839 5.4), at either level; 0: none */
	uint16_t candidates;   /* a=candidate lines (RFC 8839 5.1), at either level */
	uint16_t fingerprints;
};

/* One m= line with what the session's own lines say for it. */
struct sdp_media {
	const struct sdp_details *details; /* never NULL */
	struct sdp_format *format;
	struct str kind;         /* "audio", "video" ... */
	struct str proto;        /* "RTP/AVP" ... */
	struct str address_text; /* c= as written */
	struct address address;
	uint16_t port;                     /* 0: the stream is refused (RFC 3264 6), unless bundle_only or port_bad */
	uint16_t rtcp_port;                /* a=rtcp, else port + 1; the RTP port with rtcp-mux */
	uint16_t ptime_ms, maxptime_ms;    /* 0: not given */
	uint8_t formats;                   /* of RTP: those that are numbers */
	uint8_t current, desired, confirm; /* preconditions: sdp_current() and its like */
	uint8_t direction;                 /* enum sdp_direction: this m= line's, else the session's */
	uint8_t setup;                     /* enum sdp_setup: this m= line's, else the session's */
	uint8_t family;                    /* enum sdp_family */
	bool is_audio : 1;                 /* kind is "audio", in any case */
	bool has_address : 1;              /* address_text is a literal address */
	bool has_direction : 1;            /* written at either level */
	bool port_bad : 1;                 /* no number up to 65535: port is 0 */
	bool has_ice : 1;                  /* a=candidate or a=ice-ufrag here or at session level */
	bool has_ice_ufrag : 1;
	bool ice_only : 1;           /* ICE, and port 9 or an address of zeroes (RFC 8840): no use without ICE */
	bool rtcp_mux : 1;           /* RFC 5761 5.1.1 */
	bool bundle_only : 1;        /* RFC 9143 6 (8843): port 0 does not refuse it */
	bool has_preconditions : 1;  /* a=curr or a=des: qos (RFC 3312) */
	bool precondition_unmet : 1; /* a mandatory a=des the a=curr lines do not reach */
	bool has_crypto : 1, has_fingerprint : 1;
	bool has_key_mgmt : 1; /* RFC 4567 */
	bool has_altc : 1;     /* RFC 6947: addresses of both families */
	bool has_acfg : 1;     /* RFC 5939 3.5.2: the answer takes another transport than the m= line offered */
	bool has_zrtp : 1;     /* a=zrtp-hash (RFC 6189 8): keys are agreed upon within the media */
	bool is_cat : 1;       /* a=content:g.3gpp.cat */
};

struct sdp {
	uint64_t origin;     /* hash of o= without its version; 0: none */
	uint64_t other;      /* hash of the lines that no field of sdp_media stands for, in any order */
	unsigned deviations; /* enum sdp_deviation, or-ed */
	uint8_t media_count; /* m= lines kept */
	bool has_anat;       /* a=group:ANAT (RFC 4091) */
	struct sdp_media media[];
};

/* Everything kept is copied into arena. Never NULL for a body that has anything like an SDP line; NULL when it has none. */
struct sdp *sdp_parse(struct arena *arena, struct str body);

/*
 * The audio m= line that counts: the first with a port or bundle-only, else the first with port 0. Lines whose port is no number
 * never do. NULL: none, or sdp is NULL.
 */
const struct sdp_media *sdp_audio(const struct sdp *sdp);
unsigned sdp_line(const struct sdp *sdp, const struct sdp_media *media); /* its place among the m= lines, from 0 */
bool sdp_is_audio(const struct sdp_media *media);
bool sdp_is_refused(const struct sdp_media *media); /* port 0, and nothing that excuses it */

/* Why no audio could ever be sent to whom wrote it. */
enum sdp_lack {
	SDP_LACKS_AUDIO = 1,   /* no m=audio line */
	SDP_LACKS_ADDRESS = 2, /* an m=audio line without c= */
	SDP_LACKS_PORT = 4,    /* an m=audio line whose port is no number */
};

/* enum sdp_lack, or-ed; 0 as soon as one m=audio line has all, refused or not. */
unsigned sdp_lacks(const struct sdp *sdp);

/* What stands for a username fragment of ICE, the same in every run. 0: it is empty. */
uint64_t sdp_ice_fragment(struct str fragment);

const char *sdp_direction_name(enum sdp_direction direction);
const char *sdp_setup_name(enum sdp_setup setup); /* "actpass"; "": none or other */
bool sdp_sends(enum sdp_direction direction);     /* sendrecv or sendonly: who wrote it may send */

/* Preconditions (RFC 3312), as enum sdp_way or-ed. */
unsigned sdp_current(const struct sdp_media *media, enum sdp_status status);
unsigned sdp_desired(const struct sdp_media *media, enum sdp_status status);   /* mandatory ones */
unsigned sdp_confirmed(const struct sdp_media *media, enum sdp_status status); /* a=conf: asked to be told */
unsigned sdp_unmet(const struct sdp_media *media, enum sdp_status status);     /* desired, not current */
const char *sdp_status_name(enum sdp_status status);                           /* "local" */
const char *sdp_way_name(unsigned ways);                                       /* "sendrecv", "send", "recv", "none" */

/* Codecs. A format without a name (a dynamic type without rtpmap) is the same as any other of its number. */
struct sdp_format sdp_static_format(uint8_t payload_type); /* RFC 3551 6; without name and clock: none */
const struct sdp_format *sdp_format_of(const struct sdp_media *media, uint8_t payload_type); /* NULL: none */
bool sdp_is_codec(const struct sdp_format *format); /* speech, not telephone-event, CN or another companion */
bool sdp_same_format(const struct sdp_format *a, const struct sdp_format *b); /* name in any case, clock */
unsigned sdp_codecs(const struct sdp_media *media);                           /* how many of its formats are codecs */
unsigned sdp_codecs_common(const struct sdp_media *offer,
                           const struct sdp_media *answer); /* of answer's, those offered */
/* The first codec of answer that was not offered; NULL: none. */
const struct sdp_format *sdp_codec_added(const struct sdp_media *offer, const struct sdp_media *answer);
/* The first dynamic format of answer that was offered under other numbers only; offered then is one of those. NULL: none. */
const struct sdp_format *sdp_renumbered(const struct sdp_media *offer, const struct sdp_media *answer,
                                        const struct sdp_format **offered);

/* What may differ between two descriptions of one side. */
enum sdp_difference {
	SDP_DIFFERS_LINES = 1 << 0, /* number or kind of m= lines */
	SDP_DIFFERS_ADDRESS = 1 << 1,
	SDP_DIFFERS_PORT = 1 << 2,
	SDP_DIFFERS_PROTO = 1 << 3,
	SDP_DIFFERS_DIRECTION = 1 << 4,
	SDP_DIFFERS_FORMATS = 1 << 5, /* payload types, their order, names or clocks */
	SDP_DIFFERS_CRYPTO = 1 << 6,  /* suites, tags, fingerprints or keys */
	SDP_DIFFERS_SETUP = 1 << 7,
	SDP_DIFFERS_PRECONDITIONS = 1 << 8,
	SDP_DIFFERS_OTHER = 1 << 9, /* any other line */
};

/*
 * Of all m= lines, enum sdp_difference or-ed. Neither the version of o= nor the order of attributes counts, nor whether
 * what is the default is written. NULL differs from anything in its lines.
 */
unsigned sdp_differs(const struct sdp *a, const struct sdp *b);
bool sdp_same(const struct sdp *a, const struct sdp *b);
const char *sdp_difference_name(enum sdp_difference difference); /* "address", "codecs" ... */

#endif
