/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/explain.h"

#include "base/language.h"
#include "report/escape.h"
#include "report/lines.h"
#include "report/sheet.h"
#include "test.h"

enum {
	MAX_OPERANDS = 8,
};

static struct buf out, trouble;
static bool known;

/* words: separated by blanks; "_" stands for a blank within one. */
static void explain(const char *words)
{
	char copy[256], *operands[MAX_OPERANDS], *word, *rest = copy;
	unsigned count = 0;

	buf_clear(&out);
	buf_clear(&trouble);
	snprintf(copy, sizeof(copy), "%s", words);
	while (count < MAX_OPERANDS && (word = strsep(&rest, " "))) {
		for (char *c = word; *c; c++)
			*c = *c == '_' ? ' ' : *c;
		operands[count++] = word;
	}
	known = explain_topics(&out, operands, count, &trouble);
}

static bool says(const char *part)
{
	return str_has(buf_str(&out), str_of(part));
}

static bool complains(const char *part)
{
	return str_has(buf_str(&trouble), str_of(part));
}

/* How many lines begin so. */
static unsigned count_lines(const char *start)
{
	struct str rest = buf_str(&out), line;
	unsigned count = 0;

	while (str_split(&rest, '\n', &line))
		count += str_starts(line, str_of(start));
	return count;
}

TEST(a_rule_is_told_with_its_example)
{
	explain("em-183-no-sdp");
	EXPECT(known && says("em-183-no-sdp: ") && says("As here:") && says("See RFC"));
}

TEST(a_code_is_told_with_its_rules_and_what_to_do_next)
{
	explain("603");
	EXPECT(known && count_lines("603 Decline") == 1 && says("dec-603-user") && says("sipwhy -c code=603 FILE"));
	explain("183");
	EXPECT(known && says("em-183-no-sdp") && says("sipwhy -c seen=183 FILE"));
}

TEST(a_code_nobody_knows_is_told_by_its_class)
{
	explain("499");
	EXPECT(known && count_lines("499") == 1 && says("400 Bad Request"));
	explain("166");
	EXPECT(known && says("183 Session Progress"));
}

TEST(two_codes_are_compared_and_three_are_not)
{
	explain("183 603");
	EXPECT(known && count_lines("183 Session Progress and 603 Decline") == 1 &&
	       says("sipwhy -c seen=183,code=603 FILE"));
	explain("603 183");
	EXPECT(known && count_lines("603 Decline and 183 Session Progress") == 1);
	explain("183 vs 603");
	EXPECT(known && count_lines("183 Session Progress and 603 Decline") == 1);
	explain("183/603");
	EXPECT(known && count_lines("183 Session Progress and 603 Decline") == 1);
	explain("183/603 486/999");
	EXPECT(!known && complains("486/999"));
	explain("180 183 603");
	EXPECT(known && count_lines("180 Ringing") == 1 && count_lines("183 Session Progress") == 1 &&
	       count_lines("603 Decline") == 1 && !says(" and 603 Decline"));
	explain("em-183-no-sdp 486 600 cap-half");
	EXPECT(known && count_lines("486 Busy Here and 600 Busy Everywhere") == 1 && count_lines("cap-half: ") == 1);
	explain("603 603+");
	EXPECT(known && count_lines("603 Decline and 603+ Network Blocked") == 1);
}

TEST(a_code_is_found_by_its_phrase)
{
	explain("busy here");
	EXPECT(known && count_lines("486 Busy Here") == 1);
	explain("network-blocked");
	EXPECT(known && count_lines("603+ Network Blocked") == 1);
	explain("DECLINE");
	EXPECT(known && count_lines("603 Decline") == 1);
	explain("busy");
	EXPECT(known && count_lines("busy (") == 2);
	explain("code=486 sip 487");
	EXPECT(known && count_lines("486 ") == 1 && count_lines("487 ") == 1);
}

TEST(a_cause_is_read_in_all_its_spellings)
{
	static const char *const spellings[] = {"21",       "cause 21", "cause=21",       "q.850 21", "q850/21",
	                                        "Q.850:21", "q.850_21", "Q.850;cause=21", "q850 21",  "call rejected"};

	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
		explain(spellings[i]);
		EXPECT(known && count_lines("Q.850 cause 21: call rejected") == 1 && says("603 Decline"));
	}
	explain("10");
	EXPECT(known && count_lines("Q.850 cause 10") == 1 && says("31 (normal, unspecified)"));
	explain("127 cap-half 100");
	EXPECT(known && says("cause 127: interworking") && says("cap-half") && count_lines("100 Trying") == 1);
	explain("SIP;cause=603");
	EXPECT(known && count_lines("603 Decline") == 1);
}

TEST(a_word_of_several_kinds_is_told_for_each)
{
	explain("unknown");
	EXPECT(known && count_lines("unknown (") == 4);
	explain("v3 silent-media gateway");
	EXPECT(known && count_lines("V3 (") == 1 && count_lines("silent-media (verdict)") == 1 &&
	       count_lines("gateway (") == 1);
}

TEST(a_word_is_found_with_blanks_and_beside_a_code_or_cause_of_its_name)
{
	explain("early media");
	EXPECT(known && count_lines("early-media (") == 1);
	explain("em_183_no_sdp");
	EXPECT(known && count_lines("em-183-no-sdp: ") == 1);
	explain("not found");
	EXPECT(known && count_lines("404 Not Found") == 1 && count_lines("not-found (ending") == 1);
	explain("number-changed");
	EXPECT(known && count_lines("Q.850 cause 22") == 1 && says("sipwhy -c ending=number-changed FILE"));
	explain("ring-human");
	EXPECT(known && count_lines("ring-human (timing") == 1);
}

TEST(what_is_not_known_is_said_with_what_comes_near)
{
	explain("dec");
	EXPECT(!known && complains("perhaps dec-603plus"));
	explain("answered-elsewhere declin");
	EXPECT(!known && complains("declined, ") && !complains("declined, declined,"));
	explain("em-183-no-spd");
	EXPECT(!known && complains("em-183-no-spd") && complains("perhaps em-183-no-sdp"));
	explain("silence-media");
	EXPECT(!known && complains("silent-media"));
	explain("999");
	EXPECT(!known && complains("999 is neither") && !complains("perhaps"));
	explain("cause 200");
	EXPECT(!known && complains("cause 200") && !complains("\n"));
	explain("100rel");
	EXPECT(!known && complains("rel-no-prack"));
	explain("xyzzy");
	EXPECT(!known && complains("lists what there is"));
}

TEST(one_slip_does_not_hide_the_rest)
{
	explain("nonsense1 603 nonsense2");
	EXPECT(!known && says("603 Decline") && complains("nonsense1") && complains("\n") && complains("nonsense2"));
	explain("");
	EXPECT(!known);
}

static bool fits(void)
{
	struct str rest = buf_str(&out), line;

	while (str_split(&rest, '\n', &line))
		if (text_columns(line) > LINE_COLUMNS)
			return false;
	return true;
}

static void expect_all_fit(void)
{
	const struct contrast *pair;
	const struct term *term;

	buf_clear(&out);
	for (unsigned code = CODE_FIRST; code <= CODE_LAST; code++)
		sheet_code(&out, LAYOUT_TEXT, (uint16_t)code);
	for (unsigned i = 0; (pair = contrast_at(i)); i++)
		sheet_contrast(&out, pair->code, pair->other);
	for (unsigned number = 1; number <= CAUSE_MAX; number++)
		sheet_cause(&out, LAYOUT_TEXT, number);
	for (unsigned i = 0; (term = term_at(i)); i++)
		sheet_term(&out, LAYOUT_TEXT, term);
	EXPECT(fits() && !str_has(buf_str(&out), STR("(null)")));
}

TEST(sheets_fit_into_the_width_in_every_language)
{
	for (unsigned i = 0; language_at(i); i++) {
		EXPECT(language_choose(str_of(language_at(i))));
		expect_all_fit();
	}
	language_choose(STR("en"));
}

/* Any two: what their classes say is there for all. */
TEST(any_two_codes_can_be_compared)
{
	const struct code_sheet *first, *second;

	for (unsigned i = 0; (first = code_at(i)); i++)
		for (unsigned j = i + 1; (second = code_at(j)); j++) {
			buf_clear(&out);
			sheet_contrast(&out, first->code, second->code);
			EXPECT(says("In short") && says("In one call") && says("Next"));
		}
}

TEST(what_the_list_names_is_known)
{
	const struct code_sheet *sheet;
	const struct term *term;

	buf_clear(&out);
	explain_list(&out);
	EXPECT(says("em-183-no-sdp") && says("\n  183   Session Progress\n") && says("\n  21    call rejected\n") &&
	       says("silent-media"));
	for (unsigned i = 0; (sheet = code_at(i)); i++) {
		explain(code_name(sheet->code));
		EXPECT(known);
	}
	for (unsigned i = 0; (term = term_at(i)); i++) {
		explain(term->word);
		EXPECT(known);
	}
}

TEST(the_page_has_everything)
{
	buf_clear(&out);
	explain_all(&out);
	EXPECT(says("\n## em-183-no-sdp\n") && count_lines("### 183 Session Progress") == 1 &&
	       count_lines("### 183 and 603") == 1 && count_lines("### Q.850 cause 21: call rejected") == 1 &&
	       count_lines("- **`silent-media`:**") == 1);
}

TEST_MAIN
