/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/guess.h"

#include "base/buf.h"
#include "tests/test.h"

#define EXPECT_GUESS(want, bytes) EXPECT_STR(want, guessed(STR(bytes)))

static struct str guessed(struct str start)
{
	static struct buf text;
	struct guess guess = guess_content(start);

	buf_clear(&text);
	if (guess.what)
		buf_printf(&text, "%s%s", guess.what, guess.advice);
	return buf_str(&text);
}

TEST(what_people_mistake_for_captures_is_named)
{
	EXPECT_GUESS("a NetMon capture; editcap can turn it into pcapng", "GMBU\0\2\1\0");
	EXPECT_GUESS("a snoop capture; editcap can turn it into pcapng", "snoop\0\0\0\0\0\0\2");
	EXPECT_GUESS("a zip archive; only gzip, zstd, xz and lz4 are unpacked here", "PK\3\4\24\0");
	EXPECT_GUESS("a web page", "<!doctype HTML><html>");
	EXPECT_GUESS("text", "INVITE sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP caf\303\251\r\n\t\r\n");
	EXPECT_GUESS("", "\1\2\3\4");
	EXPECT_GUESS("", "");
}

TEST_MAIN
