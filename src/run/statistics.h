/* SPDX-License-Identifier: BSD-2-Clause */
/* Every counter there is, for --stats: a line each on standard error, name and value. */
#ifndef RUN_STATISTICS_H
#define RUN_STATISTICS_H

#include "analyzer.h"

/* filtered: frames that -f left out; unlisted: calls that did not fit into the table of --by; rights: lines that say which are left. */
void statistics_print(const struct totals *totals, uint64_t filtered, uint64_t unlisted, struct str rights);

#endif
