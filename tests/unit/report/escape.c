/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/escape.h"

#include "test.h"

static struct buf out;

static struct str terminal(struct str text, size_t limit)
{
	buf_clear(&out);
	escape_terminal(&out, text, limit);
	return buf_str(&out);
}

static struct str json(struct str text)
{
	buf_clear(&out);
	escape_json(&out, text, 0);
	return buf_str(&out);
}

TEST(plain_text_and_letters_of_any_script_stay_as_they_are)
{
	EXPECT_STR("sip:m\xc3\xbcller@\xe4\xb8\xad \xf0\x9f\x93\x9e",
	           terminal(STR("sip:m\xc3\xbcller@\xe4\xb8\xad \xf0\x9f\x93\x9e"), 0));
	EXPECT_STR("\"sip:m\xc3\xbcller@\xe4\xb8\xad \xf0\x9f\x93\x9e\"",
	           json(STR("sip:m\xc3\xbcller@\xe4\xb8\xad \xf0\x9f\x93\x9e")));
}

TEST(control_characters_cannot_steer_a_terminal)
{
	EXPECT_STR("\\x1b[31mred\\x00\\x0a\\x7f", terminal(STR("\x1b[31mred\0\n\x7f"), 0));
	EXPECT_STR("\\u{9b}31m", terminal(STR("\xc2\x9b"
	                                      "31m"),
	                                  0)); /* the C1 form of ESC [ */
	EXPECT_STR("\\x9b31m", terminal(STR("\x9b"
	                                    "31m"),
	                                0));
}

TEST(text_cannot_be_turned_round_or_hidden)
{
	EXPECT_STR("\\u{202e}evil\\u{200b}\\u{feff}\\u{2066}", terminal(STR("\xe2\x80\xae"
	                                                                    "evil\xe2\x80\x8b\xef\xbb\xbf\xe2\x81\xa6"),
	                                                                0));
	EXPECT_STR("\"\\u202eevil\\u200b\\ufeff\\u061c\\u2028\"",
	           json(STR("\xe2\x80\xae"
	                    "evil\xe2\x80\x8b\xef\xbb\xbf\xd8\x9c\xe2\x80\xa8")));
	EXPECT_STR("\\u{e0041}", terminal(STR("\xf3\xa0\x81\x81"), 0));
	EXPECT_STR("\"\\udb40\\udc41\"", json(STR("\xf3\xa0\x81\x81"))); /* beyond the basic plane: two surrogates */
}

TEST(characters_that_fonts_leave_out_are_shown)
{
	EXPECT_STR("a\\u{34f}\\u{3164}\\u{fe0f}\\u{115f}\\u{1d173}b",
	           terminal(STR("a\xcd\x8f\xe3\x85\xa4\xef\xb8\x8f\xe1\x85\x9f\xf0\x9d\x85\xb3"
	                        "b"),
	                    0));
}

TEST(bytes_that_are_no_utf_8_are_shown_or_replaced)
{
	EXPECT_STR("caf\\xe9", terminal(STR("caf\xe9"), 0));
	EXPECT_STR("\"caf\xef\xbf\xbd!\"", json(STR("caf\xe9!")));
	/* One replacement for a maximal subpart: a sequence that breaks off counts once, overlong forms by byte. */
	EXPECT_STR("\"\xef\xbf\xbd"
	           "A\"",
	           json(STR("\xe2\x82"
	                    "A")));
	EXPECT_STR("\"\xef\xbf\xbd\xef\xbf\xbd\"", json(STR("\xc0\x80")));
	EXPECT_STR("\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"", json(STR("\xed\xa0\x80"))); /* a surrogate */
	EXPECT_STR("\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"", json(STR("\xf4\x90\x80\x80")));
	EXPECT_STR("\"\xef\xbf\xbd\"", json(STR("\xf0\x9f\x93")));
}

TEST(json_strings_cannot_be_left_and_are_safe_in_html)
{
	EXPECT_STR("\"a\\\"b\\\\c\\u000d\\u000a\\u0000\"", json(STR("a\"b\\c\r\n\0")));
	EXPECT_STR("\"\\u003c/script\\u003e\\u0026\"", json(STR("</script>&")));
	EXPECT_STR("\"\"", json(STR_NONE));
}

TEST(long_text_is_cut_at_a_limit_of_columns_or_in_json_of_characters)
{
	EXPECT_STR("abc\xe2\x80\xa6", terminal(STR("abcdef"), 3));
	EXPECT_STR("abc", terminal(STR("abc"), 3));
	EXPECT_STR("\xc3\xbc\xc3\xbc\xe2\x80\xa6", terminal(STR("\xc3\xbc\xc3\xbc\xc3\xbc"), 2));
	EXPECT_STR("\\x01\xe2\x80\xa6", terminal(STR("\x01\x02\x03"), 4));
	EXPECT_STR("\xe4\xb8\xad\xe2\x80\xa6", terminal(STR("\xe4\xb8\xad\xe4\xb8\xad"), 3)); /* two columns each */
	buf_clear(&out);
	escape_json(&out, STR("\xc3\xbc\"\xc3\xbc"), 2);
	escape_json(&out, STR("abc"), 3);
	EXPECT_STR("\"\xc3\xbc\\\"\xe2\x80\xa6\"\"abc\"", buf_str(&out));
}

TEST(every_pair_of_bytes_gives_utf_8_without_control_characters)
{
	for (unsigned a = 0; a < 256; a++)
		for (unsigned b = 0; b < 256; b++) {
			char text[] = {(char)a, (char)b};
			struct str rest = json((struct str){text, 2});
			struct character character;

			while (character_next(&rest, &character))
				EXPECT(character.valid && character_is_visible(character.code));
			rest = terminal((struct str){text, 2}, 0);
			while (character_next(&rest, &character))
				EXPECT(character.valid && character_is_visible(character.code));
		}
}

TEST(columns_are_characters_and_not_bytes)
{
	EXPECT_INT(4, text_columns(STR("a\xc3\xbc\xe2\x80\xa6"
	                               "b")));
}

TEST_MAIN
