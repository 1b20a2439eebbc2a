/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A capture file of each call in trouble: the frames that brought its SIP, on all legs told of, and its early audio, so that
 * it can be looked at elsewhere, or diagnosed again. Comments say which call it is, what was found, and what the file lacks.
 */
#ifndef REPORT_EVIDENCE_H
#define REPORT_EVIDENCE_H

#include "report/report.h"

enum {
	EVIDENCE_MAX_FILES = 1000,  /* in the folder; then the oldest go */
	EVIDENCE_MAX_CALL_ID = 256, /* of a Call-ID in a comment */
};

#define EVIDENCE_MAX_BYTES (UINT64_C(256) << 20) /* of all of them, unless something else is wanted */

extern const struct reporter reporter_evidence;

/* There is something to prove: a finding of severity warning or worse, or a verdict that the caller was worse off. */
bool evidence_is_due(const struct reported *reported);
/* "20261123-071415-000042-silent-media.pcapng": its start, its number in this run, its verdict; nothing of SIP. */
void evidence_name(struct buf *out, const struct reported *reported);
bool evidence_is_named(struct str name); /* as evidence_name does */

#endif
