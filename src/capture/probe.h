/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a filter lets through, found by trying it on made packets between the hosts and ports it names
 * and some that nobody names. What it says about anything else it cannot be asked.
 */
#ifndef CAPTURE_PROBE_H
#define CAPTURE_PROBE_H

#include "base/str.h"
#include "capture/program.h"

struct probed {
	bool udp, tcp;    /* SIP passes: between some hosts, on some port that is usual or named */
	bool rtp;         /* and UDP on ports that RTP may use */
	bool later;       /* of what passes whole the fragments pass too, but for the first, as far as could be tried */
	bool first_of_v6; /* likewise the first fragment over IPv6 */
};

/* The program is of that expression, for Ethernet. */
struct probed probe_program(const struct program *program, struct str expression);

#endif
