/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/code.h"

#include "report/escape.h"
#include "rules/cause.h"
#include "rules/contrast.h"
#include "rules/decline.h"
#include "rules/ending.h"
#include "rules/glossary.h"
#include "rules/mention.h"
#include "rules/verdict.h"
#include "sip/status.h"
#include "test.h"

TEST(each_code_that_has_a_name_has_a_sheet)
{
	for (unsigned code = CODE_FIRST; code <= CODE_LAST; code++)
		EXPECT(code_is_known((uint16_t)code) == (status_phrase((uint16_t)code) != NULL));
	EXPECT(code_is_known(CODE_603PLUS));
}

TEST(sheets_say_something_and_stand_in_order)
{
	const struct code_sheet *sheet;

	for (unsigned i = 0; (sheet = code_at(i)); i++) {
		EXPECT(i == 0 || code_at(i - 1)->code < sheet->code);
		EXPECT(sheet->means[0] && sheet->seen[0] && sheet->question[0] && sheet->action[0] && sheet->refs[0]);
		EXPECT(code_state(sheet)[0] && code_audio(sheet)[0] && code_class(sheet->code)[0]);
		EXPECT(sheet->cause == 0 || cause_find(sheet->cause));
	}
}

TEST(a_code_nobody_knows_is_taken_for_the_first_of_its_class_or_for_183)
{
	EXPECT_INT(183, code_sheet(155)->code);
	EXPECT_INT(200, code_sheet(299)->code);
	EXPECT_INT(400, code_sheet(499)->code);
	EXPECT_INT(600, code_sheet(699)->code);
	EXPECT(!code_sheet(99) && !code_sheet(700));
}

static bool has_family(struct str prefix)
{
	for (const struct rule *const *rule = rule_catalogue; *rule; rule++)
		if (str_starts(str_of((*rule)->id), prefix))
			return true;
	return false;
}

TEST(the_rules_that_sheets_name_exist)
{
	const struct code_sheet *sheet;

	for (unsigned i = 0; (sheet = code_at(i)); i++) {
		struct str rest = str_of(sheet->also), name;

		while (str_split(&rest, ' ', &name)) {
			bool family = name.n && name.p[name.n - 1] == '*';

			EXPECT(family ? has_family((struct str){name.p, name.n - 1}) : rule_find(name) != NULL);
		}
	}
}

TEST(pairs_are_of_known_codes_and_found_in_either_order)
{
	const struct contrast *pair;

	for (unsigned i = 0; (pair = contrast_at(i)); i++) {
		EXPECT(code_is_known(pair->code) && code_is_known(pair->other));
		EXPECT(contrast_find(pair->code, pair->other) == pair &&
		       contrast_find(pair->other, pair->code) == pair);
		EXPECT(pair->gist[0] && pair->points[0] && pair->meet[0]);
	}
	EXPECT(contrast_find(603, 183) && !contrast_find(404, 503));
}

TEST(causes_become_the_codes_of_rfc_3398)
{
	static const struct {
		uint32_t cause;
		uint16_t code;
	} rows[] = {
		{1, 404},  {3, 404},  {17, 486},  {18, 408},  {19, 480},  {20, 480}, {21, 403},
		{22, 410}, {27, 502}, {28, 484},  {31, 480},  {34, 503},  {42, 503}, {57, 403},
		{65, 488}, {79, 501}, {102, 504}, {111, 500}, {127, 500},
	};
	const struct cause *cause;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		EXPECT_INT(rows[i].code, cause_find(rows[i].cause)->code);
	for (unsigned i = 0; (cause = cause_at(i)); i++)
		EXPECT((i == 0 || cause_at(i - 1)->number < cause->number) && cause->number <= CAUSE_MAX &&
		       (!cause->code || code_is_known(cause->code)));
	EXPECT(strcmp(cause_name(21), "call rejected") == 0 && !cause_name(0) && !cause_name(128));
	EXPECT(strcmp(cause_class(21), "normal event") == 0 && strcmp(cause_class(34), "resource unavailable") == 0);
	EXPECT(!cause_class(128));
}

static unsigned count_of(enum term_kind kind)
{
	const struct term *term;
	unsigned count = 0;

	for (unsigned i = 0; (term = term_at(i)); i++)
		count += term->kind == kind;
	return count;
}

static bool is_told(enum term_kind kind, const char *word)
{
	return term_find(kind, str_of(word)) != NULL;
}

TEST(each_word_of_a_report_is_told)
{
	for (enum label label = 0; label < LABELS; label++)
		EXPECT(is_told(TERM_VERDICT, label_name(label)));
	for (enum outcome outcome = 0; outcome < OUTCOMES; outcome++)
		EXPECT(is_told(TERM_OUTCOME, outcome_name(outcome)));
	for (enum origin origin = ORIGIN_UNKNOWN; origin <= ORIGIN_USER; origin++)
		EXPECT(is_told(TERM_ORIGIN, origin_name(origin)));
	for (enum severity severity = SEVERITY_INFO; severity <= SEVERITY_ERROR; severity++)
		EXPECT(is_told(TERM_SEVERITY, severity_name(severity)));
	for (enum confidence confidence = CONFIDENCE_LOW; confidence <= CONFIDENCE_CERTAIN; confidence++)
		EXPECT(is_told(TERM_CONFIDENCE, confidence_name(confidence)));
	for (enum visibility visibility = VISIBILITY_NONE; visibility <= VISIBILITY_PROVEN; visibility++)
		EXPECT(is_told(TERM_VISIBILITY, visibility_name(visibility)));
	for (enum policy policy = 0; policy < POLICIES; policy++)
		EXPECT(is_told(TERM_POLICY, policy_name(policy)));
	for (enum sound sound = SOUND_SILENCE; sound <= SOUND_UNKNOWN; sound++)
		EXPECT(is_told(TERM_SOUND, sound_name(sound)));
	for (enum content content = 0; content < CONTENTS; content++)
		EXPECT(is_told(TERM_CONTENT, content_name(content)));
	for (enum timing timing = TIMING_INSTANT; timing <= TIMING_AFTER_ANNOUNCEMENT; timing++)
		EXPECT(is_told(TERM_TIMING, timing_name(timing)));
	for (unsigned i = 0; ending_at(i); i++)
		EXPECT(is_told(TERM_ENDING, ending_at(i)->word));
	EXPECT_INT(LABELS, count_of(TERM_VERDICT));
	EXPECT_INT(OUTCOMES, count_of(TERM_OUTCOME));
	EXPECT_INT(POLICIES, count_of(TERM_POLICY));
}

static bool speaks(const char *explain, uint16_t code)
{
	const struct rule rule = {.id = "x", .title = "x", .explain = explain, .fires = ""};

	return rule_mentions(&rule, code);
}

TEST(a_number_is_a_code_unless_it_counts_something)
{
	EXPECT(speaks("a 200 follows", 200) && speaks("(200)", 200) && speaks("200", 200));
	EXPECT(!speaks("within 200 ms", 200) && !speaks("480 Hz", 480) && !speaks("1200", 200) &&
	       !speaks("0.200 s", 200));
	EXPECT(speaks("180 since then", 180) && !speaks("for 180 s", 180));
}

TEST(a_603_plus_is_no_603)
{
	EXPECT(speaks("a 603+ says so", CODE_603PLUS) && !speaks("a 603+ says so", 603));
	EXPECT(speaks("a 603 says so", 603) && !speaks("a 603 says so", CODE_603PLUS));
	EXPECT(rule_mentions(rule_find(STR("dec-603plus")), CODE_603PLUS));
}

TEST(an_18x_is_a_183_where_the_example_has_one)
{
	const struct rule rule = {.id = "x", .title = "An 18x", .explain = "x", .fires = "A < B  183\n"};

	EXPECT(rule_mentions(&rule, 183) && !rule_mentions(&rule, 180));
}

TEST_MAIN
