/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/keylog.h"

#include "base/memory.h"
#include "tests/test.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* A file in a folder of its own. */
struct log {
	char folder[32], path[48], other[48];
	struct keylog *keylog;
};

static void append(const char *path, const char *mode, const char *text)
{
	FILE *file = fopen(path, mode);

	if (!file || fputs(text, file) < 0 || fclose(file) != 0)
		abort();
}

static struct log log_new(const char *text)
{
	struct log log = {.folder = "/tmp/sipwhy-keylog-XXXXXX"};
	struct buf trouble = {0};

	if (!mkdtemp(log.folder))
		abort();
	snprintf(log.path, sizeof(log.path), "%s/keys", log.folder);
	snprintf(log.other, sizeof(log.other), "%s/other", log.folder);
	append(log.path, "w", text);
	EXPECT_INT(0, keylog_open(&log.keylog, log.path, &trouble));
	buf_done(&trouble);
	return log;
}

static void log_done(struct log *log)
{
	keylog_close(log->keylog);
	unlink(log->path);
	unlink(log->other);
	rmdir(log->folder);
}

/* All that comes now must be this. */
static void expect(struct log *log, bool all, const char *want)
{
	struct buf text = {0};
	struct str lines;

	while (keylog_next(log->keylog, all, &lines))
		buf_add(&text, lines);
	EXPECT_STR(want, buf_str(&text));
	buf_done(&text);
}

TEST(only_whole_lines_are_handed_out)
{
	struct log log = log_new("one\ntwo\nthr");

	expect(&log, false, "one\ntwo\n");
	expect(&log, false, "");
	append(log.path, "a", "ee\n");
	expect(&log, false, "three\n");
	append(log.path, "a", "four");
	expect(&log, false, "");
	expect(&log, true, "four");
	expect(&log, true, "");
	log_done(&log);
}

TEST(a_file_that_was_cut_off_is_read_from_its_beginning)
{
	struct log log = log_new("one\ntwo\nthr");

	expect(&log, false, "one\ntwo\n");
	append(log.path, "w", "new\n");
	expect(&log, false, "new\n");
	log_done(&log);
}

TEST(a_file_that_took_its_name_is_read_from_its_beginning)
{
	struct log log = log_new("one\ntwo\n");

	expect(&log, false, "one\ntwo\n");
	append(log.path, "a", "last of the old\n");
	append(log.other, "w", "first of the new one, which is longer\n");
	EXPECT_INT(0, rename(log.other, log.path));
	expect(&log, false, "last of the old\nfirst of the new one, which is longer\n");
	log_done(&log);
}

TEST(a_file_that_went_away_may_come_back)
{
	struct log log = log_new("one\n");

	expect(&log, false, "one\n");
	unlink(log.path);
	expect(&log, false, "");
	append(log.path, "w", "two\n");
	expect(&log, false, "two\n");
	log_done(&log);
}

TEST(a_line_that_is_too_long_is_passed_over)
{
	struct buf text = {0};
	struct log log;

	buf_printf(&text, "before\n");
	for (unsigned i = 0; i < 2 * KEYLOG_READ + 100; i++)
		buf_byte(&text, 'x');
	buf_printf(&text, "\nbehind\n");
	log = log_new(buf_text(&text));
	expect(&log, false, "before\nbehind\n");
	buf_done(&text);
	log_done(&log);
}

TEST(many_lines_come_in_parts)
{
	struct buf text = {0};
	struct log log;

	for (unsigned i = 0; i < 40000; i++)
		buf_printf(&text, "line %u\n", i);
	log = log_new(buf_text(&text));
	expect(&log, false, buf_text(&text));
	buf_done(&text);
	log_done(&log);
}

TEST(a_missing_file_and_a_folder_are_refused_in_words)
{
	struct buf trouble = {0};
	struct keylog *keylog;

	EXPECT_INT(-ENOENT, keylog_open(&keylog, "/nowhere/keys", &trouble));
	EXPECT_STR("/nowhere/keys: the key log cannot be read: No such file or directory", buf_str(&trouble));
	buf_clear(&trouble);
	EXPECT_INT(-EISDIR, keylog_open(&keylog, "/", &trouble));
	EXPECT_STR("/: the key log cannot be read: Is a directory", buf_str(&trouble));
	buf_done(&trouble);
}

TEST_MAIN
