/* SPDX-License-Identifier: BSD-2-Clause */
#include "look.h"

#define INVITE "0.000  A > B  INVITE  sdp\n"

/* Parties are 10.0.0.1 and up. */
static unsigned party_of(const struct endpoint *endpoint)
{
	struct buf text = {0};
	unsigned last;

	address_format(&text, &endpoint->address);
	last = (unsigned)(text.p[text.n - 1] - '0');
	if (text.p[text.n - 2] != '.')
		last += 10 * (unsigned)(text.p[text.n - 2] - '0');
	buf_done(&text);
	return 'A' + last - 1;
}

static void expect_hop(const struct attempt *attempt, char caller, char callee)
{
	EXPECT_INT(caller, party_of(&attempt->caller));
	EXPECT_INT(callee, party_of(&attempt->callee));
}

static ns after(const struct attempt *attempt, ns time)
{
	return time - attempt->start;
}

/* The caller's hop */

static void look_at_proxied(const struct attempt *attempt)
{
	expect_hop(attempt, 'A', 'P');
	EXPECT_INT(2, attempt->provisional_count);
	EXPECT_INT(180, attempt->first_18x ? attempt->first_18x->code : 0);
	EXPECT(attempt->early_sdp == NULL);
	EXPECT(!attempt->final_elsewhere);
}

TEST(the_fewest_vias_are_the_callers_hop)
{
	LOOK("0.000  A > P  INVITE  sdp\n0.010  P > A  100\n0.020  P > B  INVITE  sdp\n0.500  B > P  183  sdp  tag=b1\n"
	     "0.600  P > A  180  tag=b1\n9.000  B > P  200  sdp  tag=b1\n9.010  P > A  200  sdp  tag=b1\n",
	     look_at_proxied);
}

static void look_at_inner_hop(const struct attempt *attempt)
{
	expect_hop(attempt, 'P', 'B');
	EXPECT(attempt->mid_call);
	EXPECT_INT(200, attempt->final ? attempt->final->code : 0);
}

TEST(without_any_invite_the_first_hop_seen_stands_in)
{
	LOOK("0.500  B > P  180  tag=b1\n9.000  B > P  200  sdp  tag=b1\n", look_at_inner_hop);
}

static void look_at_forks(const struct attempt *attempt)
{
	expect_hop(attempt, 'P', 'C');
	EXPECT_INT(200, attempt->final ? attempt->final->code : 0);
	EXPECT_INT(OUTCOME_ANSWERED, attempt->outcome);
	EXPECT_INT(2, attempt->provisional_count);
	EXPECT_INT(2, attempt->dialog_count);
}

TEST(forks_of_one_sender_are_one_hop_and_a_2xx_on_any_of_them_is_the_final)
{
	LOOK("0.000  P > C  INVITE  sdp\n0.001  P > B  INVITE  sdp\n0.500  B > P  180  tag=b1\n0.600  C > P  180  tag=c1\n"
	     "5.000  B > P  200  sdp  tag=b1\n5.100  C > P  487  tag=c1\n",
	     look_at_forks);
}

static void look_at_next_hop(const struct attempt *attempt)
{
	expect_hop(attempt, 'A', 'P');
	EXPECT(attempt->final_elsewhere);
	EXPECT_INT(486, attempt->final ? attempt->final->code : 0);
	EXPECT_INT(OUTCOME_BUSY, attempt->outcome);
}

TEST(the_nearest_hop_with_a_final_speaks_for_one_without)
{
	LOOK("0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n0.500  B > P  180  tag=b1\n0.510  P > A  180  tag=b1\n"
	     "5.000  B > P  486  tag=b1\n",
	     look_at_next_hop);
}

/* Tries */

#define CHALLENGED INVITE "0.100  B > A  407  tag=b9\n0.110  A > B  ACK  tag=b9\n0.200  A > B  INVITE  sdp  cseq=2\n"

static void look_at_retry(const struct attempt *attempt)
{
	EXPECT_INT(1, attempt->first_invite ? attempt->first_invite->cseq : 0);
	EXPECT_INT(2, attempt->invite ? attempt->invite->cseq : 0);
	EXPECT_INT(486, attempt->final ? attempt->final->code : 0);
	EXPECT_INT(0, after(attempt, attempt->waiting));
	EXPECT_INT(5 * SECOND, after(attempt, attempt->end));
}

TEST(the_final_is_that_of_the_last_try)
{
	LOOK(CHALLENGED "0.900  B > A  180  tag=b1  cseq=2\n5.000  B > A  486  tag=b1  cseq=2\n", look_at_retry);
}

static void look_at_challenge(const struct attempt *attempt)
{
	EXPECT_INT(407, attempt->final ? attempt->final->code : 0);
	EXPECT_INT(OUTCOME_FAILED, attempt->outcome);
}

TEST(a_challenge_is_the_final_when_nothing_followed)
{
	LOOK(INVITE "0.100  B > A  407  tag=b9\n0.110  A > B  ACK  tag=b9\n", look_at_challenge);
}

static void look_at_late_retry(const struct attempt *attempt)
{
	EXPECT_INT(20 * SECOND, after(attempt, attempt->waiting));
	EXPECT_INT(5 * SECOND, attempt_silence_waiting(attempt, POLICY_RFC3960));
	EXPECT_INT(25 * SECOND, attempt_silence(attempt, POLICY_RFC3960));
}

TEST(a_retry_that_a_person_made_is_a_wait_of_its_own)
{
	LOOK(INVITE "0.100  B > A  407  tag=b9\n0.110  A > B  ACK  tag=b9\n20.00  A > B  INVITE  sdp  cseq=2\n"
	            "25.00  B > A  403  tag=b1  cseq=2\n",
	     look_at_late_retry);
}

static void look_at_lost_retry(const struct attempt *attempt)
{
	EXPECT(attempt->invite == NULL);
	EXPECT(!attempt->mid_call);
	EXPECT_INT(200, attempt->final ? attempt->final->code : 0);
	EXPECT_INT(180, attempt->first_18x ? attempt->first_18x->code : 0);
}

TEST(the_responses_of_a_retry_count_where_its_invite_was_missed)
{
	LOOK(INVITE "0.100  B > A  407  tag=b9\n0.110  A > B  ACK  tag=b9\n0.900  B > A  180  tag=b1  cseq=2\n"
	            "5.000  B > A  200  sdp  tag=b1  cseq=2\n",
	     look_at_lost_retry);
}

static void look_at_missed_reinvite(const struct attempt *attempt)
{
	EXPECT_INT(5 * SECOND, after(attempt, attempt->end));
	EXPECT_INT(1, attempt->last->cseq);
}

TEST(the_responses_of_a_missed_re_invite_do_not)
{
	LOOK(INVITE "0.900  B > A  180  tag=b1\n5.000  B > A  200  sdp  tag=b1\n5.020  A > B  ACK  tag=b1\n"
	            "9.000  B > A  200  sdp  tag=b1  cseq=2\n",
	     look_at_missed_reinvite);
}

/* Time */

static void look_at_end_of_capture(const struct attempt *attempt)
{
	EXPECT_INT(OUTCOME_PENDING, attempt->outcome);
	EXPECT(!attempt->given_up);
	EXPECT_INT(20 * SECOND, after(attempt, attempt->end));
}

TEST(a_call_without_final_goes_on_to_the_end_of_the_capture)
{
	LOOK(INVITE "0.900  B > A  180  tag=b1\n20.00  A > C  INVITE  sdp  call=2\n", look_at_end_of_capture);
}

static void look_at_given_up(const struct attempt *attempt)
{
	EXPECT(attempt->given_up);
	EXPECT_INT(181 * SECOND, after(attempt, attempt->end));
}

TEST(but_no_longer_than_timer_c)
{
	LOOK(INVITE "1.000  B > A  180  tag=b1\n190.0  A > C  INVITE  sdp  call=2\n", look_at_given_up);
}

static void look_at_unanswered(const struct attempt *attempt)
{
	EXPECT_INT(OUTCOME_UNKNOWN, attempt->outcome);
	EXPECT(attempt->given_up);
	EXPECT_INT(32 * SECOND, after(attempt, attempt->end));
}

TEST(and_without_any_response_no_longer_than_timer_b)
{
	LOOK("0.000  A > B  INVITE  sdp  x3\n60.00  A > C  INVITE  sdp  call=2\n", look_at_unanswered);
}

static void look_at_unrepeated(const struct attempt *attempt)
{
	EXPECT_INT(SECOND / 2, after(attempt, attempt->end));
}

TEST(an_invite_that_is_not_repeated_was_answered_somewhere)
{
	LOOK(INVITE "60.00  A > C  INVITE  sdp  call=2\n", look_at_unrepeated);
}

static void look_at_cancel(const struct attempt *attempt)
{
	EXPECT(attempt->cancel && !attempt->final);
	EXPECT_INT(5 * SECOND, after(attempt, attempt->end));
}

TEST(a_cancel_ends_the_wait_where_no_final_was_captured)
{
	LOOK(INVITE "1.000  B > A  180  tag=b1\n5.000  A > B  CANCEL\n30.00  A > C  INVITE  sdp  call=2\n",
	     look_at_cancel);
}

static void look_at_odd_times(const struct attempt *attempt)
{
	EXPECT(attempt->times_odd);
}

TEST(hours_between_two_messages_are_no_wait)
{
	LOOK(INVITE "0.010  B > A  100\n7200.0  B > A  200  sdp  tag=b1\n", look_at_odd_times);
}

static void look_at_even_times(const struct attempt *attempt)
{
	EXPECT(!attempt->times_odd);
	EXPECT_INT(900 * SECOND, after(attempt, attempt->end));
}

TEST(a_long_queue_with_progress_is)
{
	LOOK(INVITE "1.000  B > A  182  tag=b1\n300.0  B > A  182  sdp  tag=b1\n600.0  B > A  183  sdp  tag=b1\n"
	            "900.0  B > A  200  sdp  tag=b1\n",
	     look_at_even_times);
}

/* Promise */

static void look_at_promise(const struct attempt *attempt)
{
	EXPECT_INT(180, attempt->promise ? attempt->promise->code : 0);
	EXPECT_INT(183, attempt->early_sdp ? attempt->early_sdp->code : 0);
	EXPECT(attempt->opened == attempt->promise);
}

TEST(the_promise_is_the_first_sdp_that_lets_audio_come)
{
	LOOK(INVITE
	     "0.500  B > A  183  sdp=inactive  tag=b1\n0.900  B > A  180  sdp  tag=b1\n5.000  B > A  200  tag=b1\n",
	     look_at_promise);
}

static void look_at_reservation(const struct attempt *attempt)
{
	EXPECT(!attempt->promise && attempt->preconditions_only);
	EXPECT_INT(183, attempt->opened ? attempt->opened->code : 0);
}

TEST(a_reservation_is_no_promise_but_opens_a_way)
{
	LOOK("0.000  A > B  INVITE  sdp=qos\n0.500  B > A  183  sdp=qos  tag=b1\n5.000  B > A  200  tag=b1\n",
	     look_at_reservation);
}

static unsigned frame_of(const struct event *event)
{
	return event ? (unsigned)frame_number(event->frame) : 0;
}

static void look_at_gate(const struct attempt *attempt)
{
	EXPECT_INT(4, frame_of(attempt->promise));
	EXPECT(attempt->opened == attempt->promise);
	EXPECT(attempt->promised == attempt->early_sdp->sdp);
	EXPECT(!attempt->preconditions_only);
}

static void look_at_new_sdp(const struct attempt *attempt)
{
	EXPECT_INT(6, frame_of(attempt->promise));
	EXPECT(attempt->promised && attempt->promised == attempt->promise->sdp);
}

static void look_at_closed_gate(const struct attempt *attempt)
{
	EXPECT(!attempt->promise);
	EXPECT_INT(2, frame_of(attempt->opened));
	EXPECT(attempt->preconditions_only);
}

#define RESERVED "0.000  A > B  INVITE  sdp=qos\n0.500  B > A  183  sdp=qos  tag=b1  rel\n0.520  A > B  PRACK  tag=b1\n"

TEST(a_2xx_to_prack_or_update_that_opens_the_gate_promises)
{
	LOOK(RESERVED "0.540  B > A  200  of=PRACK  tag=b1  P-Early-Media: sendrecv\n5.000  B > A  200  tag=b1\n",
	     look_at_gate);
	LOOK(RESERVED "0.540  B > A  200  of=PRACK  tag=b1\n0.600  A > B  UPDATE  sdp  tag=b1\n"
	              "0.620  B > A  200  of=UPDATE  sdp  tag=b1  P-Early-Media: sendonly\n5.000  B > A  200  tag=b1\n",
	     look_at_new_sdp);
}

TEST(one_of_the_caller_or_with_the_gate_closed_does_not)
{
	LOOK(RESERVED "0.540  B > A  200  of=PRACK  tag=b1  P-Early-Media: inactive\n5.000  B > A  200  tag=b1\n",
	     look_at_closed_gate);
	LOOK(RESERVED "0.540  B > A  481  of=PRACK  tag=b1  P-Early-Media: sendrecv\n5.000  B > A  200  tag=b1\n",
	     look_at_closed_gate);
	LOOK(RESERVED "0.600  B > A  UPDATE  tag=a1\n0.620  A > B  200  of=UPDATE  tag=a1  P-Early-Media: sendrecv\n"
	              "5.000  B > A  200  tag=b1\n",
	     look_at_closed_gate);
	LOOK(RESERVED "5.000  B > A  200  tag=b1\n5.100  B > A  200  of=PRACK  tag=b1  P-Early-Media: sendrecv\n",
	     look_at_closed_gate);
}

static void look_at_hold(const struct attempt *attempt)
{
	EXPECT(!attempt->promise && !attempt->opened);
}

TEST(an_offer_on_hold_lets_nothing_come)
{
	LOOK("0.000  A > B  INVITE  sdp  host=0.0.0.0\n0.500  B > A  183  sdp  tag=b1\n5.000  B > A  200  tag=b1\n",
	     look_at_hold);
}

static void look_at_old_promise(const struct attempt *attempt)
{
	EXPECT(!attempt->promise && !attempt->early_sdp);
	EXPECT_INT(2, attempt->dialog_count);
	EXPECT_INT(DIALOG_EARLY_DEAD, attempt->dialogs[0].state);
	EXPECT_INT(DIALOG_EARLY_BARE, attempt->dialogs[1].state);
}

TEST(what_an_earlier_try_promised_is_past)
{
	LOOK(INVITE
	     "0.500  B > A  183  sdp  tag=b1\n1.000  B > A  302  tag=b1\n1.010  A > B  ACK  tag=b1\n"
	     "1.020  A > C  INVITE  sdp  cseq=2\n1.500  C > A  180  tag=c1  cseq=2\n5.000  C > A  200  tag=c1  cseq=2\n",
	     look_at_old_promise);
}

static void look_at_refused_update(const struct attempt *attempt)
{
	EXPECT_INT(1, attempt->dialog_count);
	EXPECT_INT(DIALOG_EARLY_PREVIEW, attempt->dialogs[0].state);
}

TEST(an_update_that_is_refused_leaves_the_preview_a_preview)
{
	LOOK(INVITE "0.500  B > A  183  sdp  tag=b1\n1.000  A > B  UPDATE  sdp  tag=b1\n"
	            "1.100  B > A  500  of=UPDATE  tag=b1\n5.000  B > A  200  sdp  tag=b1\n",
	     look_at_refused_update);
}

/* Audio */

static void look_at_overtaking(const struct attempt *attempt)
{
	EXPECT(attempt->backward.early_packets > 0);
	EXPECT(!attempt_had_early_audio(attempt));
	EXPECT_INT(VISIBILITY_PROVEN, attempt->visibility);
}

TEST(audio_that_overtakes_the_answer_is_not_early)
{
	LOOK(INVITE "0.500  B > A  180  tag=b1\n4.900  B > A  rtp  for 1.0s\n5.000  B > A  200  sdp  tag=b1\n",
	     look_at_overtaking);
}

static void look_at_announcement(const struct attempt *attempt)
{
	EXPECT(attempt_had_early_audio(attempt));
}

TEST(before_a_failure_all_audio_is_early)
{
	LOOK(INVITE "0.500  B > A  183  sdp  tag=b1\n4.900  B > A  rtp  for 1.0s\n5.000  B > A  486  tag=b1\n",
	     look_at_announcement);
}

static void look_at_neighbour(const struct attempt *attempt)
{
	EXPECT_INT(0, attempt->backward.stream_count);
	EXPECT_INT(VISIBILITY_LEARNED, attempt->visibility);
	EXPECT(attempt->witness != NULL);
}

TEST(audio_of_a_neighbour_is_a_witness_and_not_this_calls)
{
	LOOK(INVITE
	     "0.100  A > B  INVITE  sdp  call=2\n0.200  B > A  200  sdp  tag=b2  call=2\n0.300  B > A  rtp  for 2.0s  call=2\n"
	     "0.500  B > A  183  sdp  tag=b1\n5.000  B > A  486  tag=b1\n",
	     look_at_neighbour);
}

static void look_at_elsewhere(const struct attempt *attempt)
{
	EXPECT(attempt->elsewhere != NULL);
	EXPECT_INT(30010, attempt->elsewhere ? attempt->elsewhere->destination.port : 0);
	EXPECT_INT(0, attempt->backward.early_packets);
}

TEST(audio_to_another_port_of_the_caller_is_elsewhere)
{
	LOOK(INVITE
	     "0.500  B > A  183  sdp  tag=b1\n0.600  B > A  rtp  for 2.0s  to=30010\n5.000  B > A  486  tag=b1\n",
	     look_at_elsewhere);
}

TEST_MAIN
