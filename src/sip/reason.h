/* SPDX-License-Identifier: BSD-2-Clause */
/* Why a call ended, as the network says: the values of Reason header fields (RFC 3326, 6432, 8606). */
#ifndef SIP_REASON_H
#define SIP_REASON_H

#include "base/arena.h"

enum {
	REASON_MAX = 8,              /* values kept of one message */
	REASON_MAX_BYTES = 8 * 1024, /* of a field that are read */
};

struct reason {
	struct reason *next;
	struct str protocol; /* "SIP", "Q.850" ... as written */
	bool has_cause;
	uint32_t cause;
	struct str text;     /* unquoted, \ escapes resolved; empty when absent */
	bool text_scattered; /* text was gathered from v=, url=, tel= ... standing as parameters of their own */
	struct str location; /* RFC 8606, as written; empty when absent */
};

/* Appends the values of one Reason field to list; everything is copied into arena. */
void reason_parse(struct arena *arena, struct str field, struct reason **list);
/* Its cause is decline: SIP 603, Q.850 21. */
bool reason_is_decline(const struct reason *reason);
/* Its cause is that of a failure: 300 and above of SIP, any but 0 of others. */
bool reason_is_failure(const struct reason *reason);
/*
 * Its location is in a network that is neither user's own. Beyond an interworking point (BI) a user may be as well as a network (RFC 8606).
 */
bool reason_is_between_users(const struct reason *reason);

/* What a 603+ Reason text carries: "v=analytics1;url=...;tel=...;email=...;id=..." (ATIS-1000099). Slices of text. */
struct redress {
	bool analytics; /* v=analytics1 is there */
	bool first;     /* and is what the text begins with, a semicolon behind it */
	struct str url, tel, email, id;
	struct str name; /* who is to be asked: of a jCard (sip/jws.h) alone */
};

void redress_parse(struct str text, struct redress *out);

#endif
