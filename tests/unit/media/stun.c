/* SPDX-License-Identifier: BSD-2-Clause */
#include "media/stun.h"

#include "tests/test.h"

#define COOKIE 0x21, 0x12, 0xa4, 0x42
#define TRANSACTION 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
#define PARSE(out, ...)                                                                                                \
	stun_parse((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}),                             \
	           sizeof((const uint8_t[]){__VA_ARGS__}), &(out))

TEST(a_connectivity_check_names_both_agents)
{
	struct stun stun;

	EXPECT(PARSE(stun, 0, 1, 0, 16, COOKIE, TRANSACTION, 0, 6, 0, 5, 'a', 'b', ':', 'c', 'd', 0, 0, 0, 0, 0x25, 0,
	             0));
	EXPECT_INT(STUN_BINDING, stun.method);
	EXPECT_INT(STUN_REQUEST, stun.class);
	EXPECT_STR("ab:cd", stun.username);
	EXPECT(stun.nominates);
	EXPECT_INT(1, stun.transaction[0]);
	EXPECT_INT(12, stun.transaction[11]);
}

TEST(the_class_stands_among_the_bits_of_the_method)
{
	struct stun stun;

	EXPECT(PARSE(stun, 0x01, 0x01, 0, 0, COOKIE, TRANSACTION));
	EXPECT_INT(STUN_SUCCESS, stun.class);
	EXPECT_INT(STUN_BINDING, stun.method);
	EXPECT(PARSE(stun, 0x01, 0x11, 0, 8, COOKIE, TRANSACTION, 0, 9, 0, 4, 0, 0, 4, 87));
	EXPECT_INT(STUN_ERROR, stun.class);
	EXPECT_INT(487, stun.error);
	EXPECT(PARSE(stun, 0x00, 0x11, 0, 0, COOKIE, TRANSACTION));
	EXPECT_INT(STUN_INDICATION, stun.class);
	EXPECT(PARSE(stun, 0x3e, 0xef, 0, 0, COOKIE, TRANSACTION));
	EXPECT_INT(0xfff, stun.method);
	EXPECT_INT(STUN_REQUEST, stun.class);
}

TEST(what_lacks_cookie_or_length_is_no_stun)
{
	struct stun stun;

	EXPECT(!PARSE(stun, 0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x43, TRANSACTION));
	EXPECT(!PARSE(stun, 0x80, 1, 0, 0, COOKIE, TRANSACTION));
	EXPECT(!PARSE(stun, 0, 1, 0, 4, COOKIE, TRANSACTION));
	EXPECT(!PARSE(stun, 0, 1, 0, 0, COOKIE, TRANSACTION, 0));
	EXPECT(!PARSE(stun, 0, 1, 0, 2, COOKIE, TRANSACTION, 0, 0));
	EXPECT(!PARSE(stun, 0, 1, 0, 0, COOKIE, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
	EXPECT(!stun_parse(NULL, 0, 0, &stun));
}

TEST(an_attribute_longer_than_the_message_ends_it)
{
	struct stun stun;

	EXPECT(PARSE(stun, 0, 1, 0, 8, COOKIE, TRANSACTION, 0, 6, 0, 5, 'a', ':', 'b', 'c'));
	EXPECT_INT(0, stun.username.n);
	EXPECT(PARSE(stun, 0, 1, 0, 8, COOKIE, TRANSACTION, 0, 9, 0, 2, 4, 0, 0, 0));
	EXPECT_INT(0, stun.error);
}

TEST(a_message_cut_by_the_snap_length_is_read_as_far_as_it_goes)
{
	const uint8_t bytes[] = {0, 1, 0, 32, COOKIE, TRANSACTION, 0, 6, 0, 3, 'a', ':', 'b', 0, 0};
	struct stun stun;

	EXPECT(stun_parse(bytes, sizeof(bytes), 52, &stun));
	EXPECT_STR("a:b", stun.username);
}

TEST_MAIN
