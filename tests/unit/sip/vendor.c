/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/vendor.h"

#include "tests/test.h"

static struct arena arena;

TEST(name_and_value_are_told_apart)
{
	struct vendor *list = NULL;

	arena_done(&arena);
	vendor_parse(&arena, STR("X-Twilio-Error : 32203\r\n  Blocked"), &list);
	vendor_parse(&arena, STR("X-Reason: a:b"), &list);
	vendor_parse(&arena, STR(""), &list);
	EXPECT(list && list->next);
	EXPECT_STR("X-Twilio-Error", list->name);
	EXPECT_STR("32203 Blocked", vendor_named(list, STR("x-twilio-error")));
	EXPECT_STR("a:b", vendor_named(list, STR("X-Reason")));
	EXPECT_STR("", vendor_named(list, STR("X-Other")));
}

TEST(the_number_in_front_is_read)
{
	uint32_t number = 0;

	EXPECT(vendor_number(STR("10001 Account"), &number) && number == 10001);
	EXPECT(vendor_number(STR("7"), &number) && number == 7);
	EXPECT(!vendor_number(STR("none"), &number));
	EXPECT(!vendor_number(STR(""), &number));
	EXPECT(!vendor_number(STR("99999999999"), &number));
}

TEST_MAIN
