/* SPDX-License-Identifier: BSD-2-Clause */
/* What a ladder says of a message (docs/ladder.md) from the message alone: who sent it and to which dialog it belongs, the ladder knows. */
#ifndef REPORT_NOTATION_H
#define REPORT_NOTATION_H

#include "base/buf.h"
#include "call/event.h"

void notation_what(struct buf *line, const struct event *event);        /* "183     sdp" */
void notation_reliability(struct buf *line, const struct event *event); /* "  rel=4711" */
void notation_rest(struct buf *line, const struct event *event);        /* how it came, what is wrong with it, why */

#endif
