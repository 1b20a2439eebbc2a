/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/shelf.h"

#include "tests/test.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[64];

static bool is_ours(struct str name)
{
	return str_starts(name, STR("ours-")) && !str_has(name, STR(".part"));
}

static int make_folder(void)
{
	snprintf(path, sizeof(path), "/tmp/sipwhy-shelf-XXXXXX");
	EXPECT(mkdtemp(path) != NULL);
	return open(path, O_RDONLY | O_DIRECTORY);
}

static unsigned count_files(void)
{
	DIR *folder = opendir(path);
	unsigned count = 0;

	for (const struct dirent *entry; (entry = readdir(folder));)
		count += entry->d_name[0] != '.';
	closedir(folder);
	return count;
}

static void remove_folder(int folder)
{
	DIR *list = opendir(path);

	for (const struct dirent *entry; (entry = readdir(list));)
		unlinkat(folder, entry->d_name, 0);
	closedir(list);
	close(folder);
	rmdir(path);
}

static void make_file(int folder, const char *name, const char *text)
{
	int fd = openat(folder, name, O_WRONLY | O_CREAT, 0644);

	EXPECT(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
}

static bool is_there(int folder, const char *name)
{
	struct stat about;

	return fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) == 0;
}

static int put(struct shelf *shelf, const char *name, const char *text)
{
	struct buf bytes = {0};

	buf_add(&bytes, str_of(text));
	return shelf_put(shelf, str_of(name), &bytes);
}

static const struct shelf_settings few = {.most_bytes = 1000, .most_files = 3, .is_ours = is_ours};

TEST(a_file_is_its_owners_alone_and_nothing_unfinished_is_left)
{
	int folder = make_folder();
	struct shelf *shelf = shelf_new(folder, &few);
	struct stat about;

	EXPECT_INT(0, put(shelf, "ours-1", "hello"));
	EXPECT_INT(0, fstatat(folder, "ours-1", &about, 0));
	EXPECT_INT(5, about.st_size);
	EXPECT_INT(0600, about.st_mode & 0777);
	EXPECT_INT(1, count_files());
	EXPECT_INT(1, shelf_close(shelf, NULL).written);
	remove_folder(folder);
}

TEST(the_oldest_of_ours_go_first_and_others_stay)
{
	int folder = make_folder();
	struct shelf *shelf;
	struct shelf_counters counters;

	make_file(folder, "theirs", "do not touch");
	make_file(folder, "ours-0", "of a run before");
	shelf = shelf_new(folder, &few);
	EXPECT_INT(0, put(shelf, "ours-1", "1"));
	EXPECT_INT(0, put(shelf, "ours-2", "2"));
	EXPECT(is_there(folder, "ours-0"));
	EXPECT_INT(0, put(shelf, "ours-3", "3"));
	EXPECT(!is_there(folder, "ours-0"));
	EXPECT_INT(0, put(shelf, "ours-4", "4"));
	EXPECT(!is_there(folder, "ours-1"));
	EXPECT(is_there(folder, "ours-2") && is_there(folder, "theirs"));
	counters = shelf_close(shelf, NULL);
	EXPECT_INT(4, counters.written);
	EXPECT_INT(2, counters.removed);
	remove_folder(folder);
}

TEST(bytes_are_bounded_as_files_are)
{
	char text[601];
	int folder = make_folder();
	struct shelf *shelf = shelf_new(folder, &few);

	memset(text, 'x', 600);
	text[600] = 0;
	EXPECT_INT(0, put(shelf, "ours-1", text));
	EXPECT_INT(0, put(shelf, "ours-2", text));
	EXPECT(!is_there(folder, "ours-1") && is_there(folder, "ours-2"));
	shelf_close(shelf, NULL);
	remove_folder(folder);
}

TEST(one_that_is_too_large_by_itself_is_refused_and_costs_no_other)
{
	char text[1002];
	int folder = make_folder();
	struct shelf *shelf = shelf_new(folder, &few);

	memset(text, 'x', 1001);
	text[1001] = 0;
	EXPECT_INT(0, put(shelf, "ours-1", "small"));
	EXPECT_INT(-EFBIG, put(shelf, "ours-2", text));
	EXPECT(is_there(folder, "ours-1") && !is_there(folder, "ours-2"));
	EXPECT_INT(1, shelf_close(shelf, NULL).failed);
	remove_folder(folder);
}

TEST(the_same_name_again_is_one_file)
{
	int folder = make_folder();
	struct shelf *shelf = shelf_new(folder, &few);

	for (int i = 0; i < 5; i++)
		EXPECT_INT(0, put(shelf, "ours-1", "again"));
	EXPECT_INT(0, shelf_close(shelf, NULL).removed);
	EXPECT_INT(1, count_files());
	remove_folder(folder);
}

TEST(what_a_run_left_unfinished_is_removed_and_nothing_like_it)
{
	int folder = make_folder();

	make_file(folder, "ours-1.part", "half");
	make_file(folder, "theirs.part", "half");
	shelf_close(shelf_new(folder, &few), NULL);
	EXPECT(!is_there(folder, "ours-1.part"));
	EXPECT(is_there(folder, "theirs.part"));
	remove_folder(folder);
}

TEST(a_link_of_that_name_leads_nowhere)
{
	int folder = make_folder();
	struct shelf *shelf;
	struct stat about;

	make_file(folder, "theirs", "precious");
	EXPECT_INT(0, symlinkat("theirs", folder, "ours-1"));
	EXPECT_INT(0, symlinkat("theirs", folder, "ours-2.part"));
	shelf = shelf_new(folder, &few);
	EXPECT_INT(0, put(shelf, "ours-1", "new"));
	EXPECT_INT(0, put(shelf, "ours-2", "new"));
	EXPECT_INT(0, fstatat(folder, "theirs", &about, 0));
	EXPECT_INT(8, about.st_size);
	EXPECT_INT(0, fstatat(folder, "ours-1", &about, AT_SYMLINK_NOFOLLOW));
	EXPECT(S_ISREG(about.st_mode));
	shelf_close(shelf, NULL);
	remove_folder(folder);
}

TEST(a_folder_that_is_gone_is_told_once_and_counted)
{
	int folder = make_folder(), trouble = 0;
	struct shelf *shelf = shelf_new(folder, &few);
	struct shelf_counters counters;

	rmdir(path);
	EXPECT_INT(-ENOENT, put(shelf, "ours-1", "hello"));
	EXPECT_INT(-ENOENT, put(shelf, "ours-2", "hello"));
	EXPECT_INT(-ENOENT, shelf_trouble(shelf));
	EXPECT_INT(0, shelf_trouble(shelf));
	counters = shelf_close(shelf, &trouble);
	EXPECT_INT(2, counters.failed);
	EXPECT_INT(0, trouble);
	close(folder);
}

TEST(a_thread_writes_all_that_was_put_before_it_ends)
{
	struct shelf_settings settings = {.most_bytes = 1 << 20, .most_files = 1000, .is_ours = is_ours, .apart = true};
	int folder = make_folder();
	struct shelf *shelf = shelf_new(folder, &settings);
	char name[32];

	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "ours-%d", i);
		EXPECT_INT(0, put(shelf, name, "hello"));
	}
	EXPECT_INT(200, shelf_close(shelf, NULL).written);
	EXPECT_INT(200, count_files());
	remove_folder(folder);
}

TEST_MAIN
