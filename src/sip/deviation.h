/* SPDX-License-Identifier: BSD-2-Clause */
/* A departure from the grammar as a person is told of it. */
#ifndef SIP_DEVIATION_H
#define SIP_DEVIATION_H

struct deviation_row {
	unsigned bit;          /* enum deviation, or enum sdp_deviation */
	const char *name;      /* "no-call-id" */
	const char *text;      /* "no Call-ID" */
	const char *reference; /* "RFC 3261 8.1.1.4"; "": none */
};

/* The next one of a message's set, which it is taken out of. NULL: none is left. */
const struct deviation_row *deviation_next(unsigned *deviations);
/* The same of an SDP's set. */
const struct deviation_row *sdp_deviation_next(unsigned *deviations);

#endif
