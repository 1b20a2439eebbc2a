/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is told of calls that go on. Each rule that is early tells on the ladder on which it fires, and not on its nearest neighbour;
 * and whatever is told on the ladders of all rules the judgement keeps, or it is one of those that can be mended. Another call
 * shows meanwhile what this capture can show, and lets time pass.
 */
#include "analyzer.h"
#include "ladder.h"
#include "rules/told.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

/* Between the same hosts, so that missing audio would have been seen. */
#define WITNESS                                                                                                        \
	"0.000  A > B  INVITE  sdp  call=9\n"                                                                          \
	"0.010  B > A  200     sdp  tag=b9  call=9\n"                                                                  \
	"0.020  A > B  ACK     tag=b9  call=9\n"                                                                       \
	"0.030  B > A  rtp     for 25.0s  call=9\n"

/* What comes later can mend these. */
static const char *const mended[] = {
	"em-sdp-no-rtp",      "em-rtp-forward-only", "em-rtp-wrong-destination",  "em-rtcp-zero-received",
	"em-ice-failed",      "em-dtls-incomplete",  "ims-pem-authorised-no-rtp", "rel-no-prack",
	"rel-prack-rejected", "rel-rack-mismatch",
};

enum {
	TEXT_LENGTH = 400,
};

struct played {
	const struct rule *rule; /* the one looked for; NULL: any */
	bool deaf;               /* says that nobody was told */
	unsigned asked, told;
	bool goes_on; /* it was told before a final response */
	enum severity severity;
	char text[TEXT_LENGTH];
	unsigned kept, withdrawn;
	const char *broken; /* what was withdrawn and cannot be mended */
};

static bool take_finding(void *arg, const struct attempt *attempt, const struct finding *finding)
{
	struct played *played = arg;

	if (played->rule && finding->rule != played->rule)
		return true;
	played->asked++;
	if (played->deaf)
		return false;
	played->told++;
	played->goes_on = attempt->goes_on;
	played->severity = finding->severity;
	snprintf(played->text, sizeof(played->text), STR_FMT, STR_ARG(buf_str(&finding->text)));
	return true;
}

static bool is_mended(const char *id)
{
	for (size_t i = 0; i < sizeof(mended) / sizeof(mended[0]); i++)
		if (strcmp(mended[i], id) == 0)
			return true;
	return false;
}

static void take_call(void *arg, const struct attempt *attempt, const struct findings *findings,
                      const struct verdict *verdict)
{
	struct played *played = arg;

	for (const struct told *told = told_last(attempt->call); told; told = told->next)
		if (!played->rule || told->rule == played->rule)
			played->kept += findings_find(findings, told->rule->id) != NULL;
	for (const struct told *told = NULL; (told = told_withdrawn(attempt->call, findings, told));) {
		if (played->rule && told->rule != played->rule)
			continue;
		played->withdrawn++;
		if (!is_mended(told->rule->id))
			played->broken = told->rule->id;
	}
}

static void take_frame(void *arg, const struct frame *frame)
{
	analyzer_feed(arg, frame);
}

static void play(struct played *played, const char *ladder, const struct rule_setting *rules)
{
	struct analyzer_settings settings = {.call = take_call, .finding = take_finding, .arg = played, .rules = rules};
	struct analyzer *analyzer = analyzer_new(&settings);

	ladder_play(ladder, take_frame, analyzer);
	analyzer_flush(analyzer);
	analyzer_free(analyzer);
}

static struct played play_beside(const char *witness, const char *ladder, const struct rule *rule)
{
	struct played played = {.rule = rule};
	struct buf text = {0};

	buf_printf(&text, "%s%s", witness, ladder);
	play(&played, buf_text(&text), NULL);
	buf_done(&text);
	return played;
}

/* Says which; true: as it should be. */
static bool holds(bool ok, const struct rule *rule, const char *what)
{
	if (!ok)
		printf("# %s %s\n", rule->id, what);
	return ok;
}

TEST(early_rules_tell_on_their_ladder_while_the_call_goes_on)
{
	unsigned count = 0;

	for (unsigned i = 0; rule_catalogue[i]; i++) {
		const struct rule *rule = rule_catalogue[i];
		struct played played;

		if (!rule->early)
			continue;
		count++;
		played = play_beside(WITNESS, rule->fires, rule);
		EXPECT(holds(played.told == 1, rule, "is not told once"));
		EXPECT(holds(played.goes_on, rule, "is told only when all is over"));
		EXPECT(holds(played.kept == 1 && !played.withdrawn, rule, "is not kept"));
		played = play_beside(WITNESS, rule->silent, rule);
		EXPECT(holds(!played.told, rule, "is told on the nearest ladder"));
	}
	EXPECT(count > 10);
}

TEST(the_judgement_keeps_what_was_told_on_all_ladders)
{
	for (unsigned i = 0; rule_catalogue[i]; i++) {
		const char *const ladders[] = {rule_catalogue[i]->fires, rule_catalogue[i]->silent};

		for (unsigned n = 0; n < 2; n++) {
			struct played alone = play_beside("", ladders[n], NULL),
				      beside = play_beside(WITNESS, ladders[n], NULL);

			EXPECT(holds(!alone.broken && !beside.broken, rule_catalogue[i],
			             "has a ladder on which is withdrawn:"));
			if (alone.broken || beside.broken)
				printf("#   %s\n", alone.broken ? alone.broken : beside.broken);
		}
	}
}

#define INVITE "0.000  A > B  INVITE  sdp\n0.900  B > A  183  sdp  tag=b1\n"
#define ANSWER "9.000  B > A  200  sdp  tag=b1\n9.020  A > B  ACK  tag=b1\n9.050  B > A  rtp  for 3.0s\n"

TEST(audio_that_is_not_there_after_two_seconds_is_told_then)
{
	const struct rule *rule = rule_find(STR("em-sdp-no-rtp"));
	struct played played = play_beside(WITNESS, INVITE ANSWER, rule);

	EXPECT(strstr(played.text, "no early audio reached the caller for 2.1 s") != NULL);
	EXPECT(strstr(played.text, "none came until now") != NULL);
}

TEST(audio_that_comes_later_withdraws_it)
{
	const struct rule *rule = rule_find(STR("em-sdp-no-rtp"));
	struct played played = play_beside(WITNESS, INVITE "6.000  B > A  rtp  for 2.5s\n" ANSWER, rule);

	EXPECT_INT(1, played.told);
	EXPECT_INT(1, played.withdrawn);
	played = play_beside(WITNESS, INVITE "6.000  B > A  rtp  for 2.5s\n" ANSWER, rule_find(STR("em-rtp-late")));
	EXPECT(played.told == 1 && played.kept == 1 && played.goes_on);
}

TEST(audio_that_comes_in_time_is_no_news)
{
	struct played played = play_beside(WITNESS, INVITE "1.200  B > A  rtp  for 7.8s\n" ANSWER, NULL);

	EXPECT_INT(0, played.told);
}

TEST(audio_of_the_answer_may_come_before_it)
{
	struct played played = play_beside(WITNESS,
	                                   INVITE "8.850  B > A  rtp  for 3.0s\n"
	                                          "9.000  B > A  200  sdp  tag=b1\n9.020  A > B  ACK  tag=b1\n",
	                                   rule_find(STR("em-rtp-late")));

	EXPECT_INT(0, played.told);
}

TEST(a_capture_without_other_audio_does_not_tell_what_it_could_not_show)
{
	struct played played =
		play_beside("20.0  C > D  rtp  for 1.0s\n", INVITE ANSWER, rule_find(STR("em-sdp-no-rtp")));

	EXPECT(!played.goes_on);
}

TEST(what_nobody_was_told_is_asked_again)
{
	struct played played = {.rule = rule_find(STR("em-sdp-no-rtp")), .deaf = true};

	play(&played, WITNESS INVITE ANSWER, NULL);
	EXPECT(played.asked > 1);
	EXPECT(played.told + played.kept + played.withdrawn == 0);
}

TEST(settings_of_rules_hold)
{
	struct rule_setting settings[FINDINGS_MAX] = {{.off = false}};
	struct played played = {.rule = rule_find(STR("em-sdp-no-rtp"))};
	unsigned i = 0;

	while (rule_catalogue[i] != played.rule)
		i++;
	settings[i] = (struct rule_setting){.has_severity = true, .severity = SEVERITY_NOTICE};
	play(&played, WITNESS INVITE ANSWER, settings);
	EXPECT(played.told == 1 && played.severity == SEVERITY_NOTICE);
	played = (struct played){.rule = played.rule};
	settings[i] = (struct rule_setting){.off = true};
	play(&played, WITNESS INVITE ANSWER, settings);
	EXPECT_INT(0, played.asked);
}

TEST_MAIN
