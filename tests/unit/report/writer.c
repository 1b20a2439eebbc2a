/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/writer.h"

#include "tests/test.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

enum {
	CHUNK = 65536,
	MANY = 20000,
};

static struct str chunk_of(char letter)
{
	static char text[CHUNK];

	memset(text, letter, sizeof(text));
	return (struct str){text, sizeof(text)};
}

struct pipe_ends {
	int out, in;
};

static struct pipe_ends open_pipe(void)
{
	int fds[2] = {-1, -1};

	signal(SIGPIPE, SIG_IGN);
	EXPECT_INT(0, pipe(fds));
	return (struct pipe_ends){fds[0], fds[1]};
}

/* All that comes until the other end is closed. */
static void *read_all(void *arg)
{
	static struct buf text;
	const int *fd = arg;
	char part[CHUNK];
	ssize_t n;

	buf_clear(&text);
	while ((n = read(*fd, part, sizeof(part))) > 0)
		buf_add(&text, (struct str){part, (size_t)n});
	close(*fd);
	return &text;
}

static pthread_t begin_reading(int *fd)
{
	pthread_t thread;

	EXPECT_INT(0, pthread_create(&thread, NULL, read_all, fd));
	return thread;
}

static struct buf *end_reading(pthread_t thread)
{
	void *text = NULL;

	pthread_join(thread, &text);
	return text;
}

static bool is_full(int pipe)
{
	struct pollfd pollfd = {.fd = pipe, .events = POLLOUT};

	return poll(&pollfd, 1, 0) == 0;
}

/* How many chunks are taken while nobody reads: of the first two, that come as one and no longer wait, one fills the pipe. */
static unsigned fill(struct writer *writer, int pipe)
{
	static char both[2 * CHUNK];
	unsigned taken = 2;

	memset(both, 'a', CHUNK);
	memset(both + CHUNK, 'b', CHUNK);
	EXPECT_INT(0, writer_put(writer, (struct str){both, sizeof(both)}));
	while (!is_full(pipe))
		usleep(1000);
	while (writer_put(writer, chunk_of((char)('a' + taken % 26))) == 0)
		taken++;
	return taken;
}

static bool is_in_order(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != (char)('a' + i / CHUNK % 26))
			return false;
	return true;
}

TEST(what_is_put_is_written_once_and_in_order)
{
	struct pipe_ends ends = open_pipe();
	pthread_t reader = begin_reading(&ends.out);
	struct writer *writer = writer_new(ends.in);
	struct buf expected = {0}, line = {0}, *got;

	for (unsigned n = 0; n < MANY; n++) {
		buf_clear(&line);
		buf_printf(&line, "call %u\n", n);
		buf_add(&expected, buf_str(&line));
		EXPECT_INT(0, writer_put(writer, buf_str(&line)));
	}
	EXPECT_INT(0, writer_close(writer));
	got = end_reading(reader);
	EXPECT(str_eq(buf_str(&expected), buf_str(got)));
	buf_done(got);
	buf_done(&expected);
	buf_done(&line);
}

TEST(who_gets_nothing_is_closed_all_the_same)
{
	struct pipe_ends ends = open_pipe();

	EXPECT_INT(0, writer_close(writer_new(ends.in)));
	EXPECT_INT(-1, fcntl(ends.in, F_GETFD));
	close(ends.out);
}

TEST(while_nobody_reads_what_waits_is_bounded_and_what_is_refused_is_refused_as_a_whole)
{
	struct pipe_ends ends = open_pipe();
	struct writer *writer = writer_new(ends.in);
	unsigned taken = fill(writer, ends.in);
	struct buf *got;
	pthread_t reader;

	EXPECT_INT(-EAGAIN, writer_put(writer, chunk_of('z')));
	EXPECT(taken >= WRITER_MOST / CHUNK);
	EXPECT(taken <= WRITER_MOST / CHUNK + 2);
	reader = begin_reading(&ends.out);
	EXPECT_INT(0, writer_close(writer));
	got = end_reading(reader);
	EXPECT_INT(taken * CHUNK, got->n);
	EXPECT(is_in_order(buf_str(got)));
	buf_done(got);
}

TEST(at_the_end_who_reads_is_waited_for)
{
	struct pipe_ends ends = open_pipe();
	struct writer *writer = writer_new(ends.in);
	unsigned taken = fill(writer, ends.in), more = 0;
	pthread_t reader = begin_reading(&ends.out);
	struct buf *got;

	writer_await(writer);
	while (more < 2 * taken && writer_put(writer, chunk_of((char)('a' + (taken + more) % 26))) == 0)
		more++;
	EXPECT_INT(2 * taken, more);
	EXPECT_INT(0, writer_close(writer));
	got = end_reading(reader);
	EXPECT_INT(3 * taken * CHUNK, got->n);
	EXPECT(is_in_order(buf_str(got)));
	buf_done(got);
}

TEST(who_does_not_read_is_not_waited_for_even_then)
{
	struct pipe_ends ends = open_pipe();
	struct writer *writer = writer_new(ends.in);

	fill(writer, ends.in);
	writer_await(writer);
	EXPECT_INT(-EAGAIN, writer_put(writer, chunk_of('z')));
	EXPECT_INT(-EAGAIN, writer_put(writer, chunk_of('z')));
	EXPECT_INT(-ETIMEDOUT, writer_close(writer));
	close(ends.out);
}

TEST(who_never_reads_does_not_hold_up_the_end_nor_a_switch)
{
	struct pipe_ends ends = open_pipe(), other = open_pipe();
	struct writer *writer = writer_new(ends.in);

	fill(writer, ends.in);
	EXPECT_INT(-EBUSY, writer_switch(writer, other.in));
	EXPECT_INT(-ETIMEDOUT, writer_close(writer));
	close(ends.out);
	close(other.out);
	close(other.in);
}

TEST(behind_a_switch_all_goes_to_the_new_one_and_nothing_of_before)
{
	struct pipe_ends before = open_pipe(), behind = open_pipe();
	struct writer *writer = writer_new(before.in);
	char text[CHUNK];

	EXPECT_INT(0, writer_put(writer, STR("before\n")));
	EXPECT_INT(0, writer_switch(writer, behind.in));
	EXPECT_INT(0, writer_put(writer, STR("behind\n")));
	EXPECT_INT(0, writer_close(writer));
	EXPECT_INT(7, read(before.out, text, sizeof(text)));
	EXPECT_INT(0, memcmp("before\n", text, 7));
	EXPECT_INT(0, read(before.out, text, sizeof(text)));
	EXPECT_INT(7, read(behind.out, text, sizeof(text)));
	EXPECT_INT(0, memcmp("behind\n", text, 7));
	close(before.out);
	close(behind.out);
}

static int put_until_refused(struct writer *writer)
{
	int r;

	while ((r = writer_put(writer, STR("a line\n"))) == 0)
		usleep(100);
	return r;
}

TEST(a_write_that_fails_is_told_and_refuses_the_rest_until_there_is_something_new_to_write_to)
{
	struct pipe_ends ends = open_pipe();
	struct writer *writer = writer_new(open("/dev/full", O_WRONLY | O_CLOEXEC));
	char text[CHUNK];

	EXPECT_INT(-ENOSPC, put_until_refused(writer));
	EXPECT_INT(-ENOSPC, writer_put(writer, STR("another\n")));
	EXPECT_INT(0, writer_switch(writer, ends.in));
	EXPECT_INT(0, writer_put(writer, STR("new\n")));
	EXPECT_INT(0, writer_close(writer));
	EXPECT_INT(4, read(ends.out, text, sizeof(text)));
	EXPECT_INT(0, memcmp("new\n", text, 4));
	close(ends.out);
}

TEST(the_last_write_that_fails_is_told_at_the_end)
{
	struct pipe_ends ends = open_pipe();
	struct writer *writer = writer_new(ends.in);

	close(ends.out);
	EXPECT_INT(0, writer_put(writer, STR("a line\n")));
	EXPECT_INT(-EPIPE, writer_close(writer));
	EXPECT_INT(-1, fcntl(ends.in, F_GETFD));
}

TEST_MAIN
