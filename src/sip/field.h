/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The grammar header field values share (RFC 3261 7.3.1, 25.1): values between commas, parameters between
 * semicolons, name-addr. Quoted strings are respected; broken ones are read as far as they make sense.
 */
#ifndef SIP_FIELD_H
#define SIP_FIELD_H

#include "base/arena.h"

struct name_addr {
	struct str uri;        /* without <> */
	struct str parameters; /* from the first ';' behind it on; may be empty */
};

struct str field_token(struct str *rest); /* the next run of non-blanks; empty at the end */
bool field_value(struct str *rest,
                 struct str *out);       /* the next value of a comma-separated list, trimmed; empty ones are skipped */
unsigned field_values(struct str field); /* how many there are */
/* As field_value, of fields in which "<" has no meaning: Reason, Warning. */
bool field_value_quoted(struct str *rest, struct str *out);
/* The next ";name=value" of a parameter list, both trimmed; out is empty for a parameter without a value. */
bool field_parameter(struct str *rest, struct str *name, struct str *out);
struct str field_parameter_named(struct str parameters, struct str name); /* empty when absent */
struct name_addr field_name_addr(struct str field);
/* What is wrong with an address of From, To or Contact (RFC 3261 20.10). */
enum field_flaw {
	FLAW_QUOTE = 1,   /* a quoted string that never closes */
	FLAW_ADDRESS = 2, /* anything else that the grammar does not know */
};

unsigned field_flaws(struct str field);
/*
 * A URI by the looks: a scheme, no blanks and brackets, and of sip: and sips: a host that can be one. Header fields
 * within it ("?subject=") have a place only between < and > (RFC 3261 19.1.1, 20.10).
 */
bool field_is_uri(struct str uri, bool headers);
bool field_has_empty(struct str parameters); /* two semicolons in a row, or one at the beginning */
bool field_is_host(struct str host);         /* with or without a port: RFC 3261 25.1 hostport */
struct str field_unquoted(struct str value); /* the slice between "quotes", escapes left in; else value */
/* A copy for a reader: without quotes, their \ escapes resolved (RFC 3261 25.1 quoted-pair), and a fold made one space (7.3.1). */
struct str field_text(struct arena *arena, struct str value);

#endif
