/* SPDX-License-Identifier: BSD-2-Clause */
/* Valid streams by the networks (/24, /64) they come from and go to, to find one near a host. */
#ifndef MEDIA_NETWORKS_H
#define MEDIA_NETWORKS_H

#include "media/media.h"

enum network_side {
	NETWORK_FROM,
	NETWORK_TO,
};

/* As media_stream_from and media_stream_to put it. */
struct question {
	enum network_side side;
	const struct address *host;
	ns since;
	media_pass_fn *pass;
	void *arg;
};

struct networks;

struct networks *networks_new(const struct hash_key *key);
void networks_free(struct networks *networks); /* the streams are their owner's business */
void networks_add(struct networks *networks,
                  struct stream *stream); /* as the most recent one; it may be there already */
void networks_remove(struct networks *networks, struct stream *stream);
const struct stream *networks_find(const struct networks *networks, const struct question *question); /* NULL: none */

#endif
