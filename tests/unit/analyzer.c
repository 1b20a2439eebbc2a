/* SPDX-License-Identifier: BSD-2-Clause */
#include "analyzer.h"

#include "base/buf.h"
#include "ladder.h"
#include "tests/test.h"

enum {
	CALLS = 100,
	FEW = 10, /* calls judged while one frame waits */
};

struct office {
	struct analyzer *analyzer;
	unsigned judged, judged_before, most_at_once;
};

static void count_call(void *arg, const struct attempt *attempt, const struct findings *findings,
                       const struct verdict *verdict)
{
	struct office *office = arg;

	office->judged++;
}

static void note_batch(struct office *office)
{
	unsigned batch = office->judged - office->judged_before;

	office->judged_before = office->judged;
	if (batch > office->most_at_once)
		office->most_at_once = batch;
}

static void feed(void *arg, const struct frame *frame)
{
	struct office *office = arg;

	analyzer_feed(office->analyzer, frame);
	note_batch(office);
}

/* All are declined in the same second; when they are over, so many other messages come. */
static void play(struct office *office, unsigned later)
{
	struct buf ladder = {0};

	for (unsigned i = 1; i <= CALLS; i++)
		buf_printf(&ladder, "0.%03u  A > B  INVITE  sdp  call=%u\n0.%03u  B > A  603  call=%u\n", i, i, i + 1,
		           i);
	/* A time that only one packet has is not believed. */
	for (unsigned i = 1; i < 5; i++)
		buf_printf(&ladder, "%u.000  A > B  OPTIONS  call=%u\n%u.001  A > B  OPTIONS  call=%u\n", i * 10,
		           CALLS + 1, i * 10, CALLS + 1);
	for (unsigned i = 0; i < later; i++)
		buf_printf(&ladder, "42.%03u  A > B  OPTIONS  call=%u\n", i, CALLS + 1);
	ladder_play(buf_text(&ladder), feed, office);
	buf_done(&ladder);
}

static struct office *open_office(void)
{
	static struct office office;
	const struct analyzer_settings settings = {.call = count_call, .arg = &office};

	office = (struct office){.analyzer = analyzer_new(&settings)};
	return &office;
}

TEST(a_frame_does_not_wait_for_all_calls_that_end_in_the_same_second)
{
	struct office *office = open_office();

	play(office, CALLS);
	EXPECT_INT(CALLS, office->judged);
	EXPECT(office->most_at_once <= FEW);
	analyzer_flush(office->analyzer);
	EXPECT_INT(CALLS, office->judged);
	analyzer_free(office->analyzer);
}

TEST(what_is_left_of_them_is_judged_while_no_frame_comes)
{
	struct office *office = open_office();

	play(office, 2);
	EXPECT(office->judged < CALLS);
	analyzer_pass_time(office->analyzer, 0);
	EXPECT_INT(CALLS, office->judged);
	analyzer_free(office->analyzer);
}

TEST(and_at_the_end_of_the_input)
{
	struct office *office = open_office();

	play(office, 2);
	EXPECT(office->judged < CALLS);
	analyzer_flush(office->analyzer);
	EXPECT_INT(CALLS, office->judged);
	analyzer_free(office->analyzer);
}

TEST_MAIN
