/* SPDX-License-Identifier: BSD-2-Clause */
/* The metrics of this run, for Prometheus to fetch (--metrics): counted call by call, written down each second. */
#ifndef RUN_SERVING_H
#define RUN_SERVING_H

#include "run/program.h"

struct serving;

/* Before rights are given up. 0, also where nobody asked for metrics; or -errno, which has been said. */
int serving_listen(struct program *program);
/* After that: begins a thread. */
int serving_start(struct program *program);
void serving_count(struct program *program, const struct attempt *attempt, const struct findings *findings,
                   const struct verdict *verdict); /* a call that is over */
void serving_update(struct program *program);      /* now and then */
void serving_stop(struct program *program);

#endif
