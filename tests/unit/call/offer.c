/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/offer.h"

#include "look.h"

#define INVITE "0.000  A > B  INVITE  sdp\n"
#define LATE "0.000  A > B  INVITE\n"
#define OK "9.000  B > A  200  sdp  tag=b1\n9.020  A > B  ACK  tag=b1\n"
#define AGREED                                                                                                         \
	INVITE "0.900  B > A  183  sdp  tag=b1  rel\n0.920  A > B  PRACK  tag=b1\n0.940  B > A  200  of=PRACK  tag=b1\n"

static uint64_t frame_of(const struct event *event)
{
	return event ? frame_number(event->frame) : 0;
}

struct wanted {
	enum offer_state state;
	bool from_caller, initial, early;
	const char *tag;                 /* the party's letter and number stand in the tag that is played */
	unsigned offer, answer, settled; /* frames; 0: none */
};

static void expect_offer(const struct attempt *attempt, unsigned i, const struct wanted *wanted)
{
	const struct offer *offer = &attempt->offers[i];

	EXPECT(i < attempt->offer_count);
	if (i >= attempt->offer_count)
		return;
	EXPECT_STR(offer_state_name(wanted->state), str_of(offer_state_name(offer->state)));
	EXPECT(wanted->from_caller == offer->from_caller);
	EXPECT(wanted->initial == offer->initial);
	EXPECT(wanted->early == offer->early);
	EXPECT_STR(wanted->tag, offer->to_tag);
	EXPECT_INT(wanted->offer, frame_of(offer->offer));
	EXPECT_INT(wanted->answer, frame_of(offer->answer));
	EXPECT_INT(wanted->settled, frame_of(offer->settled));
}

static void expect_offers(const struct attempt *attempt, const struct wanted *wanted, unsigned count)
{
	EXPECT_INT(count, attempt->offer_count);
	for (unsigned i = 0; i < count; i++)
		expect_offer(attempt, i, &wanted[i]);
}

#define EXPECT_OFFERS(attempt, ...)                                                                                    \
	do {                                                                                                           \
		static const struct wanted wanted[] = {__VA_ARGS__};                                                   \
		expect_offers(attempt, wanted, sizeof(wanted) / sizeof(wanted[0]));                                    \
	} while (0)

/* RFC 6337 table 1, in its order */

static void look_at_2xx(const struct attempt *attempt)
{
	EXPECT_OFFERS(attempt, {OFFER_AGREED, true, true, true, "b1", 1, 3, 3});
	EXPECT(!offer_is_delayed(attempt));
	EXPECT(offer_of_dialog(attempt, STR("b1")) == &attempt->offers[0]);
	EXPECT(offer_of_dialog(attempt, STR("b2")) == NULL);
}

TEST(an_invite_offers_and_its_2xx_answers)
{
	LOOK(INVITE "0.900  B > A  180  tag=b1\n" OK, look_at_2xx);
}

static void look_at_ack(const struct attempt *attempt)
{
	EXPECT_OFFERS(attempt, {OFFER_AGREED, false, true, false, "b1", 3, 4, 4});
	EXPECT(offer_is_delayed(attempt));
}

TEST(without_it_the_2xx_offers_and_the_ack_answers)
{
	LOOK(LATE "0.900  B > A  183  sdp  tag=b1\n9.000  B > A  200  sdp  tag=b1\n9.020  A > B  ACK  sdp  tag=b1\n",
	     look_at_ack);
}

static void look_at_reliable(const struct attempt *attempt)
{
	EXPECT_OFFERS(attempt, {OFFER_AGREED, true, true, true, "b1", 1, 2, 2});
}

TEST(a_reliable_response_answers_for_good)
{
	LOOK(AGREED OK, look_at_reliable);
}

static void look_at_prack_answer(const struct attempt *attempt)
{
	EXPECT_OFFERS(attempt, {OFFER_AGREED, false, true, true, "b1", 2, 3, 3});
}

TEST(a_reliable_response_offers_and_the_prack_answers)
{
	LOOK(LATE
	     "0.900  B > A  183  sdp  tag=b1  rel\n0.920  A > B  PRACK  sdp  tag=b1\n0.940  B > A  200  of=PRACK  tag=b1\n"
	     "2.000  B > A  180  sdp  tag=b1\n" OK,
	     look_at_prack_answer);
}

TEST(a_prack_that_must_be_sent_again_answers_once)
{
	LOOK(LATE
	     "0.900  B > A  183  sdp  tag=b1  rel\n0.920  A > B  PRACK  sdp  tag=b1\n0.940  B > A  407  of=PRACK  tag=b1\n"
	     "0.960  A > B  PRACK  sdp  tag=b1\n0.980  B > A  200  of=PRACK  tag=b1\n",
	     look_at_prack_answer);
}

static void look_at_prack_offer(const struct attempt *attempt)
{
	EXPECT_OFFERS(attempt, {OFFER_AGREED, true, true, true, "b1", 1, 2, 2},
	              {OFFER_AGREED, true, false, true, "b1", 3, 4, 4});
}

TEST(a_prack_may_offer_and_its_2xx_answers)
{
	LOOK(INVITE "0.900  B > A  183  sdp  tag=b1  rel\n0.920  A > B  PRACK  sdp  tag=b1\n"
	            "0.940  B > A  200  of=PRACK  sdp  tag=b1\n" OK,
	     look_at_prack_offer);
}

static void look_at_updates(const struct attempt *attempt)
{
	EXPECT_OFFERS(attempt, {OFFER_AGREED, true, true, true, "b1", 1, 2, 2},
	              {OFFER_AGREED, true, false, true, "b1", 5, 6, 6},
	              {OFFER_AGREED, false, false, true, "b1", 7, 8, 8});
}

TEST(either_side_may_offer_in_update)
{
	LOOK(AGREED "1.000  A > B  UPDATE  sdp  tag=b1\n1.020  B > A  200  of=UPDATE  sdp  tag=b1\n"
	            "2.000  B > A  UPDATE  sdp  tag=a1\n2.020  A > B  200  of=UPDATE  sdp  tag=a1\n" OK,
	     look_at_updates);
}

/* Previews: RFC 6337 3.1.1 */

static void look_at_repeated(const struct attempt *attempt)
{
	EXPECT_OFFERS(attempt, {OFFER_AGREED, true, true, true, "b1", 1, 2, 4});
}

TEST(a_preview_holds_once_the_2xx_repeats_it)
{
	LOOK(INVITE "0.900  B > A  183  sdp  tag=b1\n1.900  B > A  180  sdp  tag=b1\n" OK, look_at_repeated);
	LOOK(INVITE "0.900  B > A  183  sdp  tag=b1\n1.900  B > A  180  sdp  tag=b1\n"
	            "9.000  B > A  200  sdp  tag=b1  port=40010\n9.020  A > B  ACK  tag=b1\n",
	     look_at_repeated);
	LOOK(INVITE "0.900  B > A  183  sdp  tag=b1\n1.900  B > A  180  tag=b1\n9.000  B > A  200  tag=b1\n",
	     look_at_repeated);
}

static void look_at_open(const struct attempt *attempt)
{
	EXPECT_OFFERS(attempt, {OFFER_PREVIEWED, true, true, true, "b1", 1, 2, 0});
}

TEST(until_then_it_is_a_preview)
{
	LOOK(INVITE "0.900  B > A  183  sdp  tag=b1\n", look_at_open);
}

static void look_at_forks(const struct attempt *attempt)
{
	EXPECT_OFFERS(attempt, {OFFER_AGREED, true, true, true, "b1", 1, 2, 5},
	              {OFFER_PREVIEWED, true, true, true, "b2", 1, 3, 0},
	              {OFFER_AGREED, true, true, true, "b3", 1, 4, 4});
	EXPECT(offer_of_dialog(attempt, STR("b2")) == &attempt->offers[1]);
}

TEST(each_fork_answers_by_itself)
{
	LOOK(INVITE "0.900  B > A  183  sdp  tag=b1\n1.000  B > A  183  sdp  tag=b2  host=10.0.0.7\n"
	            "1.100  B > A  183  sdp  tag=b3  rel\n" OK,
	     look_at_forks);
}

static void look_at_two_2xx(const struct attempt *attempt)
{
	EXPECT_OFFERS(attempt, {OFFER_AGREED, true, true, true, "b1", 1, 2, 2},
	              {OFFER_AGREED, true, true, true, "b2", 1, 3, 3});
}

TEST(several_2xx_answer_each_in_its_dialog)
{
	LOOK(INVITE "9.000  B > A  200  sdp  tag=b1\n9.010  B > A  200  sdp  tag=b2\n9.020  A > B  ACK  tag=b1\n",
	     look_at_two_2xx);
}

static void look_at_bare_2xx(const struct attempt *attempt)
{
	EXPECT_OFFERS(attempt, {OFFER_PREVIEWED, true, true, true, "b1", 1, 2, 0});
}

TEST(a_2xx_of_another_fork_without_sdp_answers_nothing)
{
	LOOK(INVITE "0.900  B > A  183  sdp  tag=b1\n9.000  B > A  200  tag=b2\n", look_at_bare_2xx);
}

/* What fails */

static void look_at_rollback(const struct attempt *attempt)
{
	EXPECT_OFFERS(attempt, {OFFER_AGREED, true, true, true, "b1", 1, 2, 2},
	              {OFFER_REFUSED, true, false, true, "b1", 5, 0, 6});
}

TEST(an_update_that_is_refused_takes_its_offer_back)
{
	LOOK(AGREED "1.000  A > B  UPDATE  sdp  tag=b1\n1.020  B > A  488  of=UPDATE  tag=b1\n" OK, look_at_rollback);
}

static void look_at_glare(const struct attempt *attempt)
{
	EXPECT_OFFERS(attempt, {OFFER_AGREED, true, true, true, "b1", 1, 2, 2},
	              {OFFER_GLARE, true, false, true, "b1", 5, 0, 7}, {OFFER_GLARE, false, false, true, "b1", 6, 0, 8},
	              {OFFER_REFUSED, false, false, true, "b1", 9, 0, 10});
}

TEST(offers_that_cross_are_glare)
{
	LOOK(AGREED
	     "1.000  A > B  UPDATE  sdp  tag=b1\n1.001  B > A  UPDATE  sdp  tag=a1\n1.020  B > A  491  of=UPDATE  tag=b1\n"
	     "1.021  A > B  500  of=UPDATE  tag=a1  Retry-After: 3\n2.000  B > A  UPDATE  sdp  tag=a1\n"
	     "2.020  A > B  500  of=UPDATE  tag=a1\n" OK,
	     look_at_glare);
}

static void look_at_failure(const struct attempt *attempt)
{
	EXPECT_OFFERS(attempt, {OFFER_REFUSED, true, true, true, "b1", 1, 2, 3});
}

TEST(a_call_that_fails_takes_its_offer_back)
{
	LOOK(INVITE "0.900  B > A  183  sdp  tag=b1\n9.000  B > A  486  tag=b1\n", look_at_failure);
}

static void look_at_late_failure(const struct attempt *attempt)
{
	EXPECT_OFFERS(attempt, {OFFER_REFUSED, false, true, true, "b1", 2, 0, 3});
}

TEST(so_does_one_whose_callee_offered)
{
	LOOK(LATE "0.900  B > A  183  sdp  tag=b1  rel\n9.000  B > A  486  tag=b1\n", look_at_late_failure);
}

/* Tries, re-INVITEs, captures */

static void look_at_retry(const struct attempt *attempt)
{
	EXPECT_OFFERS(attempt, {OFFER_AGREED, true, true, true, "b1", 5, 6, 6});
}

TEST(what_an_earlier_try_offered_is_gone)
{
	LOOK(INVITE "0.050  B > A  183  sdp  tag=b9\n0.060  B > A  407  tag=b9\n0.070  A > B  ACK  tag=b9\n"
	            "0.100  A > B  INVITE  sdp  cseq=2\n9.000  B > A  200  sdp  tag=b1  cseq=2\n",
	     look_at_retry);
}

static void look_at_reinvites(const struct attempt *attempt)
{
	EXPECT_OFFERS(attempt, {OFFER_AGREED, true, true, true, "b1", 1, 2, 2},
	              {OFFER_AGREED, true, false, false, "b1", 4, 5, 5},
	              {OFFER_AGREED, false, false, false, "b1", 8, 9, 9},
	              {OFFER_REFUSED, false, false, false, "b1", 10, 0, 11});
}

TEST(a_reinvite_offers_or_lets_its_2xx_offer_or_fails)
{
	LOOK(INVITE OK
	     "11.00  A > B  INVITE  sdp=sendonly  tag=b1\n11.10  B > A  200  sdp=recvonly  tag=b1\n11.20  A > B  ACK  tag=b1\n"
	     "12.00  A > B  INVITE  tag=b1\n12.10  B > A  200  sdp  tag=b1\n12.20  A > B  ACK  sdp  tag=b1\n"
	     "13.00  B > A  INVITE  sdp=inactive  tag=a1\n13.10  A > B  488  tag=a1\n",
	     look_at_reinvites);
}

static void look_at_swapped(const struct attempt *attempt)
{
	EXPECT_OFFERS(attempt, {OFFER_AGREED, true, true, true, "b1", 2, 1, 1},
	              {OFFER_AGREED, true, false, true, "b1", 6, 5, 5});
}

TEST(responses_may_be_captured_before_their_requests)
{
	LOOK("0.000  B > A  183  sdp  tag=b1  rel  branch=i\n0.001  A > B  INVITE  sdp  branch=i\n0.920  A > B  PRACK  tag=b1\n"
	     "0.940  B > A  200  of=PRACK  tag=b1\n1.000  B > A  200  of=UPDATE  sdp  tag=b1  CSeq: 9 UPDATE\n1.001  A > B  UPDATE  sdp  tag=b1  CSeq: 9 UPDATE\n" OK,
	     look_at_swapped);
}

static void look_at_swapped_prack(const struct attempt *attempt)
{
	EXPECT_OFFERS(attempt, {OFFER_AGREED, false, true, true, "b1", 3, 2, 2});
}

TEST(a_prack_may_be_captured_before_what_it_answers)
{
	LOOK(LATE "0.899  A > B  PRACK  sdp  tag=b1\n0.900  B > A  183  sdp  tag=b1  rel\n"
	          "0.940  B > A  200  of=PRACK  tag=b1\n" OK,
	     look_at_swapped_prack);
}

static void look_at_proxied(const struct attempt *attempt)
{
	EXPECT_OFFERS(attempt, {OFFER_AGREED, true, true, true, "b1", 1, 4, 4},
	              {OFFER_AGREED, true, false, true, "b1", 9, 12, 12});
}

TEST(the_next_hop_offers_nothing_of_its_own)
{
	LOOK("0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n0.900  B > P  183  sdp  tag=b1  rel\n"
	     "0.910  P > A  183  sdp  tag=b1  rel\n0.920  A > P  PRACK  tag=b1\n0.930  P > B  PRACK  tag=b1\n"
	     "0.940  B > P  200  of=PRACK  tag=b1\n0.950  P > A  200  of=PRACK  tag=b1\n"
	     "1.000  A > P  UPDATE  sdp  tag=b1\n1.010  P > B  UPDATE  sdp  tag=b1\n"
	     "1.020  B > P  200  of=UPDATE  sdp  tag=b1\n1.030  P > A  200  of=UPDATE  sdp  tag=b1\n",
	     look_at_proxied);
}

static void look_at_lines(const struct attempt *attempt)
{
	const struct offer *offer = &attempt->offers[0];
	const struct sdp *answer = offer->answer->sdp;

	EXPECT_INT(2, answer->media_count);
	EXPECT(offer_line(offer, &answer->media[0]) == &offer->offer->sdp->media[0]);
	EXPECT(offer_line(offer, &answer->media[1]) == NULL);
	EXPECT(offer_answered_audio(offer) == &answer->media[0]);
}

TEST(lines_are_paired_by_their_place)
{
	LOOK(INVITE "0.900  B > A  183  sdp  tag=b1  rel  m=video 40020 RTP/AVP 96\n", look_at_lines);
}

static void look_at_cut(const struct attempt *attempt)
{
	EXPECT_INT(0, attempt->offer_count);
	EXPECT(!offer_is_delayed(attempt));
}

TEST(an_invite_that_was_cut_may_have_an_offer)
{
	LOOK("0.000  A > B  INVITE  sdp  cut\n0.900  B > A  183  sdp  tag=b1  rel\n", look_at_cut);
	LOOK("0.000  A > B  INVITE  body=none  type=application/sdp\n0.900  B > A  183  tag=b1\n", look_at_cut);
}

TEST_MAIN
