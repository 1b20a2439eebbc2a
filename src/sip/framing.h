/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From payloads to whole SIP messages. A datagram is one message; on TCP the Content-Length tells
 * where it ends (RFC 3261 18.3), keep-alives are passed over (RFC 5626 3.5.1), and after a gap or
 * nonsense reading resumes at the next start line. Triage is by content, never by port.
 */
#ifndef SIP_FRAMING_H
#define SIP_FRAMING_H

#include "base/budget.h"
#include "net/net.h"

enum {
	FRAMING_MAX_MESSAGE = 8 * 1024 * 1024, /* framed in step over TCP */
	FRAMING_MAX_EXAMINED = 64 * 1024,      /* of which this much is kept and handed on */
	FRAMING_MAX_FLOWS = 16384,             /* TCP directions with a partial message */
	FRAMING_MAX_BYTES = 16 * 1024 * 1024,  /* of all partial messages */
	FRAMING_MAX_LINE = 4096,               /* a start line */
};

struct framing;

/* One framed message; text lives until the next framing_ call. */
struct framed {
	struct str text;
	size_t length;      /* as sent; more than text.n when only the first part is kept or the capture cut it */
	bool cut;           /* the capture (snap length, TCP hole) lacks some of it */
	bool fragment_lost; /* what it lacks are IP fragments */
	bool hole;          /* what it lacks are bytes of its stream that no snap length cut off */
	bool datagram;      /* one message by itself, whatever the transport */
	ns time;            /* of the frame that completed it */
	uint64_t frame;
	uint64_t first_frame; /* TCP: the frame its first byte came in */
	struct flow flow;
	bool gap_before; /* TCP: bytes before the payload that completed it are missing */
	bool overrun;    /* TCP: its Content-Length claims bytes of the messages that follow it */
};

struct framing_counters {
	uint64_t keepalives; /* CRLF and CRLFCRLF */
	uint64_t resyncs;    /* TCP: skipped to the next start line */
	uint64_t too_long;   /* longer than FRAMING_MAX_EXAMINED */
	uint64_t overruns;   /* TCP: the next message began before Content-Length was used up */
	uint64_t abandoned;  /* partial messages dropped: gap, end of connection, budget */
};

struct framing *framing_new(const struct hash_key *key);
void framing_limit(struct framing *framing, struct budget budget); /* how much of its ceilings it may use */
void framing_free(struct framing *framing);
/* Begins like a SIP message or its keep-alive; looks at the first line at most. */
bool framing_is_sip(struct str bytes);
/* What framing_take would refuse by its first byte: no SIP begins with the high bit set, all RTP does. Cheap, for each packet asks. */
static inline bool framing_may_take(const struct payload *payload)
{
	return payload->stream || payload->size == 0 || payload->bytes[0] < 0x80;
}
/* Takes a payload in; then framing_next hands out the messages it completes. False: it carries no SIP. */
bool framing_take(struct framing *framing, const struct payload *payload);
bool framing_next(struct framing *framing, struct framed *out);
/* End of input: messages that lack only body come out through framing_next, marked cut. */
void framing_flush(struct framing *framing);
const struct framing_counters *framing_counters(const struct framing *framing);
void framing_usage(const struct framing *framing, struct usages *out);

#endif
