/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls by the host they went to, or by the two hosts between which they went: what each gets done. */
#ifndef REPORT_BREAKDOWN_H
#define REPORT_BREAKDOWN_H

#include "base/budget.h"
#include "call/attempt.h"
#include "report/delays.h"

enum {
	BREAKDOWN_MAX = 1024, /* rows of about 9 KiB each, never more; calls of further hosts are counted */
};

enum breakdown_key {
	BREAKDOWN_NONE,
	BREAKDOWN_CALLEE, /* the host to which the INVITE of the caller's hop goes */
	BREAKDOWN_TRUNK,  /* that one, and the host it comes from */
};

const char *breakdown_key_name(enum breakdown_key key); /* "callee" ...; BREAKDOWN_NONE gives NULL */

struct breakdown_row {
	struct address from, to; /* from: of a trunk */
	uint64_t calls;
	uint64_t outcomes[OUTCOMES];
	struct effectiveness effectiveness;
	struct delays delays; /* post-dial delays */
};

struct breakdown;

struct breakdown *breakdown_new(enum breakdown_key key, struct budget budget);
void breakdown_free(struct breakdown *breakdown);
void breakdown_count(struct breakdown *breakdown, const struct attempt *attempt);
/* To be asked before the rows: those with most calls first, then by address. */
unsigned breakdown_sort(struct breakdown *breakdown);
const struct breakdown_row *breakdown_at(const struct breakdown *breakdown, unsigned index);
enum breakdown_key breakdown_by(const struct breakdown *breakdown);
uint64_t breakdown_unlisted(const struct breakdown *breakdown); /* calls that did not fit */

#endif
