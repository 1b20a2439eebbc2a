/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/dialog.h"

#include "look.h"

#define INVITE "0.000  A > B  INVITE  sdp\n"
#define LATE "0.000  A > B  INVITE\n"
#define REL "0.900  B > A  183  sdp  tag=b1  rel\n0.920  A > B  PRACK  tag=b1\n0.940  B > A  200  of=PRACK  tag=b1\n"
#define OK "9.000  B > A  200  sdp  tag=b1\n9.020  A > B  ACK  tag=b1\n"

static uint64_t frame_of(const struct event *event)
{
	return event ? frame_number(event->frame) : 0;
}

static const struct dialog *dialog_at(const struct attempt *attempt, unsigned i)
{
	static const struct dialog none;

	EXPECT(i < attempt->dialog_count);
	return i < attempt->dialog_count ? &attempt->dialogs[i] : &none;
}

static void expect_state(const struct attempt *attempt, unsigned i, enum dialog_state state)
{
	EXPECT_STR(dialog_state_name(state), str_of(dialog_state_name(dialog_at(attempt, i)->state)));
}

#define LOOK_FOR(name, state)                                                                                          \
	static void name(const struct attempt *attempt)                                                                \
	{                                                                                                              \
		EXPECT_INT(1, attempt->dialog_count);                                                                  \
		expect_state(attempt, 0, state);                                                                       \
	}

LOOK_FOR(is_bare, DIALOG_EARLY_BARE)
LOOK_FOR(is_preview, DIALOG_EARLY_PREVIEW)
LOOK_FOR(is_offered, DIALOG_EARLY_OFFERED)
LOOK_FOR(is_agreed, DIALOG_EARLY_AGREED)
LOOK_FOR(is_updating, DIALOG_EARLY_UPDATING)
LOOK_FOR(is_blocked, DIALOG_EARLY_BLOCKED)
LOOK_FOR(is_dead, DIALOG_EARLY_DEAD)
LOOK_FOR(is_confirmed, DIALOG_CONFIRMED)

TEST(sdp_and_reliability_move_a_dialog)
{
	LOOK(INVITE "0.900  B > A  180  tag=b1\n" OK, is_bare);
	LOOK(INVITE "0.900  B > A  183  sdp  tag=b1\n" OK, is_preview);
	LOOK(INVITE "0.900  B > A  180  tag=b1  rel\n1.900  B > A  183  sdp  tag=b1\n" OK, is_preview);
	LOOK(INVITE REL OK, is_agreed);
	LOOK(INVITE "0.800  B > A  180  sdp  tag=b1\n" REL OK, is_agreed);
	LOOK(INVITE REL "1.900  B > A  180  sdp  tag=b1\n" OK, is_agreed);
	LOOK(INVITE OK, is_confirmed);
}

TEST(a_delayed_offer_waits_for_the_prack_that_answers_it)
{
	LOOK(LATE "0.900  B > A  183  sdp  tag=b1  rel\n", is_offered);
	LOOK(LATE REL OK, is_offered);
	LOOK(LATE "0.900  B > A  183  sdp  tag=b1  rel\n0.920  A > B  PRACK  sdp  tag=b1\n" OK, is_agreed);
	LOOK(LATE "0.900  B > A  183  sdp  tag=b1  rel\n0.920  A > B  PRACK  sdp  tag=b1\n"
	          "1.900  B > A  180  sdp  tag=b1  rel=2\n1.920  A > B  PRACK  tag=b1  rack=2\n" OK,
	     is_agreed);
}

TEST(an_offer_of_either_side_is_open_until_its_answer)
{
	LOOK(INVITE REL "1.000  A > B  UPDATE  sdp  tag=b1\n", is_updating);
	LOOK(INVITE REL "1.000  B > A  UPDATE  sdp  tag=a1\n" OK, is_updating);
	LOOK(INVITE "0.900  B > A  183  sdp  tag=b1  rel\n0.920  A > B  PRACK  sdp  tag=b1\n" OK, is_updating);
	LOOK(INVITE REL "1.000  A > B  UPDATE  sdp  tag=b1\n1.020  B > A  200  of=UPDATE  sdp  tag=b1\n" OK, is_agreed);
	LOOK(INVITE REL "1.000  B > A  UPDATE  sdp  tag=a1\n1.020  A > B  200  of=UPDATE  sdp  tag=a1\n" OK, is_agreed);
	LOOK(INVITE REL "1.000  A > B  UPDATE  tag=b1\n" OK, is_agreed);
	LOOK(INVITE REL "1.000  A > B  UPDATE  sdp  tag=b1\n1.500  B > A  180  sdp  tag=b1  rel=2\n" OK, is_updating);
}

TEST(a_refusal_leaves_what_was_before)
{
	LOOK(INVITE
	     "0.900  B > A  183  sdp  tag=b1\n1.000  A > B  UPDATE  sdp  tag=b1\n1.020  B > A  488  of=UPDATE  tag=b1\n" OK,
	     is_preview);
	LOOK(INVITE REL "1.000  B > A  UPDATE  sdp=inactive  tag=a1\n1.020  A > B  488  of=UPDATE  tag=a1\n" OK,
	     is_agreed);
	LOOK(INVITE REL "1.000  A > B  UPDATE  sdp  tag=b1\n1.010  A > B  PRACK  tag=b1  rack=9\n"
	                "1.020  B > A  481  of=PRACK  tag=b1\n" OK,
	     is_updating);
}

TEST(a_response_may_be_captured_before_its_request)
{
	LOOK(INVITE REL
	     "1.000  B > A  200  of=UPDATE  sdp  tag=b1  CSeq: 9 UPDATE\n1.001  A > B  UPDATE  sdp  tag=b1  CSeq: 9 UPDATE\n" OK,
	     is_agreed);
	LOOK(INVITE REL
	     "1.000  B > A  488  of=UPDATE  tag=b1  CSeq: 9 UPDATE\n1.001  A > B  UPDATE  sdp  tag=b1  CSeq: 9 UPDATE\n" OK,
	     is_agreed);
}

TEST(a_prack_may_be_captured_before_what_it_answers)
{
	LOOK(LATE "0.899  A > B  PRACK  sdp  tag=b1\n0.900  B > A  183  sdp  tag=b1  rel\n" OK, is_agreed);
}

TEST(a_path_that_cannot_carry_audio_is_blocked)
{
	LOOK(INVITE "0.900  B > A  183  sdp=zero  tag=b1\n" OK, is_blocked);
	LOOK(INVITE "0.900  B > A  183  sdp=recvonly  tag=b1\n" OK, is_blocked);
	LOOK(INVITE "0.900  B > A  183  sdp  tag=b1  P-Early-Media: inactive\n" OK, is_blocked);
	LOOK("0.000  A > B  INVITE  sdp=qos\n0.900  B > A  183  sdp=qos  tag=b1  rel\n" OK, is_blocked);
	LOOK(INVITE REL
	     "1.000  B > A  UPDATE  sdp=inactive  tag=a1\n1.020  A > B  200  of=UPDATE  sdp=inactive  tag=a1\n" OK,
	     is_blocked);
}

#define MET                                                                                                            \
	"a=curr:qos local sendrecv  a=curr:qos remote sendrecv  a=des:qos mandatory local sendrecv  a=des:qos mandatory remote sendrecv"

TEST(an_update_that_meets_preconditions_lets_it_go)
{
	LOOK("0.000  A > B  INVITE  sdp=qos\n0.900  B > A  183  sdp=qos  tag=b1  rel\n0.920  A > B  PRACK  tag=b1\n"
	     "0.940  B > A  200  of=PRACK  tag=b1\n1.000  A > B  UPDATE  sdp  tag=b1  " MET "\n"
	     "1.020  B > A  200  of=UPDATE  sdp  tag=b1  " MET "\n2.000  B > A  180  tag=b1\n" OK,
	     is_agreed);
	LOOK("0.000  A > B  INVITE  sdp=qos\n0.900  B > A  183  sdp=qos  tag=b1  rel\n0.920  A > B  PRACK  tag=b1\n"
	     "0.940  B > A  200  of=PRACK  tag=b1\n1.000  A > B  UPDATE  sdp  tag=b1  " MET "\n"
	     "1.020  B > A  488  of=UPDATE  tag=b1\n2.000  B > A  180  tag=b1\n" OK,
	     is_blocked);
}

static void look_at_gate(const struct attempt *attempt)
{
	expect_state(attempt, 0, DIALOG_EARLY_AGREED);
	EXPECT_INT(EARLY_MEDIA_SENDRECV, dialog_at(attempt, 0)->early_media);
}

TEST(p_early_media_in_a_2xx_to_prack_or_update_opens_the_gate)
{
	LOOK(INVITE "0.900  B > A  183  sdp  tag=b1  rel  P-Early-Media: inactive\n0.920  A > B  PRACK  tag=b1\n"
	            "0.940  B > A  200  of=PRACK  tag=b1  P-Early-Media: sendrecv\n" OK,
	     look_at_gate);
}

static void look_at_199(const struct attempt *attempt)
{
	EXPECT_INT(2, attempt->dialog_count);
	expect_state(attempt, 0, DIALOG_EARLY_DEAD);
	expect_state(attempt, 1, DIALOG_EARLY_PREVIEW);
	EXPECT_INT(4, frame_of(dialog_at(attempt, 0)->ended));
	EXPECT_INT(0, frame_of(dialog_at(attempt, 1)->ended));
	EXPECT_INT(5, frame_of(dialog_at(attempt, 1)->answered));
	EXPECT_INT(3, frame_of(dialog_at(attempt, 1)->first_sdp));
}

TEST(a_199_or_a_bye_ends_one_dialog)
{
	LOOK(INVITE "0.800  B > A  183  sdp  tag=b2\n0.900  B > A  183  sdp  tag=b1\n1.900  B > A  199  tag=b2\n" OK,
	     look_at_199);
	LOOK(INVITE "0.800  B > A  183  sdp  tag=b2\n0.900  B > A  183  sdp  tag=b1\n1.900  A > B  BYE  tag=b2\n" OK,
	     look_at_199);
	LOOK(INVITE "0.900  B > A  183  sdp  tag=b1\n1.900  B > A  199  tag=b1\n2.000  B > A  183  sdp  tag=b1\n",
	     is_dead);
}

static void look_at_forks(const struct attempt *attempt)
{
	EXPECT_INT(2, attempt->dialog_count);
	expect_state(attempt, 0, DIALOG_EARLY_UPDATING);
	expect_state(attempt, 1, DIALOG_EARLY_AGREED);
	EXPECT_INT(2, frame_of(dialog_at(attempt, 0)->first));
	EXPECT_INT(8, frame_of(dialog_at(attempt, 0)->ended));
}

TEST(what_the_callee_requests_is_of_the_dialog_of_its_from_tag)
{
	LOOK(INVITE "0.700  B > A  183  sdp  tag=b2  rel\n0.710  A > B  PRACK  tag=b2\n" REL
	            "1.000  B > A  UPDATE  sdp  tag=a1  from-tag=b2\n" OK,
	     look_at_forks);
}

static void look_at_two_2xx(const struct attempt *attempt)
{
	EXPECT_INT(3, attempt->dialog_count);
	for (unsigned i = 0; i < 2; i++) {
		EXPECT_INT(0, frame_of(dialog_at(attempt, i)->ended));
		EXPECT_INT(5 + i, frame_of(dialog_at(attempt, i)->answered));
	}
	EXPECT_INT(5, frame_of(dialog_at(attempt, 2)->ended));
	EXPECT(dialog_was_early(dialog_at(attempt, 0)));
}

TEST(two_forks_may_answer_and_the_first_ends_the_others)
{
	LOOK(INVITE
	     "0.700  B > A  180  tag=b1\n0.800  B > A  180  tag=b2\n0.900  B > A  180  tag=b3\n9.000  B > A  200  sdp  tag=b1\n"
	     "9.010  B > A  200  sdp  tag=b2\n",
	     look_at_two_2xx);
}

static void look_at_legs(const struct attempt *attempt)
{
	EXPECT_INT(2, attempt->dialog_count);
	EXPECT_INT(5, frame_of(dialog_at(attempt, 0)->ended));
	EXPECT_INT(0, frame_of(dialog_at(attempt, 1)->ended));
}

TEST(a_failure_of_one_leg_leaves_the_other_ringing)
{
	LOOK("0.000  P > B  INVITE  sdp\n0.001  P > C  INVITE  sdp\n0.500  B > P  180  tag=b1\n0.600  C > P  180  tag=c1\n"
	     "2.000  B > P  486  tag=b1\n9.000  C > P  200  sdp  tag=c1\n",
	     look_at_legs);
}

static void look_at_retry(const struct attempt *attempt)
{
	EXPECT_INT(2, attempt->dialog_count);
	expect_state(attempt, 0, DIALOG_EARLY_DEAD);
	EXPECT_INT(3, frame_of(dialog_at(attempt, 0)->ended));
	EXPECT(!dialog_at(attempt, 0)->of_last_try);
	expect_state(attempt, 1, DIALOG_EARLY_PREVIEW);
	EXPECT(dialog_of(attempt, STR("b1")) == dialog_at(attempt, 1));
}

TEST(another_try_begins_anew_even_under_the_same_tag)
{
	LOOK(INVITE "0.020  B > A  183  sdp  tag=b1\n0.050  B > A  407  tag=b1\n0.060  A > B  ACK  tag=b1\n"
	            "0.100  A > B  INVITE  sdp  cseq=2\n0.900  B > A  183  sdp  tag=b1  cseq=2\n"
	            "9.000  B > A  200  sdp  tag=b1  cseq=2\n",
	     look_at_retry);
}

TEST(the_next_hop_moves_nothing)
{
	LOOK("0.000  A > P  INVITE  sdp\n0.010  P > B  INVITE  sdp\n0.900  B > P  183  sdp  tag=b1  rel\n"
	     "0.910  P > A  180  tag=b1\n0.920  P > B  PRACK  tag=b1\n0.940  B > P  200  of=PRACK  tag=b1\n"
	     "1.000  P > B  UPDATE  sdp  tag=b1\n9.000  B > P  200  sdp  tag=b1\n9.010  P > A  200  sdp  tag=b1\n",
	     is_bare);
}

static const struct dialog *sender(const struct attempt *attempt)
{
	EXPECT_INT(1, attempt->backward.stream_count);
	return attempt->backward.stream_count ? attempt_dialog_of(attempt, attempt->backward.streams[0]) : NULL;
}

static void is_from_second(const struct attempt *attempt)
{
	EXPECT(sender(attempt) == dialog_at(attempt, 1));
}

static void is_from_nobody(const struct attempt *attempt)
{
	EXPECT(sender(attempt) == NULL);
}

#define FIRST "0.000  A > P  INVITE  sdp\n0.900  P > A  183  sdp  tag=b1  host=10.0.0.2\n"

TEST(audio_belongs_to_the_only_dialog_that_names_its_source)
{
	LOOK(FIRST "1.000  P > A  183  sdp  tag=c1  host=10.0.0.3\n1.100  C > A  rtp  for 1.0s\n", is_from_second);
	LOOK(FIRST "1.000  P > A  183  sdp  tag=c1  host=10.0.0.3\n1.100  C > A  rtp  for 1.0s  from=40006\n",
	     is_from_second);
	LOOK(FIRST
	     "1.000  P > A  183  sdp  tag=c1  host=10.0.0.2  port=40006\n1.100  B > A  rtp  for 1.0s  from=40006\n",
	     is_from_second);
	LOOK(FIRST "1.000  P > A  183  sdp  tag=c1  host=10.0.0.2\n1.100  B > A  rtp  for 1.0s\n", is_from_nobody);
	LOOK(FIRST "1.100  C > A  rtp  for 1.0s\n", is_from_nobody);
}

TEST_MAIN
