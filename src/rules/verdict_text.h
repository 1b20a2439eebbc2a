/* SPDX-License-Identifier: BSD-2-Clause */
/* The sentence of a verdict: what the caller heard, and how that came about. */
#ifndef RULES_VERDICT_TEXT_H
#define RULES_VERDICT_TEXT_H

#include "rules/label.h"

void verdict_tell(const struct attempt *attempt, enum label label, struct buf *out);

#endif
