/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/merge.h"

#include "tests/unit/capture/heard.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>

struct desk {
	struct shelf shelf;
	struct inputs inputs;
	struct heard heard;
	struct source *source;
	struct buf letters;
};

static struct desk desk_new(void)
{
	return (struct desk){.shelf = shelf_new()};
}

static void desk_done(struct desk *desk)
{
	source_close(desk->source);
	inputs_done(&desk->inputs);
	shelf_done(&desk->shelf);
	buf_done(&desk->heard.text);
	buf_done(&desk->letters);
}

static void put(struct desk *desk, const char *name, const char *letters, const unsigned *seconds)
{
	shelf_capture(&desk->shelf, name, letters, seconds);
	inputs_add(&desk->inputs, shelf_path(&desk->shelf, name), str_of(name));
}

#define PUT(desk, name, letters, ...) put(desk, name, letters, (const unsigned[]){__VA_ARGS__})

static const char *merged(struct desk *desk)
{
	desk->source = source_open_merged(&desk->inputs, 0, (struct input_ear){hear, &desk->heard});
	EXPECT_INT(SOURCE_END, read_letters(desk->source, &desk->letters));
	return buf_text(&desk->letters);
}

TEST(the_earliest_frame_of_all_files_is_next)
{
	struct desk desk = desk_new();
	struct frame frame;

	PUT(&desk, "one", "adf", 1, 4, 6);
	PUT(&desk, "two", "bceg", 2, 3, 5, 7);
	EXPECT_TEXT("0a1bc0d1e0f1g", merged(&desk));
	source_close(desk.source);
	desk.source = source_open_merged(&desk.inputs, 0, (struct input_ear){hear, &desk.heard});
	for (uint64_t number = 1; source_next(desk.source, &frame) == SOURCE_FRAME; number++)
		EXPECT_INT(number, frame_number(frame.number));
	desk_done(&desk);
}

TEST(the_order_of_the_names_does_not_matter_but_for_equal_times)
{
	struct desk desk = desk_new(), turned = desk_new();

	PUT(&desk, "late", "xyz", 10, 11, 12);
	PUT(&desk, "early", "ab", 1, 10);
	EXPECT_TEXT("1a0x1b0yz", merged(&desk));
	PUT(&turned, "early", "ab", 1, 10);
	PUT(&turned, "late", "xyz", 10, 11, 12);
	EXPECT_TEXT("0ab1xyz", merged(&turned));
	desk_done(&desk);
	desk_done(&turned);
}

TEST(within_a_file_the_order_stays)
{
	struct desk desk = desk_new();

	PUT(&desk, "wild", "abc", 5, 1, 6);
	PUT(&desk, "tame", "xyz", 4, 5, 7);
	EXPECT_TEXT("1x0ab1y0c1z", merged(&desk));
	desk_done(&desk);
}

TEST(a_file_with_a_clock_of_its_own_is_read_all_the_same)
{
	struct desk desk = desk_new();

	PUT(&desk, "right", "ab", 1700000000, 1700000001);
	PUT(&desk, "wrong", "xy", 0, 1);
	PUT(&desk, "none", "", 0);
	EXPECT_TEXT("1xy0ab", merged(&desk));
	EXPECT_INT(0, desk.heard.count[INPUT_REFUSED] + desk.heard.count[INPUT_DAMAGED]);
	desk_done(&desk);
}

TEST(what_cannot_be_read_is_told_and_the_others_are_read)
{
	struct desk desk = desk_new();

	PUT(&desk, "one", "a", 1);
	inputs_add(&desk.inputs, "/nonexistent", STR("nonexistent"));
	PUT(&desk, "two", "b", 2);
	EXPECT_TEXT("0a2b", merged(&desk));
	EXPECT_INT(1, desk.heard.count[INPUT_REFUSED]);
	EXPECT_INT(1, desk.heard.file);
	EXPECT_INT(-ENOENT, desk.heard.error);
	EXPECT_STR("/nonexistent: there is no such file", buf_str(&desk.heard.text));
	desk_done(&desk);
}

TEST(a_damaged_file_ends_where_it_is_damaged)
{
	struct desk desk = desk_new();

	PUT(&desk, "cut", "ad", 1, 4);
	PUT(&desk, "whole", "be", 2, 5);
	shelf_append(&desk.shelf, "cut", "\1", 1);
	EXPECT_TEXT("0a1b0d1e", merged(&desk));
	EXPECT_INT(1, desk.heard.count[INPUT_DAMAGED]);
	EXPECT_INT(0, desk.heard.file);
	EXPECT_STR("cut short in packet 3, at byte 58", buf_str(&desk.heard.text));
	desk_done(&desk);
}

TEST(a_file_that_vanished_before_its_time_is_told)
{
	struct desk desk = desk_new();

	PUT(&desk, "one", "a", 1);
	PUT(&desk, "two", "b", 2);
	desk.source = source_open_merged(&desk.inputs, 0, (struct input_ear){hear, &desk.heard});
	unlink(shelf_path(&desk.shelf, "two"));
	EXPECT_INT(SOURCE_END, read_letters(desk.source, &desk.letters));
	EXPECT_STR("0a", buf_str(&desk.letters));
	EXPECT_INT(1, desk.heard.count[INPUT_REFUSED]);
	desk_done(&desk);
}

static unsigned open_files(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned count = 0;

	while (dir && readdir(dir))
		count++;
	if (dir)
		closedir(dir);
	return count;
}

TEST(thousands_of_files_that_follow_one_another_are_open_one_by_one)
{
	struct desk desk = desk_new();
	unsigned before = open_files(), most = 0, frames = 0;
	struct frame frame;
	ns last = 0;

	for (unsigned i = 0; i < 2000; i++) {
		char name[16];

		snprintf(name, sizeof(name), "%u", i);
		PUT(&desk, name, "ab", 10 * (1999 - i) + 1, 10 * (1999 - i) + 2);
	}
	desk.source = source_open_merged(&desk.inputs, 0, (struct input_ear){hear, &desk.heard});
	while (source_next(desk.source, &frame) == SOURCE_FRAME) {
		EXPECT(frame.time > last);
		last = frame.time;
		if (frames++ % 100 == 0 && open_files() > most)
			most = open_files();
	}
	EXPECT_INT(4000, frames);
	EXPECT(most <= before + 2);
	desk_done(&desk);
}

TEST(of_too_many_files_that_overlap_the_rest_is_read_late)
{
	enum {
		FILES = MERGE_MAX_OPEN + 50
	};
	struct desk desk = desk_new();
	unsigned before = open_files(), of_file[FILES] = {0};
	struct frame frame;

	for (unsigned i = 0; i < FILES; i++) {
		char name[16];

		snprintf(name, sizeof(name), "%u", i);
		PUT(&desk, name, "abc", i + 1, 1000, 2000);
	}
	desk.source = source_open_merged(&desk.inputs, 0, (struct input_ear){hear, &desk.heard});
	while (source_next(desk.source, &frame) == SOURCE_FRAME) {
		of_file[frame_file(frame.number)]++;
		EXPECT(open_files() <= before + MERGE_MAX_OPEN + 1);
	}
	for (unsigned i = 0; i < FILES; i++)
		EXPECT_INT(3, of_file[i]);
	EXPECT_INT(1, desk.heard.count[INPUT_LATE]);
	EXPECT_INT(MERGE_MAX_OPEN, desk.heard.file);
	desk_done(&desk);
}

TEST(a_pipe_is_opened_only_once)
{
	struct desk desk = desk_new();
	struct made made = {0};
	int ends[2];
	char path[32];

	EXPECT_INT(0, pipe(ends));
	made_pcap(&made, 0xa1b2c3d4, 65535, 1);
	made_record(&made, 2, 0, "b", 1);
	made_record(&made, 4, 0, "d", 1);
	EXPECT_INT(made.bytes.n, write(ends[1], made.bytes.p, made.bytes.n));
	close(ends[1]);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", ends[0]);
	PUT(&desk, "file", "ac", 1, 3);
	inputs_add(&desk.inputs, path, STR("pipe"));
	EXPECT_TEXT("0a1b0c1d", merged(&desk));
	close(ends[0]);
	buf_done(&made.bytes);
	desk_done(&desk);
}

TEST(after_a_stop_there_are_no_more_frames)
{
	struct desk desk = desk_new();
	struct frame frame;

	PUT(&desk, "one", "ac", 1, 3);
	PUT(&desk, "two", "bd", 2, 4);
	desk.source = source_open_merged(&desk.inputs, 0, (struct input_ear){hear, &desk.heard});
	EXPECT_INT(SOURCE_FRAME, source_next(desk.source, &frame));
	source_stop(desk.source);
	EXPECT_INT(SOURCE_END, source_next(desk.source, &frame));
	EXPECT_INT(0, desk.heard.count[INPUT_DAMAGED]);
	desk_done(&desk);
}

/* One section, its interface "eth0" with a frame, and so many frames lost by the kernel. */
static void put_lossy(struct desk *desk, const char *name, unsigned second, uint64_t lost)
{
	struct made made = {0};
	size_t start;

	made_section(&made);
	start = made_block(&made, 1);
	made_u16(&made, 1);
	made_u16(&made, 0);
	made_u32(&made, 0);
	made_option(&made, 2, "eth0", 4);
	made_block_end(&made, start);
	made_packet(&made, 0, second * 1000000ull, "x", 1);
	start = made_block(&made, 5);
	made_u32(&made, 0);
	made_u64(&made, 0);
	made_option_u64(&made, 7, lost);
	made_block_end(&made, start);
	shelf_file(&desk->shelf, name, made.bytes.p, made.bytes.n);
	inputs_add(&desk->inputs, shelf_path(&desk->shelf, name), str_of(name));
	buf_done(&made.bytes);
}

TEST(what_the_files_lost_is_summed_by_interface)
{
	struct desk desk = desk_new();
	struct source_interface interface;

	put_lossy(&desk, "one", 1, 30);
	put_lossy(&desk, "two", 2, 12);
	EXPECT_TEXT("0x1x", merged(&desk));
	EXPECT_INT(42, source_drops(desk.source).kernel);
	EXPECT(source_interface(desk.source, 0, &interface));
	EXPECT_STR("eth0", interface.name);
	EXPECT_INT(42, interface.drops.kernel);
	EXPECT(!source_interface(desk.source, 1, &interface));
	desk_done(&desk);
}

TEST(how_far_it_is_counts_all_files_whether_they_are_open_or_not)
{
	struct desk desk = desk_new();
	struct source_progress begun, done;
	struct frame frame;
	const uint64_t sizes = 3 * 24 + 6 * 17; /* file headers, and frames of one byte */

	PUT(&desk, "one", "ab", 1, 2);
	PUT(&desk, "two", "cd", 3, 4);
	PUT(&desk, "three", "ef", 5, 6);
	desk.source = source_open_merged(&desk.inputs, 0, (struct input_ear){hear, &desk.heard});
	EXPECT_INT(SOURCE_FRAME, source_next(desk.source, &frame));
	begun = source_progress(desk.source);
	EXPECT_INT(sizes, begun.size);
	EXPECT_INT(sizes / 3, begun.read);
	while (source_next(desk.source, &frame) == SOURCE_FRAME)
		;
	done = source_progress(desk.source);
	EXPECT_INT(sizes, done.size);
	EXPECT_INT(sizes, done.read);
	desk_done(&desk);
}

TEST_MAIN
