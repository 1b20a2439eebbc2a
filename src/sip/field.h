/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The grammar header field values share (RFC 3261 7.3.1, 25.1): values between commas, parameters between
 * semicolons, name-addr. Quoted strings are respected; broken ones are read as far as they make sense.
 */
#ifndef SIP_FIELD_H
#define SIP_FIELD_H

#include "base/str.h"

struct name_addr {
	struct str uri;        /* without <> */
	struct str parameters; /* from the first ';' behind it on; may be empty */
};

struct str field_token(struct str *rest); /* the next run of non-blanks; empty at the end */
bool field_value(struct str *rest,
                 struct str *out);       /* the next value of a comma-separated list, trimmed; empty ones are skipped */
unsigned field_values(struct str field); /* how many there are */
/* The next ";name=value" of a parameter list, both trimmed; out is empty for a parameter without a value. */
bool field_parameter(struct str *rest, struct str *name, struct str *out);
struct str field_parameter_named(struct str parameters, struct str name); /* empty when absent */
struct name_addr field_name_addr(struct str field);
struct str field_unquoted(struct str value); /* the slice between "quotes", escapes left in; else value */

#endif
