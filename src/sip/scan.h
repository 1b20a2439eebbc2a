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
};

void scan_field(struct scan *scan, enum header header, const struct header_line *line);

#endif
