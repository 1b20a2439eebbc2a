/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/ending.h"

#include "analyzer.h"
#include "ladder.h"
#include "tests/test.h"

#include <stdio.h>

#define INVITE "0.000  A > B  INVITE  sdp\n"
#define RINGS "0.900  B > A  180  tag=b1\n"
#define ENDS(time, what) time "  B > A  " what "\n"

/* How the last call of a ladder ended. */
static struct ending ended;
static bool has_ended;

static void take_frame(void *arg, const struct frame *frame)
{
	analyzer_feed(arg, frame);
}

static void take_call(void *arg, const struct attempt *attempt, const struct findings *findings,
                      const struct verdict *verdict)
{
	if (has_ended)
		ending_done(&ended);
	has_ended = ending_of(attempt, findings, &ended);
}

static void play(const char *ladder)
{
	struct analyzer_settings settings = {.call = take_call};
	struct analyzer *analyzer = analyzer_new(&settings);

	ladder_play(ladder, take_frame, analyzer);
	analyzer_flush(analyzer);
	analyzer_free(analyzer);
}

/* word, and part of its sentence. */
static bool ends(const char *word, const char *part, const char *ladder)
{
	play(ladder);
	if (!has_ended) {
		printf("# %s: it did not end\n", word);
		return false;
	}
	if (str_eq(str_of(ended.word), str_of(word)) && str_has(buf_str(&ended.text), str_of(part)))
		return true;
	printf("# %s: it is %s: " STR_FMT "\n", word, ended.word, STR_ARG(buf_str(&ended.text)));
	return false;
}

TEST(what_was_answered_or_goes_on_did_not_end_so)
{
	play(INVITE RINGS "2.000  B > A  200  sdp  tag=b1\n");
	EXPECT(!has_ended);
	play(INVITE RINGS);
	EXPECT(!has_ended);
}

TEST(a_480_says_more_by_its_cause_and_its_time)
{
	EXPECT(ends("no-answer", "Q.850 cause 19", INVITE RINGS ENDS("8.000", "480  tag=b1  Reason: Q.850;cause=19")));
	EXPECT(ends("absent", "cause 20", INVITE ENDS("1.000", "480  tag=b1  Reason: Q.850;cause=20")));
	EXPECT(ends("no-answer-timer", "20.0 s after the 180", INVITE RINGS ENDS("20.90", "480  tag=b1")));
	EXPECT(ends("unavailable", "does not tell apart", INVITE RINGS ENDS("8.100", "480  tag=b1")));
	EXPECT(ends("unavailable-at-once", "faster", INVITE ENDS("0.050", "480  tag=b1")));
	EXPECT(ends("rejected", "", INVITE ENDS("6.000", "480  tag=b1  Reason: Q.850;cause=21")));
	EXPECT(ends("busy", "", INVITE ENDS("6.000", "480  tag=b1  Reason: Q.850;cause=17")));
	EXPECT(ends("not-responding", "", INVITE ENDS("6.000", "480  tag=b1  Reason: Q.850;cause=18")));
}

TEST(a_486_after_ringing_may_be_a_rejection)
{
	EXPECT(ends("busy-or-rejected", "reject button", INVITE RINGS ENDS("1.500", "486  tag=b1")));
	EXPECT(ends("busy-or-rejected", "", INVITE RINGS ENDS("5.000", "486  tag=b1")));
	EXPECT(ends("busy-after-ringing", "nobody answered", INVITE RINGS ENDS("46.00", "486  tag=b1")));
	EXPECT(ends("busy", "", INVITE ENDS("0.100", "486  tag=b1")));
	EXPECT(ends("busy", "user busy", INVITE RINGS ENDS("5.000", "486  tag=b1  Reason: Q.850;cause=17")));
}

TEST(a_487_says_whose_doing_it_was)
{
	EXPECT(ends("cancelled", "the caller's side gave up",
	            INVITE RINGS "5.000  A > B  CANCEL\n" ENDS("5.010", "487  tag=b1")));
	EXPECT(ends("answered-elsewhere", "the CANCEL (frame 3) says SIP cause 200",
	            INVITE RINGS "5.000  A > B  CANCEL  Reason: SIP;cause=200;text=\"Call completed elsewhere\"\n" ENDS(
			    "5.010", "487  tag=b1")));
	EXPECT(ends("ended-without-cancel", "no CANCEL", INVITE RINGS ENDS("5.010", "487  tag=b1")));
	EXPECT(ends("cancelled", "the caller's side gave up",
	            INVITE RINGS "5.000  A > B  BYE  tag=b1\n" ENDS("5.010", "487  tag=b1")));
}

TEST(a_refusal_of_what_was_cancelled_already_is_none)
{
	EXPECT(ends("cancelled", "the caller's side gave up",
	            INVITE RINGS "5.000  A > B  CANCEL\n" ENDS("5.010", "486  tag=b1")));
	EXPECT(ends("cancelled", "the caller's side gave up",
	            INVITE RINGS "5.000  A > B  CANCEL\n" ENDS("5.010", "603  tag=b1  Server: PJSUA")));
	EXPECT(ends("busy-or-rejected", "", INVITE RINGS ENDS("5.000", "486  tag=b1") "5.010  A > B  CANCEL\n"));
}

#define RINGS_IN_AUDIO(seconds)                                                                                        \
	"0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  tone=425:1-4  for " seconds "s\n"

TEST(ringing_that_is_only_heard_is_ringing_too)
{
	EXPECT(ends("no-answer", "nobody answered", INVITE RINGS_IN_AUDIO("34") ENDS("35.00", "408  tag=b1")));
	EXPECT(ends("busy-after-ringing", "", INVITE RINGS_IN_AUDIO("46") ENDS("47.00", "486  tag=b1")));
	EXPECT(ends("busy-or-rejected", "", INVITE RINGS_IN_AUDIO("7") ENDS("8.100", "486  tag=b1")));
	EXPECT(ends("no-answer-timer", "", INVITE RINGS_IN_AUDIO("25") ENDS("25.90", "480  tag=b1")));
}

TEST(that_nothing_rang_is_told_only_where_that_would_show)
{
	EXPECT(ends("no-response", "nothing rang", INVITE ENDS("32.00", "408  tag=b1")));
	EXPECT(ends("no-answer", "nobody answered", INVITE ENDS("0.900", "183  sdp  tag=b1") ENDS("32.00", "408  tag=b1")));
	EXPECT(ends("no-answer", "nobody answered", ENDS("32.00", "408  tag=b1")));
}

TEST(a_403_is_not_always_the_servers)
{
	EXPECT(ends("network-rejected", "a transit network",
	            INVITE ENDS("1.000", "403  tag=b1  Reason: Q.850;cause=21;location=TN")));
	EXPECT(ends("rejected-at-user", "", INVITE ENDS("1.000", "403  tag=b1  Reason: Q.850;cause=21;location=U")));
	EXPECT(ends("rejected", "which no message tells apart",
	            INVITE RINGS ENDS("6.000", "403  tag=b1  Server: Asterisk PBX 20.5.0  Reason: Q.850;cause=21")));
	EXPECT(ends("rejected", "", INVITE ENDS("6.000", "403  tag=b1  Reason: Q.850;cause=21;location=RPN")));
	EXPECT(ends("network-rejected", "",
	            INVITE ENDS("6.000", "403  tag=b1  Server: Mediant 1000  Reason: Q.850;cause=21")));
	EXPECT(ends("barred", "", INVITE ENDS("1.000", "403  tag=b1  Reason: Q.850;cause=57")));
	EXPECT(ends("stale-date", "", INVITE ENDS("1.000", "403 \"Stale Date\"  tag=b1")));
	EXPECT(ends("forbidden", "", INVITE ENDS("1.000", "403  tag=b1")));
}

TEST(what_stands_beside_a_code_is_told)
{
	EXPECT(ends("media-refused", "305 \"Incompatible media format\"",
	            INVITE ENDS("1.000", "488  tag=b1  Warning: 305 h \"Incompatible media format\"")));
	EXPECT(ends("overloaded", "after 120 seconds", INVITE ENDS("1.000", "503  tag=b1  Retry-After: 120")));
	EXPECT(ends("congested", "", INVITE ENDS("1.000", "503  tag=b1  Reason: Q.850;cause=34")));
	EXPECT(ends("out-of-service", "X-Reason: why", INVITE ENDS("1.000", "503  tag=b1  X-Reason: why")));
	EXPECT(ends("not-found", "before it the caller heard 6.0 s of audio that sounds like speech",
	            INVITE "0.900  B > A  183  sdp  tag=b1\n0.950  B > A  rtp  speech  for 6.0s\n" ENDS(
			    "7.100", "404  tag=b1")));
}

TEST(the_cause_of_a_183_goes_before_that_of_the_final_response)
{
	EXPECT(ends("unassigned-number", "the 183 (frame 2) had said why already: Q.850 cause 1",
	            INVITE ENDS("0.900", "183  sdp  tag=b1  Reason: Q.850;cause=1")
	                    ENDS("7.000", "404  tag=b1  Reason: Q.850;cause=31")));
	EXPECT(ends("unassigned-number", "it says Q.850 cause 31",
	            INVITE ENDS("0.900", "183  sdp  tag=b1  Reason: Q.850;cause=1")
	                    ENDS("7.000", "404  tag=b1  Reason: Q.850;cause=31")));
}

TEST(a_decline_ends_as_its_origin_says)
{
	EXPECT(ends("declined", "does not say who", INVITE RINGS ENDS("5.000", "603  tag=b1")));
	EXPECT(ends("declined-by-device", "", INVITE RINGS ENDS("1.200", "603  tag=b1  Server: PJSUA")));
	EXPECT(ends("no-answer-timer", "", INVITE RINGS ENDS("20.90", "603  tag=b1")));
	EXPECT(ends("busy", "cause 17", INVITE RINGS ENDS("20.90", "603  tag=b1  Reason: Q.850;cause=17")));
	EXPECT(ends("possibly-declined-on-phone", "no message proves",
	            INVITE RINGS ENDS("8.000", "603  tag=b1  Server: PJSUA")));
	EXPECT(ends("account-inactive", "10001", INVITE ENDS("0.100", "603  tag=b1  X-Twilio-Error: 10001")));
	EXPECT(ends("no-answer", "cause 19", INVITE RINGS ENDS("8.000", "603  tag=b1  Reason: Q.850;cause=19")));
	EXPECT(ends("rejected-beyond-gateway", "",
	            INVITE ENDS("5.000", "603  tag=b1  Server: Mediant 1000  Reason: Q.850;cause=21")));
	EXPECT(ends("blocked-by-analytics", "", INVITE ENDS("0.500", "608  tag=b1")));
	EXPECT(ends("blocked-by-analytics", "",
	            INVITE ENDS("0.500", "503  tag=b1  Reason: SIP;cause=603;text=\"v=analytics1;tel=+1\"")));
	EXPECT(ends("unwanted", "", INVITE ENDS("0.500", "607  tag=b1")));
}

TEST(every_code_ends_somehow)
{
	static const struct {
		const char *code, *word;
	} rows[] = {
		{"302", "redirected"},
		{"401", "credentials"},
		{"404", "not-found"},
		{"408", "no-response"},
		{"410", "number-changed"},
		{"415", "unsupported"},
		{"428", "identity-missing"},
		{"433", "anonymous-refused"},
		{"436", "identity-unfetched"},
		{"437", "identity-certificate"},
		{"438", "identity-invalid"},
		{"481", "gone"},
		{"483", "loop"},
		{"484", "incomplete-number"},
		{"499", "refused"},
		{"500", "server-error"},
		{"502", "bad-gateway"},
		{"504", "gateway-timeout"},
		{"580", "precondition-failed"},
		{"599", "failed"},
		{"600", "busy-everywhere"},
		{"604", "nowhere"},
		{"606", "media-refused"},
		{"699", "refused-everywhere"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char ladder[128];

		snprintf(ladder, sizeof(ladder), "0.000  A > B  INVITE  sdp\n1.000  B > A  %s  tag=b1\n", rows[i].code);
		EXPECT(ends(rows[i].word, "", ladder));
	}
}

TEST(each_word_is_there_once)
{
	for (unsigned i = 0; ending_at(i); i++)
		for (unsigned k = 0; k < i; k++)
			EXPECT(strcmp(ending_at(i)->word, ending_at(k)->word) != 0);
	EXPECT(ending_at(20) != NULL);
}

TEST_MAIN
