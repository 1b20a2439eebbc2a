/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What Prometheus is told whenever it asks (a "scrape"): how calls ended and how long their callers waited, what was read and what
 * was lost, how full the budgets are. docs/metrics.md has the table; names are of the interface and stay.
 */
#ifndef REPORT_SCRAPE_H
#define REPORT_SCRAPE_H

#include "analyzer.h"
#include "capture/source.h"
#include "report/breakdown.h"

/* What is counted of calls, and by no one else. */
struct scrape;

/* What is known of the rest at the moment. */
struct scrape_state {
	const struct totals *totals;
	const struct tally *tally; /* what interfaces lost */
	uint64_t filtered;         /* frames left out by the filter */
	/* The process: */
	ns started;        /* since 1970 */
	ns processor_time; /* used so far */
	uint64_t memory;   /* in use; 0: not known */
	uint64_t memory_limit;
};

struct scrape *scrape_new(enum breakdown_key by); /* BREAKDOWN_NONE: by callee */
void scrape_free(struct scrape *scrape);          /* NULL is fine */
void scrape_count(struct scrape *scrape, const struct attempt *attempt, const struct findings *findings,
                  const struct verdict *verdict);
void scrape_print(const struct scrape *scrape, const struct scrape_state *state, struct buf *out);

#endif
