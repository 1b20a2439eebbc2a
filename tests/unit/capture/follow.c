/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/follow.h"

#include "tests/unit/capture/heard.h"

#include <errno.h>

/* What a writer does and a follower reads; each read goes on until the follower has nothing more. */
struct desk {
	struct shelf shelf;
	char path[64];
	struct inputs inputs;
	struct heard heard;
	struct source *source;
	struct buf letters;
};

static struct desk desk_new(const char *name)
{
	struct desk desk = {.shelf = shelf_new()};

	snprintf(desk.path, sizeof(desk.path), "%s%s%s", desk.shelf.path, name[0] ? "/" : "", name);
	return desk;
}

static int follow(struct desk *desk, struct buf *trouble)
{
	struct input_ear ear = {hear, &desk->heard};

	return source_open_followed(&desk->source, desk->path, &desk->inputs, ear, trouble);
}

static void begin(struct desk *desk)
{
	struct buf trouble = {0};

	EXPECT_INT(0, follow(desk, &trouble));
	EXPECT_STR("", buf_str(&trouble));
	buf_done(&trouble);
}

static void desk_done(struct desk *desk)
{
	source_close(desk->source);
	inputs_done(&desk->inputs);
	shelf_done(&desk->shelf);
	buf_done(&desk->heard.text);
	buf_done(&desk->letters);
}

/* All there is by now. */
static const char *read_on(struct desk *desk)
{
	buf_clear(&desk->letters);
	EXPECT_INT(SOURCE_IDLE, read_letters(desk->source, &desk->letters));
	return buf_text(&desk->letters);
}

static void write_record(struct desk *desk, const char *name, char letter, unsigned second)
{
	struct made made = {0};

	made_record(&made, second, 0, (char[]){letter, 0}, 1);
	shelf_append(&desk->shelf, name, made.bytes.p, made.bytes.n);
	buf_done(&made.bytes);
}

#define CAPTURE(desk, name, letters, ...) shelf_capture(&(desk)->shelf, name, letters, (const unsigned[]){__VA_ARGS__})

TEST(a_file_is_read_to_its_end_and_on_as_it_grows)
{
	struct desk desk = desk_new("call");

	CAPTURE(&desk, "call", "ab", 1, 2);
	begin(&desk);
	EXPECT_TEXT("0ab", read_on(&desk));
	EXPECT_TEXT("", read_on(&desk));
	write_record(&desk, "call", 'c', 3);
	EXPECT_TEXT("0c", read_on(&desk));
	EXPECT_INT(1, desk.inputs.count);
	EXPECT(!desk.inputs.several);
	desk_done(&desk);
}

TEST(what_is_not_written_whole_is_waited_for)
{
	struct desk desk = desk_new("call");
	struct made made = {0};

	made_pcap(&made, 0xa1b2c3d4, 65535, 1);
	made_record(&made, 1, 0, "a", 1);
	shelf_file(&desk.shelf, "call", made.bytes.p, 0);
	begin(&desk);
	for (size_t n = 0; n < made.bytes.n; n += 9) {
		size_t piece = made.bytes.n - n < 9 ? made.bytes.n - n : 9;

		EXPECT_TEXT("", read_on(&desk));
		shelf_append(&desk.shelf, "call", made.bytes.p + n, piece);
	}
	EXPECT_TEXT("0a", read_on(&desk));
	EXPECT_INT(0, desk.heard.count[INPUT_DAMAGED]);
	buf_done(&made.bytes);
	desk_done(&desk);
}

TEST(a_file_that_is_replaced_is_finished_before_the_new_one)
{
	struct desk desk = desk_new("call");
	char old[sizeof(desk.path) + 2];

	CAPTURE(&desk, "call", "a", 1);
	begin(&desk);
	EXPECT_TEXT("0a", read_on(&desk));
	snprintf(old, sizeof(old), "%s.1", desk.path);
	EXPECT_INT(0, rename(desk.path, old));
	EXPECT_TEXT("", read_on(&desk));
	shelf_file(&desk.shelf, "call", "", 0);
	write_record(&desk, "call.1", 'b', 2);
	EXPECT_TEXT("0b", read_on(&desk));
	write_record(&desk, "call.1", 'c', 3);
	CAPTURE(&desk, "call", "xy", 4, 5);
	EXPECT_TEXT("0cxy", read_on(&desk));
	desk_done(&desk);
}

TEST(a_file_that_is_cut_off_is_read_from_its_beginning)
{
	struct desk desk = desk_new("call");

	CAPTURE(&desk, "call", "abc", 1, 2, 3);
	begin(&desk);
	EXPECT_TEXT("0abc", read_on(&desk));
	CAPTURE(&desk, "call", "x", 4);
	EXPECT_TEXT("0x", read_on(&desk));
	write_record(&desk, "call", 'y', 5);
	EXPECT_TEXT("0y", read_on(&desk));
	desk_done(&desk);
}

TEST(a_file_that_makes_no_sense_is_told_once_and_another_waited_for)
{
	struct desk desk = desk_new("call");

	CAPTURE(&desk, "call", "a", 1);
	shelf_append(&desk.shelf, "call", "\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377", 16);
	begin(&desk);
	EXPECT_TEXT("0a", read_on(&desk));
	EXPECT_INT(1, desk.heard.count[INPUT_DAMAGED]);
	EXPECT_TEXT("", read_on(&desk));
	EXPECT_INT(1, desk.heard.count[INPUT_DAMAGED]);
	CAPTURE(&desk, "call", "x", 4);
	EXPECT_TEXT("0x", read_on(&desk));
	desk_done(&desk);
}

TEST(what_cannot_be_followed_is_refused)
{
	static const char gzip[] = "\x1f\x8b\x08\0\0\0\0\0";
	struct desk desk = desk_new("call");
	struct buf trouble = {0};

	EXPECT_INT(-ENOENT, follow(&desk, &trouble));
	shelf_file(&desk.shelf, "call", gzip, sizeof(gzip) - 1);
	buf_clear(&trouble);
	EXPECT_INT(-EINVAL, follow(&desk, &trouble));
	EXPECT(str_has(buf_str(&trouble), STR("/call: is gzip data; a compressed file cannot be followed")));
	shelf_file(&desk.shelf, "call", "text\n", 5);
	buf_clear(&trouble);
	EXPECT_INT(-EINVAL, follow(&desk, &trouble));
	EXPECT(str_has(buf_str(&trouble), STR("/call: is not a capture file")));
	buf_done(&trouble);
	desk_done(&desk);
}

TEST(in_a_folder_what_is_there_is_merged_and_the_newest_followed)
{
	struct desk desk = desk_new("");

	CAPTURE(&desk, "b", "bc", 2, 3);
	CAPTURE(&desk, "z", "a", 1);
	CAPTURE(&desk, "a", "d", 4);
	begin(&desk);
	EXPECT_TEXT("1a0bc2d", read_on(&desk));
	EXPECT_STR("a", desk.inputs.file[2].name);
	EXPECT(desk.inputs.several);
	write_record(&desk, "a", 'e', 5);
	EXPECT_TEXT("2e", read_on(&desk));
	desk_done(&desk);
}

TEST(a_new_file_is_followed_once_it_has_a_frame_and_the_old_one_is_done)
{
	struct desk desk = desk_new("");

	begin(&desk);
	EXPECT_TEXT("", read_on(&desk));
	CAPTURE(&desk, "one", "a", 1);
	EXPECT_TEXT("0a", read_on(&desk));
	CAPTURE(&desk, "two", "", 0);
	write_record(&desk, "one", 'b', 2);
	EXPECT_TEXT("0b", read_on(&desk));
	write_record(&desk, "one", 'c', 3);
	write_record(&desk, "two", 'x', 4);
	EXPECT_TEXT("0c1x", read_on(&desk));
	EXPECT_INT(0, desk.heard.count[INPUT_GREW]);
	desk_done(&desk);
}

TEST(several_new_files_are_read_in_the_order_of_their_frames)
{
	struct desk desk = desk_new("");

	CAPTURE(&desk, "one", "a", 1);
	begin(&desk);
	EXPECT_TEXT("0a", read_on(&desk));
	CAPTURE(&desk, "four", "d", 4);
	CAPTURE(&desk, "three", "c", 3);
	CAPTURE(&desk, "two", "b", 2);
	EXPECT_TEXT("2b1c3d", read_on(&desk));
	desk_done(&desk);
}

TEST(a_ring_that_uses_its_files_again_is_followed_round)
{
	struct desk desk = desk_new("");

	CAPTURE(&desk, "r0", "a", 1);
	CAPTURE(&desk, "r1", "b", 2);
	begin(&desk);
	EXPECT_TEXT("0a1b", read_on(&desk));
	CAPTURE(&desk, "r0", "cc", 3, 3);
	EXPECT_TEXT("2cc", read_on(&desk));
	CAPTURE(&desk, "r1", "", 0);
	EXPECT_TEXT("", read_on(&desk));
	write_record(&desk, "r1", 'd', 4);
	EXPECT_TEXT("3d", read_on(&desk));
	CAPTURE(&desk, "r1", "", 0);
	EXPECT_TEXT("", read_on(&desk));
	write_record(&desk, "r1", 'e', 5);
	EXPECT_TEXT("4e", read_on(&desk));
	EXPECT_INT(0, desk.heard.count[INPUT_GREW]);
	desk_done(&desk);
}

TEST(what_is_no_capture_or_packed_later_is_left_alone)
{
	static const char gzip[] = "\x1f\x8b\x08\0\0\0\0\0";
	struct desk desk = desk_new("");

	CAPTURE(&desk, "one", "a", 1);
	begin(&desk);
	EXPECT_TEXT("0a", read_on(&desk));
	shelf_file(&desk.shelf, "log", "started\n", 8);
	shelf_file(&desk.shelf, "one.gz", gzip, sizeof(gzip) - 1);
	EXPECT_TEXT("", read_on(&desk));
	EXPECT_INT(1, desk.inputs.count);
	EXPECT_INT(0, desk.heard.count[INPUT_REFUSED]);
	desk_done(&desk);
}

TEST(an_older_file_that_grows_on_is_told_of_once)
{
	struct desk desk = desk_new("");

	CAPTURE(&desk, "one", "a", 1);
	CAPTURE(&desk, "two", "b", 2);
	begin(&desk);
	EXPECT_TEXT("0a1b", read_on(&desk));
	write_record(&desk, "one", 'c', 3);
	EXPECT_TEXT("", read_on(&desk));
	write_record(&desk, "one", 'd', 4);
	EXPECT_TEXT("", read_on(&desk));
	EXPECT_INT(1, desk.heard.count[INPUT_GREW]);
	desk_done(&desk);
}

TEST(a_stop_ends_it_when_what_was_written_is_read)
{
	struct desk desk = desk_new("call");

	CAPTURE(&desk, "call", "a", 1);
	begin(&desk);
	EXPECT_TEXT("0a", read_on(&desk));
	write_record(&desk, "call", 'b', 2);
	shelf_append(&desk.shelf, "call", "\1", 1);
	source_stop(desk.source);
	buf_clear(&desk.letters);
	EXPECT_INT(SOURCE_END, read_letters(desk.source, &desk.letters));
	EXPECT_STR("0b", buf_str(&desk.letters));
	EXPECT_INT(0, desk.heard.count[INPUT_DAMAGED]);
	desk_done(&desk);
}

TEST(a_stop_amid_what_was_written_before_ends_it_at_once)
{
	struct desk desk = desk_new("call");
	struct frame frame;

	CAPTURE(&desk, "call", "ab", 1, 2);
	begin(&desk);
	EXPECT_INT(SOURCE_FRAME, source_next(desk.source, &frame));
	source_stop(desk.source);
	EXPECT_INT(SOURCE_END, source_next(desk.source, &frame));
	desk_done(&desk);
}

TEST_MAIN
