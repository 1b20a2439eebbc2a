/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/carried.h"

#include "analyzer.h"
#include "tests/ladder.h"
#include "tests/test.h"

typedef void look_fn(const struct attempt *attempt);

struct tap {
	struct analyzer *analyzer;
	look_fn *look;
	unsigned calls;
};

static void take_frame(void *arg, const struct frame *frame)
{
	struct tap *tap = arg;

	analyzer_feed(tap->analyzer, frame);
}

static void take_call(void *arg, const struct attempt *attempt, const struct findings *findings,
                      const struct verdict *verdict)
{
	struct tap *tap = arg;

	tap->calls++;
	tap->look(attempt);
}

static void look_at_calls(const char *ladder, look_fn *look, unsigned calls)
{
	struct tap tap = {.look = look};
	struct analyzer_settings settings = {.call = take_call, .arg = &tap};

	tap.analyzer = analyzer_new(&settings);
	ladder_play(ladder, take_frame, &tap);
	analyzer_flush(tap.analyzer);
	analyzer_free(tap.analyzer);
	EXPECT_INT(calls, tap.calls);
}

static void look_at(const char *ladder, look_fn *look)
{
	look_at_calls(ladder, look, 1);
}

#define BEGIN "0.000  A > B  INVITE  sdp\n0.900  B > A  183  sdp  tag=b1\n"
#define END "11.000  B > A  200  sdp  tag=b1\n11.020  A > B  ACK  tag=b1\n"

static long seconds(const struct windows *windows)
{
	ns sum = 0;

	for (unsigned i = 0; i < windows->count; i++)
		sum += windows->at[i].to - windows->at[i].from;
	return (long)((sum + SECOND / 2) / SECOND);
}

static void see_silence(const struct attempt *a)
{
	EXPECT_INT(9, seconds(&a->carried.present));
	EXPECT_INT(0, a->carried.audible.count);
	EXPECT(carried_nothing(&a->carried));
	EXPECT_INT(NEVER, a->carried.first_audible);
	EXPECT(a->carried.silent > 8 * SECOND);
}

TEST(silent_packets_are_present_and_not_audible)
{
	look_at(BEGIN "1.000  B > A  rtp  for 9.0s  silence\n" END, see_silence);
}

static void see_late_sound(const struct attempt *a)
{
	EXPECT_INT(9, seconds(&a->carried.present));
	EXPECT_INT(4, seconds(&a->carried.audible));
	EXPECT_INT(6, (a->carried.first_audible - a->start + SECOND / 2) / SECOND);
	EXPECT(carried_find(&a->carried, CONTENT_SILENCE, TONE_NONE));
}

TEST(sound_behind_silence_is_audible_from_where_it_begins)
{
	look_at(BEGIN "1.000  B > A  rtp  for 5.0s  silence\n6.000  B > A  rtp  for 4.0s\n" END, see_late_sound);
}

static void see_unheard(const struct attempt *a)
{
	EXPECT_INT(9, seconds(&a->carried.audible));
	EXPECT_INT(0, a->carried.examined);
	EXPECT_INT(NEVER, a->carried.first_audible);
	EXPECT(carried_find(&a->carried, CONTENT_UNKNOWN, TONE_NONE));
}

TEST(what_is_not_decoded_stands_for_sound)
{
	look_at("0.000  A > B  INVITE  sdp  codecs=18\n0.900  B > A  183  sdp  codecs=18  tag=b1\n"
	        "1.000  B > A  rtp  for 9.0s  pt=18  bytes=20\n" END,
	        see_unheard);
}

static void see_unusable(const struct attempt *a)
{
	EXPECT_INT(0, a->carried.present.count);
	EXPECT_INT(0, a->carried.audible.count);
	EXPECT(a->carried.unusable > 400 && a->carried.unusable_run);
}

TEST(a_payload_type_not_offered_is_no_audio)
{
	look_at(BEGIN "1.000  B > A  rtp  for 9.0s  pt=97  bytes=160\n" END, see_unusable);
}

static void see_keepalive(const struct attempt *a)
{
	EXPECT_INT(0, a->carried.present.count);
	EXPECT_INT(0, a->carried.audible.count);
	EXPECT(carried_find(&a->carried, CONTENT_KEEPALIVE, TONE_NONE));
}

TEST(packets_that_hold_a_path_open_are_not_present)
{
	look_at(BEGIN "1.000  B > A  rtp  for 9.0s  keepalive  every=1s  pt=0\n" END, see_keepalive);
}

static void see_ringback(const struct attempt *a)
{
	const struct carried_passage *ringback = carried_find(&a->carried, CONTENT_TONE, TONE_RINGBACK);

	EXPECT(ringback && ringback->early);
	EXPECT_INT(1, a->carried.audible.count);
	EXPECT_INT(9, seconds(&a->carried.audible));
}

TEST(the_pauses_of_ringback_are_no_silence)
{
	look_at(BEGIN "1.000  B > A  rtp  for 9.0s  tone=425:1-4\n" END, see_ringback);
}

static void see_sparse_ringback(const struct attempt *a)
{
	const struct carried_passage *ringback = carried_find(&a->carried, CONTENT_TONE, TONE_RINGBACK);

	EXPECT(ringback && ringback->passage.tone.cadence[1] == 4000);
	EXPECT_INT(11, seconds(&a->carried.audible));
}

TEST(a_sender_that_pauses_with_its_ringback_is_heard_throughout)
{
	look_at("0.000  A > B  INVITE  sdp\n0.900  B > A  183  sdp  tag=b1\n"
	        "1.000  B > A  rtp  for 1.0s  tone=425\n"
	        "6.000  B > A  rtp  for 1.0s  tone=425\n"
	        "11.000  B > A  rtp  for 1.0s  tone=425\n"
	        "12.100  B > A  200  sdp  tag=b1\n12.120  A > B  ACK  tag=b1\n",
	        see_sparse_ringback);
}

static void see_hole(const struct attempt *a)
{
	EXPECT_INT(0, a->carried.silent);
	EXPECT_INT(2, a->carried.passage_count);
	EXPECT(a->carried.passage_count == 2 &&
	       a->carried.passages[0].passage.to - a->carried.passages[0].passage.from < 2 * SECOND);
	EXPECT_INT(2, seconds(&a->carried.audible));
}

TEST(where_no_packets_came_nobody_sent_silence)
{
	look_at(BEGIN "1.000  B > A  rtp  for 1.0s  tone=1000\n7.000  B > A  rtp  for 1.0s  noise=-20\n" END, see_hole);
	look_at(BEGIN "1.000  B > A  rtp  for 1.0s  noise=-45\n7.000  B > A  rtp  for 1.0s  seq=+9\n" END, see_hole);
}

static void see_seldom_keepalives(const struct attempt *a)
{
	EXPECT_INT(0, a->carried.audible.count);
}

TEST(between_packets_that_hold_a_path_open_nothing_is_heard)
{
	look_at(BEGIN "1.000  B > A  rtp  for 0.7s  keepalive  every=1s\n1.740  B > A  rtp  for 3.0s  silence\n" END,
	        see_seldom_keepalives);
}

static void see_early_part(const struct attempt *a)
{
	EXPECT_INT(1, seconds(&a->carried.present));
	EXPECT_INT(SECOND, carried_time(&a->carried, CONTENT_SILENCE));
}

TEST(what_goes_on_behind_the_answer_is_early_up_to_it)
{
	look_at("0.000  A > B  INVITE  sdp\n0.900  B > A  183  sdp  tag=b1\n1.000  B > A  rtp  for 9.0s  silence\n"
	        "2.000  B > A  404  tag=b1\n2.010  A > B  ACK  tag=b1\n",
	        see_early_part);
}

static void see_silence_to_the_end(const struct attempt *a)
{
	EXPECT_INT(0, a->carried.audible.count);
	EXPECT(carried_nothing(&a->carried));
}

TEST(what_came_after_the_answer_was_not_heard_before_it)
{
	look_at(BEGIN "1.000  B > A  rtp  for 9.82s  silence  toward=203.0.113.9\n" END
	              "11.100  A > B  rtp  for 3.0s  source=203.0.113.9\n"
	              "11.200  B > A  rtp  for 3.0s  silence  toward=203.0.113.9\n",
	        see_silence_to_the_end);
}

static void see_its_own(const struct attempt *a)
{
	for (unsigned i = 0; i < a->carried.passage_count; i++)
		EXPECT(a->carried.passages[i].passage.from >= a->start);
}

TEST(what_the_call_before_heard_is_not_of_this_one)
{
	look_at_calls("0.000  A > B  INVITE  sdp\n"
	              "0.900  B > A  183  sdp  tag=b1\n"
	              "0.950  B > A  rtp  tone=480+620:0.5-0.5  for 13.0s\n"
	              "7.000  B > A  404  tag=b1\n"
	              "7.020  A > B  ACK  tag=b1\n"
	              "8.000  A > B  INVITE  sdp  call=2  port=30000\n"
	              "8.900  B > A  180  sdp  tag=b2  call=2  port=40000\n"
	              "15.00  B > A  200  sdp  tag=b2  call=2  port=40000\n"
	              "15.02  A > B  ACK  tag=b2  call=2\n",
	              see_its_own, 2);
}

TEST_MAIN
