/* SPDX-License-Identifier: BSD-2-Clause */
/* The lines of a SIP header one by one, without copying, and which fields they are. */
#ifndef SIP_HEADER_H
#define SIP_HEADER_H

#include "base/str.h"

enum {
	HEADER_MAX_SIZE = 64 * 1024, /* examined */
	HEADER_MAX_LINES = 256,
};

/* The fields a diagnosis uses. Fields of one length and first letter stand together: header_of walks through them. */
enum header {
	HEADER_OTHER,
	HEADER_ACCEPT,
	HEADER_ALERT_INFO,
	HEADER_CALL_ID,
	HEADER_CONTACT,
	HEADER_CALL_INFO,
	HEADER_CONTENT_DISPOSITION,
	HEADER_CONTENT_ENCODING,
	HEADER_CONTENT_LENGTH,
	HEADER_CONTENT_TYPE,
	HEADER_CSEQ,
	HEADER_DATE,
	HEADER_ERROR_INFO,
	HEADER_FEATURE_CAPS,
	HEADER_FROM,
	HEADER_IDENTITY,
	HEADER_ASSERTED_IDENTITY,
	HEADER_ATTESTATION,
	HEADER_CHARGING_VECTOR,
	HEADER_EARLY_MEDIA,
	HEADER_RACK,
	HEADER_RSEQ,
	HEADER_REASON,
	HEADER_REQUIRE,
	HEADER_RETRY_AFTER,
	HEADER_SERVER,
	HEADER_SESSION_ID,
	HEADER_SUPPORTED,
	HEADER_TO,
	HEADER_UNSUPPORTED,
	HEADER_USER_AGENT,
	HEADER_VIA,
	HEADER_WARNING,
	HEADER_VENDOR_ERROR, /* X-Twilio-Error and its like */
	HEADERS
};

enum header header_of(struct str name);      /* full or compact (RFC 3261 7.3.3), in any case */
const char *header_name(enum header header); /* "Call-ID" */

struct header_line {
	struct str name;  /* empty: a line without a colon */
	struct str value; /* trimmed; folds are still in it */
};

struct header_reader {
	const char *p, *end; /* what was not read yet */
	const char *limit;   /* behind which no line is begun */
	unsigned lines;
	bool ended;    /* the blank line was there */
	bool bare_lf;  /* a line ended without CR */
	bool too_long; /* the ceilings above were met */
};

struct header_reader header_reader(struct str text); /* text begins at the first line behind the start line */
/* False at the blank line (then p is behind it), at the end of text and at the ceilings. */
bool header_next(struct header_reader *reader, struct header_line *out);

/*
 * The body's length by the first Content-Length field. bad says that it is no number, or that a
 * second field contradicts it. RFC 3261 20.14.
 */
struct content_length {
	bool present, bad;
	uint32_t value; /* the first that could be read */
};

void content_length_add(struct content_length *length, struct str value);

#endif
