/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The times of an attempt, after the INVITE of its last try, by the names of RFC 6076 where it has one. NEVER: it did not
 * happen, or the capture does not show it.
 */
#ifndef CALL_METRICS_H
#define CALL_METRICS_H

#include "base/clock.h"

struct metrics {
	ns first_100, first_180, first_183;
	ns first_18x;     /* 101..199 */
	ns early_sdp;     /* the first of them with SDP */
	ns post_dial;     /* to the first 180, 182, 183 or 2xx, however the session ends */
	ns request_delay; /* SRD of a session that succeeds: to the first 180, 182, 183 or 2xx (RFC 6076 4.3.1) */
	ns failed_request_delay; /* of one that fails: to the first of these, else the final (RFC 6076 4.3.2) */
	ns early_rtp;            /* the first RTP packet to the caller before the final */
	ns first_audible;        /* the first of it in which there was something to hear, where it was heard into */
	ns cut_in;               /* early_rtp less early_sdp; may be negative */
	ns early_media;          /* from the first to the last RTP packet to the caller before the final */
	ns alert;                /* from the first 180 to the final */
	ns answer;               /* to the 2xx */
	ns answer_delay;         /* from the first 180 (else the first audio) to the 2xx */
	ns answer_clip;          /* from the 2xx to the first audio after it, where none flowed when it came */
	ns setup;                /* to the ACK of the 2xx */
	ns disconnect;           /* SDD: from the BYE to its final response (RFC 6076 4.4) */
	ns duration;             /* SDT: from the 2xx to the BYE (RFC 6076 4.5) */
};

/*
 * RFC 6076 4.6 to 4.8: SER = answered / (attempts - redirected), SEER = effective / (attempts - redirected),
 * ISA = ineffective / attempts. RFC 6076 is older than calls that networks block: it counts a 603 as a call that got through to somebody who
 * had a say. SEER-net leaves those out that a network, not the called side, shows to have refused.
 */
struct effectiveness {
	uint64_t attempts;    /* calls whose initial INVITE was captured and that have a final */
	uint64_t answered;    /* 2xx */
	uint64_t redirected;  /* 3xx */
	uint64_t effective;   /* 200, 480, 486, 600, 603 */
	uint64_t blocked;     /* of these the 603 of networks: 603+, or by what they say of themselves */
	uint64_t ineffective; /* 408, 500, 503, 504 */
};

/* Who ended it, by CANCEL, BYE or a final of 300 and above. */
enum release {
	RELEASE_NONE,
	RELEASE_CALLER,
	RELEASE_CALLEE,  /* the callee's side, whoever that is */
	RELEASE_NETWORK, /* a proxy, by what it says of itself */
};

const char *release_name(enum release release); /* "caller" ...; RELEASE_NONE gives NULL */

struct attempt;

void metrics_of(const struct attempt *attempt, struct metrics *out);
void effectiveness_count(struct effectiveness *effectiveness, const struct attempt *attempt);
enum release attempt_release(const struct attempt *attempt);

#endif
