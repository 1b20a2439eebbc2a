/* SPDX-License-Identifier: BSD-2-Clause */
/* What vendors say of a failure in fields of their own: X-Twilio-Error, X-Asterisk-HangupCause ... */
#ifndef SIP_VENDOR_H
#define SIP_VENDOR_H

#include "base/arena.h"

enum {
	VENDOR_MAX = 8 /* fields kept of one message */
};

struct vendor {
	struct vendor *next;
	struct str name, value; /* as written, but for folds */
};

/* Appends a field, "X-Reason: no" as it stands in the message, to list; everything is copied into arena. */
void vendor_parse(struct arena *arena, struct str field, struct vendor **list);
/* The value of the first field of that name, in any case; empty: there is none. */
struct str vendor_named(const struct vendor *list, struct str name);
/* The number that value begins with; false: none. */
bool vendor_number(struct str value, uint32_t *out);

#endif
