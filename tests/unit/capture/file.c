/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/capture/made.h"

#include <errno.h>
#include <sys/stat.h>

/* Removed at once: what is opened by this path stays readable. */
static void make_file(char *path, const void *bytes, size_t n, mode_t mode)
{
	int fd = mkstemp(path);

	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n || fchmod(fd, mode) != 0)
		abort();
	close(fd);
}

static struct seen seen_bytes(const void *bytes, size_t n)
{
	struct made made = {0};

	made_bytes(&made, bytes, n);
	return seen_made(&made);
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

TEST(a_file_that_is_not_there_is_refused)
{
	struct seen seen = seen_path("/nonexistent/call.pcap");

	EXPECT_INT(-ENOENT, seen.opened);
	EXPECT_TEXT("/nonexistent/call.pcap: there is no such file", seen.trouble);
}

TEST(a_directory_is_refused)
{
	struct seen seen = seen_path("/tmp");

	EXPECT_INT(-EISDIR, seen.opened);
	EXPECT_TEXT("/tmp: is a directory, not a capture file", seen.trouble);
}

TEST(an_empty_file_is_refused)
{
	struct seen seen = seen_path("/dev/null");

	EXPECT_INT(-ENODATA, seen.opened);
	EXPECT_TEXT("/dev/null: is empty", seen.trouble);
	seen = seen_bytes("", 0);
	EXPECT_INT(-ENODATA, seen.opened);
}

TEST(a_file_we_may_not_read_is_refused)
{
	char path[] = "/tmp/sipwhy-test-XXXXXX";
	struct seen seen;

	make_file(path, "x", 1, 0);
	seen = seen_path(path);
	unlink(path);
	if (geteuid() == 0) /* root may read anything */
		return;
	EXPECT_INT(-EACCES, seen.opened);
	EXPECT_INT(true, ends_with(seen.trouble, ": no permission to read it"));
}

TEST(what_cannot_be_opened_or_read_is_refused_with_the_reason)
{
	struct seen seen = seen_path("/dev/null/call.pcap");

	EXPECT_INT(-ENOTDIR, seen.opened);
	EXPECT_TEXT("/dev/null/call.pcap: cannot be opened: Not a directory", seen.trouble);
	seen = seen_path("/proc/self/mem"); /* nothing is mapped at 0 */
	EXPECT_INT(true, seen.opened < 0);
	EXPECT_TEXT("/proc/self/mem: reading failed: Input/output error", seen.trouble);
}

TEST(a_terminal_is_refused)
{
	struct seen seen = seen_path("/dev/ptmx");

	if (seen.opened == -ENOENT || seen.opened == -EACCES || seen.opened == -ENODEV) /* a chroot without /dev/pts */
		return;
	EXPECT_INT(-EINVAL, seen.opened);
	EXPECT_TEXT("/dev/ptmx: is a terminal; feed it a capture, as in: tcpdump -w - | sipwhy -", seen.trouble);
}

TEST(what_is_no_capture_is_refused_and_named)
{
	static const char log[] = "2026-01-02 03:04:05 NOTICE chan_sip.c: Registration from 'bob'\n";
	struct seen seen = seen_bytes(log, sizeof(log) - 1);

	EXPECT_INT(-EINVAL, seen.opened);
	EXPECT_INT(true, ends_with(seen.trouble, ": is not a capture file; it looks like text"));
	seen = seen_bytes("GMBU\0\2\1\0\0\0\0", 11);
	EXPECT_INT(-EINVAL, seen.opened);
	EXPECT_INT(
		true,
		ends_with(seen.trouble,
	                  ": is not a capture file; it looks like a NetMon capture; editcap can turn it into pcapng"));
	seen = seen_bytes("\1\2\3\4\5\6", 6);
	EXPECT_INT(-EINVAL, seen.opened);
	EXPECT_INT(true, ends_with(seen.trouble, ": is not a capture file (neither pcap nor pcapng)"));
}

TEST(a_file_too_short_to_be_recognized_is_refused)
{
	struct seen seen = seen_bytes("\xd4\xc3\xb2", 3);

	EXPECT_INT(-EINVAL, seen.opened);
	EXPECT_INT(true, ends_with(seen.trouble, ": is not a capture file; it has only 3 bytes"));
}

TEST(a_refusal_leaves_the_outputs_alone)
{
	struct source *source = (struct source *)&source;
	struct buf trouble = {0};

	EXPECT_INT(-EISDIR, source_open_file(&source, "/", &trouble));
	EXPECT_INT(true, source == (struct source *)&source);
	buf_done(&trouble);
}

TEST(after_a_stop_there_are_no_more_frames)
{
	struct made made = {0};
	struct buf path = {0}, trouble = {0};
	struct source *source;
	struct frame frame;
	int fd;

	made_pcap(&made, 0xa1b2c3d4, 65535, 1);
	made_record(&made, 1, 0, "one", 3);
	made_record(&made, 2, 0, "two", 3);
	fd = made_file(&made, made.bytes.n, &path);
	EXPECT_INT(0, source_open_file(&source, buf_text(&path), &trouble));
	EXPECT_INT(SOURCE_FRAME, source_next(source, &frame));
	source_stop(source);
	EXPECT_INT(SOURCE_END, source_next(source, &frame));
	EXPECT_TEXT("", source_trouble(source));
	source_close(source);
	source_close(NULL);
	close(fd);
	buf_done(&path);
	buf_done(&made.bytes);
}

TEST_MAIN
