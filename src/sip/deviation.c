/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/message.h"

#include <stddef.h>

static const struct deviation_row rows[] = {
	{DEVIATION_STATUS_LINE, "start-line", "start line not by the grammar", "RFC 3261 7.1, 7.2"},
	{DEVIATION_METHOD, "method", "a method that no RFC defines", "RFC 3261 7.1"},
	{DEVIATION_CUT, "cut", "cut: not all of it was captured", ""},
	{DEVIATION_GAP, "gap", "segments with parts of it were not captured", ""},
	{DEVIATION_FRAGMENT_LOST, "fragment-lost", "IP fragments of it are missing", "RFC 791 3.2"},
	{DEVIATION_NO_VIA, "no-via", "no Via", "RFC 3261 8.1.1.7"},
	{DEVIATION_NO_FROM, "no-from", "no From", "RFC 3261 8.1.1.3"},
	{DEVIATION_NO_TO, "no-to", "no To", "RFC 3261 8.1.1.2"},
	{DEVIATION_NO_CALL_ID, "no-call-id", "no Call-ID", "RFC 3261 8.1.1.4"},
	{DEVIATION_NO_CSEQ, "no-cseq", "no CSeq", "RFC 3261 8.1.1.5"},
	{DEVIATION_CSEQ, "cseq", "CSeq without a number below 2^31, or not of this method", "RFC 3261 8.1.1.5"},
	{DEVIATION_NO_TAG, "no-tag", "a tag is missing", "RFC 3261 8.1.1.3, 8.2.6.2"},
	{DEVIATION_BRANCH, "branch", "no branch of RFC 3261 in the top Via", "RFC 3261 8.1.1.7"},
	{DEVIATION_VIA, "via", "top Via not by the grammar", "RFC 3261 20.42"},
	{DEVIATION_ADDRESS, "address", "an address not by the grammar", "RFC 3261 19.1.1, 20.10"},
	{DEVIATION_QUOTE, "quote", "a quoted string never closes", "RFC 3261 25.1"},
	{DEVIATION_DUPLICATE_HEADER, "duplicate-header", "two different values of a field that identifies it",
         "RFC 3261 7.3.1"},
	{DEVIATION_VALUE, "value", "a number or date not by the grammar", "RFC 3261 25.1"},
	{DEVIATION_LINE, "line", "a header line that is no field", "RFC 3261 7.3"},
	{DEVIATION_NUL, "nul", "NUL in the header", "RFC 3261 25.1"},
	{DEVIATION_BARE_LF, "bare-lf", "line feeds alone end lines", "RFC 3261 7"},
	{DEVIATION_NO_END, "no-end", "no blank line behind the header", "RFC 3261 7"},
	{DEVIATION_TOO_LONG, "too-long", "more header than is examined", ""},
	{DEVIATION_CONTENT_TYPE_MISSING, "content-type-missing", "SDP without Content-Type", "RFC 3261 20.15"},
	{DEVIATION_CONTENT_TYPE_WRONG, "content-type-wrong", "Content-Type does not fit the body", "RFC 3261 20.15"},
	{DEVIATION_CONTENT_LENGTH_LONG, "content-length-long", "Content-Length says more than there is",
         "RFC 3261 18.3"},
	{DEVIATION_CONTENT_LENGTH_SHORT, "content-length-short", "Content-Length says less than there is",
         "RFC 3261 18.3"},
	{DEVIATION_CONTENT_LENGTH_ZERO, "content-length-zero", "a body that Content-Length does not announce",
         "RFC 3261 20.14"},
	{DEVIATION_CONTENT_LENGTH_BAD, "content-length-bad", "Content-Length is no number, or two that differ",
         "RFC 3261 20.14"},
	{DEVIATION_CONTENT_LENGTH_NONE, "content-length-none", "no Content-Length over a stream", "RFC 3261 20.14"},
	{DEVIATION_REFUSED, "refused", "a strict parser refuses it", "RFC 3261 25.1"},
};

const struct deviation_row *deviation_next(unsigned *deviations)
{
	for (size_t i = 0; *deviations && i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!(*deviations & (unsigned)rows[i].bit))
			continue;
		*deviations &= ~(unsigned)rows[i].bit;
		return &rows[i];
	}
	return NULL;
}
