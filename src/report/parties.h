/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who takes part in a call, as letters: A is the caller's side, B, C ... the callees, P, Q ...
 * proxies in between (docs/ladder.md). One party may use several endpoints: over TCP a proxy sends
 * from another port than it listens on.
 */
#ifndef REPORT_PARTIES_H
#define REPORT_PARTIES_H

#include "call/attempt.h"

enum {
	PARTIES_MAX = 192, /* endpoints; the last letters stand for what comes on top */
};

struct party {
	struct endpoint endpoint;
	char letter;
	bool first; /* of its letter: what a legend names */
};

struct parties {
	struct party party[PARTIES_MAX];
	unsigned count;
	char callee, proxy; /* the next letters */
};

/* A call that is told with the one it is a leg of, because the two are surely one: its parties are there, too. */
bool leg_is_told(const struct leg *leg);
void parties_of(const struct attempt *attempt, struct parties *out);
/* Endpoints not met before join the party at the same address, or become a callee. */
char parties_letter(struct parties *parties, const struct endpoint *endpoint);
/* The party at this host; fallback when there is none. */
char parties_host(const struct parties *parties, const struct address *host, char fallback);
void parties_legend(struct buf *out, const struct parties *parties);
unsigned parties_letters(const struct parties *parties);

#endif
