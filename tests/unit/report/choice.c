/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/choice.h"

#include "played.h"

#define DECLINED_CALL                                                                                                  \
	"0.000  A > B  INVITE  sdp\n"                                                                                  \
	"0.900  B > A  183     tag=b1\n"                                                                               \
	"9.000  B > A  603     tag=b1\n"                                                                               \
	"9.020  A > B  ACK     tag=b1\n"

struct asked {
	struct choice choice;
	bool has;
};

static void ask(void *arg, const struct attempt *attempt, const struct findings *findings,
                const struct verdict *verdict)
{
	struct asked *asked = arg;
	const struct reported reported = {attempt, findings, verdict, 1};

	asked->has = choice_has(&asked->choice, &reported);
}

/* Is the declined call among those that expression chooses? */
static bool chooses(const char *expression)
{
	struct asked asked = {.has = false};
	const struct analyzer_settings settings = {.call = ask, .arg = &asked};
	struct analyzer *analyzer = analyzer_new(&settings);
	struct buf trouble = {0};
	int r = choice_add(&asked.choice, str_of(expression), &trouble);

	EXPECT_INT(0, r);
	ladder_play(DECLINED_CALL, played_frame, analyzer);
	analyzer_flush(analyzer);
	analyzer_free(analyzer);
	buf_done(&trouble);
	return asked.has;
}

TEST(fields_are_compared_whole_or_by_part)
{
	EXPECT(chooses("code=603"));
	EXPECT(!chooses("code=60"));
	EXPECT(chooses("code~60"));
	EXPECT(chooses("verdict=silent-signalling"));
	EXPECT(chooses("verdict~SILENT"));
	EXPECT(chooses("outcome=declined"));
	EXPECT(chooses("origin=unknown") && !chooses("origin=user"));
	EXPECT(chooses("ending=declined") && !chooses("ending=busy"));
	EXPECT(chooses("host=10.0.0.2"));
	EXPECT(chooses("call-id~ladder"));
	EXPECT(chooses("from~10.0.0.1") || chooses("from~a@"));
	EXPECT(!chooses("to~nobody"));
}

TEST(seen_asks_for_any_response_and_rule_for_any_finding)
{
	EXPECT(chooses("seen=183"));
	EXPECT(chooses("seen=603"));
	EXPECT(!chooses("seen=180"));
	EXPECT(chooses("rule=em-183-no-sdp"));
	EXPECT(!chooses("rule=em-sdp-no-rtp"));
}

TEST(an_exclamation_mark_turns_a_condition_round)
{
	EXPECT(!chooses("code!=603"));
	EXPECT(chooses("code!=200"));
	EXPECT(chooses("seen!~180"));
}

TEST(all_conditions_must_hold)
{
	EXPECT(chooses("code=603, seen=183"));
	EXPECT(!chooses("code=603,seen=180"));
	EXPECT(chooses("to!~,code=603") == false); /* everything contains nothing */
}

static bool refuses(const char *expression)
{
	struct choice choice = {.count = 0};
	struct buf trouble = {0};
	int r = choice_add(&choice, str_of(expression), &trouble);

	buf_done(&trouble);
	return r < 0;
}

TEST(a_word_that_a_field_never_has_is_refused)
{
	EXPECT(refuses("verdict=silent"));
	EXPECT(refuses("verdict!=silent"));
	EXPECT(refuses("outcome=refused"));
	EXPECT(refuses("origin=nobody") && refuses("ending=well"));
	EXPECT(refuses("rule=em-183"));
	EXPECT(refuses("code=6xx"));
	EXPECT(!refuses("rule~em-183"));
	EXPECT(!refuses("verdict=Silent-Media"));
	EXPECT(!refuses("from=anybody"));
}

TEST(too_many_conditions_are_refused)
{
	struct choice choice = {.count = 0};
	struct buf trouble = {0};
	int r = 0;

	for (unsigned i = 0; i <= CHOICE_MAX; i++)
		r = choice_add(&choice, STR("code=603"), &trouble);
	EXPECT(r < 0);
	EXPECT_INT(CHOICE_MAX, choice.count);
	buf_done(&trouble);
}

struct asked_early {
	struct choice choice;
	bool asked, has;
};

static bool ask_early(void *arg, const struct attempt *attempt, const struct finding *finding)
{
	struct asked_early *asked = arg;

	asked->asked = true;
	asked->has = choice_has_by_now(&asked->choice, attempt, finding);
	return asked->has;
}

/* Is the bare 183 told of while the call goes on, as a call that expression will choose? */
static bool chooses_by_now(const char *expression)
{
	struct asked_early asked = {.has = false};
	const struct analyzer_settings settings = {.finding = ask_early, .arg = &asked};
	struct analyzer *analyzer = analyzer_new(&settings);
	struct buf trouble = {0};
	int r = choice_add(&asked.choice, str_of(expression), &trouble);

	EXPECT_INT(0, r);
	ladder_play("0.000  C > D  rtp  for 20.0s\n" DECLINED_CALL, played_frame, analyzer);
	EXPECT(asked.asked);
	analyzer_flush(analyzer);
	analyzer_free(analyzer);
	buf_done(&trouble);
	return asked.has;
}

TEST(of_a_call_that_goes_on_only_what_cannot_change_decides)
{
	EXPECT(chooses_by_now("host=10.0.0.2") && !chooses_by_now("host=10.0.0.9"));
	EXPECT(chooses_by_now("host!=10.0.0.9") && !chooses_by_now("from~nobody"));
	EXPECT(chooses_by_now("rule=em-183-no-sdp") && !chooses_by_now("rule=em-sdp-no-rtp"));
	EXPECT(chooses_by_now("seen=183") && !chooses_by_now("seen=180"));
	EXPECT(!chooses_by_now("seen!=180") && !chooses_by_now("rule!=em-sdp-no-rtp"));
	EXPECT(!chooses_by_now("code=603") && !chooses_by_now("outcome!=answered"));
	EXPECT(!chooses_by_now("verdict=silent-signalling,host=10.0.0.2"));
}

#define LATE_CALL                                                                                                      \
	"0.000  C > D  rtp     for 20.0s\n"                                                                            \
	"0.000  A > B  INVITE  sdp\n"                                                                                  \
	"0.900  B > A  183     sdp  tag=b1\n"                                                                          \
	"6.000  B > A  rtp     for 2.9s\n"                                                                             \
	"9.000  B > A  200     sdp  tag=b1\n"                                                                          \
	"9.020  A > B  ACK     tag=b1\n"

struct asked_twice {
	struct asked_early early;
	struct asked over;
};

static bool ask_first(void *arg, const struct attempt *attempt, const struct finding *finding)
{
	struct asked_twice *asked = arg;

	return ask_early(&asked->early, attempt, finding);
}

static void ask_again(void *arg, const struct attempt *attempt, const struct findings *findings,
                      const struct verdict *verdict)
{
	struct asked_twice *asked = arg;

	ask(&asked->over, attempt, findings, verdict);
}

/* Is the call whose audio came late chosen when it is over? early: it is told of before. */
static bool chooses_in_the_end(const char *expression, bool early)
{
	struct asked_twice asked = {.over.has = false};
	const struct analyzer_settings settings = {
		.finding = early ? ask_first : NULL,
		.call = ask_again,
		.arg = &asked,
	};
	struct analyzer *analyzer = analyzer_new(&settings);
	struct buf trouble = {0};
	int r = choice_add(&asked.early.choice, str_of(expression), &trouble);

	EXPECT_INT(0, r);
	asked.over.choice = asked.early.choice;
	ladder_play(LATE_CALL, played_frame, analyzer);
	analyzer_flush(analyzer);
	analyzer_free(analyzer);
	buf_done(&trouble);
	return asked.over.has;
}

TEST(a_call_that_was_told_of_is_told_to_its_end_though_the_finding_is_withdrawn)
{
	EXPECT(!chooses_in_the_end("rule=em-sdp-no-rtp", false));
	EXPECT(chooses_in_the_end("rule=em-sdp-no-rtp", true));
	EXPECT(!chooses_in_the_end("rule=em-183-no-sdp", true));
}

TEST_MAIN
