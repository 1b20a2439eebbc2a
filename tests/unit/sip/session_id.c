/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/session_id.h"

#include "tests/test.h"

#define A "ab30317f1a784dc48ff824d0d3715d86"
#define B "47755a9de7794ba387653f2099600ef2"
#define NIL "00000000000000000000000000000000"

TEST(both_sides_of_a_session_id_are_read)
{
	struct session_id id;

	EXPECT(session_id_parse(STR(A ";remote=" B), &id));
	EXPECT_STR(A, id.local);
	EXPECT_STR(B, id.remote);
	EXPECT(session_id_parse(STR(A " ; x=1;REMOTE=" B), &id));
	EXPECT_STR(B, id.remote);
	EXPECT(session_id_parse(STR(A), &id));
	EXPECT_INT(0, id.remote.n);
}

TEST(the_nil_uuid_names_nobody)
{
	struct session_id id;

	EXPECT(session_id_parse(STR(A ";remote=" NIL), &id));
	EXPECT_INT(0, id.remote.n);
	EXPECT(session_id_parse(STR(NIL ";remote=" B), &id));
	EXPECT_INT(0, id.local.n);
	EXPECT_STR(B, id.remote);
}

TEST(what_is_no_uuid_is_refused)
{
	struct session_id id = {.local = STR("x")};

	EXPECT(!session_id_parse(STR(""), &id));
	EXPECT(!session_id_parse(STR("ab30317f-1a78-4dc4-8ff8-24d0d3715d86"), &id));
	EXPECT(!session_id_parse(STR("zb30317f1a784dc48ff824d0d3715d86"), &id));
	EXPECT_STR("x", id.local);
	EXPECT(session_id_parse(STR(A ";remote=short"), &id));
	EXPECT_INT(0, id.remote.n);
}

TEST_MAIN
