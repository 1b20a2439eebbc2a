/* SPDX-License-Identifier: BSD-2-Clause */
/* A ladder while its lines are turned into packets. */
#ifndef TESTS_STAGE_H
#define TESTS_STAGE_H

#include "base/arena.h"
#include "compose.h"
#include "play.h"

/* A STUN request that was sent. */
struct check {
	unsigned call;
	struct item item;
};

struct ladder {
	struct arena arena;
	struct request *requests;
	unsigned request_count;
	struct leg *legs;
	struct hosts hosts;
	struct item *items;
	unsigned item_count;
	unsigned branches;
	struct check *checks;
	unsigned check_count;
	struct dtls_side_words *dtls;
};

struct leg *stage_leg(struct ladder *ladder, unsigned call);
uint32_t stage_ipv4(const struct line *line, struct str text); /* 0: it is empty */
ns stage_after(const struct line *line, unsigned n);           /* from the first time to the nth further one */
void stage_append(struct ladder *ladder, const struct item *item);
void stage_add(struct ladder *ladder, const struct line *line,
               struct item item); /* as the words about packets have it */

void stage_play_rtp(struct ladder *ladder, const struct line *line);
void stage_play_rtcp(struct ladder *ladder, const struct line *line);
void stage_play_stun(struct ladder *ladder, const struct line *line);
void stage_play_dtls(struct ladder *ladder, const struct line *line);

#endif
