/* SPDX-License-Identifier: BSD-2-Clause */
/* What is found of the capture as a whole, and belongs to no call. */
#ifndef RULES_GENERAL_H
#define RULES_GENERAL_H

#include "media/hosts.h"
#include "media/media.h"
#include "net/net.h"
#include "rules/bursts.h"
#include "rules/rule.h"

/* How often something was seen, and where first. */
struct instances {
	uint64_t count;
	uint64_t frame;
	ns time;
};

void instances_note(struct instances *instances, uint64_t frame, ns time);

struct general {
	const struct rule_setting *settings; /* one per rule, or NULL */
	struct findings found;
	struct instances withheld;     /* calls with cap-no-rtp */
	struct instances unattributed; /* datagrams between SIP hosts that lack fragments and are of no call seen */
};

/* At the end of the input. */
struct general_facts {
	const struct net *net;
	const struct media *media;
	const struct hosts *speakers; /* of SIP */
	struct bursts *bursts;
	uint64_t calls;
	uint64_t last_frame;
	ns last;
};

void general_tell(struct general *general, const struct general_facts *facts);
/* Parts of it. */
void general_tell_loss(struct general *general, const struct general_facts *facts);
void general_tell_closed(struct general *general, const struct general_facts *facts);
/* A finding proven by this frame. NULL: nobody wants it. */
struct finding *general_add(struct general *general, const char *id, uint64_t frame, ns time);

#endif
