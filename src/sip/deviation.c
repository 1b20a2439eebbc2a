/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/deviation.h"

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

static const struct deviation_row sdp_rows[] = {
	{SDP_BAD_LINE, "line", "a line that is not \"x=\" and a value", "RFC 8866 5"},
	{SDP_UNKNOWN_LINE, "unknown-line", "a line of a type that SDP does not have", "RFC 8866 9"},
	{SDP_NO_VERSION, "no-version", "no v= line", "RFC 8866 5.1"},
	{SDP_BAD_VERSION, "version", "a version other than 0", "RFC 8866 5.1"},
	{SDP_NO_ORIGIN, "no-origin", "no o= line", "RFC 8866 5.2"},
	{SDP_BAD_ORIGIN, "origin", "o= without its six parts", "RFC 8866 5.2"},
	{SDP_NO_NAME, "no-name", "no s= line", "RFC 8866 5.3"},
	{SDP_EMPTY_NAME, "empty-name", "s= is empty", "RFC 8866 5.3"},
	{SDP_NO_TIME, "no-time", "no t= line", "RFC 8866 5.9"},
	{SDP_NO_CONNECTION, "no-connection", "an m= line without a c= line", "RFC 8866 5.7"},
	{SDP_BAD_ADDRESS, "address", "c= not by the grammar", "RFC 8866 5.7"},
	{SDP_BAD_MEDIA, "media", "m= not by the grammar", "RFC 8866 5.14"},
	{SDP_REPEATED, "repeated", "v=, o= or s= more than once", "RFC 8866 9"},
	{SDP_ORDER, "order", "lines out of order", "RFC 8866 9"},
	{SDP_AFTER_ATTRIBUTE, "after-attribute", "c= or b= behind an a= line", "RFC 8866 9"},
	{SDP_SPACES, "spaces", "blanks where none may be", "RFC 8866 9"},
	{SDP_BARE_LF, "bare-lf", "line feeds alone end lines", "RFC 8866 9"},
	{SDP_NO_FINAL_CRLF, "no-final-crlf", "no line end behind the last line", "RFC 8866 9"},
	{SDP_TOO_MUCH, "too-much", "more than is examined", ""},
};

static const struct deviation_row *take_next(const struct deviation_row *row, size_t count, unsigned *deviations)
{
	for (; *deviations && count; row++, count--) {
		if (!(*deviations & row->bit))
			continue;
		*deviations &= ~row->bit;
		return row;
	}
	return NULL;
}

const struct deviation_row *deviation_next(unsigned *deviations)
{
	return take_next(rows, sizeof(rows) / sizeof(rows[0]), deviations);
}

const struct deviation_row *sdp_deviation_next(unsigned *deviations)
{
	return take_next(sdp_rows, sizeof(sdp_rows) / sizeof(sdp_rows[0]), deviations);
}
