/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/status_line.h"

#include "base/language.h"
#include "report/escape.h"
#include "tests/test.h"

#define MIB ((uint64_t)1024 * 1024)

static struct buf out;
static uint64_t verdicts[LABELS];

static struct str shown(const struct status_line *line, size_t columns, bool colour)
{
	buf_clear(&out);
	status_line_print(&out, line, columns, colour);
	return buf_str(&out);
}

static struct status_line live(void)
{
	memset(verdicts, 0, sizeof(verdicts));
	verdicts[LABEL_SILENT_MEDIA] = 3;
	verdicts[LABEL_RISKY] = 1;
	verdicts[LABEL_OK_EARLY_MEDIA] = 300;
	return (struct status_line){
		.endless = true,
		.running = 724 * SECOND,
		.frame_rate = 312345,
		.message_rate = 45,
		.up = 12,
		.ended = 340,
		.verdicts = verdicts,
		.memory = 43 * MIB,
		.memory_most = 256 * MIB,
	};
}

static struct status_line file(void)
{
	memset(verdicts, 0, sizeof(verdicts));
	return (struct status_line){
		.running = 10 * SECOND,
		.byte_rate = 40 * MIB,
		.ended = 1,
		.verdicts = verdicts,
		.read = 512 * MIB,
		.size = 2048 * MIB,
	};
}

TEST(live_it_says_the_rates_the_drops_the_calls_and_what_troubles_them)
{
	struct status_line line = live();

	EXPECT_STR("12:04  312k frames/s  0 drops  45 SIP/s  12 calls up  340 calls ended  3 silent-media  1 risky  "
	           "43 MiB of 256 MiB used",
	           shown(&line, 200, false));
}

TEST(numbers_grow_over_a_week)
{
	struct status_line line = live();

	line.running = 7 * 24 * 3600 * SECOND;
	line.frame_rate = 1249999;
	line.message_rate = 9999;
	line.drops = 123456789;
	line.up = 1;
	line.ended = 1;
	line.memory = 0;
	verdicts[LABEL_RISKY] = 0;
	EXPECT_STR("168:00:00  1.2M frames/s  123456789 drops  9999 SIP/s  1 call up  1 call ended  3 silent-media",
	           shown(&line, 200, false));
}

TEST(drops_are_red_and_nothing_else_is)
{
	struct status_line line = live();

	EXPECT(!str_has(shown(&line, 200, true), STR("\x1b")));
	line.drops = 7;
	EXPECT_STR("12:04  312k frames/s  \x1b[31m7 drops\x1b[0m  45 SIP/s...", shown(&line, 42, true));
	EXPECT(!str_has(shown(&line, 200, false), STR("\x1b")));
}

TEST(of_files_it_says_how_far_it_is_and_how_long_the_rest_takes)
{
	struct status_line line = file();

	EXPECT_STR("[#####...............]  25%  0:30 left  512 MiB of 2.0 GiB read  1 call ended",
	           shown(&line, 80, false));
	EXPECT_STR("25%  0:30 left  512 MiB of 2.0 GiB read  1 call ended", shown(&line, 59, false));
	line.read = 2047 * MIB;
	EXPECT_STR("99%  0:01 left  2.0 GiB of 2.0 GiB read  1 call ended", shown(&line, 59, false));
}

TEST(a_file_that_grew_meanwhile_is_read_and_no_more)
{
	struct status_line line = file();

	line.read = 4096 * MIB;
	EXPECT_STR("[####################]  100%  0:00 left  2.0 GiB of 2.0 GiB read  1 call ended",
	           shown(&line, 80, false));
}

TEST(before_anything_was_read_nothing_is_said_of_the_rest)
{
	struct status_line line = file();

	line.read = 0;
	EXPECT_STR("0%  0 KiB of 2.0 GiB read  1 call ended", shown(&line, 50, false));
}

TEST(nobody_knows_where_a_pipe_ends)
{
	struct status_line line = file();

	line.size = 0;
	EXPECT_STR("0:10  512 MiB read  40 MiB/s  1 call ended", shown(&line, 80, false));
}

static bool fits_every_width(const struct status_line *line)
{
	size_t whole = text_columns(shown(line, 1000, false));

	for (size_t columns = 0; columns <= whole + 1; columns++) {
		struct str text = shown(line, columns, false);
		bool cut = text.n >= 3 && str_eq(str_from(text, text.n - 3), STR("..."));
		bool barless = line->size && columns < 60;

		if (text_columns(text) > columns || (!barless && cut != (columns < whole && columns >= 3)))
			return false;
	}
	return true;
}

TEST(it_is_never_wider_than_the_terminal_in_any_language)
{
	struct status_line lines[] = {live(), live(), file(), file()};
	const char *language;

	lines[1].drops = 5;
	lines[3].size = 0;
	for (unsigned at = 0; (language = language_at(at)); at++) {
		EXPECT(language_choose(str_of(language)));
		for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
			EXPECT(fits_every_width(&lines[i]));
	}
	language_choose(STR("en"));
}

TEST_MAIN
