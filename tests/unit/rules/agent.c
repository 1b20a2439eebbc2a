/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/agent.h"

#include "base/buf.h"
#include "tests/test.h"

TEST(a_name_is_known_where_it_begins_a_word)
{
	EXPECT(agent_kind(STR("Asterisk PBX 18.1")) == AGENT_ASTERISK);
	EXPECT(agent_kind(STR("my-FreeSWITCH/1.10")) == AGENT_FREESWITCH);
	EXPECT(agent_kind(STR("Oracle SBC")) == AGENT_GATEWAY);
	EXPECT(agent_kind(STR("xsbc")) == AGENT_UNKNOWN);
	EXPECT(agent_kind(STR("sb")) == AGENT_UNKNOWN);
	EXPECT(agent_kind(STR_NONE) == AGENT_UNKNOWN);
}

TEST(what_an_old_twinkle_sends_is_known)
{
	EXPECT(agent_kind(STR("Twinkle/1.10.1")) == AGENT_PHONE_603);
	EXPECT(agent_kind(STR("Twinkle/1.10.2")) == AGENT_PHONE_486);
	EXPECT(agent_kind(STR("Twinkle/99999999999999999999.1")) == AGENT_PHONE_486);
}

/* Each call that fails is looked up more than once, and a field may have 64 KiB. */
TEST(only_the_beginning_of_a_long_one_is_read)
{
	struct buf text = {0};

	for (unsigned i = 0; i < 16; i++)
		buf_add(&text, STR("s-p-a-g-"));
	buf_add(&text, STR("Asterisk"));
	EXPECT(agent_kind(buf_str(&text)) == AGENT_UNKNOWN);
	EXPECT(agent_kind(str_from(buf_str(&text), 8)) == AGENT_ASTERISK);
	buf_done(&text);
}

TEST_MAIN
