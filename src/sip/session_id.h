/* SPDX-License-Identifier: BSD-2-Clause */
/* Session-ID (RFC 7989): a name for a call that survives the elements which rewrite its Call-ID. */
#ifndef SIP_SESSION_ID_H
#define SIP_SESSION_ID_H

#include "base/str.h"

/* Of 32 hexadecimal digits each; the nil UUID (all zeroes) reads as empty: it names nobody (RFC 7989 5). */
struct session_id {
	struct str local;  /* who sent the message */
	struct str remote; /* the other side; empty: not written or not known yet */
};

/* False, and out untouched, when the field does not begin with a UUID. */
bool session_id_parse(struct str field, struct session_id *out);

#endif
