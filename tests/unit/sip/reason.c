/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/reason.h"

#include "tests/test.h"

static struct arena arena;

static struct reason *parse(const char *field)
{
	struct reason *list = NULL;

	arena_done(&arena);
	reason_parse(&arena, str_of(field), &list);
	return list;
}

static struct reason first(const char *field)
{
	struct reason *list = parse(field);

	EXPECT(list);
	return list ? *list : (struct reason){0};
}

TEST(protocol_cause_text_and_location_are_read)
{
	struct reason r = first("Q.850 ;cause=16 ;text=\"Terminated\";location=RLN");

	EXPECT_STR("Q.850", r.protocol);
	EXPECT(r.has_cause);
	EXPECT_INT(16, r.cause);
	EXPECT_STR("Terminated", r.text);
	EXPECT_STR("RLN", r.location);
	EXPECT(!r.text_scattered);
	EXPECT(!r.next);
}

TEST(names_are_read_in_any_case_and_order)
{
	struct reason r = first("SIP;TEXT=\"x\";Location=LN;CAUSE=603");

	EXPECT_INT(603, r.cause);
	EXPECT_STR("x", r.text);
	EXPECT_STR("LN", r.location);
}

TEST(commas_separate_values_only_outside_quotes)
{
	struct reason *list = parse("Q.850;cause=18;text=\"no, user\" , SIP;cause=408,");

	EXPECT(list && list->next && !list->next->next);
	if (!list || !list->next)
		return;
	EXPECT_STR("no, user", list->text);
	EXPECT_STR("SIP", list->next->protocol);
	EXPECT_INT(408, list->next->cause);
}

TEST(semicolons_separate_parameters_only_outside_quotes)
{
	struct reason r = first("SIP;text=\"v=analytics1;url=https://a.example/r?x=1;cause=5\";cause=603;location=RLN");

	EXPECT_INT(603, r.cause);
	EXPECT_STR("v=analytics1;url=https://a.example/r?x=1;cause=5", r.text);
	EXPECT_STR("RLN", r.location);
}

TEST(escapes_in_quotes_are_resolved)
{
	EXPECT_STR("say \"no\" \\ bye", first("SIP;cause=603;text=\"say \\\"no\\\" \\\\ bye\"").text);
}

TEST(an_escaped_quote_does_not_end_the_quotes)
{
	struct reason *list = parse("SIP;text=\"a \\\" , b; c\";cause=603, Q.850;cause=21");

	EXPECT(list && list->next && !list->next->next);
	EXPECT(list && str_eq(list->text, STR("a \" , b; c")));
	EXPECT(list && list->cause == 603);
}

TEST(an_angle_bracket_has_no_meaning)
{
	struct reason *list = parse("SIP;text=<x,Q.850;cause=1");

	EXPECT(list && list->next);
	EXPECT(list && list->next && list->next->cause == 1);
}

TEST(unquoted_text_is_read)
{
	EXPECT_STR("Call Rejected", first("Q.850;cause=21;text=Call Rejected").text);
}

TEST(a_quote_that_never_closes_ends_with_the_field)
{
	EXPECT_STR("open; , end", first("SIP;cause=603;text=\"open; , end").text);
	EXPECT_STR("", first("SIP;text=\"").text);
}

TEST(a_cause_that_is_no_number_is_none)
{
	EXPECT(!first("SIP;cause=abc").has_cause);
	EXPECT(!first("SIP;cause=99999999999").has_cause);
	EXPECT(!first("SIP").has_cause);
	EXPECT_INT(21, first("Q.850;cause=\"21\"").cause);
}

TEST(a_value_without_protocol_still_has_its_parameters)
{
	struct reason r = first("cause=603;text=\"x\"");

	EXPECT_STR("", r.protocol);
	EXPECT_INT(603, r.cause);
	EXPECT_STR("x", r.text);
}

TEST(redress_written_as_parameters_is_gathered)
{
	struct reason r = first("SIP;cause=603;v=analytics1;url=\"https://a.example\";location=LN;tel=+1800");

	EXPECT_STR("v=analytics1;url=https://a.example;tel=+1800", r.text);
	EXPECT(r.text_scattered);
	EXPECT_STR("LN", r.location);
	EXPECT_INT(603, r.cause);
}

TEST(values_append_to_the_list_up_to_the_ceiling)
{
	struct reason *list = NULL;
	unsigned count = 0;

	arena_done(&arena);
	for (int i = 0; i < 5; i++)
		reason_parse(&arena, STR("SIP;cause=1, SIP;cause=2, SIP;cause=3"), &list);
	for (struct reason *r = list; r; r = r->next)
		EXPECT_INT(count++ % 3 + 1, r->cause);
	EXPECT_INT(REASON_MAX, count);
}

TEST(an_empty_field_has_no_values)
{
	EXPECT(!parse(""));
	EXPECT(!parse(" , ,, "));
}

TEST(redress_is_taken_apart)
{
	struct redress redress;

	redress_parse(STR("v=analytics1;url=https://example.com/redress;tel=+18005550100;email=a@b.c;id=ab-1_2"),
	              &redress);
	EXPECT(redress.analytics);
	EXPECT_STR("https://example.com/redress", redress.url);
	EXPECT_STR("+18005550100", redress.tel);
	EXPECT_STR("a@b.c", redress.email);
	EXPECT_STR("ab-1_2", redress.id);
	redress_parse(STR(" V = Analytics1 ; URL=x"), &redress);
	EXPECT(redress.analytics);
	EXPECT_STR("x", redress.url);
	redress_parse(STR("Call rejected; busy"), &redress);
	EXPECT(!redress.analytics);
	EXPECT_STR("", redress.url);
}

TEST(a_fold_is_one_space)
{
	struct reason *list = parse(
		"SIP ;cause=603\r\n ;text=\"v=analytics1;url=https://a.example/;\r\n\t id=7\"\r\n ;location=RLN,\r\n Q.850;cause=21");
	struct redress redress;

	EXPECT(list && list->next && !list->next->next);
	if (!list || !list->next)
		return;
	EXPECT_STR("SIP", list->protocol);
	EXPECT_STR("v=analytics1;url=https://a.example/; id=7", list->text);
	EXPECT_STR("RLN", list->location);
	EXPECT_INT(21, list->next->cause);
	redress_parse(list->text, &redress);
	EXPECT(redress.analytics && redress.first);
	EXPECT_STR("7", redress.id);
}

TEST(what_a_text_begins_with_is_known)
{
	struct redress redress;

	redress_parse(STR("v=analytics1"), &redress);
	EXPECT(redress.analytics && !redress.first);
	redress_parse(STR("V=Analytics1;tel=+1"), &redress);
	EXPECT(redress.analytics && redress.first);
	redress_parse(STR("id=1;v=analytics1;tel=+1"), &redress);
	EXPECT(redress.analytics && !redress.first);
	redress_parse(STR("v=analytics10;tel=+1"), &redress);
	EXPECT(!redress.analytics);
}

TEST(cause_and_location_say_what_it_is)
{
	struct reason reason = first("Q.850;cause=21;location=TN");

	EXPECT(reason_is_decline(&reason) && reason_is_failure(&reason) && reason_is_between_users(&reason));
	reason = first("SIP;cause=21;location=U");
	EXPECT(!reason_is_decline(&reason) && !reason_is_failure(&reason) && !reason_is_between_users(&reason));
	reason = first("sip;cause=603;location=BI");
	EXPECT(reason_is_decline(&reason) && reason_is_failure(&reason) && !reason_is_between_users(&reason));
	reason = first("Q.850;cause=0");
	EXPECT(!reason_is_failure(&reason) && !reason_is_between_users(&reason));
}

TEST(hostile_values_are_read_as_far_as_they_make_sense)
{
	EXPECT_STR("a\\", first("SIP;text=\"a\\\\\"").text);
	EXPECT_STR("a\\", first("SIP;text=\"a\\").text);
	EXPECT_STR("", first(";;;=;=,").text);
	EXPECT_STR("x", first("Q.850;cause=;text=\"x\"").text);
	EXPECT(!first("Q.850;cause=;text=\"x\"").has_cause);
	EXPECT(!first("Q.850;cause=-1").has_cause);
	EXPECT_INT(1, first("Q.850;cause=1;cause=2").cause);
	EXPECT_STR("a", first("Q.850;text=\"a\";text=\"b\"").text);
	EXPECT_STR("U", first("Q.850;location=\"U\"").location);
	EXPECT_STR("x\"y,z;w", first("SIP;text=\"x\\\"y,z;w\";cause=1").text);
	EXPECT_INT(1, first("SIP;text=\"x\\\"y,z;w\";cause=1").cause);
}

TEST_MAIN
