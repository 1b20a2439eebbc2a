/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/reliable.h"

#include "look.h"

#define INVITE "0.000  A > B  INVITE  sdp\n"
#define OK "9.000  B > A  200  sdp  tag=b1\n9.020  A > B  ACK  tag=b1\n"

static uint64_t frame_of(const struct event *event)
{
	return event ? frame_number(event->frame) : 0;
}

/* Frames of the response, its PRACK and the final to that; 0: none. */
static void expect_reliable(const struct attempt *attempt, unsigned i, unsigned response, unsigned prack,
                            unsigned final)
{
	const struct reliable none = {0}, *reliable = i < attempt->reliable_count ? &attempt->reliables[i] : &none;

	EXPECT_INT(response, frame_of(reliable->response));
	EXPECT_INT(prack, frame_of(reliable->prack));
	EXPECT_INT(final, frame_of(reliable->prack_final));
}

static void expect_count(const struct attempt *attempt, unsigned reliables, unsigned strays)
{
	EXPECT_INT(reliables, attempt->reliable_count);
	EXPECT_INT(strays, attempt->stray_prack_count);
}

static void look_at_plain(const struct attempt *attempt)
{
	expect_count(attempt, 1, 0);
	expect_reliable(attempt, 0, 4, 5, 6);
	EXPECT(!prack_may_be_missing(attempt, &attempt->reliables[0]));
}

TEST(only_what_has_both_headers_and_is_no_100_is_reliable)
{
	LOOK(INVITE "0.010  B > A  100  rel\n0.500  B > A  180  tag=b1\n0.900  B > A  183  sdp  tag=b1  rel\n"
	            "0.920  A > B  PRACK  tag=b1\n0.940  B > A  200  of=PRACK  tag=b1\n" OK,
	     look_at_plain);
	LOOK(INVITE "0.500  B > A  180  tag=b1  rel  without=RSeq\n0.600  B > A  182  tag=b1  rel  without=Require\n"
	            "0.900  B > A  183  sdp  tag=b1  rel\n"
	            "0.920  A > B  PRACK  tag=b1\n0.940  B > A  200  of=PRACK  tag=b1\n" OK,
	     look_at_plain);
}

static void look_at_forks(const struct attempt *attempt)
{
	expect_count(attempt, 2, 0);
	expect_reliable(attempt, 0, 2, 4, 0);
	expect_reliable(attempt, 1, 3, 0, 0);
}

TEST(a_prack_acknowledges_the_fork_whose_tag_it_has)
{
	LOOK(INVITE "0.800  B > A  183  sdp  tag=b1  rel\n0.900  B > A  183  sdp  tag=b2  rel\n"
	            "0.920  A > B  PRACK  tag=b1\n" OK,
	     look_at_forks);
}

static void look_at_credentials(const struct attempt *attempt)
{
	expect_count(attempt, 1, 0);
	expect_reliable(attempt, 0, 2, 5, 6);
}

TEST(of_several_pracks_the_accepted_one_counts)
{
	LOOK(INVITE
	     "0.900  B > A  183  sdp  tag=b1  rel\n0.920  A > B  PRACK  tag=b1\n0.940  B > A  407  of=PRACK  tag=b1\n"
	     "0.960  A > B  PRACK  tag=b1\n0.980  B > A  200  of=PRACK  tag=b1\n"
	     "0.990  A > B  PRACK  tag=b1\n0.995  B > A  481  of=PRACK  tag=b1\n" OK,
	     look_at_credentials);
}

static void look_at_swapped(const struct attempt *attempt)
{
	expect_count(attempt, 1, 0);
	expect_reliable(attempt, 0, 3, 2, 4);
}

TEST(a_prack_may_be_captured_before_its_response)
{
	LOOK(INVITE
	     "0.899  A > B  PRACK  tag=b1\n0.900  B > A  183  sdp  tag=b1  rel\n0.940  B > A  200  of=PRACK  tag=b1\n" OK,
	     look_at_swapped);
}

static void look_at_bypass(const struct attempt *attempt)
{
	expect_count(attempt, 1, 0);
	expect_reliable(attempt, 0, 4, 5, 6);
}

TEST(a_prack_may_bypass_the_proxy)
{
	LOOK("0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n0.900  B > P  183  sdp  tag=b1  rel\n"
	     "0.910  P > A  183  sdp  tag=b1  rel\n0.930  A > B  PRACK  tag=b1\n0.940  B > A  200  of=PRACK  tag=b1\n",
	     look_at_bypass);
}

static void look_at_both_hops(const struct attempt *attempt)
{
	expect_count(attempt, 1, 0);
	expect_reliable(attempt, 0, 4, 6, 8);
}

TEST(of_two_hops_the_callers_prack_counts)
{
	LOOK("0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n0.900  B > P  183  sdp  tag=b1  rel\n"
	     "0.910  P > A  183  sdp  tag=b1  rel\n0.929  P > B  PRACK  tag=b1\n0.930  A > P  PRACK  tag=b1\n"
	     "0.940  B > P  200  of=PRACK  tag=b1\n0.950  P > A  200  of=PRACK  tag=b1\n",
	     look_at_both_hops);
}

static void look_at_retry(const struct attempt *attempt)
{
	expect_count(attempt, 1, 1);
	expect_reliable(attempt, 0, 5, 7, 0);
	EXPECT_INT(6, frame_of(attempt->stray_pracks[0]));
}

TEST(a_prack_of_a_retry_must_name_its_cseq)
{
	LOOK(INVITE "0.050  B > A  407  tag=b9\n0.060  A > B  ACK  tag=b9\n0.100  A > B  INVITE  sdp  cseq=2\n"
	            "0.900  B > A  183  sdp  tag=b1  rel  cseq=2\n0.920  A > B  PRACK  tag=b1  RAck: 1 1 INVITE\n"
	            "0.930  A > B  PRACK  tag=b1  RAck: 1 2 INVITE\n",
	     look_at_retry);
}

static void look_at_first_try(const struct attempt *attempt)
{
	expect_count(attempt, 1, 0);
	expect_reliable(attempt, 0, 7, 8, 0);
}

TEST(what_the_first_try_acknowledged_is_not_stray)
{
	LOOK(INVITE "0.020  B > A  183  sdp  tag=b9  rel\n0.030  A > B  PRACK  tag=b9\n0.050  B > A  407  tag=b9\n"
	            "0.060  A > B  ACK  tag=b9\n0.100  A > B  INVITE  sdp  cseq=2\n"
	            "0.900  B > A  183  sdp  tag=b1  rel  cseq=2\n0.930  A > B  PRACK  tag=b1  RAck: 1 2 INVITE\n",
	     look_at_first_try);
}

static void look_at_reinvite(const struct attempt *attempt)
{
	expect_count(attempt, 1, 0);
	expect_reliable(attempt, 0, 2, 3, 0);
}

TEST(the_prack_of_a_reinvite_is_not_of_the_early_phase)
{
	LOOK(INVITE "0.900  B > A  183  sdp  tag=b1  rel\n0.920  A > B  PRACK  tag=b1\n" OK
	            "12.00  A > B  INVITE  sdp  tag=b1  cseq=5\n12.10  B > A  183  sdp  tag=b1  rel=9  cseq=5\n"
	            "12.20  A > B  PRACK  tag=b1  RAck: 9 5 INVITE\n12.30  A > B  PRACK  tag=b1  RAck: 8 5 INVITE\n",
	     look_at_reinvite);
}

static void look_at_method(const struct attempt *attempt)
{
	expect_count(attempt, 1, 2);
	expect_reliable(attempt, 0, 2, 0, 0);
}

TEST(rack_must_name_invite_and_be_readable)
{
	LOOK(INVITE "0.900  B > A  183  sdp  tag=b1  rel\n0.920  A > B  PRACK  tag=b1  RAck: 1 1 PRACK\n"
	            "0.930  A > B  PRACK  tag=b1  RAck: undefined 1 INVITE\n",
	     look_at_method);
}

static void look_at_missing(const struct attempt *attempt)
{
	expect_count(attempt, 1, 0);
	EXPECT(prack_may_be_missing(attempt, &attempt->reliables[0]));
}

TEST(an_answer_shows_that_there_was_a_prack)
{
	LOOK(INVITE "0.900  B > A  183  sdp  tag=b1  rel\n0.930  B > A  200  of=PRACK  tag=b1\n" OK, look_at_missing);
}

TEST_MAIN
