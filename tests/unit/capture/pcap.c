/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/filter.h"
#include "capture/program.h"
#include "capture/live.h"

#include "tests/test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	PORT = 45060
};

static bool has(struct buf *text, const char *part)
{
	return strstr(buf_text(text), part) != NULL;
}

static int open_one(struct source **out, const char *name, const struct filter *filter, struct buf *trouble)
{
	const struct interface_settings settings = {.filter = filter};

	return source_open_live(out, &name, 1, &settings, trouble);
}

/* NULL, and why in trouble, where capturing is not allowed: then there is nothing to test. */
static struct source *open_loopback(const char *expression, struct buf *trouble)
{
	struct filter *filter = filter_new(expression);
	struct source *source = NULL;
	int r = open_one(&source, "lo", filter, trouble);

	filter_free(filter);

	if (r < 0 && r != -EPERM)
		EXPECT_STR("", buf_str(trouble));
	return source;
}

static void send_datagrams(int n)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(PORT)};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (int i = 0; i < n; i++)
		(void)sendto(fd, "OPTIONS", 7, 0, (struct sockaddr *)&to, sizeof(to));
	close(fd);
}

TEST(an_interface_that_is_not_there_is_refused_and_the_others_are_named)
{
	struct source *source = NULL;
	struct buf trouble = {0};
	int r = open_one(&source, "nosuch9", NULL, &trouble);

	EXPECT_INT(true, r == -ENODEV || r == -EPERM);
	if (r == -ENODEV) {
		EXPECT_INT(true, has(&trouble, "there is no interface nosuch9; there are "));
		EXPECT_INT(true, has(&trouble, "lo"));
	} else {
		EXPECT_INT(true, has(&trouble, "setcap cap_net_raw=ep"));
	}
	EXPECT_INT(true, source == NULL);
	buf_done(&trouble);
}

TEST(a_bad_filter_is_refused_in_the_words_of_the_compiler)
{
	struct filter *filter = filter_new("udp prot 5060");
	struct source *source = NULL;
	struct buf trouble = {0};
	int r = open_one(&source, "lo", filter, &trouble);

	filter_free(filter);
	EXPECT_INT(true, r == -EINVAL || r == -EPERM);
	EXPECT_INT(true, source == NULL);
	if (r == -EINVAL) {
		EXPECT_INT(true, has(&trouble, "filter \"udp prot 5060\": "));
		EXPECT_INT(true, has(&trouble, "syntax error"));
	}
	EXPECT_INT(false, has(&trouble, "\n"));
	buf_done(&trouble);
}

TEST(frames_on_an_interface_are_captured)
{
	struct buf trouble = {0};
	struct source *source = open_loopback("udp dst port 45060", &trouble);
	struct frame frame;
	enum source_state state = SOURCE_IDLE;

	if (!source) {
		printf("# not tested: %s\n", buf_text(&trouble));
		buf_done(&trouble);
		return;
	}
	EXPECT_INT(SOURCE_IDLE, source_next(source, &frame));
	send_datagrams(1);
	for (int i = 0; i < 20 && state == SOURCE_IDLE; i++)
		state = source_next(source, &frame);
	EXPECT_INT(SOURCE_FRAME, state);
	EXPECT_INT(1, frame_number(frame.number));
	EXPECT_INT(LINKTYPE_ETHERNET, frame.linktype);
	EXPECT_INT(14 + 20 + 8 + 7, frame.length);
	EXPECT_INT(frame.length, frame.captured);
	EXPECT_INT(true, frame.time / SECOND >= time(NULL) - 60 && frame.time / SECOND <= time(NULL) + 1);
	EXPECT_INT(0, source_drops(source).kernel);
	source_close(source);
}

TEST(after_a_stop_what_was_captured_is_still_handed_out_and_then_it_ends)
{
	struct buf trouble = {0};
	struct source *source = open_loopback("udp dst port 45060", &trouble);
	struct frame frame;
	enum source_state state;
	int frames = 0;

	if (!source) {
		printf("# not tested: %s\n", buf_text(&trouble));
		buf_done(&trouble);
		return;
	}
	send_datagrams(100);
	source_stop(source);
	while ((state = source_next(source, &frame)) == SOURCE_FRAME || state == SOURCE_IDLE)
		frames += state == SOURCE_FRAME;
	EXPECT_INT(100, frames);
	EXPECT_INT(SOURCE_END, source_next(source, &frame));
	EXPECT_STR("", str_of(source_trouble(source)));
	source_close(source);
}

TEST_MAIN
