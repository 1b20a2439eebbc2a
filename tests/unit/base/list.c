/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/list.h"

#include "tests/test.h"

struct thing {
	int number;
	struct link link;
};

static struct list list;

/* The numbers in list, as the digits of one number. */
static int digits(void)
{
	int all = 0;

	for (struct link *link = list_first(&list); link; link = list_next(&list, link))
		all = all * 10 + LIST_OWNER(link, struct thing, link)->number;
	return all;
}

TEST(an_empty_list_has_no_first)
{
	list_init(&list);
	EXPECT(list_empty(&list));
	EXPECT(!list_first(&list));
}

TEST(things_are_added_at_the_end)
{
	struct thing things[] = {{.number = 1}, {.number = 2}, {.number = 3}};

	list_init(&list);
	for (int i = 0; i < 3; i++)
		list_add(&list, &things[i].link);
	EXPECT(!list_empty(&list));
	EXPECT_INT(123, digits());
	EXPECT(list_first(&list) == &things[0].link);
	EXPECT(!list_next(&list, &things[2].link));
}

TEST(things_are_removed_wherever_they_are)
{
	struct thing things[] = {{.number = 1}, {.number = 2}, {.number = 3}, {.number = 4}};

	list_init(&list);
	for (int i = 0; i < 4; i++)
		list_add(&list, &things[i].link);
	list_remove(&things[1].link);
	EXPECT_INT(134, digits());
	list_remove(&things[0].link);
	EXPECT_INT(34, digits());
	list_remove(&things[3].link);
	EXPECT_INT(3, digits());
	list_add(&list, &things[0].link);
	EXPECT_INT(31, digits());
	list_remove(&things[2].link);
	list_remove(&things[0].link);
	EXPECT(list_empty(&list));
}

TEST(removing_twice_or_what_was_never_listed_does_nothing)
{
	struct thing in = {.number = 1}, out = {.number = 2};

	list_init(&list);
	list_add(&list, &in.link);
	list_remove(&out.link);
	EXPECT_INT(1, digits());
	list_remove(&in.link);
	EXPECT(list_empty(&list));
	list_add(&list, &out.link);
	list_remove(&in.link);
	EXPECT_INT(2, digits());
}

TEST_MAIN
