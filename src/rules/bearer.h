/* SPDX-License-Identifier: BSD-2-Clause */
/* What the reservation of bearers before a call rings lacks: RFC 3312. */
#ifndef RULES_BEARER_H
#define RULES_BEARER_H

#include "call/precondition.h"
#include "rules/rule.h"

/* "the caller's side (sendrecv) and the callee's side (send)"; what is unmet. */
const char *word_unmet(struct finding *finding, const struct precondition *precondition);

#endif
