/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/legs.h"

#include "analyzer.h"
#include "tests/ladder.h"
#include "tests/test.h"

#include <stdlib.h>

#define SESSION "Session-ID: ab30317f1a784dc48ff824d0d3715d86\n"
#define NUMBERS "caller=+15551234567  callee=+18005550199\n" /* of a busy trunk */

/* What is said of all legs of a capture, a line a leg: "1 > 2 onward session-id certain". */
struct told {
	struct analyzer *analyzer;
	struct buf text;
	unsigned onward, wrong; /* wrong: not from call n to call n + 1000 */
	uint64_t dropped;
};

static void feed(void *arg, const struct frame *frame)
{
	struct told *told = arg;

	analyzer_feed(told->analyzer, frame);
}

/* "ladder-17@example.com" */
static unsigned number_of(struct str call_id)
{
	return (unsigned)strtoul(call_id.p + strlen("ladder-"), NULL, 10);
}

static void tell(void *arg, const struct attempt *attempt, const struct findings *findings,
                 const struct verdict *verdict)
{
	struct told *told = arg;

	for (unsigned i = 0; i < attempt->leg_count; i++) {
		const struct leg *leg = &attempt->legs[i];
		unsigned from = number_of(attempt->call->id), to = number_of(leg->call_id);

		buf_printf(&told->text, "%u > %u %s %s %s\n", from, to, leg->onward ? "onward" : "back",
		           tie_name(leg->tie), grade_name(leg->grade));
		EXPECT((leg->attempt != NULL) == leg->onward);
		told->onward += leg->onward;
		told->wrong += leg->onward && to != from + 1000;
	}
}

/* max_bytes: for the calls held; 0: as usual. */
static struct told play_within(const char *ladder, size_t max_bytes)
{
	struct told told = {.onward = 0};
	struct analyzer_settings settings = {.max_bytes = max_bytes, .call = tell, .arg = &told};
	struct totals totals;

	told.analyzer = analyzer_new(&settings);
	ladder_play(ladder, feed, &told);
	analyzer_flush(told.analyzer);
	analyzer_totals(told.analyzer, &totals);
	told.dropped = totals.legs_dropped;
	analyzer_free(told.analyzer);
	return told;
}

static struct told play(const char *ladder)
{
	return play_within(ladder, 0);
}

static void expect(const char *ladder, const char *legs)
{
	struct told told = play(ladder);

	EXPECT_STR(legs, buf_str(&told.text));
	buf_done(&told.text);
}

TEST(both_calls_name_each_other)
{
	expect("0.0  A > P  INVITE  sdp  " SESSION "0.1  P > B  INVITE  sdp  call=2  " SESSION
	       "1.0  B > P  486  tag=b1  call=2\n1.1  P > A  486  tag=p1\n",
	       "2 > 1 back session-id certain\n1 > 2 onward session-id certain\n");
	expect("0.0  A > P  INVITE  sdp  " SESSION "0.1  P > B  INVITE  sdp  call=2  " SESSION
	       "1.0  P > A  486  tag=p1\n1.1  B > P  486  tag=b1  call=2\n",
	       "1 > 2 onward session-id certain\n2 > 1 back session-id certain\n");
}

TEST(both_calls_name_each_other_when_one_is_judged_long_before)
{
	expect("0.0  A > P  INVITE  sdp  " SESSION "0.1  P > B  INVITE  sdp  call=2  " SESSION
	       "0.5  P > A  180  tag=p1\n1.0  B > P  486  tag=b1  call=2\n90.0  P > A  480  tag=p1\n",
	       "2 > 1 back session-id certain\n1 > 2 onward session-id certain\n");
	expect("0.0  A > P  INVITE  sdp  " SESSION "0.1  P > B  INVITE  sdp  call=2  " SESSION
	       "0.5  B > P  180  tag=b1  call=2\n1.0  P > A  480  tag=p1\n90.0  B > P  486  tag=b1  call=2\n",
	       "1 > 2 onward session-id certain\n2 > 1 back session-id certain\n");
}

TEST(of_three_calls_in_a_row_each_names_its_neighbours)
{
	expect("0.0  A > P  INVITE  sdp  " SESSION "0.1  P > Q  INVITE  sdp  call=2  " SESSION
	       "0.2  Q > B  INVITE  sdp  call=3  " SESSION
	       "1.0  B > Q  486  tag=b1  call=3\n1.1  Q > P  486  tag=q1  call=2\n1.2  P > A  486  tag=p1\n",
	       "3 > 2 back session-id certain\n2 > 3 onward session-id certain\n2 > 1 back session-id certain\n"
	       "1 > 2 onward session-id certain\n");
}

TEST(a_call_that_comes_back_to_the_same_host_is_told_apart)
{
	expect("0.0  A > P  INVITE  sdp  " SESSION "0.1  P > Q  INVITE  sdp  call=2  " SESSION
	       "0.2  Q > P  INVITE  sdp  call=3  " SESSION "0.3  P > B  INVITE  sdp  call=4  " SESSION
	       "1.0  B > P  486  tag=b1  call=4\n1.1  P > Q  486  tag=p3  call=3\n1.2  Q > P  486  tag=q1  call=2\n"
	       "1.3  P > A  486  tag=p1\n",
	       "4 > 3 back session-id certain\n3 > 4 onward session-id certain\n3 > 2 back session-id certain\n"
	       "2 > 3 onward session-id certain\n2 > 1 back session-id certain\n1 > 2 onward session-id certain\n");
}

TEST(all_phones_of_a_group_are_legs_of_one_call)
{
	expect("0.0  A > P  INVITE  sdp  " SESSION "0.1  P > B  INVITE  sdp  call=2  " SESSION
	       "0.1  P > C  INVITE  sdp  call=3  " SESSION "0.2  P > B  INVITE  sdp  call=4  " SESSION
	       "1.0  P > A  486  tag=p1\n1.1  B > P  486  tag=b1  call=2\n1.2  C > P  486  tag=c1  call=3\n"
	       "1.3  B > P  486  tag=b4  call=4\n",
	       "1 > 2 onward session-id certain\n1 > 3 onward session-id certain\n1 > 4 onward session-id certain\n"
	       "2 > 1 back session-id certain\n3 > 1 back session-id certain\n4 > 1 back session-id certain\n");
}

TEST(no_more_legs_are_kept_than_there_is_room_for)
{
	struct buf ladder = {0};
	struct told told;

	buf_printf(&ladder, "0.0  A > P  INVITE  sdp  " SESSION);
	for (unsigned i = 2; i < 12; i++)
		buf_printf(&ladder, "0.1  P > B  INVITE  sdp  call=%u  " SESSION, i);
	buf_printf(&ladder, "1.0  P > A  486  tag=p1\n");
	told = play(buf_text(&ladder));
	EXPECT_INT(LEGS_MAX, told.onward);
	buf_done(&told.text);
	buf_done(&ladder);
}

TEST(two_callers_with_one_session_id_leave_a_doubt)
{
	expect("0.0  A > P  INVITE  sdp  " SESSION "0.1  C > P  INVITE  sdp  call=2  " SESSION
	       "0.2  P > B  INVITE  sdp  call=3  " SESSION "1.0  P > A  486  tag=p1\n",
	       "2 > 3 onward session-id low\n3 > 2 back session-id low\n");
}

TEST(a_uuid_in_either_place_is_the_same_session)
{
	expect("0.0  A > P  INVITE  sdp  Session-ID: ab30317f1a784dc48ff824d0d3715d86;remote=47755a9de7794ba387653f2099600ef2\n"
	       "0.1  P > B  INVITE  sdp  call=2  Session-ID: 47755a9de7794ba387653f2099600ef2;remote=ab30317f1a784dc48ff824d0d3715d86\n"
	       "1.0  P > A  486  tag=p1\n1.1  B > P  486  tag=b1  call=2\n",
	       "1 > 2 onward session-id certain\n2 > 1 back session-id certain\n");
}

TEST(a_short_icid_names_nothing)
{
	expect("0.0  A > P  INVITE  sdp  P-Charging-Vector: icid-value=0\n"
	       "0.1  P > B  INVITE  sdp  call=2  P-Charging-Vector: icid-value=0\n1.0  P > A  486  tag=p1\n",
	       "");
}

TEST(sdp_that_went_through_ties_even_without_a_common_host)
{
	expect("0.0  A > P  INVITE  sdp  port=30000\n"
	       "0.1  Q > B  INVITE  sdp  call=2  port=30000  host=10.0.0.1\n1.0  P > A  486  tag=p1\n1.1  B > Q  486  tag=b1  call=2\n",
	       "1 > 2 onward media high\n2 > 1 back media high\n");
}

TEST(two_calls_of_one_machine_are_told_by_their_ports)
{
	expect("0.0  A > P  INVITE  sdp  at=10.0.0.1  from=5070  to=5080  " SESSION
	       "0.1  P > B  INVITE  sdp  call=2  at=10.0.0.1  from=5080  to=5090  " SESSION
	       "1.0  B > P  486  tag=b1  call=2  at=10.0.0.1  from=5090  to=5080\n"
	       "1.1  P > A  486  tag=p1  from=5080  to=5070\n",
	       "2 > 1 back session-id certain\n1 > 2 onward session-id certain\n");
}

TEST(hops_of_one_call_id_come_in_their_order)
{
	expect("0.0  A > P  INVITE  sdp\n0.1  P > Q  INVITE  sdp\n0.2  Q > B  INVITE  sdp\n0.3  Q > C  INVITE  sdp\n"
	       "1.0  B > Q  486  tag=b1\n1.1  Q > P  486  tag=b1\n1.2  P > A  486  tag=b1\n",
	       "1 > 1 onward call-id certain\n1 > 1 onward call-id certain\n");
}

TEST(a_message_seen_on_both_sides_of_a_nat_is_no_hop)
{
	expect("0.0  A > P  INVITE  sdp\n0.001  C > P  INVITE  sdp  call=1  branch=other\n1.1  P > A  486  tag=p1\n",
	       "");
}

/* Calls as a load generator makes them: numbers and SDP are the same in all, and the second leg comes some time later. */
static struct told play_load(unsigned every_ms, unsigned later_ms, unsigned count, unsigned left_out)
{
	struct buf ladder = {0};
	struct told told;

	for (unsigned i = 1; i <= count; i++) {
		unsigned begins = i * every_ms, goes_on = begins + later_ms;

		buf_printf(&ladder, "%u.%03u  A > P  INVITE  sdp  call=%u  port=30000  host=10.0.0.1  " NUMBERS,
		           begins / 1000, begins % 1000, i);
		if (!left_out || i % left_out)
			buf_printf(&ladder, "%u.%03u  P > B  INVITE  sdp  call=%u  port=30000  host=10.0.0.1  " NUMBERS,
			           goes_on / 1000, goes_on % 1000, i + 1000);
	}
	told = play(buf_text(&ladder));
	buf_done(&ladder);
	return told;
}

TEST(fifty_calls_a_second_between_the_same_numbers_tie_none_wrongly)
{
	static const unsigned later[] = {1, 15, 30, 110, 700};

	for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++) {
		struct told told = play_load(20, later[i], 250, 0);

		EXPECT_INT(0, told.wrong);
		buf_done(&told.text);
	}
}

TEST(nor_do_they_where_some_legs_are_not_in_the_capture)
{
	static const unsigned later[] = {1, 15, 30, 110, 700};

	for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++) {
		struct told told = play_load(20, later[i], 250, 3);

		EXPECT_INT(0, told.wrong);
		buf_done(&told.text);
	}
}

TEST(one_call_after_the_other_between_the_same_numbers_ties_each)
{
	struct told told = play_load(6000, 30, 20, 0);

	EXPECT_INT(20, told.onward);
	EXPECT_INT(0, told.wrong);
	buf_done(&told.text);
}

enum {
	LARGE_LEGS = 700,
	FEW_LEGS = 100,
	LARGE = 28000, /* bytes each */
};

/* Calls whose second leg fails long before the first is over. */
static void put_large_legs(struct buf *ladder, unsigned count)
{
	for (unsigned i = 1; i <= count; i++) {
		buf_printf(ladder, "%u.%03u  A > P  INVITE  sdp  call=%u  X-CID: %u\n", i / 100, i % 100, i, i);
		buf_printf(ladder, "%u.%03u  P > B  INVITE  sdp  call=%u  X-CID: %u  User-Agent: %0*u\n", i / 100,
		           i % 100 + 1, i + 1000, i, LARGE, i);
		buf_printf(ladder, "9.%03u  B > P  486  tag=b1  call=%u\n", i % 1000, i + 1000);
	}
	for (unsigned second = 10; second < 90; second += 10)
		buf_printf(ladder, "%u.000  C > B  OPTIONS\n", second);
}

TEST(legs_that_wait_for_too_long_make_room_for_others)
{
	struct buf ladder = {.ceiling = LARGE_LEGS * 2 * LARGE};
	struct told told;

	put_large_legs(&ladder, LARGE_LEGS);
	told = play(buf_text(&ladder));
	EXPECT(told.dropped > 50 && told.dropped < LARGE_LEGS / 2);
	EXPECT_INT(LARGE_LEGS - told.dropped, told.onward);
	EXPECT_INT(0, told.wrong);
	buf_done(&told.text);
	buf_done(&ladder);
}

TEST(with_less_memory_fewer_legs_wait)
{
	struct buf ladder = {.ceiling = LARGE_LEGS * 2 * LARGE};
	struct told told;

	put_large_legs(&ladder, FEW_LEGS);
	told = play_within(buf_text(&ladder), FEW_LEGS * 2 * LARGE);
	EXPECT(told.dropped > FEW_LEGS / 2 && told.dropped < FEW_LEGS);
	EXPECT_INT(FEW_LEGS - told.dropped, told.onward);
	EXPECT_INT(0, told.wrong);
	buf_done(&told.text);
	buf_done(&ladder);
}

TEST_MAIN
