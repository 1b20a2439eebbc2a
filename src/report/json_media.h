/* SPDX-License-Identifier: BSD-2-Clause */
/* The member "media" of a call: its streams, and what those to the caller carried. */
#ifndef REPORT_JSON_MEDIA_H
#define REPORT_JSON_MEDIA_H

#include "call/attempt.h"

void json_media(struct buf *out, const struct attempt *attempt);

#endif
