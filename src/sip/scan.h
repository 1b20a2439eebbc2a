/* SPDX-License-Identifier: BSD-2-Clause */
/* What a header field means to a message: shared by the scan of the raw text and the reading of libosip2's fields. */
#ifndef SIP_SCAN_H
#define SIP_SCAN_H

#include "sip/header.h"
#include "sip/message.h"

/* One field while a message is scanned. */
struct scan {
	struct message *out;
	struct content_length length;
	struct str cseq;
	uint8_t lines[HEADERS]; /* of each field that message_parse reads: how many were kept */
};

/*
 * How many lines of a field libosip2 sees; the fields that are not here it never sees. Lists of tokens (Supported,
 * P-Early-Media) have nothing to be misread, and where a later request is sent (Contact) no diagnosis rests on: each would
 * cost as much as three others.
 */
extern const uint8_t scan_projected_lines[HEADERS];

void scan_field(struct scan *scan, enum header header, const struct header_line *line);
/* All fields of a message; reader stands behind the start line, and then where it stopped. */
void scan_header(struct scan *scan, struct header_reader *reader, struct message_place place);

#endif
