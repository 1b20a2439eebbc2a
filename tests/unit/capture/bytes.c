/* SPDX-License-Identifier: BSD-2-Clause */
#include "capture/format.h"
#include "tests/unit/capture/made.h"

#include <errno.h>
#include <lz4frame.h>
#include <lzma.h>
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

static void add_lz4(struct made *out, const void *bytes, size_t n)
{
	const LZ4F_preferences_t preferences = {.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled};
	size_t room = LZ4F_compressFrameBound(n, &preferences);
	char *packed = malloc(room);

	if (!packed)
		abort();
	made_bytes(out, packed, LZ4F_compressFrame(packed, room, bytes, n, &preferences));
	free(packed);
}

static void add_lzma_stream(struct made *out, lzma_stream *stream, const void *bytes, size_t n)
{
	size_t room = n + 100000;
	uint8_t *packed = malloc(room);

	if (!packed)
		abort();
	stream->next_in = bytes;
	stream->avail_in = n;
	stream->next_out = packed;
	stream->avail_out = room;
	if (lzma_code(stream, LZMA_FINISH) != LZMA_STREAM_END)
		abort();
	made_bytes(out, packed, stream->total_out);
	lzma_end(stream);
	free(packed);
}

static void add_xz(struct made *out, const void *bytes, size_t n)
{
	lzma_stream stream = LZMA_STREAM_INIT;

	if (lzma_easy_encoder(&stream, 1, LZMA_CHECK_CRC32) != LZMA_OK)
		abort();
	add_lzma_stream(out, &stream, bytes, n);
}

static void add_lzma(struct made *out, const void *bytes, size_t n)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	lzma_options_lzma options;

	if (lzma_lzma_preset(&options, 1) || lzma_alone_encoder(&stream, &options) != LZMA_OK)
		abort();
	add_lzma_stream(out, &stream, bytes, n);
}

typedef void add_packed_fn(struct made *out, const void *bytes, size_t n);

static const struct {
	const char *name;
	add_packed_fn *add;
	bool joins; /* a file may hold several, one after the other */
} packers[] = {
	{"gzip", add_gzip, true}, {"zstd", add_zstd, true},  {"lz4", add_lz4, true},
	{"xz", add_xz, true},     {"lzma", add_lzma, false},
};

enum {
	PACKERS = sizeof(packers) / sizeof(*packers)
};

/* "...: the NAME data HOW" */
static bool says(const struct seen *seen, size_t packer, const char *how)
{
	char text[100];

	snprintf(text, sizeof(text), ": the %s data %s", packers[packer].name, how);
	return strstr(seen->trouble, text) != NULL;
}

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

	for (size_t i = 0; i < PACKERS; i++) {
		struct made packed = {0};
		struct seen seen;

		packers[i].add(&packed, made.bytes.p, made.bytes.n);
		seen = seen_made(&packed);
		expect_many(&seen);
	}
	buf_done(&made.bytes);
}

TEST(members_and_frames_one_after_the_other_are_one_capture)
{
	static const size_t cuts[] = {3, 24, 100000};
	struct made made = many_packets();

	for (size_t i = 0; i < PACKERS && packers[i].joins; i++) {
		struct made packed = {0};
		struct seen seen;
		size_t at = 0;

		for (size_t k = 0; k < 3; k++) {
			packers[i].add(&packed, made.bytes.p + at, cuts[k]);
			at += cuts[k];
		}
		packers[i].add(&packed, made.bytes.p + at, made.bytes.n - at);
		seen = seen_made(&packed);
		expect_many(&seen);
	}
	buf_done(&made.bytes);
}

TEST(zeroes_that_fill_up_a_gzip_or_xz_file_are_nothing)
{
	static add_packed_fn *const fillable[] = {add_gzip, add_xz};
	struct made made = many_packets();

	for (size_t k = 0; k < 2; k++) {
		struct made packed = {0};
		struct seen seen;

		fillable[k](&packed, made.bytes.p, made.bytes.n - 100);
		for (int i = 0; i < 100000; i++)
			made_u64(&packed, 0);
		fillable[k](&packed, made.bytes.p + made.bytes.n - 100, 100);
		made_u64(&packed, 0);
		seen = seen_made(&packed);
		expect_many(&seen);
	}
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

TEST(something_else_behind_the_compressed_data_is_damage)
{
	struct made made = many_packets();

	for (size_t i = 0; i < PACKERS; i++) {
		struct made packed = {0};
		struct seen seen;

		packers[i].add(&packed, made.bytes.p, made.bytes.n);
		made_bytes(&packed, "and now for something", 21);
		seen = seen_made(&packed);
		EXPECT_INT(PACKETS, seen.frames);
		EXPECT_INT(SOURCE_DAMAGED, seen.end);
		EXPECT_INT(true, says(&seen, i, "cannot be unpacked: "));
	}
	buf_done(&made.bytes);
}

TEST(compressed_data_cut_short_gives_the_packets_before)
{
	struct made made = many_packets();

	for (size_t i = 0; i < PACKERS; i++) {
		struct made packed = {0};
		uint64_t before = 0;

		packers[i].add(&packed, made.bytes.p, made.bytes.n);
		for (size_t n = packed.bytes.n / 2; n < packed.bytes.n - 100; n += packed.bytes.n / 10) {
			struct seen seen = seen_first(&packed, n);

			EXPECT_INT(true, seen.frames > before || i > 0); /* the others unpack by blocks */
			EXPECT_INT(true, seen.frames < PACKETS);
			EXPECT_INT(SOURCE_DAMAGED, seen.end);
			EXPECT_INT(true, strstr(seen.trouble, "cut short ") == seen.trouble);
			EXPECT_INT(true, says(&seen, i, "ends early"));
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
	for (size_t i = 0; i < PACKERS; i++) {
		struct made packed = {0};
		struct seen seen;

		packers[i].add(&packed, "", 0);
		seen = seen_made(&packed);
		EXPECT_INT(true, seen.opened < 0);
		EXPECT_INT(true, strstr(seen.trouble, ": is empty") != NULL);
	}
}

TEST(compressed_data_that_is_damaged_is_said_to_be)
{
	struct made made = many_packets();

	for (size_t i = 0; i < PACKERS; i++) {
		struct made packed = {0};
		struct seen seen;

		packers[i].add(&packed, made.bytes.p, made.bytes.n);
		memset(packed.bytes.p + packed.bytes.n / 2, 0xff, 1000);
		seen = seen_first(&packed, packed.bytes.n);
		EXPECT_INT(SOURCE_DAMAGED, seen.end);
		EXPECT_INT(true, seen.frames > 0);
		memset(packed.bytes.p + 4, 0xff, 1000);
		seen = seen_made(&packed);
		EXPECT_INT(-EINVAL, seen.opened);
		EXPECT_INT(true, says(&seen, i, "cannot be unpacked: "));
	}
	buf_done(&made.bytes);
}

TEST(data_that_needs_too_much_memory_is_not_unpacked)
{
	struct made made = many_packets(), packed = {0};
	struct seen seen;

	add_lzma(&packed, made.bytes.p, made.bytes.n);
	memcpy(packed.bytes.p + 1, "\0\0\0\x20", 4); /* the size of its dictionary: 512 MiB */
	seen = seen_made(&packed);
	EXPECT_INT(-EINVAL, seen.opened);
	EXPECT_INT(true, says(&seen, 4, "cannot be unpacked: it needs more than 128 MiB of memory"));
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
		seen = seen_source("-", i % 2 ? 8 : 0);
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

/* A file that is still written: what is there is read, the rest later; and one that ends after all. */

struct growing {
	struct made made;
	struct bytes bytes;
	const struct format *format;
	void *reader;
	int fd;
	size_t written;
};

static void begin_growing(struct growing *growing)
{
	struct buf path = {0}, trouble = {0};

	growing->fd = made_file(&growing->made, 0, &path);
	EXPECT_INT(0, bytes_open_followed(&growing->bytes, buf_text(&path), &trouble));
	EXPECT_INT(0, trouble.n);
	growing->reader = growing->format->open((const uint8_t *)growing->made.bytes.p);
	buf_done(&path);
}

static void end_growing(struct growing *growing)
{
	growing->format->close(growing->reader);
	bytes_close(&growing->bytes);
	buf_done(&growing->made.bytes);
	close(growing->fd);
}

static void grow(struct growing *growing, size_t n)
{
	if (write(growing->fd, growing->made.bytes.p + growing->written, n) != (ssize_t)n)
		abort();
	growing->written += n;
}

static enum source_state next_growing(struct growing *growing, struct frame *out)
{
	struct damage damage;

	return growing->format->next(growing->reader, &growing->bytes, out, &damage);
}

/* Frames of 9, 8 and 7 bytes, and in pcapng a block that is passed over between them. */
static struct growing grown(const struct format *format)
{
	struct growing growing = {.format = format};
	struct made *made = &growing.made;
	size_t start;

	if (format == &format_pcap)
		made_pcap(made, 0xa1b2c3d4, 65535, 1);
	if (format == &format_pcapng) {
		made->order = ORDER_BIG;
		made_section(made);
		made_interface(made, 1, 0, 0);
	}
	for (uint32_t i = 1; i <= 3; i++) {
		if (format == &format_pcap) {
			made_record(made, i, 0, &"0123456789"[i], 10);
			continue;
		}
		made_packet(made, 0, i * 1000000, &"0123456789"[i], 10);
		start = made_block(made, 0xbad);
		made_bytes(made, "passed over.", 12);
		made_block_end(made, start);
	}
	return growing;
}

TEST(a_file_that_grows_in_pieces_of_any_size_gives_the_frames_it_would_give_whole)
{
	static const struct format *const formats[] = {&format_pcap, &format_pcapng};

	for (size_t k = 0; k < 2; k++)
		for (size_t piece = 1; piece < 60; piece++) {
			struct growing growing = grown(formats[k]);
			uint32_t frames = 0;
			struct frame frame;

			begin_growing(&growing);
			while (growing.written < growing.made.bytes.n) {
				size_t left = growing.made.bytes.n - growing.written;
				enum source_state state;

				grow(&growing, piece < left ? piece : left);
				while ((state = next_growing(&growing, &frame)) == SOURCE_FRAME) {
					frames++;
					EXPECT_INT(frames * SECOND, frame.time);
					EXPECT_INT(10 - frames, frame.captured);
					EXPECT_INT('0' + frames, frame.bytes[0]);
				}
				EXPECT_INT(SOURCE_IDLE, state);
				EXPECT_INT(true, growing.bytes.dry);
			}
			EXPECT_INT(3, frames);
			growing.bytes.follows = false;
			EXPECT_INT(SOURCE_END, next_growing(&growing, &frame));
			end_growing(&growing);
		}
}

TEST(a_frame_is_there_as_soon_as_its_last_byte_is_and_the_place_is_kept_until_then)
{
	struct growing growing = grown(&format_pcap);
	struct frame frame;

	begin_growing(&growing);
	grow(&growing, 24 + 16 + 8);
	EXPECT_INT(SOURCE_IDLE, next_growing(&growing, &frame));
	EXPECT_INT(SOURCE_IDLE, next_growing(&growing, &frame));
	EXPECT_INT(24, bytes_offset(&growing.bytes));
	grow(&growing, 1);
	EXPECT_INT(SOURCE_FRAME, next_growing(&growing, &frame));
	EXPECT_INT(24 + 16 + 9, bytes_offset(&growing.bytes));
	end_growing(&growing);
}

TEST(a_file_that_is_followed_no_longer_ends_where_it_ends)
{
	static const struct format *const formats[] = {&format_pcap, &format_pcapng};

	for (size_t k = 0; k < 2; k++)
		for (size_t cut = 1; cut < 23; cut++) {
			struct growing growing = grown(formats[k]);
			struct damage damage = {0};
			struct frame frame;

			begin_growing(&growing);
			grow(&growing, growing.made.bytes.n - cut);
			while (next_growing(&growing, &frame) == SOURCE_FRAME)
				continue;
			growing.bytes.follows = false;
			EXPECT_INT(SOURCE_DAMAGED,
			           growing.format->next(growing.reader, &growing.bytes, &frame, &damage));
			EXPECT(!damage.nonsense);
			EXPECT_INT(growing.made.bytes.n - (k == 0 ? 23 : 24), damage.offset);
			end_growing(&growing);
		}
}

TEST(a_compressed_file_that_is_followed_is_known_as_such)
{
	struct made made = many_packets(), packed = {0};
	struct buf path = {0}, trouble = {0};
	struct bytes bytes;
	int fd;

	add_gzip(&packed, made.bytes.p, made.bytes.n);
	fd = made_file(&packed, packed.bytes.n, &path);
	EXPECT_INT(0, bytes_open_followed(&bytes, buf_text(&path), &trouble));
	EXPECT_TEXT("gzip", bytes_packing(&bytes));
	bytes_close(&bytes);
	close(fd);
	buf_done(&path);
	buf_done(&packed.bytes);
	buf_done(&made.bytes);
}

/* A pipe is never waited for, and ends when it is closed. */
TEST(a_pipe_that_is_followed_is_dry_until_it_is_closed)
{
	struct buf path = {0}, trouble = {0};
	struct bytes bytes;
	int ends[2];

	if (pipe(ends) != 0)
		abort();
	buf_printf(&path, "/proc/self/fd/%d", ends[0]);
	EXPECT_INT(0, bytes_open_followed(&bytes, buf_text(&path), &trouble));
	EXPECT_INT(true, bytes_peek(&bytes, 4) == NULL && bytes.dry);
	if (write(ends[1], "12345", 5) != 5)
		abort();
	EXPECT_INT(true, bytes_peek(&bytes, 4) != NULL);
	EXPECT_INT(true, bytes_peek(&bytes, 6) == NULL && bytes.dry);
	close(ends[1]);
	EXPECT_INT(true, bytes_peek(&bytes, 6) == NULL && !bytes.dry);
	EXPECT_INT(5, bytes_left(&bytes));
	EXPECT_INT(5, bytes.read);
	EXPECT_INT(0, bytes.size);
	bytes_close(&bytes);
	close(ends[0]);
	buf_done(&path);
}

TEST(how_much_was_read_is_counted_as_the_file_lies_there)
{
	struct made made = many_packets(), packed = {0};
	struct buf path = {0}, trouble = {0};
	struct bytes bytes;
	int fd;

	add_gzip(&packed, made.bytes.p, made.bytes.n);
	fd = made_file(&packed, packed.bytes.n, &path);
	EXPECT_INT(0, bytes_open(&bytes, buf_text(&path), &trouble));
	EXPECT_INT(packed.bytes.n, bytes.size);
	EXPECT_INT(made.bytes.n, bytes_pass(&bytes, UINT64_MAX));
	EXPECT_INT(packed.bytes.n, bytes.read);
	bytes_close(&bytes);
	close(fd);
	buf_done(&path);
	buf_done(&packed.bytes);
	buf_done(&made.bytes);
}

TEST_MAIN
