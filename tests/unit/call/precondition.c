/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/precondition.h"

#include "look.h"

#define BOTH "a=des:qos mandatory local sendrecv  a=des:qos mandatory remote sendrecv"
#define OWN "sdp  a=curr:qos local sendrecv  a=curr:qos remote none  " BOTH
#define ALL "sdp  a=curr:qos local sendrecv  a=curr:qos remote sendrecv  " BOTH
#define START "0.000  A > B  INVITE  sdp=qos\n0.900  B > A  183  sdp=qos  tag=b1\n"
#define END "15.00  A > B  CANCEL\n15.01  B > A  487  tag=b1\n"

static struct precondition of_first(const struct attempt *attempt)
{
	struct precondition precondition;

	EXPECT_INT(1, attempt->dialog_count);
	EXPECT(precondition_of(attempt, &attempt->dialogs[0], NULL, &precondition));
	return precondition;
}

static void lacks_both(const struct attempt *attempt)
{
	struct precondition precondition = of_first(attempt);

	EXPECT_INT(SDP_WAY_SEND | SDP_WAY_RECV, precondition.caller_unmet);
	EXPECT_INT(SDP_WAY_SEND | SDP_WAY_RECV, precondition.callee_unmet);
	EXPECT(precondition_is_unmet(&precondition));
}

static void lacks_callee(const struct attempt *attempt)
{
	struct precondition precondition = of_first(attempt);

	EXPECT_INT(0, precondition.caller_unmet);
	EXPECT_INT(SDP_WAY_SEND | SDP_WAY_RECV, precondition.callee_unmet);
}

static void lacks_nothing(const struct attempt *attempt)
{
	struct precondition precondition = of_first(attempt);

	EXPECT(!precondition_is_unmet(&precondition));
}

static void lacks_what_the_caller_sends(const struct attempt *attempt)
{
	struct precondition precondition = of_first(attempt);

	EXPECT_INT(SDP_WAY_RECV, precondition.caller_unmet);
}

static void lacks_the_whole_way(const struct attempt *attempt)
{
	struct precondition precondition = of_first(attempt);

	EXPECT_INT(SDP_WAY_SEND, precondition.whole_unmet);
	EXPECT_INT(0, precondition.caller_unmet | precondition.callee_unmet);
}

static void knows_none(const struct attempt *attempt)
{
	struct precondition precondition;

	EXPECT_INT(1, attempt->dialog_count);
	EXPECT(!precondition_of(attempt, &attempt->dialogs[0], NULL, &precondition));
}

static void lacks_both_at_the_first_response(const struct attempt *attempt)
{
	struct precondition precondition;

	EXPECT(precondition_of(attempt, &attempt->dialogs[0], attempt->dialogs[0].first, &precondition));
	EXPECT(precondition.caller_unmet && precondition.callee_unmet);
}

TEST(each_side_tells_of_its_own_end)
{
	LOOK(START END, lacks_both);
	LOOK(START "1.000  A > B  UPDATE  tag=b1  " OWN "\n" END, lacks_callee);
	LOOK(START "1.000  A > B  UPDATE  tag=b1  " OWN "\n1.100  B > A  200  of=UPDATE  tag=b1  " ALL "\n" END,
	     lacks_nothing);
	LOOK(START "1.000  A > B  UPDATE  tag=b1  " OWN "\n1.100  B > A  200  of=UPDATE  tag=b1  " ALL "\n" END,
	     lacks_both_at_the_first_response);
	LOOK("0.000  A > B  INVITE  " OWN "\n0.900  B > A  183  sdp=qos  tag=b1\n" END, lacks_callee);
}

TEST(what_one_side_sends_the_other_receives)
{
	LOOK(START "1.000  A > B  UPDATE  tag=b1  sdp  a=curr:qos local recv  a=curr:qos remote none  " BOTH "\n" END,
	     lacks_what_the_caller_sends);
	LOOK("0.000  A > B  INVITE  sdp  a=curr:qos e2e none  a=des:qos mandatory e2e sendrecv\n"
	     "0.900  B > A  183  sdp  tag=b1  a=curr:qos e2e recv  a=des:qos mandatory e2e sendrecv\n" END,
	     lacks_the_whole_way);
}

TEST(an_offer_that_was_refused_and_one_of_another_hop_tell_nothing)
{
	LOOK(START "1.000  A > B  UPDATE  tag=b1  " OWN "\n1.100  B > A  500  of=UPDATE  tag=b1\n" END, lacks_both);
	LOOK("0.000  A > P  INVITE  sdp=qos\n0.010  P > B  INVITE  sdp=qos\n0.900  B > P  183  sdp=qos  tag=b1\n"
	     "0.910  P > A  183  sdp=qos  tag=b1\n1.000  P > B  UPDATE  tag=b1  " OWN "\n",
	     lacks_both);
}

TEST(a_callee_without_preconditions_has_none)
{
	LOOK("0.000  A > B  INVITE  sdp=qos\n0.900  B > A  183  sdp  tag=b1\n" END, knows_none);
}

TEST_MAIN
