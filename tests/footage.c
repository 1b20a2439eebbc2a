/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The frames kept of a call in trouble tell the same of it, all by themselves: every rule's ladders are played with frames
 * kept, and what was kept of each call is analysed again. Prints TAP.
 */
#include "analyzer.h"
#include "base/memory.h"
#include "ladder.h"

#include <stdio.h>

/* What these say of a call rests on more than its own frames. */
static const char *const resting_on_more[] = {
	"dec-603plus-retried",
	"dec-603-no-failover",
	"dec-retried-early", /* on other calls */
	"cap-media-bypass",  /* on the audio of other calls */
	"cap-loss",          /* on what the capture tells of itself */
	"cap-frag",          /* on a datagram of which nobody knows whose it was */
	"cancel-no-487",     /* on how long the capture went on */
};

enum {
	MAX_CALLS = 64,
};

/* What was said of a call, and what was kept of it. */
struct telling {
	struct buf id, said;
	struct frame *frames;
	unsigned count;
};

struct tellings {
	struct analyzer *analyzer;
	struct telling call[MAX_CALLS];
	unsigned count;
};

static bool rests_on_more(const char *id)
{
	for (size_t i = 0; i < sizeof(resting_on_more) / sizeof(resting_on_more[0]); i++)
		if (strcmp(resting_on_more[i], id) == 0)
			return true;
	return false;
}

static void take_frame(void *arg, const struct frame *frame)
{
	analyzer_feed(arg, frame);
}

static void keep_frames(struct telling *call, const struct reel *reel)
{
	call->frames = memory_new((reel->count + 1) * sizeof(*call->frames));
	call->count = reel->count;
	for (unsigned i = 0; i < reel->count; i++) {
		const struct frame *frame = &reel->knots[i].frame;
		uint8_t *bytes = memory_new(frame->captured + 1);

		memcpy(bytes, frame->bytes, frame->captured);
		call->frames[i] = *frame;
		call->frames[i].bytes = bytes;
		call->frames[i].number = frame_id(i + 1, 0);
	}
}

static void take_call(void *arg, const struct attempt *attempt, const struct findings *findings,
                      const struct verdict *verdict)
{
	struct tellings *tellings = arg;
	struct telling *call = &tellings->call[tellings->count];
	struct reel reel = {0};

	if (tellings->count == MAX_CALLS)
		return;
	tellings->count++;
	buf_add(&call->id, attempt->call->id);
	buf_printf(&call->said, "%s, %s:", label_name(verdict->label),
	           verdict->because ? verdict->because->rule->id : "-");
	for (unsigned i = 0; i < findings->count; i++)
		buf_printf(&call->said, " %s", findings->found[i].rule->id);
	if (tellings->analyzer)
		analyzer_footage(tellings->analyzer, attempt, &reel);
	keep_frames(call, &reel);
	reel_done(&reel);
}

static void tellings_done(struct tellings *tellings)
{
	for (unsigned i = 0; i < tellings->count; i++) {
		struct telling *call = &tellings->call[i];

		for (unsigned n = 0; n < call->count; n++)
			memory_free((void *)(uintptr_t)call->frames[n].bytes);
		memory_free(call->frames);
		buf_done(&call->id);
		buf_done(&call->said);
	}
}

static const struct telling *find(const struct tellings *tellings, struct str id)
{
	for (unsigned i = 0; i < tellings->count; i++)
		if (str_eq(buf_str(&tellings->call[i].id), id))
			return &tellings->call[i];
	return NULL;
}

static bool is_told_again(const struct telling *call)
{
	struct tellings again = {NULL};
	struct analyzer_settings settings = {.call = take_call, .arg = &again};
	struct analyzer *analyzer = analyzer_new(&settings);
	const struct telling *same;
	bool ok;

	for (unsigned i = 0; i < call->count; i++)
		analyzer_feed(analyzer, &call->frames[i]);
	analyzer_flush(analyzer);
	same = find(&again, buf_str(&call->id));
	ok = same && str_eq(buf_str(&same->said), buf_str(&call->said));
	if (!ok)
		printf("# was:   " STR_FMT "\n# is now: " STR_FMT "\n", STR_ARG(buf_str(&call->said)),
		       STR_ARG(same ? buf_str(&same->said) : STR("not there")));
	tellings_done(&again);
	analyzer_free(analyzer);
	return ok;
}

static unsigned number, failures;

static void try_ladder(const struct rule *rule, const char *ladder, const char *which)
{
	struct tellings first = {NULL};
	struct analyzer_settings settings = {.call = take_call, .arg = &first, .footage = true};
	bool ok = true;

	if (!ladder || !ladder[0] || rests_on_more(rule->id))
		return;
	first.analyzer = analyzer_new(&settings);
	ladder_play(ladder, take_frame, first.analyzer);
	analyzer_flush(first.analyzer);
	for (unsigned i = 0; i < first.count; i++)
		ok = is_told_again(&first.call[i]) && ok;
	printf("%sok %u - what is kept of the ladder that %s %s tells the same\n", ok ? "" : "not ", ++number, which,
	       rule->id);
	failures += !ok;
	tellings_done(&first);
	analyzer_free(first.analyzer);
}

int main(void)
{
	for (unsigned i = 0; rule_catalogue[i]; i++) {
		try_ladder(rule_catalogue[i], rule_catalogue[i]->fires, "fires");
		try_ladder(rule_catalogue[i], rule_catalogue[i]->silent, "silences");
	}
	printf("1..%u\n", number);
	return failures ? 1 : 0;
}
