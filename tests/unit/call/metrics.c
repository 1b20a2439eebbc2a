/* SPDX-License-Identifier: BSD-2-Clause */
#include "call/metrics.h"

#include "analyzer.h"
#include "tests/ladder.h"
#include "tests/test.h"

#include <stdio.h>

struct measured {
	struct analyzer *analyzer;
	struct metrics metrics;
	enum release release;
	unsigned calls;
};

static void take_frame(void *arg, const struct frame *frame)
{
	struct measured *measured = arg;

	analyzer_feed(measured->analyzer, frame);
}

static void take_call(void *arg, const struct attempt *attempt, const struct findings *findings,
                      const struct verdict *verdict)
{
	struct measured *measured = arg;

	measured->calls++;
	measured->metrics = attempt->metrics;
	measured->release = attempt_release(attempt);
}

static struct measured measure(const char *ladder)
{
	struct measured measured = {.release = RELEASE_NONE};
	struct analyzer_settings settings = {.call = take_call, .arg = &measured};

	measured.analyzer = analyzer_new(&settings);
	ladder_play(ladder, take_frame, &measured);
	analyzer_flush(measured.analyzer);
	analyzer_free(measured.analyzer);
	EXPECT_INT(1, measured.calls);
	return measured;
}

static long milliseconds(ns time)
{
	return time == NEVER ? -1 : (long)(time / MILLISECOND);
}

#define INVITE "0.000  A > B  INVITE  sdp\n"

TEST(an_answered_call_is_measured_from_its_invite)
{
	struct measured m = measure(
		INVITE "0.020  B > A  100\n0.900  B > A  183  sdp  tag=b1\n1.400  B > A  rtp  for 3.0s\n"
		       "5.000  B > A  180  tag=b1\n9.000  B > A  200  sdp  tag=b1\n9.200  A > B  ACK  tag=b1\n"
		       "9.600  B > A  rtp  for 3.0s\n20.000  A > B  BYE  tag=b1\n20.300  B > A  200  tag=b1  of=BYE\n");

	EXPECT_INT(20, milliseconds(m.metrics.first_100));
	EXPECT_INT(900, milliseconds(m.metrics.first_18x));
	EXPECT_INT(900, milliseconds(m.metrics.first_183));
	EXPECT_INT(5000, milliseconds(m.metrics.first_180));
	EXPECT_INT(900, milliseconds(m.metrics.post_dial));
	EXPECT_INT(900, milliseconds(m.metrics.request_delay));
	EXPECT_INT(-1, milliseconds(m.metrics.failed_request_delay));
	EXPECT_INT(500, milliseconds(m.metrics.cut_in));
	EXPECT_INT(2980, milliseconds(m.metrics.early_media));
	EXPECT_INT(4000, milliseconds(m.metrics.alert));
	EXPECT_INT(4000, milliseconds(m.metrics.answer_delay));
	EXPECT_INT(600, milliseconds(m.metrics.answer_clip));
	EXPECT_INT(9200, milliseconds(m.metrics.setup));
	EXPECT_INT(300, milliseconds(m.metrics.disconnect));
	EXPECT_INT(11000, milliseconds(m.metrics.duration));
	EXPECT_INT(RELEASE_CALLER, m.release);
}

TEST(audio_that_goes_on_over_the_answer_is_not_clipped)
{
	struct measured m = measure(INVITE "0.900  B > A  183  sdp  tag=b1\n1.000  B > A  rtp  for 12.0s\n"
	                                   "9.000  B > A  200  sdp  tag=b1\n9.200  A > B  ACK  tag=b1\n");

	EXPECT_INT(-1, milliseconds(m.metrics.answer_clip));
	EXPECT_INT(8000, milliseconds(m.metrics.answer_delay));
	EXPECT_INT(RELEASE_NONE, m.release);
}

TEST(audio_may_come_before_the_sdp_that_promises_it)
{
	struct measured m = measure(INVITE "0.700  B > A  rtp  for 3.0s\n0.900  B > A  183  sdp  tag=b1\n"
	                                   "9.000  B > A  200  sdp  tag=b1\n9.200  A > B  ACK  tag=b1\n");

	EXPECT_INT(-200, milliseconds(m.metrics.cut_in));
}

TEST(a_failed_call_counts_to_its_first_sign)
{
	struct measured m = measure(INVITE "0.020  B > A  100\n3.000  B > A  503  tag=b1\n3.020  A > B  ACK  tag=b1\n");

	EXPECT_INT(3000, milliseconds(m.metrics.failed_request_delay));
	EXPECT_INT(-1, milliseconds(m.metrics.post_dial));
	EXPECT_INT(-1, milliseconds(m.metrics.request_delay));
	EXPECT_INT(RELEASE_CALLEE, m.release);
	m = measure(INVITE "0.500  B > A  180  tag=b1\n3.000  B > A  486  tag=b1\n3.020  A > B  ACK  tag=b1\n");
	EXPECT_INT(500, milliseconds(m.metrics.failed_request_delay));
	EXPECT_INT(500, milliseconds(m.metrics.post_dial));
	EXPECT_INT(2500, milliseconds(m.metrics.alert));
}

TEST(a_cancel_is_the_callers_end_unless_the_answer_was_first)
{
	EXPECT_INT(RELEASE_CALLER,
	           measure(INVITE "0.500  B > A  180  tag=b1\n3.000  A > B  CANCEL\n3.020  B > A  200  of=CANCEL\n"
	                          "3.030  B > A  487  tag=b1\n3.040  A > B  ACK  tag=b1\n")
	                   .release);
	EXPECT_INT(RELEASE_NONE, measure(INVITE "0.500  B > A  180  tag=b1\n3.000  A > B  CANCEL\n"
	                                        "3.001  B > A  200  sdp  tag=b1\n3.020  A > B  ACK  tag=b1\n")
	                                 .release);
}

TEST(the_callee_may_hang_up)
{
	EXPECT_INT(RELEASE_CALLEE,
	           measure(INVITE
	                   "0.500  B > A  180  tag=b1\n3.000  B > A  200  sdp  tag=b1\n3.020  A > B  ACK  tag=b1\n"
	                   "5.000  B > A  BYE  tag=b1\n5.010  A > B  200  tag=b1  of=BYE\n")
	                   .release);
}

TEST(a_network_says_so_of_itself)
{
	EXPECT_INT(RELEASE_NETWORK,
	           measure(INVITE "0.500  B > A  603  tag=b1  Reason: Q.850;cause=21;location=RLN\n").release);
	EXPECT_INT(RELEASE_NETWORK, measure(INVITE "0.500  B > A  404  tag=b1  Server: kamailio (5.7.4)\n").release);
	EXPECT_INT(RELEASE_NETWORK, measure(INVITE "0.500  B > A  608  tag=b1\n").release);
	EXPECT_INT(RELEASE_CALLEE,
	           measure(INVITE "0.500  B > A  603  tag=b1  Reason: Q.850;cause=21;location=U\n").release);
}

TEST(without_its_invite_nothing_is_measured_from_it)
{
	struct measured m =
		measure("0.500  B > A  180  tag=b1\n3.000  B > A  200  sdp  tag=b1\n3.020  A > B  ACK  tag=b1\n"
	                "5.000  B > A  BYE  tag=b1\n5.010  A > B  200  tag=b1  of=BYE\n");

	EXPECT_INT(-1, milliseconds(m.metrics.first_180));
	EXPECT_INT(-1, milliseconds(m.metrics.answer));
	EXPECT_INT(2000, milliseconds(m.metrics.duration));
}

/* Of one call with this final response: how many count for SEER, and how many of these as a network's. */
static void count_final(const char *final, unsigned long long *effective, unsigned long long *blocked)
{
	struct analyzer_settings settings = {.call = NULL};
	struct measured measured = {.analyzer = analyzer_new(&settings)};
	struct totals totals;
	char ladder[512];

	snprintf(ladder, sizeof(ladder), "0.000  A > B  INVITE  sdp\n0.900  B > A  %s\n", final);
	ladder_play(ladder, take_frame, &measured);
	analyzer_flush(measured.analyzer);
	analyzer_totals(measured.analyzer, &totals);
	EXPECT_INT(1, totals.effectiveness.attempts);
	*effective = totals.effectiveness.effective;
	*blocked = totals.effectiveness.blocked;
	analyzer_free(measured.analyzer);
}

TEST(a_603_of_a_network_is_no_call_that_got_through)
{
	static const struct {
		const char *final;
		unsigned effective, blocked;
	} finals[] = {
		{"603  tag=b1", 1, 0},
		{"603 \"Network Blocked\"  tag=b1", 1, 1},
		{"603  tag=b1  Reason: SIP;cause=603;text=\"v=analytics1;url=https://example.com/r\"", 1, 1},
		{"603  tag=b1  Reason: Q.850;cause=21;location=RLN", 1, 1},
		{"603  tag=b1  Reason: Q.850;cause=21;location=U", 1, 0},
		{"603  tag=b1  Reason: Q.850;cause=21;location=BI", 1, 0},
		{"603  tag=b1  X-Twilio-Error: 32203 Blocked", 1, 1},
		{"603  tag=b1  X-Twilio-Error: 31603 Decline", 1, 0},
		{"603  tag=b1  Server: kamailio (5.6.2)", 1, 1},
		{"486  tag=b1", 1, 0},
		{"607  tag=b1", 0, 0},
		{"608  tag=b1", 0, 0},
		{"503  tag=b1", 0, 0},
	};

	for (size_t i = 0; i < sizeof(finals) / sizeof(finals[0]); i++) {
		unsigned long long effective, blocked;

		count_final(finals[i].final, &effective, &blocked);
		EXPECT_INT(finals[i].effective, effective);
		EXPECT_INT(finals[i].blocked, blocked);
	}
}

TEST_MAIN
