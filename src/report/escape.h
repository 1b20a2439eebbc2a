/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text from the wire, made safe to print. What could steer a terminal or deceive a reader (control
 * characters, bidirectional overrides, invisible characters, bytes that are no UTF-8) is shown as
 * an escape in every output.
 */
#ifndef REPORT_ESCAPE_H
#define REPORT_ESCAPE_H

#include "base/buf.h"

/* For terminals: \xHH, \u{...}. At most about limit columns, then "…"; 0: all of it. */
void escape_terminal(struct buf *out, struct str text, size_t limit);
/* A JSON string with its quotes, valid UTF-8 whatever text is: bad bytes become U+FFFD. Empty text gives "". At most limit characters. */
void escape_json(struct buf *out, struct str text, size_t limit);

size_t
text_columns(struct str text); /* of UTF-8 on a terminal: East Asian wide characters take two, combining ones none */

/* The next character of text, which is cut off it. False at its end. Bad bytes are one character of their own. */
struct character {
	uint32_t code;
	bool valid; /* false: bytes that are no UTF-8, as many as Unicode's "maximal subpart" has (Unicode 3.9) */
	struct str bytes;
};

bool character_next(struct str *text, struct character *out);
bool character_is_visible(uint32_t code); /* neither control, nor bidirectional, nor invisible */
size_t character_columns(const struct character *character);

#endif
