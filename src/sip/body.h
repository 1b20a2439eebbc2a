/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the SDP is in what a message carries: plain, inside multipart (RFC 2046 5.1), or without any label. */
#ifndef SIP_BODY_H
#define SIP_BODY_H

#include "base/str.h"

enum {
	BODY_MAX_DEPTH = 3, /* multipart inside multipart inside multipart */
};

bool body_begins_sdp(struct str body);                       /* with "v=0", the way no other body does */
bool body_begins_line(struct str body);                      /* with any line of SDP's form: "o=" ... */
bool body_type_is(struct str content_type, struct str type); /* parameters do not count */
bool body_type_is_multipart(struct str content_type);

/* The SDP that one body or its parts hold, empty when there is none: the session's and, apart from it, RFC 3959's. */
struct body_sdp {
	struct str session;
	struct str early_session;
};

struct body_sdp body_sdp(struct str body, struct str content_type, struct str disposition);

#endif
