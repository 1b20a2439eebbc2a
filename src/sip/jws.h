/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a signed token says (RFC 7515 3.1, compact form): the contact for redress of a 608 (RFC 8688, a jCard of RFC 7095) and the
 * attestation of a caller (RFC 8588). Its signature is not checked: what it says is told, not believed.
 */
#ifndef SIP_JWS_H
#define SIP_JWS_H

#include "base/buf.h"
#include "sip/reason.h"

enum {
	JWS_MAX_BYTES = 8 * 1024, /* of a payload */
};

/* The payload between the two dots of what begins with a token; false: there is none, or it is not in base64url. */
bool jws_payload(struct str token, struct buf *out);
/* Name, tel, email and url of the jCard in a payload; false: none of them. All is copied into arena. */
bool jws_redress(struct str payload, struct arena *arena, struct redress *out);
/* The value of "attest": 'A', 'B' or 'C'; 0: none. */
char jws_attestation(struct str payload);

#endif
