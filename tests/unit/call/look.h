/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks at the attempt of a ladder as rules see it: played as packets through the whole program. */
#ifndef TESTS_UNIT_CALL_LOOK_H
#define TESTS_UNIT_CALL_LOOK_H

#include "call/attempt.h"

#include "analyzer.h"
#include "tests/ladder.h"
#include "tests/test.h"

typedef void look_fn(const struct attempt *attempt);

/* What to look at, once, in the call whose Call-ID begins with id. */
struct looking {
	struct analyzer *analyzer;
	const char *id;
	look_fn *look;
	unsigned seen;
};

static void take_frame(void *arg, const struct frame *frame)
{
	struct looking *looking = arg;

	analyzer_feed(looking->analyzer, frame);
}

static void take_call(void *arg, const struct attempt *attempt, const struct findings *findings,
                      const struct verdict *verdict)
{
	struct looking *looking = arg;

	if (!str_starts(attempt->call->id, str_of(looking->id)))
		return;
	looking->seen++;
	looking->look(attempt);
}

static void look_at(const char *id, const char *ladder, look_fn *look)
{
	struct looking looking = {.id = id, .look = look};
	struct analyzer_settings settings = {.call = take_call, .arg = &looking};

	looking.analyzer = analyzer_new(&settings);
	ladder_play(ladder, take_frame, &looking);
	analyzer_flush(looking.analyzer);
	analyzer_free(looking.analyzer);
	EXPECT_INT(1, looking.seen);
}

#define LOOK(ladder, look) look_at("ladder-1@", ladder, look)

#endif
