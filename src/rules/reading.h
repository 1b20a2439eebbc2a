/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether who got a message could read its body, and did. */
#ifndef RULES_READING_H
#define RULES_READING_H

#include "rules/rule.h"

/* Of the last try, up to the final response, and nothing of it is hidden from this capture. */
bool is_readable(const struct attempt *attempt, const struct event *event);
/* Who is to read event: "the caller's phone", "the callee's side". */
const char *reader_of(const struct attempt *attempt, const struct event *event);
/*
 * Tells that event was understood all the same, and makes the finding a notice: audio went where its SDP wants it before any
 * sound message of its sender named that place. False: nothing shows that.
 */
bool tell_understood(const struct attempt *attempt, const struct event *event, struct finding *out);

#endif
