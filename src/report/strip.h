/* SPDX-License-Identifier: BSD-2-Clause */
/* What the caller heard, as a line of characters, and the silent seconds by kind of phone. */
#ifndef REPORT_STRIP_H
#define REPORT_STRIP_H

#include "call/attempt.h"

void strip_print(struct buf *out, const struct attempt *attempt);

#endif
