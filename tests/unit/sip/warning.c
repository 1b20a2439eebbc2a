/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/warning.h"

#include "tests/test.h"

static struct arena arena;

static struct warning *parse(const char *field)
{
	struct warning *list = NULL;

	arena_done(&arena);
	warning_parse(&arena, str_of(field), &list);
	return list;
}

TEST(code_agent_and_text_are_read)
{
	struct warning *w = parse("305 proxy.example:5060 \"Incompatible \\\"media\\\", format\" , 399 h \"x\"");

	EXPECT(w && w->next && !w->next->next);
	if (!w || !w->next)
		return;
	EXPECT_INT(305, w->code);
	EXPECT_STR("proxy.example:5060", w->server);
	EXPECT_STR("Incompatible \"media\", format", w->text);
	EXPECT_INT(399, w->next->code);
}

TEST(what_lacks_a_part_is_read_all_the_same)
{
	EXPECT_STR("only text", parse("\"only text\"")->text);
	EXPECT_INT(0, parse("\"only text\"")->code);
	EXPECT_STR("", parse("399")->text);
	EXPECT_INT(399, parse("399")->code);
	EXPECT_STR("bare words", parse("399 h bare words")->text);
	EXPECT_INT(0, parse("99999999999 h \"x\"")->code);
	EXPECT(!parse(" , ,"));
}

TEST(values_append_up_to_the_ceiling)
{
	struct warning *list = NULL;
	unsigned count = 0;

	arena_done(&arena);
	for (int i = 0; i < 9; i++)
		warning_parse(&arena, STR("399 h \"x\", 301 h \"y\""), &list);
	for (; list; list = list->next)
		count++;
	EXPECT_INT(WARNING_MAX, count);
}

TEST_MAIN
