/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/pcapngfile.h"

#include "capture/source.h"
#include "tests/test.h"

#include <stdlib.h>
#include <unistd.h>

static const uint8_t bytes[] = {1, 2, 3, 4, 5};

/* The name of a file with these bytes, which is gone when the program is. */
static struct source *open_written(const struct buf *text)
{
	char path[] = "/tmp/sipwhy-pcapngfile-XXXXXX";
	int fd = mkstemp(path);
	struct source *source = NULL;
	struct buf trouble = {0};

	EXPECT(write(fd, text->p, text->n) == (ssize_t)text->n);
	close(fd);
	EXPECT_INT(0, source_open_file(&source, path, &trouble));
	unlink(path);
	buf_done(&trouble);
	return source;
}

TEST(what_is_written_is_read_again)
{
	const struct frame frames[] = {
		{.time = 1763882055123456789,
	         .linktype = LINKTYPE_ETHERNET,
	         .bytes = bytes,
	         .captured = 5,
	         .length = 5},
		{.time = 1763882055123456790,
	         .linktype = LINKTYPE_LINUX_SLL2,
	         .bytes = bytes,
	         .captured = 4,
	         .length = 1500},
		{.time = 1, .linktype = LINKTYPE_ETHERNET, .bytes = bytes, .captured = 0, .length = 9},
	};
	struct buf text = {0};
	struct source *source;
	struct source_interface interface;
	struct frame frame;

	pcapng_section(&text, STR("sipwhy"), STR("why"));
	pcapng_interface(&text, LINKTYPE_ETHERNET, STR("eth0"));
	pcapng_interface(&text, LINKTYPE_LINUX_SLL2, STR_NONE);
	for (unsigned i = 0; i < 3; i++)
		pcapng_frame(&text, i % 2, &frames[i], i == 1 ? STR("this one") : STR_NONE);
	source = open_written(&text);
	for (unsigned i = 0; source && i < 3; i++) {
		EXPECT_INT(SOURCE_FRAME, source_next(source, &frame));
		EXPECT_INT(frames[i].time, frame.time);
		EXPECT_INT(frames[i].linktype, frame.linktype);
		EXPECT_INT(frames[i].captured, frame.captured);
		EXPECT_INT(frames[i].length, frame.length);
		EXPECT(memcmp(frame.bytes, bytes, frame.captured) == 0);
	}
	EXPECT(source_interface(source, 0, &interface));
	EXPECT_STR("eth0", interface.name);
	EXPECT_INT(SOURCE_END, source_next(source, &frame));
	source_close(source);
	buf_done(&text);
}

TEST(comments_are_where_the_format_has_them)
{
	static const char want[] = "\x0a\x0d\x0d\x0a\x34\0\0\0\x4d\x3c\x2b\x1a\1\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff"
				   "\1\0\3\0why\0\4\0\6\0sipwhy\0\0\0\0\0\0\x34\0\0\0";
	struct buf text = {0};

	pcapng_section(&text, STR("sipwhy"), STR("why"));
	EXPECT_INT(sizeof(want) - 1, text.n);
	EXPECT(text.n == sizeof(want) - 1 && memcmp(want, text.p, text.n) == 0);
	buf_done(&text);
}

TEST(a_long_comment_ends_with_a_whole_character)
{
	struct buf comment = {0}, text = {0};
	struct source *source;
	struct frame frame;

	buf_byte(&comment, 'x');
	for (unsigned i = 0; i < PCAPNG_MAX_TEXT; i++)
		buf_add(&comment, STR("\xc3\xa9"));
	pcapng_section(&text, STR("sipwhy"), buf_str(&comment));
	EXPECT(text.n < PCAPNG_MAX_TEXT + 64);
	EXPECT_INT(PCAPNG_MAX_TEXT - 1, (unsigned char)text.p[26] | (unsigned)(unsigned char)text.p[27] << 8);
	source = open_written(&text);
	EXPECT_INT(SOURCE_END, source_next(source, &frame));
	source_close(source);
	buf_done(&comment);
	buf_done(&text);
}

TEST_MAIN
