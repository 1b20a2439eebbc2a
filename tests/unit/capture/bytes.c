/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/capture/made.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <zlib.h>
#include <zstd.h>

enum {
	PACKETS = 5000
};

/* Of about 600 kB: more than is read at a time. */
static struct made many_packets(void)
{
	struct made made = {0};
	char bytes[100];

	made_pcap(&made, 0xa1b2c3d4, 65535, 1);
	for (uint32_t i = 0; i < PACKETS; i++) {
		snprintf(bytes, sizeof(bytes), "packet %u of many %x%x%x", i, i * 2654435761u, i * 40503u, i * 69069u);
		made_record(&made, i, 0, bytes, 1000);
	}
	return made;
}

static void add_gzip(struct made *out, const void *bytes, size_t n)
{
	z_stream z = {0};
	uLong room = compressBound(n) + 100;
	Bytef *packed = malloc(room);

	if (!packed || deflateInit2(&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	z.next_in = (Bytef *)(uintptr_t)bytes;
	z.avail_in = (uInt)n;
	z.next_out = packed;
	z.avail_out = (uInt)room;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		abort();
	made_bytes(out, packed, z.total_out);
	deflateEnd(&z);
	free(packed);
}

static void add_zstd(struct made *out, const void *bytes, size_t n)
{
	size_t room = ZSTD_compressBound(n);
	char *packed = malloc(room);

	if (!packed)
		abort();
	made_bytes(out, packed, ZSTD_compress(packed, room, bytes, n, 3));
	free(packed);
}

typedef void add_packed_fn(struct made *out, const void *bytes, size_t n);
static add_packed_fn *const packers[] = {add_gzip, add_zstd};

static void expect_many(const struct seen *seen)
{
	EXPECT_INT(0, seen->opened);
	EXPECT_INT(PACKETS, seen->frames);
	EXPECT_INT(SOURCE_END, seen->end);
	EXPECT_TEXT("packet 0 of man", seen->start[0]);
	EXPECT_TEXT("", seen->trouble);
}

TEST(compressed_captures_are_read)
{
	struct made made = many_packets();

	for (size_t i = 0; i < 2; i++) {
		struct made packed = {0};
		struct seen seen;

		packers[i](&packed, made.bytes.p, made.bytes.n);
		seen = seen_made(&packed);
		expect_many(&seen);
	}
	buf_done(&made.bytes);
}

TEST(members_and_frames_one_after_the_other_are_one_capture)
{
	static const size_t cuts[] = {3, 24, 100000};
	struct made made = many_packets();

	for (size_t i = 0; i < 2; i++) {
		struct made packed = {0};
		struct seen seen;
		size_t at = 0;

		for (size_t k = 0; k < 3; k++) {
			packers[i](&packed, made.bytes.p + at, cuts[k]);
			at += cuts[k];
		}
		packers[i](&packed, made.bytes.p + at, made.bytes.n - at);
		seen = seen_made(&packed);
		expect_many(&seen);
	}
	buf_done(&made.bytes);
}

TEST(zeroes_that_fill_up_a_gzip_file_are_nothing)
{
	struct made made = many_packets(), packed = {0};
	struct seen seen;

	add_gzip(&packed, made.bytes.p, made.bytes.n);
	for (int i = 0; i < 100000; i++)
		made_u64(&packed, 0);
	seen = seen_made(&packed);
	expect_many(&seen);
	buf_done(&made.bytes);
}

TEST(a_skippable_frame_before_the_first_is_zstd_too)
{
	struct made made = many_packets(), packed = {0};
	struct seen seen;

	made_u32(&packed, 0x184d2a50);
	made_u32(&packed, 4);
	made_u32(&packed, 0xffffffff);
	add_zstd(&packed, made.bytes.p, made.bytes.n);
	seen = seen_made(&packed);
	expect_many(&seen);
	buf_done(&made.bytes);
}

TEST(something_else_behind_the_gzip_data_is_damage)
{
	struct made made = many_packets(), packed = {0};
	struct seen seen;

	add_gzip(&packed, made.bytes.p, made.bytes.n);
	made_bytes(&packed, "and now for something", 21);
	seen = seen_made(&packed);
	EXPECT_INT(PACKETS, seen.frames);
	EXPECT_INT(SOURCE_DAMAGED, seen.end);
	EXPECT_INT(true, strstr(seen.trouble, ": the gzip data cannot be unpacked: something else follows it") != NULL);
	buf_done(&made.bytes);
}

TEST(compressed_data_cut_short_gives_the_packets_before)
{
	static const char *const early[] = {": the gzip data ends early", ": the zstd data ends early"};
	struct made made = many_packets();

	for (size_t i = 0; i < 2; i++) {
		struct made packed = {0};
		uint64_t before = 0;

		packers[i](&packed, made.bytes.p, made.bytes.n);
		for (size_t n = packed.bytes.n / 2; n < packed.bytes.n - 100; n += packed.bytes.n / 10) {
			struct seen seen = seen_first(&packed, n);

			if (i == 0)
				EXPECT_INT(true, seen.frames > before);
			EXPECT_INT(true, seen.frames < PACKETS);
			EXPECT_INT(SOURCE_DAMAGED, seen.end);
			EXPECT_INT(true, strstr(seen.trouble, "cut short ") == seen.trouble);
			EXPECT_INT(true, strstr(seen.trouble, early[i]) != NULL);
			before = seen.frames;
		}
		buf_done(&packed.bytes);
	}
	buf_done(&made.bytes);
}

/* All packets were handed out when the checksum behind them proves wrong or missing. */
TEST(a_gzip_file_without_its_checksum_is_damaged)
{
	struct made made = many_packets(), packed = {0};
	struct seen seen;

	add_gzip(&packed, made.bytes.p, made.bytes.n);
	seen = seen_first(&packed, packed.bytes.n - 1);
	EXPECT_INT(PACKETS, seen.frames);
	EXPECT_INT(true, strstr(seen.trouble, "cut short after packet 5000, at byte ") == seen.trouble);
	packed.bytes.p[packed.bytes.n - 8] ^= 1;
	seen = seen_made(&packed);
	EXPECT_INT(PACKETS, seen.frames);
	EXPECT_INT(true, strstr(seen.trouble, ": the gzip data cannot be unpacked: it is damaged") != NULL);
	buf_done(&made.bytes);
}

TEST(a_compressed_file_with_nothing_in_it_is_empty)
{
	for (size_t i = 0; i < 2; i++) {
		struct made packed = {0};
		struct seen seen;

		packers[i](&packed, "", 0);
		seen = seen_made(&packed);
		EXPECT_INT(true, seen.opened < 0);
		EXPECT_INT(true, strstr(seen.trouble, ": is empty") != NULL);
	}
}

TEST(compressed_data_that_is_damaged_is_said_to_be)
{
	static const char *const why[] = {": the gzip data cannot be unpacked: it is damaged",
	                                  ": the zstd data cannot be unpacked: "};
	struct made made = many_packets();

	for (size_t i = 0; i < 2; i++) {
		struct made packed = {0};
		struct seen seen;

		packers[i](&packed, made.bytes.p, made.bytes.n);
		memset(packed.bytes.p + packed.bytes.n / 2, 0xff, 1000);
		seen = seen_first(&packed, packed.bytes.n);
		EXPECT_INT(SOURCE_DAMAGED, seen.end);
		EXPECT_INT(true, seen.frames > 0);
		memset(packed.bytes.p + 4, 0xff, 1000);
		seen = seen_made(&packed);
		EXPECT_INT(-EINVAL, seen.opened);
		EXPECT_INT(true, strstr(seen.trouble, why[i]) != NULL);
	}
	buf_done(&made.bytes);
}

TEST(compressed_twice_is_refused_with_a_hint)
{
	struct made made = many_packets(), once = {0}, twice = {0};
	struct seen seen;

	add_gzip(&once, made.bytes.p, made.bytes.n);
	add_zstd(&twice, once.bytes.p, once.bytes.n);
	seen = seen_made(&twice);
	EXPECT_INT(true, seen.opened < 0);
	EXPECT_INT(true, strstr(seen.trouble, "gzip data within compressed data") != NULL);
	buf_done(&once.bytes);
	buf_done(&made.bytes);
}

/* Runs a child that writes the bytes into a pipe, a few at a time. */
static pid_t begin_writing(const struct made *made, size_t step, int *out)
{
	int ends[2];
	pid_t child;

	if (pipe(ends) != 0)
		abort();
	fflush(stdout);
	child = fork();
	if (child == 0) {
		for (size_t at = 0; at < made->bytes.n; at += step) {
			size_t n = made->bytes.n - at < step ? made->bytes.n - at : step;

			if (write(ends[1], made->bytes.p + at, n) < 0)
				_exit(1);
		}
		_exit(0);
	}
	close(ends[1]);
	*out = ends[0];
	return child;
}

TEST(standard_input_is_read_from_a_pipe_in_whatever_pieces_it_comes)
{
	static const size_t steps[] = {7, 1000, 65536};
	struct made made = many_packets();

	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		int end, keep = dup(STDIN_FILENO);
		pid_t child = begin_writing(&made, steps[i], &end);
		struct seen seen;

		dup2(end, STDIN_FILENO);
		close(end);
		seen = seen_path("-");
		expect_many(&seen);
		if (keep >= 0)
			dup2(keep, STDIN_FILENO);
		close(keep);
		waitpid(child, NULL, 0);
	}
	buf_done(&made.bytes);
}

/* A live capture by another program: what has arrived must not wait for more. */
TEST(a_frame_is_handed_out_before_the_pipe_has_more)
{
	struct made made = {0};
	struct buf path = {0}, trouble = {0};
	struct source *source;
	struct frame frame;
	int ends[2];

	made_pcap(&made, 0xa1b2c3d4, 65535, 1);
	made_record(&made, 1, 0, "one", 3);
	if (pipe(ends) != 0 || write(ends[1], made.bytes.p, made.bytes.n) != (ssize_t)made.bytes.n)
		abort();
	buf_printf(&path, "/proc/self/fd/%d", ends[0]);
	EXPECT_INT(0, source_open_file(&source, buf_text(&path), &trouble));
	EXPECT_INT(SOURCE_FRAME, source_next(source, &frame));
	source_stop(source); /* else the next would wait for ever */
	EXPECT_INT(SOURCE_END, source_next(source, &frame));
	source_close(source);
	close(ends[0]);
	close(ends[1]);
	buf_done(&path);
	buf_done(&made.bytes);
}

static struct source *interrupted;

static void stop_interrupted(int signal)
{
	source_stop(interrupted);
}

TEST(a_stop_from_a_signal_handler_ends_a_read_that_waits)
{
	struct sigaction action = {.sa_handler = stop_interrupted, .sa_flags = SA_RESTART};
	struct made made = {0};
	struct buf path = {0}, trouble = {0};
	struct frame frame;
	int ends[2];

	made_pcap(&made, 0xa1b2c3d4, 65535, 1);
	made_record(&made, 1, 0, "one", 3);
	if (pipe(ends) != 0 || write(ends[1], made.bytes.p, made.bytes.n - 1) != (ssize_t)made.bytes.n - 1)
		abort();
	buf_printf(&path, "/proc/self/fd/%d", ends[0]);
	EXPECT_INT(0, source_open_file(&interrupted, buf_text(&path), &trouble));
	sigaction(SIGALRM, &action, NULL);
	ualarm(20000, 0);
	EXPECT_INT(SOURCE_END, source_next(interrupted, &frame));
	EXPECT_TEXT("", source_trouble(interrupted));
	source_close(interrupted);
	close(ends[0]);
	close(ends[1]);
	buf_done(&path);
	buf_done(&made.bytes);
}

TEST_MAIN
