/* SPDX-License-Identifier: BSD-2-Clause */
/* Where in the networks a cause was set: the location in a Reason (RFC 8606 4). */
#ifndef RULES_LOCATION_H
#define RULES_LOCATION_H

#include "base/str.h"

/* A few words for it, in the language chosen; NULL: not a value of RFC 8606. */
const char *location_meaning(struct str location);

#endif
