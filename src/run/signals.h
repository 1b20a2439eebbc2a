/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What signals ask for. SIGINT and SIGTERM: to read what was captured until now, and to finish; a second one, 0.3 s later or
 * more, ends the program at once. SIGUSR1: how it stands. SIGHUP: to open the outputs anew, or, where that means nothing, to finish.
 */
#ifndef RUN_SIGNALS_H
#define RUN_SIGNALS_H

#include "capture/source.h"

/* From now on source is asked to end by SIGINT and SIGTERM; NULL: there is none. */
void signals_catch(struct source *source, bool hangup_ends);
/* A pipe whose reader has gone is an output that failed: for who writes elsewhere, too. Else it ends the program, as it does grep. */
void signals_outlive_pipes(void);
bool signals_ask_state(void);  /* true once for each request that was not answered yet */
bool signals_ask_reopen(void); /* likewise */

#endif
