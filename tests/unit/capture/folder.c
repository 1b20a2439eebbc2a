/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/folder.h"
#include "tests/unit/capture/shelf.h"

#include <errno.h>

static struct folder read_folder(const struct shelf *shelf)
{
	struct folder folder;
	struct buf trouble = {0};

	EXPECT_INT(0, folder_read(&folder, shelf->path, &trouble));
	EXPECT_STR("", buf_str(&trouble));
	buf_done(&trouble);
	return folder;
}

TEST(files_are_found_in_all_folders_and_numbers_in_names_are_ordered_as_numbers)
{
	struct shelf shelf = shelf_new();
	struct folder folder;

	shelf_folder(&shelf, "b");
	shelf_folder(&shelf, "b/deep");
	shelf_file(&shelf, "trace10", "x", 1);
	shelf_file(&shelf, "trace2", "x", 1);
	shelf_file(&shelf, "b/deep/call", "x", 1);
	folder = read_folder(&shelf);
	EXPECT_INT(3, folder.count);
	EXPECT_STR("b/deep/call", folder.file[0].name);
	EXPECT_STR("trace2", folder.file[1].name);
	EXPECT_STR("trace10", folder.file[2].name);
	EXPECT_INT(1, folder.file[2].size);
	folder_done(&folder);
	shelf_done(&shelf);
}

TEST(a_file_with_several_names_is_there_once_under_its_own)
{
	struct shelf shelf = shelf_new();
	struct folder folder;

	shelf_file(&shelf, "trace", "x", 1);
	shelf_link(&shelf, "trace", "latest");
	folder = read_folder(&shelf);
	EXPECT_INT(1, folder.count);
	EXPECT_STR("trace", folder.file[0].name);
	folder_done(&folder);
	shelf_done(&shelf);
}

TEST(links_to_folders_and_to_nothing_and_hidden_files_and_pipes_are_left_out)
{
	struct shelf shelf = shelf_new(), other = shelf_new();
	struct folder folder;

	shelf_file(&other, "elsewhere", "x", 1);
	shelf_link(&shelf, other.path, "folder");
	shelf_link(&shelf, ".", "loop");
	shelf_link(&shelf, "nowhere", "broken");
	shelf_file(&shelf, ".hidden", "x", 1);
	EXPECT_INT(0, mkfifo(shelf_path(&shelf, "pipe"), 0600));
	folder = read_folder(&shelf);
	EXPECT_INT(0, folder.count);
	EXPECT(!folder.cut);
	folder_done(&folder);
	shelf_done(&shelf);
	shelf_done(&other);
}

TEST(depth_has_an_end)
{
	struct shelf shelf = shelf_new();
	struct buf name = {0};
	struct folder folder;

	for (int depth = 0; depth <= FOLDER_MAX_DEPTH; depth++) {
		buf_printf(&name, "%sd", depth ? "/" : "");
		shelf_folder(&shelf, buf_text(&name));
	}
	buf_printf(&name, "/too-deep");
	shelf_file(&shelf, buf_text(&name), "x", 1);
	shelf_file(&shelf, "d/near", "x", 1);
	folder = read_folder(&shelf);
	EXPECT_INT(1, folder.count);
	EXPECT(folder.cut);
	folder_done(&folder);
	buf_done(&name);
	shelf_done(&shelf);
}

TEST(a_folder_that_is_none_is_refused)
{
	struct buf trouble = {0};
	struct folder folder;

	EXPECT_INT(-ENOENT, folder_read(&folder, "/nonexistent", &trouble));
	EXPECT_STR("/nonexistent: the folder cannot be read: No such file or directory", buf_str(&trouble));
	folder_done(&folder);
	buf_done(&trouble);
	EXPECT(is_folder("/"));
	EXPECT(!is_folder("/dev/null"));
	EXPECT(!is_folder("-"));
}

TEST_MAIN
