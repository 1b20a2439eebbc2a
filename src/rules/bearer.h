/* SPDX-License-Identifier: BSD-2-Clause */
/* What the reservation of bearers before a call rings lacks: RFC 3312. */
#ifndef RULES_BEARER_H
#define RULES_BEARER_H

#include "call/precondition.h"
#include "rules/rule.h"

/* "the caller's side (sendrecv) and the callee's side (send)"; what is unmet. */
void tell_unmet(const struct precondition *precondition, struct finding *out);

#endif
