/* SPDX-License-Identifier: BSD-2-Clause */
/* The hosts whose packets pass this capture, the last MEDIA_MAX_HOSTS of them. */
#ifndef MEDIA_HOSTS_H
#define MEDIA_HOSTS_H

#include "base/budget.h"
#include "net/flow.h"

struct hosts;

struct hosts *hosts_new(const struct hash_key *key);
void hosts_limit(struct hosts *hosts, struct budget budget); /* how much of its ceilings it may use */
void hosts_free(struct hosts *hosts);
void hosts_note(struct hosts *hosts, const struct flow *flow); /* both ends */
bool hosts_has(const struct hosts *hosts, const struct address *host);

#endif
